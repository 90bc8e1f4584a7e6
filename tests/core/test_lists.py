"""What a list shows of its own state: conditions as chips, an address without names, order, columns."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.services import create_person
from communities.views.people import PersonList
from tests.factories.communities import make_person

PEOPLE = reverse("communities:people")
TABLE = re.compile(r'<table class="([^"]*)">')


@pytest.fixture
def people(street):
    for name, born, affiliation in (("甲", 1960, "party"), ("乙", 1990, "party"), ("丙", 1975, "none")):
        make_person(street.first, name, birth_date=date(born, 1, 1), affiliation=affiliation)
    return street


def names(page):
    return re.findall(r'<a href="/communities/people/[0-9a-f-]{36}/">(.)</a>', page)


def chips(page):
    return re.findall(r'<li><span>([^<]+)</span><a href="([^"]+)"', page)


def test_each_condition_is_a_chip_that_leads_to_the_list_without_it(people, signed_in):
    page = signed_in("staff").get(PEOPLE, {"affiliation": "party", "community": people.first.pk}).content.decode()
    assert chips(page) == [
        ("社区：花一社区", f"{PEOPLE}?affiliation=party"),
        ("政治面貌：中共党员", f"{PEOPLE}?community={people.first.pk}"),
    ]
    assert chips(signed_in("staff").get(PEOPLE).content.decode()) == []


def test_what_is_looked_for_is_a_chip_and_in_no_address(people, signed_in):
    answer = signed_in("staff").post(
        PEOPLE, {"q": "甲", "affiliation": "party", "sort": "eldest"}, headers={"HX-Request": "true"}
    )
    found = chips(answer.content.decode())
    assert found == [
        ("姓名、拼音或完整证件号：甲", f"{PEOPLE}?affiliation=party&amp;sort=eldest"),
        ("政治面貌：中共党员", f"{PEOPLE}?sort=eldest"),
    ]
    assert answer["HX-Replace-Url"] == f"{PEOPLE}?affiliation=party&sort=eldest"


def test_a_list_is_sorted_as_asked_and_by_nothing_else(people, signed_in):
    browser = signed_in("staff")
    assert names(browser.get(PEOPLE, {"sort": "eldest"}).content.decode()) == ["甲", "丙", "乙"]
    assert names(browser.get(PEOPLE, {"sort": "youngest"}).content.decode()) == ["乙", "丙", "甲"]
    assert sorted(names(browser.get(PEOPLE, {"sort": "id_number"}).content.decode())) == sorted("甲乙丙")


def test_columns_are_hidden_on_demand_but_never_the_first(people, signed_in):
    browser = signed_in("staff")
    page = browser.get(PEOPLE, {"columns": "1", "column": ["2", "3", "4", "5", "7"]}).content.decode()
    assert "without-6 without-8" in TABLE.search(page)[1]
    assert "without-1" not in page
    assert "without-" not in TABLE.search(browser.get(PEOPLE).content.decode())[1]


LISTS = (
    "communities:people",
    "communities:issue-list",
    "communities:visit-list",
    "candidates:list",
    "interviews:talk-list",
)


@pytest.mark.parametrize("name", LISTS)
def test_every_way_to_sort_a_list_works(street, signed_in, name):
    from django.urls import resolve

    view = resolve(reverse(name)).func.view_class
    assert view.sorts
    for sort in view.sorts:
        assert signed_in("staff").get(reverse(name), {"sort": sort}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_rows_are_counted_anew_once_somebody_changed_a_record_and_never_for_a_name(people, signed_in, monkeypatch):
    monkeypatch.setattr(PersonList, "paginate_by", 1)
    staff = signed_in("staff")

    def seen(**sent):
        with CaptureQueriesContext(connection) as queries:
            page = (staff.post(PEOPLE, sent) if sent else staff.get(PEOPLE)).content.decode()
        counted = any("COUNT(*)" in each["sql"] and "communities_person" in each["sql"] for each in queries)
        return int(re.search(r"共 (\d+) 条", page)[1]), counted

    known, _ = seen()
    assert seen() == (known, False)
    assert seen(affiliation="party")[0] == 2
    assert [seen(q="甲"), seen(q="甲")] == [(1, False), (1, False)]  # a page that holds all has counted them
    create_person(
        actor=people.users["staff"], community=people.first, name="甲", sex="male", birth_date=date(1970, 1, 1)
    )
    assert (seen(), seen()) == ((known + 1, True), (known + 1, False))
    assert seen(q="甲") == (2, True)
    assert seen(q="甲") == (2, True)
