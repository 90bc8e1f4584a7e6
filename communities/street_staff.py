"""The street's own people, and who of them answers for which community (包片)."""

from collections import defaultdict

from django.db.models import OuterRef, Prefetch, Subquery

from communities.models import AreaAssignment, Person, TermRole
from communities.models.committees import in_office


def _roster(election):
    return TermRole.objects.filter(election=election, capacity=TermRole.Capacities.STREET_STAFF)


def place_on_roster(election):
    """Expression: a person's place on the street's roster, by which lists of people are ordered; null off it."""
    return Subquery(_roster(election).filter(person=OuterRef("pk")).order_by("pk").values("pk")[:1])


def street_staff(election):
    """The persons on the street's roster of a term: the choices for 走访人, 责任领导, 谈话人. In the roster's order.

    Whoever works under the street may see their names and offices in records; their files are the street's.
    """
    people = Person.objects.filter(pk__in=_roster(election).values("person"))
    return people.order_by(place_on_roster(election), "pk")


def with_areas(people, election):
    """``people`` with their accounts, and the communities each answers for as ``areas``."""
    areas = AreaAssignment.objects.filter(election=election).select_related("community")
    rows = people.select_related("user", "community")
    return rows.prefetch_related(Prefetch("area_assignments", areas, to_attr="areas"))


def sitting_members(election, codes):
    """The persons who sit in the committees of the communities ``codes``, by community and name."""
    sitting = Person.objects.filter(
        in_office("memberships__"), memberships__committee__election=election,
        memberships__committee__community__in=codes,
    )  # fmt: skip
    return sitting.distinct().order_by("community_id", "name", "pk")


def area_leaders(election):
    """``{community code: Person}`` of the 包片领导 of a term, in one query."""
    leading = AreaAssignment.objects.filter(election=election, is_leader=True).select_related("person")
    return {assignment.community_id: assignment.person for assignment in leading}


def areas_of(user, election):
    """The codes of the communities for which the user himself answers; empty for who has no person on file."""
    person = getattr(user, "person", None)
    if person is None:
        return set()
    return set(AreaAssignment.objects.filter(election=election, person=person).values_list("community", flat=True))


def assigned_people(election):
    """``{community code: [AreaAssignment]}`` with their persons, the leader first, in one query."""
    found = defaultdict(list)
    for assignment in AreaAssignment.objects.filter(election=election).select_related("person"):
        found[assignment.community_id].append(assignment)
    return found
