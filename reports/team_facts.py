"""Who sits in the teams of a term, counted community by community: seats, people, bands, posts held together.

The number of queries does not grow with communities or people. A person who sits in both committees is one head;
seats and vacancies are posts.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Max, Q

from communities.models import Affiliations, CommitteeMember, Election, Posts, Region
from communities.structure import Structure, age_expression, each_person_once, team_structures
from communities.teams import Team, teams
from core.access import code_condition, visible_to

PLACE = "committee__community_id"


@dataclass(frozen=True)
class TeamRow:
    """One community's team; ``people`` its :class:`Structure`. ``stayed``: sit for their second term or longer."""

    name: str
    seats: int = 0
    filled: int = 0
    vacancies: int = 0
    surplus: int = 0
    people: Structure = field(default_factory=Structure)
    democratic: int = 0
    stayed: int = 0
    one_shoulder: int = 0
    cross_posts: int = 0
    secretaries: int = 0
    women_secretaries: int = 0
    secretary_age: float | None = None

    @property
    def men(self):
        return self.people.count - self.people.women

    @property
    def others(self):
        """群众: of no party, or of the Youth League alone."""
        return self.people.count - self.people.party - self.democratic

    @property
    def joined(self):
        return self.people.count - self.stayed


@dataclass(frozen=True)
class TeamTable:
    """A row for each community in the order of codes, and the sum; shares and averages of the sum are of all heads."""

    rows: list
    total: TeamRow


def communities_in(user, region):
    """The communities in use below ``region`` that ``user`` sees, in the order of codes."""
    places = visible_to(user, Region).filter(code_condition("code", [region.code]))
    return list(places.filter(level=Region.Levels.COMMUNITY, is_active=True).order_by("code"))


def previous_election(election):
    """The term before: the latest past one of the same region; None where none is kept."""
    earlier = Election.objects.filter(region=election.region_id, election_day__lt=election.election_day)
    return earlier.order_by("-election_day").first()


def team_table(user, region, election, communities):
    """Return the :class:`TeamTable` of the ``communities`` in a term; ages on its election day."""
    codes = [place.pk for place in communities]
    members = visible_to(user, CommitteeMember).sitting().in_election(election)
    members = members.filter(code_condition(PLACE, [region.code]), committee__community__in=codes)
    once = each_person_once(members, by=PLACE)
    on = election.election_day
    found = {team.community.pk: team for team in teams(user, election)}
    heads, extra = team_structures(once, on, by=PLACE), _extra(members, once, on)
    rows = [
        _row(place.short_name, found.get(place.pk) or Team(place), heads.get(place.pk, Structure()), extra[place.pk])
        for place in communities
    ]
    return TeamTable(rows, _total(rows, once, members, on))


def _extra(members, once, on):
    """``{code: {name: number}}`` of what a Structure does not count. Three queries."""
    found = defaultdict(lambda: defaultdict(int))
    democratic = once.filter(person__affiliation=Affiliations.DEMOCRATIC).values_list(PLACE).annotate(Count("pk"))
    for code, number in democratic:
        found[code]["democratic"] = number
    for code, _, terms in members.order_by().values_list(PLACE, "person_id").annotate(Max("terms_served")):
        found[code]["stayed"] += terms > 1
    for code, number, women, age in _secretaries(members, on).values_list(PLACE, "number", "women", "age"):
        found[code].update(secretaries=number, women_secretaries=women, secretary_age=age)
    return found


def _secretaries(members, on):
    age = Avg(age_expression("person__birth_date", on))
    women = Count("pk", filter=Q(person__sex="female"))
    rows = members.filter(post=Posts.SECRETARY).order_by().values(PLACE)
    return rows.annotate(number=Count("pk"), women=women, age=age)


def _row(name, team, people, extra):
    told = {key: extra[key] for key in ("democratic", "stayed", "secretaries", "women_secretaries")}
    return TeamRow(
        name,
        seats=sum(committee.seats for committee in team.committees.values()),
        filled=sum(committee.sitting for committee in team.committees.values()),
        vacancies=team.vacancies, surplus=team.surplus, people=people, one_shoulder=int(team.is_one_shoulder),
        cross_posts=team.cross_posts, secretary_age=extra.get("secretary_age"), **told,
    )  # fmt: skip


SUMMED = (
    "seats", "filled", "vacancies", "surplus", "democratic", "stayed", "one_shoulder", "cross_posts", "secretaries",
    "women_secretaries",
)  # fmt: skip


def _total(rows, once, members, on):
    average = Avg(age_expression("person__birth_date", on))
    age = once.aggregate(age=average)["age"]
    secretary_age = members.filter(post=Posts.SECRETARY).order_by().aggregate(age=average)["age"]
    sums = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    people = add_structures([row.people for row in rows], age)
    return TeamRow("合　计", people=people, secretary_age=secretary_age, **sums)


def add_structures(structures, average_age):
    """The sum of several :class:`Structure` s; their average cannot be summed and is given."""
    plain = ("count", "women", "minority", "party", "college", "age_unknown", "education_unknown")
    return Structure(
        **{name: sum(getattr(one, name) for one in structures) for name in plain},
        average_age=None if average_age is None else round(average_age, 1),
        age_bands=dict(sum((Counter(one.age_bands) for one in structures), Counter())),
        educations=dict(sum((Counter(one.educations) for one in structures), Counter())),
    )
