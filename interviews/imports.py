"""The figures of one audit as a workbook: a line of figures per row, all sections in one sheet."""

import re
from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from communities.imports.columns import text_up_to
from core import audit
from core.errors import DomainError
from core.imports import ImportKind, ImportRow
from core.imports.commands import before_of, names_of
from core.money import parse_money, show_money, total
from core.spreadsheets import Column, Sheet, clean_text
from interviews.audit_figures import BY_CODE, LABELS, SECTIONS, complete, difference, problems_of_line, years_of
from interviews.audit_rules import require_fieldwork, require_no_conflict
from interviews.models import AuditAmount, DepartureAudit
from interviews.services.audit_figures import AMOUNTS, FIELDS

Statuses = ImportRow.Statuses
CODES = {section.label: section.code for section in SECTIONS}
SYNONYMS = {label.partition("（")[0]: label for label in CODES} | {
    "应收款": "债权（应收款项）", "应收款项": "债权（应收款项）", "应付款": "债务（应付款项）", "应付款项": "债务（应付款项）",
    "现金及银行存款": "货币资金", "银行存款": "货币资金", "库存现金": "货币资金",
}  # fmt: skip
SHOWN = ("year", *AMOUNTS, "note")
SUMS = {"合计", "小计", "总计"}
MONEY_FORMAT = "#,##0.00"


def parse_section(cell):
    """收入, 应收款 → the section's name in the drop-down; unknown words stay for it to refuse."""
    return SYNONYMS.get(clean_text(cell), clean_text(cell))


def parse_year(cell):
    """2023, 2023年, 2023年度 → 2023; raises DomainError ``year_invalid``."""
    found = re.fullmatch(r"((?:19|20)[0-9]{2})年?度?", clean_text(cell))
    if not found:
        raise DomainError("year_invalid", "年度应为四位年份，如 2023；不分年度的留空。")
    return int(found[1])


def _money(key, help_text, example=""):
    return Column(
        key, LABELS[key], aliases=(f"{LABELS[key]}（元）", LABELS[key].removesuffix("余额") + "数"), parse=parse_money,
        number_format=MONEY_FORMAT, width=16, help=help_text, example=example,
    )  # fmt: skip


COLUMNS = (
    Column("section", "分类", parse=parse_section, required=True, choices=tuple(CODES), width=18, example="收入"),
    Column("item", LABELS["item"], aliases=("名称", "科目"), parse=text_up_to(60), required=True, width=26,
           help="收入填来源，支出填用途，其余填户名或品名；填“合计”的行用来核对，不登记。", example="财政拨款"),
    Column("year", LABELS["year"], aliases=("年份",), parse=parse_year, width=9, help="只有收入、支出填；不分年度的留空。",
           example="2023"),
    _money("amount", "只有收入、支出填，单位元，可写 1,234.50 或 1.2万。", "120000.00"),
    _money("opening", "收入、支出以外填。"),
    _money("increase", "货币资金、收入、支出不填；没有的留空。"),
    _money("decrease", "货币资金、收入、支出不填；没有的留空。"),
    _money("closing", "收入、支出以外填；货币资金以外留空的，按期初＋增加－减少算出。"),
    Column("note", LABELS["note"], parse=text_up_to(200), width=24),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
NOTES = (
    "单位为元，精确到分；一行一个项目，收入、支出可按年度分行。",
    "没有填金额的行不读取；表中没有的项目不会被移除，需要删除的请在页面上删除。",
)


class FiguresImport(ImportKind):
    """离任审计数据 of one audit."""

    code, title, permission = "audit_figures", "离任审计数据", "manage_audits"
    counter, row_heading, place_heading = "行", "项目", "分类"

    @staticmethod
    def subject_model():
        return DepartureAudit

    @cached_property
    def audit_file(self):
        return DepartureAudit.objects.select_related("community", "election", "person").get(pk=self.subject_id)

    def page(self):
        return "查看审计数据", self.list_address()

    def list_address(self):
        return reverse("interviews:audit-figures", args=[self.subject_id])

    def start_address(self):
        return f"{self.list_address()}#excel"

    def require_open(self):
        require_fieldwork(self.audit_file, self.user)
        require_no_conflict(self.audit_file, self.user)

    def template(self):
        """Names the community and the post; the file that leaves the house need not name the person."""
        about = self.audit_file
        return Sheet(
            "审计数据", COLUMNS, title=f"{about.community.short_name}{about.post_held}离任审计数据", notes=NOTES
        )

    def rows(self):
        """What is entered already, and the usual items of sections still empty: the template's first rows."""
        stored = defaultdict(list)
        for line in self.audit_file.amounts.all():
            stored[line.section].append({name: getattr(line, name) for name in FIELDS})
        for section in SECTIONS:
            for row in stored[section.code] or [{"item": item} for item in section.items]:
                yield {"section": section.label, **row}

    def compare(self, lines, *, lock=False):
        if lock:  # two workbooks for one audit are written one after the other
            list(DepartureAudit.objects.select_for_update().filter(pk=self.subject_id))
        stored = {(line.section, line.item, line.year): line for line in self.audit_file.amounts.all()}
        Comparison(lines, stored, years_of(self.audit_file)).run()

    def write(self, lines):
        last = self.audit_file.amounts.count()
        for position, line in enumerate(lines, last):
            record = line.plan or AuditAmount(audit=self.audit_file, section=_code(line), position=position)
            old = {name: getattr(record, name) for name in FIELDS} if line.plan else None
            record.version += 1 if line.plan else 0
            _put(record, line.values, self.user)
            line.target_id, line.before = str(record.pk), {"version": record.version, "old": old}
        self._record(len(lines), "import")

    def undo(self, rows):
        before = {row.target_id: before_of(row) for row in rows}
        records = {str(each.pk): each for each in AuditAmount.objects.select_for_update().filter(pk__in=before)}
        _require_untouched(rows, before, records)
        for key, record in records.items():
            self._restore(record, before[key]["old"])
        self._record(len(rows), "undo")

    def _restore(self, record, old):
        if old is None:
            record.delete()
            return
        amounts = {name: Decimal(old[name]) for name in AMOUNTS if old[name] is not None}
        record.version += 1
        _put(record, old | amounts, self.user)

    def _record(self, count, how):
        audit.record(self.user, "departureaudit.figures", self.audit_file, detail={how: count})


def _code(line):
    return CODES[line.values["section"]]


def _put(record, values, actor):
    for name in FIELDS:
        setattr(record, name, values[name])
    record.note = record.note or ""
    record.updated_by = actor
    record.save()


def _require_untouched(rows, before, records):
    touched = [
        row for row in rows
        if row.target_id not in records or records[row.target_id].version != before[row.target_id]["version"]
    ]  # fmt: skip
    if touched:
        raise DomainError(
            "changed_since_import",
            f"{names_of(touched)}导入后又被修改或删除，不能整批撤销，现有数据没有改动。请逐行处理。",
        )


class Comparison:
    """One pass over the rows. ``stored``: lines by section, item and year; ``years``: of the audit period."""

    def __init__(self, lines, stored, years):
        self.lines, self.stored, self.years = lines, stored, years

    def run(self):
        for line in self.lines:
            _describe(line)
            if not line.errors:
                self._check(line)
        self._refuse_twice()
        self._check_sums()
        for line in self.lines:
            if not line.errors:
                self._settle(line)

    def _check(self, line):
        """What one row shows by itself, with what follows from its other amounts filled in."""
        section = BY_CODE[_code(line)]
        for column in ("year", *AMOUNTS):
            if column not in section.columns and line.values[column] is not None:
                message = f"“{section.label}”的行不填“{LABELS[column]}”。"
                _refuse(line, column, message)
        if line.errors or _is_empty(line) or _is_sum(line):
            return
        line.values |= complete(section, {name: line.values[name] for name in FIELDS})
        typed = AuditAmount(section=section.code, **{name: line.values[name] for name in FIELDS})
        for problem in problems_of_line(typed, self.years):
            _refuse(line, problem.column, problem.text)

    def _right(self):
        return [line for line in self.lines if not line.errors and not _is_empty(line)]

    def _refuse_twice(self):
        by_key = defaultdict(list)
        for line in self._right():
            if not _is_sum(line):
                by_key[_key(line)].append(line)
        for lines in by_key.values():
            for line in lines if len(lines) > 1 else ():
                others = "、".join(other.where for other in lines if other is not line)
                _refuse(line, "item", f"同一项目、同一年度还出现在{others}，请合并成一行。")

    def _check_sums(self):
        """A row “合计” is held against the rows of its section in the file (of its year, if it names one)."""
        right = self._right()
        broken = {line.place for line in self.lines if line.errors}
        for line in right:
            if _is_sum(line) and line.place not in broken:
                parts = [each for each in right if not _is_sum(each) and _is_part(each, line)]
                self._check_sum(line, parts)

    def _check_sum(self, line, parts):
        for column in AMOUNTS:
            stated, due = line.values[column], total(part.values[column] for part in parts)
            if stated is not None and stated != due:
                message = f"各行相加为{show_money(due)}元，{line.name}填列{difference(stated, due)}。"
                _refuse(line, column, message)

    def _settle(self, line):
        """New, changed or unchanged; a sum or a row without amounts is nothing to write."""
        line.status = Statuses.SAME
        if _is_sum(line) or _is_empty(line):
            return
        line.plan = stored = self.stored.get(_key(line))
        line.basis = f"{stored.pk}:{stored.version}" if stored else ""
        old = {name: getattr(stored, name, None) for name in FIELDS}
        line.changes = [
            [LABELS[name], _shown(before), _shown(now)] for name, (before, now) in audit.changes(old, line.values).items()
            if name in SHOWN and (before or now) not in (None, "")
        ]  # fmt: skip
        if stored is None:
            line.status = Statuses.NEW
        elif line.changes:
            line.status = Statuses.CHANGED


def _refuse(line, column, message):
    line.refuse(BY_KEY[column], message, value=clean_text(line.raw.cells.get(column)))


def _describe(line):
    line.name = line.values.get("item") or str(line.raw.cells.get("item") or "")[:60]
    line.place = line.values.get("section") or ""


def _key(line):
    return _code(line), line.values["item"], line.values["year"]


def _is_sum(line):
    return re.sub(r"\s", "", line.name) in SUMS


def _is_empty(line):
    return all(line.values[column] is None for column in AMOUNTS)


def _is_part(line, whole):
    """Whether a row counts into the sum that ``whole`` states."""
    year = whole.values["year"]
    return line.place == whole.place and year in (None, line.values["year"])


def _shown(value):
    return show_money(value) if isinstance(value, Decimal) else str(value or "")
