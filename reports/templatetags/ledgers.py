"""The lines of a ledger."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()
LONG = 18  # characters beyond which a column may break into lines


@register.simple_tag
def ledger_rows(lines):
    """``<tr>`` for each ``(url, [(column, text)])``, the first cell a link where there is one.

    Written here, not in a template, which would look up ten things for each of a thousand cells.
    """
    return format_html_join("\n", "<tr>{}</tr>", ((_cells(url, cells),) for url, cells in lines))


def _cells(url, cells):
    shown = ((column.full_heading, _kind(column), text or "—") for column, text in cells)
    if url and cells:
        heading, kind, text = next(shown)
        first = format_html('<td data-label="{}" class="{}"><a href="{}">{}</a></td>', heading, kind, url, text)
    else:
        first = ""
    return format_html("{}{}", first, format_html_join("", '<td data-label="{}" class="{}">{}</td>', shown))


def _kind(column):
    return "num" if column.is_number else "long" if column.width > LONG else ""
