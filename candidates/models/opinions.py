"""Parallel reviewers: how many a level asks for, and what each said before he knew of the others."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from candidates.models.candidates import Candidate
from candidates.models.reviews import Review
from communities.models import Election
from core.access import Scope, code_condition, granted_codes
from core.editing import Versioned

MOST_OPINIONS = 9
LEVELS = [Review.Levels.COMMUNITY, Review.Levels.STREET]


class PanelSetting(Versioned):
    """How many independent opinions a level of a term asks for before anyone may decide; no row means none."""

    access = Scope("election__region_id")

    election = models.ForeignKey(Election, models.CASCADE, related_name="panel_settings", verbose_name="届次")
    level = models.CharField("层级", max_length=10, choices=[(level.value, level.label) for level in LEVELS])
    opinions_required = models.PositiveSmallIntegerField("独立评审人数", default=0)

    class Meta:
        verbose_name = "评审设置"
        constraints = [
            models.UniqueConstraint(fields=["election", "level"], name="panel_setting_once"),
            models.CheckConstraint(condition=Q(opinions_required__lte=MOST_OPINIONS), name="panel_setting_size"),
        ]

    def __str__(self):
        return f"{self.get_level_display()}：独立评审 {self.opinions_required} 人"


def _only_what_one_may_know(user):
    """One's own; others' of a level one may read, once they are all in or one's own is submitted."""
    own = ReviewOpinion.objects.filter(
        candidate=OuterRef("candidate"), level=OuterRef("level"), round=OuterRef("round"), reviewer_id=user.pk
    ).exclude(submitted_at=None)
    readable = Q(level=Review.Levels.COMMUNITY) | code_condition(
        "candidate__community_id", granted_codes(user, "view_vetting")
    )
    return Q(reviewer_id=user.pk) | Q(~Q(submitted_at=None) & readable & (Q(released=True) | Exists(own)))


class ReviewOpinion(models.Model):
    """评审意见: one reviewer's score and advice on a candidate in one round of one level.

    A draft until ``submitted_at`` is set, then never changed. ``released``: as many as the level asks for
    are in, and all who may see the vetting may read them; before, whoever submitted reads the others' alone.
    """

    class Advice(models.TextChoices):
        PASS = "pass", "建议通过"
        RETURN = "return", "建议退回补正"
        REJECT = "reject", "建议不通过"

    access = Scope("candidate__community_id", view="view_vetting_stage", narrow=_only_what_one_may_know)

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="opinions", verbose_name="人选")
    level = models.CharField("层级", max_length=10, choices=Review.Levels)
    round = models.PositiveSmallIntegerField("轮次")
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="评审人")
    score = models.PositiveSmallIntegerField("评分", null=True)
    advice = models.CharField("建议", max_length=10, choices=Advice, blank=True)
    text = models.TextField("评审意见", blank=True)
    saved_at = models.DateTimeField("保存时间", auto_now=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    released = models.BooleanField("已汇总", default=False)

    class Meta:
        verbose_name = "评审意见"
        ordering = ["round", "submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "level", "round", "reviewer"], name="opinion_once"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="opinion_score"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, released=False)
                | (Q(submitted_at__isnull=False, score__isnull=False) & ~Q(advice="")),
                name="opinion_submitted_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}评审意见"

    @property
    def is_submitted(self):
        return self.submitted_at is not None
