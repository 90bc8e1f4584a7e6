from pathlib import Path

import pytest

from core.dates import parse_date
from core.errors import DomainError
from core.spreadsheets import Column, RawRow, Sheet, check_rows, read_rows, reader
from tests.core.spreadsheet_files import HEADINGS, ROSTER, cell_xml, ods, rows_xml, xlsx, xlsx_parts, zipped

FILES = Path(__file__).parent / "files"
NUMBERS = ("520102197506030007", "520102197506030015", "520102197506030023")
PEOPLE = [["甲社区", name, number] for name, number in zip(("张三", "李四", "王五"), NUMBERS, strict=True)]
KEYS = [column.key for column in ROSTER.columns]


def cells(*values):
    return dict(zip(KEYS, [*values, *[""] * len(KEYS)], strict=False))


def read(rows, *, sheet=ROSTER, extra="", **options):
    return read_rows(xlsx(rows_xml(rows, **options) + extra), "名册.xlsx", sheet)


def refused(rows, **options):
    with pytest.raises(DomainError) as refusal:
        read(rows, **options)
    return refusal.value.code, refusal.value.message


def test_rows_keep_sheet_number_and_letters():
    result = read([["社区成员花名册"], [], ["序号", *HEADINGS], [1, *PEOPLE[0]], [], [2, *PEOPLE[1]]], first=2)
    assert result.rows == [RawRow("名册", 5, cells(*PEOPLE[0])), RawRow("名册", 7, cells(*PEOPLE[1]))]
    assert result.letters == {"名册": dict(zip(KEYS, "BCDEF", strict=True))}
    assert (result.sheets, result.unknown_headings, result.notices) == (["名册"], [], [])


def test_columns_away_from_the_first_keep_their_letters():
    result = read([[None, None, *HEADINGS], [None, None, *PEOPLE[0]]])
    assert result.letters == {"名册": dict(zip(KEYS, "CDEFG", strict=True))}
    assert result.rows == [RawRow("名册", 2, cells(*PEOPLE[0]))]


@pytest.mark.parametrize(
    "heading",
    [
        "身份证号",
        "*身份证号",
        " 身份\n证　号 ",
        "身份证号（18位）",
        "公民身份号码：",
        "身份证号码(必填)",
        "身份证号_x000D_",
    ],
)
def test_heading_is_known_however_it_is_written(heading):
    result = read([["社区", "姓名", heading], PEOPLE[0]])
    assert result.rows[0].cells["id_number"] == NUMBERS[0]


def test_unknown_headings_are_reported_once():
    result = read([[*HEADINGS, "血型", "序号", "姓名"], PEOPLE[0]])
    assert result.unknown_headings == ["血型", "姓名"]


def test_missing_headings_are_named_with_the_row_that_was_taken_for_headings():
    code, message = refused([["花名册"], ["姓名", "血型"], ["张三", "A"]])
    assert (code, message) == (
        "headings_missing",
        "工作表“名册”第2行中没有找到必需的标题：社区、身份证号。请使用下载的模板，或把标题改成与模板一致后再上传。",
    )


def test_file_without_any_heading_is_refused():
    code, message = refused([["甲"], ["乙"]])
    assert code == "headings_missing"
    assert message.startswith("文件中没有找到必需的标题：社区、姓名、身份证号。")


@pytest.mark.parametrize("rows", [[list(HEADINGS)], [list(HEADINGS), ["", " ", None]], [["序号", *HEADINGS], [1], [2]]])
def test_headings_without_rows_are_refused(rows):
    assert refused(rows)[0] == "rows_missing"


def test_file_without_cells_is_refused():
    assert refused([])[0] == "headings_missing"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reader, "MAX_ROWS", 20)
    assert refused([list(HEADINGS), *[PEOPLE[0]] * 40]) == (
        "too_many_rows",
        "工作表“名册”超过20行，请分成几个文件上传。",
    )
    assert refused([list(HEADINGS), *[PEOPLE[0]] * 21]) == ("too_many_rows", "数据超过20行，请分成几个文件上传。")
    assert len(read([list(HEADINGS), *[PEOPLE[0]] * 20]).rows) == 20


def test_examples_and_remarks_below_the_table_are_left_out():
    result = read([HEADINGS, ["示例：甲社区", "张三"], *PEOPLE, ["填表人：某某　审核人："], ["注：以上信息属实"]])
    assert [row.number for row in result.rows] == [3, 4, 5]
    assert result.notices == ["工作表“名册”中作为示例或表末说明跳过的行：第2、6、7行。"]


def test_cell_merged_downwards_counts_for_each_row():
    rows = [HEADINGS, PEOPLE[0], ["", *PEOPLE[1][1:]], ["", *PEOPLE[2][1:]]]
    result = read(rows, extra='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    assert [row.cells["community"] for row in result.rows] == ["甲社区", "甲社区", ""]
    assert result.notices == ["工作表“名册”第2至3行有合并单元格，已按每行相同处理，请核对。"]


def test_heading_merged_over_two_rows_is_one_heading():
    rows = [["花名册"], [*HEADINGS, "学历"], [None] * 5 + ["全日制"], [*PEOPLE[0], "", "", "本科"]]
    merged = '<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/></mergeCells>'
    assert [row.number for row in read(rows, extra=merged).rows] == [4]


def test_hidden_rows_are_read_and_reported():
    result = read([HEADINGS, *PEOPLE], hidden={3, 4})
    assert len(result.rows) == 3
    assert result.notices == ["工作表“名册”有隐藏的行，也已读取，请核对：第3、4行。"]


def workbook_of(*sheets):
    """A workbook of (name, state, rows)."""
    parts = xlsx_parts("")
    listed, related = "", ""
    for number, (name, state, rows) in enumerate(sheets, 1):
        listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        related += (
            parts["xl/_rels/workbook.xml.rels"]
            .partition("<Relationship ")[2]
            .split("/>")[0]
            .replace("rId1", f"rId{number}")
            .replace("sheet1", f"sheet{number}")
            .join(("<Relationship ", "/>"))
        )
        sheet = parts["xl/worksheets/sheet1.xml"].replace("></worksheet>", f">{rows_xml(rows)}</worksheet>")
        parts[f"xl/sheets/{number}"] = sheet
    start, _, rest = parts["xl/workbook.xml"].partition("<sheets>")
    parts["xl/workbook.xml"] = f"{start}<sheets>{listed}</sheets>{rest.partition('</sheets>')[2]}"
    head = parts["xl/_rels/workbook.xml.rels"].partition("<Relationship ")[0]
    parts["xl/_rels/workbook.xml.rels"] = f"{head}{related}</Relationships>"
    for number in range(1, len(sheets) + 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = parts.pop(f"xl/sheets/{number}")
    return zipped(parts)


def test_every_fitting_sheet_is_read_and_the_others_are_reported():
    content = workbook_of(
        ("甲社区", "visible", [HEADINGS, PEOPLE[0]]),
        ("乙社区", "visible", [["序号", *HEADINGS], [1, *PEOPLE[1]]]),
        ("通讯录", "visible", [["姓名", "电话"]]),
        ("旧名册", "hidden", [HEADINGS, PEOPLE[2]]),
        ("填写说明", "visible", [["说明"]]),
        ("选项", "hidden", [["甲"]]),
        ("空表", "visible", []),
    )
    result = read_rows(content, "名册.xlsx", ROSTER)
    assert [(row.sheet, row.number, row.cells["name"]) for row in result.rows] == [
        ("甲社区", 2, "张三"),
        ("乙社区", 2, "李四"),
    ]
    assert result.letters["乙社区"]["name"] == "C"
    assert result.notices == ["隐藏的工作表未读取：旧名册。", "没有所需标题的工作表未读取：通讯录。"]


def test_old_xls_is_read():
    sheet = Sheet("花名册", (*ROSTER.columns[1:3], Column("born_on", "出生年月", parse=parse_date)))
    result = read_rows((FILES / "roster.xls").read_bytes(), "花名册.xls", sheet)
    assert [row.cells for row in result.rows] == [
        {"name": "张三", "id_number": "520102197506030074", "born_on": "1975-06-01"},
        {"name": "买买提•艾力", "id_number": "52010219750603004X", "born_on": 1975.06},
    ]
    assert [row.number for row in result.rows] == [3, 4]


def test_ods_with_a_million_blank_rows_is_read():
    result = read_rows(ods([["花名册"], HEADINGS[:3], *PEOPLE]), "名册.ods", ROSTER)
    assert [(row.number, row.cells["name"]) for row in result.rows] == [(3, "张三"), (4, "李四"), (5, "王五")]


def test_1904_workbook_carries_a_warning():
    result = read_rows(xlsx(rows_xml([HEADINGS, PEOPLE[0]]), date1904=True), "名册.xlsx", ROSTER)
    assert result.notices == ["本工作簿使用1904日期系统，未设日期格式的数字日期会相差四年，请逐一核对日期。"]


@pytest.mark.parametrize("number", [310104198002130017, 3.10104198002133e17])
def test_id_number_kept_as_a_number_is_an_error_never_rounded(number):
    raw = read([HEADINGS, ["甲社区", "张三", number]]).rows[0]
    values, errors = check_rows(ROSTER.columns, [raw.cells])[0]
    assert "id_number" not in values
    assert [(error["column"], error["message"]) for error in errors] == [
        (
            "id_number",
            "“身份证号”是数字格式，Excel 已把第15位以后的数字改成0，无法还原。"
            "请先把单元格设为“文本”格式，再对照证件重新录入。",
        )
    ]


@pytest.mark.parametrize("child", [
    "import time; time.sleep(60)", "print('[1, 2')", "raise SystemExit(1)",
    "import time; print('[1, 2', flush=True); time.sleep(60)",
])  # fmt: skip
def test_a_reader_that_hangs_or_breaks_off_makes_the_file_unreadable(tmp_path, monkeypatch, child):
    (tmp_path / "child.py").write_text(child)
    monkeypatch.setattr(reader, "CONFINED", tmp_path / "child.py")
    monkeypatch.setattr(reader, "SECONDS", 0.5)
    assert refused([HEADINGS, *PEOPLE])[0] == "unreadable_file"


def test_cell_longer_than_excel_allows_makes_the_file_unreadable():
    with pytest.raises(DomainError) as refusal:
        read_rows(xlsx(f'<sheetData><row r="1">{cell_xml("A1", "字" * 40_000)}</row></sheetData>'), "a.xlsx", ROSTER)
    assert refusal.value.code == "unreadable_file"
