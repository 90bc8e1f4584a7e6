"""An office's own workbook filled in: headings of one and two rows, what stands below, what stays as it was."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, Side

from core.errors import DomainError
from core.spreadsheets import Column, fill_template, inspect_template
from tests.hostile import PAYLOADS

THIN = Border(*(Side(style="thin"),) * 4)
COLUMNS = (
    Column("community", "社区"), Column("name", "姓名"), Column("id_number", "公民身份号码", aliases=("身份证号",)),
    Column("born", "出生年月", render=lambda value: value or "", number_format="yyyy.mm"),
    Column("before", "上届", group="平均年龄", number_format="0.0"), Column("now", "现任", group="平均年龄"), Column("size", "人数"),
)  # fmt: skip


def row(place, **fields):
    return {
        "community": f"花{place}社区", "name": f"人{place}", "id_number": f"{place:018d}", "born": date(1988, 3, 5),
        "before": 44.5, "now": 40, "size": place, **fields,
    }  # fmt: skip


def one_row(prepared=3):
    """A title, a line of the unit, headings, prepared rows with numbers, 合计 and the line to sign."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"] = "××街道人员情况表", "填报单位："
    sheet.merge_cells("A1:F1")
    for place, heading in enumerate(("序号", "姓 名", "身份证号\n（18位）", "*人数", "星座", "出生年月"), 1):
        sheet.cell(3, place, heading).border = THIN
    for number in range(1, prepared + 1):
        for place in range(1, 7):
            cell = sheet.cell(3 + number, place)
            cell.border, cell.font, cell.alignment = THIN, Font(name="楷体", size=13), Alignment(horizontal="center")
        sheet.cell(3 + number, 1, number)
        sheet.row_dimensions[3 + number].height = 33
    below = 4 + prepared
    sheet.cell(below, 2, "合计").border = THIN
    sheet.cell(below, 4, f"=SUM(D4:D{below - 1})").border = THIN
    sheet.cell(below + 1, 1, "审核人：          填表人：")
    sheet.merge_cells(start_row=below + 1, end_row=below + 1, start_column=1, end_column=6)
    sheet.row_dimensions[below + 1].height = 40
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.print_area, sheet.print_title_rows = f"A1:F{below + 1}", "3:3"
    return saved(workbook)


def two_rows():
    """Headings of two rows: joined downwards, and one group over two columns; no prepared row."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for place, heading in ((1, "社区"), (2, "平均年龄"), (4, "备注")):
        sheet.cell(2, place, heading)
    sheet["B3"], sheet["C3"] = "上届", "现任"
    for area in ("A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(area)
    return saved(workbook)


def saved(workbook):
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def filled(content, rows, **kwargs):
    return openpyxl.load_workbook(io.BytesIO(fill_template(content, COLUMNS, rows, **kwargs))).active


def test_headings_are_recognised_with_what_people_add_to_them():
    layout = inspect_template(one_row(), "表.xlsx", COLUMNS)
    assert (layout.first, layout.prepared, layout.serial, layout.unknown) == (4, 3, 1, ["星座"])
    assert layout.places == {"name": 2, "id_number": 3, "size": 4, "born": 6}


def test_two_rows_of_headings_are_read_as_one():
    layout = inspect_template(two_rows(), "表.xlsx", COLUMNS)
    assert (layout.first, layout.unknown) == (4, ["备注"])
    assert layout.places == {"community": 1, "before": 2, "now": 3}


def test_a_column_of_a_group_is_not_taken_for_another_of_that_name():
    workbook = openpyxl.Workbook()
    for place, heading in enumerate(("社区", "上届", "现任"), 1):
        workbook.active.cell(1, place, heading)
    assert inspect_template(saved(workbook), "表.xlsx", COLUMNS).places == {"community": 1}


def test_fewer_rows_than_prepared_leave_the_rest_as_it_was():
    sheet = filled(one_row(), [row(1), row(2)])
    assert [[cell.value for cell in line] for line in sheet["A4:F6"]] == [
        [1, "人1", f"{1:018d}", 1, None, datetime(1988, 3, 5)],
        [2, "人2", f"{2:018d}", 2, None, datetime(1988, 3, 5)],
        [3, None, None, None, None, None],
    ]
    assert (sheet["B7"].value, sheet["D7"].value, sheet["A8"].value[:4]) == ("合计", "=SUM(D4:D6)", "审核人：")
    assert (sheet["C4"].data_type, sheet["C4"].number_format, sheet["F4"].number_format) == ("s", "@", "yyyy.mm")


def test_more_rows_push_down_what_stands_below():
    sheet = filled(one_row(), [row(place) for place in range(1, 11)])
    assert [sheet.cell(place, 1).value for place in range(4, 14)] == list(range(1, 11))
    assert (sheet["B14"].value, sheet["D14"].value, sheet["A15"].value[:4]) == ("合计", "=SUM(D4:D13)", "审核人：")
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:F1", "A15:F15"}
    assert [sheet.row_dimensions[place].height for place in (4, 6, 13, 15)] == [33, 33, 33, 40]
    looks = {(sheet.cell(place, 2).font.name, sheet.cell(place, 2).border.bottom.style) for place in range(4, 14)}
    assert looks == {("楷体", "thin")}
    assert (sheet.print_area, sheet.print_title_rows) == ("'Sheet'!$A$1:$F$15", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)


def test_a_template_without_prepared_rows_gets_a_grid():
    sheet = filled(two_rows(), [row(1), row(2)])
    assert [[cell.value for cell in line] for line in sheet["A4:D5"]] == [
        ["花1社区", 44.5, 40, None], ["花2社区", 44.5, 40, None],
    ]  # fmt: skip
    assert sheet["B5"].border.bottom.style == "thin"


def test_sums_fill_the_empty_cells_of_the_templates_own_row():
    content = openpyxl.load_workbook(io.BytesIO(one_row()))
    content.active["D7"] = None
    assert filled(saved(content), [row(1)], totals={"size": 9}).cell(7, 4).value == 9
    assert filled(one_row(), [row(1)], totals={"size": 9}).cell(7, 4).value == "=SUM(D4:D6)"


def test_no_payload_becomes_a_formula():
    sheet = filled(one_row(), [row(1, name=payload) for payload in PAYLOADS])
    kinds = {cell.data_type for line in sheet.iter_rows(min_row=4, max_row=3 + len(PAYLOADS)) for cell in line}
    assert "f" not in kinds


def test_a_template_without_a_known_heading_is_refused_with_what_was_looked_for():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "属相"
    with pytest.raises(DomainError) as refusal:
        inspect_template(saved(workbook), "表.xlsx", COLUMNS)
    assert refusal.value.code == "headings_missing"
    assert "社区、姓名、公民身份号码、出生年月、平均年龄 上届、平均年龄 现任、人数" in refusal.value.message


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "表.xlsx", "file_empty"),
        (b"PK\x03\x04 no", "表.xlsx", "file_damaged"),
        (one_row(), "表.xlsm", "file_extension"),
    ],
)
def test_the_gate_stands_before_it(content, name, code):
    with pytest.raises(DomainError) as refusal:
        inspect_template(content, name, COLUMNS)
    assert refusal.value.code == code
