"""承诺书签署台账: who signed which edition, when, in how many copies, and where the paper lies (domain facts §6.2, no. 12)."""

from django.db.models import Prefetch

from communities.models import TermRole
from core.web import holding
from discipline.models import Pledge, PledgeSigning
from discipline.pledge_states import PledgeStates
from reports.ledgers.base import Choice, Ledger, day, inside, number, text


def rows(user, region, election, filters):
    """A line for each pledge of the term, with the latest edition signed. Two queries."""
    pledges = inside(user, Pledge, "community_id", region).filter(election=election).with_state()
    if state := filters.get("state"):
        pledges = pledges.filter(state=state)
    if capacity := filters.get("capacity"):
        pledges = pledges.filter(capacity=capacity)
    standing = PledgeSigning.objects.standing().select_related("text", "handled_by").order_by("-text__edition")
    pledges = pledges.select_related("person", "community", "campaign", "election")
    for pledge in pledges.prefetch_related(Prefetch("signings", standing.defer("frozen"), "on_file")).in_order():
        yield _line(pledge, pledge.on_file[0] if pledge.on_file else None)


def _line(pledge, signing):
    return {
        "community": pledge.community.short_name,
        "code": pledge.code,
        "name": pledge.person.name,
        "capacity": pledge.get_capacity_display(),
        "title": pledge.campaign.title,
        "state": pledge.state_label,
        "signed_on": signing and signing.signed_on,
        "edition": signing and signing.text.edition_name,
        "method": signing and signing.get_method_display(),
        "copies": signing and signing.copies,
        "keeping_place": signing and signing.keeping_place,
        "handled_by": signing and signing.handled_by.full_name,
        "note": pledge.waive_reason,
        "record": pledge.pk,
    }


PLEDGES = Ledger(
    "pledges", "承诺书签署台账", "换届纪律",
    (
        text("community", "社区／部门", 12), text("code", "编号", 16, whole=True), text("name", "姓名", 9), text("capacity", "身份类别", 10),
        text("title", "承诺书", 14), text("state", "情况", 8), day("signed_on", "签订日期"), text("edition", "版本", 12),
        text("method", "方式", 9), number("copies", "份数", 6), text("keeping_place", "存放处", 14), text("handled_by", "经办人", 9),
        text("note", "备注", 12),
    ),
    rows,
    basis="本届列入签署范围的人员；版本为其所签最新一版，现行文本更新后列为需补签；份数为存档份数。",
    made_at="discipline:pledge-list",
    record_view="discipline:pledge",
    export_rule=holding("export_records", "export_discipline"),
    choices=(Choice("state", "情况", tuple(PledgeStates.choices)), Choice("capacity", "身份", tuple(TermRole.Capacities.choices))),
    orders=(("-signed_on", "签订日期从近到远"),),
)  # fmt: skip
