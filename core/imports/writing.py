"""The job that writes a confirmed batch: everything in one transaction, by the functions that made the preview."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit, bulk, jsontext
from core.errors import DomainError
from core.imports.commands import counts_of, names_of
from core.imports.kinds import examine, kind_of, require_right
from core.imports.models import ImportBatch, ImportRow, WrittenRow
from core.secrets import one_key
from core.spreadsheets import RawRow

States, Statuses = ImportBatch.States, ImportRow.Statuses
NEEDED = ("id", "sheet", "number", "status", "raw", "basis")  # of a row; a whole record takes longer to make


@bulk.many_rows()
def write_batch(running):
    """Job ``import_write``: parameters ``batch`` (id). Twice is once.

    Rights and records are asked again: what no longer fits the preview is refused whole, and the batch waits
    to be checked again.
    """
    batch = ImportBatch.objects.get(pk=running.parameters["batch"])
    if batch.state != States.WRITING:
        return
    running.report(10, f"写入{batch.writable_count}行")
    try:
        _write(running, batch)
    except DomainError as refusal:
        _refuse(running, batch, refusal.message)
    except IntegrityError:  # filed by somebody else between our look and our writing
        _refuse(running, batch, "写入时有同一证件号或同一职务被他人登记。")


def _write(running, batch):
    with one_key():
        rows = list(batch.rows.exclude(status=Statuses.WRONG).values(*NEEDED))
    with transaction.atomic():
        running.require_mine()
        kind = kind_of(batch, running.actor)
        require_right(kind, batch)
        lines = examine(
            kind, [RawRow(row["sheet"], row["number"], jsontext.loads(row["raw"])) for row in rows], lock=True
        )
        _require_unchanged(rows, lines)
        kind.write([line for line in lines if line.status in (Statuses.NEW, Statuses.CHANGED)])
        _note_targets(rows, lines)
        ImportBatch.objects.filter(pk=batch.pk).update(state=States.WRITTEN, written_at=timezone.now())
        audit.record(running.actor, "import.write", batch, detail=counts_of(batch))


def _require_unchanged(rows, lines):
    moved = [
        line.where for row, line in zip(rows, lines, strict=True)
        if (row["status"], row["basis"]) != (line.status, line.basis)
    ]  # fmt: skip
    if moved:
        raise DomainError(
            "changed_since_preview", f"预览之后，{names_of(moved)}对应的记录已被他人修改。"
        )  # fmt: skip


def _note_targets(rows, lines):
    written = (
        {"row_id": row["id"], "target_id": line.target_id, "before": jsontext.dumps(line.before)}
        for row, line in zip(rows, lines, strict=True) if line.before is not None
    )  # fmt: skip
    bulk.insert(WrittenRow, written)


def _refuse(running, batch, message):
    with transaction.atomic():
        running.require_mine()
        ImportBatch.objects.filter(pk=batch.pk, state=States.WRITING).update(
            state=States.STALE, message=f"{message}一行也没有写入，请重新检查后再确认。"
        )
        audit.record(running.actor, "import.write", batch, result="refused", reason=message)
