"""结构指标 and 联审部门: what the team is measured against, and which departments answer for whom.

Both are rules of the term's book (candidates.models.rules): dated, versioned, confirmed by document.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from candidates.models.rules import Rule, version_constraints
from communities.models import Election


class Measures(models.TextChoices):
    """What can be counted of a team (domain facts §5.4). The unit is in UNITS."""

    HEADCOUNT = "headcount", "人数"
    AVERAGE_AGE = "average_age", "平均年龄"
    OLDEST = "oldest", "最大年龄"
    UNDER_35 = "under_35", "35岁及以下人数"
    COLLEGE_SHARE = "college_share", "大专及以上占比"
    WOMEN = "women", "女性人数"
    WOMEN_SHARE = "women_share", "女性占比"
    PARTY_SHARE = "party_share", "党员占比"
    MINORITY = "minority", "少数民族人数"
    COMBINED_LEAD = "combined_lead", "书记主任“一肩挑”"
    COMBINED_LEAD_SHARE = "combined_lead_share", "“一肩挑”社区占比"
    CROSS_POSTS = "cross_posts", "交叉任职人数"
    CROSS_POSTS_SHARE = "cross_posts_share", "交叉任职占比"
    NEWCOMER_SHARE = "newcomer_share", "新进成员占比"
    NEWCOMER_OLDEST = "newcomer_oldest", "新进成员最大年龄"
    RETURNING_OLDEST = "returning_oldest", "留任成员最大年龄"
    SECRETARY_AGE = "secretary_age", "书记平均年龄"
    SECRETARY_PARTY_YEARS = "secretary_party_years", "书记党龄"
    SURPLUS_SHARE = "surplus_share", "候选人差额比例"
    KIN_PAIRS = "kin_pairs", "近亲属同任对数"


UNITS = {
    Measures.HEADCOUNT: "人", Measures.AVERAGE_AGE: "岁", Measures.OLDEST: "岁", Measures.UNDER_35: "人",
    Measures.COLLEGE_SHARE: "%", Measures.WOMEN: "人", Measures.WOMEN_SHARE: "%", Measures.PARTY_SHARE: "%",
    Measures.MINORITY: "人", Measures.COMBINED_LEAD: "人", Measures.COMBINED_LEAD_SHARE: "%",
    Measures.CROSS_POSTS: "人", Measures.CROSS_POSTS_SHARE: "%", Measures.NEWCOMER_SHARE: "%",
    Measures.NEWCOMER_OLDEST: "岁", Measures.RETURNING_OLDEST: "岁", Measures.SECRETARY_AGE: "岁",
    Measures.SECRETARY_PARTY_YEARS: "年", Measures.SURPLUS_SHARE: "%", Measures.KIN_PAIRS: "对",
}  # fmt: skip


class Comparisons(models.TextChoices):
    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不超过"
    EXACTLY = "exactly", "等于"


class StructureTarget(Rule):
    """结构指标: one measure of a team, how it is compared, and with what. A row without value binds nobody.

    ``body``: of whom it is asked — each community's two committees together, one of them, or the whole street.
    """

    class Bodies(models.TextChoices):
        TEAM = "team", "社区“两委”"
        PARTY = "party", "社区党组织委员会"
        RESIDENTS = "residents", "社区居民委员会"
        STREET = "street", "全街道"

    class Kinds(models.TextChoices):
        REQUIRED = "required", "应达到"
        ADVISED = "advised", "争取达到"

    election = models.ForeignKey(Election, models.PROTECT, related_name="structure_targets", verbose_name="届次")
    code = models.CharField("编号", max_length=10)
    body = models.CharField("考察对象", max_length=10, choices=Bodies)
    measure = models.CharField("指标", max_length=30, choices=Measures)
    comparison = models.CharField("要求", max_length=10, choices=Comparisons)
    value = models.DecimalField(
        "指标值", max_digits=6, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(9999)],
    )  # fmt: skip
    kind = models.CharField("类别", max_length=10, choices=Kinds, default=Kinds.REQUIRED)
    note = models.CharField("口径", max_length=200, blank=True)

    class Meta:
        verbose_name = "结构指标"
        ordering = ["election_id", "code", "valid_from"]
        constraints = [
            *version_constraints("structure_target"),
            models.CheckConstraint(
                condition=Q(body__in=["team", "party", "residents", "street"]), name="structure_target_body"
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=["at_least", "at_most", "exactly"]), name="structure_target_comparison"
            ),
            models.CheckConstraint(condition=Q(kind__in=["required", "advised"]), name="structure_target_kind"),
            models.CheckConstraint(condition=Q(measure__in=Measures.values), name="structure_target_measure"),
        ]

    def __str__(self):
        return f"{self.get_body_display()}{self.says}"

    @property
    def unit(self):
        return UNITS[self.measure]

    @property
    def shown_value(self):
        """The value with its unit, without a needless “.0”; empty until the office fills it in."""
        if self.value is None:
            return ""
        number = f"{self.value:f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number}{self.unit}"

    @property
    def says(self):
        """The target in words: 平均年龄不超过45岁."""
        return f"{self.get_measure_display()}{self.get_comparison_display()}{self.shown_value or '（待填写）'}"

    def is_met_by(self, number):
        """Whether ``number``, in the measure's unit, meets the target; None if either is unknown."""
        if number is None or self.value is None:
            return None
        if self.comparison == Comparisons.AT_LEAST:
            return number >= self.value
        return number <= self.value if self.comparison == Comparisons.AT_MOST else number == self.value

    @property
    def is_used(self):
        """Slates are measured anew each time they are shown; nothing is decided by a target."""
        return False


class ReviewDepartment(Rule):
    """联审部门: a department that the district's joint review asks, about what, and by when.

    ``item_codes``: codes of the negative items it answers; ``columns``: what of a person its letter tells
    (LetterColumns); ``working_days``: how long it has, None until the office knows.
    """

    class LetterColumns(models.TextChoices):
        NAME = "name", "姓名"
        SEX = "sex", "性别"
        ETHNICITY = "ethnicity", "民族"
        BIRTH_DATE = "birth_date", "出生年月"
        ID_NUMBER = "id_number", "公民身份号码"
        EDUCATION = "education", "学历"
        AFFILIATION = "affiliation", "政治面貌"
        PARTY_JOINED_ON = "party_joined_on", "入党时间"
        NATIVE_PLACE = "native_place", "籍贯"
        COMMUNITY = "community", "社区"
        OCCUPATION = "occupation", "现工作单位及职务"
        INTENDED_POST = "intended_post", "拟任职务"

    election = models.ForeignKey(Election, models.PROTECT, related_name="review_departments", verbose_name="届次")
    code = models.CharField("编号", max_length=10)
    name = models.CharField("部门名称", max_length=60)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    duty = models.CharField("核查内容", max_length=200, blank=True)
    contact = models.CharField("联系科室及方式", max_length=100, blank=True)
    item_codes = models.JSONField("答复的负面清单条目", default=list, blank=True)
    columns = models.JSONField("函件列出的人员信息", default=list, blank=True)
    working_days = models.PositiveSmallIntegerField(
        "反馈时限（工作日）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = "联审部门"
        ordering = ["order", "code", "valid_from"]
        constraints = version_constraints("review_department")

    def __str__(self):
        return self.name

    @property
    def column_labels(self):
        """The headings of its letter, in the order of the form."""
        return [column.label for column in self.LetterColumns if column.value in self.columns]

    @property
    def is_used(self):
        """Whether a letter was written to it: any record that points here but later versions."""
        ours = [relation for relation in self._meta.related_objects if relation.related_model is not type(self)]
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists() for relation in ours
        )
