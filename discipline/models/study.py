"""纪律学习: sessions, who is expected, who signed in and how, and what the absent made up for.

Who is expected is read from the term's roster when the session is set up (:mod:`discipline.circles`)
and stored, for later changes of the roster do not change who was asked to come. Every act of signing
in is a row: one outside the session's time or place waits for the recorder's decision and is not lost.

A session is seen by whoever sees the records where it is held, with everything (WHOLE), and by whoever
sees the records of somebody asked to come: its facts, and how those people of his own stand. So a
community learns of the street's sessions what concerns it, and nothing of its neighbours' people.
"""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from communities.models import Election, Person, Region, TermRole
from core.access import NOBODY, Scope, code_condition, granted_codes, visible_to
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field
from discipline.models.texts import DisciplineText

FILL, WHOLE = "fill_discipline", "whole_study"
EARLY = timedelta(minutes=30)  # people come before it begins, and the last sign when it is over
LATE = timedelta(minutes=15)


class Carriers(models.TextChoices):
    WEEKLY = "weekly", "每周例会"
    BRANCH = "branch", "三会一课"
    WECHAT = "wechat", "微信学习"
    SPECIAL = "special", "专题会"


class StudySessionQuerySet(models.QuerySet):
    def standing(self):
        return self.exclude(state=StudySession.States.CANCELLED)

    def with_counts(self, user):
        """Annotated with ``expected_count``, ``signed_count`` and ``waiting_count`` of those whom ``user`` sees."""
        people = visible_to(user, Attendee).filter(session=OuterRef("pk")).order_by()
        signs = visible_to(user, SignIn).filter(attendee__session=OuterRef("pk")).order_by()
        return self.annotate(
            expected_count=_counted(people, "session"),
            signed_count=_counted(signs.filter(standing=SignIn.Standings.VALID), "attendee__session"),
            waiting_count=_counted(signs.filter(standing=SignIn.Standings.WAITING), "attendee__session"),
        )


def _counted(rows, group):
    number = rows.values(group).annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(number, output_field=models.IntegerField()), 0)


def _where_own_people_are(scope_q, user, permission):
    """For the session's ``also``: in sight where one's own people are asked to come; WHOLE only where it is held."""
    if permission == WHOLE:
        return code_condition("region_id", granted_codes(user, "view_records"))
    if permission != "view_records":
        return NOBODY
    return Q(Exists(Attendee.objects.filter(scope_q("place_id"), session=OuterRef("pk"))))


def _of_own_place(path):
    """For the ``also`` of what belongs to one person at a session: seen where his records are."""
    return lambda scope_q, user, permission: scope_q(path) if permission == "view_records" else NOBODY


def _nobody_waits(session, actor):
    waiting = SignIn.objects.filter(attendee__session=session, standing=SignIn.Standings.WAITING).count()
    if waiting:
        raise DomainError("attempts_waiting", f"还有 {waiting} 条异常签到待认定，请先认定。")


def _nobody_signed(session, actor):
    if SignIn.objects.filter(attendee__session=session).exists():
        raise DomainError("already_signed", f"{session.code}已有人签到，不能取消。")


class StudySession(Workflow, Versioned):
    """One session: what was studied, when, where, by whom; the region is the street or one community."""

    class States(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已办结"
        CANCELLED = "cancelled", "已取消"

    access = Scope("region_id", also=_where_own_people_are)
    evidence = Evidence(view=WHOLE, change=FILL)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="study_sessions", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="study_sessions", verbose_name="组织单位")
    number = models.PositiveIntegerField("编号")
    state = state_field(States, States.OPEN)
    title = models.CharField("学习主题", max_length=100)
    carrier = models.CharField("学习载体", max_length=10, choices=Carriers)
    texts = models.ManyToManyField(DisciplineText, related_name="study_sessions", verbose_name="学习内容")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100, blank=True)
    place_code = models.CharField("现场码", max_length=4, blank=True, editable=False)
    host = models.CharField("主持人", max_length=50, blank=True)
    speaker = models.CharField("主讲人", max_length=50, blank=True)
    recorder = models.CharField("记录人", max_length=50, blank=True)
    summary = models.TextField("学习要点", blank=True)
    decisions = models.TextField("讨论和落实要求", blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = StudySessionQuerySet.as_manager()

    class Meta:
        verbose_name = "纪律学习"
        ordering = ["-starts_at", "pk"]
        indexes = [models.Index(fields=["election", "region", "starts_at"])]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="study_number_once_a_term"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="study_ends_after_start"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed", "cancelled"]), name="study_state"),
            models.CheckConstraint(condition=Q(carrier__in=Carriers.values), name="study_carrier"),
        ]

    def __str__(self):
        return self.title

    @property
    def community(self):
        """Where a report about it is filed: what other records call their community, here the street as well."""
        return self.region

    @property
    def code(self):
        """学〔2026〕3号: numbered through the term."""
        return f"学〔{self.election.election_day.year}〕{self.number}号"

    @property
    def is_open(self):
        return self.state == self.States.OPEN

    @property
    def opens_at(self):
        return self.starts_at - EARLY

    @property
    def closes_at(self):
        return self.ends_at + LATE

    def refuse_evidence_change(self, actor):
        if not self.election.is_running:
            raise DomainError("election_past", f"{self.election}已转为往届，只能查看。")
        if self.state == self.States.CANCELLED:
            raise DomainError("session_cancelled", f"{self.code}已取消，不能再增减材料。")

    @property
    def is_evidence_settled(self):
        return self.state == self.States.CLOSED

    @move([States.OPEN], States.CLOSED, label="办结", permission=FILL, guards=[_nobody_waits], style="primary")
    def close(self):
        """The record is complete; the absent make up for it one by one."""

    @move([States.CLOSED], States.OPEN, label="退回补正", permission=FILL, needs_note=True)
    def reopen(self):
        """Something of the record was wrong."""

    @move([States.OPEN], States.CANCELLED, label="取消学习", permission=FILL, guards=[_nobody_signed],
          needs_note=True, style="danger")  # fmt: skip
    def cancel(self):
        """It does not take place; the line stays with the reason."""


class AttendeeQuerySet(models.QuerySet):
    def with_sign_ins(self):
        """Annotated with ``has_signed`` and ``is_waiting``."""
        signs = SignIn.objects.filter(attendee=OuterRef("pk"))
        return self.annotate(
            has_signed=Exists(signs.filter(standing=SignIn.Standings.VALID)),
            is_waiting=Exists(signs.filter(standing=SignIn.Standings.WAITING)),
        )

    def missing(self):
        return self.with_sign_ins().filter(has_signed=False)


class Attendee(models.Model):
    """应到: one person expected at a session, in the capacity in which the roster had him then."""

    access = Scope("session__region_id", also=_of_own_place("place_id"))

    session = models.ForeignKey(StudySession, models.CASCADE, related_name="attendees", verbose_name="学习")
    person = models.ForeignKey(Person, models.PROTECT, related_name="study_places", verbose_name="人员")
    place = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    capacity = models.CharField("身份", max_length=20, choices=TermRole.Capacities)
    absence_reason = models.CharField("缺席原因", max_length=100, blank=True)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = "应到人员"
        ordering = ["place_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attendee_once")]

    def __str__(self):
        return self.person.name


class SignIn(models.Model):
    """签到: one act of signing in; the drawn name is a signature under it."""

    class Ways(models.TextChoices):
        ACCOUNT = "account", "本人账号扫码"
        PHONE = "phone", "手机扫码"
        KIOSK = "kiosk", "现场平板"
        PAPER = "paper", "纸质签到表"

    class Standings(models.TextChoices):
        VALID = "valid", "有效"
        WAITING = "waiting", "待认定"
        REFUSED = "refused", "不予认定"

    class Troubles(models.TextChoices):
        EARLY = "early", "早于签到时间"
        LATE = "late", "晚于签到时间"
        PLACE = "place", "现场码不符"

    access = Scope("attendee__session__region_id", also=_of_own_place("attendee__place_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="sign_ins", verbose_name="应到人员")
    way = models.CharField("签到方式", max_length=10, choices=Ways)
    at = models.DateTimeField("签到时间")
    standing = models.CharField("认定", max_length=10, choices=Standings, default=Standings.VALID)
    trouble = models.CharField("异常", max_length=10, choices=Troubles, blank=True)
    note = models.CharField("认定意见", max_length=200, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    decided_at = models.DateTimeField("认定时间", null=True)

    class Meta:
        verbose_name = "签到"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attendee"], condition=Q(standing="valid"), name="sign_in_once"),
            models.UniqueConstraint(fields=["attendee"], condition=Q(standing="waiting"), name="sign_in_waits_once"),
            models.CheckConstraint(condition=Q(standing__in=["valid", "waiting", "refused"]), name="sign_in_standing"),
            models.CheckConstraint(condition=Q(way__in=["account", "phone", "kiosk", "paper"]), name="sign_in_way"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} {self.at:%Y-%m-%d %H:%M}"


class CatchUp(models.Model):
    """补学: one text, made up for by one person, with who vouches for it."""

    class Ways(models.TextChoices):
        ALONE = "alone", "自学"
        COACHED = "coached", "个别辅导"
        ONLINE = "online", "线上补学"
        TOGETHER = "together", "集中补学"

    access = Scope("place_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="catch_ups", verbose_name="届次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="catch_ups", verbose_name="人员")
    place = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    text = models.ForeignKey(DisciplineText, models.PROTECT, related_name="catch_ups", verbose_name="学习内容")
    session = models.ForeignKey(
        StudySession, models.PROTECT, null=True, blank=True, related_name="catch_ups", verbose_name="缺席的学习"
    )
    done_on = models.DateField("补学日期")
    way = models.CharField("补学方式", max_length=10, choices=Ways)
    note = models.CharField("说明", max_length=200, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="确认人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "补学"
        ordering = ["-done_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], name="catch_up_once"),
            models.CheckConstraint(
                condition=Q(way__in=["alone", "coached", "online", "together"]), name="catch_up_way"
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_way_display()}"
