"""What the research before an election (换届调研) found in a region, counted from the records of the work.

Fields: documents facts, Part 3 (a). Everything is read through ``core.access``; parts that are for the street alone are
None in a community's own edition. A fixed number of queries, however many communities.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from candidates.models import ReserveEntry
from communities.models import BaselineSection, CommunityPlan, Deliberation, FieldVisit, Issue, Region
from communities.risk import current_grades
from communities.street_staff import area_leaders, assigned_people
from communities.survey_results import approval_of
from communities.visit_coverage import coverage
from core.access import code_condition, visible_to
from interviews.models import DepartureAudit, HeartTalk, TeamAssessment, TermAssessment
from interviews.models.talks import Stands
from interviews.talk_figures import distribution, held_talks
from reports import ledgers
from reports.team_facts import TeamTable, communities_in, team_table

Methods = FieldVisit.Methods


@dataclass(frozen=True)
class Fieldwork:
    """The visits that count: ``number``, ``met`` (people) and ``households`` by method; first and last day."""

    number: Counter
    met: Counter
    households: Counter
    first_on: date | None
    last_on: date | None
    holes: dict  # method → names of communities that nobody has been to by it


@dataclass(frozen=True)
class Ballots:
    """Questionnaires of the closed rounds. ``open_*``: through open links, which nobody was given."""

    rounds: int = 0
    issued: int = 0
    returned: int = 0
    valid: int = 0
    open_returned: int = 0
    open_valid: int = 0


@dataclass(frozen=True)
class Findings:
    """All that the report tells. ``basics`` and ``surveys`` are lines of their ledgers; dictionaries go by community."""

    is_street: bool
    communities: list
    fieldwork: Fieldwork
    ballots: Ballots
    basics: list
    surveys: list
    teams: TeamTable
    reserve: Counter  # direction → number in the pool
    talks: int
    team_grades: dict
    member_grades: Counter  # grade → number; "" for those not decided yet
    grades_by_place: dict  # code → Counter
    approvals: dict
    issues: list
    risks: dict
    plans: dict
    leaders: dict
    researchers: list
    stands: list | None  # counts of what was said in talks
    audits: Counter | None
    meetings: int | None
    achievements: dict


def gather(user, region, election, *, is_streets=True):
    """Return the :class:`Findings` of a street or a community in a term; ``is_streets``: with what is the street's.

    The same for all who may build the edition: who holds ``view_vetting`` holds ``view_audits`` and ``conduct_talks``
    too (communities.roles).
    """
    communities = communities_in(user, region)
    codes = [place.pk for place in communities]
    surveys = ledgers.SURVEYS.take(user, region, election, {})
    members = list(_inside(user, TermAssessment, region, election).values_list("community_id", "grade"))
    plans = _inside(user, CommunityPlan, region, election).confirmed().current().with_people()
    return Findings(
        is_street=region.level != Region.Levels.COMMUNITY,
        communities=communities,
        fieldwork=_fieldwork(user, region, election, codes),
        ballots=_ballots(surveys),
        basics=ledgers.BASICS.take(user, region, election, {}),
        surveys=surveys,
        teams=team_table(user, region, election, communities),
        reserve=_reserve(user, region, election),
        talks=_inside(user, HeartTalk, region, election).held().count(),
        team_grades={one.community_id: one for one in _inside(user, TeamAssessment, region, election).settled()},
        member_grades=Counter(grade for _, grade in members),
        grades_by_place={code: Counter(grade for place, grade in members if place == code) for code in codes},
        approvals=approval_of(election, codes),
        issues=list(_issues(user, region, election).urgent_first().with_file()),
        risks=current_grades(user, election, region),
        plans={plan.community_id: plan for plan in plans},
        leaders=area_leaders(election),
        researchers=_researchers(election, codes),
        stands=_stands(user, region, election) if is_streets else None,
        audits=_audits(user, region, election) if is_streets else None,
        meetings=_meetings(user, region, election) if is_streets else None,
        achievements=_achievements(user, region, election),
    )


def _inside(user, model, region, election):
    return visible_to(user, model).filter(code_condition("community_id", [region.code]), election=election)


def _issues(user, region, election):
    """All but those withdrawn; of one community, without those that are for the street's eyes."""
    issues = _inside(user, Issue, region, election).standing()
    return issues.filter(street_only=False) if region.level == Region.Levels.COMMUNITY else issues


def _fieldwork(user, region, election, codes):
    visits = _inside(user, FieldVisit, region, election).counted().order_by()
    rows = visits.values_list("method").annotate(Count("pk"), Sum("met_count"), Sum("household_count"))
    rows = [(method, number, met or 0, households or 0) for method, number, met, households in rows]
    days = visits.aggregate(first=Min("visited_on"), last=Max("visited_on"))
    covered = [row for row in coverage(user, election) if row.community.pk in codes]
    holes = {
        method: [row.community.short_name for row in covered if method in row.holes] for method in Methods
    }  # fmt: skip
    number, met, households = (Counter({row[0]: row[place] for row in rows}) for place in (1, 2, 3))
    return Fieldwork(number, met, households, days["first"], days["last"], holes)


def _ballots(surveys):
    given = [row for row in surveys if row["issued"]]
    free = [row for row in surveys if not row["issued"]]

    def total(rows, key):
        return sum(row[key] or 0 for row in rows)

    return Ballots(
        len(surveys), total(given, "issued"), total(given, "returned"), total(given, "valid"),
        total(free, "returned"), total(free, "valid"),
    )  # fmt: skip


def _reserve(user, region, election):
    pool = _inside(user, ReserveEntry, region, election).in_pool().order_by()
    return Counter(dict(pool.values_list("direction").annotate(Count("pk"))))


def _researchers(election, codes):
    """The names of the street's people who answer for these communities, leaders first, each once."""
    found = assigned_people(election)
    seats = sorted((seat for code in codes for seat in found.get(code, ())), key=lambda seat: not seat.is_leader)
    return list(dict.fromkeys(seat.person.name for seat in seats))


def _stands(user, region, election):
    talks = held_talks(user, election).filter(code_condition("community_id", [region.code]))
    return distribution(talks, "stand", Stands)


def _audits(user, region, election):
    rows = _inside(user, DepartureAudit, region, election).order_by()
    return Counter(dict(rows.values_list("state").annotate(Count("pk"))))


def _meetings(user, region, election):
    """How many study meetings took place that had a community of ``region`` on the table."""
    meetings = visible_to(user, Deliberation).frozen().filter(election=election)
    inside = code_condition("conclusions__community_id", [region.code])
    return meetings.filter(inside).order_by().values("pk").distinct().count()


def _achievements(user, region, election):
    """``{code: 本届主要实绩}`` as the communities confirmed it in their baselines."""
    rows = visible_to(user, BaselineSection).filter(baseline__election=election, key="standing", state="done")
    rows = rows.filter(code_condition("baseline__community_id", [region.code]))
    return {
        code: answers.get("achievements", "") for code, answers in rows.values_list("baseline__community_id", "answers")
    }


def as_of():
    """The moment to which the counts belong, as a note says it."""
    now = timezone.localtime()
    return f"{now.year}年{now.month}月{now.day}日{now.hour}时"
