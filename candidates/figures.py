"""Counts of candidates, from their records: for the list's tabs, the home page and the briefing.

Everything goes through :func:`core.access.visible_to`; the number of queries does not grow
with communities or candidates. Whoever withdrew is not counted, unless it says so.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from candidates.models import Candidate, CriterionCheck, NegativeCheck, Review
from candidates.querysets import OPEN_STATES, THROUGH_STATES, THROUGH_STREET_STATES
from communities.models import Person
from core.access import asked_once, code_condition, visible_to
from core.counting import numbers_by
from core.paging import CAP

States = Candidate.States
DECISIONS = Review.Decisions


def note_progress(candidates, user=None):
    """Set on each of a page of candidates how far it is checked, in two queries: ``criteria_total``, ``criteria_done``
    and ``criteria_rechecks``; the same of ``negatives``, and ``negatives_hit``.

    For ``user`` who looks at the page it is counted once until somebody changes a record.
    """
    keys = tuple(candidate.pk for candidate in candidates)
    progress = asked_once(user, ("checks", keys), lambda user: _progress(keys)) if user else _progress(keys)
    for candidate in candidates:
        for name, numbers in progress.items():
            noted = zip(("total", "done", "rechecks", "hit"), numbers.get(candidate.pk, (0,) * 4), strict=True)
            vars(candidate).update((f"{name}_{what}", number) for what, number in noted)


def _progress(keys):
    """``{"criteria" or "negatives": {candidate: (total, done, to be checked again, hit)}}``."""
    progress = {}
    for name, model in (("criteria", CriterionCheck), ("negatives", NegativeCheck)):
        rows = model.objects.filter(candidate__in=keys).order_by()
        counted = rows.values_list("candidate").annotate(
            total=Count("pk"),
            done=Count("pk", filter=~Q(result="pending")),
            rechecks=Count("pk", filter=Q(needs_recheck=True)),
            hit=Count("pk", filter=Q(result="hit")),
        )
        progress[name] = {pk: counts for pk, *counts in counted}
    return progress


@dataclass(frozen=True)
class Group:
    """``number`` candidates of one community, source, phase and state, who have or have not come through 社区初审."""

    community: str
    source: str
    phase: str
    state: str
    community_passed: bool
    number: int

    def came_to(self, states):
        """Whether they are at one of ``states`` or beyond: a nominee under his second sieve was cleared before."""
        return self.state in states or (self.phase == Candidate.Phases.NOMINEE and self.state in OPEN_STATES)


@dataclass(frozen=True)
class SourceRow:
    """How far the candidates of one source (留, 提, 挑) came; ``label`` 合计 for all."""

    label: str
    explanation: str
    candidates: int
    community_passed: int
    passed: int
    cleared: int
    returned: int
    rejected: int


@dataclass(frozen=True)
class Funnel:
    """``stages``: ``(label, number)``, each counting who came at least so far in his round; ``submitted``: the second."""

    stages: list
    sources: list
    total: SourceRow
    submitted: int


def in_region(user, region, election):
    """The candidates of a term in ``region`` and below that ``user`` may see."""
    rows = visible_to(user, Candidate).filter(election=election)
    return rows.filter(code_condition("community_id", [region.code]))


def _came_through(rows):
    """Annotates ``community_passed``: 社区初审 passed this round, or handed to the street to avoid a conflict."""
    through = Review.objects.filter(
        candidate=OuterRef("pk"), round=OuterRef("round"), level=Review.Levels.COMMUNITY,
        decision__in=[DECISIONS.PASS, DECISIONS.STAND_ASIDE],
    )  # fmt: skip
    return rows.annotate(community_passed=Exists(through))


def groups(user, region, election):
    """Return the :class:`Group` list of a term, stage × community × source; one query, withdrawn ones included."""
    rows = _came_through(in_region(user, region, election)).order_by()
    counted = rows.values("community_id", "source", "phase", "state", "community_passed").annotate(number=Count("pk"))
    return [Group(community=row.pop("community_id"), **row) for row in counted]


def numbers_by_state(rows):
    """``{state: number}`` of candidates, withdrawn ones included; None where there are too many to count."""
    return numbers_by(rows, "state", CAP)


def state_counts(counted):
    """``{state: number}`` of :class:`Group` rows, withdrawn ones included."""
    numbers = Counter()
    for group in counted:
        numbers[group.state] += group.number
    return dict(numbers)


def funnel(user, region, election):
    """Return the :class:`Funnel` of a term: put forward, submitted, through each level."""
    counted = [group for group in groups(user, region, election) if group.state != States.WITHDRAWN]
    sources = [
        _source_row(source.label, Candidate.SOURCE_EXPLANATIONS[source], [g for g in counted if g.source == source])
        for source in Candidate.Sources
    ]
    total = _source_row("合计", "", counted)
    unsent = (States.DRAFT, States.RETURNED)
    submitted = sum(g.number for g in counted if g.state not in unsent or g.came_to(THROUGH_STATES))
    stages = [("提出人选", total.candidates), ("提交初审", submitted), ("社区初审通过", total.community_passed),
              ("街道严审通过", total.passed), ("区级联审通过", total.cleared)]  # fmt: skip
    return Funnel(stages, sources, total, submitted)


def _number(counted, *states):
    return sum(group.number for group in counted if group.state in states)


def _source_row(label, explanation, counted):
    return SourceRow(
        label, explanation,
        candidates=sum(group.number for group in counted),
        community_passed=sum(g.number for g in counted if g.community_passed or g.came_to(THROUGH_STATES)),
        passed=sum(g.number for g in counted if g.came_to(THROUGH_STREET_STATES)),
        cleared=sum(g.number for g in counted if g.came_to(THROUGH_STATES)),
        returned=_number(counted, States.RETURNED),
        rejected=_number(counted, States.REJECTED),
    )  # fmt: skip


def community_rows(user, region, election):
    """``{community code: SourceRow}`` over all sources, for communities that have candidates."""
    counted = [group for group in groups(user, region, election) if group.state != States.WITHDRAWN]
    codes = {group.community for group in counted}
    return {code: _source_row("合计", "", [g for g in counted if g.community == code]) for code in sorted(codes)}


def proposed_team(user, region, election, *, pipeline=False):
    """The candidates that make up the proposed team: those through 街道严审; with ``pipeline`` all still open too.

    A queryset of Candidate, one per person, for communities.structure.team_structures(rows, on).
    """
    rows = in_region(user, region, election).with_file()
    return rows.filter(state__in=(*THROUGH_STREET_STATES, *OPEN_STATES)) if pipeline else rows.proposed()


def proposed_people(user, region, election, *, pipeline=False):
    """The people of :func:`proposed_team`, a queryset of Person for communities.structure.team_structure."""
    rows = proposed_team(user, region, election, pipeline=pipeline)
    return Person.objects.filter(pk__in=rows.order_by().values("person_id"))
