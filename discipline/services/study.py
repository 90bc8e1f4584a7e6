"""Study sessions: setting one up with the people expected, changing it, and what the absent make up for."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import get_random_string

from communities.models import Election
from communities.services.committees import require_running
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError
from discipline import circles
from discipline.models import Attendee, CatchUp, SignIn, StudySession
from discipline.models.study import FILL

FIELDS = (
    "title", "carrier", "starts_at", "ends_at", "place", "host", "speaker", "recorder", "summary", "decisions",
)  # fmt: skip
DIGITS = "0123456789"


@transaction.atomic
def plan_session(*, actor, election, region, texts, capacities, with_place_code=False, **fields):
    """Set up a session in ``region`` (street or community) and store who is expected. Returns it.

    ``texts``: of the term, in force; ``capacities``: the part of the circle that is asked to come (values of
    TermRole.Capacities). ``with_place_code``: signing in on a phone asks for the code shown at the place.
    Raises DomainError ``texts_missing``, ``ends_before``, ``nobody_expected``, ``election_elsewhere`` or
    ``election_past``; 404 and 403 as access.require.
    """
    access.require(actor, FILL, region)
    require_running(election)
    _require_covered(election, region)
    _require_sound(texts, fields)
    Election.objects.select_for_update().get(pk=election.pk)  # numbers are given one after another
    session = StudySession.objects.create(
        election=election, region=region, number=_next_number(election), recorded_by=actor, updated_by=actor,
        place_code=get_random_string(4, DIGITS) if with_place_code else "",
        **{name: fields[name] for name in FIELDS if name in fields},
    )  # fmt: skip
    session.texts.set(texts)
    if not _expect(actor, session, capacities):
        raise DomainError(
            "nobody_expected", "所选对象中没有在册人员。请核对“应到对象”，或先登记班子、街道干部。", "capacities"
        )
    audit.record(actor, "study.plan", session, detail={"number": session.number})
    return session


def _require_covered(election, region):
    if not region.pk.startswith(election.region_id):
        raise DomainError("election_elsewhere", f"{region}不在{election.region}的本届换届范围内。", "region")


def _require_sound(texts, fields):
    if not texts:
        raise DomainError("texts_missing", "请至少选择一份学习内容。", "texts")
    if fields["ends_at"] <= fields["starts_at"]:
        raise DomainError("ends_before", "结束时间早于或等于开始时间，请核对。", "ends")


def _next_number(election):
    return (StudySession.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0) + 1


def _expect(actor, session, capacities):
    """Add whoever stands in the circle and is not expected yet; the actor sees them all. Returns how many."""
    found = circles.circle(session.election, capacities, region=session.region, user=actor)
    have = set(session.attendees.values_list("person_id", flat=True))
    fresh = [
        Attendee(session=session, person=person, place_id=person.place_id, capacity=person.capacity)
        for person in found if person.pk not in have
    ]  # fmt: skip
    return len(Attendee.objects.bulk_create(fresh))


def own_session(actor, session, *, open_only=True):
    """The session's locked row, for somebody who may fill it in. Raises DomainError ``session_not_open``."""
    session = (
        StudySession.objects.select_for_update(of=("self",)).select_related("election", "region").get(pk=session.pk)
    )
    access.require(actor, FILL, session)
    require_running(session.election)
    if open_only and not session.is_open:
        raise DomainError(
            "session_not_open", f"{session.code}{session.get_state_display()}，不能再改。需要更正的，请先退回补正。"
        )
    return session


@transaction.atomic
def edit_session(*, actor, session, version, texts, **fields):
    """Change an open session (FIELDS, texts). Raises besides DomainError ``edited_meanwhile``, ``session_not_open``."""
    session = own_session(actor, session)
    _require_sound(texts, fields)
    claim_version(actor=actor, obj=session, version=version)
    changed = audit.changes({name: getattr(session, name) for name in FIELDS if name in fields},
                            {name: fields[name] for name in FIELDS if name in fields})  # fmt: skip
    for name in FIELDS:
        setattr(session, name, fields.get(name, getattr(session, name)))
    session.save()
    session.texts.set(texts)
    audit.record(actor, "study.edit", session, detail={"fields": sorted(changed)})
    return session


@transaction.atomic
def refresh_expected(*, actor, session):
    """Ask those too who have come into the circle since. Nobody is taken off. Returns how many were added."""
    session = own_session(actor, session)
    capacities = set(session.attendees.values_list("capacity", flat=True))
    added = _expect(actor, session, capacities)
    audit.record(actor, "study.expect", session, detail={"added": added})
    return added


@transaction.atomic
def remove_expected(*, actor, attendee):
    """Take somebody off who was asked by mistake. Raises DomainError ``already_signed``."""
    session = own_session(actor, attendee.session)
    if attendee.sign_ins.exists():
        raise DomainError("already_signed", f"“{attendee.person}”已有签到记录，不能移出应到名单。")
    audit.record(actor, "study.unexpect", session, detail={"person": str(attendee.person_id)})
    attendee.delete()


@transaction.atomic
def excuse(*, actor, attendee, reason):
    """Why somebody is absent; empty takes the reason back."""
    session = own_session(actor, attendee.session)
    attendee.absence_reason = reason.strip()
    attendee.save(update_fields=["absence_reason"])
    audit.record(actor, "study.excuse", session, detail={"person": str(attendee.person_id)})
    return attendee


@transaction.atomic
def move_session(*, actor, session, move, note=""):
    """办结、退回补正、取消学习: see the table on :class:`StudySession`."""
    require_running(session.election)
    return workflow.apply(actor=actor, obj=session, name=move, note=note)


@transaction.atomic
def record_catch_up(*, actor, session, people, done_on, way, note=""):
    """补学: who of those expected was absent has studied the session's texts since. Returns the rows made.

    ``people``: Attendees of the session. Whoever has caught up with a text already keeps that. Raises DomainError
    ``people_missing``, ``not_absent``, ``catch_up_too_early``, ``done_in_future`` or ``session_cancelled``.
    """
    session = own_session(actor, session, open_only=False)
    if session.state == StudySession.States.CANCELLED:
        raise DomainError("session_cancelled", f"{session.code}已取消，不能登记补学。")
    _require_absent(people)
    _require_day(session, done_on)
    texts = list(session.texts.all())
    made = [
        _catch_up(actor, session, attendee, text, done_on, way, note) for attendee in people for text in texts
    ]  # fmt: skip
    audit.record(actor, "study.catch_up", session, detail={"people": len(people)})
    return made


def _require_absent(people):
    if not people:
        raise DomainError("people_missing", "请至少勾选一名补学人员。", "people")
    signed = [one.person.name for one in people if one.sign_ins.filter(standing=SignIn.Standings.VALID).exists()]
    if signed:
        raise DomainError("not_absent", f"{'、'.join(signed)}已签到，不用补学。", "people")


def _require_day(session, done_on):
    if done_on > timezone.localdate():
        raise DomainError("done_in_future", "补学日期还没有到，请填写实际补学日期。", "done_on")
    if done_on < timezone.localdate(session.starts_at):
        raise DomainError("catch_up_too_early", "补学日期早于本次学习，请核对。", "done_on")


def _catch_up(actor, session, attendee, text, done_on, way, note):
    fields = {"election": session.election, "place_id": attendee.place_id, "session": session, "done_on": done_on,
              "way": way, "note": note.strip(), "confirmed_by": actor}  # fmt: skip
    return CatchUp.objects.get_or_create(person=attendee.person, text=text, defaults=fields)[0]
