"""Who is in the circle of a duty: read from the term's roster, never typed.

The one module that answers it. A person of several capacities stands in the circle once, under
the first of them in the order of ``TermRole.Capacities``, and with the place of that entry.
"""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When

from communities.models import Person, TermRole
from core import access
from core.access import code_condition
from discipline.models.texts import DisciplineText, Duties

CAPACITIES = TermRole.Capacities
RANK = Case(*(When(capacity=value, then=Value(rank)) for rank, value in enumerate(CAPACITIES.values)))


def entries(election, capacities, region=None, user=None):
    """The roster's entries of these capacities; below ``region``, and only those that ``user`` may see, if given."""
    rows = access.visible_to(user, TermRole) if user else TermRole.objects.all()
    rows = rows.filter(election=election, capacity__in=list(capacities))
    return rows.filter(code_condition("community_id", [region.pk])) if region else rows


def circle(election, capacities, region=None, user=None):
    """Return the persons with one of ``capacities`` in the term, each once.

    Annotated with ``capacity`` (a value of TermRole.Capacities) and ``place_id`` (code of the community
    or street of that entry). ``region`` and ``user`` narrow the entries that count, so that nobody learns
    from a list of his own community in what capacity somebody stands elsewhere.
    """
    own = entries(election, capacities, region, user).filter(person=OuterRef("pk")).order_by(RANK, "pk")
    people = Person.objects.filter(Exists(own.order_by()))
    return people.annotate(
        capacity=Subquery(own.values("capacity")[:1], output_field=CharField()),
        place_id=Subquery(own.values("community_id")[:1], output_field=CharField()),
    ).order_by("place_id", F("name"), "pk")


def circle_of(text, duty, region=None, user=None):
    """Who has ``duty`` (a value of :class:`Duties`) with ``text``: as :func:`circle`, nobody where no row says so."""
    return circle(text.election, text.capacities(duty), region, user)


def capacities_of_duty(election, duty):
    """The capacities to which some text in force attaches a duty."""
    rows = DisciplineText.objects.current(election).filter(duties__duty=duty)
    named = set(rows.values_list("duties__capacity", flat=True).filter(duties__duty=duty))
    return [capacity for capacity in CAPACITIES.values if capacity in named]


def circle_of_duty(election, duty, region=None, user=None):
    """Who has a duty with any text in force: the whole circle of studying, signing or being warned."""
    return circle(election, capacities_of_duty(election, duty), region, user)


def label_of(capacity):
    """现任成员: the words for a value that :func:`circle` annotates."""
    return CAPACITIES(capacity).label if capacity else ""


def in_circle(person, election, capacities):
    """Whether one person stands in one of the capacities in the term."""
    return entries(election, capacities).filter(Q(person=person)).exists()


__all__ = [
    "Duties", "capacities_of_duty", "circle", "circle_of", "circle_of_duty", "entries", "in_circle", "label_of",
]  # fmt: skip
