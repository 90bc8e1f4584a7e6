"""Which communities were visited by which method: the holes are what this is for."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max

from communities.models import FieldVisit, Region
from communities.street_staff import assigned_people
from core import access

METHODS = tuple(FieldVisit.Methods)


@dataclass(frozen=True)
class Cell:
    """How often a community was visited by one method, and when last (None: never)."""

    method: str
    number: int = 0
    last_on: date | None = None

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
        return [cell.method for cell in self.cells if not cell.number]

    @property
    def last_on(self):
        return max((cell.last_on for cell in self.cells if cell.last_on), default=None)


def coverage(user, election):
    """Return a :class:`CommunityCoverage` for each community the user sees. Three queries, however many there are."""
    communities = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
    visits = access.visible_to(user, FieldVisit).in_election(election).counted().order_by()
    counted = visits.values("community", "method").annotate(number=Count("pk"), last_on=Max("visited_on"))
    cells = {(row["community"], row["method"]): Cell(row["method"], row["number"], row["last_on"]) for row in counted}
    assigned = assigned_people(election)
    return [
        CommunityCoverage(
            place, [cells.get((place.pk, method), Cell(method)) for method in METHODS], assigned[place.pk]
        )
        for place in communities
    ]
