import io
from datetime import date

import openpyxl
import pytest

from core.spreadsheets import Column, write_table

COLUMNS = (
    Column("name", "姓名", group="本人"),
    Column("born", "出生", render=lambda day: day or "", number_format="yyyy.mm"),
    Column("size", "人数"),
)


@pytest.mark.parametrize("count", [0, 1, 3, 1203])
def test_rows_sums_and_foot_stand_where_they_belong_however_many_rows(count):
    rows = [{"name": f" 甲<{number}>\n乙", "born": date(1975, 6, 1), "size": number} for number in range(count)]
    content = write_table(
        COLUMNS, rows, title="台账", band=("左", "中", "右"), notes=["注"], totals={"name": "合计", "size": 7},
        foot="审核人：", numbered=True,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    first, last = 6, 5 + count

    assert [[cell.value for cell in row] for row in sheet.iter_rows(first, last)] == [
        [number + 1, f" 甲<{number}>\n乙", sheet.cell(first, 3).value, number] for number in range(count)
    ]
    assert [cell.value for cell in sheet[last + 1]] == [None, "合计", None, 7]
    assert sheet.cell(last + 2, 1).value == "审核人："
    assert (sheet.max_row, sheet.print_area) == (last + 2, f"'台账'!$A$1:$D${last + 2}")
    assert f"A{last + 2}:D{last + 2}" in [str(area) for area in sheet.merged_cells.ranges]


def test_each_kind_of_value_keeps_the_looks_of_its_column():
    content = write_table(
        COLUMNS, [{"name": "=1+1", "born": date(1975, 6, 1), "size": 2.5}, {"name": "乙"}], title="台账"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    text, born, size = sheet[4]

    assert (text.value, text.data_type, text.number_format, text.font.name) == ("=1+1", "s", "@", "仿宋_GB2312")
    assert (born.value.date(), born.number_format) == (date(1975, 6, 1), "yyyy.mm")
    assert (size.value, size.number_format, size.border.left.style) == (2.5, "General", "thin")
    assert [cell.value for cell in sheet[5]] == ["乙", None, None]
    assert sheet["B5"].border.left.style == "thin"
