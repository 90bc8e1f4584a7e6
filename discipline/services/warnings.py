"""Warning talks: the tree of who warns whom, planning talks from it, writing them down, signing, archiving."""

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from communities.models import Election
from communities.services.committees import require_running
from core import access, audit, secrets, signatures, workflow
from core.editing import claim_version
from core.errors import DomainError
from discipline import warning_papers, warning_rules, warning_tree
from discipline.models import WarningPair, WarningPartner, WarningTalk
from discipline.models.warnings import HOLD, PLAN, READ

STATES = WarningTalk.States
FIELDS = ("held_from", "held_until", "place", "content", "answer", "measures")


def _require_street(actor, election):
    access.require(actor, PLAN, election.region)
    require_running(election)


@transaction.atomic
def propose_pairs(*, actor, election):
    """Bring the tree in step with the records; lines that somebody edited stay. Returns ``(added, changed, removed)``.

    Who has left the circle goes, unless the office named a warner for him by hand.
    """
    _require_street(actor, election)
    have = {pair.person_id: pair for pair in WarningPair.objects.select_for_update().filter(election=election)}
    wanted = {one.person.pk: one for one in warning_tree.proposals(election, actor)}
    new = [_new_pair(election, one) for key, one in wanted.items() if key not in have]
    WarningPair.objects.bulk_create(new)
    changed = sum(_follow(pair, wanted[key]) for key, pair in have.items() if key in wanted)
    gone = [pair.pk for key, pair in have.items() if key not in wanted and not pair.is_edited]
    WarningPair.objects.filter(pk__in=gone).delete()
    audit.record(actor, "warning.propose", election,
                 detail={"added": len(new), "changed": changed, "removed": len(gone)})  # fmt: skip
    return len(new), changed, len(gone)


def _new_pair(election, one):
    return WarningPair(election=election, person=one.person, place_id=one.place_id, capacity=one.capacity,
                       post=one.post, warner=one.warner)  # fmt: skip


def _follow(pair, one):
    """Take over what the records say now. Returns whether anything changed."""
    values = {"place_id": one.place_id, "capacity": one.capacity, "post": one.post}
    if not pair.is_edited:
        values["warner_id"] = one.warner.pk if one.warner else None
    if all(getattr(pair, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(pair, name, value)
    pair.save()
    return True


@transaction.atomic
def set_warner(*, actor, pair, warner):
    """Name by hand who warns somebody. Raises DomainError ``warns_himself`` or ``warners_in_ring``."""
    pair = WarningPair.objects.select_for_update(of=("self",)).select_related("election__region").get(pk=pair.pk)
    _require_street(actor, pair.election)
    if warner == pair.person:
        raise DomainError("warns_himself", "谈话人不能是本人，请另选。", "warner")
    _require_no_ring(pair, warner)
    pair.warner, pair.is_edited = warner, True
    pair.save(update_fields=["warner", "is_edited"])
    audit.record(actor, "warning.set_warner", pair.person, detail={"warner": str(warner.pk)})
    return pair


def _require_no_ring(pair, warner):
    above = dict(WarningPair.objects.filter(election=pair.election).values_list("person_id", "warner_id"))
    key, steps = warner.pk, 0
    while key and steps <= len(above):
        if key == pair.person_id:
            raise DomainError("warners_in_ring", f"“{warner}”本身由“{pair.person}”逐级谈话，不能互为谈话人。", "warner")
        key, steps = above.get(key), steps + 1


@transaction.atomic
def plan_talk(*, actor, election, pairs, talker, due_on, recorder=None, is_collective=False,
              reason=WarningTalk.Reasons.ROUTINE):  # fmt: skip
    """Plan one talk with several people at once, or one with each. ``pairs``: lines of the tree. Returns the talks.

    Raises DomainError ``people_missing``, ``no_account`` (of who is to write), ``warns_himself``, ``planned_already``.
    """
    _require_street(actor, election)
    Election.objects.select_for_update().get(pk=election.pk)  # numbers are given one after another
    pairs = list(pairs)
    _require_plannable(election, pairs, [person for person in (talker, recorder) if person])
    groups = [pairs] if is_collective else [[pair] for pair in pairs]
    made = [_plan(actor, election, group, talker, recorder, due_on, is_collective, reason) for group in groups]
    audit.record_many(actor, "warning.plan", [(talk, {"number": talk.number}) for talk in made])
    return made


def _require_plannable(election, pairs, holders):
    if not pairs:
        raise DomainError("people_missing", "请至少勾选一名谈话对象。", "pairs")
    for person in holders:
        if not person.user:
            raise DomainError(
                "no_account",
                f"“{person}”还没有对应账号，不能登记记录。请先在“街道干部”或人员档案中关联账号。",
                "talker",
            )
        if any(pair.person_id == person.pk for pair in pairs):
            raise DomainError("warns_himself", f"“{person}”不能既谈话又被谈话，请重新勾选。", "pairs")
    waiting = WarningPartner.objects.filter(
        talk__election=election, talk__state=STATES.PLANNED, person__in=[pair.person_id for pair in pairs]
    )
    names = waiting.values_list("person__name", flat=True)
    if names:
        raise DomainError("planned_already", f"{'、'.join(names)}已有待谈的安排，不必重复安排。", "pairs")


def _plan(actor, election, pairs, talker, recorder, due_on, is_collective, reason):
    places = {pair.place_id for pair in pairs}
    talk = WarningTalk.objects.create(
        election=election, region_id=places.pop() if len(places) == 1 else election.region_id,
        number=(WarningTalk.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0) + 1,
        is_collective=is_collective, talker=talker, talker_account=talker.user, recorder=recorder,
        recorder_account=recorder.user if recorder else None, due_on=due_on, reason=reason, planned_by=actor,
        updated_by=actor,
    )  # fmt: skip
    WarningPartner.objects.bulk_create(
        WarningPartner(
            talk=talk, person=pair.person, place_id=pair.place_id, post=pair.post or pair.get_capacity_display()
        )
        for pair in pairs
    )
    return talk


def own_talk(actor, talk):
    """The talk's locked row, for who holds or records it; 404 or 403 for others."""
    talk = WarningTalk.objects.select_for_update(of=("self",)).select_related("election", "region", "talker").get(
        pk=talk.pk
    )  # fmt: skip
    access.require(actor, HOLD, talk)
    require_running(talk.election)
    return talk


@transaction.atomic
def record_talk(*, actor, talk, version, there, texts, **fields):
    """Write down what was said (FIELDS), or correct it before anybody has signed. Returns the talk, 已谈.

    ``there``: the WarningPartners who came; ``texts``: what was read. Raises DomainError ``warning_closed``,
    ``warning_locked``, ``edited_meanwhile``, ``warning_in_future``, ``warning_ends_before``, ``warning_incomplete``.
    """
    talk = own_talk(actor, talk)
    _require_writable(talk)
    warning_rules.require_sound_times(fields["held_from"], fields["held_until"])
    claim_version(actor=actor, obj=talk, version=version)
    for name in FIELDS:
        setattr(talk, name, fields[name])
    talk.save(update_fields=list(FIELDS))
    talk.texts.set(texts)
    talk.partners.update(was_there=False)
    talk.partners.filter(pk__in=[one.pk for one in there]).update(was_there=True)
    warning_rules.require_complete(talk, actor)
    audit.record(actor, "warning.record", talk)  # that it was written, never what
    if talk.state == STATES.PLANNED:
        workflow.apply(actor=actor, obj=talk, name="record")
    return WarningTalk.objects.get(pk=talk.pk)


def _require_writable(talk):
    if talk.state not in (STATES.PLANNED, STATES.RECORDED):
        raise DomainError("warning_closed", f"{talk.code}{talk.get_state_display()}，记录不能再改。")
    if talk.is_locked:
        raise DomainError("warning_locked", f"{talk.code}已有人签字，不能再改。确需修改的，请先撤销签字。")


def _require_recorded(talk):
    if talk.state != STATES.RECORDED:
        raise DomainError(
            "warning_not_recorded", f"{talk.code}现为“{talk.get_state_display()}”，登记记录后、归档前才能签字。"
        )


@transaction.atomic
def sign_talk(*, actor, talk, role, strokes, shown):
    """File the signature that somebody drew on the talker's screen. Returns the Signature.

    ``role``: of :func:`warning_rules.roles_to_sign`; ``shown``: digest of the text he read. Raises DomainError
    ``warning_not_recorded``, ``not_a_signer``, ``text_changed`` and what ``core.signatures.sign`` raises.
    """
    talk = own_talk(actor, talk)
    _require_recorded(talk)
    names = {code: name for code, _, name in warning_rules.roles_to_sign(talk)}
    if role not in names:
        raise DomainError("not_a_signer", "本次谈话没有这一方，请刷新页面。")
    if not secrets.is_digest(shown, warning_papers.signed_text(talk).encode()):
        raise DomainError("text_changed", "记录在您阅读时已被修改，签字没有保存。请重新看过最新内容再签。")
    _freeze(talk)
    audit.record(actor, "warning.sign", talk, detail={"role": role, "digest": talk.digest})
    return signatures.sign(
        actor=actor, subject=talk, role=role, signer_name=names[role], strokes=strokes, content=talk.frozen.encode()
    )


def _freeze(talk):
    """Fix the text that is signed, once."""
    if not talk.is_locked:
        talk.frozen = warning_papers.canonical(talk)
        talk.digest = secrets.digest(talk.frozen.encode())
        talk.save(update_fields=["frozen", "digest"])


@transaction.atomic
def withdraw_signatures(*, actor, talk):
    """Take all signatures back before the record is archived, so that it may be corrected and signed anew."""
    talk = own_talk(actor, talk)
    _require_recorded(talk)
    audit.record(actor, "warning.withdraw_signatures", talk, detail={"digest": talk.digest})
    signatures.signatures_of(talk).delete()
    talk.frozen = talk.digest = ""
    talk.save(update_fields=["frozen", "digest"])
    return talk


@transaction.atomic
def archive_talk(*, actor, talk):
    """签字归档: the record is closed for good. Raises DomainError ``warning_unsigned`` and what workflow.apply raises."""
    talk = own_talk(actor, talk)
    if talk.state == STATES.RECORDED:
        _freeze(talk)
    workflow.apply(actor=actor, obj=talk, name="archive")
    return WarningTalk.objects.get(pk=talk.pk)


@transaction.atomic
def cancel_talk(*, actor, talk, note):
    """取消安排, with the reason."""
    require_running(talk.election)
    return workflow.apply(actor=actor, obj=talk, name="cancel", note=note)


def read_talk(*, actor, talk):
    """Whether ``actor`` may read the talk's texts; the reading of another's talk is recorded.

    Raises Http404 for a talk out of his sight.
    """
    if not access.allowed(actor, "view_records", talk):
        raise Http404
    if not access.allowed(actor, READ, talk):
        return False
    if actor.pk not in (talk.talker_account_id, talk.recorder_account_id):
        audit.record(actor, "warning.read", talk)
    return True
