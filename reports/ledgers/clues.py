"""信访举报台账 (domain facts §6.2, no. 15): the clues for which the reader is named. Codes and dates, no words, no names."""

from core.web import holding
from discipline.clue_access import HANDLE, LEAD, READ, SUBSTITUTE
from discipline.models import Clue
from discipline.models.clues import Channels
from reports.ledgers.base import Choice, Ledger, day, inside, text

NAMED = holding(HANDLE, LEAD, SUBSTITUTE)


def rows(user, region, election, filters):
    """A line for each clue the user is named for, in the order of numbers."""
    found = inside(user, Clue, "community_id", region, READ).filter(election=election)
    for key in ("state", "channel"):
        if filters.get(key):
            found = found.filter(**{key: filters[key]})
    for clue in found.select_related("community").order_by("year", "number"):
        yield {
            "record": clue.pk,
            "code": clue.code,
            "received_on": clue.received_on,
            "channel": clue.get_channel_display(),
            "named": "实名" if clue.is_named else "匿名",
            "matter": clue.get_matter_display(),
            "community": clue.community.short_name,
            "accepted_on": clue.accepted_on,
            "presented_on": clue.presented_on,
            "decided_on": clue.decided_on,
            "check_due_on": clue.check_due_on,
            "concluded_on": clue.concluded_on,
            "in_time": _in_time(clue),
            "result": clue.get_result_display(),
            "feedback": _feedback(clue),
            "closed_on": clue.closed_on,
            "state": clue.get_state_display(),
        }


def _in_time(clue):
    if not (clue.concluded_on and clue.check_due_on):
        return ""
    return "按时" if clue.concluded_on <= clue.check_due_on else "逾期"


def _feedback(clue):
    """What 实名必反馈 asks for; nothing for an anonymous one."""
    if clue.feedback_on:
        return f"{clue.feedback_on:%Y-%m-%d} {clue.get_feedback_method_display()}"
    return "待反馈" if clue.needs_feedback else ""


CLUES = Ledger(
    "clues", "信访举报台账", "纪律",
    (
        text("code", "编号", 18, whole=True), day("received_on", "收到"), text("channel", "来源", 10), text("named", "实名", 6),
        text("matter", "类别", 12), text("community", "所涉范围", 10), day("accepted_on", "受理"),
        day("presented_on", "呈阅"), day("decided_on", "批办、移送"), day("check_due_on", "查结时限"),
        day("concluded_on", "查结"), text("in_time", "是否按时", 6), text("result", "结果", 8),
        text("feedback", "反馈", 14), day("closed_on", "办结"), text("state", "状态", 8),
    ),
    rows,
    basis="只列您被指名办理的线索；不含反映内容、被反映人和举报人。时限按“线索办理时限”和节假日表计算。",
    made_at="discipline:clue-list",
    record_view="discipline:clue",
    permission=HANDLE,
    is_personal=True,
    may_be_kept=False,
    rule=NAMED,
    export_rule=NAMED,
    build_permission="build_discipline_reports",
    choices=(Choice("state", "状态", Clue.States.choices), Choice("channel", "来源", Channels.choices)),
    paper="A3",
    orders=(("check_due_on", "查结时限从近到远"), ("-received_on", "收到日期从近到远")),
)  # fmt: skip
