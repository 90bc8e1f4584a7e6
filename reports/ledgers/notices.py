"""公告发布台账: what was posted where, on which basis, how long, with how many photos (domain facts §6.2, no. 16)."""

from django.db.models import Count

from candidates.models import NameNotice
from core.attachments import preloaded
from reports.ledgers.base import Choice, Ledger, day, inside, number, text

States = NameNotice.States


def rows(user, region, election, filters):
    """A line for each notice; drafts for those alone who see the vetting. Three queries."""
    notices = inside(user, NameNotice, "community_id", region).filter(election=election)
    for key in ("state", "kind"):
        if filters.get(key):
            notices = notices.filter(**{key: filters[key]})
    notices = notices.select_related("community", "slate").annotate(named=Count("names"))
    notices = list(notices.order_by("community_id", "starts_on", "pk"))
    photos = preloaded(notices)
    for notice in notices:
        yield {
            "community": notice.community.short_name,
            "kind": notice.get_kind_display(),
            "named": notice.named,
            "slate": notice.slate.name if notice.slate else None,
            "basis": notice.basis or "待核定",
            "starts_on": notice.starts_on,
            "ends_on": notice.ends_on,
            "working_days": notice.working_days,
            "place": notice.place,
            "contact": f"{notice.contact_office} {notice.contact_phone}",
            "photos": len(photos[notice.pk]),
            "state": notice.get_state_display(),
            "record": notice.pk,
        }


NOTICES = Ledger(
    "notices", "公告发布台账", "人选",
    (
        text("community", "社区", 12), text("kind", "公示内容", 22), number("named", "人数", 6),
        text("slate", "依据方案", 10), text("basis", "天数依据", 16), day("starts_on", "张贴"), day("ends_on", "截止"),
        number("working_days", "工作日", 7, summed=False), text("place", "张贴地点", 16),
        text("contact", "受理单位、电话", 20), number("photos", "照片等佐证（份）", 9), text("state", "状态", 8),
    ),
    rows,
    basis="本届的名单公示；草拟的只列给有权查看人选审查的人员；天数依据未填的列为待核定。",
    made_at="candidates:notice-list",
    record_view="candidates:notice",
    choices=(
        Choice("state", "状态", tuple(States.choices)), Choice("kind", "公示内容", tuple(NameNotice.Kinds.choices)),
    ),
    orders=(("starts_on", "张贴日期从早到晚"), ("-starts_on", "张贴日期从近到远")),
)  # fmt: skip
