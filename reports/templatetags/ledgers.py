"""The lines of a ledger."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()
LONG = 18  # characters beyond which a column may break into lines


@register.simple_tag
def ledger_rows(lines):
    """``<tr>`` for each ``(url, [(column, text)])``, all of the same columns; the first cell a link where there is one.

    Written here, not in a template, which would look up ten things for each of a thousand cells; what all lines have
    in common is put together once.
    """
    lines = list(lines)
    columns = [column for column, _ in lines[0][1]] if lines else []
    linked, plain = _frame(columns, linked=True), _frame(columns, linked=False)
    rows = (format_html(linked if url else plain, *_texts(url, cells)) for url, cells in lines)
    return format_html_join("\n", "{}", ((row,) for row in rows))


def _texts(url, cells):
    texts = [text or "—" for _, text in cells]
    return [url, *texts] if url else texts


def _frame(columns, *, linked):
    """A line of the table for ``format_html``: its headings as they stand, a place for each text, first for the link."""
    cells = [format_html('<td data-label="{}" class="{}">', column.full_heading, _kind(column)) for column in columns]
    cells = [cell.replace("{", "{{").replace("}", "}}") + "{}</td>" for cell in cells]
    if linked and cells:
        cells[0] = cells[0].replace("{}</td>", '<a href="{}">{}</a></td>')
    return f"<tr>{''.join(cells)}</tr>"


def _kind(column):
    return "num" if column.is_number else "long" if column.width > LONG else ""
