"""人选: who is put forward, checked against the rules, and reviewed at two levels."""

import uuid

from django.db import models
from django.db.models import Q

from candidates.models.rules import Criterion, NegativeItem
from communities.models import Election, Person, Posts, Region
from core.access import Scope
from core.editing import Versioned
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard of candidates.vetting, looked up when it is asked: the rules read these models."""

    def check(candidate, actor):
        from candidates import vetting

        getattr(vetting, name)(candidate, actor)

    return check


class Candidate(Workflow, Versioned):
    """A person put forward for a post in a term."""

    class States(models.TextChoices):
        DRAFT = "draft", "拟提名"
        COMMUNITY_REVIEW = "community_review", "待社区初审"
        STREET_REVIEW = "street_review", "待街道严审"
        RETURNED = "returned", "退回补正"
        PASSED = "passed", "严审通过"
        REJECTED = "rejected", "未通过"
        WITHDRAWN = "withdrawn", "已退出"

    class Sources(models.TextChoices):
        STAY = "stay", "留"
        PROMOTE = "promote", "提"
        PICK = "pick", "挑"

    SOURCE_EXPLANATIONS = {"stay": "现任书记、主任中“留”", "promote": "优秀社区干部中“提”", "pick": "后备库中“挑”"}
    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies", verbose_name="人员")
    election = models.ForeignKey(Election, models.PROTECT, related_name="candidates", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="candidates", verbose_name="社区")
    state = state_field(States, States.DRAFT)
    source = models.CharField("来源", max_length=10, choices=Sources)
    intended_post = models.CharField("拟任职务", max_length=20, choices=Posts)
    is_lead_goose = models.BooleanField("头雁", default=False, help_text="拟任书记、主任的带头人。")
    recommendation = models.TextField("推荐理由", blank=True)
    round = models.PositiveSmallIntegerField("审查轮次", default=1)
    put_forward_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提名经办人")
    created_at = models.DateTimeField("提名时间", auto_now_add=True)

    class Meta:
        verbose_name = "人选"
        ordering = ["community_id", "pk"]
        indexes = [models.Index(fields=["community", "election", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "election"], name="candidate_once_a_term"),
            models.CheckConstraint(condition=Q(source__in=["stay", "promote", "pick"]), name="candidate_source"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "community_review", "street_review", "returned", "passed",
                                       "rejected", "withdrawn"]),
                name="candidate_state",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.person.name

    @property
    def is_editable(self):
        return self.state in (self.States.DRAFT, self.States.RETURNED)

    @move([States.DRAFT, States.RETURNED], States.COMMUNITY_REVIEW, label="提交初审", permission="fill_records",
          guards=[_guard("require_basic_data")], style="primary")  # fmt: skip
    def submit(self):
        """To the community's first review."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="初审通过", permission="review_community",
          guards=[_guard("require_no_conflict"), _guard("require_standards_met")], style="primary")  # fmt: skip
    def pass_community(self):
        """社区初审 passed: to the street."""

    @move([States.COMMUNITY_REVIEW], States.RETURNED, label="初审退回", permission="review_community",
          guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def return_community(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.COMMUNITY_REVIEW], States.REJECTED, label="初审不通过", permission="review_community",
          guards=[_guard("require_no_conflict")], needs_note=True, style="danger")  # fmt: skip
    def reject_community(self):
        """社区初审 says no."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="社区回避，转街道审查", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_standards_met")], needs_note=True)  # fmt: skip
    def take_over(self):
        """The community's reviewers must stand aside (the candidate is one of them, or a relative)."""

    @move([States.STREET_REVIEW], States.PASSED, label="严审通过", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_other_level"), _guard("require_standards_met"),
                  _guard("require_negative_list_clear")], style="primary")  # fmt: skip
    def pass_street(self):
        """街道严审 passed."""

    @move([States.STREET_REVIEW], States.RETURNED, label="严审退回", permission="review_street",
          guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def return_street(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.STREET_REVIEW], States.REJECTED, label="严审不通过", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_other_level")], needs_note=True,
          style="danger")  # fmt: skip
    def reject_street(self):
        """街道严审 says no."""

    @move([States.DRAFT, States.COMMUNITY_REVIEW, States.STREET_REVIEW, States.RETURNED, States.PASSED],
          States.WITHDRAWN, label="退出", permission="fill_records", needs_note=True)  # fmt: skip
    def withdraw(self):
        """The candidate no longer stands; what was decided stays on the timeline."""

    @move([States.PASSED, States.REJECTED, States.WITHDRAWN], States.COMMUNITY_REVIEW, label="重新启动审查",
          permission="conclude_vetting", guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def reopen(self):
        """Start a new round; the old decisions are kept."""
        self.round += 1


class CriterionCheck(Versioned):
    """对标: how a candidate stands on one item of a standard, with the wording he was held against."""

    class Results(models.TextChoices):
        PENDING = "pending", "待核"
        MET = "met", "符合"
        MOSTLY = "mostly", "基本符合"
        UNMET = "unmet", "不符合"

    access = Scope("candidate__community_id", view="view_vetting_stage")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="criterion_checks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="checks", verbose_name="条目")
    wording = models.CharField("当时条文", max_length=360)
    result = models.CharField("结论", max_length=10, choices=Results, default=Results.PENDING)
    evidence = models.TextField("佐证", blank=True)

    class Meta:
        verbose_name = "对标"
        ordering = ["criterion__standard_set__order", "criterion__order"]
        constraints = [models.UniqueConstraint(fields=["candidate", "criterion"], name="criterion_checked_once")]

    def __str__(self):
        return f"{self.wording}：{self.get_result_display()}"


class NegativeCheck(Versioned):
    """负面清单核查: one item for one candidate. Conclusion and document, never the raw offence."""

    class Results(models.TextChoices):
        PENDING = "pending", "待核查"
        CLEAR = "clear", "无此情形"
        HIT = "hit", "有此情形"

    access = Scope("candidate__community_id", view="view_vetting")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="negative_checks")
    item = models.ForeignKey(NegativeItem, models.PROTECT, related_name="checks", verbose_name="条目")
    wording = models.CharField("当时条文", max_length=120)
    kind = models.CharField("当时类别", max_length=10, choices=NegativeItem.Kinds)
    result = models.CharField("结论", max_length=10, choices=Results, default=Results.PENDING)
    body = models.CharField("核查单位", max_length=60, blank=True)
    document_number = models.CharField("核查文书号", max_length=60, blank=True)
    checked_on = models.DateField("核查日期", null=True, blank=True)
    evidence = models.TextField("核查情况", blank=True)

    class Meta:
        verbose_name = "负面清单核查"
        ordering = ["item__code"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "item"], name="negative_item_checked_once"),
            models.CheckConstraint(
                condition=~Q(result="hit") | (~Q(evidence="") & ~Q(body="")), name="negative_hit_needs_evidence"
            ),
        ]

    def __str__(self):
        return f"{self.wording}：{self.get_result_display()}"


class CollectiveDecision(models.Model):
    """集体研究: the recorded decision on a hit; the street's staff record it, a leader concludes.

    On a 不宜 item it lets the candidate go on, or not; on a 不得 item it is the superior
    body's written conclusion that lifts the bar.
    """

    access = Scope("check_row__candidate__community_id", view="view_vetting")

    check_row = models.ForeignKey(NegativeCheck, models.CASCADE, related_name="decisions", verbose_name="核查事项")
    meeting = models.CharField("会议名称或结论文书", max_length=100)
    decided_on = models.DateField("研究日期")
    present = models.PositiveSmallIntegerField("应到会人数")
    votes_for = models.PositiveSmallIntegerField("同意")
    votes_against = models.PositiveSmallIntegerField("不同意")
    votes_abstained = models.PositiveSmallIntegerField("弃权")
    proceed = models.BooleanField("同意继续作为人选")
    reason = models.TextField("理由")
    document_number = models.CharField("书面结论文号", max_length=60, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField(auto_now_add=True)
    concluded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审定人"
    )
    concluded_at = models.DateTimeField("审定时间", null=True)

    class Meta:
        verbose_name = "集体研究"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_by=None) | ~Q(concluded_by=models.F("recorded_by")),
                name="decision_concluded_by_another",
            ),
        ]

    def __str__(self):
        return self.meeting


class Review(models.Model):
    """One decision of one level in one round: who, what, why, when. Never changed."""

    class Levels(models.TextChoices):
        COMMUNITY = "community", "社区初审"
        STREET = "street", "街道严审"

    class Decisions(models.TextChoices):
        PASS = "pass", "通过"
        RETURN = "return", "退回补正"
        REJECT = "reject", "不通过"
        STAND_ASIDE = "stand_aside", "社区回避，转街道审查"

    access = Scope("candidate__community_id", view="view_vetting_stage")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="reviews")
    level = models.CharField("层级", max_length=10, choices=Levels)
    round = models.PositiveSmallIntegerField("轮次")
    decision = models.CharField("结论", max_length=15, choices=Decisions)
    opinion = models.TextField("意见", blank=True)
    corrections = models.JSONField("需补正事项", default=list)
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="审查人")
    decided_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审查意见"
        ordering = ["decided_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "level", "round"], name="review_once_a_round")]

    def __str__(self):
        return f"{self.get_level_display()}{self.get_decision_display()}"
