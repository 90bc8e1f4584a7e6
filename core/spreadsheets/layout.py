"""What every workbook of ours has in common: fonts, page, and the one way a value enters a cell."""

import io
import re

from django.conf import settings
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from core.errors import DomainError

EXAMPLE_MARK = "示例："
ERROR_HEADING = "错误说明"
PLACE_HEADING = "原位置"
GUIDE_NAME = "填写说明"
LISTS_NAME = "选项"
DEMO_MARK = "演练"
PRODUCT = "换届筹备工作台"

PAPER_SIZES = {"A3": 8, "A4": 9}  # Excel's numbers
MAX_CELL_CHARACTERS = 32_767  # Excel's; openpyxl would cut the rest off without a word
MAX_HEADER_CHARACTERS = 200  # Excel calls a file damaged whose header, with codes, is longer than 255
MAX_INLINE_LIST = 255  # Excel's, for a drop-down that is written into its formula
TEXT_FORMAT = "@"
SURROGATES = re.compile(r"[\ud800-\udfff\ufffe\uffff]")

# Named, not embedded: the offices' Windows or WPS has them (GB/T 9704 uses the same).
TITLE_FONT = Font(name="黑体", size=16)
HEADING_FONT = Font(name="黑体", size=11)
REQUIRED_FONT = Font(name="黑体", size=11, color="A61B1B")
BODY_FONT = Font(name="仿宋_GB2312", size=11)
NOTE_FONT = Font(name="宋体", size=10, color="595959")
EXAMPLE_FONT = Font(name="仿宋_GB2312", size=11, italic=True, color="7F7F7F")
HEADING_FILL = PatternFill("solid", fgColor="F2E9E4")
ERROR_FILL = PatternFill("solid", fgColor="F8CBAD")
GRID = Border(*(Side(style="thin", color="A6A6A6") for _ in range(4)))
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
# Centres over the blank cells beside it, without a merged area that would be in the way of sorting.
CENTRED_ACROSS = Alignment(horizontal="centerContinuous", vertical="center")
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="center", wrap_text=True)


def safe_value(value):
    """Return ``value`` without the signs that no workbook may hold.

    Raises ``DomainError("cell_too_long")`` above Excel's limit of 32,767 characters.
    """
    if not isinstance(value, str):
        return value
    value = SURROGATES.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))
    if len(value) > MAX_CELL_CHARACTERS:
        raise DomainError("cell_too_long", f"有内容超过{MAX_CELL_CHARACTERS}字，Excel 单元格放不下，请先精简后再导出。")
    return value


def set_safe(cell, value):
    """Set ``cell`` to what ``safe_value`` returned; no text ever becomes a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a leading “=” for a formula
        cell.number_format = TEXT_FORMAT  # so that Excel does not take it for one when somebody edits it
    return cell


def put(cell, value):
    """Set ``cell`` to any value, which stays what it is, and return the cell; raises as ``safe_value`` does."""
    return set_safe(cell, safe_value(value))


def style(cell, font, *, fill=None, border=None, alignment=None):
    """Give ``cell`` its looks and return it."""
    cell.font = font
    for name, value in (("fill", fill), ("border", border), ("alignment", alignment)):
        if value is not None:
            setattr(cell, name, value)
    return cell


def put_heading(cell, column):
    """A heading; the required ones are red and starred."""
    put(cell, f"*{column.heading}" if column.required else column.heading)
    font = REQUIRED_FONT if column.required else HEADING_FONT
    return style(cell, font, fill=HEADING_FILL, border=GRID, alignment=CENTRED)


def set_widths(worksheet, columns, first=1):
    """Set the widths of ``columns``, and the looks of cells that people will fill in below."""
    for place, column in enumerate(columns, first):
        dimension = worksheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        dimension.font = BODY_FONT
        if column.text:
            dimension.number_format = TEXT_FORMAT


def set_page(worksheet, heading_row, *, last_heading_row=None, header="", paper="A4"):
    """Landscape, one page wide, headings on every page, page numbers, and 演练 in an exercise."""
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = PAPER_SIZES[paper]
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = f"{heading_row}:{last_heading_row or heading_row}"
    worksheet.oddHeader.center.text = DEMO_MARK if settings.DEMO else None
    worksheet.oddHeader.right.text = header.replace("&", "＆")[:MAX_HEADER_CHARACTERS] or None
    worksheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def shown_title(title):
    """The title as it stands above a table: marked in an exercise."""
    return f"【{DEMO_MARK}】{title}" if settings.DEMO else title


class DropDowns:
    """The drop-downs of a workbook; long lists lie on a hidden sheet of their own."""

    def __init__(self, workbook):
        self.workbook, self.formulas = workbook, {}

    def add(self, worksheet, place, values, rows):
        """Offer ``values`` in column ``place`` (from 1) of ``rows``, a (first, last) pair."""
        validation = DataValidation(type="list", formula1=self._formula(tuple(values)), allow_blank=True)
        validation.errorTitle, validation.error = "请从下拉列表中选择", "填写的内容不在可选项中。"
        validation.showErrorMessage = True
        letter = get_column_letter(place)
        validation.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
        worksheet.add_data_validation(validation)

    def _formula(self, values):
        if values not in self.formulas:
            inline = ",".join(values)
            fits = len(inline) <= MAX_INLINE_LIST and not any(set(value) & set(',"') for value in values)
            self.formulas[values] = f'"{inline}"' if fits else self._list_column(values)
        return self.formulas[values]

    def _list_column(self, values):
        if LISTS_NAME not in self.workbook.sheetnames:
            self.workbook.create_sheet(LISTS_NAME).sheet_state = "hidden"
        worksheet = self.workbook[LISTS_NAME]
        place = worksheet.max_column + 1  # column A stays empty
        for row, value in enumerate(values, 1):
            put(worksheet.cell(row, place), value)
        letter = get_column_letter(place)
        return f"{quote_sheetname(LISTS_NAME)}!${letter}$1:${letter}${len(values)}"


def save(workbook):
    """Return the workbook as bytes, with the product for its author and nobody's name."""
    workbook.properties.creator = PRODUCT
    workbook.properties.lastModifiedBy = None
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
