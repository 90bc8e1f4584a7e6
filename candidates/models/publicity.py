"""公示: the notice by which the street publishes names, and what is objected against them.

A notice is seen by everybody who sees the community's records once it is posted; before that, and what
is objected, only by those who see the vetting.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from candidates.models.candidates import Candidate
from candidates.models.slates import Slate
from communities.models import Election, Region
from core.access import Scope, code_condition, granted_codes
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.secrets import EncryptedTextField
from core.workflow import Workflow, move, state_field

PUBLIC_STATES = ("posted", "closed")


def _guard(name):
    """A guard of candidates.publicity_rules, looked up when it is asked: the rules read these models."""

    def check(notice, actor):
        from candidates import publicity_rules

        getattr(publicity_rules, name)(notice)

    return check


def _posted_or_vetting(path):
    """For a Scope's ``narrow``: what is not posted is for those who see the vetting of its community."""

    def narrow(user):
        drafts = code_condition(f"{path}community_id", granted_codes(user, "view_vetting"))
        return Q(**{f"{path}state__in": PUBLIC_STATES}) | drafts

    return narrow


class NameNotice(Workflow, Versioned):
    """The notice of one community: whom it names, from when to when, and where one may object."""

    class States(models.TextChoices):
        DRAFT = "draft", "草拟"
        POSTED = "posted", "公示中"
        CLOSED = "closed", "公示结束"
        REVOKED = "revoked", "已撤销"

    class Kinds(models.TextChoices):
        PARTY = "party", "社区党组织委员会委员候选人预备人选"
        RESIDENTS = "residents", "社区居民委员会成员候选人"
        BOTH = "both", "社区“两委”换届拟推荐人选"

    access = Scope("community_id", narrow=_posted_or_vetting(""))
    evidence = Evidence(view="view_records", change="record_conclusions")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="name_notices", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="name_notices", verbose_name="社区")
    slate = models.ForeignKey(Slate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据方案")
    kind = models.CharField("公示内容", max_length=10, choices=Kinds)
    state = state_field(States, States.DRAFT)
    starts_on = models.DateField("公示开始")
    working_days = models.PositiveSmallIntegerField("工作日天数", default=5)
    ends_on = models.DateField("公示截止", editable=False)
    basis = models.CharField("天数依据", max_length=100, blank=True, help_text="核定公示天数的文件名或文号。")
    place = models.CharField("张贴地点", max_length=100)
    contact_office = models.CharField("受理单位", max_length=60)
    contact_phone = models.CharField("受理电话", max_length=40)
    contact_address = models.CharField("受理地址", max_length=100)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟制人")

    class Meta:
        verbose_name = "名单公示"
        ordering = ["-starts_on", "community_id", "-pk"]
        indexes = [models.Index(fields=["community", "election", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "posted", "closed", "revoked"]), name="name_notice_state"
            ),
            models.CheckConstraint(condition=Q(kind__in=["party", "residents", "both"]), name="name_notice_kind"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="name_notice_period"),
            models.CheckConstraint(condition=Q(working_days__gte=1), name="name_notice_days"),
        ]

    def __str__(self):
        return f"{self.community.short_name}{self.get_kind_display().removeprefix('社区')}公示"

    @property
    def is_running(self):
        """Whether today lies in its period, and it is posted."""
        return self.state == self.States.POSTED and self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def is_due(self):
        """Whether its period is over and nobody has closed it."""
        return self.state == self.States.POSTED and timezone.localdate() > self.ends_on

    @property
    def is_sample(self):
        """Whether nobody has said by which document it lasts so long."""
        return not self.basis

    @property
    def is_evidence_settled(self):
        return self.state == self.States.CLOSED

    def refuse_evidence_change(self, actor):
        if self.state == self.States.REVOKED or not self.election.is_running:
            raise DomainError("notice_closed", f"“{self}”已不能改动，材料只供查阅。")

    @move([States.DRAFT], States.POSTED, label="发布公示", permission="record_conclusions",
          guards=[_guard("require_running"), _guard("require_names"), _guard("require_still_able"),
                  _guard("require_not_past")], style="primary")  # fmt: skip
    def post(self):
        """The paper hangs; the names are frozen as published."""

    @move([States.POSTED], States.CLOSED, label="公示结束", permission="record_conclusions",
          guards=[_guard("require_period_over"), _guard("require_no_open_objection"), _guard("require_photo")],
          style="primary")  # fmt: skip
    def close(self):
        """The period is over and every objection is answered."""

    @move([States.DRAFT, States.POSTED], States.REVOKED, label="撤销公示", permission="record_conclusions",
          guards=[_guard("require_running")], needs_note=True, style="danger")  # fmt: skip
    def revoke(self):
        """Taken down; a corrected one is drawn up anew."""


class NoticeName(models.Model):
    """One person as published: these fields and no other (domain facts §4.9)."""

    access = Scope("notice__community_id", narrow=_posted_or_vetting("notice__"))

    notice = models.ForeignKey(NameNotice, models.CASCADE, related_name="names", verbose_name="公示")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="notice_names", verbose_name="人选")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=2)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    birth_month = models.CharField("出生年月", max_length=10, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    affiliation = models.CharField("政治面貌", max_length=20, blank=True)
    current_post = models.CharField("现任", max_length=200, blank=True)
    intended_post = models.CharField("拟任", max_length=60)

    class Meta:
        verbose_name = "公示人选"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "candidate"], name="notice_name_once")]

    def __str__(self):
        return self.name


class Objection(Versioned):
    """What somebody has against a name or the notice. Who, and what, is read by those who see the vetting."""

    class Channels(models.TextChoices):
        VISIT = "visit", "来访"
        PHONE = "phone", "来电"
        LETTER = "letter", "来信"
        ONLINE = "online", "网络"

    class Results(models.TextChoices):
        UNFOUNDED = "unfounded", "不影响任职"
        FOUNDED = "founded", "影响任职"
        NOTICE = "notice", "公示内容有误，已更正"

    access = Scope("notice__community_id", view="view_vetting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(NameNotice, models.PROTECT, related_name="objections", verbose_name="公示")
    about = models.ForeignKey(
        NoticeName, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="反映对象"
    )
    received_on = models.DateField("收到日期")
    channel = models.CharField("渠道", max_length=10, choices=Channels)
    is_anonymous = models.BooleanField("匿名", default=False)
    who = EncryptedTextField("反映人", blank=True)
    content = EncryptedTextField("反映内容")
    result = models.CharField("核查结论", max_length=10, choices=Results, blank=True)
    handling = EncryptedTextField("核查处理情况", blank=True)
    resolved_on = models.DateField("办结日期", null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    resolved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="办结人")

    class Meta:
        verbose_name = "公示异议"
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", resolved_on=None) | (~Q(result="") & Q(resolved_on__isnull=False)),
                name="objection_resolved",
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", "unfounded", "founded", "notice"]), name="objection_result"
            ),
        ]

    def __str__(self):
        return f"{self.received_on:%m月%d日}{self.get_channel_display()}异议"

    @property
    def is_open(self):
        return not self.result
