"""The workbook that goes out with a letter and comes back with the answers.

Everything is locked but the answer and its words; a hidden column holds each row's key. So the office that
fills it in can do nothing but answer, and the file that comes back says which row is whose.
"""

from openpyxl import Workbook
from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter

from candidates.joint_review.facts import columns_of
from candidates.models import DepartmentOpinion
from core.dates import chinese_date
from core.spreadsheets import Column, Sheet
from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED,
    CENTRED_ACROSS,
    GRID,
    HEADING_FILL,
    HEADING_FONT,
    NOTE_FONT,
    TEXT_FORMAT,
    TITLE_FONT,
    WRAPPED,
    DropDowns,
    put,
    save,
    set_page,
    shown_title,
    style,
)

Results = DepartmentOpinion.Results
ANSWERS = tuple(label for value, label in Results.choices if value != Results.PENDING)
RESULT_OF = {label: value for value, label in Results.choices}
SHEET_NAME = "审查意见反馈表"
TITLE_ROW, NOTE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 4, 5
ANSWER_FILL = PatternFill("solid", fgColor="FFF9E5")
OPEN, LOCKED = Protection(locked=False), Protection(locked=True)
POSITION = Column("position", "序号", width=6, required=True)
RESULT = Column("result", "审查结果", width=19, required=True, choices=ANSWERS)
EXPLANATION = Column("explanation", "情况说明", width=40, heading_required=True)
KEY = Column("key", "行标识（请勿改动）", width=44, heading_required=True, text=True)
HINTS = (
    "只在“审查结果”“情况说明”两列填写：审查结果从下拉列表中选择；选“有（说明）”或“需进一步核实”的，须写明情况。",
    "说明：其余内容已锁定，请勿增减行、修改标题或姓名证件号。填写后连同盖章的纸质函件一并退回。",
)


def sheet_of(letter):
    """The ``Sheet`` by which the workbook is written and read back."""
    sent = (
        Column(c.code, c.heading, width=c.width, required=True, text=True, personal=c.is_identity)
        for c in columns_of(letter.columns)
    )
    return Sheet(SHEET_NAME, (POSITION, *sent, RESULT, EXPLANATION, KEY), title=title_of(letter))


def title_of(letter):
    return f"{letter.batch.region.short_name}社区“两委”换届人选联审意见反馈表"


def build(letter, opinions):
    """The .xlsx of a letter that was sent; ``opinions`` in its order. What is answered already stands in it."""
    workbook = Workbook()
    worksheet = workbook.active
    worksheet.title = SHEET_NAME
    sheet = sheet_of(letter)
    _write_head(worksheet, sheet, letter)
    for place, column in enumerate(sheet.columns, 1):
        heading = put(worksheet.cell(HEADING_ROW, place), column.heading)
        style(heading, HEADING_FONT, fill=HEADING_FILL, border=GRID, alignment=CENTRED)
        worksheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, opinion in enumerate(opinions, FIRST_ROW):
        _write_row(worksheet, number, sheet, opinion)
    last = FIRST_ROW + len(opinions) - 1
    _offer_answers(workbook, worksheet, sheet, last)
    _write_foot(worksheet, last + 2)
    _set_up(worksheet, sheet, last)
    return save(workbook)


def _write_head(worksheet, sheet, letter):
    for place in range(1, len(sheet.columns)):
        style(worksheet.cell(TITLE_ROW, place), TITLE_FONT, alignment=CENTRED_ACROSS)
    put(worksheet.cell(TITLE_ROW, 1), shown_title(sheet.title))
    worksheet.row_dimensions[TITLE_ROW].height = 32
    asked = f"{letter.addressee}：对应联审函{letter.number}，请于{chinese_date(letter.due_on)}前反馈。"
    style(put(worksheet.cell(NOTE_ROW, 1), asked), BODY_FONT)
    style(put(worksheet.cell(NOTE_ROW + 1, 1), HINTS[0]), NOTE_FONT)


def _write_row(worksheet, number, sheet, opinion):
    values = opinion.row | {
        "position": opinion.position, "key": opinion.row_key, "explanation": opinion.explanation,
        "result": opinion.get_result_display() if opinion.is_answered else "",
    }  # fmt: skip
    for place, column in enumerate(sheet.columns, 1):
        cell = put(worksheet.cell(number, place), values[column.key])
        style(cell, BODY_FONT, border=GRID, alignment=WRAPPED if column.width > 18 else CENTRED)
        if column in (RESULT, EXPLANATION):
            cell.fill, cell.protection, cell.number_format = ANSWER_FILL, OPEN, TEXT_FORMAT
    worksheet.row_dimensions[number].height = 34


def _offer_answers(workbook, worksheet, sheet, last):
    place = sheet.columns.index(RESULT) + 1
    DropDowns(workbook).add(worksheet, place, ANSWERS, (FIRST_ROW, last))


def _write_foot(worksheet, row):
    """Room for who answers. The reader knows such lines below a table by how they begin."""
    lines = (
        "填表人：　　　　　　　　审核人：　　　　　　　　单位（盖章）：　　　　　　　　　　　年　　月　　日",
        HINTS[1],
    )
    for number, text in enumerate(lines, row):
        style(put(worksheet.cell(number, 1), text), BODY_FONT if number == row else NOTE_FONT)


def _set_up(worksheet, sheet, last):
    """Locked, the key's column out of sight and out of print, A4 across, headings on every page."""
    worksheet.column_dimensions[get_column_letter(len(sheet.columns))].hidden = True
    worksheet.freeze_panes = worksheet.cell(FIRST_ROW, 4)
    set_page(worksheet, HEADING_ROW)
    worksheet.print_area = f"A1:{get_column_letter(len(sheet.columns) - 1)}{last + 3}"
    protection = worksheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # widths may be changed
