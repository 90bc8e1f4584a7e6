"""换届宣传: what residents were told, where, by what means, and how many it reached."""

import uuid

from django.db import models
from django.db.models import Q

from communities.models import Election, Region
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError


class PublicityKinds(models.TextChoices):
    YARD_MEETING = "yard_meeting", "坝坝会"
    HOME_VISIT = "home_visit", "入户走访"
    NOTICE_BOARD = "notice_board", "公开栏"
    SCREEN = "screen", "电子屏"
    LETTER = "letter", "一封信"
    WECHAT = "wechat", "微信"
    BANNER = "banner", "横幅标语"
    CARD = "card", "纪律提醒卡"
    BROADCAST = "broadcast", "广播"
    DESK = "desk", "咨询点"


class PublicityQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(voided_at=None)

    def with_file(self):
        return self.select_related("community", "recorded_by")


class PublicityEvent(Versioned):
    """One event; households and people are those reached, copies the materials handed out."""

    access = Scope("community_id")
    evidence = Evidence(view="view_records", change="fill_discipline")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="publicity", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="publicity", verbose_name="社区")
    kind = models.CharField("形式", max_length=15, choices=PublicityKinds)
    held_on = models.DateField("日期")
    place = models.CharField("地点或范围", max_length=100)
    topic = models.CharField("内容", max_length=100, blank=True)
    households = models.PositiveIntegerField("覆盖户数", null=True, blank=True)
    people = models.PositiveIntegerField("覆盖人次", null=True, blank=True)
    copies = models.PositiveIntegerField("发放材料（份）", null=True, blank=True)
    materials = models.CharField("材料名称", max_length=100, blank=True)
    responsible = models.CharField("责任人", max_length=50, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = "换届宣传"
        ordering = ["-held_on", "-created_at", "pk"]
        indexes = [models.Index(fields=["election", "community", "held_on"])]
        constraints = [models.CheckConstraint(condition=Q(kind__in=PublicityKinds.values), name="publicity_kind")]

    def __str__(self):
        return f"{self.get_kind_display()}（{self.place}）"

    @property
    def is_void(self):
        return self.voided_at is not None

    def refuse_evidence_change(self, actor):
        if not self.election.is_running:
            raise DomainError("election_past", f"{self.election}已转为往届，只能查看。")
        if self.is_void:
            raise DomainError("publicity_void", "这条宣传已经作废，不能再增减照片。")
