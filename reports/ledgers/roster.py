"""现任“两委”花名册: a line for each sitting member, with both posts; no number of anybody (domain facts §6.2, no. 2)."""

from communities.imports.files import sitting_by_person
from communities.models import Committee, CommitteeMember
from core.dates import format_month
from core.ids import age_on
from reports.ledgers.base import Choice, Ledger, inside, number, text

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
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "born": format_month(person.birth_date) if person.birth_date else None,
        "age": age_on(person.birth_date, election.election_day) if person.birth_date else None,
        "education": person.get_education_display(),
        "affiliation": person.get_affiliation_display(),
        "joined": format_month(person.party_joined_on) if person.party_joined_on else None,
        "party_post": _post(by_kind.get(KINDS.PARTY)),
        "residents_post": _post(by_kind.get(KINDS.RESIDENTS)),
        "duties": main.duties,
        "since": format_month(main.since) if main.since else None,
        "terms": main.terms_served,
        "record": person.pk,
    }


def _post(member):
    return member.get_post_display() if member else None


ROSTER = Ledger(
    "roster", "现任“两委”花名册", "基本情况",
    (
        text("community", "社区", 12), text("name", "姓名", 10), text("sex", "性别", 6), text("ethnicity", "民族", 8),
        text("born", "出生年月", 9), number("age", "年龄", 6, summed=False), text("education", "学历", 12),
        text("affiliation", "政治面貌", 10), text("joined", "入党时间", 9), text("party_post", "党组织职务", 10),
        text("residents_post", "居委会职务", 11), text("duties", "分工", 14), text("since", "任现职时间", 9),
        number("terms", "连任届数", 6, summed=False),
    ),
    rows,
    basis="在任的“两委”成员，两边任职的列一行；年龄按选举日周岁计算。",
    made_at="communities:committees",
    record_view="communities:person",
    choices=(Choice("post", "职务", (("secretary", "书记"), ("director", "主任"))),),
    orders=(("age", "年龄从小到大"), ("-age", "年龄从大到小"), ("-terms", "连任届数从多到少")),
)  # fmt: skip
