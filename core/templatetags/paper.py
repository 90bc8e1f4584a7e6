"""Filters and tags for printed documents: ``{% load paper %}``."""

from django import template

from core import charts

register = template.Library()
register.simple_tag(charts.grouped_bars)
register.simple_tag(charts.stacked_bars)
register.simple_tag(charts.funnel)

TWO_CHARACTERS = 2


@register.filter
def paper_date(value):
    """date → 2026年1月5日, without leading zeros (GB/T 9704-2012, 7.3.5.4); blanks to fill in for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "　　年　　月　　日"


@register.filter
def paper_name(value):
    """李㛃 → 李　㛃: two-character names are set as wide as three."""
    return "　".join(value) if value and len(value) == TWO_CHARACTERS else value


@register.filter
def share(part, whole):
    """``{{ part|share:whole }}`` → 94.8%; “—” of nothing."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


@register.filter
def parts(pairs, unit):
    """``[("待初审", 3), ("退回", 0), ("通过", 9)]|parts:"名"`` → 待初审3名、通过9名; zeros are left out of a sentence."""
    return "、".join(f"{label}{number}{unit}" for label, number in pairs if number)


@register.filter
def change(value, before):
    """The change in a number: +3, -2, 持平."""
    return f"{value - before:+}" if value != before else "持平"


@register.filter
def tick(value):
    """☑ or ☐."""
    return "☑" if value else "☐"


@register.filter
def or_dash(value):
    """A value, or — where there is none (0 is a value)."""
    return "—" if value in (None, "") else value


@register.filter
def state_of(code, record):
    """``{{ "passed"|state_of:candidate }}`` → 严审通过: a stored state in the words of the record's model."""
    return dict(record.States.choices).get(code, code)
