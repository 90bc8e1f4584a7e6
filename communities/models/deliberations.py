"""研判会: the street's study meetings, what they saw of each community, and what they concluded.

Everything of a meeting is seen with ``view_vetting`` on the street: its staff, leaders and
inspectors hold it, no community does. So the three lists (who stays, comes, goes) never reach
those they speak of. Only a task is seen by its owner besides, wherever he works.
"""

import uuid

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from communities.models.people import Person
from communities.models.regions import Election, Region
from core.access import NOBODY, Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard of communities.deliberation_rules, looked up when it is asked: the rules read these models."""

    def check(deliberation, actor):
        from communities import deliberation_rules

        getattr(deliberation_rules, name)(deliberation)

    return check


class DeliberationQuerySet(models.QuerySet):
    def counted(self):
        """All but those called off."""
        return self.exclude(state="cancelled")

    def frozen(self):
        """Those that took place, whose snapshots are taken."""
        return self.filter(state__in=["held", "concluded"])

    def before(self, deliberation):
        """The meetings of the same street and term that took place before this one, the nearest first."""
        same = self.filter(election=deliberation.election_id, region=deliberation.region_id)
        return same.frozen().filter(number__lt=deliberation.number).order_by("-number")

    def next_number(self, election, region):
        """The number that the next meeting of a street in a term bears: those called off leave no gap."""
        rows = self.counted().filter(election=election, region=region)
        return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


class Deliberation(Workflow, Versioned):
    """专题研判会 of a street: the nth of a term. Holding it freezes a snapshot of each community on its agenda."""

    class States(models.TextChoices):
        PLANNED = "planned", "筹备"
        HELD = "held", "已召开"
        CONCLUDED = "concluded", "已定稿"
        CANCELLED = "cancelled", "已取消"

    access = Scope("region_id", view="view_vetting")
    evidence = Evidence(view="view_vetting", change="accept_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="deliberations", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="deliberations", verbose_name="街道")
    number = models.PositiveSmallIntegerField("会次")
    state = state_field(States, States.PLANNED)
    held_on = models.DateField("召开日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100)
    host = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人")
    agenda = models.TextField("议题", help_text="一行一项。")
    summary = models.TextField("会议总体意见", blank=True, help_text="写入纪要的总体情况和要求。")
    frozen_at = models.DateTimeField("快照时间", null=True, editable=False)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "研判会"
        ordering = ["-number"]
        indexes = [models.Index(fields=["region", "election", "number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "region", "number"],
                condition=~Q(state="cancelled"),
                name="deliberation_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "held", "concluded", "cancelled"]), name="deliberation_state"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="deliberation_number"),
        ]

    def __str__(self):
        return f"第{self.number}次研判会"

    @property
    def is_planned(self):
        return self.state == self.States.PLANNED

    @property
    def is_held(self):
        return self.state == self.States.HELD

    @property
    def is_frozen(self):
        """Whether the snapshots are taken."""
        return self.state in (self.States.HELD, self.States.CONCLUDED)

    @property
    def is_open(self):
        """Whether anything may still be entered: not final, not called off, not of a past term."""
        return self.state in (self.States.PLANNED, self.States.HELD) and self.election.is_running

    @property
    def agenda_items(self):
        """The lines of the agenda."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]

    @property
    def is_evidence_settled(self):
        """What a final record stands on stays as it is."""
        return self.state == self.States.CONCLUDED

    def refuse_evidence_change(self, actor):
        """Scans of the final minutes are still filed afterwards; a past term and a meeting called off are closed."""
        if not self.election.is_running or self.state == self.States.CANCELLED:
            raise DomainError("deliberation_closed", f"“{self}”已不能改动，材料只供查阅。")

    @move([States.PLANNED], States.HELD, label="召开会议", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_day_reached"), _guard("require_somebody_present")],
          style="primary")  # fmt: skip
    def hold(self):
        """The meeting begins; the service freezes the snapshots in the same transaction."""
        self.frozen_at = timezone.now()

    @move([States.HELD], States.CONCLUDED, label="定稿", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_attendance_known"), _guard("require_conclusions")],
          style="primary")  # fmt: skip
    def conclude(self):
        """The minutes are final: conclusions, tasks and lists can no longer be changed."""

    @move([States.CONCLUDED], States.HELD, label="重新打开", permission="accept_records",
          guards=[_guard("require_running")], needs_note=True)  # fmt: skip
    def reopen(self):
        """Correct the minutes; the reason stays on the timeline, the snapshots stay as they were."""

    @move([States.PLANNED], States.CANCELLED, label="取消会议", permission="accept_records",
          guards=[_guard("require_running")], needs_note=True, style="danger")  # fmt: skip
    def cancel(self):
        """Called off: the next meeting takes its number."""


class Participant(models.Model):
    """Who is invited to a meeting, and whether he came. ``person`` is empty for a guest who is not on file."""

    class Roles(models.TextChoices):
        MEMBER = "member", "出席"
        OBSERVER = "observer", "列席"

    class Attendance(models.TextChoices):
        EXPECTED = "expected", "未签到"
        PRESENT = "present", "已到"
        ABSENT = "absent", "请假"

    access = Scope("deliberation__region_id", view="view_vetting")

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="participants", verbose_name="研判会")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=50)
    post = models.CharField("单位及职务", max_length=100, blank=True)
    role = models.CharField("身份", max_length=10, choices=Roles, default=Roles.MEMBER)
    attendance = models.CharField("到会", max_length=10, choices=Attendance, default=Attendance.EXPECTED)
    absence_reason = models.CharField("请假原因", max_length=100, blank=True)
    signed_in_at = models.DateTimeField("签到时间", null=True, editable=False)

    class Meta:
        verbose_name = "参会人员"
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "person"], condition=Q(person__isnull=False), name="participant_once"
            ),
            models.CheckConstraint(condition=Q(role__in=["member", "observer"]), name="participant_role"),
            models.CheckConstraint(
                condition=Q(attendance__in=["expected", "present", "absent"]), name="participant_attendance"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_present(self):
        return self.attendance == self.Attendance.PRESENT


class CommunitySnapshot(models.Model):
    """What was known of one community when the meeting began. Never changed.

    ``digest`` is that of ``content`` in canonical form (communities.snapshots); it stands in the
    audit trail too, so that even a row rewritten together with its digest is found out.
    """

    access = Scope("community_id", view="view_vetting")

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="snapshots", verbose_name="研判会")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    content = models.JSONField("内容", editable=False)
    digest = models.CharField("摘要", max_length=64, editable=False)

    class Meta:
        verbose_name = "社区快照"
        ordering = ["community_id"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "community"], name="snapshot_once")]

    def __str__(self):
        return f"{self.community.short_name}快照"


class CommunityConclusion(Versioned):
    """A community on the agenda, and what the meeting concluded on it."""

    access = Scope("community_id", view="view_vetting")

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="conclusions", verbose_name="研判会")
    community = models.ForeignKey(Region, models.PROTECT, related_name="conclusions", verbose_name="社区")
    text = models.TextField("研判意见", blank=True)

    class Meta:
        verbose_name = "研判意见"
        ordering = ["community_id"]
        constraints = [models.UniqueConstraint(fields=["deliberation", "community"], name="conclusion_once")]

    def __str__(self):
        return f"{self.community.short_name}研判意见"


OWN_TASKS = "own_tasks"  # granted to nobody: asks for a user's own tasks alone


def _seen_by_owner(scope_q, user, permission):
    """Who has to do a task sees it and reports on it, though he sees nothing else of the meeting."""
    return Q(owner__user=user.pk) if permission in ("view_vetting", "fill_records", OWN_TASKS) else NOBODY


class DeliberationTaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, on):
        """Not done although due before ``on``."""
        return self.open().filter(due_on__lt=on)

    def owned_by(self, user):
        return self.filter(owner__user=user)

    def for_list(self):
        """With what a list shows of each."""
        return self.select_related("community", "owner", "deliberation__election")


class DeliberationTask(Versioned):
    """What a meeting asks somebody to do for a community until a day."""

    access = Scope("community_id", view="view_vetting", also=_seen_by_owner)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="tasks", verbose_name="研判会")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    content = models.CharField("任务", max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="deliberation_tasks", verbose_name="责任人")
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("完成情况", max_length=300, blank=True)

    objects = DeliberationTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "研判任务"
        ordering = ["due_on", "community_id", "pk"]
        indexes = [models.Index(fields=["community", "due_on"])]

    def __str__(self):
        return self.content

    @property
    def is_overdue(self):
        return self.done_on is None and self.due_on < timezone.localdate()


class MemberDisposition(models.Model):
    """三张清单: what a meeting thinks of one person's place in a community after the election."""

    class Kinds(models.TextChoices):
        STAY = "stay", "继续留任"
        USE = "use", "建议使用"
        ADJUST = "adjust", "建议调整"

    access = Scope("community_id", view="view_vetting")

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="dispositions", verbose_name="研判会")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    person = models.ForeignKey(Person, models.PROTECT, related_name="dispositions", verbose_name="人员")
    kind = models.CharField("清单", max_length=10, choices=Kinds)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "三张清单"
        ordering = ["community_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "community", "person"], name="disposition_once"),
            models.CheckConstraint(condition=Q(kind__in=["stay", "use", "adjust"]), name="disposition_kind"),
        ]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()}"
