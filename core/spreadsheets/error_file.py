"""The file that goes back to who uploaded it: the rows as they came, each error in words and in colour."""

from openpyxl import Workbook
from openpyxl.comments import Comment

from core.spreadsheets.columns import Column, Sheet
from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED_ACROSS,
    ERROR_FILL,
    ERROR_HEADING,
    GRID,
    PLACE_HEADING,
    PRODUCT,
    TITLE_FONT,
    WRAPPED,
    DropDowns,
    put,
    put_heading,
    save,
    set_page,
    set_widths,
    shown_title,
    style,
)

# First, so that they are on the screen however wide the table; the reader knows them and leaves them out.
OWN_COLUMNS = (Column("errors", ERROR_HEADING, width=46), Column("place", PLACE_HEADING, width=18))
HEADING_ROW, FIRST_ROW = 2, 3


def error_workbook(sheet, rows, *, choices=None):
    """Return an .xlsx of (``RawRow``, errors) pairs, which can be corrected and uploaded as it is.

    ``sheet``: one ``Sheet``, or several, whose rows go each to the tab of their own.
    Errors are those of ``check_rows``; one whose column is not of the sheet appears in the error
    column alone. ``choices`` as for ``template_workbook``.
    """
    sheets = (sheet,) if isinstance(sheet, Sheet) else sheet
    workbook = Workbook()
    workbook.remove(workbook.active)
    drop_downs = DropDowns(workbook)
    for each in sheets:
        mine = [(raw, errors) for raw, errors in rows if len(sheets) == 1 or raw.sheet.strip() == each.name]
        if mine:
            _write_sheet(workbook.create_sheet(each.name), each, mine, choices, drop_downs)
    return save(workbook)


def _write_sheet(worksheet, sheet, rows, choices, drop_downs):
    whole = Sheet(sheet.name, (*OWN_COLUMNS, *sheet.columns))
    _write_headings(worksheet, sheet, whole.columns)
    last_row = FIRST_ROW
    for last_row, (raw, errors) in enumerate(rows, FIRST_ROW):
        _write_row(worksheet, last_row, whole.columns, raw, errors)
    for place, column in enumerate(whole.columns, 1):
        allowed = (choices or {}).get(column.key, column.choices)
        if allowed:
            drop_downs.add(worksheet, place, allowed, (FIRST_ROW, last_row))


def _write_headings(worksheet, sheet, columns):
    for place, column in enumerate(columns, 1):
        style(worksheet.cell(1, place), TITLE_FONT, alignment=CENTRED_ACROSS)
        put_heading(worksheet.cell(HEADING_ROW, place), column)
    put(worksheet.cell(1, 1), shown_title(f"{sheet.title or sheet.name}（有误的行，改好后可直接上传）"))
    worksheet.freeze_panes = worksheet.cell(FIRST_ROW, len(OWN_COLUMNS) + 1)
    set_widths(worksheet, columns)
    set_page(worksheet, HEADING_ROW)


def _write_row(worksheet, number, columns, raw, errors):
    messages = {}
    for error in errors:
        messages.setdefault(error["column"], []).append(error["message"])
    whole = "；".join(
        f"{error['heading']}：{error['message']}" if error["heading"] else error["message"] for error in errors
    )
    values = {**raw.cells, "errors": whole, "place": f"{raw.sheet} 第{raw.number}行"}
    for place, column in enumerate(columns, 1):
        cell = put(worksheet.cell(number, place), values.get(column.key, ""))
        style(cell, BODY_FONT, border=GRID, alignment=WRAPPED)
        if column.key in messages:
            cell.fill = ERROR_FILL
            cell.comment = Comment("\n".join(messages[column.key]), PRODUCT, height=90, width=280)
