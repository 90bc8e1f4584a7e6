"""重点难点问题台账 and 社区风险等级台账 (domain facts §6.2, no. 3)."""

from django.utils import timezone

from communities.models import Issue, RiskGrade, RiskGrades
from reports.ledgers.base import Choice, Ledger, day, inside, text

OVERDUE = "overdue"


def rows(user, region, election, filters):
    """A line for each issue that counts, the gravest first within a community."""
    today = timezone.localdate()
    issues = inside(user, Issue, "community_id", region).in_election(election).standing()
    if kind := filters.get("kind"):
        issues = issues.filter(kind=kind)
    if state := filters.get("state"):
        issues = issues.overdue(today) if state == OVERDUE else issues.filter(state=state)
    for issue in issues.with_file().order_by("community_id", "-seriousness", "due_on", "pk"):
        yield {
            "community": issue.community.short_name,
            "title": issue.title,
            "kind": issue.get_kind_display(),
            "seriousness": issue.get_seriousness_display(),
            "description": issue.description,
            "measures": issue.measures,
            "leader": issue.leader and issue.leader.name,
            "owner": issue.owner and issue.owner.name,
            "due_on": issue.due_on,
            "state": f"{issue.get_state_display()}{'（逾期）' if issue.is_overdue(today) else ''}",
            "resolved_on": issue.resolved_on,
            "record": issue.pk,
        }


ISSUES = Ledger(
    "issues", "重点难点问题台账", "难点风险",
    (
        text("community", "社区", 12), text("title", "问题", 20), text("kind", "类别", 10),
        text("seriousness", "程度", 6), text("description", "具体情况", 26), text("measures", "化解措施", 26),
        text("leader", "责任领导", 9), text("owner", "责任人", 9), day("due_on", "化解时限"), text("state", "状态", 10),
        day("resolved_on", "化解日期"),
    ),
    rows,
    basis="本届登记的难点问题，不含已撤销的；过了化解时限未化解的为逾期。",
    made_at="communities:issue-list",
    record_view="communities:issue",
    choices=(
        Choice("kind", "类别", Issue.Kinds.choices),
        Choice("state", "状态", ((OVERDUE, "逾期"), *Issue.States.choices[:4])),
    ),
    orders=(("due_on", "时限从近到远"),),
)  # fmt: skip


def risk_rows(user, region, election, filters):
    """A line for each community that was graded: how it stands now, since when and why."""
    grades = inside(user, RiskGrade, "community_id", region).in_election(election).current()
    if grade := filters.get("grade"):
        grades = grades.filter(grade=grade)
    for grade in grades.select_related("community", "set_by").order_by("community_id"):
        yield {
            "community": grade.community.short_name,
            "grade": grade.get_grade_display(),
            "reasons": grade.reasons,
            "suggested": grade.get_suggested_display(),
            "set_on": timezone.localdate(grade.set_at),
            "set_by": grade.set_by.full_name,
            "record": grade.community_id,
        }


RISKS = Ledger(
    "risks", "社区风险等级台账", "难点风险",
    (
        text("community", "社区", 12), text("grade", "风险等级", 10), text("reasons", "评定理由", 50),
        text("suggested", "系统建议", 10), day("set_on", "评定日期"), text("set_by", "评定人", 10),
    ),
    risk_rows,
    basis="各社区最近一次评定的风险等级；系统建议按未化解问题推算，以人工评定为准。",
    made_at="communities:risk",
    record_view="communities:risk-community",
    choices=(Choice("grade", "等级", RiskGrades.choices),),
)  # fmt: skip
