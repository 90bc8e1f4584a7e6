"""The lines of a ledger."""

from django import template

from core.rows import link, table_rows

register = template.Library()
LONG = 18  # characters beyond which a column may break into lines


@register.simple_tag
def ledger_rows(lines):
    """``<tr>`` for each ``(url, [(column, text)])``, all of the same columns; the first cell a link where there is one."""
    lines = list(lines)
    columns = [(column.full_heading, _kind(column)) for column, _ in lines[0][1]] if lines else []
    return table_rows(columns, (_texts(url, cells) for url, cells in lines))


def _texts(url, cells):
    texts = [text or "—" for _, text in cells]
    return [link(url, texts[0]), *texts[1:]] if url else texts


def _kind(column):
    return "num" if column.is_number else "long" if column.width > LONG else ""
