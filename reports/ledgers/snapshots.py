"""留存快照: what a ledger said at one moment, kept as it was; now, or at the end of a day ahead.

One ahead is taken with the rights that its requester has then. No snapshot holds a complete ID number.
"""

import json
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from communities.models import Region
from core import access, audit, jobs, replica
from core.errors import DomainError
from core.files import EXCEL, store
from reports.ledgers import find
from reports.ledgers.base import LedgerColumn
from reports.ledgers.export import codes_of, workbook_of
from reports.ledgers.formats import format_of
from reports.ledgers.forms import LedgerForm
from reports.models import LedgerSnapshot

JSON = "application/json"


@transaction.atomic
def request_snapshot(*, actor, ledger, region, election, filters, taken_for=None):
    """Freeze a ledger now, or at the end of the day ``taken_for``. Returns the :class:`LedgerSnapshot`.

    Raises DomainError ``not_kept``, ``not_allowed``, or ``date_past`` for a day before today.
    """
    _require_sight(actor, ledger, region)
    today = timezone.localdate()
    if taken_for and taken_for < today:
        raise DomainError("date_past", "过去的数据已经变化，不能补留快照，请选择今天或以后的日期。", field="taken_for")
    narrowed = {key: value for key, value in codes_of(filters).items() if key != "community"}
    snapshot = LedgerSnapshot.objects.create(
        ledger=ledger.code, region=region, office=_office_of(region), election=election, filters=narrowed,
        content_permission=ledger.permission, is_personal=ledger.is_personal, taken_for=taken_for or today,
        requested_by=actor,
    )  # fmt: skip
    detail = {"ledger": ledger.code, "region": region.pk, "taken_for": snapshot.taken_for.isoformat()}
    audit.record(actor, "ledger.plan_snapshot", snapshot, detail=detail)
    return snapshot if taken_for else _keep(actor, snapshot, _freeze(actor, snapshot))


def _require_sight(actor, ledger, region):
    if not ledger.may_be_kept:
        raise DomainError("not_kept", f"“{ledger.title}”按知悉范围实时查看，不能留存快照。")
    if not (region and ledger.admits(actor) and access.allowed(actor, ledger.permission, region)):
        raise DomainError("not_allowed", f"您在所选范围没有查看“{ledger.title}”的权限，不能留存快照。")


def _office_of(region):
    return region.parent if region.level == Region.Levels.COMMUNITY else region


def _freeze(actor, snapshot):
    """``(lines, workbook, number of lines)`` as ``actor`` sees the ledger now. Raises DomainError ``not_allowed``."""
    ledger, region, election = find(snapshot.ledger), snapshot.region, snapshot.election
    _require_sight(actor, ledger, region)
    form = LedgerForm(ledger, actor, region, election, snapshot.filters)
    form.is_valid()
    ledger = format_of(actor, ledger).on_screen.shape(ledger)
    rows = replica.read(ledger.take, actor, region, election, form.cleaned_data)
    return _lines(ledger, rows), workbook_of(ledger, rows, region, election, actor), len(rows)


@transaction.atomic
def _keep(actor, snapshot, frozen):
    """Store what was frozen; a snapshot that is taken already stays. Returns it."""
    snapshot = LedgerSnapshot.objects.select_for_update(of=["self"]).select_related("region").get(pk=snapshot.pk)
    if snapshot.is_taken:
        return snapshot
    lines, workbook, snapshot.rows = frozen
    title = find(snapshot.ledger).title
    name = f"{title}_{snapshot.region.short_name}_{snapshot.taken_for:%Y%m%d}"
    snapshot.lines = store(lines, name=f"{name}.json", content_type=JSON, created_by=actor)
    snapshot.workbook = store(workbook, name=f"{name}.xlsx", content_type=EXCEL, created_by=actor)
    snapshot.taken_at = timezone.now()
    snapshot.save(update_fields=["lines", "workbook", "rows", "taken_at"])
    detail = {
        "ledger": snapshot.ledger,
        "rows": snapshot.rows,
        "lines": snapshot.lines.digest,
        "workbook": snapshot.workbook.digest,
    }
    audit.record(actor, "ledger.snapshot", snapshot, detail=detail)
    return snapshot


@transaction.atomic
def cancel_snapshot(*, actor, snapshot):
    """Take a planned snapshot back before its day: nothing of it stays but the audit's record.

    Raises DomainError ``not_own``, or ``too_late`` for one that is taken or being taken.
    """
    snapshot = LedgerSnapshot.objects.select_for_update(of=["self"]).get(pk=snapshot.pk)
    if snapshot.requested_by_id != actor.pk:
        raise DomainError("not_own", "计划的快照由申请人取消，请与申请人联系。")
    if not snapshot.is_planned:
        raise DomainError("too_late", "该快照已经留存或正在留存，不能取消。")
    detail = {"ledger": snapshot.ledger, "region": snapshot.region_id, "taken_for": snapshot.taken_for.isoformat()}
    audit.record(actor, "ledger.cancel_snapshot", snapshot, detail=detail)
    snapshot.delete()


def _lines(ledger, rows):
    """The page in words: its headings and every cell as it is shown."""
    totals = ledger.totals(rows)
    page = {
        "title": ledger.title,
        "basis": ledger.basis,
        "columns": [
            {"key": c.key, "heading": c.heading, "group": c.group, "width": c.width, "is_number": c.is_number}
            for c in ledger.columns
        ],
        "lines": [[text for _, text in ledger.cells(row)] for row in rows],
        "totals": [text for _, text in ledger.cells(totals)] if totals else None,
    }
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Frozen:
    """A snapshot as a page shows it: ``ledger`` with the headings of then, cells by line."""

    ledger: object
    lines: list
    totals: list | None


def read_snapshot(snapshot):
    """The :class:`Frozen` of a snapshot that was taken. Raises DomainError ``file_damaged``."""
    page = json.loads(snapshot.lines.read())
    columns = tuple(LedgerColumn(**about) for about in page["columns"])
    ledger = replace(find(snapshot.ledger), columns=columns, title=page["title"], basis=page["basis"])
    lines = [("", list(zip(columns, line, strict=True))) for line in page["lines"]]
    return Frozen(ledger, lines, page["totals"] and list(zip(columns, page["totals"], strict=True)))


def queue_due_snapshots(today):
    """Put those that are due into the queue, each once. Returns their number."""
    due = LedgerSnapshot.objects.filter(taken_at=None, job=None, taken_for__lte=today)
    return sum(_queue(due, key) for key in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _queue(due, key):
    """Whether the one with this key was queued: not if somebody else did so, or it was cancelled, meanwhile."""
    snapshot = due.select_for_update(of=["self"]).select_related("requested_by").filter(pk=key).first()
    if snapshot is None:
        return False
    snapshot.job = jobs.enqueue(
        actor=snapshot.requested_by, kind="ledger_snapshot", parameters={"snapshot": str(snapshot.pk)},
        idempotency_key=f"snapshot:{snapshot.pk}",
    )  # fmt: skip
    snapshot.save(update_fields=["job"])
    return True


def run_snapshot(running):
    """The job behind a snapshot that was asked for ahead: read first, then kept, so that nobody waits for the reading."""
    rows = LedgerSnapshot.objects.select_related("region", "election")
    snapshot = rows.get(pk=running.parameters["snapshot"])
    frozen = _freeze(running.actor, snapshot)
    with transaction.atomic():
        running.require_mine()
        _keep(running.actor, snapshot, frozen)
