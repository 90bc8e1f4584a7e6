"""Study meetings for tests: a street with staff, a baseline, a meeting held, a second one with its results."""

from datetime import timedelta

from django.utils import timezone

from communities.models import CommunityPlan, Deliberation, TermRole
from communities.services import put_on_roster
from communities.services.deliberation_outcomes import add_task, set_dispositions, write_conclusion
from communities.services.deliberations import (
    communities_of,
    move_deliberation,
    plan_deliberation,
    record_attendance,
)
from communities.services.plans import save_plan
from tests.factories import communities, world

OFFICES = (("书记甲", "党工委书记"), ("组织乙", "组织委员"), ("党建丙", "党建办主任"))


def make_staff(street, name="书记甲", office="党工委书记", **fields):
    """Somebody on the street's own roster."""
    region = street.regions[world.STREET]
    person = communities.make_person(region, name, occupation=office, **fields)
    put_on_roster(
        person=person, election=street.running, community=region, capacity=TermRole.Capacities.STREET_STAFF
    )  # fmt: skip
    return person


def planned(street, staff=None, **fields):
    """A meeting called for today, with the street's communities on its agenda."""
    staff = staff or [make_staff(street, *office) for office in OFFICES]
    region, actor = street.regions[world.STREET], street.users["staff"]
    defaults = {
        "held_on": timezone.localdate(), "place": "街道三楼会议室", "host": staff[0], "recorder": staff[-1],
        "agenda": "通报摸底情况\n逐个社区研判", "communities": list(communities_of(actor, region)), "people": staff,
        "guests": [("陈静", "区委社会工作部科长")],
    }  # fmt: skip
    return plan_deliberation(actor=actor, election=street.running, region=region, **defaults | fields)


def sign_in_all(street, deliberation):
    """Everybody is there."""
    entries = {participant.pk: ("present", "") for participant in deliberation.participants.all()}
    record_attendance(actor=street.users["staff"], deliberation=deliberation, entries=entries)


def held(street, **fields):
    """A meeting whose snapshots are frozen."""
    deliberation = planned(street, **fields)
    sign_in_all(street, deliberation)
    move_deliberation(actor=street.users["staff"], deliberation=deliberation, name="hold")
    return again(deliberation)


def next_held(street, deliberation, **fields):
    """The meeting after one: same people."""
    staff = [participant.person for participant in deliberation.participants.exclude(person=None)]
    return held(street, staff=staff, **fields)


def again(deliberation):
    """The meeting as it stands in the database now."""
    return Deliberation.objects.select_related("election", "region").get(pk=deliberation.pk)


def conclude(street, deliberation, text="班子稳定，建议平稳换届。"):
    """A conclusion on every community, then the minutes are final."""
    for conclusion in deliberation.conclusions.all():
        write_conclusion(
            actor=street.users["staff"], conclusion=conclusion, version=conclusion.version,
            text=f"{conclusion.community.short_name}：{text}",
        )  # fmt: skip
    move_deliberation(actor=street.users["staff"], deliberation=deliberation, name="conclude")
    return again(deliberation)


def put_on_list(street, deliberation, community, person, kind, reason="工作需要"):
    """One person on one of the three lists."""
    conclusion = deliberation.conclusions.get(community=community)
    set_dispositions(
        actor=street.users["staff"], conclusion=conclusion, version=conclusion.version,
        choices={person: (kind, reason)},
    )  # fmt: skip


def give_task(street, deliberation, community, owner, content="约谈一次", days=7):
    """A task of the meeting, due so many days from today."""
    return add_task(
        actor=street.users["staff"], conclusion=deliberation.conclusions.get(community=community), content=content,
        owner=owner, due_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip


def plan_fields(street, person, **fields):
    """All that a meeting asks of a plan."""
    return {
        "kind": CommunityPlan.Kinds.FOCUS, "main_problems": "后备不足", "risk_points": "竞争激烈",
        "measures": "领导包联", "leader": person, "owner": person,
        "due_on": min(timezone.localdate() + timedelta(days=20), street.running.election_day), "progress": "",
    } | fields  # fmt: skip


def make_plan(street, community, person, **fields):
    """The draft of a community's plan, begun or changed."""
    draft = CommunityPlan.objects.filter(community=community, election=street.running).drafts().first()
    return save_plan(
        actor=street.users["staff"], community=community, election=street.running,
        version=draft.version if draft else None, **plan_fields(street, person, **fields),
    )  # fmt: skip
