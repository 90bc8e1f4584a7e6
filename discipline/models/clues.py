"""线索 (举报): what was reported, who handles it, what came of it.

Seen by named inspectors only (discipline.clue_access). Every word that somebody wrote is encrypted in the
database; beside it stand codes and dates, by which lists, time limits and totals work. ``str()`` of a clue
is its number, for it is shown in messages to whoever handles it.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from communities.models import Election, Person, Region
from communities.models.rules import Confirmable
from core import secrets
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field
from discipline.clue_access import CHARGE, READ, WORK, named_for, no_operator, through_clue
from discipline.clue_querysets import ClueQuerySet


def _guard(name):
    """A guard of discipline.clue_rules, looked up when it is asked: the rules read these models."""

    def check(clue, actor):
        from discipline import clue_rules

        getattr(clue_rules, name)(clue, actor)

    return check


class Channels(models.TextChoices):
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    CALL = "call", "来电"
    PLATFORM = "platform", "12380 举报平台"
    TRANSFER = "transfer", "上级转办"


class Matters(models.TextChoices):
    BRIBERY = "bribery", "拉票贿选"
    DISRUPTION = "disruption", "干扰破坏选举"
    PROCEDURE = "procedure", "对程序、结果有异议"
    FORGERY = "forgery", "弄虚作假、隐瞒情况"
    CONDUCT = "conduct", "作风纪律"
    ECONOMY = "economy", "经济问题"
    OTHER = "other", "其他"


class Results(models.TextChoices):
    TRUE = "true", "查实"
    PARTLY = "partly", "部分查实"
    FALSE = "false", "查否"
    UNVERIFIABLE = "unverifiable", "无法查证"


class FeedbackMethods(models.TextChoices):
    IN_PERSON = "in_person", "当面答复"
    TELEPHONE = "telephone", "电话答复"
    WRITTEN = "written", "书面答复"
    UNREACHABLE = "unreachable", "无法联系举报人"


class Clue(Workflow, Versioned):
    """One clue, from the report to its end.

    ``due_on`` is the end of the time limit that runs now (null when none does), ``warn_on`` the day from
    which it is near; ``check_due_on`` is that of the checking, which an approved extension moves.
    """

    class States(models.TextChoices):
        REGISTERED = "registered", "待受理"
        ACCEPTED = "accepted", "待呈阅"
        PRESENTED = "presented", "待批办"
        CHECKING = "checking", "核查中"
        TRANSFERRED = "transferred", "已移送"
        REPORTED = "reported", "结论待审定"
        CONCLUDED = "concluded", "已查结"
        CLOSED = "closed", "已办结"
        DECLINED = "declined", "不予受理"

    WORDS = ("content", "reported", "source_number", "late_reason", "transfer_to", "transfer_number", "conclusion",
             "follow_up", "feedback_note")  # fmt: skip
    REPORTER = ("reporter_name", "reporter_phone", "reporter_address")
    access = Scope("community_id", view=READ, also=named_for, narrow=no_operator)
    evidence = Evidence(view=READ, change=WORK, is_sealed=True)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="clues", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="反映所涉范围")
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveIntegerField("编号")
    state = state_field(States, States.REGISTERED)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)

    channel = models.CharField("来源", max_length=10, choices=Channels)
    received_on = models.DateField("收到日期")
    matter = models.CharField("反映问题类别", max_length=12, choices=Matters)
    is_named = models.BooleanField("实名举报", default=False)
    content = secrets.EncryptedTextField("反映内容")
    reported = secrets.EncryptedTextField("被反映人", blank=True)
    source_number = secrets.EncryptedTextField("来文或平台编号", blank=True)
    reporter_name = secrets.EncryptedTextField("举报人姓名", blank=True)
    reporter_phone = secrets.EncryptedTextField("举报人电话", blank=True)
    reporter_address = secrets.EncryptedTextField("举报人住址或单位", blank=True)

    due_on = models.DateField("当前时限", null=True, editable=False)
    warn_on = models.DateField("预警日期", null=True, editable=False)
    check_due_on = models.DateField("查结时限", null=True, editable=False)
    answer_due_on = models.DateField("书面答复时限", null=True, editable=False)
    accepted_on = models.DateField("受理日期", null=True, editable=False)
    late_reason = secrets.EncryptedTextField("逾期受理原因", blank=True)
    presented_on = models.DateField("呈阅日期", null=True, editable=False)
    decided_on = models.DateField("批办日期", null=True, editable=False)
    transfer_to = secrets.EncryptedTextField("移送单位", blank=True)
    transfer_number = secrets.EncryptedTextField("移送文号", blank=True)
    result = models.CharField("核查结果", max_length=15, choices=Results, blank=True)
    conclusion = secrets.EncryptedTextField("核查结论", blank=True)
    reported_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", editable=False, verbose_name="提出结论人"
    )
    concluded_on = models.DateField("查结日期", null=True, editable=False)
    follow_up = secrets.EncryptedTextField("查实后的处理", blank=True)
    feedback_on = models.DateField("反馈日期", null=True, editable=False)
    feedback_method = models.CharField("反馈方式", max_length=12, choices=FeedbackMethods, blank=True)
    feedback_note = secrets.EncryptedTextField("反馈情况", blank=True)
    closed_on = models.DateField("办结日期", null=True, editable=False)

    objects = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = "线索"
        ordering = ["-year", "-number"]
        indexes = [
            models.Index(fields=["election", "state", "due_on"]),
            models.Index(fields=["community", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["election", "year", "number"], name="clue_number_once"),
            models.CheckConstraint(condition=Q(channel__in=Channels.values), name="clue_channel"),
            models.CheckConstraint(condition=Q(matter__in=Matters.values), name="clue_matter"),
            models.CheckConstraint(condition=Q(result__in=["", *Results.values]), name="clue_result"),
            models.CheckConstraint(
                condition=Q(feedback_method__in=["", *FeedbackMethods.values]), name="clue_feedback_method"
            ),
            models.CheckConstraint(condition=Q(feedback_on=None) | ~Q(feedback_method=""), name="clue_feedback_how"),
            models.CheckConstraint(condition=Q(is_named=True) | Q(feedback_on=None), name="clue_feedback_to_named"),
            models.CheckConstraint(
                condition=Q(state__in=["registered", "accepted", "presented", "checking", "transferred", "reported",
                                       "concluded", "closed", "declined"]),
                name="clue_state",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.code

    @property
    def code(self):
        """线索〔2026〕1号: numbered through the year of the term."""
        return f"线索〔{self.year}〕{self.number}号"

    @property
    def is_open(self):
        return self.state not in (self.States.CLOSED, self.States.DECLINED)

    @property
    def needs_feedback(self):
        """实名必反馈: decided, and its reporter not told yet."""
        decided = (self.States.CONCLUDED, self.States.CLOSED, self.States.DECLINED)
        return self.is_named and self.state in decided and self.feedback_on is None

    def refuse_evidence_change(self, actor):
        """Material comes in until the clue is closed."""
        if not self.election.is_running:
            raise DomainError("term_closed", f"{self.election}已是往届，资料只供查阅。请切换到筹备中的届次。")
        if not self.is_open:
            raise DomainError("clue_closed", f"{self.code}{self.get_state_display()}，材料不能再增减。")

    @property
    def is_evidence_settled(self):
        """What a conclusion stands on is not taken away."""
        return self.state in (self.States.REPORTED, self.States.CONCLUDED)

    @move([States.REGISTERED], States.ACCEPTED, label="受理", permission=WORK, style="primary")
    def accept(self):
        """Taken on; on the day it came (当日受理), or with the reason why not."""

    @move([States.REGISTERED], States.DECLINED, label="不予受理", permission=CHARGE, style="danger")
    def decline(self):
        """Not for the commission to handle; a named reporter is told all the same."""

    @move([States.ACCEPTED], States.PRESENTED, label="呈阅", permission=WORK, style="primary")
    def present(self):
        """Laid before whoever is in charge."""

    @move([States.PRESENTED, States.TRANSFERRED], States.CHECKING, label="批办核查", permission=CHARGE,
          guards=[_guard("require_inspector")], style="primary")  # fmt: skip
    def start(self):
        """The commission checks it itself."""

    @move([States.PRESENTED, States.CHECKING], States.TRANSFERRED, label="移送", permission=CHARGE,
          guards=[_guard("require_no_extension_waiting")])  # fmt: skip
    def transfer(self):
        """Handed to whoever is competent; the office follows it up within the same limit."""

    @move([States.CHECKING, States.TRANSFERRED], States.REPORTED, label="提出核查结论", permission=WORK,
          guards=[_guard("require_no_extension_waiting")], style="primary")  # fmt: skip
    def report(self):
        """The checking is done; the result waits for whoever is in charge."""

    @move([States.REPORTED], States.CHECKING, label="退回补充核查", permission=CHARGE)
    def send_back(self):
        """Not convincing yet."""

    @move([States.REPORTED], States.CONCLUDED, label="审定查结", permission=CHARGE,
          guards=[_guard("require_result"), _guard("require_second_hand")], style="primary")  # fmt: skip
    def conclude(self):
        """The result stands. 查否 clears whom it was about, from this day."""

    @move([States.CONCLUDED], States.CLOSED, label="办结", permission=CHARGE,
          guards=[_guard("require_feedback"), _guard("require_follow_up")], style="primary")  # fmt: skip
    def close(self):
        """Answered, followed up, filed."""

    @move([States.CONCLUDED, States.CLOSED], States.CHECKING, label="重新核查", permission=CHARGE,
          guards=[_guard("require_inspector")], style="danger")  # fmt: skip
    def reopen(self):
        """Something new came up: checked again; what was decided stays in the log."""


class ClueSubject(models.Model):
    """Whom a clue is about, of the people on file: by this his kin keep away, and those who decide on him are told 待核."""

    access = Scope("clue__community_id", view=READ, also=through_clue("clue_id"), narrow=no_operator)

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="subjects", verbose_name="线索")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="被反映人")
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "线索所涉人员"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["clue", "person"], name="clue_subject_once")]

    def __str__(self):
        return "线索所涉人员"


class ClueAssignment(models.Model):
    """An inspector named for a clue. The account is fixed here; an ended one is kept, and opens nothing."""

    access = Scope("clue__community_id", view=READ, also=through_clue("clue_id"), narrow=no_operator)

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="assignments", verbose_name="线索")
    account = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="承办人")
    assigned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="指派人")
    assigned_at = models.DateTimeField("指派时间", auto_now_add=True)
    ended_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "线索承办人"
        ordering = ["assigned_at", "pk"]
        indexes = [models.Index(fields=["account", "ended_at"])]
        constraints = [
            models.UniqueConstraint(fields=["clue", "account"], condition=Q(ended_at=None), name="clue_assigned_once"),
        ]

    def __str__(self):
        return "线索承办人"


class ClueStep(models.Model):
    """One line of the handling log: what was done, by whom, when, in words that nobody else reads."""

    class Kinds(models.TextChoices):
        REGISTER = "register", "登记"
        EDIT = "edit", "更正登记"
        SUBJECT = "subject", "关联人员"
        ASSIGN = "assign", "指派承办"
        MOVE = "move", "办理"
        TALK = "talk", "谈话了解"
        VISIT = "visit", "实地核查"
        DOCUMENTS = "documents", "调取资料"
        NOTE = "note", "其他情况"
        EXTEND = "extend", "延期"
        FEEDBACK = "feedback", "反馈"
        REVEAL = "reveal", "查看举报人"

    BY_HAND = (Kinds.TALK, Kinds.VISIT, Kinds.DOCUMENTS, Kinds.NOTE)
    access = Scope("clue__community_id", view=READ, also=through_clue("clue_id"), narrow=no_operator)

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="steps", verbose_name="线索")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    label = models.CharField("事项", max_length=20)
    text = secrets.EncryptedTextField("情况", blank=True)
    happened_on = models.DateField("日期")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "线索办理记录"
        ordering = ["created_at", "pk"]

    def __str__(self):
        return "线索办理记录"


class ClueExtension(models.Model):
    """延期: asked for with a reason, and in force only when another in charge approves it."""

    class Decisions(models.TextChoices):
        WAITING = "waiting", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"

    access = Scope("clue__community_id", view=READ, also=through_clue("clue_id"), narrow=no_operator)

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="extensions", verbose_name="线索")
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("申请延至")
    reason = secrets.EncryptedTextField("延期理由")
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    decision = models.CharField("审批", max_length=10, choices=Decisions, default=Decisions.WAITING)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_at = models.DateTimeField("审批时间", null=True)

    class Meta:
        verbose_name = "线索延期"
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clue"], condition=Q(decision="waiting"), name="clue_extension_one_waiting"
            ),
            models.CheckConstraint(condition=Q(new_due_on__gt=F("old_due_on")), name="clue_extension_later"),
            models.CheckConstraint(
                condition=Q(decision__in=["waiting", "approved", "refused"]), name="clue_extension_decision"
            ),
        ]

    def __str__(self):
        return "线索延期"


class ClueLimit(Confirmable):
    """办理时限 of one step for the term: 示例（待核定） until the office confirms it. Holds nothing of any clue."""

    class Steps(models.TextChoices):
        ACCEPT = "accept", "受理"
        PRESENT = "present", "呈阅"
        DECIDE = "decide", "批办、移送"
        CHECK = "check", "查结"
        ANSWER = "answer", "书面答复"

    access = Scope("election__region_id")

    election = models.ForeignKey(Election, models.CASCADE, related_name="clue_limits", verbose_name="届次")
    step = models.CharField("环节", max_length=10, choices=Steps)
    days = models.PositiveSmallIntegerField("天数", help_text="0 为当日。")
    in_working_days = models.BooleanField("按工作日计算", default=True)

    class Meta:
        verbose_name = "线索办理时限"
        ordering = ["election_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "step"], name="clue_limit_once"),
            models.CheckConstraint(
                condition=Q(step__in=["accept", "present", "decide", "check", "answer"]), name="clue_limit_step"
            ),
            models.CheckConstraint(condition=Q(days__lte=365), name="clue_limit_days"),
        ]

    def __str__(self):
        return f"{self.get_step_display()}时限"

    @property
    def words(self):
        """当日, 5 个工作日, 30 日."""
        if self.days == 0:
            return "当日"
        return f"{self.days} 个工作日" if self.in_working_days else f"{self.days} 日"
