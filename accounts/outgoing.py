"""外发提醒: once a day a line by e-mail or to a WeCom group that work waits. Off unless the environment asks for it.

It goes out of the house, so it holds counts and the product's address, and nothing else: no name, no community, no
kind of work. What was tried is a row, and the system administrator sees how it went.
"""

import json
import logging
import smtplib
import urllib.error
import urllib.request

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from accounts.models import OutgoingReminder

logger = logging.getLogger(__name__)
SECONDS = 10
TITLE = "换届筹备工作台待办提醒"


class NotTaken(Exception):
    """The other side answered, and did not take the message."""


def _by_mail(text):
    send_mail(TITLE, text, settings.DEFAULT_FROM_EMAIL, settings.OUTGOING_MAIL_TO)


def _by_wecom(text):
    """A group robot's webhook: JSON in, ``errcode`` 0 out."""
    body = json.dumps({"msgtype": "text", "text": {"content": f"{TITLE}\n{text}"}}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(settings.WECOM_WEBHOOK, body, headers)  # noqa: S310 — the setting admits http and https alone
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        code = json.loads(answer.read(10_000)).get("errcode")
    if code != 0:
        raise NotTaken(f"errcode {code}")


CHANNELS = {"mail": _by_mail, "wecom": _by_wecom}


def is_on():
    """Whether anything is sent out at all."""
    return bool(settings.OUTGOING_CHANNELS)


def text_of(*, users, items, urgent):
    """What is sent: how many have how much to do, and where."""
    return f"今日共 {users} 人有 {items} 项待办，其中逾期或将到期 {urgent} 项。请登录查看：{settings.PUBLIC_URL}/"


def send_daily(*, day, **counts):
    """Send the day's line through each channel that has not taken it yet. A failure is kept and does not stop the rest."""
    for channel in settings.OUTGOING_CHANNELS:
        row, _ = OutgoingReminder.objects.get_or_create(day=day, channel=channel)
        if row.sent_at is None:
            _send(row, text_of(**counts))


def _send(row, text):
    try:
        CHANNELS[row.channel](text)
    except (OSError, smtplib.SMTPException, NotTaken, ValueError) as error:
        row.fault = f"{type(error).__name__}: {getattr(error, 'code', '') or _without_address(error)}"[:200]
        logger.warning("outgoing reminder by %s failed: %s", row.channel, row.fault)
    else:
        row.sent_at, row.fault = timezone.now(), ""
    row.tries += 1
    row.save()


def _without_address(error):
    """The fault in words; an address holds the webhook's key."""
    words = str(getattr(error, "reason", error))
    return words.replace(settings.WECOM_WEBHOOK, "…") if settings.WECOM_WEBHOOK else words
