"""公告通知: what a street tells the secretaries of all its communities, and who of them has confirmed reading it."""

import uuid

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from communities.models.regions import Region
from core.access import NOBODY, Scope


class AnnouncementQuerySet(models.QuerySet):
    def with_counts(self):
        """Each with ``told`` and ``confirmed``: how many it went to, and how many have read it."""
        confirmed = Count("receipts", filter=Q(receipts__read_at__isnull=False))
        rows = self.annotate(told=Count("receipts"), confirmed=confirmed).select_related("region", "written_by")
        return rows.order_by("-written_at", "pk")  # a sum by groups forgets the model's own order


class Announcement(models.Model):
    """Written once and not changed: what was read stays what was written."""

    access = Scope("region_id", also=lambda scope_q, user, permission: _addressed(user, permission))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="发布范围")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容", max_length=3000)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="发布人")
    written_at = models.DateTimeField("发布时间", auto_now_add=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "公告通知"
        ordering = ["-written_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("communities:announcement", args=[self.pk])


class AnnouncementReceipt(models.Model):
    """阅知: one reader of an announcement. ``community``: for which he was told; ``reminders``: how often he was pressed."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="receipts", verbose_name="公告")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="收件人")
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    read_at = models.DateTimeField("阅知时间", null=True)
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    reminded_at = models.DateTimeField("最近催办", null=True)

    class Meta:
        verbose_name = "阅知"
        ordering = ["community_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="announcement_once_each")]

    def __str__(self):
        return f"{self.community.short_name} {self.user.full_name}"


def _addressed(user, permission):
    """Those sent to the user, for reading alone."""
    if permission != "view_records":
        return NOBODY
    return Q(pk__in=AnnouncementReceipt.objects.filter(user=user.pk).values("announcement"))
