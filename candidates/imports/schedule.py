"""换届日程 as a sheet of the rule book: a row is a milestone, known by its title; what it said before is kept."""

from collections import Counter

from communities.imports.columns import text_up_to
from communities.models import Milestone
from communities.services.schedule import save_milestone
from core.dates import parse_date
from core.errors import DomainError
from core.imports import ImportRow
from core.imports.commands import before_of
from core.spreadsheets import Column, Sheet, clean_text

Statuses = ImportRow.Statuses
SCHEDULE = Sheet("换届日程", (
    Column("title", "事项", parse=text_up_to(100), required=True, width=36, example="街道严审", help="同名的事项视为修改。"),
    Column("due_on", "完成时限", parse=parse_date, required=True, width=13, example="2026-10-30"),
    Column("responsible", "责任单位", parse=text_up_to(60), width=20, example="街道党工委"),
    Column("basis", "依据", parse=text_up_to(200), width=40, help="文件名称；推算的请写“推算”。"),
    Column("document_number", "核定文号", parse=lambda cell: None, width=20,
           help="只供查看，导入时不读取；核定请在系统中办理。"),
), title="换届日程")  # fmt: skip
FIELDS = {"due_on": "完成时限", "responsible": "责任单位", "basis": "依据"}


def is_of_schedule(line):
    return line.raw.sheet.strip() == SCHEDULE.name


def rows(election):
    """The term's milestones as cells."""
    return [
        {"title": each.title, "document_number": each.document_number, **_told(each)}
        for each in election.milestones.all()
    ]


def _told(milestone):
    return {"due_on": f"{milestone.due_on:%Y-%m-%d}", "responsible": milestone.responsible, "basis": milestone.basis}


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
    values = {name: line.values.get(name) or "" for name in FIELDS}
    line.plan = old or Milestone(election=election, title=line.values["title"])
    before = _told(old) if old else dict.fromkeys(FIELDS, "")
    for name, value in values.items():
        setattr(line.plan, name, value)
    now = _told(line.plan)
    line.changes = [[FIELDS[name], before[name], now[name]] for name in FIELDS if before[name] != now[name]]
    line.basis = f"{old.pk}:{old.version}" if old else ""
    line.status = Statuses.NEW if old is None else Statuses.CHANGED if line.changes else Statuses.SAME


def write(lines, actor):
    """Save what the compared rows say."""
    stored = Milestone.objects.in_bulk([line.plan.pk for line in lines if line.plan.pk])
    for line in lines:
        made, old = line.plan, stored.get(line.plan.pk)
        save_milestone(actor=actor, milestone=made, version=made.version)
        values = {**_told(old), "document_number": old.document_number} if old else None
        line.target_id, line.before = str(made.pk), {"made": made.pk, "version": made.version, "values": values}


def undo(rows, actor):
    """Take the rows back. Raises DomainError ``changed_since_import`` naming a milestone that was changed since."""
    for row in rows:
        before = before_of(row)
        if not before:
            continue
        made = Milestone.objects.select_for_update(of=("self",)).filter(pk=before["made"]).first()
        if made is None or made.version != before["version"] or (made.done_on and before["values"] is None):
            raise DomainError(
                "changed_since_import",
                f"日程“{row.shown.get('name', '')}”导入后又被修改或办结，不能整批撤销。请逐条处理。",
            )
        if before["values"] is None:
            made.delete()
            continue
        for name, value in before["values"].items():
            setattr(made, name, made._meta.get_field(name).to_python(value))
        save_milestone(actor=actor, milestone=made, version=made.version)
