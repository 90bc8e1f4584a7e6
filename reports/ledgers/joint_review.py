"""资格审查（联审）情况表: a line for each person and department (domain facts §6.2, no. 11)."""

from django.utils import timezone

from candidates.models import DepartmentOpinion, JointReviewEntry
from core.attachments import preloaded
from reports.ledgers.base import Choice, Ledger, day, inside, number, text

Results, Verdicts = DepartmentOpinion.Results, JointReviewEntry.Verdicts
PERMISSION = "view_vetting"


def rows(user, region, election, filters):
    """The current answers of every batch, by person and department. Four queries."""
    opinions = inside(user, DepartmentOpinion, "entry__candidate__community_id", region).current()
    opinions = opinions.filter(letter__election=election)
    if result := filters.get("result"):
        opinions = opinions.filter(result=result)
    if verdict := filters.get("verdict"):
        opinions = opinions.filter(entry__verdict=verdict, entry__concluded_at__isnull=False)
    opinions = opinions.select_related("letter__batch", "entry__candidate__person", "entry__candidate__community")
    opinions = list(
        opinions.defer("frozen", "facts").order_by("letter__batch__number", "entry__position", "letter__order")
    )
    scans, today = (
        preloaded(list({opinion.letter_id: opinion.letter for opinion in opinions}.values())),
        timezone.localdate(),
    )
    for opinion in opinions:
        yield _line(opinion, scans[opinion.letter_id], today)


def _line(opinion, scans, today):
    letter, entry = opinion.letter, opinion.entry
    return {
        "batch": f"第{letter.batch.number}批",
        "community": entry.candidate.community.short_name,
        "name": entry.candidate.person.name,
        "post": entry.candidate.get_intended_post_display(),
        "department": letter.department,
        "result": opinion.get_result_display(),
        "explanation": opinion.explanation,
        "reply": letter.reply_number,
        "replied_on": letter.replied_on,
        "seal": "有扫描件" if scans else "",
        "late": letter.days_late(today) or None,
        "verdict": entry.get_verdict_display() if entry.is_concluded else "",
        "person": entry.candidate.person_id,
        "record": opinion.pk,
    }


JOINT_REVIEW = Ledger(
    "joint_review", "资格审查（联审）情况表", "人选",
    (
        text("batch", "批次", 8, whole=True), text("community", "社区", 11), text("name", "姓名", 9),
        text("post", "拟任职务", 10), text("department", "部门", 12), text("result", "审查结果", 14),
        text("explanation", "情况说明", 22), text("reply", "复函文号", 15), day("replied_on", "复函日期"),
        text("seal", "签章", 9), number("late", "逾期天数", 9, summed=False), text("verdict", "联审结论", 9),
    ),
    rows,
    basis="各批区级联审的现行部门意见，一人一部门一行；撤回、已另行征求的不列；逾期按答复期限之后的自然日计。",
    made_at="candidates:joint-list",
    record_view="candidates:joint-opinion",
    identity="person",
    permission=PERMISSION,
    choices=(
        Choice("result", "审查结果", tuple(Results.choices)),
        Choice("verdict", "联审结论", tuple(Verdicts.choices)),
    ),
    orders=(("replied_on", "复函日期从早到晚"),),
)  # fmt: skip
