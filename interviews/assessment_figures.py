"""Counts of term assessments, from their records: for the list, the home pages and the ledgers.

Everything goes through :func:`core.access.visible_to`; the number of queries does not grow
with communities or members.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from communities.models import CommitteeMember, Region
from core.access import code_condition, visible_to
from interviews.models import AssessmentStates, MemberGrades, TeamAssessment, TermAssessment

SETTLED = (AssessmentStates.DECIDED, AssessmentStates.FED_BACK)


@dataclass(frozen=True)
class Coverage:
    """How far one community is. ``sitting``: members there are; ``states``, ``grades``: members by code."""

    code: str
    name: str
    team: TeamAssessment | None
    sitting: int
    states: dict
    grades: dict

    @property
    def assessed(self):
        """Members who have an assessment."""
        return sum(self.states.values())

    @property
    def settled(self):
        return sum(self.states.get(state, 0) for state in SETTLED)

    @property
    def fed_back(self):
        return self.states.get(AssessmentStates.FED_BACK, 0)

    @property
    def missing(self):
        """Sitting members nobody has laid an assessment out for."""
        return max(self.sitting - self.assessed, 0)

    @property
    def grade_counts(self):
        """``[(label, number)]`` of the grades decided, best first."""
        return [(grade.label, self.grades[grade]) for grade in MemberGrades if self.grades.get(grade)]


def coverage(user, region, election):
    """A :class:`Coverage` per community below ``region`` that has a team or an assessment, in the order of codes."""
    inside = code_condition("community_id", [region.code])
    members = visible_to(user, TermAssessment).filter(inside, election=election).order_by()
    counted = _by_community(members)
    rows = visible_to(user, TeamAssessment).filter(inside, election=election)
    teams = {team.community_id: team for team in rows.select_related("community")}
    sitting = _sitting(user, region, election)
    names = _names({*counted, *teams, *sitting})
    return [
        Coverage(code, names[code], teams.get(code), sitting.get(code, 0), *counted.get(code, ({}, {})))
        for code in sorted(names)
    ]


def _by_community(members):
    """``{code: (numbers by state, numbers by grade)}``."""
    found = defaultdict(lambda: (Counter(), Counter()))
    for code, state, grade, number in members.values_list("community_id", "state", "grade").annotate(Count("pk")):
        found[code][0][state] += number
        if grade and state in SETTLED:
            found[code][1][grade] += number
    return found


def _sitting(user, region, election):
    rows = visible_to(user, CommitteeMember).filter(code_condition("committee__community_id", [region.code]))
    rows = rows.in_election(election).sitting().order_by()
    return dict(rows.values_list("committee__community_id").annotate(Count("person", distinct=True)))


def _names(codes):
    return {region.pk: region.short_name for region in Region.objects.filter(pk__in=codes)}
