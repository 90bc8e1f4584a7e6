"""现任“两委”花名册: a line for each sitting member, with both posts; no number of anybody (domain facts §6.2, no. 2)."""

from communities.imports.files import sitting_by_person
from communities.models import Committee, CommitteeMember
from reports.ledgers.base import Choice, Ledger, about_person, age, inside, month, number, text

KINDS = Committee.Kinds


def rows(user, region, election, filters):
    """A line for each person who sits in a community, in one query."""
    members = inside(user, CommitteeMember, "committee__community_id", region).in_election(election).sitting()
    if post := filters.get("post"):
        members = members.filter(post=post)
    members = members.select_related("person", "committee__community").in_order()
    for by_kind in sitting_by_person(members).values():
        yield _line(by_kind, election)


def _line(by_kind, election):
    main = by_kind.get(KINDS.PARTY) or by_kind[KINDS.RESIDENTS]
    person = main.person
    return {
        "community": main.committee.community.short_name,
        **about_person(person, election),
        "joined": person.party_joined_on,
        "party_post": _post(by_kind.get(KINDS.PARTY)),
        "residents_post": _post(by_kind.get(KINDS.RESIDENTS)),
        "duties": main.duties,
        "since": main.since,
        "terms": main.terms_served,
        "record": person.pk,
    }


def _post(member):
    return member.get_post_display() if member else None


ROSTER = Ledger(
    "roster", "现任“两委”花名册", "基本情况",
    (
        text("community", "社区", 12), text("name", "姓名", 10), text("sex", "性别", 6), text("ethnicity", "民族", 8),
        month("born", "出生年月"), age(), text("education", "学历", 14),
        text("affiliation", "政治面貌", 10), month("joined", "入党时间"), text("party_post", "党组织职务", 12),
        text("residents_post", "居委会职务", 12), text("duties", "分工", 14), month("since", "任现职时间", 11),
        number("terms", "连任届数", 10, summed=False),
    ),
    rows,
    basis="在任的“两委”成员，两边任职的列一行；年龄按选举日周岁计算。",
    made_at="communities:committees",
    record_view="communities:person",
    identity="record",
    choices=(Choice("post", "职务", (("secretary", "书记"), ("director", "主任"))),),
    orders=(("age", "年龄从小到大"), ("-age", "年龄从大到小"), ("-terms", "连任届数从多到少")),
)  # fmt: skip
