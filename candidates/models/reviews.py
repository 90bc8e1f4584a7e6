"""Decisions of the three levels, and what a return asks to be put right."""

from django.db import models

from candidates.models.candidates import Candidate
from core.access import Scope


class Review(models.Model):
    """One decision of one level in one round: who, what, why, when. Never changed."""

    class Levels(models.TextChoices):
        COMMUNITY = "community", "社区初审"
        STREET = "street", "街道严审"
        DISTRICT = "district", "区级联审"

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
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="审查人")
    decided_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审查意见"
        ordering = ["decided_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "level", "round"], name="review_once_a_round")]

    def __str__(self):
        return f"{self.get_level_display()}{self.get_decision_display()}"


class Correction(models.Model):
    """需补正事项: one thing that a return asks for; done when the community says how it was put right."""

    access = Scope("review__candidate__community_id", view="view_vetting_stage")

    review = models.ForeignKey(Review, models.CASCADE, related_name="corrections", verbose_name="审查意见")
    request = models.CharField("需补正事项", max_length=200)
    answer = models.CharField("补正情况", max_length=300, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="补正人")
    answered_at = models.DateTimeField("补正时间", null=True)

    class Meta:
        verbose_name = "需补正事项"
        ordering = ["pk"]

    def __str__(self):
        return self.request
