"""The teams that a slate is held against, and everything that is counted of a team.

A team is a community's two committees together. What is counted of one committee alone (差额, a
target set for 党组织 only) is asked of the same :class:`Team` under that body's name. Ages are full
years on the term's key date (基准日); those of the past team on its own term's, as it began.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from candidates.models.targets import UNITS, Measures, StructureTarget
from communities import structure
from communities.models import Committee, Election, Person, Posts
from communities.structure import Structure
from core.ids import age_on

KINDS = Committee.Kinds
BODIES = StructureTarget.Bodies
KIND_OF_BODY = {BODIES.PARTY: KINDS.PARTY, BODIES.RESIDENTS: KINDS.RESIDENTS}


@dataclass(frozen=True)
class Seat:
    """Somebody meant for, or holding, a post."""

    person: Person
    kind: str
    post: str


@dataclass(frozen=True)
class Team:
    """One team, real or proposed, as it is counted.

    ``structures``: ``{body: Structure}``; ``seats``: those who make it up; ``incumbents``: ids of who sits
    now; ``places``: ``{kind: 应配职数}``; ``standing``: ``{kind: candidates, 差额 among them}``;
    ``kin``: pairs of declared relatives; ``on``: the day of the ages; ``communities``: of how many it is the
    team (the street's is of all).
    """

    structures: dict = field(default_factory=dict)
    seats: tuple = ()
    incumbents: frozenset = frozenset()
    places: dict = field(default_factory=dict)
    standing: dict = field(default_factory=dict)
    kin: tuple = ()
    on: date | None = None
    communities: int = 1
    is_proposed: bool = False

    def structure(self, body=BODIES.TEAM):
        return self.structures.get(body, Structure())

    @property
    def count(self):
        """Heads: whoever sits in both committees is one."""
        return self.structure().count

    def people(self, body=BODIES.TEAM):
        """``{id: Person}`` of a body."""
        kind = KIND_OF_BODY.get(body)
        return {seat.person.pk: seat.person for seat in self.seats if kind is None or seat.kind == kind}

    def filled(self, kind):
        """How many posts of a committee somebody is meant for."""
        return sum(seat.kind == kind for seat in self.seats)

    def holders(self, post):
        return {seat.person.pk: seat.person for seat in self.seats if seat.post == post}

    @property
    def combined_leads(self):
        """一肩挑: how many secretaries are the director too."""
        return len(self.holders(Posts.SECRETARY).keys() & self.holders(Posts.DIRECTOR).keys())

    @property
    def cross_posts(self):
        """交叉任职: the number of people in both committees."""
        return len(self.people(BODIES.PARTY).keys() & self.people(BODIES.RESIDENTS).keys())

    def kept(self, body=BODIES.TEAM):
        """Those of a body who sit now."""
        return self.people(body).keys() & self.incumbents


# --- measures -------------------------------------------------------------------------


def _share(part):
    """In percent of the body, to one decimal."""

    def value(team, body):
        whole = len(team.people(body))
        return round(100 * part(team, body) / whole, 1) if whole else None

    return value


def _of(name):
    return lambda team, body: getattr(team.structure(body), name)


def _oldest(people, on):
    ages = [age_on(person.birth_date, on) for person in people if person.birth_date]
    return max(ages, default=None)


def _newcomers(team, body):
    return [person for pk, person in team.people(body).items() if pk not in team.incumbents]


def _returning(team, body):
    return [person for pk, person in team.people(body).items() if pk in team.incumbents]


def _secretaries_mean(value):
    """A mean over the secretaries of whom it is known: one in a community, several on the street."""

    def mean(team, body):
        known = [n for person in team.holders(Posts.SECRETARY).values() if (n := value(person, team.on)) is not None]
        return round(sum(known) / len(known), 1) if known else None

    return mean


def _age(person, on):
    return age_on(person.birth_date, on) if person.birth_date else None


def _party_years(person, on):
    return age_on(person.party_joined_on, on) if person.party_joined_on else None


def _surplus(team, body):
    """How many more stand than are to be elected, in percent of those."""
    kinds = [KIND_OF_BODY[body]] if body in KIND_OF_BODY else list(KINDS)
    places = sum(team.places.get(kind) or 0 for kind in kinds)
    standing = sum(team.standing.get(kind, 0) for kind in kinds)
    return round(100 * (standing - places) / places, 1) if places else None


COUNTED = {
    Measures.HEADCOUNT: _of("count"),
    Measures.AVERAGE_AGE: _of("average_age"),
    Measures.OLDEST: _of("oldest"),
    Measures.UNDER_35: _of("young"),
    Measures.COLLEGE_SHARE: _share(_of("college")),
    Measures.WOMEN: _of("women"),
    Measures.WOMEN_SHARE: _share(_of("women")),
    Measures.PARTY_SHARE: _share(_of("party")),
    Measures.MINORITY: _of("minority"),
    Measures.COMBINED_LEAD: lambda team, body: team.combined_leads,
    Measures.COMBINED_LEAD_SHARE: lambda team, body: round(100 * team.combined_leads / team.communities, 1),
    Measures.CROSS_POSTS: lambda team, body: team.cross_posts,
    Measures.CROSS_POSTS_SHARE: _share(lambda team, body: team.cross_posts),
    Measures.NEWCOMER_SHARE: _share(lambda team, body: len(_newcomers(team, body))),
    Measures.NEWCOMER_OLDEST: lambda team, body: _oldest(_newcomers(team, body), team.on),
    Measures.RETURNING_OLDEST: lambda team, body: _oldest(_returning(team, body), team.on),
    Measures.SECRETARY_AGE: _secretaries_mean(_age),
    Measures.SECRETARY_PARTY_YEARS: _secretaries_mean(_party_years),
    Measures.SURPLUS_SHARE: _surplus,
    Measures.KIN_PAIRS: lambda team, body: len(team.kin),
}  # fmt: skip
PARTS = {Measures.COLLEGE_SHARE: "college", Measures.WOMEN_SHARE: "women", Measures.PARTY_SHARE: "party"}
ONLY_PROPOSED = {
    Measures.SURPLUS_SHARE, Measures.NEWCOMER_SHARE, Measures.NEWCOMER_OLDEST, Measures.RETURNING_OLDEST,
}  # fmt: skip  # of those in office there is nothing to say


def value_of(team, measure, body=BODIES.TEAM):
    """The number of a measure (targets.Measures) of a team's body; None where nothing can be said."""
    if not team.people(body) or (measure in ONLY_PROPOSED and not team.is_proposed):
        return None
    counted: Callable = COUNTED[measure]
    return counted(team, body)


def text_of(team, measure, body=BODIES.TEAM):
    """The value as it is read: 44.5岁, 75%（6人）, 是, —."""
    value = value_of(team, measure, body)
    if value is None:
        return "—"
    if measure == Measures.COMBINED_LEAD and body != BODIES.STREET:
        return "是" if value else "否"
    heads = f"（{getattr(team.structure(body), PARTS[measure])}人）" if measure in PARTS else ""
    return f"{value:g}{UNITS[measure]}{heads}"


# --- reading --------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """What all slates of some communities are held against; :func:`ground` reads it.

    ``places``: ``{(community code, kind): 应配职数}``; ``sitting`` and ``past``: ``{code: Team}``.
    """

    election: Election
    past_election: Election | None
    places: dict
    sitting: dict
    past: dict
    targets: tuple = ()

    def incumbents(self, code):
        """Ids of the people who sit in a community now."""
        return frozenset(self.sitting[code].people()) if code in self.sitting else frozenset()


def previous_term(election):
    """The nearest earlier term of the same region, or None."""
    earlier = Election.objects.filter(region=election.region_id, election_day__lt=election.election_day)
    return earlier.order_by("-election_day").first()


def teams_of(election, on, codes):
    """``{community code: Team}`` of those in office in a term. Four queries."""
    members = structure.sitting_members(election, codes)
    seats = defaultdict(list)
    for member in members.order_by("pk").select_related("person", "committee"):
        seats[member.committee.community_id].append(Seat(member.person, member.committee.kind, member.post))
    found = structures_by_body(members, on, by="committee__community_id", kind="committee__kind")
    return {code: Team(found[code], tuple(held), on=on) for code, held in seats.items()}


def structures_by_body(rows, on, *, by, kind, who="person", person="person"):
    """``{group: {body: Structure}}`` of rows with one person and one committee each. Three queries.

    ``by``, ``kind``, ``who``: paths to the group, the kind of committee, and what tells people apart.
    """
    bodies = {BODIES.TEAM: rows} | {body: rows.filter(**{kind: own}) for body, own in KIND_OF_BODY.items()}
    found = defaultdict(dict)
    for body, chosen in bodies.items():
        once = structure.each_person_once(chosen, person=who, by=by)
        for group, counted in structure.team_structures(once, on, person=person, by=by).items():
            found[group][body] = counted
    return found


def ground(election, codes, targets=()):
    """Read the :class:`Ground` of the communities ``codes``; as many queries for seven as for one."""
    past = previous_term(election)
    committees = Committee.objects.filter(election=election, community__in=codes)
    return Ground(
        election=election,
        past_election=past,
        places={(committee.community_id, committee.kind): committee.seats for committee in committees},
        sitting=teams_of(election, election.key_date, codes),
        past=teams_of(past, past.key_date, codes) if past else {},
        targets=tuple(targets),
    )
