"""一社区一策: each community's own plan, a version from one study meeting to the next."""

import uuid

from django.db import models
from django.db.models import Q

from communities.models.deliberations import Deliberation
from communities.models.people import Person
from communities.models.regions import Election, Region
from core.access import Scope, code_condition, granted_codes
from core.editing import Versioned


def _confirmed_or_street(user):
    """A community reads its plan once a meeting has confirmed it; the street sees the drafts as well."""
    return Q(confirmed_at__isnull=False) | code_condition("community_id", granted_codes(user, "view_vetting"))


class CommunityPlanQuerySet(models.QuerySet):
    def current(self):
        """The newest version of each community and term among these rows."""
        same = self.filter(community=models.OuterRef("community"), election=models.OuterRef("election"))
        return self.filter(pk=models.Subquery(same.order_by("-number").values("pk")[:1]))

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def drafts(self):
        return self.filter(confirmed_at=None)

    def overdue(self, on):
        """Due before ``on``."""
        return self.filter(due_on__lt=on)

    def with_people(self):
        """With what a list shows of each."""
        return self.select_related("community", "leader", "owner", "deliberation", "election")


class CommunityPlan(Versioned):
    """One version of a community's plan. Confirmed by a meeting, it is frozen; work goes on in a new version.

    The columns are those of the table streets keep (documents facts, Part 3 (a), 一社区一策).
    """

    class Kinds(models.TextChoices):
        STEADY = "steady", "平稳"
        FOCUS = "focus", "重点"
        HARD = "hard", "难点"

    access = Scope("community_id", narrow=_confirmed_or_street)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Region, models.PROTECT, related_name="plans", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="plans", verbose_name="届次")
    number = models.PositiveSmallIntegerField("版次", editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kinds)
    main_problems = models.TextField("主要问题", blank=True)
    risk_points = models.TextField("风险点", blank=True)
    measures = models.TextField("化解措施", blank=True)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任领导")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人")
    due_on = models.DateField("完成时限", null=True, blank=True)
    progress = models.TextField("进展", blank=True)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, editable=False, related_name="plans", verbose_name="审定会议"
    )
    confirmed_at = models.DateTimeField("审定时间", null=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = CommunityPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "一社区一策"
        ordering = ["community_id", "-number"]
        indexes = [models.Index(fields=["community", "election", "number"])]
        constraints = [
            models.UniqueConstraint(fields=["community", "election", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["community", "election"], condition=Q(confirmed_at=None), name="plan_one_draft"
            ),
            models.CheckConstraint(condition=Q(kind__in=["steady", "focus", "hard"]), name="plan_kind"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, deliberation=None)
                | Q(confirmed_at__isnull=False, deliberation__isnull=False),
                name="plan_confirmed_by_meeting",
            ),
        ]

    def __str__(self):
        return f"{self.community.short_name}一社区一策（第{self.number}版）"

    @property
    def is_confirmed(self):
        """Whether a meeting confirmed it, so that it can no longer be changed."""
        return self.confirmed_at is not None
