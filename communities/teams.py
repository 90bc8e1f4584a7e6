"""The sitting teams of a term, community by community: what the list of committees and the home pages show."""

from dataclasses import dataclass, field

from django.db.models import Count

from communities.models import Committee, Region
from communities.models.committees import in_office
from communities.structure import cross_posts, one_shoulder
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


def committees_with_sitting(rows):
    """Committees annotated with ``sitting``, the number of members who have not left."""
    return rows.annotate(sitting=Count("members", filter=in_office("members__")))


def communities_with_teams(user):
    """The communities in use that the user sees."""
    return access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)


def teams(user, election, communities=None):
    """Return a list of :class:`Team`, one per community the user sees, or of those given. Four queries, however many."""
    is_some, communities = communities is not None, communities_with_teams(user) if communities is None else communities
    found = {community.pk: Team(community) for community in communities}
    rows = access.visible_to(user, Committee).filter(election=election)
    if is_some:
        rows = rows.filter(community__in=found)
    for committee in committees_with_sitting(rows).select_related("community"):
        if committee.community_id in found:
            found[committee.community_id].committees[committee.kind] = committee
    shoulders, crossing = one_shoulder(election, communities), cross_posts(election, communities)
    for code, team in found.items():
        team.is_one_shoulder = code in shoulders
        team.cross_posts = len(crossing.get(code, ()))
    return list(found.values())
