"""谈心谈话: who talks to whom, what was said, and what follows from it.

That a talk is due or was held is a fact of the community, seen like its other records.
What was said is not: it is read by those who sat at the talk (:class:`TalkSeat`) and by
whoever holds ``view_talk_texts``. Two names stand for these rights on every model here:
``view_talk_texts`` to read, ``hold_talk`` to write. The second is granted on no region: it
comes from a seat alone, so that nobody's rank lets him write into another's talk.
"""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from communities.models import Election, Person, Region
from communities.models.rules import Confirmable
from core import secrets
from core.access import NOBODY, Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.scans import WaitingPage
from core.workflow import Workflow, move, state_field
from interviews.querysets import FollowUpQuerySet, HeartTalkQuerySet

READ, HOLD, FOLLOW_UP = "view_talk_texts", "hold_talk", "follow_up_talk"


def _guard(name):
    """A guard of interviews.talk_rules, looked up when it is asked: the rules read these models."""

    def check(talk, actor):
        from interviews import talk_rules

        getattr(talk_rules, name)(talk, actor)

    return check


def _own(path, user):
    """The account at ``path`` is the user's; nobody's for who has none (core.access.Operator)."""
    return Q(**{path: user.pk}) if hasattr(user, "pk") else NOBODY


def seated(talk_path):
    """For a Scope's ``also``: rows whose talk (at ``talk_path``) the user sits at; he sees, reads and writes them."""

    def also(scope_q, user, permission):
        if permission not in ("view_records", READ, HOLD, FOLLOW_UP):
            return NOBODY
        return Q(Exists(TalkSeat.objects.filter(_own("account", user), talk=OuterRef(talk_path))))

    return also


class TalkKinds(models.TextChoices):
    HEART = "heart", "谈心谈话"
    LEAVING = "leaving", "离任谈话"
    LOSING = "losing", "落选谈话"
    NOMINEE = "nominee", "新提名谈话"


class Methods(models.TextChoices):
    IN_PERSON = "in_person", "当面谈话"
    AT_HOME = "at_home", "上门谈话"
    TELEPHONE = "telephone", "电话谈话"
    VIDEO = "video", "视频谈话"


class Stands(models.TextChoices):
    """进退留转: what the partner says of his own future."""

    STAY = "stay", "继续任职"
    OBEY = "obey", "服从安排"
    LEAVE = "leave", "愿意退出"
    TRANSFER = "transfer", "希望转岗"
    RISE = "rise", "愿意担任更重职务"
    SILENT = "silent", "未表态"


class Moods(models.TextChoices):
    CALM = "calm", "平稳"
    WATCH = "watch", "关注"
    FOCUS = "focus", "重点"


class Obedience(models.TextChoices):
    YES = "yes", "服从"
    CONDITIONAL = "conditional", "有条件服从"
    NO = "no", "不服从"
    SILENT = "silent", "未表态"


class Themes(models.TextChoices):
    """What concerns are about; counted for the street, while their texts are not shown to it."""

    FUTURE = "future", "进退留转去向"
    PAY = "pay", "待遇保障"
    WORKLOAD = "workload", "工作负担"
    TEAM = "team", "班子团结"
    GROWTH = "growth", "能力与培训"
    RESIDENTS = "residents", "居民矛盾"
    CONDITIONS = "conditions", "办公与经费条件"
    FAMILY = "family", "家庭与健康"
    DISCIPLINE = "discipline", "换届风气"
    OTHER = "other", "其他"


class HeartTalk(Workflow, Versioned):
    """One talk, from the plan to the signed record.

    ``people`` are the names and posts at the time of the record, as they stand on paper.
    ``frozen`` is the canonical text that the signatures stand under, from the first signature on.
    """

    class States(models.TextChoices):
        PLANNED = "planned", "待谈"
        RECORDED = "recorded", "已谈"
        SIGNED = "signed", "已归档"
        CANCELLED = "cancelled", "已取消"

    TEXTS = ("place", "outline", "content", "suggestions", "recommendation")
    access = Scope("community_id", also=seated("pk"))
    evidence = Evidence(view=READ, change=HOLD)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="heart_talks", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="heart_talks", verbose_name="社区")
    partner = models.ForeignKey(Person, models.PROTECT, related_name="heart_talks", verbose_name="谈话对象")
    kind = models.CharField("谈话类型", max_length=10, choices=TalkKinds, default=TalkKinds.HEART)
    number = models.PositiveIntegerField("编号")
    state = state_field(States, States.PLANNED)
    due_on = models.DateField("完成时限")
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="安排人")
    created_at = models.DateTimeField("安排时间", auto_now_add=True)

    held_from = models.DateTimeField("开始时间", null=True, blank=True)
    held_until = models.DateTimeField("结束时间", null=True, blank=True)
    method = models.CharField("谈话方式", max_length=12, choices=Methods, blank=True)
    people = models.JSONField("谈话各方", default=dict, blank=True)
    stand = models.CharField("进退留转表态", max_length=10, choices=Stands, blank=True)
    mood = models.CharField("思想动态", max_length=10, choices=Moods, blank=True)
    obedience = models.CharField("服从组织安排", max_length=12, choices=Obedience, blank=True)
    place = secrets.EncryptedTextField("谈话地点", blank=True)
    outline = secrets.EncryptedTextField("谈话提纲", blank=True)
    content = secrets.EncryptedTextField("谈话内容要点", blank=True)
    suggestions = secrets.EncryptedTextField("意见建议", blank=True)
    recommendation = secrets.EncryptedTextField("人选推荐", blank=True)

    frozen = secrets.EncryptedTextField("签字原文", blank=True, editable=False)
    digest = models.CharField("原文摘要", max_length=64, blank=True, editable=False)
    signed_at = models.DateTimeField("归档时间", null=True, editable=False)

    objects = HeartTalkQuerySet.as_manager()

    class Meta:
        verbose_name = "谈心谈话"
        ordering = ["election_id", "number"]
        indexes = [
            models.Index(fields=["election", "community", "state"]),
            models.Index(fields=["election", "state", "due_on"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="talk_number_once_a_term"),
            models.UniqueConstraint(
                fields=["election", "partner", "kind"], condition=~Q(state="cancelled"), name="talk_once_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=TalkKinds.values), name="talk_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "recorded", "signed", "cancelled"]), name="talk_state"
            ),
            models.CheckConstraint(condition=Q(held_until__gt=models.F("held_from")), name="talk_ends_after_start"),
            models.CheckConstraint(condition=Q(method__in=["", *Methods.values]), name="talk_method"),
            models.CheckConstraint(condition=Q(stand__in=["", *Stands.values]), name="talk_stand"),
            models.CheckConstraint(condition=Q(mood__in=["", *Moods.values]), name="talk_mood"),
            models.CheckConstraint(condition=Q(obedience__in=["", *Obedience.values]), name="talk_obedience"),
            models.CheckConstraint(condition=~Q(state="signed") | ~Q(digest=""), name="talk_signed_is_frozen"),
        ]

    def __str__(self):
        """Names neither partner nor number: it is shown as the source of an issue to whoever reads that."""
        return "谈心谈话"

    @property
    def code(self):
        """谈〔2026〕12号: numbered through the term."""
        return f"谈〔{self.election.election_day.year}〕{self.number}号"

    @property
    def is_held(self):
        """Whether it took place, signed or not."""
        return self.state in (self.States.RECORDED, self.States.SIGNED)

    @property
    def is_locked(self):
        """Whether a signature stands under the text, so that it must not change."""
        return bool(self.frozen)

    def refuse_evidence_change(self, actor):
        """Scans come before the record is archived: what it was archived on stays as it is."""
        if not self.election.is_running:
            raise DomainError("term_closed", f"{self.election}已是往届，资料只供查阅。请切换到筹备中的届次。")
        if self.state in (self.States.SIGNED, self.States.CANCELLED):
            raise DomainError("talk_closed", f"{self.code}{self.get_state_display()}，扫描件不能再增减。")

    @move([States.PLANNED], States.RECORDED, label="登记已谈", permission=HOLD, guards=[_guard("require_complete")],
          style="primary")  # fmt: skip
    def record(self):
        """The talk took place and is written down."""

    @move([States.RECORDED], States.SIGNED, label="签字归档", permission=HOLD,
          guards=[_guard("require_complete"), _guard("require_signatures")], style="primary")  # fmt: skip
    def archive(self):
        """Signed by all, or the signed paper is scanned: from now on only notes are added."""
        self.signed_at = timezone.now()

    @move([States.PLANNED], States.CANCELLED, label="取消安排", permission="conduct_talks",
          guards=[_guard("require_no_scan")], needs_note=True, style="danger")  # fmt: skip
    def cancel(self):
        """No talk will be held; the plan's line stays with the reason."""


class TalkSeat(models.Model):
    """Who talks, or takes the record. The account is fixed here: linking another to the person later opens nothing."""

    class Roles(models.TextChoices):
        LEAD = "lead", "谈话人（主谈）"
        SECOND = "second", "谈话人"
        RECORDER = "recorder", "记录人"

    access = Scope("talk__community_id", also=seated("talk_id"))

    talk = models.ForeignKey(HeartTalk, models.CASCADE, related_name="seats", verbose_name="谈话")
    role = models.CharField("分工", max_length=10, choices=Roles)
    person = models.ForeignKey(Person, models.PROTECT, related_name="talk_seats", verbose_name="人员")
    account = models.ForeignKey("accounts.User", models.PROTECT, related_name="talk_seats", verbose_name="账号")

    class Meta:
        verbose_name = "谈话分工"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "role"], name="talk_seat_once"),
            models.UniqueConstraint(fields=["talk", "person"], name="talk_seat_one_per_person"),
            models.CheckConstraint(condition=Q(role__in=["lead", "second", "recorder"]), name="talk_seat_role"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.person}"


class TalkConcern(models.Model):
    """诉求: a theme that is counted, and its text that is not shown."""

    access = Scope("talk__community_id", view=READ, also=seated("talk_id"))

    talk = models.ForeignKey(HeartTalk, models.CASCADE, related_name="concerns", verbose_name="谈话")
    theme = models.CharField("主题", max_length=12, choices=Themes, db_index=True)
    text = secrets.EncryptedTextField("内容", blank=True)

    class Meta:
        verbose_name = "谈话诉求"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "theme"], name="talk_concern_theme_once"),
            models.CheckConstraint(condition=Q(theme__in=Themes.values), name="talk_concern_theme"),
        ]

    def __str__(self):
        return self.get_theme_display()


def _seated_or_owner(scope_q, user, permission):
    """Besides those who sat there, whoever must act on it reads the line; he sees no other of the talk."""
    own = _own("owner_account", user) if permission in (READ, FOLLOW_UP) else NOBODY
    return own | seated("talk_id")(scope_q, user, permission)


class TalkFollowUp(models.Model):
    """后续措施: what was promised, who does it, by when."""

    access = Scope("talk__community_id", view=READ, also=_seated_or_owner)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    talk = models.ForeignKey(HeartTalk, models.CASCADE, related_name="follow_ups", verbose_name="谈话")
    content = secrets.EncryptedTextField("措施")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="talk_follow_ups", verbose_name="责任人")
    owner_account = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", editable=False)
    due_on = models.DateField("完成时限")
    done_on = models.DateField("办结日期", null=True, blank=True)
    outcome = secrets.EncryptedTextField("办理结果", blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "谈话后续措施"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["done_on", "due_on"])]

    def __str__(self):
        return "谈话后续措施"


class TalkNote(models.Model):
    """补充说明: what is added to a signed record, which itself never changes."""

    access = Scope("talk__community_id", view=READ, also=seated("talk_id"))

    talk = models.ForeignKey(HeartTalk, models.CASCADE, related_name="notes", verbose_name="谈话")
    text = secrets.EncryptedTextField("补充说明")
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="补充人")
    created_at = models.DateTimeField("补充时间", auto_now_add=True)

    class Meta:
        verbose_name = "谈话补充说明"
        ordering = ["created_at", "pk"]

    def __str__(self):
        return "谈话补充说明"


class TalkOutline(Confirmable):
    """谈话提纲 of a kind for the term: a sample until the office confirms it by a document number."""

    access = Scope("election__region_id")

    election = models.ForeignKey(Election, models.CASCADE, related_name="talk_outlines", verbose_name="届次")
    kind = models.CharField("谈话类型", max_length=10, choices=TalkKinds)
    text = models.TextField("提纲")

    class Meta:
        verbose_name = "谈话提纲"
        ordering = ["election_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "kind"], name="talk_outline_once"),
            models.CheckConstraint(condition=Q(kind__in=TalkKinds.values), name="talk_outline_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}提纲"


def _uploader(scope_q, user, permission):
    """A page that found no talk may be anyone's: only who brought it sees it."""
    return _own("uploaded_by", user) if permission in (READ, HOLD) else NOBODY


class TalkScanPage(WaitingPage):
    """A scanned page that found no talk."""

    access = Scope("election__region_id", view=HOLD, also=_uploader)

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")

    class Meta(WaitingPage.Meta):
        constraints = [models.UniqueConstraint(fields=["job", "page"], name="talk_scan_page_once")]
