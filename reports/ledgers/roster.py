"""现任“两委”花名册: a line for each sitting member, with both posts; no number of anybody (domain facts §6.2, no. 2)."""

from itertools import chain, groupby
from operator import itemgetter

from communities.models import Committee, CommitteeMember, Posts
from communities.models.regions import short_name
from reports.ledgers.base import Choice, Ledger, about, age, in_parts, inside, month, number, text

KINDS = Committee.Kinds
# Values, not records: a province has a hundred thousand lines, and a record of each takes longer than its row.
ABOUT = ("name", "sex", "ethnicity", "birth_date", "education", "affiliation")
PERSON = tuple(f"person__{name}" for name in ABOUT)
FIELDS = (
    "committee__community_id", "committee__kind", "person_id", "committee__community__name", "person__party_joined_on",
    "post", "duties", "since", "terms_served", *PERSON,
)  # fmt: skip
POSTS = dict(Posts.choices)


def rows(user, region, election, filters):
    """A line for each person who sits in a community; two queries for each part of a region above a street."""
    members = inside(user, CommitteeMember, "committee__community_id", region).in_election(election).sitting(election)
    if post := filters.get("post"):
        members = members.filter(post=post)
    parts = in_parts(members.in_order().values(*FIELDS), "committee__community_id", region)
    sitting = chain.from_iterable(parts)
    for _, team in groupby(sitting, key=itemgetter("committee__community_id")):
        people = {}
        for member in team:
            people.setdefault(member["person_id"], {})[member["committee__kind"]] = member
        for by_kind in people.values():
            yield _line(by_kind, election)


def _line(by_kind, election):
    main = by_kind.get(KINDS.PARTY) or by_kind[KINDS.RESIDENTS]
    return {
        "community": short_name(main["committee__community__name"]),
        **about(*(main[name] for name in PERSON), election),
        "joined": main["person__party_joined_on"],
        "party_post": _post(by_kind.get(KINDS.PARTY)),
        "residents_post": _post(by_kind.get(KINDS.RESIDENTS)),
        "duties": main["duties"],
        "since": main["since"],
        "terms": main["terms_served"],
        "record": main["person_id"],
    }


def _post(member):
    return POSTS[member["post"]] if member else None


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
