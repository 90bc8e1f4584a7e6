"""The workbook come back: each row is held against what was sent, and only its answer is taken."""

from collections import defaultdict
from functools import cached_property

from django.urls import reverse

from candidates.joint_review.workbook import KEY, POSITION, RESULT, RESULT_OF, sheet_of
from candidates.models import DepartmentOpinion, JointReviewLetter
from candidates.services.joint_review import record_answers, take_back_answers
from candidates.services.joint_review.replies import NEEDS_WORDS
from core.errors import DomainError
from core.imports import ImportKind, ImportRow, Line
from core.imports.commands import before_of
from core.spreadsheets import RawRow, clean_text

Statuses = ImportRow.Statuses
Results, Sources = DepartmentOpinion.Results, DepartmentOpinion.Sources
MISSING_SHEET = "表中缺少的人选"
KEPT = ("result", "explanation", "source", "recorded_by_id", "recorded_at")


class ReplyImport(ImportKind):
    """联审回函 of one letter."""

    code, title, permission = "joint_reply", "联审回函", "review_street"
    counter, row_heading, place_heading = "人", "人选", "审查结果"

    @staticmethod
    def subject_model():
        return JointReviewLetter

    @cached_property
    def letter(self):
        rows = JointReviewLetter.objects.select_related("batch__region", "batch__election")
        return rows.get(pk=self.subject_id)

    def page(self):
        return "查看联审函", self.list_address()

    def list_address(self):
        return reverse("candidates:joint-letter", args=[self.subject_id])

    def start_address(self):
        return reverse("candidates:joint-reply-import", args=[self.subject_id])

    def require_open(self):
        if not self.letter.is_out:
            raise DomainError("letter_not_out", f"{self.letter}现为“{self.letter.get_state_display()}”，不能导入回函。")

    def template(self):
        return sheet_of(self.letter)

    def compare(self, lines, *, lock=False):
        if lock:  # the same reply imported twice at once: one after the other, and the second finds it there
            list(JointReviewLetter.objects.select_for_update().filter(pk=self.subject_id))
        Comparison(self.letter, self.template().columns).run(lines, add_missing=not lock)

    def write(self, lines):
        answers = {}
        for line in lines:
            opinion = line.plan
            line.target_id = str(opinion.pk)
            line.before = {"version": opinion.version + 1, "old": {name: getattr(opinion, name) for name in KEPT}}
            answers[opinion.pk] = (opinion.version, line.values["result"], line.values["explanation"])
        record_answers(actor=self.user, letter=self.letter, answers=answers, source=Sources.WORKBOOK)

    def undo(self, rows):
        noted = {int(row.target_id): before_of(row) for row in rows}
        before = {key: (each["version"], each["old"]) for key, each in noted.items()}
        take_back_answers(actor=self.user, letter=self.letter, before=before)


class Comparison:
    """One pass over the rows of a reply to ``letter``."""

    def __init__(self, letter, columns):
        self.letter, self.columns = letter, {column.key: column for column in columns}
        rows = letter.opinions.select_related("entry__candidate__person")
        self.by_key = {opinion.row_key: opinion for opinion in rows}

    def run(self, lines, *, add_missing):
        found = defaultdict(list)
        for line in lines:
            key = clean_text(line.raw.cells.get("key"))
            line.plan = self.by_key.get(key)
            self._describe(line)
            if line.plan is None:
                self._refuse_stranger(line, key)
            else:
                found[key].append(line)
        for same in found.values():
            self._refuse_twice(same)
        for line in lines:
            if line.plan:
                self._check(line)
        if add_missing:
            lines += self._missing(found)

    def _describe(self, line):
        line.name = str(line.plan.entry) if line.plan else clean_text(line.raw.cells.get("name"))[:50]
        line.place = line.values.get("result") or ""

    def _refuse(self, line, column, message):
        line.refuse(column, message, value="" if column is KEY else clean_text(line.raw.cells.get(column.key)))

    def _refuse_stranger(self, line, key):
        """Whose row it is, as far as the reader may know: his own batches are named, no others."""
        other = DepartmentOpinion.objects.filter(row_key=key).select_related("letter__batch").first() if key else None
        if not key:
            message = "这一行没有行标识，不是函中所列的人选，不能新增。请删除这一行，或用发函时的表格填写。"
        elif other is None or other.letter.election_id != self.letter.election_id:
            message = "行标识不是本系统随此函发出的，可能被改动，或来自别处。请用发函时的表格填写。"
        elif other.letter.batch_id != self.letter.batch_id:
            message = f"这一行属于{other.letter.batch}（{other.letter}），不是本批的回函。"
        else:
            message = f"这一行属于发给{other.letter.department}的{other.letter}，请到该函中导入。"
        line.errors[:] = [error for error in line.errors if error["column"] == KEY.key]
        self._refuse(line, KEY, message)

    def _refuse_twice(self, lines):
        for line in lines if len(lines) > 1 else ():
            others = "、".join(other.where for other in lines if other is not line)
            self._refuse(line, KEY, f"“{line.name}”还出现在{others}，一名人选只能有一行。")

    def _check(self, line):
        self._refuse_edited(line)
        opinion = line.plan
        if not opinion.entry.is_open:
            self._refuse(line, self.columns["name"], f"“{line.name}”已有结论或已移出本批，答复不再受理。")
        elif not opinion.is_current:
            self._refuse(line, self.columns["name"], f"对“{line.name}”已另发函征求，此件答复不再适用。")
        result = RESULT_OF.get(line.values.get("result"))
        explanation = line.values.get("explanation") or ""
        if result in NEEDS_WORDS and not explanation:
            self._refuse(line, self.columns["explanation"], f"选“{line.place}”的，须在“情况说明”中写明情况。")
        if not line.errors:
            self._settle(line, result, explanation)

    def _refuse_edited(self, line):
        """Whatever was sent must come back as it was: the answer is about that person and no other."""
        sent = line.plan.row | {"position": str(line.plan.position)}
        for key, was in sent.items():
            column, is_now = self.columns[key], clean_text(line.raw.cells.get(key))
            if is_now and is_now != clean_text(was):
                told = "" if column.personal else f"（发函时为“{was}”）"
                self._refuse(line, column, f"“{column.heading}”与发函时不一致{told}，请恢复原内容后再导入。")

    def _settle(self, line, result, explanation):
        opinion = line.plan
        line.basis = f"{opinion.pk}:{opinion.version}"
        line.values |= {"result": result, "explanation": explanation}
        was = (opinion.result, opinion.explanation)
        shown = opinion.get_result_display() if opinion.is_answered else ""
        pairs = ((RESULT.heading, shown, Results(result).label), ("情况说明", opinion.explanation, explanation))
        line.changes = [[heading, old, new] for heading, old, new in pairs if old != new]
        if was == (result, explanation):
            line.status = Statuses.SAME
        else:
            line.status = Statuses.CHANGED if opinion.is_answered else Statuses.NEW

    def _missing(self, found):
        """A line for each person of the letter whose row is not in the file: wrong, and never taken for an answer."""
        absent = [o for key, o in self.by_key.items() if key not in found and o.is_current and o.entry.is_open]
        return [self._missing_line(opinion) for opinion in sorted(absent, key=lambda o: o.position)]

    def _missing_line(self, opinion):
        line = Line(RawRow(MISSING_SHEET, opinion.position, {}), {}, [], name=str(opinion.entry))
        line.refuse(POSITION, f"函中第{opinion.position}号“{line.name}”的一行不在表中，被删除或没有填回，视为未答复。")
        return line
