"""Rows of long lists, written at once: a template looks up ten things for each of a thousand cells."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = SafeString("")  # safe text stays so when safe text alone is added


def table_rows(columns, lines):
    """``<tr>`` for each line of ``c-table``.

    ``columns``: ``(heading, class)`` of each; ``lines``: as many cells each, safe HTML or plain text, which is escaped.
    """
    heads = [format_html('<td data-label="{}"{}>', heading, _class(name)) for heading, name in columns]
    frame = "".join(head.replace("{", "{{").replace("}", "}}") + "{}</td>" for head in heads)
    frame = f"<tr>{frame}</tr>"
    return format_html_join("\n", frame, lines)


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
