"""待核事项: all that others are told of clues about a person, and no more than this one word and a day.

For those who decide on a candidate. Whoever asks must have made sure that the reader is one of them.
"""

from dataclasses import dataclass
from datetime import date

from discipline.models import ClueSubject
from discipline.models.clues import Clue, Results

S = Clue.States
UNDER_CHECK = (S.ACCEPTED, S.PRESENTED, S.CHECKING, S.TRANSFERRED, S.REPORTED)
SETTLED = (S.CONCLUDED, S.CLOSED)
PENDING, CLEARED, ENDED = "pending", "cleared", "ended"
WORDS = {
    PENDING: "有待核事项",
    CLEARED: "经核查，此前待核事项已澄清",
    ENDED: "此前待核事项已办结",
}


@dataclass(frozen=True)
class OpenMatter:
    """``state``: pending, cleared (查否) or ended (any other result, followed up); ``on``: since when, if it is over."""

    state: str
    on: date | None = None

    @property
    def words(self):
        return WORDS[self.state]

    @property
    def is_pending(self):
        return self.state == PENDING


def matters_of(person_ids):
    """``{person id: OpenMatter}`` of those of ``person_ids`` about whom there is, or was, anything; one query."""
    rows = ClueSubject.objects.filter(person__in=person_ids, clue__state__in=(*UNDER_CHECK, *SETTLED))
    found = {}
    for person, state, result, on in rows.values_list("person_id", "clue__state", "clue__result", "clue__concluded_on"):
        matter = _matter(state, result, on)
        if person not in found or _weight(matter) > _weight(found[person]):
            found[person] = matter
    return found


def matter_of(person):
    """The :class:`OpenMatter` of one person, or None."""
    return matters_of([person.pk]).get(person.pk)


def _matter(state, result, on):
    if state in UNDER_CHECK:
        return OpenMatter(PENDING)
    if result == Results.FALSE:
        return OpenMatter(CLEARED, on)
    # found true: it is pending until what follows from it has been taken in hand, else a decision could slip between
    if result in (Results.TRUE, Results.PARTLY) and state == S.CONCLUDED:
        return OpenMatter(PENDING)
    return OpenMatter(ENDED, on)


def _weight(matter):
    """Of several the gravest is told, then the latest: who was cleared of one matter is not cleared of another."""
    return ((PENDING, ENDED, CLEARED)[::-1].index(matter.state), matter.on or date.min)
