"""选举结果报告单: the votes post by post, and who was elected (domain facts §6.2, no. 19)."""

from django.db.models import Case, Count, When

from candidates.models import ElectionResult, ElectionVotes
from communities.models.committees import Committee, Posts, committee_kind_of
from reports.ledgers.base import Choice, Ledger, about_person, day, inside, month, number, text, under

IN_ORDER = Case(*(When(result__post=post, then=rank) for rank, post in enumerate(Posts)))


def rows(user, region, election, filters):
    """A line for each person voted on. Two queries."""
    votes = inside(user, ElectionVotes, "result__community_id", region).filter(result__election=election)
    if body := filters.get("body"):
        votes = votes.filter(result__post__in=[post for post in Posts if committee_kind_of(post) == body])
    if elected := filters.get("elected"):
        votes = votes.filter(is_elected=elected == "yes")
    sheets = ElectionResult.objects.filter(pk__in=votes.order_by().values("result"))
    stood = dict(sheets.order_by().values_list("pk").annotate(Count("votes")))
    votes = votes.select_related("result__community", "person")
    for vote in votes.order_by("result__community_id", IN_ORDER, "result__held_on", "-votes", "pk"):
        yield _line(vote, stood[vote.result_id], election)


def _line(vote, stood, election):
    result = vote.result
    counts = {name: getattr(result, name) for name in ("seats", "electors", "issued", "returned", "valid", "held_on")}
    return about_person(vote.person, election) | counts | {
        "community": result.community.short_name,
        "post": result.title,
        "round": result.get_round_display(),
        "method": result.get_method_display(),
        "stood": stood,
        "votes": vote.votes,
        "elected": "当选" if vote.is_elected else "未当选",
        "note": result.note,
        "person": vote.person_id,
        "record": result.community_id,
    }  # fmt: skip


RESULTS = Ledger(
    "results", "选举结果报告单", "选举结果",
    (
        text("community", "社区", 10), text("post", "职务", 13), text("round", "次别", 10),
        text("method", "选举方式", 14), day("held_on", "选举日期"),
        *under("名额", number("seats", "应选", 5, summed=False), number("stood", "候选", 5, summed=False)),
        *under(
            "选票（张）", number("electors", "应参选", 7, summed=False), number("issued", "发出", 6, summed=False),
            number("returned", "收回", 6, summed=False), number("valid", "有效", 6, summed=False),
        ),
        text("name", "姓名", 9, whole=True), text("sex", "性别", 5), month("born", "出生年月"),
        text("affiliation", "政治面貌", 10), number("votes", "得票", 6, summed=False), text("elected", "结果", 7, whole=True),
        text("note", "备注", 8),
    ),
    rows,
    basis="按党组织和居委会的选举结果报告单登记，一人一行；应参选：党组织为应到会党员（委员），居委会为登记的选民、户代表或居民小组代表。",
    made_at="candidates:result-list",
    record_view="candidates:result",
    choices=(
        Choice("body", "班子", tuple(Committee.Kinds.choices)),
        Choice("elected", "结果", (("yes", "当选"), ("no", "未当选"))),
    ),
    identity="person",
)  # fmt: skip
