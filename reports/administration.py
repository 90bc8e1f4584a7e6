"""What an administrator finds on his home: the figures of his own lists, each leading to the list that it counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingReminder, User
from accounts.views.audit import matching_events
from accounts.views.users import matching_accounts


@dataclass(frozen=True)
class Figure:
    """A number with its words and the list behind it."""

    label: str
    number: int
    view: str
    query: dict
    tone: str = ""

    @property
    def url(self):
        return f"{reverse(self.view)}?{urlencode(self.query)}"


def figures(user):
    """The :class:`Figure` s of an administrator; empty for all others."""
    found = {"system": _accounts, "security": _grants, "audit": _trail}.get(user.admin_kind)
    return found() if found else []


def _accounts():
    labels = (("active", "启用的账号", ""), ("expired", "已过有效期的账号", "warn"), ("disabled", "停用的账号", ""))
    return [
        Figure(label, matching_accounts({"status": code}).count(), "accounts:user-list", {"status": code}, tone)
        for code, label, tone in labels
    ]


def _grants():
    business = User.objects.filter(admin_kind="")
    without = business.filter(role_grants=None).count()
    return [
        Figure("业务账号", business.count(), "communities:grant-list", {"role": ""}),
        Figure("尚未授权的账号", without, "communities:grant-list", {"role": "none"}, "warn"),
    ]


def _trail():
    today = f"{timezone.localdate():%Y-%m-%d}"
    asked = (("今日操作", "", ""), ("今日口令不符", "wrong", "warn"), ("今日锁定账号的登录", "locked", "bad"))
    return [
        Figure(label, matching_events({"since": today, "result": result}).count(), "accounts:audit-log",
               {"since": today, "result": result}, tone)
        for label, result, tone in asked
    ]  # fmt: skip


OUTGOING_SHOWN = 7


def outgoing(user):
    """The latest outgoing reminders and how they went, for the system administrator; None for others, and while off."""
    if user.admin_kind != "system" or not settings.OUTGOING_CHANNELS:
        return None
    return list(OutgoingReminder.objects.all()[:OUTGOING_SHOWN])
