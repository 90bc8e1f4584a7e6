"""对标 and 负面清单: what a candidate was held against, item by item, with the wording of the day."""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate
from candidates.models.rules import Criterion, NegativeItem
from core.access import Scope
from core.editing import Versioned


class CriterionCheck(Versioned):
    """对标: how a candidate stands on one item of a standard, with the wording he was held against."""

    class Results(models.TextChoices):
        PENDING = "pending", "待核"
        MET = "met", "符合"
        MOSTLY = "mostly", "基本符合"
        UNMET = "unmet", "不符合"

    access = Scope("candidate__community_id", view="view_vetting_stage")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="criterion_checks", verbose_name="人选")
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

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="negative_checks", verbose_name="人选")
    item = models.ForeignKey(NegativeItem, models.PROTECT, related_name="checks", verbose_name="条目")
    wording = models.CharField("当时条文", max_length=120)
    looks_back_to = models.DateField("回溯至", null=True, blank=True)
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

    @property
    def current_decision(self):
        """The latest decision on the check as it now stands, or None. Reads prefetched ``decisions``."""
        return next((d for d in self.decisions.all() if d.check_version == self.version), None)

    @property
    def obstacle(self):
        """What still keeps a candidate from passing because of this item, in a few words; empty if nothing.

        不得 needs the superior body's written conclusion with its number, 不宜 a collective decision to go
        on; either counts once a leader has concluded it (domain rules: editable class per item).
        """
        if self.result == self.Results.PENDING:
            return "待核查"
        if self.result == self.Results.CLEAR:
            return ""
        decision = self.current_decision
        if decision is None:
            return "属“不得”情形，须有上级书面结论" if self.is_bar else "属“不宜”情形，须集体研究"
        return decision.obstacle

    @property
    def is_bar(self):
        return self.kind == NegativeItem.Kinds.BAR


class CollectiveDecision(models.Model):
    """集体研究: the recorded decision on a hit; the street's staff record it, a leader concludes.

    On a 不宜 item it lets the candidate go on, or not; on a 不得 item it is the superior
    body's written conclusion that lifts the bar. ``check_version`` is the check's version that
    was decided on: once the check is recorded anew, the decision no longer speaks to it.
    """

    access = Scope("check_row__candidate__community_id", view="view_vetting")

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

    @property
    def is_concluded(self):
        return self.concluded_by_id is not None

    @property
    def obstacle(self):
        """What keeps the candidate from going on although the decision is recorded; empty if it lets him."""
        if not self.is_concluded:
            return "已登记结论，待领导审定"
        return "" if self.proceed else "结论为不同意继续"
