"""党工委会 on people: who came, who stands aside, what was voted on each person and slate, and what became of it.

Everything of a meeting is seen with ``view_vetting`` on the street. The street's staff prepare it and
write down what was voted; nothing of that counts until a leader, not the one who wrote it down, concludes.
"""

import uuid

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate
from candidates.models.checks import NegativeCheck
from candidates.models.slates import Slate
from communities.models import Election, Person, Region
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard of candidates.meeting_rules, looked up when it is asked: the rules read these models."""

    def check(meeting, actor):
        from candidates import meeting_rules

        getattr(meeting_rules, name)(meeting, actor)

    return check


class VettingMeeting(Workflow, Versioned):
    """A meeting of the street's Party committee on people."""

    class States(models.TextChoices):
        PREPARED = "prepared", "筹备"
        UNDERWAY = "underway", "进行中"
        SUBMITTED = "submitted", "待审定"
        CONCLUDED = "concluded", "已审定"
        CANCELLED = "cancelled", "已取消"

    access = Scope("region_id", view="view_vetting")
    evidence = Evidence(view="view_vetting", change="record_conclusions")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="vetting_meetings", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="vetting_meetings", verbose_name="街道")
    state = state_field(States, States.PREPARED)
    name = models.CharField("会议名称", max_length=60, default="街道党工委会议")
    held_on = models.DateField("召开日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100)
    host = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人")
    summary = models.TextField("会议总体意见", blank=True)
    submitted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "党工委会"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["region", "election", "held_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "underway", "submitted", "concluded", "cancelled"]),
                name="vetting_meeting_state",
            ),
        ]

    def __str__(self):
        return f"{self.held_on.month}月{self.held_on.day}日{self.name}"

    @property
    def is_open(self):
        """Whether anything may still be entered."""
        return self.state in (self.States.PREPARED, self.States.UNDERWAY) and self.election.is_running

    @property
    def is_evidence_settled(self):
        return self.state == self.States.CONCLUDED

    def refuse_evidence_change(self, actor):
        """The signed minutes are filed afterwards; a past term and a meeting called off are closed."""
        if not self.election.is_running or self.state == self.States.CANCELLED:
            raise DomainError("meeting_closed", f"“{self}”已不能改动，材料只供查阅。")

    @move([States.PREPARED], States.UNDERWAY, label="开始会议", permission="record_conclusions",
          guards=[_guard("require_running"), _guard("require_day_reached"), _guard("require_agenda"),
                  _guard("require_voters")], style="primary")  # fmt: skip
    def begin(self):
        """The meeting is on: votes may be written down."""

    @move([States.UNDERWAY], States.SUBMITTED, label="提交审定", permission="record_conclusions",
          guards=[_guard("require_running"), _guard("require_all_decided"), _guard("require_votes_fit"),
                  _guard("require_hands_free")], style="primary")  # fmt: skip
    def submit(self):
        """All is written down; a leader concludes."""

    @move([States.SUBMITTED], States.UNDERWAY, label="退回登记", permission="conclude_vetting",
          guards=[_guard("require_running")], needs_note=True)  # fmt: skip
    def send_back(self):
        """What was written down is not what was decided."""

    @move([States.SUBMITTED], States.CONCLUDED, label="审定并生效", permission="conclude_vetting",
          guards=[_guard("require_running"), _guard("require_another"), _guard("require_votes_fit")],
          style="primary")  # fmt: skip
    def conclude(self):
        """The decisions take effect: the service applies them in the same transaction."""

    @move([States.PREPARED, States.UNDERWAY], States.CANCELLED, label="取消会议", permission="record_conclusions",
          guards=[_guard("require_running")], needs_note=True, style="danger")  # fmt: skip
    def cancel(self):
        """Called off; nothing of it takes effect."""


class Attendee(models.Model):
    """Who was called to the meeting and whether he came. ``person`` is empty for a guest who is not on file."""

    class Roles(models.TextChoices):
        VOTER = "voter", "出席"
        OBSERVER = "observer", "列席"

    class Attendance(models.TextChoices):
        EXPECTED = "expected", "未签到"
        PRESENT = "present", "已到"
        ABSENT = "absent", "请假"

    access = Scope("meeting__region_id", view="view_vetting")

    meeting = models.ForeignKey(VettingMeeting, models.CASCADE, related_name="attendees", verbose_name="会议")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=50)
    post = models.CharField("职务", max_length=100, blank=True)
    role = models.CharField("身份", max_length=10, choices=Roles, default=Roles.VOTER)
    attendance = models.CharField("到会", max_length=10, choices=Attendance, default=Attendance.EXPECTED)
    absence_reason = models.CharField("请假原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "参会人员"
        ordering = ["-role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(person__isnull=False), name="vetting_attendee_once"
            ),
            models.CheckConstraint(condition=Q(role__in=["voter", "observer"]), name="vetting_attendee_role"),
            models.CheckConstraint(
                condition=Q(attendance__in=["expected", "present", "absent"]), name="vetting_attendance"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def votes(self):
        """Whether he is there and has a vote, before anybody stands aside."""
        return self.role == self.Roles.VOTER and self.attendance == self.Attendance.PRESENT


class AgendaItem(Versioned):
    """One person, one slate or one open 不宜 finding; what was voted; what came of it.

    ``result`` is what the meeting said; ``applied_at`` when it took effect, ``refusal`` why it did not.
    """

    class Kinds(models.TextChoices):
        CAUTION = "caution", "“不宜”事项"
        CANDIDATE = "candidate", "人选"
        SLATE = "slate", "班子方案"

    class Results(models.TextChoices):
        AGREE = "agree", "同意"
        DISAGREE = "disagree", "不同意"
        DEFER = "defer", "暂缓"

    access = Scope("meeting__region_id", view="view_vetting")

    meeting = models.ForeignKey(VettingMeeting, models.CASCADE, related_name="items", verbose_name="会议")
    order = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    candidate = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+", verbose_name="人选")
    slate = models.ForeignKey(Slate, models.PROTECT, null=True, related_name="+", verbose_name="班子方案")
    check_row = models.ForeignKey(NegativeCheck, models.PROTECT, null=True, related_name="+", verbose_name="核查事项")
    result = models.CharField("结果", max_length=10, choices=Results, blank=True)
    votes_for = models.PositiveSmallIntegerField("同意", default=0)
    votes_against = models.PositiveSmallIntegerField("不同意", default=0)
    votes_abstained = models.PositiveSmallIntegerField("弃权", default=0)
    opinion = models.TextField("意见", blank=True)
    applied_at = models.DateTimeField("生效时间", null=True, editable=False)
    refusal = models.CharField("未生效原因", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "议题"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="candidate", candidate__isnull=False, slate=None, check_row=None)
                | Q(kind="slate", candidate=None, slate__isnull=False, check_row=None)
                | Q(kind="caution", candidate=None, slate=None, check_row__isnull=False),
                name="agenda_item_of_one_kind",
            ),
            models.CheckConstraint(condition=Q(result__in=["", "agree", "disagree", "defer"]), name="agenda_result"),
            models.UniqueConstraint(fields=["meeting", "candidate"], name="agenda_candidate_once"),
            models.UniqueConstraint(fields=["meeting", "slate"], name="agenda_slate_once"),
            models.UniqueConstraint(fields=["meeting", "check_row"], name="agenda_check_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.subject}"

    @property
    def person_candidate(self):
        """The candidate an item is about; None for a slate."""
        return self.check_row.candidate if self.kind == self.Kinds.CAUTION else self.candidate

    @property
    def subject(self):
        """What it is about, as the agenda names it; of a 不宜 finding only whom it concerns."""
        return self.slate or self.person_candidate

    @property
    def subject_id(self):
        """The key of what it is about."""
        return self.slate_id or self.candidate_id or self.check_row_id

    @property
    def votes_cast(self):
        return self.votes_for + self.votes_against + self.votes_abstained


class Recusal(models.Model):
    """回避 noted by hand, beside those that follow from declared relatives."""

    access = Scope("item__meeting__region_id", view="view_vetting")

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="recusals", verbose_name="议题")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="recusals", verbose_name="回避人")
    reason = models.CharField("理由", max_length=100)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "回避"
        constraints = [models.UniqueConstraint(fields=["item", "attendee"], name="recusal_once")]

    def __str__(self):
        return f"{self.attendee}回避"
