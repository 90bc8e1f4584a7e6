"""The baseline of a community: filled in by sections, submitted, accepted or returned."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from communities.models.regions import Election, Region
from core.access import Scope
from core.editing import Versioned
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard that lives in communities.baseline_sections, which reads these models."""

    def check(baseline, actor):
        from communities import baseline_sections

        getattr(baseline_sections, name)(baseline)

    return check


class BaselineQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state=Baseline.States.ACCEPTED)

    def overdue(self, on):
        """Not yet accepted or submitted although due before ``on``."""
        return self.filter(state__in=[Baseline.States.DRAFT, Baseline.States.RETURNED], due_on__lt=on)


class Baseline(Workflow):
    """社区基线: what a community reports of itself for a term. Accepted means locked."""

    class States(models.TextChoices):
        DRAFT = "draft", "填报中"
        SUBMITTED = "submitted", "待街道接收"
        RETURNED = "returned", "退回补正"
        ACCEPTED = "accepted", "已接收"

    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Region, models.PROTECT, related_name="baselines", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="baselines", verbose_name="届次")
    state = state_field(States, States.DRAFT)
    due_on = models.DateField("报送期限")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    round = models.PositiveSmallIntegerField("报送轮次", default=1)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = "社区基线"
        ordering = ["community_id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "election"], name="baseline_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "accepted"]), name="baseline_state"
            ),
        ]

    def __str__(self):
        return f"{self.community.short_name}基线"

    @property
    def is_editable(self):
        return self.state in (self.States.DRAFT, self.States.RETURNED)

    @property
    def tone(self):
        """The colour of its state on every page."""
        return {self.States.ACCEPTED: "ok", self.States.DRAFT: "wait"}.get(self.state, "warn")

    @property
    def is_overdue(self):
        """Past its date and still with the community."""
        return self.is_editable and self.due_on < timezone.localdate()

    @property
    def days_late(self):
        """Days past the date it was due; counted for what is overdue."""
        return (timezone.localdate() - self.due_on).days

    @move([States.DRAFT, States.RETURNED], States.SUBMITTED, label="报送", permission="fill_records",
          guards=[_guard("require_complete")], style="primary")  # fmt: skip
    def submit(self):
        """The community hands in; from here on it can only read."""
        self.submitted_at = timezone.now()

    @move([States.SUBMITTED], States.ACCEPTED, label="接收", permission="accept_records",
          guards=[_guard("require_no_return_marks")], style="primary")  # fmt: skip
    def accept(self):
        """The street takes it over and locks it."""

    @move([States.SUBMITTED], States.RETURNED, label="退回补正", permission="accept_records",
          guards=[_guard("require_return_reasons")], style="danger")  # fmt: skip
    def give_back(self):
        """Returned with a reason per item; a new round begins."""
        self.round += 1

    @move([States.ACCEPTED], States.RETURNED, label="重新打开", permission="accept_records", needs_note=True)
    def reopen(self):
        """Unlock an accepted baseline; the reason stays on the timeline."""
        self.round += 1


class BaselineSection(Versioned):
    """One section's answers. ``answers`` is the confirmed content, ``draft`` what is being typed.

    ``draft`` holds the page's fields as text, right or wrong. ``page`` is the token of the
    page that typed it last: that page goes on even if an answer from the server got lost on
    the way to it. ``explanations``: ``{check code: {"message", "note"}}`` for odd figures
    that the community has accounted for.
    """

    class States(models.TextChoices):
        EMPTY = "empty", "未填写"
        DRAFT = "draft", "填写中"
        DONE = "done", "已完成"

    access = Scope("baseline__community_id")

    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="sections", verbose_name="基线")
    key = models.CharField("分节", max_length=30)
    state = models.CharField("状态", max_length=10, choices=States, default=States.EMPTY)
    answers = models.JSONField("内容", default=dict)
    draft = models.JSONField("草稿", default=dict)
    page = models.UUIDField(null=True, editable=False)
    explanations = models.JSONField("情况说明", default=dict)

    class Meta:
        verbose_name = "基线分节"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["baseline", "key"], name="baseline_section_once"),
            models.CheckConstraint(condition=Q(state__in=["empty", "draft", "done"]), name="baseline_section_state"),
        ]

    def __str__(self):
        return self.definition.title

    @property
    def definition(self):
        from communities.baseline_sections import BY_KEY

        return BY_KEY[self.key]

    @property
    def is_done(self):
        return self.state == self.States.DONE


class BaselineSubmission(models.Model):
    """What was handed in, as it stood: the street compares a round with the one before it."""

    access = Scope("baseline__community_id")

    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="submissions", verbose_name="基线")
    round = models.PositiveSmallIntegerField("轮次")
    answers = models.JSONField("内容")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="报送人")
    at = models.DateTimeField("报送时间", auto_now_add=True)

    class Meta:
        verbose_name = "基线报送"
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["baseline", "round"], name="baseline_submission_once")]

    def __str__(self):
        return f"{self.baseline}第{self.round}次报送"


class BaselineReturnQuerySet(models.QuerySet):
    def this_round(self, baseline):
        """Marks made on what now lies before the street; the community sees them once it is returned."""
        return self.filter(baseline=baseline, round=baseline.round)


class BaselineReturn(models.Model):
    """Why the street returned one item: open until the section is confirmed again."""

    access = Scope("baseline__community_id")

    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="returns", verbose_name="基线")
    section = models.CharField("分节", max_length=30)
    field = models.CharField("项目", max_length=40, blank=True)  # empty: the section as a whole
    reason = models.CharField("退回理由", max_length=300)
    round = models.PositiveSmallIntegerField("轮次")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="退回人")
    at = models.DateTimeField("时间", auto_now_add=True)
    resolved_at = models.DateTimeField("更正时间", null=True)

    objects = BaselineReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "退回事项"
        ordering = ["pk"]

    def __str__(self):
        return self.reason

    @property
    def label(self):
        """The item by its words: “党员结构 · 党员总数”."""
        from communities.baseline_sections import item_label

        return item_label(self.section, self.field)
