"""Risk on the whole: how each community is graded now, and what its unsettled issues suggest."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from communities.models import Issue, RiskGrade, RiskGrades
from core import access
from core.access import code_condition


@dataclass(frozen=True)
class Suggestion:
    """What the register suggests for a community: a RiskGrades value, and the counts it follows from."""

    grade: str
    major: int = 0
    large: int = 0
    ordinary: int = 0
    overdue: int = 0

    @property
    def label(self):
        return RiskGrades(self.grade).label

    @property
    def reasons(self):
        """The counts as an office says them; of what there is none nothing is said."""
        counts = (("重大", self.major), ("较大", self.large), ("一般", self.ordinary), ("逾期", self.overdue))
        said = "、".join(f"{word} {number} 件" for word, number in counts if number)
        return f"未化解问题：{said}" if said else "没有未化解的问题"


def current_grades(user, election, region):
    """``{community code: RiskGrade}`` of the graded communities within ``region`` that the user sees. One query."""
    rows = access.visible_to(user, RiskGrade).in_election(election).filter(code_condition("community_id", [region.pk]))
    return {grade.community_id: grade for grade in rows.current().select_related("set_by", "community")}


def suggestions(user, election):
    """``{community code: Suggestion}`` for communities with unsettled issues that the user sees. One query.

    The sample scale in figures: 红 with a 重大 issue, 黄 with a 较大 or an overdue one, else 绿.
    Only a proposal: a human sets the grade.
    """
    late = Q(due_on__lt=timezone.localdate())
    rows = access.visible_to(user, Issue).in_election(election).open().order_by().values("community")
    counted = rows.annotate(
        major=Count("pk", filter=Q(seriousness=Issue.Seriousness.MAJOR)),
        large=Count("pk", filter=Q(seriousness=Issue.Seriousness.LARGE)),
        ordinary=Count("pk", filter=Q(seriousness=Issue.Seriousness.ORDINARY)),
        overdue=Count("pk", filter=late),
    )
    return {row.pop("community"): Suggestion(_grade(row), **row) for row in counted}


def suggestion_for(user, election, community):
    """The :class:`Suggestion` for one community; 绿 without unsettled issues."""
    return suggestions(user, election).get(community.pk, Suggestion(RiskGrades.GREEN))


def _grade(counts):
    if counts["major"]:
        return RiskGrades.RED
    return RiskGrades.YELLOW if counts["large"] or counts["overdue"] else RiskGrades.GREEN
