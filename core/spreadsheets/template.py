"""The blank workbook that people download, fill in and upload again."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED,
    CENTRED_ACROSS,
    EXAMPLE_FONT,
    EXAMPLE_MARK,
    GRID,
    GUIDE_NAME,
    HEADING_FILL,
    HEADING_FONT,
    NOTE_FONT,
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

HEADING_ROW, EXAMPLE_ROW, FIRST_ROW, LAST_ROW = 2, 3, 4, 5000
GUIDE_HEADINGS = (("工作表", 16), ("列", 18), ("必填", 8), ("怎样填写", 60), ("可选内容", 44), ("示例", 24))
GENERAL_NOTES = (
    "带“*”的红色标题必须填写；标题请勿改名，列的先后可以调整，不需要的非必填列可以删除。",
    f"以“{EXAMPLE_MARK}”开头的行是示例，导入时自动跳过，可以删除。",
    "身份证号、电话等列已设为文本格式；从别处复制时请用“选择性粘贴—数值”，以免变成数字后丢失末位。",
)


def template_workbook(sheets, *, choices=None, rows=()):
    """Return an .xlsx with one sheet per ``Sheet``, drop-downs, an example row and a page of guidance.

    ``choices`` maps column keys to the values known only now, such as the communities of a street.
    ``rows``: what is known already, as mappings by column key, filled into the first sheet; or such rows by
    the sheet's name.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    drop_downs = DropDowns(workbook)
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(sheet.name), sheet, choices or {}, drop_downs)
    known = rows if isinstance(rows, Mapping) else {sheets[0].name: rows}
    for sheet in sheets:
        _write_known(workbook[sheet.name], sheet.columns, known.get(sheet.name, ()))
    _write_guide(workbook.create_sheet(GUIDE_NAME), sheets, choices or {})
    return save(workbook)


def _write_sheet(worksheet, sheet, choices, drop_downs):
    for place in range(1, len(sheet.columns) + 1):
        style(worksheet.cell(1, place), TITLE_FONT, alignment=CENTRED_ACROSS)
    put(worksheet.cell(1, 1), shown_title(sheet.title or sheet.name))
    for place, column in enumerate(sheet.columns, 1):
        put_heading(worksheet.cell(HEADING_ROW, place), column)
        mark = EXAMPLE_MARK if place == 1 else ""
        example = put(worksheet.cell(EXAMPLE_ROW, place), mark + column.example)
        style(example, EXAMPLE_FONT, border=GRID, alignment=WRAPPED)
        allowed = choices.get(column.key, column.choices)
        if allowed:
            drop_downs.add(worksheet, place, allowed, (FIRST_ROW, LAST_ROW))
    worksheet.row_dimensions[1].height = 30
    worksheet.freeze_panes = worksheet.cell(EXAMPLE_ROW, 1)
    set_widths(worksheet, sheet.columns)
    set_page(worksheet, HEADING_ROW)


def _write_known(worksheet, columns, rows):
    for number, row in enumerate(rows, FIRST_ROW):
        for place, column in enumerate(columns, 1):
            cell = put(worksheet.cell(number, place), column.render(row.get(column.key)))
            style(cell, BODY_FONT, border=GRID, alignment=WRAPPED)
            if not isinstance(cell.value, str):
                cell.number_format = column.number_format


def _write_guide(worksheet, sheets, choices):
    put(style(worksheet.cell(1, 1), TITLE_FONT), GUIDE_NAME)
    notes = [*GENERAL_NOTES, *(note for sheet in sheets for note in sheet.notes)]
    for row, note in enumerate(notes, 2):
        put(style(worksheet.cell(row, 1), NOTE_FONT), f"{row - 1}．{note}")
    heading_row = len(notes) + 3
    for place, (heading, width) in enumerate(GUIDE_HEADINGS, 1):
        cell = put(worksheet.cell(heading_row, place), heading)
        style(cell, HEADING_FONT, fill=HEADING_FILL, border=GRID, alignment=CENTRED)
        worksheet.column_dimensions[get_column_letter(place)].width = width
    columns = ((sheet, column) for sheet in sheets for column in sheet.columns)
    for row, (sheet, column) in enumerate(columns, heading_row + 1):
        for place, text in enumerate(_guide_row(sheet, column, choices), 1):
            style(put(worksheet.cell(row, place), text), BODY_FONT, border=GRID, alignment=WRAPPED)
    set_page(worksheet, heading_row)


def _guide_row(sheet, column, choices):
    allowed = "、".join(choices.get(column.key, column.choices) or ())
    required = "必填" if column.required else ""
    return sheet.name, column.heading, required, column.help, allowed, column.example
