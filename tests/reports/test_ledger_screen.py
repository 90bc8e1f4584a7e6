"""A ledger on screen: chips, orders by figures and dates, columns, saved views, and no more lines than it needs."""

import pytest
from django.urls import reverse
from lxml import html as markup

from communities.models import SavedView
from reports.ledgers import LEDGERS, ROSTER, find
from reports.ledgers import base as ledgers_base
from reports.views import ledgers as screen
from tests.factories import world
from tests.factories.communities import make_member, make_person

URL = reverse("reports:ledger", args=["roster"])


@pytest.fixture
def seated(street):
    for name, born in (("甲", "1970-01-01"), ("乙", "1990-01-01"), ("丙", "1980-01-01")):
        make_member(make_person(street.first, name, birth_date=born), street.running, "party_member", street.first)
    return street


def table(answer):
    page = markup.document_fromstring(answer.content.decode())
    heads = [cell.text_content() for cell in page.xpath("//table[contains(@class, 'ledger')]/thead//th")]
    rows = page.xpath("//table[contains(@class, 'ledger')]/tbody/tr")
    return heads, [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]


def test_it_is_put_in_the_order_of_a_figure(seated, signed_in):
    staff = signed_in("staff")
    for order, names in (("age", ["乙", "丙", "甲"]), ("-age", ["甲", "丙", "乙"]), ("-born", ["乙", "丙", "甲"])):
        _, rows = table(staff.get(URL, {"order": order}))
        assert [row[1] for row in rows] == names
    assert len(table(staff.get(URL, {"order": "name"}))[1]) == 3  # words have no order, and ask for none


def test_columns_are_chosen_and_the_first_stays(seated, signed_in):
    heads, rows = table(signed_in("staff").get(URL, {"columns": "1", "column": ["2", "6"]}))
    assert heads == ["社区", "姓名", "年龄"]
    assert {len(row) for row in rows} == {3}


def test_a_condition_is_a_chip_that_can_be_taken_away(seated, signed_in):
    answer = signed_in("staff").get(URL, {"community": world.FIRST, "order": "age"})
    page = markup.document_fromstring(answer.content.decode())
    assert [" ".join(chip.text_content().split()) for chip in page.xpath("//ul[@class='chips']/li")] == [
        "社区：花一社区"
    ]
    assert page.xpath("//ul[@class='chips']//a/@href") == [f"{URL}?order=age"]


def test_a_view_is_kept_for_its_own_ledger(seated, signed_in):
    staff = signed_in("staff")
    data = {"list": "reports:ledger/roster", "query": f"community={world.FIRST}", "title": "花一"}
    answer = staff.post(reverse("communities:view-save"), data)
    assert answer.url == f"{URL}?community={world.FIRST}"
    assert SavedView.objects.get().list == "reports:ledger/roster"
    assert "花一</a>" in staff.get(URL).content.decode().replace(" <b></b>", "")
    assert "常用视图：" not in staff.get(reverse("reports:ledger", args=["issues"])).content.decode()
    assert 'aria-label="删除视图：花一"' not in staff.get(reverse("reports:ledger", args=["issues"])).content.decode()


def test_the_screen_takes_no_more_lines_than_it_counts(seated, signed_in, monkeypatch):
    monkeypatch.setattr(screen, "COUNTED", 1)
    monkeypatch.setattr(screen, "PAGE", 1)
    taken = []

    def rows(user, region, election, filters):
        for line in ROSTER.rows(user, region, election, filters):
            taken.append(line)
            yield line

    monkeypatch.setattr(screen, "find", lambda code: ledgers_base.replace(find(code), rows=rows))
    answer = signed_in("staff").get(URL)
    assert "共 1 条以上" in answer.content.decode()
    assert len(taken) == 2
    assert "丙" in str(table(signed_in("staff").get(URL, {"page": "2"}))[1]) or len(taken) == 5


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.code)
def test_every_order_is_by_a_column_that_has_one(ledger):
    keys = {column.key for column in ledger.columns}
    assert {key.removeprefix("-") for key, _ in ledger.all_orders} <= keys
    assert len({key for key, _ in ledger.all_orders}) == len(ledger.all_orders)


def test_however_few_lines_a_page_shows_all_are_counted(seated, signed_in, monkeypatch):
    monkeypatch.setattr(screen, "PAGE", 1)
    staff = signed_in("staff")
    shown = {}
    for page in ("1", "2", "3", "9"):
        answer = staff.get(URL, {"page": page})
        (shown[page],) = (row[1] for row in table(answer)[1])
        assert f"共 3 条 · 第 {min(int(page), 3)} / 3 页" in answer.content.decode()
    assert len(set(shown.values())) == 3
    assert shown["9"] == shown["3"]
