"""Signing in, and when a session ends: idle, after its longest time, or at once when the account changes.

Kept in the session: ``signed_in_at`` (start of the longest time), ``seen_at`` (last act),
``auth_at`` (last time the password was given), all epoch seconds; and, after a session
ended by itself, ``resumable``: whose it was, for signing in again in place.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate, login, logout
from django.contrib.auth.middleware import get_user
from django.utils import timezone

from accounts import lockout
from accounts.models import User, normalise_username
from core import audit

RESUMABLE = "resumable"
NOTE_EVERY_SECONDS = 60  # a session row is written once a minute, not with every click


def _now():
    return timezone.now().timestamp()


def sign_in(request, *, username, password):
    """The user if name and password are right and the name is not locked, else None; either way audited.

    When the name is locked, ``request.axes_locked_out`` is set and the answer is
    :func:`accounts.views.locked_out`.
    """
    username = normalise_username(username)
    with lockout.one_try_at_a_time(username):
        locked = lockout.refuses(request, username)
        user = authenticate(request, username=username, password=password)
        if user is None:
            _record_failure(username, "locked" if locked else "wrong")
            return None
        begin(request, user)
    return user


def begin(request, user):
    """Start a session of ``user``, who has proved that he is he."""
    login(request, user, backend="accounts.backends.AccountBackend")
    request.session.pop(RESUMABLE, None)
    request.session.update(dict.fromkeys(("signed_in_at", "seen_at", "auth_at"), _now()))
    audit.record(user, "session.start", user)


def _record_failure(username, result):
    """A name that no account bears is not written down: it may be a password typed into the wrong box."""
    known = User.objects.filter(username=username).first()
    audit.record(None, "session.refuse", known, result=result, actor_name=username if known else "（无此登录名）")


def sign_out(request):
    """End the session at the user's wish; its row is gone."""
    if request.user.is_authenticated:
        audit.record(request.user, "session.end", request.user)
    logout(request)


def enforce_limits(request):
    """End a session that is over, else note that it was used. Polling (header X-Poll) does not count as use."""
    user_id = request.session.get(SESSION_KEY)
    if not user_id:
        return
    if not request.user.is_authenticated or _is_over(request.session):
        _end(request, user_id)
        return
    if request.headers.get("X-Poll") != "1":
        _note_use(request.session)
    request.user = get_user(
        request
    )  # the account itself: a page asks it a thousand things, each through the lazy wrapper


def _is_over(session):
    now = _now()
    idle = now - session.get("seen_at", now)
    lasted = now - session.get("signed_in_at", now)
    return idle > settings.SESSION_IDLE_MINUTES * 60 or lasted > settings.SESSION_ABSOLUTE_HOURS * 3600


def _note_use(session):
    now = _now()
    session.setdefault("signed_in_at", now)
    if now - session.get("seen_at", 0) >= NOTE_EVERY_SECONDS:
        session["seen_at"] = now


def _end(request, user_id):
    user = User.objects.filter(pk=user_id).first()
    logout(request)
    if user is None:
        return
    audit.record(user, "session.expire", user)
    if user.is_in_force:
        request.session[RESUMABLE] = str(user.pk)


def resumable_user(request):
    """Whose session ended in this browser, and may be reopened in place; None if it is not known."""
    if request.user.is_authenticated:
        return request.user
    return User.objects.filter(pk=request.session.get(RESUMABLE), is_active=True).first()
