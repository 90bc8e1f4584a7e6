"""How far the preparation is, counted from the records of the work: for the home pages and the briefing alike.

Every count goes through :func:`core.access.visible_to`; the number of queries does not
grow with the number of communities. Nothing here knows of requests or pages.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from candidates.models import Candidate
from candidates.querysets import THROUGH_STREET_STATES
from communities.models import Baseline, Committee, CommitteeMember, Region
from communities.models.schedule import SOON_DAYS
from core.access import code_condition, visible_to

States = Candidate.States
# The order in which candidates stand in a bar: from done to not begun, those stopped at the end.
STAGES = (
    States.CLEARED, States.DISTRICT_REVIEW, States.PASSED, States.STREET_REVIEW, States.COMMUNITY_REVIEW,
    States.RETURNED, States.DRAFT, States.REJECTED,
)  # fmt: skip


def time_left(days):
    """逾期 3 天, 今天到期 or 还有 5 天: so on every page."""
    if days < 0:
        return f"逾期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"


@dataclass(frozen=True)
class CommunityRow:
    """One community in one term, on the day ``today``.

    ``sitting`` counts people (one in both committees once), ``seats_filled`` posts held,
    ``seats`` the posts there are. ``states`` is the number of candidates by state.
    ``baseline`` is the row itself, or None where none was opened.
    """

    code: str
    name: str
    baseline: Baseline | None
    sitting: int
    seats_filled: int
    seats: int
    states: dict
    today: date

    @property
    def vacancies(self):
        return max(self.seats - self.seats_filled, 0)

    @property
    def surplus(self):
        return max(self.seats_filled - self.seats, 0)

    @property
    def candidates(self):
        """All put forward, those who withdrew excepted."""
        return sum(number for state, number in self.states.items() if state != States.WITHDRAWN)

    @property
    def passed(self):
        """Those through 街道严审, wherever they are after it."""
        return sum(self.states.get(state, 0) for state in THROUGH_STREET_STATES)

    @property
    def awaiting_community(self):
        return self.states.get(States.COMMUNITY_REVIEW, 0)

    @property
    def awaiting_street(self):
        return self.states.get(States.STREET_REVIEW, 0)

    @property
    def returned(self):
        return self.states.get(States.RETURNED, 0)

    @property
    def rejected(self):
        return self.states.get(States.REJECTED, 0)

    @property
    def stages(self):
        """``[(state, label, number)]`` of the states that have candidates, in the order of the bar."""
        return [(state.value, state.label, self.states[state]) for state in STAGES if self.states.get(state)]

    @property
    def is_accepted(self):
        return self.baseline is not None and self.baseline.state == Baseline.States.ACCEPTED

    @property
    def days_left(self):
        """Days until the baseline is due, negative when overdue; None when nothing is due of the community."""
        if self.baseline is None or not self.baseline.is_editable:
            return None
        return (self.baseline.due_on - self.today).days

    @property
    def is_overdue(self):
        return self.days_left is not None and self.days_left < 0

    @property
    def is_due_soon(self):
        return self.days_left is not None and 0 <= self.days_left <= SOON_DAYS

    @property
    def time_left(self):
        """How long until the baseline is due, or how late it is; empty when nothing is due of the community."""
        return "" if self.days_left is None else time_left(self.days_left)

    @property
    def baseline_label(self):
        """The baseline's state in a word; lateness comes before the state."""
        if self.baseline is None:
            return "未下发"
        return self.time_left if self.is_overdue else self.baseline.get_state_display()

    @property
    def baseline_tone(self):
        if self.is_overdue:
            return "bad"
        if self.is_due_soon:
            return "warn"
        return self.baseline.tone if self.baseline else "wait"


@dataclass(frozen=True)
class Totals:
    """The figures of all rows together, each in the unit of :class:`CommunityRow`."""

    communities: int
    baselines_accepted: int
    baselines_overdue: int
    sitting: int
    seats_filled: int
    seats: int
    candidates: int
    passed: int
    awaiting_community: int
    awaiting_street: int
    returned: int
    rejected: int


def community_rows(user, region, election, today):
    """A :class:`CommunityRow` for each community below ``region`` that ``user`` may see, in the order of codes.

    Communities that were merged away stay in the terms in which they had committees.
    """
    communities = _communities(user, region, election)
    baselines = {b.community_id: b for b in _inside(user, Baseline, "community_id", region).filter(election=election)}
    seats = _by_community(
        _inside(user, Committee, "community_id", region).filter(election=election), "community_id", Sum("seats")
    )
    members = _members(user, region, election)
    states = _candidate_states(user, region, election)
    return [
        CommunityRow(
            code=community.code,
            name=community.short_name,
            baseline=baselines.get(community.code),
            sitting=members.get(community.code, (0, 0))[0],
            seats_filled=members.get(community.code, (0, 0))[1],
            seats=seats.get(community.code, 0),
            states=states.get(community.code, {}),
            today=today,
        )
        for community in communities
    ]


def totals(rows):
    """The :class:`Totals` of ``rows``."""
    summed = (
        "sitting", "seats_filled", "seats", "candidates", "passed", "awaiting_community", "awaiting_street",
        "returned", "rejected",
    )  # fmt: skip
    return Totals(
        communities=len(rows),
        baselines_accepted=sum(row.is_accepted for row in rows),
        baselines_overdue=sum(row.is_overdue for row in rows),
        **{name: sum(getattr(row, name) for row in rows) for name in summed},
    )


def _inside(user, model, path, region):
    return visible_to(user, model).filter(code_condition(path, [region.code])).order_by()


def _communities(user, region, election):
    sat = Committee.objects.filter(election=election).values("community_id")
    return (
        _inside(user, Region, "code", region)
        .filter(Q(is_active=True) | Q(code__in=sat), level=Region.Levels.COMMUNITY)
        .order_by("code")
    )


def _by_community(rows, path, number):
    return dict(rows.values_list(path).annotate(number))


def _members(user, region, election):
    """``{code: (people, posts held)}`` of those who have not left."""
    sitting = _inside(user, CommitteeMember, "committee__community_id", region).in_election(election).sitting()
    counted = sitting.values_list("committee__community_id").annotate(Count("person", distinct=True), Count("pk"))
    return {code: (people, posts) for code, people, posts in counted}


def _candidate_states(user, region, election):
    counted = (
        _inside(user, Candidate, "community_id", region)
        .filter(election=election)
        .values_list("community_id", "state")
        .annotate(Count("pk"))
    )
    states = defaultdict(dict)
    for code, state, number in counted:
        states[code][state] = number
    return states
