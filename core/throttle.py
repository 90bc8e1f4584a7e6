"""How often something may be tried in a minute, without knowing who tries.

Counted for all callers of one key together, which lets a stranger hold up others for a minute, but not
guess. The counts live in the cache: in one that processes do not share each has its own.
"""

from django.core.cache import cache
from django.utils import timezone

from core.errors import DomainError


def _minute(key):
    return f"{key}:{timezone.now():%H%M}"


def count(key):
    """One more in this minute; returns how many."""
    cache.add(_minute(key), 0, 120)
    return cache.incr(_minute(key))


def require_room(key, limit, code, message, field=None):
    """Raises DomainError ``code`` once ``limit`` were counted in this minute."""
    if cache.get(_minute(key), 0) >= limit:
        raise DomainError(code, message, field=field)
