"""The votes of 2021 in the exercise: the sitting teams as they were elected, with made-up numbers of votes."""

from collections import defaultdict

from candidates.models import ElectionResult
from candidates.services.results import enter_result
from communities.models import CommitteeMember, Posts
from communities.models.committees import PARTY_POSTS
from reports.demo.teams import ELECTED_ON

Methods = ElectionResult.Methods
BY_COMMITTEE = (Posts.SECRETARY, Posts.DEPUTY_SECRETARY)  # 等额, by the new committee (domain facts §5.3)


class Results:
    """Enters a report sheet for each post of a community."""

    def __init__(self, random, actor, past):
        self.random, self.actor, self.past = random, actor, past

    def fill(self, communities, running):
        for community in communities:
            members = CommitteeMember.objects.filter(committee__community=community, committee__election=running)
            elected = defaultdict(list)
            for member in members.in_order().select_related("person"):
                elected[member.post].append(member.person)
            for post, people in elected.items():
                self._enter(community, post, people)

    def _enter(self, community, post, people):
        if post in BY_COMMITTEE:
            electors, method, turnout = 5, Methods.COMMITTEE, 1.0
        elif post in PARTY_POSTS:
            electors, method, turnout = self.random.randint(60, 140), Methods.PARTY_MEMBERS, 0.93
        else:
            electors, method, turnout = self.random.randint(180, 320), Methods.HOUSEHOLDS, 0.9
        issued = round(electors * turnout)
        valid = issued if post in BY_COMMITTEE else issued - self.random.randint(1, 4)
        votes = [
            (person, valid if post in BY_COMMITTEE else round(valid * self.random.uniform(0.72, 0.96)), True)
            for person in people
        ]
        enter_result(
            actor=self.actor, community=community, election=self.past, post=post, round=ElectionResult.Rounds.FIRST,
            votes=votes, method=method, held_on=ELECTED_ON, seats=len(people), electors=electors, issued=issued,
            returned=issued, valid=valid,
        )  # fmt: skip
