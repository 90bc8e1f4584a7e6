"""消息: telling users things in the product, and the inbox in which they wait."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Notice

KEEP_DAYS = 90


def send(*, users, kind, title, text="", url="", day=None):
    """Tell each of ``users`` the same; a digest of the same ``day`` only once. Returns how many were told.

    ``kind``: Notice.Kinds; ``url``: the page on which it is done, a path of this site.
    """
    made = [
        Notice(user=user, kind=kind, title=title[:100], text=text, url=url, day=day)
        for user in users
        if user.is_in_force
    ]
    before = Notice.objects.count() if day else 0
    Notice.objects.bulk_create(made, ignore_conflicts=day is not None)
    return Notice.objects.count() - before if day else len(made)


def send_about(*, user, kind, about, title, text="", url=""):
    """Tell ``user`` how a thing with the key ``about`` stands now, in place of what he was told of it before."""
    if not user.is_in_force:
        return
    said = {"kind": kind, "title": title[:100], "text": text, "url": url, "created_at": timezone.now(), "read_at": None}
    Notice.objects.update_or_create(user=user, about=about, defaults=said)


def inbox(user):
    """The own notices of ``user`` (an account or its key), newest first."""
    return Notice.objects.filter(user=user)


def unread(user):
    """Those that wait unread: an index of the unread alone."""
    return inbox(user).filter(read_at=None)


def unread_count(user):
    """How many wait unread."""
    return unread(user).count()


def mark_read(*, actor, notices=None):
    """Mark some of one's own notices, or all, as read. Returns how many were unread."""
    rows = unread(actor)
    rows = rows if notices is None else rows.filter(pk__in=[notice.pk for notice in notices])
    return rows.update(read_at=timezone.now())


def mark_seen(*, actor, url):
    """Mark as read what one's inbox says of a result whose page ``url`` one has before one. Returns how many were unread."""
    told = unread(actor).filter(url=url, kind__in=[Notice.Kinds.JOB, Notice.Kinds.BRIEFING])
    return told.update(read_at=timezone.now())


def purge(*, today):
    """Delete what is older than KEEP_DAYS, read or not: a notice is a hint, the record is elsewhere."""
    limit = today - timedelta(days=KEEP_DAYS)
    return Notice.objects.filter(created_at__date__lt=limit).delete()[0]
