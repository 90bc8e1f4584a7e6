"""Planning talks: who is to be talked to, by whom, until when."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone

from communities.models import CommitteeMember, Election, Region, TermRole
from communities.services.committees import require_running
from core import access, audit, workflow
from core.access import code_condition
from core.errors import DomainError
from interviews import talk_people
from interviews.models import HeartTalk, TalkSeat
from interviews.models.talks import TalkKinds
from interviews.talk_rules import require_no_scan

ROLES = TalkSeat.Roles
PLAN = "conduct_talks"


def _require_due(due_on):
    if due_on < timezone.localdate():
        raise DomainError("due_in_past", "完成时限已经过去，请填写今天或以后的日期。", "due_on")


def _numbers(election):
    """The next numbers of the term; the locked row of the term puts planners in line."""
    Election.objects.select_for_update().get(pk=election.pk)
    last = HeartTalk.objects.filter(election=election).aggregate(last=Max("number"))["last"] or 0
    while True:
        last += 1
        yield last


def _homes(election, region, people):
    """``{person id: community code}``: where each is put forward, or rather sits, below ``region``."""
    below = code_condition("community_id", [region.pk])
    roles = TermRole.objects.filter(below, election=election, person__in=people, capacity__in=talk_people.NOMINEES)
    seats = CommitteeMember.objects.filter(committee__election=election, person__in=people).filter(
        code_condition("committee__community_id", [region.pk])
    )
    return dict(roles.values_list("person", "community")) | dict(seats.values_list("person", "committee__community"))


@transaction.atomic
def plan_talks(*, actor, election, region, kind, due_on):
    """Plan a talk of ``kind`` (TalkKinds) with everyone of the records below ``region`` who has none yet.

    Whom that concerns says :func:`interviews.talk_people.expected`. Returns how many were planned.
    Raises DomainError ``election_past``, ``due_in_past`` or ``nobody_to_plan``.
    """
    access.require(actor, PLAN, region)
    require_running(election)
    _require_due(due_on)
    people = list(talk_people.without_talk(talk_people.expected(election, region, kind), election, kind))
    homes, numbers = _homes(election, region, people), _numbers(election)
    talks = [
        HeartTalk(election=election, community_id=homes[person.pk], partner=person, kind=kind, number=next(numbers),
                  due_on=due_on, planned_by=actor, updated_by=actor)
        for person in people
    ]  # fmt: skip
    if not talks:
        raise DomainError("nobody_to_plan", f"名册中没有需要新安排“{TalkKinds(kind).label}”的人员。", "kind")
    HeartTalk.objects.bulk_create(talks)
    audit.record_many(actor, "talk.plan", [(talk, {"kind": kind, "due_on": due_on.isoformat()}) for talk in talks])
    return len(talks)


@transaction.atomic
def plan_talk(*, actor, election, community, partner, kind, due_on):
    """Plan one talk. Returns the :class:`HeartTalk` in state 待谈.

    Raises DomainError ``election_past``, ``due_in_past``, ``not_concerned`` (the person stands in no
    capacity for it) or ``talk_planned``.
    """
    access.require(actor, PLAN, community)
    access.require(actor, "view_records", partner)
    require_running(election)
    _require_due(due_on)
    if not talk_people.concerns(election, community, kind, partner):
        raise DomainError(
            "not_concerned",
            f"“{partner}”在{community.short_name}本届名册中不是{TalkKinds(kind).label}的对象。请核对社区和谈话类型。",
            "partner",
        )
    talk = _create(election=election, community=community, partner=partner, kind=kind, due_on=due_on,
                   number=next(_numbers(election)), planned_by=actor, updated_by=actor)  # fmt: skip
    audit.record(actor, "talk.plan", talk, detail={"kind": kind, "due_on": due_on.isoformat()})
    return talk


def _create(**fields):
    try:
        with transaction.atomic():
            return HeartTalk.objects.create(**fields)
    except IntegrityError:
        label = TalkKinds(fields["kind"]).label
        raise DomainError("talk_planned", f"“{fields['partner']}”已安排{label}，不必重复安排。", "partner") from None


@transaction.atomic
def assign_talkers(*, actor, talks, lead, second=None, recorder=None):
    """Give planned talks their seats: ``lead`` (主谈), a ``second`` talker and a ``recorder`` (Persons or None).

    Each must be among :func:`interviews.talk_people.talkers`; the account he has now is the one that reads
    and writes the record. Seats given before are replaced. Returns how many talks. Raises DomainError
    ``not_a_talker``, ``seat_twice``, ``talker_is_partner``, ``talk_held`` or ``talk_has_scan``.
    """
    seats = [(role, person) for role, person in zip(ROLES, (lead, second, recorder), strict=True) if person]
    rows = (
        access.visible_to(actor, HeartTalk, PLAN).select_for_update(of=("self",)).select_related("election", "partner")
    )
    found = list(rows.filter(pk__in=[talk.pk for talk in talks]))
    if len(found) < len(talks):
        raise Http404
    _require_talkers(found, [person for _, person in seats])
    for talk in found:
        _require_open(talk)
        talk.seats.all().delete()
        TalkSeat.objects.bulk_create(
            TalkSeat(talk=talk, role=role, person=person, account=person.user) for role, person in seats
        )
        audit.record(actor, "talk.assign", talk, detail={role: str(person.pk) for role, person in seats})
    return len(found)


def _require_open(talk):
    """Given away only while nothing is written: else a new talker would read what another was told."""
    require_running(talk.election)
    if talk.state != HeartTalk.States.PLANNED:
        raise DomainError("talk_held", f"{talk.code}{talk.get_state_display()}，不能再改派谈话人。")
    require_no_scan(talk, None)


def _require_talkers(talks, people):
    if len(set(people)) < len(people):
        raise DomainError("seat_twice", "主谈、陪同、记录人须为不同的人，请另选。", "lead")
    known = set(talk_people.talkers(talks[0].election).filter(pk__in=[p.pk for p in people])) if talks else set()
    strange = [person.name for person in people if person not in known]
    if strange:
        raise DomainError(
            "not_a_talker", f"{'、'.join(strange)}没有可用账号或不在街道干部名册中，请先在“街道干部”中登记。", "lead"
        )
    for talk in talks:
        if talk.partner in people:
            raise DomainError(
                "talker_is_partner", f"“{talk.partner}”是{talk.code}的谈话对象，不能同时担任谈话人。", "lead"
            )


@transaction.atomic
def move_talk(*, actor, talk, move, note=""):
    """Cancel a planned talk, for a reason; other moves go through the services of the record.

    Raises DomainError ``election_past`` or ``no_such_move``, and what ``workflow.apply`` raises.
    """
    require_running(talk.election)
    if move != "cancel":
        raise DomainError("no_such_move", "没有这个办理动作，请刷新页面重试。")
    return workflow.apply(actor=actor, obj=talk, name=move, note=note)


def region_to_plan(user, election):
    """The highest region of the term in which ``user`` may plan talks; None without one."""
    regions = access.visible_to(user, Region, PLAN).filter(code_condition("code", [election.region_id]))
    return regions.order_by("level", "code").first()
