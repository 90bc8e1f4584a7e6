import pytest

from core.errors import DomainError
from core.spreadsheets import Column, check_rows, clean_text, normalise_heading, parse_integer, parse_yes_no
from core.spreadsheets.columns import render_value
from tests.core.spreadsheet_files import ROSTER

GOOD = {"community": "甲社区", "name": "张　三", "id_number": " 520102197506030074", "born_on": 1975.06, "size": 3.0}


def test_good_row_gives_every_value():
    values, errors = check_rows(ROSTER.columns, [GOOD | {"id_number": "'52010219750603004X"} | {"born_on": ""}])[0]
    assert errors == []
    assert values == {
        "community": "甲社区",
        "name": "张三",
        "id_number": "52010219750603004X",
        "born_on": None,
        "size": 3,
    }


def test_all_errors_of_a_row_come_at_once_and_personal_values_are_masked():
    raw = {"community": "丙社区", "id_number": "520102197506030011", "born_on": "75.6", "size": "三"}
    values, errors = check_rows(ROSTER.columns, [raw])[0]
    assert values == {}
    assert errors == [
        {"column": "community", "heading": "社区", "value": "丙社区", "message": "“社区”只能填写：甲社区、乙社区。"},
        {"column": "name", "heading": "姓名", "value": "", "message": "“姓名”必须填写。"},
        {
            "column": "id_number",
            "heading": "身份证号",
            "value": "5****************1",
            "message": "身份证号的校验位不符，其中有数字录错，请对照证件逐位核对。",
        },
        {
            "column": "born_on",
            "heading": "出生年月",
            "value": "75.6",
            "message": "年份只有两位，分不清是哪一年，请写四位年份。请写成 1975.06 或 1975-06-01 的形式。",
        },
        {"column": "size", "heading": "人数", "value": "三", "message": "请填写不小于0的整数，如 25。"},
    ]


def test_choices_known_at_run_time_take_the_place_of_the_fixed_ones():
    raw = GOOD | {"community": "丙社区", "id_number": "52010219750603004X"}
    assert check_rows(ROSTER.columns, [raw], choices={"community": ("丙社区",)})[0][1] == []


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        (" a b　", "a b"),
        ("a\u00a0", "a"),
        ("a_x000D_\n", "a"),
        ("'001", "001"),
        (3.0, "3"),
        (3.5, "3.5"),
        (13812345678.0, "13812345678"),
        ("\ufeff\u202a张\x07三\u202c", "张三"),
    ],
)
def test_cell_as_text(cell, text):
    assert clean_text(cell) == text


@pytest.mark.parametrize(
    ("heading", "normal"),
    [("* 姓 名", "姓名"), ("姓名（必填）", "姓名"), ("ＱＱ号", "QQ号"), ("（人）", "(人)"), ("\n", ""), (3.0, "3")],
)
def test_heading_is_normalised(heading, normal):
    assert normalise_heading(heading) == normal


@pytest.mark.parametrize(("cell", "number"), [(25.0, 25), ("２５", 25), ("1,025", 1025), (" 0 ", 0)])
def test_integer_is_read(cell, number):
    assert parse_integer(cell) == number


@pytest.mark.parametrize("cell", ["-1", "2.5", 2.5, "二", "1" * 13, "²"])
def test_what_is_no_integer_is_refused(cell):
    with pytest.raises(DomainError) as refusal:
        parse_integer(cell)
    assert refusal.value.code == "number_invalid"


@pytest.mark.parametrize(
    ("cell", "answer"), [("是", True), ("√", True), (True, True), ("无", False), ("n", False), (0, False)]
)
def test_yes_and_no_are_read(cell, answer):
    assert parse_yes_no(cell) is answer


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(DomainError) as refusal:
        parse_yes_no("也许")
    assert refusal.value.code == "yes_no_invalid"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (True, "是"), (False, "否"), (3, 3), (2.5, 2.5), ("a", "a")])
def test_value_is_rendered(value, shown):
    assert render_value(value) == shown


def test_cells_that_are_one_key_of_a_dict_are_looked_at_each():
    cells = (1, True, 1.5, "1", 1, None)
    rows = check_rows((Column("size", "人数", parse=repr),), [{"size": cell} for cell in cells])
    assert [values["size"] for values, _ in rows] == ["1", "'True'", "1.5", "'1'", "1", None]


def test_only_the_rows_that_are_wrong_are_found_wrong_each_in_the_order_of_its_columns():
    columns = (Column("size", "人数", parse=parse_integer), Column("name", "姓名", required=True))
    rows = check_rows(
        columns, [{"size": "3", "name": "甲"}, {"size": "三"}, {"size": "三", "name": "乙"}, {"size": "4"}]
    )
    assert [values for values, _ in rows] == [{"size": 3, "name": "甲"}, {}, {"name": "乙"}, {"size": 4}]
    assert [[error["column"] for error in errors] for _, errors in rows] == [[], ["size", "name"], ["size"], ["name"]]


def test_a_value_that_could_be_changed_is_made_for_each_row():
    one, other = check_rows((Column("parts", "部分", parse=list),), [{"parts": "甲乙"}] * 2)
    assert one[0]["parts"] == other[0]["parts"] == ["甲", "乙"]
    assert one[0]["parts"] is not other[0]["parts"]


def test_a_long_list_of_choices_is_not_told_whole():
    column = Column("community", "社区", choices=tuple(f"花{number}社区" for number in range(31)))
    [error] = check_rows([column], [{"community": "柳一社区"}])[0][1]
    assert error["message"].endswith("、花29社区等31项，请从模板的下拉列表中选择。")
