"""记事: written by whoever fills the community's records, taken back by who wrote it."""

from django.db import transaction
from django.utils import timezone

from communities.models import FileNote
from communities.services.committees import require_running
from core import access, audit, recycle
from core.errors import DomainError


@transaction.atomic
def add_note(*, actor, community, election, kind, text, noted_on, person=None, street_only=False):
    """Write a note on a community's file, or on ``person``'s. Returns the :class:`FileNote`.

    Raises DomainError ``text_missing``, ``future_note`` or ``street_only``.
    """
    access.require(actor, "fill_records", community)
    if person is not None:
        access.require(actor, "view_records", person)
    require_running(election)
    if not text.strip():
        raise DomainError("text_missing", "请写明内容。", "text")
    if noted_on > timezone.localdate():
        raise DomainError("future_note", "日期还没有到。请填写实际日期。", "noted_on")
    if street_only and not access.allowed(actor, "view_records", election.region):
        raise DomainError("street_only", "“仅街道可见”由街道设定，请取消勾选。", "street_only")
    made = FileNote.objects.create(
        community=community, election=election, person=person, kind=kind, text=text.strip(), noted_on=noted_on,
        street_only=street_only, author=actor,
    )  # fmt: skip
    audit.record(actor, "note.add", made, detail={"kind": kind})  # that it was written; the words are in the note
    return made


@transaction.atomic
def remove_note(*, actor, note):
    """Take one's own note back into the bin. Raises DomainError ``not_own``."""
    access.require(actor, "fill_records", note.community)
    require_running(note.election)
    if note.author_id != actor.pk:
        raise DomainError("not_own", "这条记事由他人登记，只能由登记人删除。")
    audit.record(actor, "note.remove", note, detail={"kind": note.kind})
    recycle.discard(actor=actor, obj=note, under=note.community, permission="fill_records")
