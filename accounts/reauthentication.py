"""Giving the password once more before a sensitive act, without a new session."""

from django.contrib.auth import authenticate
from django.utils import timezone

from accounts import lockout
from core import audit

FRESH_SECONDS = 300


def is_fresh(request):
    """Whether the password was given within the last five minutes."""
    given_at = request.session.get("auth_at", 0)
    return timezone.now().timestamp() - given_at <= FRESH_SECONDS


def confirm_password(request, password):
    """Whether ``password`` is the signed-in user's; if so it counts as given now. Failures count towards the lock."""
    username = request.user.username
    with lockout.one_try_at_a_time(username):
        locked = lockout.refuses(request, username)
        if authenticate(request, username=username, password=password) != request.user:
            audit.record(request.user, "session.refuse", request.user, result="locked" if locked else "wrong")
            return False
    request.session["auth_at"] = timezone.now().timestamp()
    return True
