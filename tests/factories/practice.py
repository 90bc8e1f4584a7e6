"""The reserve pool and early tempering, for tests; through the services."""

from datetime import date, timedelta

from django.utils import timezone

from candidates.models import Assignment, ReserveEntry
from candidates.services.assignments import give_assignment, name_observers, observe
from candidates.services.pool import move_reserve, register_reserve
from tests.factories import candidates as make

SECRET = "密评甲乙丙"  # in the sentence of each observation


def form(**changed):
    """The fields of a complete registration form."""
    fields = {
        "direction": "secretary", "origin": "grid_worker", "recommended_by_form": "party", "recommender": "第二党小组",
        "recommended_on": date(2026, 10, 8), "speciality": "社会工作", "performance": "工作扎实，群众反映好。",
        "training_post": "网格长", "community_opinion": "同意推荐为后备。",
    }  # fmt: skip
    return fields | changed


def registered(street, person=None, actor="secretary", community=None, **fields):
    """An entry that waits for the street."""
    community = community or street.first
    return register_reserve(
        actor=street.users[actor], person=person or make.make_person(community), election=street.running,
        community=community, **form(**fields),
    )  # fmt: skip


def in_pool(street, person=None, **fields):
    return move_reserve(actor=street.users["staff"], entry=registered(street, person, **fields), move="accept")


def task(**changed):
    """The fields of a task."""
    today = timezone.localdate()
    fields = {"kind": "task", "field": "基层治理", "content": "牵头楼栋议事会", "since": today - timedelta(days=10),
              "until": today + timedelta(days=20)}  # fmt: skip
    return fields | changed


def given(street, person=None, observers=("auditor",), actor="secretary", **fields):
    """A task of somebody in the pool, watched by these users."""
    person = person or in_pool(street).person
    made = give_assignment(
        actor=street.users[actor], person=person, election=street.running, community=street.first, **task(**fields)
    )
    name_observers(actor=street.users["staff"], assignment=made, observers=[street.users[name] for name in observers])
    return Assignment.objects.get(pk=made.pk)


def observed(street, assignment, user="auditor", ratings=(4, 3, 4), **fields):
    ability, courage, standing = ratings
    return observe(
        actor=street.users[user], assignment=assignment, ability=ability, courage=courage, standing=standing,
        remark=f"{SECRET}{user}", **fields,
    )  # fmt: skip


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def everything(street):
    """An accepted entry with a task that one observed, and one more entry that waits."""
    entry = in_pool(street)
    assignment = given(street, entry.person)
    observation = observed(street, assignment)
    return ReserveEntry.objects.get(pk=entry.pk), registered(street), assignment, observation
