"""Reads a workbook in a process of its own, with little memory and time. Run as a script.

The reader's library ends the whole process when memory runs out, so it must not be the server's.
Takes the kind (xlsx, xls, ods) and the row limit as arguments and the workbook on standard input;
writes one JSON value a line to standard output: ``{"epoch_1904"}`` first, then for each sheet
``{"name", "visible", "first_row", "first_column", "total_rows", "merged", "hidden_rows"}``, followed by a
list for each of its rows. Cells are text, numbers and booleans; dates become ISO text. Positions count
from 0, hidden rows from 1. Exit status 3: encrypted.
"""

import datetime
import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from itertools import islice
from xml.etree import ElementTree  # the gate has refused every document type declaration  # noqa: S405

MEMORY_BYTES = 96 * 1024 * 1024  # above what the started process holds; 20,000 rows of 25 columns need 80
CPU_SECONDS = 20
MAX_CELL_CHARACTERS = 32_767  # Excel itself writes no more
MAX_SHEETS = 50
MAX_CELLS = 2_000_000
MAX_MERGED = 20_000
ENCRYPTED = 3
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PLAIN = {str, float, int, bool}
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*?\sr=\"(\d{1,7})\"")


def confine():
    with open("/proc/self/statm", encoding="ascii") as counts:
        held = int(counts.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the roster


def plain(row):
    """The cells of a row as they go out; most rows hold nothing that JSON has no form for."""
    return row if PLAIN.issuperset(map(type, row)) else [_plain(value) for value in row]


def _plain(value):
    if type(value) in PLAIN:
        return value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value)


def require_usual(cells):
    if isinstance(cells, list) and any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS for cell in cells):
        raise ValueError("no office program writes a cell of this length")


def describe(sheet, visible, hidden):
    first_row, first_column = sheet.start or (0, 0)
    return {
        "name": sheet.name,
        "visible": visible,
        "first_row": first_row,
        "first_column": first_column,
        "total_rows": sheet.height,
        "merged": [[*start, *end] for start, end in (sheet.merged_cell_ranges or [])[:MAX_MERGED]],
        "hidden_rows": hidden.get(sheet.name, []),
    }


def read_sheets(content, hidden, limit):
    """Yield what goes out, line by line, so that no more than one row is held twice."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for place, about in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(place)
            yield describe(sheet, about.visible == SheetVisibleEnum.Visible, hidden)
            rows = min(limit, MAX_CELLS // max(1, sheet.width))
            yield from map(plain, islice(used_rows(sheet), rows))


def used_rows(sheet):
    """The rows from the first used one on; the library hands out the blank ones above, too."""
    return islice(sheet.iter_rows(), (sheet.start or (0, 0))[0], None)


def sheet_parts(archive):
    """Map sheet names to the parts of the zip that hold them."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    return {
        sheet.get("name"): posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(RELATION_ID), "")))[1:]
        for sheet in workbook.iter(f"{MAIN}sheet")
    }


def hidden_rows(archive):
    """Map sheet names to the 1-based numbers of their hidden rows."""
    parts = sheet_parts(archive)
    present = set(archive.namelist())
    return {name: _hidden_in(archive.read(part)) for name, part in parts.items() if part in present}


def _hidden_in(sheet):
    found = HIDDEN_ROW.findall(sheet) if b"hidden=" in sheet else ()  # most sheets hide nothing, and are long
    return sorted(int(number) for number in found)


def read(content, kind, limit):
    hidden, epoch_1904 = {}, False
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            hidden = hidden_rows(archive)
            epoch_1904 = bool(re.search(rb"date1904=\"(1|true)\"", archive.read("xl/workbook.xml")))
    yield {"epoch_1904": epoch_1904}
    yield from read_sheets(content, hidden, limit)


def main():
    from python_calamine import PasswordError

    confine()
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    try:
        for value in read(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2])):
            line = encode(value).encode()
            if len(line) > MAX_CELL_CHARACTERS:  # else no cell can be so long
                require_usual(value)
            sys.stdout.buffer.write(line + b"\n")
    except PasswordError:
        sys.exit(ENCRYPTED)


if __name__ == "__main__":
    main()
