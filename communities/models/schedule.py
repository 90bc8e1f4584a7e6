"""The term's schedule: what is due when, and who answers for it."""

from django.db import models

from communities.models.regions import Election, readable_below
from core.access import Scope
from core.editing import Versioned

SOON_DAYS = 7  # 临期: due within a week


class MilestoneQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, on):
        return self.open().filter(due_on__lt=on)


class Milestone(Versioned):
    """日程节点. Dates are the office's to set; defaults count back from the election day and ship as 示例（待核定）."""

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    election = models.ForeignKey(Election, models.CASCADE, related_name="milestones", verbose_name="届次")
    title = models.CharField("事项", max_length=100)
    due_on = models.DateField("完成时限")
    responsible = models.CharField("责任单位", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "日程节点"
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["election", "title"], name="milestone_once")]

    def __str__(self):
        return self.title

    @property
    def is_confirmed(self):
        return bool(self.document_number)


class MilestoneEdition(models.Model):
    """What a milestone said before somebody changed it."""

    FIELDS = ("title", "due_on", "responsible", "basis", "document_number")

    access = Scope("milestone__election__region_id", also=readable_below("milestone__election__region_id"))

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="editions", verbose_name="日程节点")
    title = models.CharField("事项", max_length=100)
    due_on = models.DateField("完成时限")
    responsible = models.CharField("责任单位", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)
    replaced_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="修改人")
    replaced_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        verbose_name = "日程节点的历次版本"
        ordering = ["-replaced_at", "-pk"]

    def __str__(self):
        return self.title
