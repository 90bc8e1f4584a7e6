"""What the review desk keeps: the phrases an office uses, and what was decided for several at once."""

from django.db import models
from django.db.models import Q

from candidates.models.candidates import Candidate
from communities.models import Election, Region
from core.access import NOBODY, Scope, granted_codes
from core.editing import Versioned


def _of_the_offices_above(scope_q, user, permission):
    """An office reads the phrases of those above it; it changes its own alone."""
    if permission != "view_records":
        return NOBODY
    codes = granted_codes(user, permission)
    return Q(region_id__in={code[:end] for code in codes for end in range(2, len(code))})


class StandardPhrase(Versioned):
    """常用语: a phrase of one office, put into an opinion by one click."""

    class Uses(models.TextChoices):
        OPINION = "opinion", "审查意见"
        CORRECTION = "correction", "补正事项"

    access = Scope("region_id", also=_of_the_offices_above)

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="使用单位")
    use = models.CharField("用于", max_length=12, choices=Uses, default=Uses.OPINION)
    text = models.CharField("常用语", max_length=200)
    order = models.PositiveSmallIntegerField("顺序", default=10)

    class Meta:
        verbose_name = "常用语"
        ordering = ["use", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "use", "text"], name="phrase_once")]

    def __str__(self):
        return self.text


def _own(user):
    return Q(actor_id=user.pk)


class BulkDecision(models.Model):
    """批量办理: one move made for several candidates, each by the same rules as alone; read by who made it."""

    access = Scope("region_id", view="view_vetting_stage", narrow=_own)

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="区划")
    move = models.CharField("动作", max_length=40)
    label = models.CharField("动作名称", max_length=40)
    note = models.TextField("意见", blank=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "批量办理"
        ordering = ["-pk"]

    def __str__(self):
        return f"批量{self.label}"


class BulkItem(models.Model):
    """How it went with one candidate: done, or refused with the reason."""

    access = Scope("bulk__region_id", view="view_vetting_stage")

    bulk = models.ForeignKey(BulkDecision, models.CASCADE, related_name="items", verbose_name="批量办理")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+", verbose_name="人选")
    is_done = models.BooleanField("已办理")
    reason = models.TextField("未办理原因", blank=True)

    class Meta:
        verbose_name = "批量办理结果"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bulk", "candidate"], name="bulk_item_once")]

    def __str__(self):
        return f"{self.candidate}：{'已办理' if self.is_done else self.reason}"
