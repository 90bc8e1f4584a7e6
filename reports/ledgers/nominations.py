"""人选酝酿台账（限阅）: where each comes from, what he is meant for, and his own wish (domain facts §6.2, no. 10)."""

from itertools import islice

from candidates.models import Candidate, SlateSeat
from candidates.slate_overview import standing_slates
from communities.models import CommitteeMember, MemberDisposition, Posts
from core.access import visible_to
from interviews.models import HeartTalk
from interviews.models.talks import READ, TalkKinds
from interviews.querysets import HELD_STATES
from reports.ledgers.base import Choice, Ledger, about_person, age, inside, month, text

PERMISSION = "view_vetting"
Sources, States = Candidate.Sources, Candidate.States
TOGETHER = 2000  # of whom is asked in one query: a province has a quarter of a million
# Numbers would be decrypted for each line.
UNSEEN = ("recommendation", *(f"person__{name}" for name in ("id_number", "phone", "resume", "school", "native_place")))


def rows(user, region, election, filters):
    """A line for each who is put forward and has not withdrawn. One query, and five for each TOGETHER lines."""
    found = inside(user, Candidate, "community_id", region, PERMISSION).filter(election=election).standing()
    for key in ("source", "intended_post"):
        if filters.get(key):
            found = found.filter(**{key: filters[key]})
    found = found.with_file().defer(*UNSEEN).order_by("community_id", "created_at", "pk")
    lines = found.iterator(chunk_size=TOGETHER)
    while candidates := list(islice(lines, TOGETHER)):
        yield from _lines(user, election, candidates)


def _lines(user, election, candidates):
    people = [candidate.person_id for candidate in candidates]
    seats = _seats(user, election, {candidate.community_id for candidate in candidates})
    posts, wishes = _posts(user, election, people), _wishes(user, election, people)
    opinions = _opinions(user, election, people)
    for candidate in candidates:
        yield _line(candidate, election) | {
            "current_post": posts.get(candidate.person_id) or candidate.person.occupation,
            "slate": "；".join(seats.get(candidate.pk, ())),
            "wish": wishes.get(candidate.person_id),
            "opinion": opinions.get(candidate.person_id),
        }


def _line(candidate, election):
    person = candidate.person
    return {
        "community": candidate.community.short_name,
        **about_person(person, election),
        "source": candidate.get_source_display(),
        "post": candidate.get_intended_post_display(),
        "state": candidate.get_state_display(),
        "person": person.pk,
        "record": candidate.pk,
    }


def _posts(user, election, people):
    """``{person: posts held now}``."""
    members = visible_to(user, CommitteeMember).in_election(election).sitting().filter(person__in=people).in_order()
    found = {}
    for person, post in members.values_list("person_id", "post"):
        found.setdefault(person, []).append(Posts(post).label)
    return {person: "、".join(held) for person, held in found.items()}


def _seats(user, election, communities):
    """``{candidate: [正式：书记, 差额：主任]}`` in the slate that stands for his community. Two queries."""
    slates = [held[0].pk for held in standing_slates(user, election, communities).values()]
    found = {}
    for seat in SlateSeat.objects.filter(slate__in=slates):
        kind = "差额" if seat.is_alternate else "正式"
        found.setdefault(seat.candidate_id, []).append(f"{kind}：{seat.get_post_display()}")
    return found


def _wishes(user, election, people):
    """``{person: 进退留转表态}`` of the talks whose record the reader may read; of others nothing is told."""
    talks = visible_to(user, HeartTalk, READ).filter(
        election=election, kind=TalkKinds.HEART, state__in=HELD_STATES, partner__in=people
    )
    return {talk.partner_id: talk.get_stand_display() for talk in talks.only("partner_id", "stand")}


def _opinions(user, election, people):
    """``{person: 研判意见}`` of the latest meeting."""
    found = visible_to(user, MemberDisposition, PERMISSION).filter(deliberation__election=election, person__in=people)
    return {each.person_id: each.get_kind_display() for each in found.order_by("deliberation__number")}


NOMINATIONS = Ledger(
    "nominations", "人选酝酿台账", "人选",
    (
        text("community", "社区", 12), text("name", "姓名", 9), text("sex", "性别", 6), text("ethnicity", "民族", 8),
        month("born", "出生年月"), age(), text("education", "学历", 10),
        text("affiliation", "政治面貌", 10), text("current_post", "现任职务", 14), text("source", "来源", 6),
        text("post", "拟任职务", 12), text("slate", "正式／差额", 16), text("wish", "进退留转意向", 10),
        text("opinion", "研判意见", 10), text("state", "所处环节", 12),
    ),
    rows,
    basis="限阅。本届提出且未退出的人选；来源：留、提、挑；正式／差额取自各社区采用的方案，未采用的取上会或草拟的；意向取自您可阅的谈话记录；年龄按选举日周岁计算。",
    made_at="candidates:list",
    record_view="candidates:detail",
    identity="person",
    permission=PERMISSION,
    is_personal=True,
    choices=(Choice("source", "来源", tuple(Sources.choices)), Choice("intended_post", "拟任职务", tuple(Posts.choices))),
    orders=(("age", "年龄从小到大"), ("-age", "年龄从大到小")),
)  # fmt: skip
