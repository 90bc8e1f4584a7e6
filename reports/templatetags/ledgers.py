"""The lines of a ledger."""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()
LONG = 18  # characters beyond which a column may break into lines


@register.simple_tag
def ledger_rows(lines):
    """``<tr>`` for each ``(url, [(column, text)])``, the first cell a link where there is one.

    Written here, not in a template, which would look up ten things for each of a thousand cells.
    """
    return mark_safe("".join(f"<tr>{''.join(_cells(url, cells))}</tr>\n" for url, cells in lines))  # noqa: S308 - escaped cell by cell


def _cells(url, cells):
    for place, (column, text) in enumerate(cells):
        shown = escape(text or "—")
        if place == 0 and url:
            shown = f'<a href="{escape(url)}">{shown}</a>'
        kind = "num" if column.is_number else "long" if column.width > LONG else ""
        yield f'<td data-label="{escape(column.full_heading)}" class="{kind}">{shown}</td>'
