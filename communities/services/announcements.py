"""Telling all secretaries of a street something, knowing who has read it, pressing the others."""

from django.db import transaction
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from communities.models import Announcement, AnnouncementReceipt, RoleGrant
from communities.roles import SECRETARY
from core import access, audit
from core.errors import DomainError

WRITE = "accept_records"


def secretaries_of(region):
    """``{user: community}`` of the secretaries in force in a region; of who serves two communities, the first."""
    grants = RoleGrant.objects.filter(access.code_condition("region_id", [region.pk]), role=SECRETARY)
    found = {}
    for grant in grants.select_related("user", "region").order_by("region_id"):
        if grant.user.is_in_force:
            found.setdefault(grant.user, grant.region)
    return found


@transaction.atomic
def announce(*, actor, region, title, text):
    """Tell all secretaries of ``region``. Returns the :class:`Announcement`.

    Raises DomainError ``nobody_to_tell``; 404 and 403 as access.require.
    """
    access.require(actor, WRITE, region)
    readers = secretaries_of(region)
    if not readers:
        raise DomainError("nobody_to_tell", f"{region.short_name}还没有社区书记账号，请先由安全管理员授权。")
    made = Announcement.objects.create(region=region, title=title, text=text, written_by=actor)
    receipts = [AnnouncementReceipt(announcement=made, user=user, community=place) for user, place in readers.items()]
    AnnouncementReceipt.objects.bulk_create(receipts)
    for user in readers:
        _tell(made, user, f"公告：{title}")
    audit.record(actor, "announcement.send", made, detail={"region": region.pk, "told": len(receipts)})
    return made


def _tell(announcement, user, title):
    notices.send_about(
        user=user, kind=Notice.Kinds.ANNOUNCE, about=announcement.pk, title=title, url=announcement.get_absolute_url()
    )  # fmt: skip


@transaction.atomic
def confirm_reading(*, actor, announcement):
    """Note that ``actor``, to whom it was sent, has read it. A second time changes nothing."""
    waiting = AnnouncementReceipt.objects.filter(announcement=announcement, user=actor, read_at=None)
    if waiting.update(read_at=timezone.now()):
        notices.mark_read(actor=actor, notices=notices.inbox(actor).filter(about=announcement.pk))
        audit.record(actor, "announcement.read", announcement)


@transaction.atomic
def press_readers(*, actor, announcement):
    """Tell those again who have not confirmed reading. Returns how many. Raises DomainError ``all_read``."""
    access.require(actor, WRITE, announcement)
    waiting = announcement.receipts.filter(read_at=None).select_related("user")
    users = [receipt.user for receipt in waiting if receipt.user.is_in_force]
    if not users:
        raise DomainError("all_read", "收件人都已确认阅知，不必催办。")
    for receipt in waiting:
        receipt.reminders, receipt.reminded_at = receipt.reminders + 1, timezone.now()
    AnnouncementReceipt.objects.bulk_update(waiting, ["reminders", "reminded_at"])
    for user in users:
        _tell(announcement, user, f"催办：请阅知公告“{announcement.title}”")
    audit.record(actor, "announcement.press", announcement, detail={"told": len(users)})
    return len(users)
