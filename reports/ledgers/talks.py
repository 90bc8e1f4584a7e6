"""谈心谈话台账: that talks are due and were held. What was said stands in no ledger (domain facts §6.2, no. 8)."""

from django.utils import timezone

from interviews.models import HeartTalk
from interviews.models.talks import TalkKinds
from reports.ledgers.base import Choice, Ledger, day, inside, text

OVERDUE = "overdue"
States = HeartTalk.States


def rows(user, region, election, filters):
    """A line for each talk that was not called off; facts only. Three queries."""
    today = timezone.localdate()
    talks = inside(user, HeartTalk, "community_id", region).filter(election=election).standing()
    if kind := filters.get("kind"):
        talks = talks.filter(kind=kind)
    if state := filters.get("state"):
        talks = talks.overdue(today) if state == OVERDUE else talks.filter(state=state)
    talks = talks.select_related("election", "community", "partner").prefetch_related("seats__person")
    for talk in talks.defer(*HeartTalk.TEXTS, "frozen").order_by("community_id", "number"):
        yield {
            "community": talk.community.short_name,
            "code": talk.code,
            "partner": talk.partner.name,
            "kind": talk.get_kind_display(),
            "talkers": "、".join(seat.person.name for seat in talk.seats.all() if seat.role != "recorder"),
            "due_on": talk.due_on,
            "held_on": timezone.localdate(talk.held_from) if talk.is_held and talk.held_from else None,
            "method": talk.get_method_display() if talk.is_held else None,
            "state": "逾期未谈" if talk.state == States.PLANNED and talk.due_on < today else talk.get_state_display(),
            "record": talk.pk,
        }


TALKS = Ledger(
    "talks", "谈心谈话台账", "谈话考核",
    (
        text("community", "社区", 12), text("code", "编号", 14), text("partner", "谈话对象", 10),
        text("kind", "谈话类型", 10), text("talkers", "谈话人", 14), day("due_on", "完成时限"), day("held_on", "谈话日期"),
        text("method", "方式", 9), text("state", "状态", 9),
    ),
    rows,
    basis="本届安排的谈话，不含已取消的；只列是否谈、谁谈、何时谈，不列谈话内容。",
    made_at="interviews:talk-list",
    record_view="interviews:talk-detail",
    choices=(
        Choice("kind", "类型", TalkKinds.choices),
        Choice("state", "状态", ((OVERDUE, "逾期未谈"), *States.choices[:3])),
    ),
    orders=(("due_on", "时限从近到远"), ("-held_on", "谈话日期从近到远")),
)  # fmt: skip
