"""The term's schedule (倒排工期): rule rows that count back from the election day, and what a community has of its own."""

from django.db import models
from django.db.models import Q

from communities.models.regions import Election, Region, readable_below
from core.access import Scope
from core.editing import Versioned

SOON_DAYS = 7  # 临期: due within a week
ELECTION_DAY = "选举日"


class Units(models.TextChoices):
    DAY = "day", "日"
    WORKING_DAY = "working_day", "工作日"


class Limits(models.TextChoices):
    """On which side of its anchor a step must lie, and whether no nearer or no farther than so many days."""

    BEFORE_AT_LEAST = "before_at_least", "至少提前"
    BEFORE_AT_MOST = "before_at_most", "至多提前"
    AFTER_AT_LEAST = "after_at_least", "至少间隔"
    AFTER_AT_MOST = "after_at_most", "最迟其后"


class Fulfilments(models.TextChoices):
    """By which records a step is done in a community; each is counted by the check of the same key (reports.completeness)."""

    BASELINE = "baseline", "社区基线已接收"
    TEAM = "team", "两委班子已录入"
    VISITS = "visits", "四种方式走访"
    SURVEYS = "surveys", "问卷测评已完成"
    ISSUES = "issues", "难点问题已定责定时限"
    RISK = "risk", "风险等级已评定"
    CONCLUSION = "conclusion", "研判会已研判"
    PLAN = "plan", "一社区一策已审定"
    TALKS = "talks", "应谈人员逐一谈话"
    ASSESSMENTS = "assessments", "现任成员任期考核"
    AUDITS = "audits", "离任审计出具报告"
    CANDIDATES = "candidates", "已提出人选"


class MilestoneQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)


class MilestoneRule(models.Model):
    """What a step of the schedule says. ``offset`` None: the date is fixed and the same in every community.

    ``offset`` counts from the election day, or from the step ``after``: negative before it, positive after.
    A limit (``limit_kind`` and ``limit``) binds the distance to the same anchor, whatever the offset is.
    """

    title = models.CharField("事项", max_length=100)
    due_on = models.DateField("完成时限")
    offset = models.SmallIntegerField("倒排天数", null=True, blank=True)
    unit = models.CharField("按", max_length=12, choices=Units, default=Units.DAY)
    after = models.ForeignKey(
        "communities.Milestone", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="相对于"
    )
    limit_kind = models.CharField("法定期限", max_length=16, choices=Limits, blank=True)
    limit = models.PositiveSmallIntegerField("期限天数", null=True, blank=True)
    limit_unit = models.CharField("期限按", max_length=12, choices=Units, default=Units.DAY)
    limit_basis = models.CharField("期限依据", max_length=200, blank=True)
    fulfilled_by = models.CharField("凭何记录办结", max_length=16, choices=Fulfilments, blank=True)
    responsible = models.CharField("责任单位", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.title

    @property
    def anchor(self):
        """What the days are counted from, in words."""
        return f"“{self.after.title}”" if self.after_id else ELECTION_DAY

    @property
    def offset_words(self):
        """选举日前20日; 固定日期 where nothing is counted."""
        if self.offset is None:
            return "固定日期"
        if not self.offset:
            return f"{self.anchor}当日"
        return f"{self.anchor}{'前' if self.offset < 0 else '后'}{abs(self.offset)}{self._unit(self.unit)}"

    @property
    def limit_words(self):
        """须在选举日20日前; empty without a limit."""
        if not self.limit_kind or self.limit is None:
            return ""
        days = f"{self.limit}{self._unit(self.limit_unit)}"
        return {
            Limits.BEFORE_AT_LEAST: f"须在{self.anchor}{days}前",
            Limits.BEFORE_AT_MOST: f"须在{self.anchor}前{days}之内",
            Limits.AFTER_AT_LEAST: f"须在{self.anchor}满{days}后",
            Limits.AFTER_AT_MOST: f"须在{self.anchor}后{days}内",
        }[self.limit_kind]

    @staticmethod
    def _unit(unit):
        return "个工作日" if unit == Units.WORKING_DAY else "日"


class Milestone(Versioned, MilestoneRule):
    """日程节点. Offsets and limits are the office's to set; the defaults ship as 示例（待核定）.

    ``due_on`` of a step with an offset is kept by the services: its day by the term's own election day.
    """

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    election = models.ForeignKey(Election, models.CASCADE, related_name="milestones", verbose_name="届次")
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "日程节点"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "title"], name="milestone_once"),
            models.CheckConstraint(condition=Q(unit__in=Units.values), name="milestone_unit"),
            models.CheckConstraint(condition=Q(limit_unit__in=Units.values), name="milestone_limit_unit"),
            models.CheckConstraint(condition=Q(limit_kind__in=["", *Limits.values]), name="milestone_limit_kind"),
            models.CheckConstraint(condition=Q(fulfilled_by__in=["", *Fulfilments.values]), name="milestone_records"),
        ]

    @property
    def is_confirmed(self):
        return bool(self.document_number)


class MilestoneEdition(MilestoneRule):
    """What a milestone said before somebody changed it."""

    FIELDS = (
        "title", "due_on", "offset", "unit", "after", "limit_kind", "limit", "limit_unit", "limit_basis", "fulfilled_by",
        "responsible", "basis", "document_number",
    )  # fmt: skip

    access = Scope("milestone__election__region_id", also=readable_below("milestone__election__region_id"))

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="editions", verbose_name="日程节点")
    after = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="+", verbose_name="相对于")
    replaced_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="修改人")
    replaced_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = "日程节点的历次版本"
        ordering = ["-replaced_at", "-pk"]


class CommunityElectionDay(Versioned):
    """A community that votes on another day than the term's: its steps count back from that."""

    access = Scope("community_id")

    election = models.ForeignKey(Election, models.CASCADE, related_name="community_days", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    election_day = models.DateField("选举日")
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = "社区选举日"
        ordering = ["community_id"]
        constraints = [models.UniqueConstraint(fields=["election", "community"], name="community_day_once")]

    def __str__(self):
        return f"{self.community.short_name}选举日"


class CommunityMilestone(Versioned):
    """What one community has of its own in a step: another day (``due_on``), or that it is done there."""

    access = Scope("community_id")

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="community_steps", verbose_name="日程节点")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    due_on = models.DateField("改期至", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("办结说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "社区日程"
        ordering = ["community_id", "milestone_id"]
        constraints = [models.UniqueConstraint(fields=["milestone", "community"], name="community_milestone_once")]

    def __str__(self):
        return f"{self.community.short_name}“{self.milestone}”"
