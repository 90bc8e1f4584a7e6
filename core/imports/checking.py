"""The job that reads an upload, checks every row, and stores the preview. It changes no record."""

from collections import Counter

from django.db import transaction

from core import bulk, jsontext
from core.errors import DomainError
from core.files import EXCEL, store
from core.ids import mask_within
from core.imports.kinds import examine, kind_of, require_right
from core.imports.models import ImportBatch, ImportRow
from core.spreadsheets import error_workbook, read_rows

States, Statuses = ImportBatch.States, ImportRow.Statuses


@bulk.many_rows()
def check_batch(running):
    """Job ``import_check``: parameters ``batch`` (id). A file that cannot be read ends as 文件未通过检查.

    Raises DomainError if the requester lost his right meanwhile: the job fails, and somebody else may check again.
    """
    batch = ImportBatch.objects.select_related("upload").get(pk=running.parameters["batch"])
    if batch.state != States.CHECKING:
        return
    running.report(5, "读取文件")
    kind = kind_of(batch, running.actor)
    require_right(kind, batch)
    try:
        result = read_rows(batch.upload.read(), batch.upload.name, *kind.sheets())
    except DomainError as refusal:
        _close(running, batch, States.REFUSED, message=refusal.message)
        return
    running.report(25, f"检查{len(result.rows)}行")
    lines = examine(kind, result.rows)
    running.report(70, "整理预览")
    _store(running, batch, lines, _error_file(kind, lines), _notices(result))


def _notices(result):
    unknown = mask_within("、".join(result.unknown_headings[:10]))
    return [*result.notices, *([f"下列标题不认识，其内容未读取：{unknown}。"] if unknown else [])]


def _error_file(kind, lines):
    wrong = [(line.raw, line.errors) for line in lines if line.errors]
    return error_workbook(kind.sheets(), wrong, choices=kind.choices()) if wrong else b""


def _store(running, batch, lines, error_file, notices):
    """The preview, whole or not at all; an earlier one of the same file gives way."""
    counts = Counter(line.status for line in lines)
    with transaction.atomic():
        running.require_mine()
        batch.rows.all().delete()
        bulk.insert(ImportRow, map(row_from, lines), batch_id=batch.pk)
        _replace_error_file(running, batch, error_file)
        _close(
            running, batch, States.CHECKED, notices=notices, error_file=batch.error_file,
            **{f"{status}_count": counts[status] for status in Statuses.values},
        )  # fmt: skip


def _close(running, batch, state, **fields):
    with transaction.atomic():
        running.require_mine()
        ImportBatch.objects.filter(pk=batch.pk, state=States.CHECKING).update(state=state, **fields)


def _replace_error_file(running, batch, content):
    if batch.error_file:
        batch.error_file.remove()
    name = f"有误的行_{batch.upload.name.rpartition('.')[0]}.xlsx"
    batch.error_file = store(content, name=name, content_type=EXCEL, created_by=running.actor) if content else None


def row_from(line):
    """What :class:`ImportRow` keeps of a checked :class:`Line`, for ``bulk.insert``."""
    preview = {"name": mask_within(line.name), "place": line.place, "changes": line.changes}
    return {
        "sheet": line.raw.sheet, "number": line.raw.number, "status": line.status, "raw": jsontext.dumps(line.raw.cells),
        "preview": jsontext.dumps(preview), "errors": line.errors, "basis": line.basis,
    }  # fmt: skip
