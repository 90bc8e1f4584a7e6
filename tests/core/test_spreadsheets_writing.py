import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from core.dates import format_month
from core.errors import DomainError
from core.spreadsheets import (
    Column,
    RawRow,
    Sheet,
    check_rows,
    error_workbook,
    read_rows,
    template_workbook,
    write_table,
)
from tests.core.spreadsheet_files import ROSTER
from tests.hostile import PAYLOADS

LONG_LIST = tuple(f"第{number}社区居民委员会" for number in range(60))
LEDGER = (
    Column("name", "姓名", required=True),
    Column("born_on", "出生年月", render=lambda day: format_month(day) if day else ""),
    Column("size", "人数"),
    Column("member", "党员"),
)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def formulas(content):
    cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
    assert len(cells) > len(PAYLOADS)
    return [cell.coordinate for cell in cells if cell.data_type == "f"]


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_an_amount_stays_a_number_with_two_decimals():
    column = Column("amount", "金额", render=lambda value: value, number_format="#,##0.00")
    cell = opened(write_table((column,), [{"amount": Decimal("1234567.50")}], title="台账")).active["A3"]
    assert (cell.value, cell.data_type, cell.number_format) == (1234567.5, "n", "#,##0.00")


def test_table_holds_title_notes_watermark_headings_and_rows():
    rows = [
        {"name": "张三", "born_on": date(1975, 6, 1), "size": 3, "member": True},
        {"name": "李四", "born_on": None, "size": 2.5, "member": False},
    ]
    sheet = opened(
        write_table(LEDGER, iter(rows), title="台账", notes=["注一"], watermark="某某 2026-11-22 编号1&2")
    ).active
    assert [values(sheet, row) for row in range(1, 7)] == [
        ["台账", None, None, None],
        ["注一", None, None, None],
        ["某某 2026-11-22 编号1&2", None, None, None],
        ["*姓名", "出生年月", "人数", "党员"],
        ["张三", "1975.06", 3, "是"],
        ["李四", None, 2.5, "否"],
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$4:$4")
    assert sheet.oddHeader.right.text == "某某 2026-11-22 编号1＆2"
    assert (sheet["A5"].font.name, sheet["A4"].font.name, sheet["A5"].number_format) == ("仿宋_GB2312", "黑体", "@")


def test_pages_are_a4_landscape_one_page_wide():
    for content in (write_table(LEDGER, [], title="台账"), template_workbook([ROSTER])):
        for sheet in opened(content):
            assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
            assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
            assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_properties_name_the_product_and_nobody():
    for content in (
        write_table(LEDGER, [], title="台账"),
        template_workbook([ROSTER]),
        error_workbook(ROSTER, [(RawRow("名册", 2, {}), [])]),
    ):
        assert (opened(content).properties.creator, opened(content).properties.lastModifiedBy) == (
            "换届筹备工作台",
            None,
        )


@pytest.mark.parametrize(("demo", "title", "header"), [(True, "【演练】台账", "演练"), (False, "台账", None)])
def test_exercise_is_marked_on_screen_and_paper(settings, demo, title, header):
    settings.DEMO = demo
    sheet = opened(write_table(LEDGER, [], title="台账")).active
    assert (sheet["A1"].value, sheet.oddHeader.center.text) == (title, header)


def test_no_payload_becomes_a_formula_in_any_column_of_a_table():
    columns = [Column(str(place), payload) for place, payload in enumerate(PAYLOADS)]
    rows = [{column.key: payload for column in columns} for payload in PAYLOADS]
    content = write_table(columns, rows, title=PAYLOADS[0], notes=PAYLOADS, watermark=PAYLOADS[0])
    assert formulas(content) == []
    kept = [values(opened(content).active, row)[-1] for row in range(len(PAYLOADS) + 4, 2 * len(PAYLOADS) + 4)]
    assert [text.replace("\r", "\n") for text in kept] == [text.replace("\r", "\n") for text in PAYLOADS]


def test_no_payload_becomes_a_formula_in_template_or_error_file():
    columns = tuple(
        Column(str(place), text, help=text, example=text, choices=(text, "甲")) for place, text in enumerate(PAYLOADS)
    )
    sheet = Sheet("成员", columns, title=PAYLOADS[0], notes=tuple(PAYLOADS))
    assert formulas(template_workbook([sheet], choices={"0": (*LONG_LIST, *PAYLOADS)})) == []
    rows = [
        (RawRow("=1+1", 2, dict.fromkeys((column.key for column in columns), payload)), [
            {"column": "0", "heading": payload, "value": payload, "message": payload}
        ])
        for payload in PAYLOADS
    ]  # fmt: skip
    assert formulas(error_workbook(sheet, rows)) == []


def test_control_characters_are_left_out_and_nothing_is_cut():
    def write(text):
        return opened(write_table(LEDGER[:1], [{"name": text}], title="台账")).active["A3"].value

    assert write("张\x0b三\ud800\uffff") == "张三"
    assert write("字" * 32_767) == "字" * 32_767
    with pytest.raises(DomainError) as refusal:
        write("字" * 32_768)
    assert refusal.value.code == "cell_too_long"


def test_template_offers_lists_marks_what_is_required_and_keeps_numbers_as_text():
    book = opened(template_workbook([ROSTER], choices={"community": LONG_LIST}))
    sheet = book["成员"]
    assert book.sheetnames == ["成员", "选项", "填写说明"]
    assert (book["选项"].sheet_state, book["选项"]["B60"].value) == ("hidden", LONG_LIST[-1])
    assert values(sheet, 2) == ["*社区", "*姓名", "*身份证号", "出生年月", "人数"]
    assert values(sheet, 3)[:2] == ["示例：甲社区", "张三"]
    assert [sheet.column_dimensions[letter].number_format for letter in "BCD"] == ["General", "@", "@"]
    assert [(str(each.sqref), each.formula1) for each in sheet.data_validations.dataValidation] == [
        ("A4:A5000", "'选项'!$B$1:$B$60")
    ]
    assert sheet.freeze_panes == "A3"


def test_short_list_lies_in_the_drop_down_itself():
    sheet = opened(template_workbook([ROSTER]))["成员"]
    assert [each.formula1 for each in sheet.data_validations.dataValidation] == ['"甲社区,乙社区"']


def test_guide_explains_every_column():
    guide = opened(template_workbook([ROSTER]))["填写说明"]
    rows = [values(guide, row) for row in range(8, 13)]
    assert rows[1] == ["成员", "姓名", "必填", "与身份证一致", None, "张三"]
    assert [row[1] for row in rows] == [column.heading for column in ROSTER.columns]


def test_template_is_read_back_without_its_example():
    with pytest.raises(DomainError) as refusal:
        read_rows(template_workbook([ROSTER], choices={"community": LONG_LIST}), "模板.xlsx", ROSTER)
    assert refusal.value.code == "rows_missing"


def test_error_file_shows_each_error_and_can_be_uploaded_again():
    raw = RawRow("名册", 7, {"community": "甲社区", "name": "", "id_number": "1", "born_on": 27546.0, "size": 3.0})
    errors = check_rows(ROSTER.columns, [raw.cells])[0][1]
    content = error_workbook(ROSTER, [(raw, errors)])
    sheet = opened(content).active
    assert values(sheet, 2) == ["错误说明", "原位置", "*社区", "*姓名", "*身份证号", "出生年月", "人数"]
    assert values(sheet, 3) == [
        "姓名：“姓名”必须填写。；身份证号：身份证号应为18位，填写了1位，请对照证件核对。",
        "名册 第7行",
        "甲社区",
        None,
        "1",
        27546,
        3,
    ]
    coloured = [cell.coordinate for cell in sheet[3] if cell.fill.fgColor.rgb == "00F8CBAD"]
    assert coloured == ["D3", "E3"] == [cell.coordinate for cell in sheet[3] if cell.comment]
    assert sheet["D3"].comment.text == "“姓名”必须填写。"
    again = read_rows(content, "错误.xlsx", ROSTER)
    assert [row.cells for row in again.rows] == [raw.cells]
    assert (again.unknown_headings, again.notices) == ([], [])
