"""The teams of the exercise: who sat before 2021, and who sits now."""

from datetime import date

from communities.models import Committee, CommitteeMember, Educations, Posts
from communities.services.committees import appoint_member, end_membership, set_seats
from communities.services.people import create_person

P, R = Committee.Kinds.PARTY, Committee.Kinds.RESIDENTS
# Of the nine of a full team: posts of each, the first being secretary and director in one (一肩挑), two sit in both
TEAM = (
    ((P, Posts.SECRETARY), (R, Posts.DIRECTOR)),
    ((P, Posts.DEPUTY_SECRETARY), (R, Posts.DEPUTY_DIRECTOR)),
    ((P, Posts.PARTY_MEMBER), (R, Posts.RESIDENTS_MEMBER)),
    ((P, Posts.PARTY_MEMBER),),
    ((P, Posts.PARTY_MEMBER),),
    ((R, Posts.DEPUTY_DIRECTOR),),
    ((R, Posts.RESIDENTS_MEMBER),),
    ((R, Posts.RESIDENTS_MEMBER),),
    ((R, Posts.RESIDENTS_MEMBER),),
)
DUTIES = (
    "主持全面工作",
    "党建、纪检",
    "民政、残联",
    "宣传、统战",
    "组织、群团",
    "综治、信访",
    "社保、就业",
    "计生、妇联",
    "城管、网格",
)
SEATS = {P: 5, R: 7}
ELECTED_ON = date(2021, 10, 20)
CONTINUING = 4  # of each former team, so many sit again


class Teams:
    """Fills committees. ``size``: how many of TEAM a community has; the rest are vacancies."""

    def __init__(self, actor, people):
        self.actor, self.people = actor, people

    def committees(self, community, election):
        return {
            kind: set_seats(actor=self.actor, community=community, election=election, kind=kind, seats=seats)
            for kind, seats in SEATS.items()
        }

    def former(self, community, election):
        """The team before the 2021 election, ended on that day. Returns its people."""
        committees = self.committees(community, election)
        people = [self._person(community, posts, born=(1964, 1986)) for posts in TEAM[:7]]
        for person, posts in zip(people, TEAM, strict=False):
            for kind, post in posts:
                self._appoint(committees[kind], person, post, since=date(2018, 10, 20))
        for member in CommitteeMember.objects.filter(committee__in=committees.values()):
            end_membership(
                actor=self.actor, member=member, version=member.version, left_on=ELECTED_ON, reason="届满换届"
            )
        return people

    def sitting(self, community, election, former, size):
        """The team that sits now: some of the former one, the others new. Returns its people, secretary first."""
        committees = self.committees(community, election)
        joining = [self._person(community, posts, born=(1972, 1998)) for posts in TEAM[CONTINUING:size]]
        people = [*former[:CONTINUING], *joining]
        for number, (person, posts) in enumerate(zip(people, TEAM, strict=False)):
            terms = 2 if number < CONTINUING else 1
            for kind, post in posts:
                self._appoint(committees[kind], person, post, ELECTED_ON, DUTIES[number], terms)
        return people

    def _person(self, community, posts, *, born):
        """Who sits in the Party committee is a Party member; of the others about half are."""
        fields = self.people.next(
            born=born,
            party=1.0 if any(kind == P for kind, _ in posts) else 0.5,
            educations=(Educations.SENIOR, Educations.COLLEGE, Educations.COLLEGE, Educations.BACHELOR),
        )
        return create_person(actor=self.actor, community=community, **fields)

    def _appoint(self, committee, person, post, since, duties="", terms=1):
        appoint_member(
            actor=self.actor, committee=committee, person=person, post=post, since=since, duties=duties,
            terms_served=terms,
        )  # fmt: skip
