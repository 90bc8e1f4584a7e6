"""Questionnaires (versions and questions), their rounds in communities, answers and paper tallies.

Answers are anonymous by what the tables do not hold: an answer has no time, no address, no
browser, no slip and no person, and its key is random, so that not even the order of arrival
stays. Free texts lie apart from the answer they came with. A slip knows only whether it was used.
"""

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from communities.models.people import Person
from communities.models.regions import Election, Region, readable_below
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.secrets import EncryptedTextField

UNKNOWN = "不了解"
TOKEN_BYTES = 9  # 12 characters of URL-safe base64: 72 bits


def random_token():
    """The part of an open link that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def random_key():
    """A primary key that says nothing of when its row was written."""
    return secrets.randbelow(2**62) + 1


def _number_of(model, parent):
    """How many rows of ``model`` point at a row; counted for the rows of the page alone, unlike a join's Count."""
    rows = model.objects.filter(**{parent: models.OuterRef("pk")}).order_by().values(parent)
    return Coalesce(models.Subquery(rows.annotate(number=models.Count("pk")).values("number")), 0)


class QuestionnaireQuerySet(models.QuerySet):
    def newest_versions(self):
        """One row per family: the version that is worked on now."""
        newest = self.model.objects.filter(family=models.OuterRef("family")).order_by("-number")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1]))

    def with_use(self):
        """Annotated with ``rounds_held``, the number of rounds that used this version, and ``question_count``."""
        return self.annotate(
            rounds_held=_number_of(SurveyRound, "questionnaire"), question_count=_number_of(Question, "questionnaire")
        )


class Questionnaire(Versioned):
    """问卷: one version of it. Versions of the same questionnaire share ``family``; a used one never changes."""

    class Kinds(models.TextChoices):
        SATISFACTION = "satisfaction", "群众满意度问卷"
        APPRAISAL = "appraisal", "民主测评票"
        OTHER = "other", "其他问卷"

    access = Scope("region_id", also=readable_below("region_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="编制单位")
    election = models.ForeignKey(Election, models.PROTECT, related_name="questionnaires", verbose_name="届次")
    family = models.UUIDField("问卷", default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField("版本号", default=1)
    kind = models.CharField("类别", max_length=20, choices=Kinds, default=Kinds.SATISFACTION)
    title = models.CharField("标题", max_length=60)
    instructions = models.TextField("填写说明", max_length=500, blank=True)
    basis = models.CharField("来源或依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "问卷"
        ordering = ["kind", "title", "-number"]
        indexes = [models.Index(fields=["election", "region"])]
        constraints = [
            models.UniqueConstraint(fields=["family", "number"], name="questionnaire_version_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["satisfaction", "appraisal", "other"]), name="questionnaire_kind"
            ),
        ]

    def __str__(self):
        return f"{self.title}（第{self.number}版）"

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None

    def lapse(self):
        """A changed wording is not what was confirmed."""
        self.document_number, self.confirmed_by, self.confirmed_at = "", None, None


class Question(models.Model):
    """题目. ``choices``: options of a choice, steps of a scale (best first); ``rows``: what a matrix asks about.

    ``favourable``: how many steps from the first count as approval; 0 leaves the question out of it.
    A member matrix has a row for each rated member, or with ``rows`` one for each member and aspect.
    With ``shown_if`` it is asked only of who chose ``shown_if_choice`` there.
    """

    class Kinds(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        RATING = "rating", "评价表"
        MEMBERS = "members", "成员测评"
        NUMBER = "number", "数字"
        TEXT = "text", "文字"

    access = Scope("questionnaire__region_id", also=readable_below("questionnaire__region_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions", verbose_name="问卷")
    order = models.PositiveSmallIntegerField("题号")
    kind = models.CharField("题型", max_length=10, choices=Kinds)
    text = models.CharField("题目", max_length=200)
    required = models.BooleanField("必答", default=True)
    choices = models.JSONField("选项或等次", default=list, blank=True)
    rows = models.JSONField("评价内容", default=list, blank=True)
    has_unknown = models.BooleanField("可选“不了解”", default=False)
    favourable = models.PositiveSmallIntegerField("认可档数", default=0)
    minimum = models.IntegerField("最小值", null=True, blank=True)
    maximum = models.IntegerField("最大值", null=True, blank=True)
    shown_if = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="followers", verbose_name="仅当此题"
    )
    shown_if_choice = models.CharField("选了", max_length=60, blank=True)

    class Meta:
        verbose_name = "题目"
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["single", "multiple", "rating", "members", "number", "text"]),
                name="question_kind",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")), name="question_bounds"
            ),
            models.CheckConstraint(condition=~Q(pk=F("shown_if")), name="question_not_after_itself"),
        ]

    def __str__(self):
        return f"第{self.order}题 {self.text}"

    @property
    def has_choices(self):
        return self.kind not in (self.Kinds.NUMBER, self.Kinds.TEXT)

    @property
    def all_choices(self):
        """The choices as one ticks them: with 不了解 at the end where it is allowed."""
        return [*self.choices, UNKNOWN] if self.has_unknown and self.has_choices else list(self.choices)


class SurveyRoundQuerySet(models.QuerySet):
    def closed(self, on):
        """Rounds whose answers are all in at the moment ``on``: closed early, or past their time."""
        return self.filter(Q(closed_at__isnull=False) | Q(closes_at__lte=on))

    def open(self, on):
        """Rounds that take answers at the moment ``on``."""
        return self.filter(closed_at=None, opens_at__lte=on, closes_at__gt=on)

    def with_arrivals(self):
        """Annotated with ``arrived``, the number of answers that came in through link or slips."""
        return self.annotate(arrived=Coalesce("answered", _number_of(SurveyResponse, "round")))


class SurveyRound(Versioned):
    """测评批次: one questionnaire version held in one community. Rounds made together share ``batch``.

    ``issued``: of slips, how many there are; of an open link, how many answers it takes (0: no limit).
    ``counts`` is shaped like :attr:`PaperTally.counts`.
    """

    class Modes(models.TextChoices):
        LINK = "link", "开放链接"
        SLIPS = "slips", "一次性答题码"
        PAPER = "paper", "纸质"

    class Stages(models.TextChoices):
        PENDING = "pending", "未开始"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已截止"

    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="rounds", verbose_name="问卷")
    election = models.ForeignKey(Election, models.PROTECT, related_name="survey_rounds", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="survey_rounds", verbose_name="社区")
    batch = models.UUIDField("批次", default=uuid.uuid4, editable=False, db_index=True)
    name = models.CharField("批次名称", max_length=60)
    number = models.PositiveSmallIntegerField("第几轮", default=1)
    mode = models.CharField("填答方式", max_length=10, choices=Modes)
    token = models.CharField("链接标识", max_length=24, unique=True, default=random_token, editable=False)
    slip_seed = EncryptedTextField("答题码种子", blank=True, editable=False)
    issued = models.PositiveIntegerField("发放数", default=0)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    closed_at = models.DateTimeField("截止办理时间", null=True, blank=True)
    answered = models.PositiveIntegerField("线上答卷数", null=True, editable=False)  # both counted once, at closing
    counts = models.JSONField("线上计票", null=True, editable=False)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="布置人")
    created_at = models.DateTimeField("布置时间", auto_now_add=True)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "测评批次"
        ordering = ["-opens_at", "community_id"]
        indexes = [
            models.Index(fields=["election", "community", "closes_at"]),
            models.Index(fields=["closed_at", "closes_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=["link", "slips", "paper"]), name="survey_round_mode"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_round_times"),
        ]

    def __str__(self):
        return f"{self.community.short_name}{self.name}"

    @property
    def stage(self):
        now = timezone.now()
        if self.closed_at or self.closes_at <= now:
            return self.Stages.CLOSED
        return self.Stages.OPEN if self.opens_at <= now else self.Stages.PENDING

    @property
    def is_closed(self):
        return self.stage == self.Stages.CLOSED

    @property
    def ended_at(self):
        """When it stopped taking answers, or will."""
        return min(self.closed_at, self.closes_at) if self.closed_at else self.closes_at


class RatedMember(models.Model):
    """被测评人: who sat in the community's team when the round was made, or was to be tried; a later change alters nothing."""

    access = Scope("round__community_id")

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="rated_members", verbose_name="批次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="成员")
    order = models.PositiveSmallIntegerField("序号")
    posts = models.CharField("职务", max_length=60)

    class Meta:
        verbose_name = "被测评人"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="rated_member_once")]

    def __str__(self):
        return f"{self.person.name}（{self.posts}）"


class SurveySlip(models.Model):
    """答题码: its keyed hash and whether it was used; not when, by whom, or for which answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="slips", verbose_name="批次")
    code_hash = models.CharField("答题码摘要", max_length=64, unique=True)
    is_used = models.BooleanField("已使用", default=False)

    class Meta:
        verbose_name = "答题码"

    def __str__(self):
        return "已使用的答题码" if self.is_used else "未使用的答题码"


class SurveyResponse(models.Model):
    """答卷: ``answers`` by question key: a number of a choice, a list of them, or ``{line: choice}``.

    The random key is the table's own order in SQLite (an INTEGER PRIMARY KEY), so nothing there tells
    the first answer from the last; PostgreSQL's row order is shuffled when the round is closed.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="responses", verbose_name="批次")
    answers = models.JSONField("答案", default=dict)

    class Meta:
        verbose_name = "答卷"

    def __str__(self):
        return "答卷"


class SurveyRemark(models.Model):
    """文字意见: one free text, apart from the answer it came with."""

    id = models.BigAutoField(primary_key=True, default=random_key)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="remarks", verbose_name="批次")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name="题目")
    text = EncryptedTextField("意见")

    class Meta:
        verbose_name = "文字意见"

    def __str__(self):
        return "文字意见"


class SpentForm(models.Model):
    """用过的答题页: the random mark of a page on an open link that was answered; gone when the round is closed."""

    id = models.UUIDField(primary_key=True, editable=False)
    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="spent_forms", verbose_name="批次")

    class Meta:
        verbose_name = "用过的答题页"

    def __str__(self):
        return "用过的答题页"


class PaperTally(Versioned):
    """纸质票统计: what was counted from paper in a round.

    ``counts``: ``{question key: {line key: [votes of each choice]}}``; of a number question
    ``{question key: {"count": n, "total": n}}``. ``remarks``: ``{question key: [texts]}``, encrypted JSON.
    """

    access = Scope("round__community_id", view="accept_records")
    evidence = Evidence(view="accept_records", change="accept_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(SurveyRound, models.CASCADE, related_name="tally", verbose_name="批次")
    issued = models.PositiveIntegerField("发放票数")
    returned = models.PositiveIntegerField("收回票数")
    valid = models.PositiveIntegerField("有效票数")
    invalid = models.PositiveIntegerField("作废票数")
    counts = models.JSONField("计票", default=dict)
    remarks = EncryptedTextField("文字意见", blank=True)
    tellers = models.CharField("计票人", max_length=60, blank=True)
    scrutineers = models.CharField("监票人", max_length=60, blank=True)

    class Meta:
        verbose_name = "纸质票统计"
        constraints = [
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="tally_returned_of_issued"),
            models.CheckConstraint(condition=Q(returned=F("valid") + F("invalid")), name="tally_valid_and_invalid"),
        ]

    def __str__(self):
        return f"{self.round}纸质票统计"

    def refuse_evidence_change(self, actor):
        """The count sheets of a past term stay as they are."""
        from communities.services.committees import require_running

        require_running(self.round.election)
