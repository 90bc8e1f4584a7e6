"""警示谈话: who warns whom, level by level, and what was said.

That somebody is to be warned or was warned is a fact of his community, seen like its other records. What
was said is read by those who sat there and by whoever holds ``view_talk_texts``, and written by those who
sat there alone. Why a talk was held (``reason``) is for those who hold it: it is neither printed nor signed,
for the partner of a talk must not learn from it that something is being looked into.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from communities.models import Election, Person, Region, TermRole
from core import secrets
from core.access import NOBODY, Scope
from core.attachments import Evidence, attachments_of
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field
from discipline.models.texts import DisciplineText

READ, HOLD, PLAN = "view_talk_texts", "hold_warning", "conduct_talks"


def _mine(prefix, user):
    """The user has a seat at the talk at ``prefix``; nobody has who has no account (core.access.Operator)."""
    if not hasattr(user, "pk"):
        return NOBODY
    return Q(**{f"{prefix}talker_account": user.pk}) | Q(**{f"{prefix}recorder_account": user.pk})


def seated(prefix=""):
    """For a Scope's ``also``: rows whose talk (at ``prefix``) the user holds or records."""

    def also(scope_q, user, permission):
        return _mine(prefix, user) if permission in ("view_records", READ, HOLD) else NOBODY

    return also


class WarningPair(models.Model):
    """One line of the tree: who is to warn this person. Proposed from the records; the office may change the warner."""

    access = Scope("place_id")

    election = models.ForeignKey(Election, models.PROTECT, related_name="warning_pairs", verbose_name="届次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="warning_pairs", verbose_name="谈话对象")
    place = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    capacity = models.CharField("身份", max_length=20, choices=TermRole.Capacities)
    post = models.CharField("职务", max_length=100, blank=True)
    warner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="people_to_warn", verbose_name="谈话人"
    )
    is_edited = models.BooleanField("人工指定", default=False, editable=False)

    class Meta:
        verbose_name = "警示谈话关系"
        ordering = ["place_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "person"], name="warning_pair_once"),
            models.CheckConstraint(condition=~Q(person=models.F("warner")), name="warning_pair_not_self"),
        ]

    def __str__(self):
        return self.person.name


class WarningTalkQuerySet(models.QuerySet):
    def standing(self):
        return self.exclude(state=WarningTalk.States.CANCELLED)

    def held(self):
        return self.filter(state__in=HELD)

    def of_account(self, user):
        """Those that the user holds or records."""
        return self.filter(_mine("", user))

    def with_plan(self):
        return self.select_related("election", "region", "talker", "recorder").prefetch_related("partners__person")


def _complete(talk, actor):
    from discipline.warning_rules import require_complete

    require_complete(talk, actor)


def _signed(talk, actor):
    from discipline.warning_rules import require_signatures

    require_signatures(talk, actor)


def _no_scan(talk, actor):
    if attachments_of(talk).exists():
        raise DomainError("warning_has_scan", f"{talk.code}已有扫描件，请登记谈话记录，不能取消。")


class WarningTalk(Workflow, Versioned):
    """One talk, with one person or with several: one record, and who of them was there."""

    class States(models.TextChoices):
        PLANNED = "planned", "待谈"
        RECORDED = "recorded", "已谈"
        SIGNED = "signed", "已归档"
        CANCELLED = "cancelled", "已取消"

    class Reasons(models.TextChoices):
        ROUTINE = "routine", "例行警示"
        RISK = "risk", "因风险提醒"
        CLUE = "clue", "因线索提醒"

    access = Scope("region_id", also=seated())
    evidence = Evidence(view=READ, change=HOLD)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="warning_talks", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="warning_talks", verbose_name="组织单位")
    number = models.PositiveIntegerField("编号")
    state = state_field(States, States.PLANNED)
    is_collective = models.BooleanField("集体谈话", default=False)
    talker = models.ForeignKey(Person, models.PROTECT, related_name="warnings_given", verbose_name="谈话人")
    talker_account = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人")
    recorder_account = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", editable=False)
    due_on = models.DateField("完成时限")
    reason = secrets.EncryptedTextField("缘由", default=Reasons.ROUTINE)
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="安排人")
    created_at = models.DateTimeField("安排时间", auto_now_add=True)

    held_from = models.DateTimeField("开始时间", null=True, blank=True)
    held_until = models.DateTimeField("结束时间", null=True, blank=True)
    texts = models.ManyToManyField(DisciplineText, related_name="warning_talks", blank=True, verbose_name="学习内容")
    place = secrets.EncryptedTextField("谈话地点", blank=True)
    content = secrets.EncryptedTextField("谈话内容要点", blank=True)
    answer = secrets.EncryptedTextField("本人表态", blank=True)
    measures = secrets.EncryptedTextField("后续要求", blank=True)
    frozen = secrets.EncryptedTextField("签字原文", blank=True, editable=False)
    digest = models.CharField("原文摘要", max_length=64, blank=True, editable=False)
    signed_at = models.DateTimeField("归档时间", null=True, editable=False)

    objects = WarningTalkQuerySet.as_manager()

    class Meta:
        verbose_name = "警示谈话"
        ordering = ["election_id", "-number"]
        indexes = [models.Index(fields=["election", "region", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="warning_number_once_a_term"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "recorded", "signed", "cancelled"]), name="warning_state"
            ),
            models.CheckConstraint(condition=Q(held_until__gt=models.F("held_from")), name="warning_ends_after_start"),
            models.CheckConstraint(condition=~Q(state="signed") | ~Q(digest=""), name="warning_signed_is_frozen"),
        ]

    def __str__(self):
        """Names neither partner nor number."""
        return "警示谈话"

    @property
    def community(self):
        """Where a report about it is filed: what other records call their community, here the street as well."""
        return self.region

    @property
    def code(self):
        """警〔2026〕4号: numbered through the term."""
        return f"警〔{self.election.election_day.year}〕{self.number}号"

    @property
    def is_held(self):
        return self.state in HELD

    @property
    def is_locked(self):
        """Whether a signature stands under the text, so that it must not change."""
        return bool(self.frozen)

    def refuse_evidence_change(self, actor):
        if not self.election.is_running:
            raise DomainError("election_past", f"{self.election}已转为往届，只能查看。")
        if self.state in (self.States.SIGNED, self.States.CANCELLED):
            raise DomainError("warning_closed", f"{self.code}{self.get_state_display()}，扫描件不能再增减。")

    @move([States.PLANNED], States.RECORDED, label="登记已谈", permission=HOLD, guards=[_complete], style="primary")
    def record(self):
        """The talk took place and is written down."""

    @move([States.RECORDED], States.SIGNED, label="签字归档", permission=HOLD, guards=[_complete, _signed],
          style="primary")  # fmt: skip
    def archive(self):
        """Signed by all who were there, or the signed paper is scanned."""
        self.signed_at = timezone.now()

    @move([States.PLANNED], States.CANCELLED, label="取消安排", permission=PLAN, guards=[_no_scan], needs_note=True,
          style="danger")  # fmt: skip
    def cancel(self):
        """No talk will be held; the line stays with the reason."""


HELD = (WarningTalk.States.RECORDED.value, WarningTalk.States.SIGNED.value)


class WarningPartner(models.Model):
    """One person to be warned at a talk, and whether he was there."""

    access = Scope("talk__region_id", also=seated("talk__"))

    talk = models.ForeignKey(WarningTalk, models.CASCADE, related_name="partners", verbose_name="谈话")
    person = models.ForeignKey(Person, models.PROTECT, related_name="warnings", verbose_name="谈话对象")
    place = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    post = models.CharField("职务", max_length=100, blank=True)
    was_there = models.BooleanField("到场", default=False)

    class Meta:
        verbose_name = "警示谈话对象"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "person"], name="warning_partner_once")]

    def __str__(self):
        return self.person.name

    @property
    def role(self):
        """The code of his signature under the talk's record."""
        return f"partner-{self.pk}"
