"""What was promised in a talk, and how it ended; and the outlines of the term."""

from django.db import transaction
from django.utils import timezone

from communities.services.committees import require_running
from communities.street_staff import street_staff
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError
from interviews.models import TalkFollowUp, TalkOutline
from interviews.models.talks import FOLLOW_UP
from interviews.services.talk_records import own_talk


@transaction.atomic
def add_follow_up(*, actor, talk, content, owner, due_on):
    """后续措施 of a talk that was held: ``owner`` (of the street's staff) reads this line, and no other of the talk.

    Returns the :class:`TalkFollowUp`. Raises DomainError ``talk_not_held``, ``owner_not_staff`` or ``due_in_past``.
    """
    talk = own_talk(actor, talk)
    if not talk.is_held:
        raise DomainError("talk_not_held", f"{talk.code}还没有登记谈话记录。")
    if not street_staff(talk.election).filter(pk=owner.pk).exists():
        raise DomainError("owner_not_staff", f"“{owner}”不在本届街道干部名册中，请另选责任人。", "owner")
    if due_on < timezone.localdate():
        raise DomainError("due_in_past", "完成时限已经过去，请填写今天或以后的日期。", "due_on")
    follow_up = TalkFollowUp.objects.create(
        talk=talk, content=content.strip(), owner=owner, owner_account=owner.user, due_on=due_on
    )
    audit.record(actor, "talk.add_follow_up", talk)
    return follow_up


@transaction.atomic
def finish_follow_up(*, actor, follow_up, outcome, done_on):
    """办结: what came of it. Returns the follow-up. Raises DomainError ``follow_up_done`` or ``done_in_future``."""
    follow_up = (
        TalkFollowUp.objects.select_for_update(of=("self",)).select_related("talk__election").get(pk=follow_up.pk)
    )
    access.require(actor, FOLLOW_UP, follow_up)
    require_running(follow_up.talk.election)
    if follow_up.done_on:
        raise DomainError("follow_up_done", f"这项措施已于 {follow_up.done_on:%Y-%m-%d} 办结。")
    if not timezone.localdate(follow_up.created_at) <= done_on <= timezone.localdate():
        raise DomainError("done_in_future", "办结日期应在登记之日与今天之间，请核对。", "done_on")
    follow_up.done_on, follow_up.outcome = done_on, outcome.strip()
    follow_up.save(update_fields=["done_on", "outcome"])
    audit.record(actor, "talk.finish_follow_up", follow_up.talk)
    return follow_up


@transaction.atomic
def save_outline(*, actor, election, kind, version, text, document_number=""):
    """Set what talks of a kind ask about; with a ``document_number`` it is 核定. Returns the :class:`TalkOutline`.

    ``version``: 0 while nobody has set it. Raises DomainError ``election_past``, ``text_missing``
    or ``edited_meanwhile``.
    """
    access.require(actor, "manage_rules", election)
    require_running(election)
    if not text.strip():
        raise DomainError("text_missing", "提纲不能为空。", "text")
    outline, is_new = TalkOutline.objects.get_or_create(election=election, kind=kind, defaults={"updated_by": actor})
    claim_version(actor=actor, obj=outline, version=outline.version if is_new and not version else version)
    outline.text = text.strip()
    outline.lapse()
    if document_number.strip():
        outline.document_number, outline.confirmed_by = document_number.strip(), actor
        outline.confirmed_at = timezone.now()
    outline.save()
    audit.record(actor, "talk.edit_outline", outline, reason=document_number.strip())
    return outline
