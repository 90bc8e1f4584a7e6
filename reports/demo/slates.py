"""Proposals for the next teams of the exercise: two for the first community, one for each of the others."""

from candidates.models import Candidate
from candidates.querysets import THROUGH_STREET_STATES
from candidates.services.slates import copy_slate, make_slate, move_slate, update_slate
from communities.models import Affiliations, Committee, Posts, committee_kind_of

PARTY = Committee.Kinds.PARTY
ORDER = (*THROUGH_STREET_STATES, "street_review", "community_review", "draft", "returned")
STATES = {0: ORDER[:4], 1: THROUGH_STREET_STATES}  # of the tabled slate, and of the one that is adopted
HEADS = (Posts.SECRETARY, Posts.DIRECTOR)


class Slates:
    """Puts each candidate where he was put forward for, fills what is left, and tables what is ready."""

    def __init__(self, clerk, election):
        self._clerk, self._election = clerk, election

    def fill(self, communities):
        for number, community in enumerate(communities):
            able = self._able(community)
            if number == len(communities) - 1:
                continue  # one community has none yet
            slate = self._make(community, able, states=STATES.get(number, ORDER), note="以现任骨干为主，补充年轻力量。")
            if number == 0:
                self._second(slate, able)
                move_slate(actor=self._clerk, slate=slate, name="table")

    def _able(self, community):
        rows = Candidate.objects.filter(election=self._election, community=community, state__in=ORDER)
        return sorted(rows.select_related("person"), key=lambda c: (ORDER.index(c.state), c.created_at, str(c.pk)))

    def _make(self, community, able, *, states, note):
        chosen = [candidate for candidate in able if candidate.state in states]
        seats = {c.kind: c.seats for c in Committee.objects.filter(election=self._election, community=community)}
        return make_slate(
            actor=self._clerk, election=self._election, community=community, note=note, places=_placed(chosen, seats)
        )

    def _second(self, first, able):
        """The same with the next in line in the last place: what two slates beside one another are for."""
        slate = copy_slate(actor=self._clerk, slate=first)
        places = [(s.candidate, Posts(s.post), s.is_alternate) for s in slate.seats.select_related("candidate__person")]
        placed = {candidate.pk for candidate, *_ in places}
        fresh = [candidate for candidate in able if candidate.pk not in placed]
        if fresh:
            places.append((fresh[0], Posts.RESIDENTS_MEMBER, False))
        update_slate(
            actor=self._clerk, slate=slate, version=slate.version, name="方案二",
            note="居委会委员增配一名，年龄更轻；其审查尚未完成。", places=places,
        )  # fmt: skip


def _placed(chosen, seats):
    """Posts as put forward, each head once; whoever finds no seat stands as 差额 where the rules know it."""
    taken, heads, places = dict.fromkeys(seats, 0), set(), []
    for candidate in chosen:
        post = Posts(candidate.intended_post)
        kind = committee_kind_of(post)
        if kind == PARTY and candidate.person.affiliation != Affiliations.PARTY:
            post, kind = Posts.RESIDENTS_MEMBER, Committee.Kinds.RESIDENTS
        if post in heads:
            post = Posts.PARTY_MEMBER if kind == PARTY else Posts.RESIDENTS_MEMBER
        spare = taken.get(kind, 0) >= seats.get(kind, 0)
        if spare and post in (Posts.SECRETARY, Posts.DEPUTY_SECRETARY):
            post = Posts.PARTY_MEMBER
        places.append((candidate, post, spare))
        if not spare:
            taken[kind] = taken.get(kind, 0) + 1
            heads |= {post} & set(HEADS)
            if post == Posts.SECRETARY and Posts.DIRECTOR not in heads:
                places.append((candidate, Posts.DIRECTOR, False))
                heads.add(Posts.DIRECTOR)
                taken[Committee.Kinds.RESIDENTS] = taken.get(Committee.Kinds.RESIDENTS, 0) + 1
    return places
