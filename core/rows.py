"""Rows of long lists, written at once: a template looks up ten things for each of a thousand cells."""

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = SafeString("")  # safe text stays so when safe text alone is added


def table_rows(columns, lines):
    """``<tr>`` for each line of ``c-table``.

    ``columns``: ``(heading, class)`` of each; ``lines``: as many cells each, safe HTML or plain text, which is escaped.
    """
    frame = _frame(tuple(columns))
    return format_html_join("\n", frame, ((NOTHING, *cells) for cells in lines))


def table_row(columns, cells, attributes=NOTHING):
    """One such row; ``attributes``: safe HTML in its ``<tr>``, with a space before it."""
    return format_html(_frame(tuple(columns)), attributes, *cells)


@lru_cache(500)
def _frame(columns):
    """A row for ``format_html``: a place for its attributes, then for each cell."""
    heads = [format_html('<td data-label="{}"{}>', heading, _class(name)) for heading, name in columns]
    cells = "".join(head.replace("{", "{{").replace("}", "}}") + "{}</td>" for head in heads)
    return f"<tr{{}}>{cells}</tr>"


def _class(name):
    return format_html(' class="{}"', name) if name else ""


def link(address, text):
    """A cell that leads to a record."""
    return format_html('<a href="{}">{}</a>', address, text)


def check_box(key, name):
    """What ticks a line for the acts of ``c-bulk``."""
    return format_html(
        '<input class="form-check-input" type="checkbox" name="chosen" value="{}" form="bulk" aria-label="选择{}"> ',
        key, name,
    )  # fmt: skip
