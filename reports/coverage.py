"""覆盖情况: people × duties of the third focus, and where the holes are (M14–M16, M6).

One table of kinds of duty. Of each it says whose duty it is and who has done it, as questions to the
database; matrix, percentages, ledger and reminders are read from the same answer, so they cannot differ.
What is to be done next about a hole is :mod:`reports.next_acts`. Everything is bounded by what the reader may
see of the roster. As many queries as there are duties.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from communities.models import Person, Region, TermRole
from core.access import NOBODY
from discipline import circles, reach
from discipline.models import DisciplineText, Duties, Pledge, PledgeSigning, WarningPair
from interviews.models import HeartTalk
from interviews.models.talks import TalkKinds
from interviews.querysets import HELD_STATES

DONE, AGAIN, HOLE = "done", "again", "hole"


@dataclass(frozen=True)
class Duty:
    """One column. ``code`` is stable in addresses; ``people``: the circle, annotated by discipline.circles.

    ``done``, ``again``: Q on persons: has done it, must do it anew. ``words``: what the three states are
    called. ``text``: the edition that it is about, None of a talk.
    """

    code: str
    label: str
    short: str
    people: object
    done: Q
    again: Q
    words: dict
    text: DisciplineText | None = None

    @property
    def kind(self):
        """``study``, ``warning``, ``pledge`` or ``talk``."""
        return self.code.split("-")[0]


def _words(done, again, hole):
    return {DONE: done, AGAIN: again, HOLE: hole}


def duties(user, election, region):
    """The columns of a term for one reader, in the order of the work: study, warning, pledge, heart talk."""
    texts = list(DisciplineText.objects.current(election).prefetch_related("duties"))
    return [
        *(_study(user, region, text) for text in texts if text.capacities(Duties.STUDY)),
        _warning(user, election, region),
        *(_pledge(user, region, text) for text in texts if text.capacities(Duties.PLEDGE)),
        _talk(user, election, region),
    ]


def _study(user, region, text):
    earlier = DisciplineText.objects.earlier_than(text).values("pk")
    return Duty(
        f"study-{text.pk.hex}", f"学习《{text.title}》", f"学·{text.title}", reach.must_study(text, region, user),
        reach.has_studied([text]), reach.has_studied(earlier), _words("已学", "需重学", "未学"), text,
    )  # fmt: skip


def _warning(user, election, region):
    """Whoever warns others and is warned by nobody is the head of the tree: his own superiors warn him."""
    pairs = WarningPair.objects.filter(election=election)
    head = Exists(pairs.filter(warner=OuterRef("pk"))) & ~Exists(pairs.filter(person=OuterRef("pk")))
    return Duty(
        "warning", "警示谈话", "警示谈话",
        circles.circle_of_duty(election, Duties.WARNING, region, user).exclude(head),
        reach.was_warned(election), NOBODY, _words("已谈", "", "未谈"),
    )  # fmt: skip


def _pledge(user, region, text):
    signed = PledgeSigning.objects.standing().filter(pledge__person=OuterRef("pk"))
    waived = Pledge.objects.filter(
        person=OuterRef("pk"), campaign__family=text.family, election=text.election_id, waived_at__isnull=False
    )
    earlier = DisciplineText.objects.earlier_than(text).values("pk")
    return Duty(
        f"pledge-{text.pk.hex}", f"签署承诺书（{text.title}）", f"签·{text.title}",
        circles.circle_of(text, Duties.PLEDGE, region, user).exclude(Exists(waived)),
        Q(Exists(signed.filter(text=text))), Q(Exists(signed.filter(text__in=earlier))), _words("已签", "需补签", "未签"), text,
    )  # fmt: skip


def _talk(user, election, region):
    held = HeartTalk.objects.filter(
        election=election, kind=TalkKinds.HEART, state__in=HELD_STATES, partner=OuterRef("pk")
    )
    return Duty(
        "talk", "谈心谈话", "谈心谈话", circles.circle(election, [TermRole.Capacities.MEMBER], region, user),
        Q(Exists(held)), NOBODY, _words("已谈", "", "未谈"),
    )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How one person stands with one duty. ``state`` is empty where it is not his."""

    duty: Duty
    state: str = ""

    @property
    def word(self):
        return self.duty.words.get(self.state, "")

    @property
    def is_open(self):
        return self.state in (AGAIN, HOLE)


@dataclass(frozen=True)
class Line:
    """A person with his cells, in the order of the duties."""

    person: Person
    place_id: str
    capacity: str
    cells: tuple

    @property
    def open(self):
        """The duties that are still to be done."""
        return [cell for cell in self.cells if cell.is_open]


@dataclass(frozen=True)
class Share:
    """Of how many a duty is done."""

    done: int = 0
    due: int = 0

    @property
    def missing(self):
        return self.due - self.done

    @property
    def percent(self):
        """Rounded down, so that 100 % is said of all alone; None of nobody."""
        return 100 * self.done // self.due if self.due else None


class Matrix:
    """The whole answer for one reader: ``duties``, ``lines``, ``places``."""

    def __init__(self, user, election, region):
        self.duties = duties(user, election, region)
        states = {duty.code: _states(duty) for duty in self.duties}
        concerned = {person for found in states.values() for person in found}
        people = circles.circle(election, TermRole.Capacities.values, region, user).filter(pk__in=concerned)
        self.lines = [self._line(person, states) for person in people]
        codes = {line.place_id for line in self.lines}
        self.places = list(Region.objects.filter(pk__in=codes).order_by("level", "pk"))

    def _line(self, person, states):
        cells = tuple(Cell(duty, states[duty.code].get(person.pk, "")) for duty in self.duties)
        return Line(person, person.place_id, circles.label_of(person.capacity), cells)

    def shares(self):
        """``[(place, [(duty, Share)])]`` place by place."""
        counted = defaultdict(lambda: [[0, 0] for _ in self.duties])
        for line in self.lines:
            for place, cell in enumerate(line.cells):
                counted[line.place_id][place][0] += cell.state == DONE
                counted[line.place_id][place][1] += bool(cell.state)
        return [
            (place, [(duty, Share(*pair)) for duty, pair in zip(self.duties, counted[place.pk], strict=True)])
            for place in self.places
        ]

    def totals(self):
        """A Share per duty over all places."""
        columns = zip(*(line.cells for line in self.lines), strict=True) if self.lines else [()] * len(self.duties)
        return [Share(sum(c.state == DONE for c in cells), sum(bool(c.state) for c in cells)) for cells in columns]

    def find(self, code):
        """The duty with this code; None for one that is not (any more)."""
        return next((duty for duty in self.duties if duty.code == code), None)

    def missing(self, duty, place=None, person=""):
        """The lines with a hole in one duty, of one place or of all; of one person, if his key is given."""
        at = self.duties.index(duty)
        lines = [line for line in self.lines if line.cells[at].is_open and (place is None or line.place_id == place.pk)]
        return [line for line in lines if person in ("", str(line.person.pk))]


def _states(duty):
    """``{person: state}`` of everybody whose duty it is. One query."""
    people = duty.people.order_by().annotate(is_done=_flag(duty.done), is_again=_flag(duty.again))
    return {
        pk: DONE if done else AGAIN if again else HOLE
        for pk, done, again in people.values_list("pk", "is_done", "is_again")
    }


def _flag(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
