"""换届日程 as a sheet of the rule book: a row is a milestone, known by its title; what it said before is kept.

A step counts from the anchor that it has (a new one from the election day); another anchor is chosen on screen.
"""

import re
from collections import Counter

from communities.imports.columns import text_up_to
from communities.models import Milestone, MilestoneEdition
from communities.models.schedule import Limits, Units
from communities.services.schedule import save_milestone
from core.dates import parse_date
from core.errors import DomainError
from core.imports import ImportRow
from core.imports.commands import before_of
from core.spreadsheets import Column, Sheet, clean_text

Statuses = ImportRow.Statuses
FARTHEST = 2000  # days


def whole_number(cell):
    """-60, －60 → -60; raises DomainError ``number_range``."""
    text = clean_text(cell).replace("－", "-").replace("—", "-").removesuffix("日").removesuffix("天")
    if not re.fullmatch(r"-?\d{1,4}", text) or abs(int(text)) > FARTHEST:
        raise DomainError("number_range", f"请填写 -{FARTHEST} 至 {FARTHEST} 的整数，如 -60。")
    return int(text)


def days_of(cell):
    """The days of a limit: not below none."""
    return abs(whole_number(cell))


SCHEDULE = Sheet("换届日程", (
    Column("title", "事项", parse=text_up_to(100), required=True, width=36, example="街道严审", help="同名的事项视为修改。"),
    Column("offset", "倒排天数", parse=whole_number, width=10, example="-60",
           help="选举日（或所选节点）之前填负数，之后填正数；日期固定的留空，填完成时限。"),
    Column("unit", "天数按", choices=tuple(Units.labels), width=10),
    Column("anchor", "相对于", parse=lambda cell: None, width=16, help="只供查看，导入时不读取；请在系统中选择。"),
    Column("due_on", "完成时限", parse=parse_date, width=13, example="2026-10-30", help="倒排的由系统计算；要固定日期，请清空倒排天数。"),
    Column("responsible", "责任单位", parse=text_up_to(60), width=20, example="街道党工委"),
    Column("limit_kind", "法定期限", choices=tuple(Limits.labels), width=12),
    Column("limit", "期限天数", parse=days_of, width=10),
    Column("limit_unit", "期限按", choices=tuple(Units.labels), width=10),
    Column("limit_basis", "期限依据", parse=text_up_to(200), width=40),
    Column("basis", "依据", parse=text_up_to(200), width=40, help="文件名称；推算的请写“推算”。"),
    Column("document_number", "核定文号", parse=lambda cell: None, width=20,
           help="只供查看，导入时不读取；核定请在系统中办理。"),
), title="换届日程")  # fmt: skip
FIELDS = {
    column.key: column.heading
    for column in SCHEDULE.columns
    if column.key not in ("title", "anchor", "document_number")
}


COLUMN = {column.key: column for column in SCHEDULE.columns}
UNITS, LIMITS = ({label: value for value, label in each.choices} for each in (Units, Limits))


def is_of_schedule(line):
    return line.raw.sheet.strip() == SCHEDULE.name


def rows(election):
    """The term's milestones as cells."""
    return [
        {"title": each.title, "document_number": each.document_number, "anchor": each.anchor if each.offset is not None else "",
         **_told(each)}
        for each in election.milestones.select_related("after")
    ]  # fmt: skip


def _told(milestone):
    """What a row says, as it is shown: words for choices, a day for a date, nothing for nothing."""
    return {
        "offset": milestone.offset, "unit": milestone.get_unit_display() if milestone.offset is not None else "",
        "due_on": f"{milestone.due_on:%Y-%m-%d}", "responsible": milestone.responsible,
        "limit_kind": milestone.get_limit_kind_display(), "limit": milestone.limit,
        "limit_unit": milestone.get_limit_unit_display() if milestone.limit_kind else "",
        "limit_basis": milestone.limit_basis, "basis": milestone.basis,
    }  # fmt: skip


def _shown(told):
    return {name: "" if value is None else str(value) for name, value in told.items()}


def compare(lines, election):
    """Hold the rows against the schedule: new, changed or unchanged."""
    stored = {each.title: each for each in election.milestones.all()}
    titles = Counter(line.values.get("title") for line in lines)
    for line in lines:
        line.name, line.place = clean_text(line.raw.cells.get("title"))[:60], SCHEDULE.name
        if not line.errors and titles[line.values["title"]] > 1:
            line.refuse(SCHEDULE.columns[0], "同一事项出现了几行，请只留一行。", value=line.name)
        if not line.errors:
            _settle(line, stored.get(line.values["title"]), election)


def _settle(line, old, election):
    line.plan = old or Milestone(election=election, title=line.values["title"])
    before = _shown(_told(old)) if old else dict.fromkeys(FIELDS, "")
    _check_days(line, old)
    if line.errors:
        return
    _fill(line.plan, line.values)
    now = _shown(_told(line.plan))
    line.changes = [[FIELDS[name], before[name], now[name]] for name in FIELDS if before[name] != now[name]]
    line.basis = f"{old.pk}:{old.version}" if old else ""
    line.status = Statuses.NEW if old is None else Statuses.CHANGED if line.changes else Statuses.SAME


def _check_days(line, old):
    values = line.values
    if values.get("offset") is None and not values.get("due_on"):
        line.refuse(COLUMN["due_on"], "倒排天数和完成时限至少填一项。", value=line.name)
    if bool(values.get("limit_kind")) != (values.get("limit") is not None):
        line.refuse(COLUMN["limit"], "法定期限和期限天数要么都填，要么都不填。", value=line.name)
    moved = old and values.get("due_on") and values["due_on"] != old.due_on
    if moved and old.offset is not None and values.get("offset") == old.offset:
        line.refuse(
            COLUMN["due_on"], f"按倒排天数应为{old.due_on:%Y-%m-%d}；要固定日期，请清空倒排天数。", value=line.name
        )


def _fill(milestone, values):
    """Put what a row says into the milestone; a step with an offset keeps the day that is counted for it."""
    for name in ("responsible", "limit_basis", "basis"):
        setattr(milestone, name, values.get(name) or "")
    milestone.offset, milestone.limit = values.get("offset"), values.get("limit")
    milestone.unit = UNITS.get(values.get("unit"), Units.DAY)
    milestone.limit_unit = UNITS.get(values.get("limit_unit"), Units.DAY)
    milestone.limit_kind = LIMITS.get(values.get("limit_kind"), "")
    if milestone.offset is None:
        milestone.after, milestone.due_on = None, values["due_on"]
    elif not milestone.due_on:
        milestone.due_on = milestone.election.election_day


def write(lines, actor):
    """Save what the compared rows say."""
    stored = Milestone.objects.in_bulk([line.plan.pk for line in lines if line.plan.pk])
    for line in lines:
        made, old = line.plan, stored.get(line.plan.pk)
        save_milestone(actor=actor, milestone=made, version=made.version, accept=True)
        values = {name: _kept(old, name) for name in MilestoneEdition.FIELDS if name != "title"} if old else None
        line.target_id, line.before = str(made.pk), {"made": made.pk, "version": made.version, "values": values}


def _is_used(milestone):
    """Whether a milestone that came with a batch is in use by now: done, or counted from."""
    return bool(milestone.done_on) or Milestone.objects.filter(after=milestone).exists()


def _kept(milestone, name):
    """A field as the batch keeps it."""
    value = getattr(milestone, milestone._meta.get_field(name).attname)
    return f"{value:%Y-%m-%d}" if name == "due_on" else value


def undo(rows, actor):
    """Take the rows back. Raises DomainError ``changed_since_import`` naming a milestone that was changed since."""
    for row in rows:
        before = before_of(row)
        if not before:
            continue
        made = Milestone.objects.select_for_update(of=("self",)).filter(pk=before["made"]).first()
        if made is None or made.version != before["version"] or (before["values"] is None and _is_used(made)):
            raise DomainError(
                "changed_since_import",
                f"日程“{row.row.shown.get('name', '')}”导入后又被修改或办结，不能整批撤销。请逐条处理。",
            )
        if before["values"] is None:
            made.delete()
            continue
        for name, value in before["values"].items():
            field = made._meta.get_field(name)
            setattr(made, field.attname, field.to_python(value))
        save_milestone(actor=actor, milestone=made, version=made.version, accept=True)
