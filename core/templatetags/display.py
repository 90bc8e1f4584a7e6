"""Filters and tags that show values the way an office writes them."""

from django import template
from django.utils import timezone

from core import access, ids, workflow
from core.dates import format_month

register = template.Library()


@register.filter
def month(value):
    """date → 1975.06; empty for none."""
    return format_month(value) if value else ""


@register.filter
def moment(value):
    """datetime → 11月22日 16:20 in Shanghai; empty for none."""
    return f"{timezone.localtime(value):%m月%d日 %H:%M}" if value else ""


@register.filter
def percent(part, whole):
    """``{{ part|percent:whole }}`` → 38%; “—” of nothing."""
    return f"{round(100 * part / whole)}%" if whole else "—"


@register.filter
def masked_id(value):
    return ids.mask_id_number(value) if value else ""


@register.filter
def masked_phone(value):
    return ids.mask_phone(value) if value else ""


@register.simple_tag
def may(user, permission, obj):
    """``{% may user "accept_records" baseline as ok %}``: the one access function, for a button."""
    return access.allowed(user, permission, obj)


@register.simple_tag
def holds(user, permission):
    return access.holds(user, permission)


@register.simple_tag
def moves(user, obj):
    """The moves open to this user on this record, for its buttons."""
    return workflow.moves_open_to(user, obj)
