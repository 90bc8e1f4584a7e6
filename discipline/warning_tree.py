"""层层警示: the tree of who warns whom, as the records propose it, and the tree as it stands with its holes.

书记 → 班子成员 → 社区书记 → 成员 → 人选. Offices of the street are read from what is on file
(``Person.occupation``), for there is no other record of them; whom that does not place is proposed
without a warner, so that the hole shows and somebody is named for it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from communities.models import CommitteeMember, Person, Posts, TermRole
from communities.street_staff import area_leaders, street_staff
from core import access
from discipline import circles
from discipline.models import Duties, WarningPair, WarningPartner, WarningTalk
from discipline.reach import was_warned

HEAD_OFFICES = ("党工委书记", "街道书记")
TEAM_OFFICES = (
    "副书记", "纪工委书记", "工委委员", "办事处主任", "办事处副主任", "街道主任", "街道副主任", "街道办主任", "街道办副主任", "武装部长", "组织委员", "宣传委员", "统战委员", "政法委员", "人大工委主任",
)  # fmt: skip
CAPACITIES = TermRole.Capacities


@dataclass
class Proposal:
    """Who is to be warned, in what capacity and post, and by whom; ``warner`` None where the records do not tell."""

    person: Person
    place_id: str
    capacity: str
    post: str
    warner: Person | None


def is_head(office):
    return any(words in office for words in HEAD_OFFICES) and "副" not in office


def is_team(office):
    """Whether an office of the street is one of its leading team, below the head."""
    return not is_head(office) and any(words in office for words in TEAM_OFFICES)


def proposals(election, user):
    """One :class:`Proposal` for everybody in the circle of those to be warned, the head of the street excepted."""
    staff = list(street_staff(election))
    head = next((person for person in staff if is_head(person.occupation)), None)
    leaders, secretaries, posts = area_leaders(election), _secretaries(election), _posts(election)
    made = []
    for person in circles.circle_of_duty(election, Duties.WARNING, user=user):
        if head and person.pk == head.pk:
            continue
        warner = _warner(person, head, leaders.get(person.place_id), secretaries.get(person.place_id))
        post = posts.get((person.pk, person.place_id)) or person.occupation
        made.append(Proposal(person, person.place_id, person.capacity, post[:100], warner))
    return made


def _warner(person, head, leader, secretary):
    """By whom, level by level: a community's secretary by the leader who answers for it, its others by the secretary."""
    if person.capacity == CAPACITIES.STREET_STAFF:
        return head if is_team(person.occupation) else None
    if secretary is None or secretary.pk == person.pk:
        return leader if leader is None or leader.pk != person.pk else None
    return secretary


def _secretaries(election):
    rows = CommitteeMember.objects.sitting().in_election(election).filter(post=Posts.SECRETARY)
    return {row.committee.community_id: row.person for row in rows.select_related("committee", "person")}


def _posts(election):
    """``{(person, community): "书记、主任"}`` of the sitting."""
    found = defaultdict(list)
    for row in CommitteeMember.objects.sitting().in_election(election).in_order().select_related("committee"):
        found[row.person_id, row.committee.community_id].append(row.get_post_display())
    return {key: "、".join(posts) for key, posts in found.items()}


@dataclass
class Node:
    """One person of the tree; ``pair`` is None for a warner who is himself to be warned by nobody (the head)."""

    person: Person
    pair: WarningPair | None = None
    children: list = field(default_factory=list)
    below: int = 0  # of all levels
    warned_below: int = 0

    @property
    def is_warned(self):
        return bool(self.pair) and self.pair.is_warned

    @property
    def is_planned(self):
        return bool(self.pair) and self.pair.is_planned

    @property
    def holes_below(self):
        return self.below - self.warned_below


def pairs_of(user, election):
    """The lines of the tree that ``user`` sees, each with ``is_warned`` and ``is_planned``. One query."""
    planned = WarningPartner.objects.filter(
        person=OuterRef("person"), talk__election=election, talk__state=WarningTalk.States.PLANNED
    )
    rows = access.visible_to(user, WarningPair).filter(election=election)
    return rows.select_related("person", "place", "warner").annotate(
        is_warned=was_warned(election, person="person"), is_planned=Exists(planned)
    )  # fmt: skip


def tree(pairs):
    """Return ``(roots, unplaced)``: nodes nested by who warns whom, and the lines for which nobody is named.

    A warner who has no line of his own that is in sight is a root. A ring of warners, which editing could
    make, is cut where it closes, so that everybody still appears once.
    """
    nodes = {pair.person_id: Node(pair.person, pair) for pair in pairs}
    unplaced, roots = [], {}
    for pair in pairs:
        node = nodes[pair.person_id]
        if pair.warner_id is None:
            unplaced.append(node)
        elif pair.warner_id in nodes and not _closes_ring(nodes, pair):
            nodes[pair.warner_id].children.append(node)
        else:
            root = roots.setdefault(pair.warner_id, Node(pair.warner))
            root.children.append(node)
    for node in [*roots.values(), *unplaced]:
        _count(node)
    return list(roots.values()), unplaced


def _closes_ring(nodes, pair):
    """Whether following the warners upwards from ``pair`` leads back to it, and it is the least of that ring."""
    seen, key = [pair.person_id], pair.warner_id
    while key in nodes and nodes[key].pair and key not in seen:
        seen.append(key)
        key = nodes[key].pair.warner_id
    return key == pair.person_id and pair.person_id == min(seen, key=str)


def _count(node):
    for child in node.children:
        _count(child)
        node.below += 1 + child.below
        node.warned_below += child.is_warned + child.warned_below
