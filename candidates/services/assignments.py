"""早历练: giving tasks, naming observers, recording what they saw."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from candidates import practice_rules
from candidates.models import Assignment, Observation, ObserverSeat
from candidates.models.assignments import OBSERVE, Ratings
from communities.models import RoleGrant
from communities.models.regions import lineage
from communities.services.committees import require_running
from communities.services.duplicates import require_kept
from core import access, attachments, audit, workflow
from core.access import code_condition
from core.editing import claim_version
from core.errors import DomainError


def observers_for(actor, community):
    """Active accounts that ``actor`` may name as observers in ``community``: with a role there or at its street.

    Who fills records for the whole street may name the other communities' people, too.
    """
    reach = Q(region__in=lineage(community.pk)) | code_condition("region_id", [community.pk])
    reach |= code_condition("region_id", access.granted_codes(actor, "accept_records"))
    granted = RoleGrant.objects.filter(reach).values("user")
    return User.objects.filter(pk__in=granted, is_active=True).order_by("full_name", "username")


@transaction.atomic
def give_assignment(*, actor, person, election, community, observers=(), mentor=None, **fields):
    """Give ``person`` a task. ``fields``: of ``Assignment.EDITABLE``; ``observers``: accounts.

    Returns the :class:`Assignment`. Raises DomainError ``election_past``, ``not_in_training``,
    ``mentor_is_person``, ``wrong_dates``, ``observer_concerned`` or ``observer_out_of_reach``.
    """
    access.require(actor, "fill_records", community)
    access.require(actor, "view_records", person)
    require_running(election)
    require_kept(person)
    practice_rules.require_in_training(person, election, community)
    _require_sound(actor, person, mentor, fields["since"], fields["until"])
    made = Assignment.objects.create(
        person=person, election=election, community=community, mentor=mentor, given_by=actor, updated_by=actor, **fields
    )
    audit.record(actor, "assignment.give", made, detail={"kind": made.kind, "field": made.field})
    if observers:
        name_observers(actor=actor, assignment=made, observers=observers)
    return made


def _require_sound(actor, person, mentor, since, until):
    if until < since:
        raise DomainError("wrong_dates", "计划完成日期不能早于开始日期。", "until")
    if mentor is None:
        return
    access.require(actor, "view_records", mentor)
    if mentor == person:
        raise DomainError("mentor_is_person", "带教人不能是本人，请另选。", "mentor")


@transaction.atomic
def update_assignment(*, actor, assignment, version, mentor=None, **fields):
    """Change a task that goes on, last read at ``version``. Raises DomainError ``edited_meanwhile`` and as above."""
    assignment = _locked(assignment)
    access.require(actor, "fill_records", assignment)
    require_running(assignment.election)
    practice_rules.require_ongoing(assignment)
    _require_sound(actor, assignment.person, mentor, fields["since"], fields["until"])
    claim_version(actor=actor, obj=assignment, version=version)
    fields["mentor"] = mentor
    old = {name: str(getattr(assignment, name) or "") for name in fields}
    for name, value in fields.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(fields))
    new = {name: str(value or "") for name, value in fields.items()}
    audit.record(actor, "assignment.edit", assignment, detail=audit.changes(old, new))
    return assignment


def _locked(assignment):
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("person", "election", "community")
    return rows.get(pk=assignment.pk)


@transaction.atomic
def name_observers(*, actor, assignment, observers):
    """Say whose accounts observe; who observed already keeps his seat whatever is chosen. Returns how many sit.

    Raises DomainError ``assignment_ended``, ``observer_concerned`` or ``observer_out_of_reach``.
    """
    assignment = _locked(assignment)
    access.require(actor, "fill_records", assignment)
    require_running(assignment.election)
    practice_rules.require_ongoing(assignment)
    observers = list(observers)
    known = set(observers_for(actor, assignment.community).filter(pk__in=[user.pk for user in observers]))
    strange = [user.full_name for user in observers if user not in known]
    if strange:
        raise DomainError("observer_out_of_reach", f"{'、'.join(strange)}不能担任本社区的观察人，请另选。", "observers")
    practice_rules.require_impartial(assignment.person, observers)
    seats = assignment.seats.all()
    seats.filter(observations=None).exclude(account__in=observers).delete()
    seated = set(seats.values_list("account_id", flat=True))
    ObserverSeat.objects.bulk_create(
        ObserverSeat(assignment=assignment, account=user) for user in observers if user.pk not in seated
    )
    number = seats.count()
    audit.record(actor, "assignment.observers", assignment, detail={"observers": number})
    return number


@transaction.atomic
def move_assignment(*, actor, assignment, move, note=""):
    """Finish, stop or resume; what is noted at the end is the task's result. Raises what ``workflow.apply`` raises."""
    require_running(assignment.election)
    workflow.apply(actor=actor, obj=assignment, name=move, note=note)
    result = "" if move == "resume" else note.strip()
    Assignment.objects.filter(pk=assignment.pk).update(result=result)
    return Assignment.objects.get(pk=assignment.pk)


@transaction.atomic
def observe(*, actor, assignment, ability, courage, standing, remark="", photos=()):
    """Record what ``actor``, an observer of the task, saw today; said again on the same day it is corrected.

    Ratings are those of :class:`candidates.models.assignments.Ratings`; ``photos``: uploads. Returns the
    :class:`Observation`. Raises DomainError ``election_past``, ``assignment_ended``, ``bad_rating``,
    ``observer_concerned``, and what ``core.attachments.attach`` raises; 403 for who does not observe it.
    """
    access.require(actor, OBSERVE, assignment)
    assignment = _locked(assignment)
    require_running(assignment.election)
    practice_rules.require_ongoing(assignment)
    practice_rules.require_impartial(assignment.person, [actor])
    ratings = {"ability": ability, "courage": courage, "standing": standing}
    if not set(ratings.values()) <= set(Ratings.values):
        raise DomainError("bad_rating", "请为三项各选一个：好、较好、一般、差。")
    seat = ObserverSeat.objects.get(assignment=assignment, account=actor)
    found, is_new = _today(seat, ratings, remark.strip()[:200], actor)
    for upload in photos:
        attachments.attach(actor=actor, subject=found, upload=upload)
    audit.record(actor, "assignment.observe", found, detail={"new": is_new})  # that he did; not what he said
    return found


def _today(seat, ratings, remark, actor):
    """``(observation, is new)``; a second tap at the same moment corrects the first."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            return Observation.objects.create(
                seat=seat, observed_on=today, remark=remark, updated_by=actor, **ratings
            ), True
    except IntegrityError:
        found = Observation.objects.select_for_update().get(seat=seat, observed_on=today)
    for name, value in ratings.items():
        setattr(found, name, value)
    if remark:
        found.remark = remark
    found.version, found.updated_by = found.version + 1, actor
    found.save()
    return found, False


@transaction.atomic
def add_to_observation(*, actor, observation, remark="", photos=()):
    """A sentence or photos to an observation of one's own, while the task goes on. Returns it."""
    access.require(actor, OBSERVE, observation)
    practice_rules.require_ongoing(observation.seat.assignment)
    require_running(observation.seat.assignment.election)
    if remark.strip():
        observation.remark, observation.version = remark.strip()[:200], observation.version + 1
        observation.updated_by = actor
        observation.save()
    for upload in photos:
        attachments.attach(actor=actor, subject=observation, upload=upload)
    audit.record(actor, "assignment.observe", observation, detail={"added": True})
    return observation
