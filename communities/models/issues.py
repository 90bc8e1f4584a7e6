"""难点问题 and risk: what a community must have settled before the election, and how it stands."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from communities.models.people import Person
from communities.models.regions import Election, Region, readable_below
from communities.models.rules import Confirmable
from core.access import Scope, code_condition, granted_codes
from core.attachments import Evidence
from core.editing import Versioned
from core.workflow import Workflow, move, state_field

UNSETTLED_STATES = ("open", "in_progress", "reopened")
COMMUNITY_CODE_LENGTH = 12


def kept_from_the_community(issue=""):
    """For a Scope's ``narrow``; ``issue`` is the path to the issue.

    What is marked 仅街道可见 is seen only through a grant above the community: it may be about its secretary.
    """

    def narrow(user):
        above = [code for code in granted_codes(user, "view_records") if len(code) < COMMUNITY_CODE_LENGTH]
        return Q(**{f"{issue}street_only": False}) | code_condition(f"{issue}community_id", above)

    return narrow


class IssueQuerySet(models.QuerySet):
    def open(self):
        """Not settled yet, nor withdrawn."""
        return self.filter(state__in=UNSETTLED_STATES)

    def overdue(self, on):
        """Not settled, and its deadline lies before the day ``on``."""
        return self.open().filter(due_on__lt=on)

    def standing(self):
        """All but those withdrawn: what figures count."""
        return self.exclude(state="withdrawn")

    def in_election(self, election):
        return self.filter(election=election)

    def raised_from(self, record):
        """Those that came up in one record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(source_type=kind, source_id=str(record.pk))

    def urgent_first(self):
        """Unsettled before settled, then by seriousness and deadline."""
        settled_last = models.Case(models.When(state__in=UNSETTLED_STATES, then=0), default=1)
        return self.order_by(settled_last, "-seriousness", "due_on", "community_id", "pk")

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("community", "owner", "leader")


def _require_evidence(issue, actor):
    """A guard that lives with the rules of the register, which read these models."""
    from communities.services.issues import require_evidence

    require_evidence(issue, actor)


def _require_running(issue, actor):
    from communities.services.committees import require_running

    require_running(issue.election)


class Issue(Workflow, Versioned):
    """A hot or difficult issue of a community, from the record where it came up until it is settled.

    Kinds: 四类常见难点 and 历史遗留、集体资产/财务 (domain facts §4.6, the office's own practice).
    """

    class States(models.TextChoices):
        OPEN = "open", "待处置"
        IN_PROGRESS = "in_progress", "处置中"
        RESOLVED = "resolved", "已化解"
        REOPENED = "reopened", "重新打开"
        WITHDRAWN = "withdrawn", "已撤销"

    class Kinds(models.TextChoices):
        COMPLEX_ELECTION = "complex_election", "选情复杂"
        DISPUTES = "disputes", "矛盾信访"
        NO_CANDIDATE = "no_candidate", "无合适人选"
        DISUNITY = "disunity", "班子不团结"
        LEGACY = "legacy", "历史遗留"
        ASSETS = "assets", "集体资产/财务"
        OTHER = "other", "其他"

    class Seriousness(models.IntegerChoices):
        MAJOR = 3, "重大"
        LARGE = 2, "较大"
        ORDINARY = 1, "一般"

    access = Scope("community_id", narrow=kept_from_the_community())
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Region, models.PROTECT, related_name="issues", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="issues", verbose_name="届次")
    state = state_field(States, States.OPEN)
    title = models.CharField("问题", max_length=100)
    description = models.TextField("具体情况", blank=True)
    kind = models.CharField("类别", max_length=20, choices=Kinds)
    seriousness = models.PositiveSmallIntegerField("程度", choices=Seriousness, default=Seriousness.ORDINARY)
    street_only = models.BooleanField("仅街道可见", default=False)
    source_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    source_id = models.CharField(max_length=36, blank=True)
    source = GenericForeignKey("source_type", "source_id")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="issues_owned", verbose_name="责任人"
    )
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="issues_led", verbose_name="责任领导"
    )
    measures = models.TextField("化解措施", blank=True)
    due_on = models.DateField("化解时限", null=True, blank=True)
    resolved_on = models.DateField("化解日期", null=True, blank=True)
    raised_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "难点问题"
        ordering = ["-seriousness", "due_on", "community_id", "pk"]
        indexes = [
            models.Index(fields=["election", "community", "state"]),
            models.Index(fields=["election", "state", "due_on"]),
            models.Index(fields=["source_type", "source_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_progress", "resolved", "reopened", "withdrawn"]), name="issue_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["complex_election", "disputes", "no_candidate", "disunity", "legacy", "assets",
                                      "other"]),
                name="issue_kind",
            ),
            models.CheckConstraint(condition=Q(seriousness__range=(1, 3)), name="issue_seriousness"),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("communities:issue", args=[self.pk])

    @property
    def is_open(self):
        return self.state in UNSETTLED_STATES

    def refuse_evidence_change(self, actor):
        """What proved a settlement stays as it is."""
        from communities.services.issues import require_unsettled

        require_unsettled(self)

    def is_overdue(self, on):
        """Whether it should have been settled before the day ``on``."""
        return self.is_open and self.due_on is not None and self.due_on < on

    @move([States.OPEN, States.REOPENED], States.IN_PROGRESS, label="开始处置", permission="fill_records",
          guards=[_require_running], style="primary")  # fmt: skip
    def start(self):
        """Somebody is at work on it."""

    @move([States.IN_PROGRESS], States.RESOLVED, label="化解", permission="accept_records",
          guards=[_require_running, _require_evidence], needs_note=True, style="primary")  # fmt: skip
    def resolve(self):
        """The street takes it off the list, on evidence."""
        self.resolved_on = timezone.localdate()

    @move([States.RESOLVED], States.REOPENED, label="重新打开", permission="accept_records",
          guards=[_require_running], needs_note=True)  # fmt: skip
    def reopen(self):
        """It came up again."""
        self.resolved_on = None

    @move([States.OPEN, States.IN_PROGRESS, States.REOPENED], States.WITHDRAWN, label="撤销登记",
          permission="accept_records", guards=[_require_running], needs_note=True, style="danger")  # fmt: skip
    def withdraw(self):
        """Recorded twice or in error; it stays readable and is not counted."""


class IssueEntry(models.Model):
    """One line of an issue's progress."""

    access = Scope("issue__community_id", narrow=kept_from_the_community("issue__"))

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="entries", verbose_name="问题")
    text = models.TextField("进展")
    happened_on = models.DateField("日期")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "处置进展"
        ordering = ["happened_on", "pk"]

    def __str__(self):
        return self.text[:30]


class RiskGrades(models.TextChoices):
    """红黄绿, worst first (domain facts §4.6)."""

    RED = "red", "红 重点"
    YELLOW = "yellow", "黄 关注"
    GREEN = "green", "绿 平稳"


class RiskScaleQuerySet(models.QuerySet):
    def in_order(self):
        """Worst grade first."""
        return self.order_by(
            models.Case(*(models.When(grade=grade, then=rank) for rank, grade in enumerate(RiskGrades)))
        )


class RiskScale(Confirmable):
    """What makes a community red, yellow or green in a term: one row per grade."""

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    election = models.ForeignKey(Election, models.CASCADE, related_name="risk_scale", verbose_name="届次")
    grade = models.CharField("风险等级", max_length=10, choices=RiskGrades)
    criteria = models.TextField("标准")

    objects = RiskScaleQuerySet.as_manager()

    class Meta:
        verbose_name = "风险等级标准"
        constraints = [
            models.UniqueConstraint(fields=["election", "grade"], name="risk_scale_once"),
            models.CheckConstraint(condition=Q(grade__in=["red", "yellow", "green"]), name="risk_scale_grade"),
        ]

    def __str__(self):
        return self.get_grade_display()


class RiskGradeQuerySet(models.QuerySet):
    def in_election(self, election):
        return self.filter(election=election)

    def current(self):
        """The newest of each community and term."""
        newest = RiskGrade.objects.filter(community=OuterRef("community"), election=OuterRef("election"))
        return self.filter(pk=Subquery(newest.order_by("-pk").values("pk")[:1]))


class RiskGrade(models.Model):
    """How a community was graded, by whom and why. Rows are only ever added: the newest one holds."""

    access = Scope("community_id")

    community = models.ForeignKey(Region, models.PROTECT, related_name="risk_grades", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="risk_grades", verbose_name="届次")
    grade = models.CharField("风险等级", max_length=10, choices=RiskGrades)
    suggested = models.CharField("系统建议", max_length=10, choices=RiskGrades, blank=True)
    reasons = models.TextField("评定理由")
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="评定人")
    set_at = models.DateTimeField("评定时间", auto_now_add=True)

    objects = RiskGradeQuerySet.as_manager()

    class Meta:
        verbose_name = "风险等级"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["election", "community", "-id"])]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=["red", "yellow", "green"]), name="risk_grade_grade"),
        ]

    def __str__(self):
        return f"{self.community.short_name} {self.get_grade_display()}"
