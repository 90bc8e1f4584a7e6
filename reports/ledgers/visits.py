"""走访调研台账: who went where, by which method, whom they met and what they found (domain facts §4.3)."""

from communities.models import FieldVisit
from reports.ledgers.base import Choice, Ledger, day, inside, number, text


def rows(user, region, election, filters):
    """A line for each visit that counts, the latest first within a community; two queries."""
    visits = inside(user, FieldVisit, "community_id", region).in_election(election).counted().with_file()
    if method := filters.get("method"):
        visits = visits.filter(method=method)
    for visit in visits.order_by("community_id", "-visited_on", "pk"):
        yield {
            "community": visit.community.short_name,
            "visited_on": visit.visited_on,
            "method": visit.get_method_display(),
            "place": visit.place,
            "visitors": "、".join(person.name for person in visit.visitors.all()),
            "companions": visit.companions,
            "met": visit.met,
            "met_count": visit.met_count,
            "household_count": visit.household_count,
            "achievements": visit.achievements,
            "reserve": visit.reserve,
            "recognition": visit.recognition,
            "follow_up": visit.follow_up,
            "record": visit.pk,
        }


VISITS = Ledger(
    "visits", "走访调研台账", "调研摸底",
    (
        text("community", "社区", 10), day("visited_on", "日期"), text("method", "方式", 9), text("place", "地点", 12),
        text("visitors", "走访人", 12), text("companions", "同行人员", 10), text("met", "会见对象", 12),
        number("met_count", "会见人数", 7), number("household_count", "走访户数", 7),
        text("achievements", "现任班子工作实绩", 22), text("reserve", "后备干部储备", 22),
        text("recognition", "党员群众认可度", 22), text("follow_up", "后续工作", 20),
    ),
    rows,
    basis="本届登记的实地查看、座谈、走访、问卷，不含已作废的。",
    made_at="communities:visit-list",
    record_view="communities:visit",
    choices=(Choice("method", "方式", FieldVisit.Methods.choices),),
    orders=(("-visited_on", "日期从近到远"), ("visited_on", "日期从远到近")),
)  # fmt: skip
