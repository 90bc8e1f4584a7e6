"""The term's rule book: standards and negative list, as dated rows with a source.

What could not be verified ships unconfirmed and is shown as 示例（待核定） until someone
with manage_rules confirms it with a document number. What was confirmed or used is never
overwritten: an edit makes a new version, the old one stays to be read. Candidates are judged
by the version in force on the term's key date (Election.key_date).
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from communities.models import Election, Region
from communities.models.rules import Confirmable
from core.access import Scope


def years_before(day, years):
    """The same day ``years`` earlier; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def in_force_on(day, prefix=""):
    """Q: the version of a rule whose validity covers ``day``, neither put out of force nor corrected since."""
    covers = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    return covers & Q(**{f"{prefix}valid_from__lte": day, f"{prefix}in_force": True, f"{prefix}superseded_at": None})


class RuleQuerySet(models.QuerySet):
    def live(self):
        """All but those whose wording was corrected since: what stands in the book, of whatever period."""
        return self.filter(superseded_at=None)

    def unconfirmed(self):
        """What the office has still to stand by."""
        return self.live().filter(confirmed_at=None)

    def in_force_on(self, day):
        return self.filter(in_force_on(day))

    def applying(self, election):
        """The versions by which the term is judged: in force on its key date."""
        return self.in_force_on(election.key_date).filter(election=election)


class Rule(Confirmable):
    """One version of a rule of a term: where it comes from, from when till when, who wrote it.

    ``key`` names the field that stays one through all versions of the rule. ``previous`` is the version it
    was made from; ``superseded_at`` is set once a correction took its place, whereas an amendment of a
    later day only ends its validity.
    """

    access = Scope("election__region_id")
    key = "code"

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="适用地区",
        help_text="依据文件由哪一级制定；全国通用或未注明的留空。",
    )  # fmt: skip
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    in_force = models.BooleanField("启用", default=True)
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="followers", verbose_name="原版本"
    )
    superseded_at = models.DateTimeField("被更正时间", null=True, blank=True, editable=False)
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="登记人"
    )
    written_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    change_note = models.CharField("修改说明", max_length=200, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def key_value(self):
        """What all versions of this rule share: a code, or a set's name."""
        return getattr(self, self.key)

    @property
    def versions(self):
        """Every version of this rule in the term, oldest first."""
        rows = type(self)._default_manager.filter(election=self.election_id, **{self.key: self.key_value})
        return rows.order_by("pk")

    def applies_to(self, election):
        """Whether :meth:`RuleQuerySet.applying` finds this version, of rows that are at hand."""
        day = election.key_date
        is_in_force = self.in_force and self.superseded_at is None
        begun, ended = self.valid_from <= day, self.valid_to is not None and self.valid_to < day
        return is_in_force and begun and not ended and self.election_id == election.pk

    @property
    def is_used(self):
        """Whether something was decided or made by this version."""
        raise NotImplementedError

    @property
    def is_settled(self):
        """Whether an edit must leave this version as it is."""
        return self.is_confirmed or self.is_used

    @property
    def is_superseded(self):
        return self.superseded_at is not None


def version_constraints(name, key="code"):
    """One live version per rule and first day; a period that ends after it begins."""
    return [
        models.UniqueConstraint(
            fields=["election", key, "valid_from"], condition=Q(superseded_at=None), name=f"{name}_version_once"
        ),
        models.CheckConstraint(
            condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name=f"{name}_period"
        ),
    ]  # fmt: skip


class StandardSet(Rule):
    """标准集, such as “四有四带”: positive standards that a candidate is held against item by item."""

    key = "name"

    election = models.ForeignKey(Election, models.PROTECT, related_name="standard_sets", verbose_name="届次")
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = "人选标准"
        ordering = ["order", "pk"]
        constraints = version_constraints("standard_set", "name")

    def __str__(self):
        return self.name

    @property
    def is_blank(self):
        """Whether no item has its wording yet. Reads prefetched ``criteria``."""
        return not any(item.phrase for item in self.criteria.all())

    @property
    def is_used(self):
        return self.criteria.exclude(checks=None).filter(~Q(checks__result="pending")).exists()


class CriterionQuerySet(models.QuerySet):
    def applying(self, election):
        """The items that candidates of the term are held against; an item without wording binds nobody."""
        rows = self.filter(in_force_on(election.key_date, "standard_set__"), standard_set__election=election)
        return rows.exclude(phrase="")


class Criterion(models.Model):
    """条目: one item of a standard set. ``phrase`` is empty until the office fills in the official wording.

    Its place in the set, ``order``, stays one through the versions of the set.
    """

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
    evidence_required = models.BooleanField("“无此情形”也须写依据", default=False)

    class Meta:
        verbose_name = "负面清单条目"
        ordering = ["election_id", "code", "valid_from"]
        constraints = [
            *version_constraints("negative_item"),
            models.CheckConstraint(condition=Q(kind__in=["bar", "caution"]), name="negative_item_kind"),
        ]

    def __str__(self):
        return self.title

    @property
    def looks_back_to(self):
        """The day from which the item counts: ``look_back_years`` before the term's key date; None without limit."""
        return years_before(self.election.key_date, self.look_back_years) if self.look_back_years else None

    @property
    def is_used(self):
        return self.checks.exclude(result="pending").exists()
