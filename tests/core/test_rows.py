"""Rows of long lists are written as a template would write them: what people typed is escaped, what we wrote is not."""

from core.rows import NOTHING, check_box, link, table_rows


def test_headings_and_texts_are_escaped_and_written_cells_stand():
    name = check_box(7, "田<") + link("/people/7/", "田{0}<") + NOTHING
    row = table_rows([("姓名{}<", ""), ("职数", "num")], [(name, 3), ("合计", "<b>")]).split("\n")
    assert row == [
        '<tr><td data-label="姓名{}&lt;"><input class="form-check-input" type="checkbox" name="chosen" value="7"'
        ' form="bulk" aria-label="选择田&lt;"> <a href="/people/7/">田{0}&lt;</a></td>'
        '<td data-label="职数" class="num">3</td></tr>',
        '<tr><td data-label="姓名{}&lt;">合计</td><td data-label="职数" class="num">&lt;b&gt;</td></tr>',
    ]


def test_no_lines_are_nothing():
    assert table_rows([("姓名", "")], []) == ""
