"""What a user does with a batch: upload, confirm, check again, drop, undo."""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from core import access, audit, jsontext
from core.errors import DomainError
from core.files import store
from core.imports.kinds import find_kind, kind_of
from core.imports.models import ImportBatch, WrittenRow
from core.imports.purging import clear_details
from core.jobs import enqueue
from core.spreadsheets import gate

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
NAME_LENGTH = 200
NAMED = 5
States = ImportBatch.States


@transaction.atomic
def start_import(*, actor, kind, region, election, upload_name, content, subject=None):
    """Take in a workbook for ``region`` and have it checked. Returns the :class:`ImportBatch`.

    ``kind``: a code of IMPORT_KINDS; ``content``: the file's bytes; ``subject``: the record that the rows belong
    to, of a kind that has one. Whatever the gate or the kind
    refuses raises its DomainError, and nothing is stored. Http404 / PermissionDenied as ``access.require``.
    """
    definition = find_kind(kind)
    access.require(actor, definition.permission, subject or region)
    about = {"region_code": region.pk, "election_id": election.pk, "subject_id": subject and subject.pk}
    definition(user=actor, **about).require_open()
    content_type = CONTENT_TYPES[gate(content, upload_name)]
    name = PurePath(upload_name).name[-NAME_LENGTH:]
    batch = ImportBatch(kind=kind, created_by=actor, **about)
    batch.upload = store(content, name=name, content_type=content_type, created_by=actor)
    batch.save()
    _enqueue(actor, batch, "import_check")
    audit.record(actor, "import.start", batch, detail={"kind": kind, "digest": batch.upload.digest})
    return batch


def _enqueue(actor, batch, kind):
    batch.job = enqueue(actor=actor, kind=kind, parameters={"batch": str(batch.pk)})
    batch.save(update_fields=["job"])


def _take(actor, batch, states, state, refusal, **fields):
    """Lead the batch from one of ``states`` into ``state``, once; two clicks or two people make one step."""
    definition = find_kind(batch.kind)
    access.require(actor, definition.permission, batch)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=states).update(state=state, **fields):
        raise DomainError("wrong_state", refusal)
    batch.refresh_from_db()


@transaction.atomic
def recheck_import(*, actor, batch):
    """Check the same file again: the records changed since the preview, or the job gave up.

    Raises DomainError ``wrong_state``.
    """
    states = [batch.state] if batch.has_stopped else [States.STALE]
    _take(actor, batch, states, States.CHECKING, "这批数据无须重新检查，请刷新页面查看。", message="")
    _enqueue(actor, batch, "import_check")
    audit.record(actor, "import.recheck", batch)
    return batch


@transaction.atomic
def confirm_import(*, actor, batch, only_right=False):
    """Have the previewed rows written. With wrong rows among them only if ``only_right`` says so in words.

    Raises DomainError ``wrong_state``, ``rows_wrong`` or ``nothing_to_write``.
    """
    kind_of(batch, actor).require_open()
    if batch.wrong_count and not only_right:
        raise DomainError(
            "rows_wrong", f"还有{batch.wrong_count}行有误。请改正后重新上传，或选择“只导入正确的行”。"
        )  # fmt: skip
    if not batch.writable_count:
        raise DomainError("nothing_to_write", "没有可以写入的行：正确的行与现有记录完全相同。")
    _take(
        actor, batch, [States.CHECKED], States.WRITING, "这批数据已确认或已放弃，请刷新页面查看。",
        only_right=bool(batch.wrong_count), message="",
    )  # fmt: skip
    _enqueue(actor, batch, "import_write")
    audit.record(actor, "import.confirm", batch, detail=counts_of(batch))
    return batch


def counts_of(batch):
    """How many rows of each sort, for the audit."""
    return {
        "new": batch.new_count, "changed": batch.changed_count, "same": batch.same_count,
        "wrong": batch.wrong_count, "only_right": batch.only_right,
    }  # fmt: skip


@transaction.atomic
def drop_import(*, actor, batch):
    """Give a batch up before it is written: its file and its rows are deleted. Raises DomainError ``wrong_state``."""
    states = [States.CHECKED, States.STALE, States.REFUSED]
    if batch.has_stopped:
        states.append(batch.state)
    _take(actor, batch, states, States.DROPPED, "这批数据正在处理或已写入，不能放弃。")
    batch.rows.all().delete()
    clear_details(batch)
    audit.record(actor, "import.drop", batch)
    return batch


@transaction.atomic
def undo_import(*, actor, batch):
    """Take back everything a written batch did, or nothing. Returns the batch.

    Raises DomainError ``wrong_state``, ``details_purged``, or the kind's own that names the rows changed since.
    """
    if batch.purged_at:
        raise DomainError("details_purged", "导入已超过30天，写入前的内容已清除，不能整批撤销。请逐条修改。")
    kind = kind_of(batch, actor)
    kind.require_open()
    now = timezone.now()
    _take(actor, batch, [States.WRITTEN], States.UNDONE, "这批数据未处于“已导入”状态，不能撤销。", undone_at=now)
    rows = WrittenRow.objects.filter(row__batch=batch).select_related("row").order_by("pk")
    kind.undo(list(rows.defer("row__raw", "row__preview")))
    audit.record(actor, "import.undo", batch, detail=counts_of(batch))
    return batch


def before_of(row: WrittenRow):
    """What was there before a row was written, as the kind noted it; None once that was cleared away."""
    return jsontext.loads(row.before) if row.before else None


def names_of(rows):
    """The first few of some rows, for a message: 第3行“张三”、第5行“李四”等9行. Each as its own words have it."""
    named = "、".join(map(str, rows[:NAMED]))
    return f"{named}等{len(rows)}行" if len(rows) > NAMED else named
