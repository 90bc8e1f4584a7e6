"""区级联审: a batch of people, a letter to each department, each department's answer on each person.

The district has no account here (domain facts §4.7): what it is sent is frozen as it was sent, and what it
answers comes back on paper or in the workbook that was sent.
"""

import json
import uuid

from django.db import models
from django.db.models import Q

from candidates.joint_querysets import EntryQuerySet, LetterQuerySet, OpinionQuerySet
from candidates.models.candidates import Candidate
from communities.models import Election, Region
from communities.models.regions import chinese_number
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.secrets import EncryptedTextField
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard of candidates.joint_review.guards, looked up when it is asked: the rules read these models."""

    def check(record, actor):
        from candidates.joint_review import guards

        getattr(guards, name)(record, actor)

    return check


class JointReview(Workflow, Versioned):
    """联审批次: the people sent up together, and on what terms the departments are asked."""

    class States(models.TextChoices):
        DRAFT = "draft", "拟制中"
        OUT = "out", "联审中"
        CLOSED = "closed", "已办结"
        RECALLED = "recalled", "已撤回"

    access = Scope("region_id", view="view_vetting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="joint_reviews", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="街道")
    number = models.PositiveSmallIntegerField("批次")
    state = state_field(States, States.DRAFT)
    basis = models.CharField("依据", max_length=200, blank=True)
    number_pattern = models.CharField("发文字号", max_length=40)
    due_days = models.PositiveSmallIntegerField("答复时限（工作日）", default=5)
    contact = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟制人")
    created_at = models.DateTimeField("拟制时间", auto_now_add=True)
    sent_on = models.DateField("发出日期", null=True)

    class Meta:
        verbose_name = "区级联审批次"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="joint_review_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "out", "closed", "recalled"]), name="joint_review_state"
            ),
            models.CheckConstraint(condition=Q(due_days__gte=1, due_days__lte=60), name="joint_review_due_days"),
        ]

    def __str__(self):
        return f"第{chinese_number(self.number)}批区级联审"

    @property
    def number_shown(self):
        """The document number of its letters with the place of the number left open."""
        return self.number_pattern.replace("{}", "×")

    @property
    def is_draft(self):
        return self.state == self.States.DRAFT

    @property
    def is_out(self):
        return self.state == self.States.OUT

    @move([States.DRAFT], States.OUT, label="发函", permission="review_street",
          guards=[_guard("require_ready_to_send")], style="primary")  # fmt: skip
    def send(self):
        """The letters go out."""

    @move([States.OUT], States.CLOSED, label="办结", permission="conclude_vetting",
          guards=[_guard("require_all_concluded")], style="primary")  # fmt: skip
    def close(self):
        """Every person has his conclusion."""

    @move([States.DRAFT, States.OUT], States.RECALLED, label="撤回本批", permission="review_street",
          guards=[_guard("require_none_concluded")], needs_note=True, style="danger")  # fmt: skip
    def recall(self):
        """Nobody is asked any more; the people may be sent up in another batch."""


class JointReviewEntry(Versioned):
    """One person in a batch, and the conclusion on him: proposed by the staff, concluded by a leader."""

    class Verdicts(models.TextChoices):
        PASS = "pass", "通过"
        REJECT = "reject", "不通过"
        RETURN = "return", "退回补充"

    access = Scope("batch__region_id", view="view_vetting")

    batch = models.ForeignKey(JointReview, models.CASCADE, related_name="entries", verbose_name="批次")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="joint_entries", verbose_name="人选")
    position = models.PositiveSmallIntegerField("序号")
    is_open = models.BooleanField("联审中", default=True, editable=False)
    left_reason = models.CharField("移出原因", max_length=200, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=Verdicts, blank=True)
    reason = models.TextField("结论说明", blank=True)
    proposed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="拟定人"
    )  # fmt: skip
    proposed_at = models.DateTimeField("拟定时间", null=True)
    concluded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审定人"
    )  # fmt: skip
    concluded_at = models.DateTimeField("审定时间", null=True)
    closing_reason = models.CharField("未收齐复函即作结论的理由", max_length=300, blank=True)
    facts = EncryptedTextField(
        "结论所依据的情况", blank=True, editable=False
    )  # JSON, see candidates.joint_review.facts

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "联审人选"
        ordering = ["batch_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "candidate"], name="joint_entry_once_a_batch"),
            models.UniqueConstraint(fields=["candidate"], condition=Q(is_open=True), name="joint_entry_one_open"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "pass", "reject", "return"]), name="joint_entry_verdict"
            ),
            models.CheckConstraint(
                condition=Q(concluded_by=None) | (~Q(concluded_by=models.F("proposed_by")) & ~Q(verdict="")),
                name="joint_entry_concluded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(concluded_at=None), name="joint_entry_concluded_is_shut"
            ),
        ]

    def __str__(self):
        return self.candidate.person.name

    @property
    def is_concluded(self):
        return self.concluded_at is not None

    @property
    def has_left(self):
        """Whether he was taken out of the batch without a conclusion."""
        return not self.is_open and not self.is_concluded

    @property
    def known(self):
        """The facts on which the conclusion stands, a dict; empty without one."""
        return json.loads(self.facts) if self.facts else {}


class JointReviewLetter(Workflow, Versioned):
    """联审函: what one department is asked, and its reply. ``columns``: codes of the columns that it is sent."""

    class States(models.TextChoices):
        DRAFT = "draft", "拟函"
        SENT = "sent", "已发"
        ANSWERED = "answered", "已回"
        RECALLED = "recalled", "已撤回"

    access = Scope("batch__region_id", view="view_vetting")
    evidence = Evidence(view="view_vetting", change="review_street")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(JointReview, models.CASCADE, related_name="letters", verbose_name="批次")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    supplements = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supplementary", verbose_name="补充征求的原函"
    )
    order = models.PositiveSmallIntegerField("顺序")
    department = models.CharField("部门", max_length=60)
    short_name = models.CharField("部门简称", max_length=12)
    addressee = models.CharField("主送", max_length=80)
    columns = models.JSONField("所列栏目", default=list)
    duty = models.CharField("请其核查", max_length=200, blank=True)
    due_days = models.PositiveSmallIntegerField("答复时限（工作日）", null=True, blank=True)
    state = state_field(States, States.DRAFT)
    serial = models.PositiveSmallIntegerField("发文序号", null=True)
    number = models.CharField("文号", max_length=50, blank=True)
    due_on = models.DateField("答复期限", null=True)
    sent_on = models.DateField("发出日期", null=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="发出人")
    reply_number = models.CharField("复函文号", max_length=60, blank=True)
    replied_on = models.DateField("复函日期", null=True, blank=True)
    reply_signer = models.CharField("签发人", max_length=50, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "联审函"
        ordering = ["batch_id", "order", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["election", "serial"], name="joint_letter_serial_once"),
            models.UniqueConstraint(
                fields=["batch", "department"],
                condition=Q(supplements=None) & ~Q(state="recalled"), name="joint_letter_once_a_department",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "answered", "recalled"]), name="joint_letter_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "recalled"]) | (~Q(number="") & Q(due_on__isnull=False)),
                name="joint_letter_sent_has_number",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number or f"致{self.department}的联审函"

    @property
    def region(self):
        return self.batch.region

    @property
    def community(self):
        """Where a report on it is filed: the street, for the letter is about all its communities."""
        return self.batch.region

    @property
    def is_draft(self):
        return self.state == self.States.DRAFT

    @property
    def is_out(self):
        """Whether the department has it: sent, or answered already."""
        return self.state in (self.States.SENT, self.States.ANSWERED)

    def days_late(self, today):
        """Days (calendar) by which the answer is overdue on ``today``; 0 if it is not, or has come."""
        if self.state != self.States.SENT or self.due_on is None:
            return 0
        return max((today - self.due_on).days, 0)

    @property
    def is_evidence_settled(self):
        """The scanned reply stays once the batch is closed; a forgotten one may still be added."""
        return self.batch.state == JointReview.States.CLOSED

    def refuse_evidence_change(self, actor):
        if not self.is_out:
            raise DomainError("letter_not_out", f"{self}尚未发出或已撤回，没有复函可以上传。")

    @move([States.DRAFT], States.SENT, label="发出", permission="review_street",
          guards=[_guard("require_batch_out"), _guard("require_columns")], style="primary")  # fmt: skip
    def send(self):
        """With its number; the data are frozen."""

    @move([States.SENT], States.ANSWERED, label="收齐答复", permission="review_street",
          guards=[_guard("require_all_answered")])  # fmt: skip
    def answer(self):
        """An answer on each person has come."""

    @move([States.ANSWERED], States.SENT, label="重新待复", permission="review_street",
          guards=[_guard("require_some_unanswered")])  # fmt: skip
    def reopen(self):
        """An answer was taken back."""

    @move([States.DRAFT, States.SENT, States.ANSWERED], States.RECALLED, label="撤回此函", permission="review_street",
          guards=[_guard("require_nothing_concluded_on")], needs_note=True, style="danger")  # fmt: skip
    def recall(self):
        """Its answers no longer count; they stay on record."""


class DepartmentOpinion(Versioned):
    """What one department was told of one person, and what it answered.

    ``frozen``: the row as sent, JSON list of ``[column code, text]``, never changed; ``digest`` is its.
    ``facts``: what was known of him then, or when the answer was last confirmed; when that changes the answer
    is 需复核. ``row_key`` stands hidden in the workbook and says which row comes back.
    """

    class Results(models.TextChoices):
        PENDING = "pending", "未答复"
        CLEAR = "clear", "无影响任职情形"
        HIT = "hit", "有（说明）"
        VERIFY = "verify", "需进一步核实"

    class Sources(models.TextChoices):
        WORKBOOK = "workbook", "电子回函"
        PAPER = "paper", "纸质回函"

    access = Scope("letter__batch__region_id", view="view_vetting")

    letter = models.ForeignKey(JointReviewLetter, models.CASCADE, related_name="opinions", verbose_name="联审函")
    entry = models.ForeignKey(JointReviewEntry, models.CASCADE, related_name="opinions", verbose_name="联审人选")
    department = models.CharField("部门", max_length=60)
    is_current = models.BooleanField("现行", default=True, editable=False)
    position = models.PositiveSmallIntegerField("函内序号")
    row_key = models.CharField("行标识", max_length=64, unique=True, editable=False)
    frozen = EncryptedTextField("发函时所列", editable=False)
    digest = models.CharField("摘要", max_length=64, editable=False)
    facts = EncryptedTextField("发函时情况", editable=False)
    result = models.CharField("审查结果", max_length=10, choices=Results, default=Results.PENDING)
    explanation = EncryptedTextField("情况说明", blank=True)
    source = models.CharField("登记方式", max_length=10, choices=Sources, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", null=True)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)
    confirmation = models.CharField("复核情况", max_length=200, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "部门意见"
        ordering = ["letter_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "entry"], name="department_opinion_once_a_letter"),
            models.UniqueConstraint(
                fields=["entry", "department"], condition=Q(is_current=True), name="department_opinion_one_current"
            ),
            models.CheckConstraint(
                condition=Q(result__in=["pending", "clear", "hit", "verify"]), name="department_opinion_result"
            ),
            models.CheckConstraint(
                condition=Q(result="pending") | Q(recorded_by__isnull=False), name="department_opinion_recorded"
            ),
        ]

    def __str__(self):
        return f"{self.letter.department}：{self.get_result_display()}"

    @property
    def is_answered(self):
        return self.result != self.Results.PENDING

    @property
    def row(self):
        """``{column code: text}`` as sent."""
        return dict(json.loads(self.frozen))

    @property
    def known(self):
        """The facts on which the answer stands, a dict."""
        return json.loads(self.facts)
