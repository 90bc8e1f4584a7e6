"""What the checks said in the rounds before: kept when a round ends, never changed."""

from django.db import models

from candidates.models.checks import CriterionCheck, NegativeCheck
from core.access import Scope


class Finding(models.Model):
    """One result as it stood at the end of one round; ``recorded_by`` and ``recorded_at`` say whose it was."""

    round = models.PositiveSmallIntegerField("轮次")
    wording = models.CharField("当时条文", max_length=360)
    evidence = models.TextField("佐证", blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    kept_at = models.DateTimeField("留存时间", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"第{self.round}轮 {self.wording}：{self.get_result_display()}"


class CriterionFinding(Finding):
    """对标 of an earlier round."""

    access = Scope("check_row__candidate__community_id", view="view_vetting_stage")

    check_row = models.ForeignKey(CriterionCheck, models.PROTECT, related_name="findings", verbose_name="对标")
    result = models.CharField("结论", max_length=10, choices=CriterionCheck.Results)

    class Meta:
        verbose_name = "往轮对标"
        ordering = ["round", "check_row"]
        constraints = [models.UniqueConstraint(fields=["check_row", "round"], name="criterion_finding_once")]


class NegativeFinding(Finding):
    """负面清单核查 of an earlier round."""

    access = Scope("check_row__candidate__community_id", view="view_vetting")

    check_row = models.ForeignKey(NegativeCheck, models.PROTECT, related_name="findings", verbose_name="核查事项")
    kind = models.CharField("当时类别", max_length=10)
    result = models.CharField("结论", max_length=10, choices=NegativeCheck.Results)
    body = models.CharField("核查单位", max_length=60, blank=True)
    document_number = models.CharField("核查文书号", max_length=60, blank=True)
    record_name = models.CharField("佐证材料名称", max_length=100, blank=True)
    checked_on = models.DateField("核查日期", null=True)

    class Meta:
        verbose_name = "往轮负面清单核查"
        ordering = ["round", "check_row"]
        constraints = [models.UniqueConstraint(fields=["check_row", "round"], name="negative_finding_once")]
