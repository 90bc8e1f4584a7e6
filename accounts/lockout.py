"""Locking a name after too many failures: django-axes, made safe against parallel tries.

axes counts after the password was checked, so that two hundred requests at once would
each be let through before the first is counted. Here one try at a name waits for the
other. What is stored is a keyed hash of the name: people type passwords, and ID
numbers, into the wrong box.
"""

from contextlib import contextmanager
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import normalise_username
from core import secrets


def key_of(request, credentials):
    """AXES_USERNAME_CALLABLE: under which key failures of a name are counted."""
    return name_key((credentials or {}).get("username") or request.POST.get("username", ""))


def name_key(username):
    return secrets.keyed_hash(f"sign-in {normalise_username(username)}")


@contextmanager
def one_try_at_a_time(username):
    """A transaction in which no other try at ``username`` is under way: SQLite has one writer, PostgreSQL a lock."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name_key(username)])
        yield


def refuses(request, username):
    """Whether ``username`` is locked for now, known or not."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def locked_names(usernames):
    """Which of these names are locked now, in one query: for the list of accounts."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    by_key = {name_key(username): username for username in usernames}
    rows = (
        AccessAttempt.objects.filter(username__in=by_key, attempt_time__gte=since)
        .values("username")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    return {by_key[row["username"]] for row in rows}


def unlock(username):
    """Forget the failures of a name. Returns whether there were any."""
    return bool(reset(username=name_key(username)))
