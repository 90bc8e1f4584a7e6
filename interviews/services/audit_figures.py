"""Writing the figures of a departure audit, a section at a time."""

from collections import Counter
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from core import audit
from core.editing import claim_version
from core.errors import DomainError
from interviews.audit_figures import problems_of_line
from interviews.models import AuditAmount
from interviews.services.audits.locking import open_for_work

AMOUNTS = ("amount", "opening", "increase", "decrease", "closing")
FIELDS = ("item", "year", *AMOUNTS, "note")


@dataclass(frozen=True)
class TypedLine:
    """A line as a page sends it. ``line``: key of the stored line, None for a new one; ``version``: at which it
    was read; ``values``: its FIELDS, None for a line to be taken out."""

    line: object
    version: int | None
    values: dict | None


@transaction.atomic
def save_section(*, actor, audit_file, section, lines):
    """Make the lines of one section those that were typed. ``lines``: :class:`TypedLine` in their order.

    Stored lines that were not sent stay as they are: they are somebody else's, added meanwhile.
    Raises DomainError ``line_twice``, ``line_gone``, ``edited_meanwhile`` or ``does_not_add_up``, or as
    open_for_work.
    """
    opened = open_for_work(actor, audit_file.pk, before_report=True)
    _require_once([each.values for each in lines if each.values])
    writing = _Writing(actor, opened, section)
    for each in lines:
        if each.values is None:
            writing.remove(each)
    for position, each in enumerate(lines):
        if each.values is not None:
            writing.put(each, position)
    writing.record()


def _require_once(rows):
    """One line per item and year."""
    told = Counter((row["item"], row["year"]) for row in rows)
    for (item, year), times in told.items():
        if times > 1:
            raise _twice(item, year)


def _twice(item, year):
    when = f"{year}年" if year else ""
    return DomainError("line_twice", f"“{item}”{when}填了不止一行。同一项目同一年度请合并成一行，或改用不同的名称。")


class _Writing:
    """The stored lines of a section, and what is done to them."""

    def __init__(self, actor, opened, section):
        self.actor, self.audit, self.section = actor, opened, section
        self.stored = {line.pk: line for line in opened.amounts.filter(section=section)}
        self.added, self.changed, self.removed = [], {}, []

    def _claim(self, typed):
        line = self.stored.get(typed.line)
        if line is None:
            raise DomainError("line_gone", "有一行已被他人删除，您的内容尚未保存。请刷新页面后再填。")
        claim_version(actor=self.actor, obj=line, version=typed.version)
        return line

    def remove(self, typed):
        line = self._claim(typed)
        line.delete()
        self.removed.append(line.item)

    def put(self, typed, position):
        if typed.line is None:
            line = AuditAmount(audit=self.audit, section=self.section, updated_by=self.actor)
            self.added.append(typed.values["item"])
        else:
            line = self._changed(typed, position)
        if line:
            line.position = position
            self._save(line, typed.values)

    def _changed(self, typed, position):
        """The stored line, claimed; None where nothing of it changed."""
        line = self.stored.get(typed.line)
        old = {name: getattr(line, name, None) for name in FIELDS}
        changes = audit.changes(old, typed.values)
        if line and not changes and line.position == position:
            return None
        self.changed |= {typed.values["item"]: changes} if changes else {}
        return self._claim(typed)

    def _save(self, line, values):
        for name in FIELDS:
            setattr(line, name, values[name])
        found = problems_of_line(line)
        if found:
            raise DomainError("does_not_add_up", found[0].text)
        try:
            with transaction.atomic():
                line.save()
        except IntegrityError:  # added by somebody else meanwhile, or two lines exchanged their names
            raise _twice(line.item, line.year) from None

    def record(self):
        detail = {"added": self.added, "changed": self.changed, "removed": self.removed}
        if any(detail.values()):
            audit.record(self.actor, "departureaudit.figures", self.audit, detail={"section": self.section, **detail})
