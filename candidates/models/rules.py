"""The term's rule set: standards and negative list, as dated rows with a source.

What could not be verified ships unconfirmed and is shown as 示例（待核定） until someone
with manage_rules confirms it with a document number.
"""

from django.db import models
from django.db.models import Q

from communities.models import Election
from communities.models.rules import Confirmable
from core.access import Scope


def years_before(day, years):
    """The same day ``years`` earlier; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class Rule(Confirmable):
    """A rule of a term: where it comes from, since when, and whether the office confirmed it."""

    access = Scope("election__region_id")

    valid_from = models.DateField("生效日期")
    in_force = models.BooleanField("启用", default=True)

    class Meta:
        abstract = True


class StandardSet(Rule):
    """标准集, such as “四有四带”: positive standards that a candidate is held against item by item."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="standard_sets", verbose_name="届次")
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = "人选标准"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["election", "name"], name="standard_set_once")]

    def __str__(self):
        return self.name

    @property
    def is_blank(self):
        """Whether no item has its wording yet. Reads prefetched ``criteria``."""
        return not any(item.phrase for item in self.criteria.all())


class CriterionQuerySet(models.QuerySet):
    def applying(self, election):
        """The items that candidates of the term are held against; an item without wording binds nobody."""
        return self.filter(standard_set__election=election, standard_set__in_force=True).exclude(phrase="")


class Criterion(models.Model):
    """条目: one item of a standard set. ``phrase`` is empty until the office fills in the official wording."""

    access = Scope("standard_set__election__region_id")

    standard_set = models.ForeignKey(StandardSet, models.CASCADE, related_name="criteria", verbose_name="标准集")
    order = models.PositiveSmallIntegerField("序号")
    phrase = models.CharField("条目", max_length=60, blank=True)
    explanation = models.CharField("释义", max_length=300, blank=True)
    evidence_required = models.BooleanField("须写佐证", default=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = "标准条目"
        ordering = ["standard_set__order", "order"]
        constraints = [models.UniqueConstraint(fields=["standard_set", "order"], name="criterion_order_once")]

    def __str__(self):
        return self.phrase or f"{self.standard_set}第{self.order}条"

    @property
    def wording(self):
        """The item as it is frozen into a check."""
        return f"{self.phrase}：{self.explanation}" if self.explanation else self.phrase


class NegativeItemQuerySet(models.QuerySet):
    def applying(self, election):
        return self.filter(election=election, in_force=True)


class NegativeItem(Rule):
    """负面清单条目. 不得 stops a candidate; 不宜 needs a recorded collective decision."""

    class Kinds(models.TextChoices):
        BAR = "bar", "不得"
        CAUTION = "caution", "不宜"

    election = models.ForeignKey(Election, models.PROTECT, related_name="negative_items", verbose_name="届次")
    code = models.CharField("编号", max_length=10)
    title = models.CharField("情形", max_length=100)
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    look_back_years = models.PositiveSmallIntegerField("回溯年限", null=True, blank=True)
    period = models.CharField("期限口径", max_length=60, blank=True, help_text="无固定年限时写明，如“影响期内”。")
    checking_bodies = models.CharField("核查单位", max_length=100, blank=True)

    objects = NegativeItemQuerySet.as_manager()

    class Meta:
        verbose_name = "负面清单条目"
        ordering = ["election_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="negative_item_once"),
            models.CheckConstraint(condition=Q(kind__in=["bar", "caution"]), name="negative_item_kind"),
        ]

    def __str__(self):
        return self.title

    @property
    def looks_back_to(self):
        """The day from which the item counts: ``look_back_years`` before the term's key date; None without limit."""
        return years_before(self.election.key_date, self.look_back_years) if self.look_back_years else None
