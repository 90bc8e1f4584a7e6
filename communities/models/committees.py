"""The two committees of a community and who sits in them."""

import uuid

from django.db import models
from django.db.models import Q

from communities.models.people import Person
from communities.models.regions import Election, Region
from core.access import Scope
from core.editing import Versioned


class Committee(models.Model):
    """One of the two committees of a community, as it sits when the election is prepared."""

    class Kinds(models.TextChoices):
        PARTY = "party", "社区党组织委员会"
        RESIDENTS = "residents", "社区居民委员会"

    access = Scope("community_id")

    community = models.ForeignKey(
        Region, models.PROTECT, db_index=False, related_name="committees", verbose_name="社区"
    )
    election = models.ForeignKey(Election, models.PROTECT, related_name="committees", verbose_name="届次")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    seats = models.PositiveSmallIntegerField("职数", default=5)

    class Meta:
        verbose_name = "班子"
        ordering = ["community_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["community", "election", "kind"], name="committee_once")]

    def __str__(self):
        return f"{self.community.short_name}{self.get_kind_display().removeprefix('社区')}"


class Posts(models.TextChoices):
    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    PARTY_MEMBER = "party_member", "党组织委员"
    DIRECTOR = "director", "主任"
    DEPUTY_DIRECTOR = "deputy_director", "副主任"
    RESIDENTS_MEMBER = "residents_member", "居委会委员"


PARTY_POSTS = (Posts.SECRETARY, Posts.DEPUTY_SECRETARY, Posts.PARTY_MEMBER)


def committee_kind_of(post):
    """The kind of committee a post belongs to."""
    return Committee.Kinds.PARTY if post in PARTY_POSTS else Committee.Kinds.RESIDENTS


POSTS_IN_ORDER = models.Case(*(models.When(post=post, then=rank) for rank, post in enumerate(Posts)))


def in_office(prefix="", election=None):
    """Q on members at ``prefix``: who has not left, or sat until the election that ended a past term.

    ``election``: where all of them are of this one, so that it need not be read with each.
    """
    if election:
        is_over = election.state == Election.States.PAST
        to_the_end = Q(**{f"{prefix}left_on__gte": election.election_day}) if is_over else Q()
        return Q(**{f"{prefix}left_on": None}) | to_the_end
    term = f"{prefix}committee__election__"
    to_the_end = Q(**{f"{term}state": Election.States.PAST, f"{prefix}left_on__gte": models.F(f"{term}election_day")})
    return Q(**{f"{prefix}left_on": None}) | to_the_end


class CommitteeMemberQuerySet(models.QuerySet):
    def sitting(self, election=None):
        """The team: see :func:`in_office`."""
        return self.filter(in_office(election=election))

    def in_election(self, election):
        return self.filter(committee__election=election)

    def in_order(self):
        """As officials list a team: by committee, then secretary, deputies, members."""
        return self.order_by("committee__community_id", "committee__kind", POSTS_IN_ORDER, "since", "pk")


class CommitteeMember(Versioned):
    """A sitting (or, in a past term, former) member. 交叉任职 and 一肩挑 follow from having rows in both committees."""

    access = Scope("committee__community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="members", verbose_name="班子")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="人员")
    post = models.CharField("职务", max_length=20, choices=Posts)
    duties = models.CharField("分工", max_length=100, blank=True)
    since = models.DateField("任现职时间", null=True, blank=True)
    terms_served = models.PositiveSmallIntegerField("连任届数", default=1)
    left_on = models.DateField("离任时间", null=True, blank=True)
    left_reason = models.CharField("离任原因", max_length=100, blank=True)

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "班子成员"
        ordering = ["committee__community_id", "committee__kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"], condition=Q(left_on=None), name="member_once_in_committee"
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_post_display()}"
