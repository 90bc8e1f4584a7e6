"""The sitting teams of a term, community by community: what the list of committees and the home pages show."""

from dataclasses import dataclass, field

from django.db.models import Count

from communities.models import Committee, Region
from communities.models.committees import in_office
from communities.structure import double_posts
from core import access


@dataclass
class Team:
    """One community's two committees; a missing one is not registered yet."""

    community: Region
    committees: dict = field(default_factory=dict)  # kind → Committee with .sitting
    is_one_shoulder: bool = False
    cross_posts: int = 0

    @property
    def party(self):
        return self.committees.get(Committee.Kinds.PARTY)

    @property
    def residents(self):
        return self.committees.get(Committee.Kinds.RESIDENTS)

    @property
    def vacancies(self):
        """Seats that nobody holds, over both committees."""
        return sum(max(committee.seats - committee.sitting, 0) for committee in self.committees.values())

    @property
    def surplus(self):
        """Members beyond the seats of their committee."""
        return sum(max(committee.sitting - committee.seats, 0) for committee in self.committees.values())


def committees_with_sitting(rows, election):
    """Committees of one term, annotated with ``sitting``: how many members sit in each."""
    return rows.filter(election=election).annotate(sitting=Count("members", filter=in_office("members__", election)))


def communities_with_teams(user):
    """The communities in use that the user sees."""
    return access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)


def teams(user, election, communities=None):
    """Return a list of :class:`Team`, one per community the user sees, or of those given. Three queries, however many."""
    is_some, communities = communities is not None, communities_with_teams(user) if communities is None else communities
    found = {community.pk: Team(community) for community in communities}
    rows = access.visible_to(user, Committee)
    if is_some:
        rows = rows.filter(community__in=list(found))
    for committee in committees_with_sitting(rows, election):
        if team := found.get(committee.community_id):
            committee.community, team.committees[committee.kind] = team.community, committee
    shoulders, crossing = double_posts(election, list(found) if is_some else communities)
    for code, team in found.items():
        team.is_one_shoulder = code in shoulders
        team.cross_posts = len(crossing.get(code, ()))
    return list(found.values())
