"""What the publicity came to, by community and month: computed from the events, typed nowhere."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from core import access
from discipline.models import PublicityEvent, PublicityKinds

SUMS = {"events": Count("pk"), "households": Sum("households"), "people": Sum("people"), "copies": Sum("copies")}


@dataclass(frozen=True)
class Totals:
    """场次, 户次, 人次, 份数."""

    events: int = 0
    households: int = 0
    people: int = 0
    copies: int = 0

    def __add__(self, other):
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Totals(*(one + another for one, another in pairs))


def _of(row):
    return Totals(*(row[name] or 0 for name in SUMS))


def _rows(user, election):
    return access.visible_to(user, PublicityEvent).standing().filter(election=election).order_by()


def by_community_and_month(user, election):
    """``({(community code, first of month): Totals}, months in order)`` of what ``user`` sees. One query."""
    rows = _rows(user, election).annotate(month=TruncMonth("held_on")).values("community_id", "month").annotate(**SUMS)
    found = {(row["community_id"], row["month"]): _of(row) for row in rows}
    return found, sorted({month for _, month in found})


def by_kind(user, election):
    """``[(label, Totals)]`` in the order of kinds, those without an event left out. One query."""
    found = {row["kind"]: _of(row) for row in _rows(user, election).values("kind").annotate(**SUMS)}
    return [(kind.label, found[kind.value]) for kind in PublicityKinds if kind.value in found]


def summed(found, key):
    """``found`` folded by ``key(community code, month)``."""
    folded = defaultdict(Totals)
    for place, totals in found.items():
        folded[key(*place)] += totals
    return folded
