"""The lines of a ledger as HTML."""

from reports.ledgers.base import LedgerColumn
from reports.templatetags.ledgers import ledger_rows

NAME, NUMBER = LedgerColumn("name", "姓名{}<"), LedgerColumn("seats", "职数", is_number=True)


def test_the_first_cell_leads_to_the_record_where_there_is_one():
    lines = [("/people/1/", [(NAME, "田{0}<"), (NUMBER, "3")]), ("", [(NAME, "合计"), (NUMBER, "")])]
    first, last = ledger_rows(lines).split("\n")
    assert first == (
        '<tr><td data-label="姓名{}&lt;"><a href="/people/1/">田{0}&lt;</a></td>'
        '<td data-label="职数" class="num">3</td></tr>'
    )
    assert last == ('<tr><td data-label="姓名{}&lt;">合计</td><td data-label="职数" class="num">—</td></tr>')


def test_no_lines_are_nothing():
    assert ledger_rows([]) == ""
