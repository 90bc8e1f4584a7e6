"""Filters and tags that show values the way an office writes them."""

from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template import defaulttags
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from lucide.templatetags.lucide import lucide

from core import access, ids, workflow
from core.addresses import address_of
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


@register.simple_tag
@cache
def icon(name, size, **attributes):
    """A picture of lucide's that says nothing by itself; kept, for the library reads its drawing anew each time."""
    return lucide(name, size=size, aria_hidden="true", **attributes)


class _Address(template.Node):
    def __init__(self, view):
        self.view = view

    def render(self, context):
        return _plain_address(self.view, settings.ROOT_URLCONF)


@cache
def _plain_address(view, _urlconf):
    return reverse(view)


@register.tag
def url(parser, token):
    """Django's ``{% url %}``, but an address without arguments is looked for once: a page has twenty, alike in all."""
    node = defaulttags.url(parser, token)
    is_plain = not (node.args or node.kwargs or node.asvar or node.view_name.is_var or node.view_name.filters)
    return _Address(node.view_name.var) if is_plain else node


@register.filter
def page_in(key, view):
    """``{{ person.pk|page_in:"communities:person" }}``: where the record with a key has its page. For the rows of a long
    list: ``{% url %}`` goes through all addresses of the product anew for each."""
    return address_of(view, key=key)


@cache
def _labels(model, name):
    return {value: conditional_escape(word) for value, word in model._meta.get_field(name).flatchoices}


@register.filter
def word_for(record, name):
    """``{{ person|word_for:"sex" }}``: a field's value in words, as ``get_sex_display``, which makes its table anew each time."""
    value = getattr(record, name)
    return _labels(type(record), name).get(value, value)


@register.simple_tag
@lru_cache(1000, typed=True)  # safe text is not the same as text
def state(word, tone):
    """What ``c-state`` shows, for the rows of a long list: a component takes four times as long, and few differ."""
    return format_html('<span class="state {}">{}</span>', tone, word)


@register.simple_tag
@lru_cache(5000, typed=True)
def meter(value, whole, label):
    """Progress as a bar and n/m; ``label`` for who cannot see the bar. Written at once: a long list has two a row, and few differ."""
    return format_html(
        '<span class="meter"><progress class="bar" value="{}" max="{}" aria-label="{}">{}/{}</progress>{}/{}</span>',
        value or 0, whole or 1, label, value, whole, value, whole,
    )  # fmt: skip


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
