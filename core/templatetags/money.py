"""Amounts of money in templates: ``{% load money %}``."""

from django import template

from core.money import show_money

register = template.Library()


@register.filter
def money(amount):
    """Decimal → 1,234.50 (元); — where there is none."""
    return show_money(amount) or "—"
