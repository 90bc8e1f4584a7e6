"""Writing a talk down, signing it, and what is added after."""

from django.db import transaction
from django.http import Http404

from communities.services.committees import require_running
from communities.services.issues import raise_issue
from core import access, audit, secrets, signatures, workflow
from core.editing import claim_version
from core.errors import DomainError
from interviews import talk_papers, talk_rules
from interviews.models import HeartTalk, TalkConcern, TalkNote
from interviews.models.talks import HOLD, READ
from interviews.talk_people import snapshot

STATES = HeartTalk.States
FIELDS = ("held_from", "held_until", "method", "stand", "mood", "obedience", *HeartTalk.TEXTS)


def own_talk(actor, talk):
    """The talk's locked row, for somebody who sits there; 404 or 403 for others, DomainError for a past term."""
    talk = HeartTalk.objects.select_for_update(of=("self",)).select_related("election", "community").get(pk=talk.pk)
    access.require(actor, HOLD, talk)
    require_running(talk.election)
    return talk


def _require_writable(talk):
    if talk.state not in (STATES.PLANNED, STATES.RECORDED):
        raise DomainError(
            "talk_closed", f"{talk.code}{talk.get_state_display()}，记录不能再改。需要更正的，请写补充说明。"
        )
    if talk.is_locked:
        raise DomainError("talk_locked", f"{talk.code}已有人签字，不能再改。确需修改的，请先撤销签字。")


@transaction.atomic
def record_talk(*, actor, talk, version, concerns=(), **fields):
    """Write down what was said (FIELDS), or correct it before anybody has signed. Returns the talk, 已谈.

    ``concerns``: ``[(theme, text)]``, Themes. Names and posts of those who took part are taken over as they
    are now. Raises DomainError ``talk_closed``, ``talk_locked``, ``edited_meanwhile``, ``talk_in_future``,
    ``talk_before_term``, ``talk_ends_before`` or ``talk_incomplete``.
    """
    talk = own_talk(actor, talk)
    _require_writable(talk)
    talk_rules.require_sound_times(talk, fields["held_from"], fields["held_until"])
    claim_version(actor=actor, obj=talk, version=version)
    for name in FIELDS:
        setattr(talk, name, fields[name])
    talk.people = snapshot(talk)
    talk.save(update_fields=[*FIELDS, "people"])
    _write_concerns(talk, concerns)
    talk_rules.require_complete(talk, actor)
    audit.record(actor, "talk.record", talk)  # that it was written, never what
    if talk.state == STATES.PLANNED:
        workflow.apply(actor=actor, obj=talk, name="record")
    return HeartTalk.objects.get(pk=talk.pk)


def _write_concerns(talk, concerns):
    texts = {}
    for theme, text in concerns:
        texts[theme] = "\n".join(filter(None, [texts.get(theme), text.strip()]))
    talk.concerns.all().delete()
    TalkConcern.objects.bulk_create(TalkConcern(talk=talk, theme=theme, text=text) for theme, text in texts.items())


@transaction.atomic
def sign_talk(*, actor, talk, role, strokes, shown):
    """File the signature that somebody drew on the talker's screen. Returns the Signature.

    ``role``: one of :func:`interviews.talk_rules.roles_to_sign`; ``shown``: digest of the text he read
    (``talk_papers.digest_of``). The first signature freezes the text; every one covers the same bytes. Raises
    DomainError ``talk_not_recorded``, ``not_a_signer``, ``talk_incomplete``, ``text_changed`` and what
    ``core.signatures.sign`` raises.
    """
    talk = own_talk(actor, talk)
    _require_recorded(talk)
    talk_rules.require_complete(talk, actor)
    names = {code: name for code, _, name in talk_rules.roles_to_sign(talk)}
    if role not in names:
        raise DomainError("not_a_signer", "本次谈话没有这一方，请刷新页面。")
    if not secrets.is_digest(shown, talk_papers.signed_text(talk).encode()):
        raise DomainError("text_changed", "记录在您阅读时已被修改，签字没有保存。请重新看过最新内容再签。")
    _freeze(talk)
    audit.record(actor, "talk.sign", talk, detail={"role": role, "digest": talk.digest})
    return signatures.sign(
        actor=actor, subject=talk, role=role, signer_name=names[role], strokes=strokes, content=talk.frozen.encode()
    )


def _require_recorded(talk):
    if talk.state != STATES.RECORDED:
        raise DomainError(
            "talk_not_recorded", f"{talk.code}现为“{talk.get_state_display()}”，登记记录后、归档前才能签字。"
        )


def _freeze(talk):
    """Fix the text that is signed, once."""
    if not talk.is_locked:
        talk.frozen = talk_papers.canonical(talk)
        talk.digest = secrets.digest(talk.frozen.encode())
        talk.save(update_fields=["frozen", "digest"])


@transaction.atomic
def withdraw_signatures(*, actor, talk):
    """Take all signatures back before the record is archived, so that it may be corrected and signed anew."""
    talk = own_talk(actor, talk)
    _require_recorded(talk)
    audit.record(actor, "talk.withdraw_signatures", talk, detail={"digest": talk.digest})
    signatures.signatures_of(talk).delete()
    talk.frozen = talk.digest = ""
    talk.save(update_fields=["frozen", "digest"])
    return talk


@transaction.atomic
def archive_talk(*, actor, talk):
    """签字归档: the record is closed for good. Raises DomainError ``talk_unsigned`` and what workflow.apply raises."""
    talk = own_talk(actor, talk)
    if talk.state == STATES.RECORDED:
        _freeze(talk)
    workflow.apply(actor=actor, obj=talk, name="archive")
    return HeartTalk.objects.get(pk=talk.pk)


@transaction.atomic
def add_note(*, actor, talk, text):
    """补充说明 to an archived record, which itself stays. Returns the :class:`TalkNote`.

    Raises DomainError ``note_missing`` or ``talk_not_archived``.
    """
    talk = own_talk(actor, talk)
    if talk.state != STATES.SIGNED:
        raise DomainError("talk_not_archived", f"{talk.code}还没有归档，请直接修改记录。")
    if not text.strip():
        raise DomainError("note_missing", "请写明补充内容。", "text")
    note = TalkNote.objects.create(talk=talk, text=text.strip(), author=actor)
    audit.record(actor, "talk.add_note", talk)
    return note


@transaction.atomic
def raise_issue_of(*, actor, talk, agreed, title, kind, seriousness, description="", street_only=True):
    """Enter in the register of issues what the talk brought up, in words that others will read.

    ``agreed``: the talker has ticked that they may. Nothing of the record is taken over by itself. Raises
    DomainError ``not_agreed``, ``talk_not_held`` and what raise_issue raises. Returns the Issue.
    """
    talk = own_talk(actor, talk)
    if not talk.is_held:
        raise DomainError("talk_not_held", f"{talk.code}还没有登记谈话记录。")
    if not agreed:
        raise DomainError("not_agreed", "请确认以上文字可以公开给经办人员，再转入难点问题。", "agreed")
    issue = raise_issue(
        actor=actor, community=talk.community, election=talk.election, title=title, kind=kind,
        seriousness=seriousness, source=talk, description=description, street_only=street_only,
    )  # fmt: skip
    audit.record(actor, "talk.raise_issue", talk)
    return issue


def read_talk(*, actor, talk):
    """Whether ``actor`` may read the talk's texts; the reading of another's talk is recorded.

    Raises Http404 for a talk out of his sight.
    """
    if not access.allowed(actor, "view_records", talk):
        raise Http404
    if not access.allowed(actor, READ, talk):
        return False
    if not talk.seats.filter(account=actor.pk).exists():
        audit.record(actor, "talk.read", talk)
    return True
