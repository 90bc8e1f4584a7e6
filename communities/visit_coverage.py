"""Which communities were visited by which method: the holes are what this is for.

A questionnaire that was held through the product (SurveyRound) fills its hole by itself: nobody records it twice.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max
from django.utils import timezone

from communities.models import FieldVisit, Region, SurveyRound
from communities.street_staff import assigned_people
from core import access

METHODS = tuple(FieldVisit.Methods)


@dataclass(frozen=True)
class Cell:
    """How often a community was visited by one method, and when last (None: never); ``rounds``: surveys held."""

    method: str
    number: int = 0
    last_on: date | None = None
    rounds: int = 0

    @property
    def is_hole(self):
        return not self.number and not self.rounds

    @property
    def label(self):
        return FieldVisit.Methods(self.method).label


@dataclass
class CommunityCoverage:
    """One community's row: a :class:`Cell` per method, and who of the street answers for it."""

    community: Region
    cells: list
    assigned: list = field(default_factory=list)

    @property
    def number(self):
        return sum(cell.number for cell in self.cells)

    @property
    def holes(self):
        """The methods by which nobody has been there."""
        return [cell.method for cell in self.cells if cell.is_hole]

    @property
    def last_on(self):
        return max((cell.last_on for cell in self.cells if cell.last_on), default=None)


def coverage(user, election):
    """Return a :class:`CommunityCoverage` for each community the user sees. Four queries, however many there are."""
    communities = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
    visits, rounds = _visits(user, election), _rounds(user, election)
    assigned = assigned_people(election)
    return [
        CommunityCoverage(place, [_cell(place, method, visits, rounds) for method in METHODS], assigned[place.pk])
        for place in communities
    ]


def _visits(user, election):
    """``{(community, method): (number, last day)}``."""
    rows = access.visible_to(user, FieldVisit).in_election(election).counted().order_by()
    rows = rows.values_list("community", "method").annotate(Count("pk"), Max("visited_on"))
    return {(community, method): (number, last_on) for community, method, number, last_on in rows}


def _rounds(user, election):
    """``{community: number of surveys held}``: those whose answers are all in."""
    rows = access.visible_to(user, SurveyRound).filter(election=election).closed(timezone.now()).order_by()
    return dict(rows.values_list("community").annotate(Count("pk")))


def _cell(place, method, visits, rounds):
    number, last_on = visits.get((place.pk, method), (0, None))
    held = rounds.get(place.pk, 0) if method == FieldVisit.Methods.QUESTIONNAIRE else 0
    return Cell(method, number, last_on, held)
