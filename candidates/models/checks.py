"""对标 and 负面清单: what a candidate was held against, item by item, with the wording of the day."""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate
from candidates.models.rules import Criterion, NegativeItem
from core import access
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError


def _refuse_change(candidate, actor):
    """Evidence is locked with the check it proves. Asked when it happens: the rules read these models."""
    from candidates import vetting

    vetting.require_checks_open(candidate)
    vetting.require_no_conflict(candidate, actor)


class Confirmed(Versioned):
    """What both sorts of check say of when their result was last stood by.

    ``confirmed_round`` is the candidate's round then: as 候选人 every result is confirmed anew.
    """

    confirmed_round = models.PositiveSmallIntegerField("结论所属轮次", default=1, editable=False)
    confirmed_on = models.DateField("确认日期", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="确认人"
    )

    class Meta:
        abstract = True

    def is_stale_for(self, candidate):
        """Whether the result is of before the candidate became 候选人 and nobody has confirmed it since."""
        return candidate.is_nominee and self.confirmed_round < candidate.nominated_round


class CriterionCheck(Confirmed):
    """对标: how a candidate stands on one item of a standard, with the wording he was held against."""

    class Results(models.TextChoices):
        PENDING = "pending", "待核"
        MET = "met", "符合"
        MOSTLY = "mostly", "基本符合"
        UNMET = "unmet", "不符合"

    access = Scope("candidate__community_id", view="view_vetting_stage")
    papers = Evidence(view="view_vetting_stage", change="fill_records")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="criterion_checks", verbose_name="人选")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="checks", verbose_name="条目")
    wording = models.CharField("当时条文", max_length=360)
    result = models.CharField("结论", max_length=10, choices=Results, default=Results.PENDING)
    evidence = models.TextField("佐证", blank=True)
    needs_recheck = models.BooleanField("需复核", default=False, editable=False)

    class Meta:
        verbose_name = "对标"
        ordering = ["criterion__standard_set__order", "criterion__order"]
        indexes = [models.Index(fields=["candidate"], condition=Q(needs_recheck=True), name="criterion_recheck")]
        constraints = [models.UniqueConstraint(fields=["candidate", "criterion"], name="criterion_checked_once")]

    def __str__(self):
        return f"{self.wording}：{self.get_result_display()}"

    def refuse_evidence_change(self, actor):
        """Once the street has the file, its own alone are added: as with the result."""
        _refuse_change(self.candidate, actor)
        at_street = self.candidate.state == Candidate.States.STREET_REVIEW
        if at_street and not access.allowed(actor, "review_street", self.candidate):
            raise DomainError("at_street", f"“{self.candidate}”已报街道严审，对标材料由街道补充。")


class NegativeCheck(Confirmed):
    """负面清单核查: one item for one candidate. Conclusion and document, never the raw offence."""

    class Results(models.TextChoices):
        PENDING = "pending", "待核查"
        CLEAR = "clear", "无此情形"
        HIT = "hit", "有此情形"

    access = Scope("candidate__community_id", view="view_vetting")
    papers = Evidence(view="view_vetting", change="review_street")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="negative_checks", verbose_name="人选")
    item = models.ForeignKey(NegativeItem, models.PROTECT, related_name="checks", verbose_name="条目")
    wording = models.CharField("当时条文", max_length=120)
    looks_back_to = models.DateField("回溯至", null=True, blank=True)
    kind = models.CharField("当时类别", max_length=10, choices=NegativeItem.Kinds)
    period = models.CharField("当时期限口径", max_length=60, blank=True)
    result = models.CharField("结论", max_length=10, choices=Results, default=Results.PENDING)
    body = models.CharField("核查单位", max_length=60, blank=True)
    document_number = models.CharField("核查文书号", max_length=60, blank=True)
    record_name = models.CharField("佐证材料名称", max_length=100, blank=True)
    occurred_on = models.DateField("情形发生（认定）日期", null=True, blank=True)
    checked_on = models.DateField("核查日期", null=True, blank=True)
    evidence = models.TextField("核查情况", blank=True)
    needs_recheck = models.BooleanField("需复核", default=False, editable=False)

    class Meta:
        verbose_name = "负面清单核查"
        ordering = ["item__code"]
        indexes = [models.Index(fields=["candidate"], condition=Q(needs_recheck=True), name="negative_recheck")]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "item"], name="negative_item_checked_once"),
            models.CheckConstraint(
                condition=~Q(result="hit") | (~Q(evidence="") & ~Q(body="")), name="negative_hit_needs_evidence"
            ),
        ]

    def __str__(self):
        return f"{self.wording}：{self.get_result_display()}"

    @property
    def current_decision(self):
        """The latest decision on the check as it now stands and not returned, or None. Reads prefetched ``decisions``."""
        return next((d for d in self.decisions.all() if d.check_version == self.version and not d.is_returned), None)

    @property
    def obstacle(self):
        """What still keeps a candidate from passing because of this item, in a few words; empty if nothing.

        不得 needs the superior body's written conclusion with its number, 不宜 a collective decision to go
        on; either counts once a leader has concluded it (domain rules: editable class per item).
        """
        if self.result == self.Results.PENDING:
            return "待核查"
        if self.needs_recheck:
            return "需复核"
        if self.result == self.Results.CLEAR:
            return ""
        decision = self.current_decision
        if decision is None:
            return "属“不得”情形，须有上级书面结论" if self.is_bar else "属“不宜”情形，须集体研究"
        return decision.obstacle

    @property
    def is_bar(self):
        return self.kind == NegativeItem.Kinds.BAR

    @property
    def is_evidence_settled(self):
        """What a finding of 有此情形 stands on may be added to, not taken away."""
        return self.result == self.Results.HIT

    def refuse_evidence_change(self, actor):
        _refuse_change(self.candidate, actor)


class CollectiveDecisionQuerySet(models.QuerySet):
    def awaiting(self):
        """Recorded, and neither concluded nor returned by a leader: few, and found by an index of them."""
        waiting = self.model._default_manager.filter(concluded_at=None, returned_at=None).order_by()
        return self.filter(pk__in=waiting.values("pk"))


class CollectiveDecision(models.Model):
    """集体研究: the recorded decision on a hit; the street's staff record it, a leader concludes.

    On a 不宜 item it lets the candidate go on, or not; on a 不得 item it is the superior
    body's written conclusion that lifts the bar. ``check_version`` is the check's version that
    was decided on: once the check is recorded anew, the decision no longer speaks to it.
    """

    access = Scope("check_row__candidate__community_id", view="view_vetting")
    papers = Evidence(view="view_vetting", change="record_conclusions")

    check_row = models.ForeignKey(NegativeCheck, models.CASCADE, related_name="decisions", verbose_name="核查事项")
    check_version = models.PositiveIntegerField("核查版本", editable=False)
    meeting = models.CharField("会议名称或结论文书", max_length=100)
    decided_on = models.DateField("研究日期")
    present = models.PositiveSmallIntegerField("到会人数")
    votes_for = models.PositiveSmallIntegerField("同意")
    votes_against = models.PositiveSmallIntegerField("不同意")
    votes_abstained = models.PositiveSmallIntegerField("弃权")
    proceed = models.BooleanField("同意继续作为人选")
    reason = models.TextField("理由")
    document_number = models.CharField("书面结论文号", max_length=60, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    concluded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审定人"
    )
    concluded_at = models.DateTimeField("审定时间", null=True)
    returned_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="退回人"
    )
    returned_at = models.DateTimeField("退回时间", null=True, editable=False)
    return_reason = models.CharField("退回理由", max_length=300, blank=True, editable=False)

    objects = CollectiveDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "集体研究"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["recorded_at"], condition=Q(concluded_at=None), name="decision_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_by=None) | ~Q(concluded_by=models.F("recorded_by")),
                name="decision_concluded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | (Q(concluded_at=None) & ~Q(return_reason="")),
                name="decision_returned_with_reason",
            ),
        ]

    def __str__(self):
        return self.meeting

    @property
    def is_evidence_settled(self):
        return self.is_concluded or self.is_returned

    def refuse_evidence_change(self, actor):
        _refuse_change(self.check_row.candidate, actor)

    @property
    def is_concluded(self):
        return self.concluded_by_id is not None

    @property
    def is_returned(self):
        """A leader wants it drawn up anew: it stays on file and no longer speaks to the finding."""
        return self.returned_by_id is not None

    @property
    def obstacle(self):
        """What keeps the candidate from going on although the decision is recorded; empty if it lets him."""
        if not self.is_concluded:
            return "已登记结论，待领导审定"
        return "" if self.proceed else "结论为不同意继续"
