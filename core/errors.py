"""The one exception with which a rule says no."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404


class DomainError(Exception):
    """A rule said no.

    ``code`` is for tests and code (snake_case, stable); ``message`` is the Chinese
    sentence for the person: it names the thing and the way out. ``field`` is the
    form field it belongs to, if it belongs to one.
    """

    def __init__(self, code, message, field=None):
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


class Incomplete(DomainError):
    """Something is still missing: ``shortfalls``, a phrase each, for a page that lists them."""

    def __init__(self, code, shortfalls):
        super().__init__(code, f"还差：{'；'.join(shortfalls)}。")
        self.shortfalls = shortfalls


def refuse_if(shortfalls, code):
    """Raise :class:`Incomplete` if there are any."""
    if shortfalls:
        raise Incomplete(code, shortfalls)


def attempt(act):
    """Do ``act()`` in a transaction of its own; empty if it went well, else the reason in words."""
    try:
        with transaction.atomic():
            act()
    except DomainError as refusal:
        return refusal.message
    except (Http404, PermissionDenied):
        return "不在您的权限范围内。"
    return ""


def in_one_line(reasons):
    """Several reasons as one sentence: no full stop before the semicolon that joins them."""
    return "；".join(reason.rstrip("。") for reason in reasons)
