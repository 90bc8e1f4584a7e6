"""An office's own workbook filled in: headings found, rows put below them, everything else left as it was.

The workbook is a stranger's, so openpyxl works on it in a confined child, after the gate.
"""

import io
import json
import re
from copy import copy
from dataclasses import asdict, dataclass, field
from functools import partial

from django.conf import settings
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from core import confined
from core.errors import DomainError
from core.spreadsheets.columns import clean_text, normalise_heading
from core.spreadsheets.gate import gate
from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED,
    DEMO_MARK,
    GRID,
    MAX_HEADER_CHARACTERS,
    put,
    safe_value,
    save,
    style,
)

SECONDS, MEGABYTES = 30, 700
SEARCH_ROWS, SEARCH_COLUMNS, MAX_BELOW = 20, 100, 2000
SERIAL, TOTALS = "序号", {"合计", "总计", "小计"}
REFERENCE = re.compile(r"(?<![A-Za-z_.])(:?)(\$?[A-Z]{1,3}\$?)(\d+)\b(?!\()")


@dataclass(frozen=True)
class Layout:
    """Where a template wants what. Rows and columns count from 1.

    ``places``: ``{column key: column}``; ``serial``: the column of 序号 or None; ``unknown``: headings that are
    none of ours; ``first``, ``prepared``: the first row below the headings, and how many are ready to be filled.
    """

    sheet: str
    first: int
    prepared: int
    places: dict = field(default_factory=dict)
    serial: int | None = None
    unknown: list = field(default_factory=list)


def inspect_template(content, filename, columns):
    """Return the :class:`Layout` of an uploaded .xlsx for ``columns``.

    Raises DomainError of the gate, ``template_not_xlsx``, ``template_unreadable`` or ``headings_missing``, which
    names what was looked for.
    """
    if gate(content, filename) != "xlsx":
        raise DomainError(
            "template_not_xlsx", "模板须是 .xlsx 工作簿。请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”再上传。"
        )
    found = json.loads(_confined(partial(_inspect, content, columns)))
    if not found:
        looked_for = "、".join(column.full_heading for column in columns)
        raise DomainError(
            "headings_missing",
            f"模板前{SEARCH_ROWS}行中没有认出任何标题，没有保存。要找的标题有：{looked_for}。请把模板的标题改成其中的说法后再上传。",
        )
    return Layout(**found)


def fill_template(content, columns, rows, *, totals=None, watermark=""):
    """Return the template ``content`` with ``rows`` (mappings by column key) put below its headings, as .xlsx.

    Styles, row heights and print settings stay; what stands below the table moves down where more rows are needed.
    ``totals`` fill blank cells of its row 合计. Raises as :func:`inspect_template` does.
    """
    keyed = [{c.key: safe_value(c.render(row.get(c.key))) for c in columns} for row in rows]
    sums = {c.key: safe_value(c.render(totals.get(c.key))) for c in columns} if totals else {}
    return _confined(partial(_fill, content, columns, keyed, sums, watermark))


def _confined(work):
    try:
        return confined.run(work, seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        raise DomainError(
            "template_unreadable",
            "模板无法处理：可能已损坏，或表格以外很远的单元格里有内容。请删去多余的行列，另存后再上传。",
        ) from None


def _inspect(content, columns):
    layout = _find(load_workbook(io.BytesIO(content)), columns)
    return json.dumps(asdict(layout) if layout else None).encode()


# --- finding --------------------------------------------------------------------------


def _find(workbook, columns):
    found = [layout for sheet in workbook.worksheets if sheet.sheet_state == "visible"
             for layout in _layouts(sheet, columns)]  # fmt: skip
    return max(found, key=lambda layout: len(layout.places), default=None)


def _layouts(sheet, columns):
    """A :class:`Layout` for each row that might hold the headings."""
    known = _known(columns)
    merged = _merged_from(sheet)
    for row in range(1, min(sheet.max_row, SEARCH_ROWS) + 1):
        bottom = _bottom_of(sheet, row, merged)
        places, serial, unknown = {}, None, []
        for column in range(1, min(sheet.max_column, SEARCH_COLUMNS) + 1):
            names = _headings(sheet, merged, row, bottom, column)
            key = next((known[name] for name in map(normalise_heading, names) if name in known), None)
            if key and key not in places:
                places[key] = column
            elif names and normalise_heading(names[0]) == SERIAL:
                serial = column
            elif names:
                unknown.append(clean_text(names[0]))
        if places:
            taken = {*places.values(), serial}
            yield Layout(sheet.title, bottom + 1, _prepared(sheet, bottom + 1, taken, serial), places, serial, unknown)


def _known(columns):
    """``{normalised heading: key}``; what stands below a group is known with the group's name."""
    grouped = {normalise_heading(c.group + name): c.key for c in columns if c.group for name in (c.heading, *c.aliases)}
    return {name: c.key for c in reversed(columns) if not c.group for name in c.known_headings} | grouped


def _merged_from(sheet):
    """``{(row, column): area}`` of the cells near the top that are joined with others."""
    near = (area for area in sheet.merged_cells.ranges if area.min_row <= SEARCH_ROWS)
    return {
        (row, column): area
        for area in near
        for row in range(area.min_row, min(area.max_row, SEARCH_ROWS + 5) + 1)
        for column in range(area.min_col, min(area.max_col, SEARCH_COLUMNS) + 1)
    }


def _bottom_of(sheet, row, merged):
    """The last row of the headings that begin in ``row``: joined downwards, or split below a joined one."""
    areas = {merged[row, column] for column in range(1, sheet.max_column + 1) if (row, column) in merged}
    deep = [area.max_row for area in areas if area.min_row == row and area.max_row > row]
    wide = [
        area for area in areas if area.min_row == area.max_row == row and area.size["columns"] < sheet.max_column - 1
    ]
    is_split = any(clean_text(sheet.cell(row + 1, area.min_col + 1).value) for area in wide)
    return max(deep, default=row + 1 if is_split else row)


def _headings(sheet, merged, top, bottom, column):
    """What a column may be called, the likeliest first; nothing where it has no heading of its own."""
    upper, lower = _shown(sheet, merged, top, column), _shown(sheet, merged, bottom, column)
    area = merged.get((bottom, column))
    if area and area.min_col != column:
        return []
    if bottom == top or merged.get((top, column)) is area and area:
        return [lower] if lower else [upper] if upper else []
    if not lower:
        return [upper] if upper and merged.get((top, column)) is None else []
    return [f"{upper}{lower}", lower] if upper else [lower]


def _shown(sheet, merged, row, column):
    area = merged.get((row, column))
    cell = sheet.cell(area.min_row, area.min_col) if area else sheet.cell(row, column)
    return clean_text(cell.value)


def _prepared(sheet, first, taken, serial):
    """How many rows below the headings are empty, 序号 aside, up to what stands below or the table's last line."""
    number = 0
    for row in range(first, min(sheet.max_row, first + MAX_BELOW) + 1):
        cells = [sheet.cell(row, column) for column in range(1, min(sheet.max_column, SEARCH_COLUMNS) + 1)]
        if any(clean_text(cell.value) for cell in cells if cell.column != serial):
            break
        if serial and not re.fullmatch(r"\d*|[.…]*", clean_text(sheet.cell(row, serial).value)):
            break
        if not any(sheet.cell(row, column).border.bottom.style for column in taken if column):
            break
        number += 1
    return number


# --- filling --------------------------------------------------------------------------


def _fill(content, columns, rows, sums, watermark):
    workbook = load_workbook(io.BytesIO(content))
    layout = _find(workbook, columns)
    sheet = workbook[layout.sheet]
    missing = len(rows) - layout.prepared
    if missing > 0:
        _make_room(sheet, layout.first + layout.prepared, missing)
        (_continue_style if layout.prepared else _give_style)(sheet, layout, missing)
    for number, row in enumerate(rows):
        _write(sheet, layout, columns, layout.first + number, row)
        if layout.serial:
            put(sheet.cell(layout.first + number, layout.serial), number + 1)
    _write_sums(sheet, layout, columns, layout.first + max(len(rows), layout.prepared), sums)
    if settings.DEMO:
        sheet.oddHeader.center.text = DEMO_MARK
    if watermark and not sheet.oddHeader.right.text:
        sheet.oddHeader.right.text = watermark.replace("&", "＆")[:MAX_HEADER_CHARACTERS]
    return save(workbook)


def _write(sheet, layout, columns, row, values):
    for column in columns:
        if column.key not in layout.places:
            continue
        cell = sheet.cell(row, layout.places[column.key])
        if isinstance(cell, MergedCell):
            continue
        kept = cell.number_format
        put(cell, values.get(column.key))
        if not isinstance(cell.value, str) and column.number_format != "General":
            is_own = is_date_format(kept) if is_date_format(column.number_format) else kept != "General"
            cell.number_format = kept if is_own else column.number_format


def _write_sums(sheet, layout, columns, after, sums):
    """The sums into the template's own row 合计, where its cells are empty: its formulas stay."""
    names = {normalise_heading(sheet.cell(after, column).value) for column in range(1, sheet.max_column + 1)}
    if not (sums and names & TOTALS):
        return
    for column in columns:
        cell = sheet.cell(after, layout.places[column.key]) if column.key in layout.places else None
        if cell is not None and cell.value is None and not isinstance(cell, MergedCell):
            value = sums.get(column.key)
            if value not in ("", None) and not isinstance(value, str):
                put(cell, value)


def _make_room(sheet, start, count):
    """Move all from row ``start`` on down by ``count``: cells, joined areas, heights, formulas, the printed area."""
    last, width = sheet.max_row, sheet.max_column
    heights = {row: sheet.row_dimensions[row].height for row in range(start, last + 1) if row in sheet.row_dimensions}
    if start <= last:
        sheet.move_range(f"A{start}:{get_column_letter(width)}{last}", rows=count)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + count].height = height
    areas = list(sheet.merged_cells.ranges)
    sheet.merged_cells.ranges.clear()
    for area in areas:
        if area.min_row >= start:
            area.shift(row_shift=count)
        sheet.merged_cells.add(area)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = REFERENCE.sub(partial(_moved, start, count), cell.value)
    if sheet.print_area:
        sheet.print_area = [_stretched(area, start, count) for area in sheet.print_area.split(",")]


def _moved(start, count, match):
    """A reference from ``start`` on moves along; a range that ends just before it takes the new rows in."""
    is_end, column, row = match[1], match[2], int(match[3])
    moves = row >= start or (is_end and row == start - 1)
    return f"{is_end}{column}{row + count if moves else row}"


def _stretched(area, start, count):
    found = CellRange(area.rpartition("!")[2].replace("$", ""))
    if found.max_row >= start - 1:
        found.expand(down=count)
    return found.coord


def _continue_style(sheet, layout, count):
    """The new rows look like the last prepared one: styles, height, cells joined across."""
    like = layout.first + layout.prepared - 1
    across = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row == like]
    for row in range(like + 1, like + count + 1):
        sheet.row_dimensions[row].height = sheet.row_dimensions[like].height
        for column in range(1, sheet.max_column + 1):
            source = sheet.cell(like, column)
            if source.has_style:
                sheet.cell(row, column)._style = copy(source._style)
        for area in across:
            sheet.merge_cells(start_row=row, end_row=row, start_column=area.min_col, end_column=area.max_col)


def _give_style(sheet, layout, count):
    """Where the template has no row to go by: a plain grid."""
    used = [column for column in (*layout.places.values(), layout.serial) if column]
    for row in range(layout.first, layout.first + count):
        for column in range(min(used), max(used) + 1):
            style(sheet.cell(row, column), BODY_FONT, border=GRID, alignment=CENTRED)
