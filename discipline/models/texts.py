"""纪律文本: what has to be studied and signed, edition by edition.

A text of one ``family`` is replaced by its next edition and stays readable. What was studied
or signed names the edition, so a new one tells who must do it again (:mod:`discipline.reach`).
"""

import uuid

from django.db import models
from django.db.models import Q

from communities.models import Election, TermRole
from communities.models.regions import readable_below
from communities.models.rules import Confirmable
from core.access import Scope


class Duties(models.TextChoices):
    """What a person may have to do with a text."""

    STUDY = "study", "学习"
    PLEDGE = "pledge", "承诺"
    WARNING = "warning", "警示谈话"


class DisciplineTextQuerySet(models.QuerySet):
    def current(self, election):
        """The editions in force in a term."""
        return self.filter(election=election, in_force=True)

    def under_duty(self, duty):
        """Texts with which somebody has this duty."""
        return self.filter(duties__duty=duty).distinct()

    def earlier_than(self, text):
        """The older editions of the same text."""
        return self.filter(election=text.election_id, family=text.family, edition__lt=text.edition)


class DisciplineText(Confirmable):
    """One edition of a text. ``version`` counts its edits, ``edition`` its successive wordings.

    ``basis`` says where the wording was found and how far that can be trusted.
    """

    class Kinds(models.TextChoices):
        PROHIBITIONS = "prohibitions", "十严禁"
        RULES = "rules", "十不准"
        STUDY = "study", "学习文件"

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="discipline_texts", verbose_name="届次")
    family = models.SlugField("文本系列", max_length=40)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    kind = models.CharField("类别", max_length=15, choices=Kinds)
    title = models.CharField("名称", max_length=100)
    issuer = models.CharField("发布机关", max_length=100, blank=True)
    issued_on = models.DateField("发布日期", null=True, blank=True)
    scope_note = models.CharField("适用范围", max_length=300, blank=True)
    in_force = models.BooleanField("现行", default=True, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="替代", editable=False
    )

    objects = DisciplineTextQuerySet.as_manager()

    class Meta:
        verbose_name = "纪律文本"
        ordering = ["kind", "family", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["election", "family", "edition"], name="discipline_text_edition_once"),
            models.UniqueConstraint(
                fields=["election", "family"], condition=Q(in_force=True), name="discipline_text_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["prohibitions", "rules", "study"]), name="discipline_text_kind"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_current(self):
        return self.in_force

    @property
    def edition_name(self):
        """2026年2月版; 第2版 where the date is not known."""
        return f"{self.issued_on.year}年{self.issued_on.month}月版" if self.issued_on else f"第{self.edition}版"

    def capacities(self, duty):
        """The capacities (values of TermRole.Capacities) to which a duty with this text applies, in their order."""
        named = {row.capacity for row in self.duties.all() if row.duty == duty}
        return [capacity for capacity in TermRole.Capacities.values if capacity in named]

    @property
    def applies_to(self):
        """The capacities to which any duty with this text applies, in their order."""
        named = {row.capacity for row in self.duties.all()}
        return [capacity for capacity in TermRole.Capacities.values if capacity in named]


class TextItem(models.Model):
    """One item of an edition. ``is_verified`` is false where its source is cut off or doubtful."""

    access = Scope("text__election__region_id", also=readable_below("text__election__region_id"))

    text = models.ForeignKey(DisciplineText, models.CASCADE, related_name="items", verbose_name="文本")
    order = models.PositiveSmallIntegerField("序号")
    wording = models.CharField("条文", max_length=500)
    is_verified = models.BooleanField("原文已核对", default=True)

    class Meta:
        verbose_name = "文本条目"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["text", "order"], name="text_item_order_once")]

    def __str__(self):
        return self.wording


class TextDuty(models.Model):
    """Who has which duty with a text: one row per duty and capacity, the office's to change."""

    access = Scope("text__election__region_id", also=readable_below("text__election__region_id"))

    text = models.ForeignKey(DisciplineText, models.CASCADE, related_name="duties", verbose_name="文本")
    duty = models.CharField("要求", max_length=10, choices=Duties)
    capacity = models.CharField("身份", max_length=20, choices=TermRole.Capacities)

    class Meta:
        verbose_name = "文本适用对象"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "duty", "capacity"], name="text_duty_once"),
            models.CheckConstraint(condition=Q(duty__in=["study", "pledge", "warning"]), name="text_duty_known"),
        ]

    def __str__(self):
        return f"{self.get_duty_display()} {self.get_capacity_display()}"
