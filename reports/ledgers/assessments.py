"""任期考核台账 of members and of teams (domain facts §6.2, no. 7); votes for whoever may see appraisals."""

from interviews.assessment_rows import member_rows, team_rows
from interviews.models import AssessmentStates
from reports.ledgers.base import Choice, Ledger, LedgerColumn, day, number, text

GROUP = "谈话考核"
BASIS = "等次定等后显示；测评票数、拟定等次限街道考核人员查看，其余人员该栏为空。"
STATE = Choice("state", "状态", AssessmentStates.choices)


def in_state(read):
    """The rows of the app below, narrowed by state."""

    def rows(user, region, election, filters):
        chosen = filters.get("state") and AssessmentStates(filters["state"]).label
        return (row for row in read(user, region, election) if not chosen or row["state"] == chosen)

    return rows


def _percent(value):
    return "" if value is None else f"{value}%"


def share(key, heading):
    """A column of a share of the votes in per cent, one decimal."""
    return LedgerColumn(key, heading, width=8, render=_percent, show=_percent, is_number=True)


RESULT = (
    text("state", "状态", 9), number("issued", "发放票", 6), number("returned", "收回票", 6),
    number("valid", "有效票", 6), number("invalid", "无效票", 6), share("best_share", "最高档得票率"),
    share("upper_share", "前两档得票率"), share("passing_share", "前三档得票率"),
    number("talked_to", "个别谈话人数", 7, summed=False), text("proposed_grade", "拟定等次", 8), text("grade", "考核等次", 8),
    text("meeting", "定等会议", 12), day("decided_on", "会议日期"), text("document_number", "文号", 18),
    day("fed_back_on", "反馈日期"),
)  # fmt: skip

ASSESSMENTS = Ledger(
    "assessments", "任期考核台账", GROUP,
    (text("community", "社区", 12), text("name", "姓名", 9), text("posts", "职务", 14), *RESULT),
    in_state(member_rows),
    basis=BASIS,
    made_at="interviews:assessment-list",
    record_view="interviews:assessment",
    record_kind=("member",),
    choices=(STATE,),
)  # fmt: skip
TEAM_ASSESSMENTS = Ledger(
    "team_assessments", "班子任期考核台账", GROUP,
    (text("community", "社区", 12), *RESULT),
    in_state(team_rows),
    basis=BASIS,
    made_at="interviews:assessment-list",
    record_view="interviews:assessment",
    record_kind=("team",),
    choices=(STATE,),
)  # fmt: skip
