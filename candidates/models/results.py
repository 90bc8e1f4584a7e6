"""选举结果: what came of the vote, post by post, as the report sheets say it. The product counts no votes.

Which body elects whom, and that another election (另行选举) may follow: domain facts §5.1, §5.3, §6.1.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from communities.models import Election, Person, Posts, Region
from communities.models.committees import PARTY_POSTS
from core.access import Scope
from core.editing import Versioned


class ElectionResult(Versioned):
    """One vote on one post of a community. Ballots: ``valid`` ≤ ``returned`` ≤ ``issued`` ≤ ``electors``."""

    class Rounds(models.TextChoices):
        FIRST = "first", "一次选举"
        FURTHER = "further", "另行选举"
        REPEATED = "repeated", "重新选举"

    class Methods(models.TextChoices):
        PARTY_MEMBERS = "party_members", "党员大会"
        PARTY_DELEGATES = "party_delegates", "党员代表大会"
        COMMITTEE = "committee", "党组织委员会全体会议"
        RESIDENTS = "residents", "全体有选举权的居民选举"
        HOUSEHOLDS = "households", "户代表选举"
        GROUPS = "groups", "居民小组代表选举"

    PARTY_METHODS = (Methods.PARTY_MEMBERS, Methods.PARTY_DELEGATES, Methods.COMMITTEE)
    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="results", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="election_results", verbose_name="社区")
    post = models.CharField("职务", max_length=20, choices=Posts)
    round = models.CharField("选举次别", max_length=10, choices=Rounds, default=Rounds.FIRST)
    method = models.CharField("选举方式", max_length=20, choices=Methods)
    held_on = models.DateField("选举日期")
    seats = models.PositiveSmallIntegerField("应选名额")
    electors = models.PositiveIntegerField("应参选人数")
    issued = models.PositiveIntegerField("发出选票")
    returned = models.PositiveIntegerField("收回选票")
    valid = models.PositiveIntegerField("有效票")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "选举结果"
        ordering = ["community_id", "held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "community", "post", "round"], name="result_once"),
            models.CheckConstraint(
                condition=Q(valid__lte=F("returned"), returned__lte=F("issued"), issued__lte=F("electors")),
                name="result_ballots",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="result_seats"),
            models.CheckConstraint(condition=Q(round__in=["first", "further", "repeated"]), name="result_round"),
            models.CheckConstraint(
                condition=Q(method__in=["party_members", "party_delegates", "committee"], post__in=PARTY_POSTS)
                | Q(
                    method__in=["residents", "households", "groups"],
                    post__in=[post for post in Posts if post not in PARTY_POSTS],
                ),
                name="result_method_of_body",
            ),
        ]

    def __str__(self):
        return f"{self.community.short_name}{self.title}{self.get_round_display()}"

    @property
    def body(self):
        """党组织 or 居委会."""
        return "党组织" if self.post in PARTY_POSTS else "居委会"

    @property
    def title(self):
        """What was voted on: 党组织书记, 居委会委员."""
        return f"{self.body}{self.get_post_display().removeprefix(self.body)}"


class ElectionVotes(models.Model):
    """Somebody voted on, with his votes."""

    access = Scope("result__community_id")

    result = models.ForeignKey(ElectionResult, models.CASCADE, related_name="votes", verbose_name="选举结果")
    person = models.ForeignKey(Person, models.PROTECT, related_name="election_votes", verbose_name="人员")
    votes = models.PositiveIntegerField("得票")
    is_elected = models.BooleanField("当选", default=False)

    class Meta:
        verbose_name = "得票"
        ordering = ["result_id", "-votes", "pk"]
        constraints = [models.UniqueConstraint(fields=["result", "person"], name="votes_once_for_a_person")]

    def __str__(self):
        return f"{self.person} {self.votes}票"
