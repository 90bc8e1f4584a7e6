"""班子方案: who is meant for which post of a community's next team; several beside one another.

Everything of a slate is seen with ``view_vetting``: the street's staff, leaders and inspectors.
No community learns whom the street weighs against whom.
"""

import uuid

from django.db import models
from django.db.models import Max, Q

from candidates.models.candidates import Candidate
from communities.models import Committee, Election, Posts, Region
from communities.models.committees import PARTY_POSTS
from core.access import Scope
from core.editing import Versioned
from core.workflow import Workflow, move, state_field

HEAD_POSTS = (Posts.SECRETARY, Posts.DIRECTOR)
ELECTED_AS_MEMBERS = (
    Posts.SECRETARY,
    Posts.DEPUTY_SECRETARY,
)  # 书记、副书记由新一届委员会等额选举（domain facts §5.3）


def _guard(name):
    """A guard of candidates.slate_rules, looked up when it is asked: the rules read these models."""

    def check(slate, actor):
        from candidates import slate_rules

        getattr(slate_rules, name)(slate)

    return check


class SlateQuerySet(models.QuerySet):
    def standing(self):
        """All but those put aside."""
        return self.exclude(state="void")

    def next_number(self, election, community):
        """Numbers are not used again: “方案二” in old minutes must stay the same one."""
        last = self.filter(election=election, community=community).aggregate(last=Max("number"))["last"]
        return (last or 0) + 1


class Slate(Workflow, Versioned):
    """One proposal for the two committees of a community."""

    class States(models.TextChoices):
        DRAFT = "draft", "草拟"
        TABLED = "tabled", "上会"
        ADOPTED = "adopted", "采用"
        VOID = "void", "作废"

    access = Scope("community_id", view="view_vetting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="slates", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="slates", verbose_name="社区")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=40)
    state = state_field(States, States.DRAFT)
    note = models.TextField("说明", blank=True, help_text="这样配的考虑、和其他方案的差别。")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟制人")
    created_at = models.DateTimeField("拟制时间", auto_now_add=True)

    objects = SlateQuerySet.as_manager()

    class Meta:
        verbose_name = "班子方案"
        ordering = ["community_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "community", "number"], name="slate_number_once"),
            models.UniqueConstraint(
                fields=["election", "community"], condition=Q(state="adopted"), name="slate_adopted_once"
            ),
            models.CheckConstraint(condition=Q(state__in=["draft", "tabled", "adopted", "void"]), name="slate_state"),
        ]

    def __str__(self):
        return f"{self.community.short_name}{self.name}"

    @property
    def is_editable(self):
        """What the meeting has before it stays as it is."""
        return self.state == self.States.DRAFT and self.election.is_running

    @move([States.DRAFT], States.TABLED, label="提交上会", permission="record_conclusions",
          guards=[_guard("require_running"), _guard("require_people"), _guard("require_all_may_stand"),
                  _guard("require_party_members")],
          style="primary")  # fmt: skip
    def table(self):
        """Ready for the street Party committee's meeting."""

    @move([States.TABLED], States.DRAFT, label="退回草拟", permission="record_conclusions",
          guards=[_guard("require_running")], needs_note=True)  # fmt: skip
    def take_back(self):
        """To be worked on again."""

    @move([States.TABLED], States.ADOPTED, label="采用", permission="conclude_vetting",
          guards=[_guard("require_running"), _guard("require_party_members"), _guard("require_all_passed"),
                  _guard("require_no_kin"), _guard("require_only_one")], style="primary")  # fmt: skip
    def adopt(self):
        """The street Party committee goes on with this one."""

    @move([States.DRAFT, States.TABLED], States.VOID, label="作废", permission="record_conclusions",
          guards=[_guard("require_running")], needs_note=True, style="danger")  # fmt: skip
    def discard(self):
        """Put aside; it stays readable."""

    @move([States.ADOPTED], States.VOID, label="撤销采用", permission="conclude_vetting",
          guards=[_guard("require_running")], needs_note=True, style="danger")  # fmt: skip
    def revoke(self):
        """The adopted one no longer holds: another may be adopted."""


class SlateSeat(models.Model):
    """A candidate in a post of a slate. ``is_alternate``: stands so that there is a choice (差额), not meant for the team."""

    access = Scope("slate__community_id", view="view_vetting")

    slate = models.ForeignKey(Slate, models.CASCADE, related_name="seats", verbose_name="方案")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="slate_seats", verbose_name="人选")
    kind = models.CharField("班子", max_length=10, choices=Committee.Kinds)
    post = models.CharField("拟任职务", max_length=20, choices=Posts)
    is_alternate = models.BooleanField("差额人选", default=False)

    class Meta:
        verbose_name = "方案人选"
        ordering = ["slate_id", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slate", "candidate", "kind"], name="slate_seat_once"),
            models.UniqueConstraint(
                fields=["slate", "post"], condition=Q(post__in=HEAD_POSTS, is_alternate=False), name="slate_one_head"
            ),
            models.CheckConstraint(
                condition=Q(kind="party", post__in=PARTY_POSTS)
                | Q(kind="residents", post__in=[post for post in Posts if post not in PARTY_POSTS]),
                name="slate_seat_post_of_kind",
            ),
            models.CheckConstraint(
                condition=~Q(is_alternate=True, post__in=ELECTED_AS_MEMBERS), name="slate_seat_alternate"
            ),
        ]

    def __str__(self):
        return f"{self.candidate} {self.get_post_display()}{'（差额）' if self.is_alternate else ''}"
