"""一社一档: one community on one page, from the definitions that make the ledgers.

A section is a ledger narrowed to the community, a few of its columns and lines; so the file can
show nothing that its ledger would not. What a reader may not see as a ledger is not in his file.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils import timezone

from candidates.models import Candidate
from communities.history import OF_SEAT, on
from communities.models import (
    Baseline,
    BaselineSection,
    Committee,
    CommitteeMember,
    CommunityMilestone,
    CommunityPlan,
    FieldVisit,
    Issue,
    Person,
    Region,
    SurveyRound,
)
from communities.risk import current_grades
from communities.survey_results import approval_of
from core.access import visible_to
from reports import ledgers
from reports.completeness import Completeness, completeness
from reports.ledgers.base import inside
from reports.timeline import of_community

MANY = 1000


@dataclass(frozen=True)
class Section:
    """A part of the file: columns ``keys`` of the first ``limit`` lines of a ledger.

    ``deadline``: the columns with the day a line is due and the day it was done, where it has them.
    """

    title: str
    ledger: ledgers.Ledger
    keys: tuple
    limit: int = 5
    deadline: tuple = ()

    def columns(self):
        return [column for column in self.ledger.columns if column.key in self.keys]


SECTIONS = (
    Section("班子成员", ledgers.ROSTER, ("name", "sex", "age", "education", "party_post", "residents_post", "terms"), MANY),
    Section("走访调研", ledgers.VISITS, ("visited_on", "method", "visitors", "met", "recognition")),
    Section("问卷测评", ledgers.SURVEYS, ("name", "questionnaire", "valid", "approval", "ended_at")),
    Section("难点问题", ledgers.ISSUES, ("title", "kind", "seriousness", "owner", "due_on", "state"), 10,
            ("due_on", "resolved_on")),
    Section("研判结论", ledgers.MEETINGS, ("meeting", "held_on", "conclusion")),
    Section("研判任务", ledgers.TASKS, ("meeting", "content", "owner", "due_on", "state"), 10, ("due_on", "done_on")),
    Section("一社区一策", ledgers.PLANS, ("kind", "main_problems", "measures", "leader", "due_on", "confirmed")),
    Section("谈心谈话", ledgers.TALKS, ("partner", "kind", "talkers", "due_on", "held_on", "state"), 10,
            ("due_on", "held_on")),
    Section("离任审计", ledgers.AUDITS, ("person", "post_held", "state", "findings", "unrectified", "grade"), 10),
    Section("后备与历练", ledgers.RESERVES, ("name", "age", "direction", "recommended", "tasks", "state"), 10),
    Section("任期考核", ledgers.ASSESSMENTS, ("name", "posts", "state", "grade"), 10),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A section with its lines: ``[(url, [(column, text)])]``, of ``total`` that there are."""

    section: Section
    rows: list
    lines: list

    @property
    def total(self):
        return len(self.rows)

    @property
    def next_due(self):
        """``(day, title)`` of the earliest line that is not done; None without one."""
        if not self.section.deadline:
            return None
        due, done = self.section.deadline
        days = [row[due] for row in self.rows if row[due] and not row[done]]
        return (min(days), self.section.title) if days else None


@dataclass(frozen=True)
class Summary:
    """How a community stands in a few words; None for what is not known, or not for the reader."""

    community: Region
    completeness: Completeness
    grade: object = None
    plan: CommunityPlan | None = None
    approval: object = None


@dataclass(frozen=True)
class CommunityFile:
    """Everything on the page of one community."""

    summary: Summary
    facts: list
    parts: list
    candidates: list
    events: list = field(default_factory=list)

    @property
    def next_due(self) -> tuple[date, str] | None:
        """The day and the kind of what is due first, overdue included."""
        return min((part.next_due for part in self.parts if part.next_due), default=None)

    @property
    def days_late(self):
        """By how many days the first thing due is overdue; 0 where it is not."""
        return max((timezone.localdate() - self.next_due[0]).days, 0) if self.next_due else 0

    @property
    def pressing_issues(self):
        """The issues behind a grade: not settled, and 重大 or overdue; ``[(row, url, days late)]``."""
        today, found = timezone.localdate(), []
        for part in self.parts:
            for row in part.rows if part.section.ledger is ledgers.ISSUES else ():
                late = max((today - row["due_on"]).days, 0) if row["due_on"] else 0
                if not row["resolved_on"] and (late or row["seriousness"] == Issue.Seriousness.MAJOR.label):
                    found.append((row, part.section.ledger.url_of(row), late))
        return found


def summaries(user, region, election):
    """A :class:`Summary` for each community in use below ``region`` that ``user`` sees, in the order of codes."""
    communities = inside(user, Region, "code", region).filter(level=Region.Levels.COMMUNITY, is_active=True)
    return _summaries(user, region, election, list(communities.order_by("code")))


def _summaries(user, region, election, communities):
    codes = [community.code for community in communities]
    complete = completeness(user, region, election, codes)
    grades, approvals = current_grades(user, election, region), approval_of(election, codes)
    plans = inside(user, CommunityPlan, "community_id", region).filter(election=election).current()
    plans = {plan.community_id: plan for plan in plans.select_related("leader")}
    return [
        Summary(place, complete[place.code], grades.get(place.code), plans.get(place.code), approvals.get(place.code))
        for place in communities
    ]


def file_of(user, community, election, *, limit=None):
    """The :class:`CommunityFile` of one community, in a number of queries that does not depend on what is in it.

    ``limit``: how many lines a part shows, if not as many as the page has room for.
    """
    (summary,) = _summaries(user, community, election, [community])
    basics = ledgers.BASICS.take(user, community, election, {})
    return CommunityFile(
        summary=summary,
        facts=[cell for row in basics for cell in ledgers.BASICS.cells(row)[1:]],
        parts=[_part(section, user, community, election, limit) for section in SECTIONS if section.ledger.admits(user)],
        candidates=_candidates(user, community, election),
        events=of_community(user, community, election),
    )


def _part(section, user, community, election, limit):
    rows = section.ledger.take(user, community, election, {})
    columns = section.columns()
    lines = [
        (section.ledger.url_of(row), [(column, column.show(row.get(column.key))) for column in columns])
        for row in rows[: limit or section.limit]
    ]
    return Part(section, rows, lines)


def _candidates(user, community, election):
    """``[(state, label, number)]`` of the states in which somebody is."""
    rows = visible_to(user, Candidate).filter(community=community, election=election).order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    return [(state.value, state.label, counted[state]) for state in Candidate.States if counted.get(state)]


CHANGES = (
    (Baseline, ("baseline.set_due", "baseline.mark_return"), {}),
    (BaselineSection, ("baseline.confirm",), {"path": "baseline__"}),
    (Committee, ("committee.seats",), {}),
    (FieldVisit, ("visit.edit", "visit.void"), {}),
    (Issue, ("issue.edit",), {}),
    (CommunityPlan, ("plan.save", "plan.confirm"), {}),
    (SurveyRound, ("survey.change",), {}),
    (CommunityMilestone, ("schedule.move", "schedule.finish"), {"term": "milestone__election"}),
)


def changes_of(user, community, election):
    """Q for :func:`communities.history.history`: what was changed in the records of a community's file that ``user`` sees."""
    region = on(Region, [community.pk], ("risk.set", "area.assign", "schedule.day"))
    sitting = inside(user, CommitteeMember, "committee__community_id", community).filter(committee__election=election)
    condition = region | on(Person, sitting.order_by().values_list("person_id", flat=True), OF_SEAT)
    for model, events, paths in CHANGES:
        path = paths.get("path", "")
        rows = inside(user, model, f"{path}community_id", community)
        rows = rows.filter(**{paths.get("term", f"{path}election"): election}).order_by()
        condition |= on(model, rows.values_list("pk", flat=True), events)
    return condition
