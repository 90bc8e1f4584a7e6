"""Plain tables out: ledgers and lists, written row by row."""

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED_ACROSS,
    GRID,
    NOTE_FONT,
    TITLE_FONT,
    WRAPPED,
    put,
    put_heading,
    safe_value,
    save,
    set_page,
    set_safe,
    set_widths,
    shown_title,
    style,
)


def write_table(columns, rows, *, title, notes=(), watermark=""):
    """Return an .xlsx with ``title``, ``notes`` (one line each), ``watermark``, headings and ``rows``.

    ``rows`` yields mappings by column key, of values that each column's ``render`` understands; they
    are masked already where they must be. ``watermark`` says who took the file out, when, and under
    which document number; it stands above the table and in the header of each printed page.
    """
    # All values first: a refusal in the middle would leave openpyxl's half-written file behind.
    table = [[safe_value(column.render(row.get(column.key))) for column in columns] for row in rows]
    workbook = Workbook(write_only=True)
    worksheet = workbook.create_sheet("台账")
    above = [*notes, watermark] if watermark else list(notes)
    heading_row = len(above) + 2
    set_widths(worksheet, columns)
    set_page(worksheet, heading_row, header=watermark)
    worksheet.freeze_panes = f"A{heading_row + 1}"
    _write_above(worksheet, columns, shown_title(title), above)
    _write_rows(worksheet, columns, table)
    return save(workbook)


def _write_above(worksheet, columns, title, lines):
    cells = [style(WriteOnlyCell(worksheet), TITLE_FONT, alignment=CENTRED_ACROSS) for _ in columns]
    put(cells[0], title)
    worksheet.append(cells)
    for line in lines:
        worksheet.append([put(style(WriteOnlyCell(worksheet), NOTE_FONT), line)])
    worksheet.append([put_heading(WriteOnlyCell(worksheet), column) for column in columns])


def _write_rows(worksheet, columns, table):
    """Each row is on its way to the file before the next is made, so one styled cell per column serves all."""
    texts, numbers = (
        [style(WriteOnlyCell(worksheet), BODY_FONT, border=GRID, alignment=WRAPPED) for _ in columns] for _ in range(2)
    )
    for cell, column in zip(numbers, columns, strict=True):
        cell.number_format = column.number_format
    for values in table:
        chosen = ((texts if isinstance(value, str) else numbers, value) for value in values)
        worksheet.append([set_safe(cells[place], value) for place, (cells, value) in enumerate(chosen)])
