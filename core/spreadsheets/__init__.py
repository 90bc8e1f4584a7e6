"""Excel in and out: one column specification serves template, check, error file and export."""

from core.spreadsheets.columns import (
    Column,
    Sheet,
    check_rows,
    clean_text,
    heads,
    normalise_heading,
    parse_integer,
    parse_yes_no,
)
from core.spreadsheets.error_file import error_workbook
from core.spreadsheets.fill import fill_template, inspect_template
from core.spreadsheets.gate import gate
from core.spreadsheets.reader import RawRow, ReadResult, read_rows
from core.spreadsheets.table import write_table
from core.spreadsheets.template import template_workbook

__all__ = [
    "Column",
    "RawRow",
    "ReadResult",
    "Sheet",
    "check_rows",
    "clean_text",
    "error_workbook",
    "fill_template",
    "gate",
    "heads",
    "inspect_template",
    "normalise_heading",
    "parse_integer",
    "parse_yes_no",
    "read_rows",
    "template_workbook",
    "write_table",
]
