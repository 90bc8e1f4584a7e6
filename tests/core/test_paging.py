"""Pages by key: every row once, in order, whatever it is sorted by, forwards and backwards."""

import pytest
from django.db.models import Case, Value, When
from django.db.models.functions import Length
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.models import Person
from core import paging
from core.paging import Pages
from tests.factories import world
from tests.factories.communities import make_person

IS_FEMALE = Case(When(sex="female", then=Value(1)), default=Value(0))
ORDERS = [
    ("community_id", "name", "pk"), ("name",), ("-name", "pk"), ("birth_date", "-name"), ("-birth_date",), (),
    ("education", "-birth_date", "name"), (IS_FEMALE, "-name"), ("community__name", "-education"), ("-community",),
    (IS_FEMALE.desc(), Length("name")), ("duplicate_of__name", "pk"),
]  # fmt: skip


def people_of(rows, street):
    places = [street.first, street.second]
    return Person.objects.bulk_create(
        Person(name=name, sex=sex, birth_date=birth, education=education, community=places[place])
        for name, sex, birth, education, place in rows
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["张", "李四", "王五六"]), st.sampled_from(["male", "female"]),
        st.sampled_from([None, "1970-01-01", "1980-02-03"]), st.sampled_from([None, 1, 2]), st.sampled_from([0, 1]),
    ),
    max_size=9,
)  # fmt: skip


class EveryRowOnce(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(ROWS, st.sampled_from(ORDERS), st.integers(1, 4))
    def test_pages_are_the_list_cut_in_pieces(self, rows, order, size):
        made = people_of(rows, world.build())
        people = Person.objects.filter(pk__in=[one.pk for one in made]).order_by(*order)
        whole = list(paging.keys_of(people)[0])
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)] or [[]]

        page, seen = Pages(people, size).page(), []
        while True:
            seen.append((page.number, list(page)))
            if not page.next:
                break
            page = Pages(people, size).page(page.next)
        self.assertEqual(seen, list(enumerate(pieces, start=1)))

        for number in range(len(pieces) - 1, 0, -1):
            page = Pages(people, size).page(page.previous)
            self.assertEqual((page.number, list(page)), (number, pieces[number - 1]))
        self.assertEqual(page.previous, "")


def names(page):
    return [person.name for person in page]


@pytest.fixture
def people(street):
    for name in "甲乙丙丁戊":
        make_person(street.first, name)
    return Person.objects.filter(community=street.first).order_by("name")


def test_a_page_goes_on_where_it_was_though_rows_before_it_are_gone(people):
    first = Pages(people, 2).page()
    people.filter(name__in=names(first)).delete()

    assert names(Pages(people, 2).page(first.next)) == sorted("甲乙丙丁戊")[2:4]


@pytest.mark.parametrize("cursor", ["2", "x", "AES.1.abc", "é", "Z0FB"])
def test_a_cursor_that_was_not_made_here_leads_to_the_first_page(people, cursor):
    assert (Pages(people, 2).page(cursor).number, names(Pages(people, 2).page(cursor))) == (1, sorted("甲乙丙丁戊")[:2])


def test_a_cursor_of_a_list_sorted_otherwise_leads_to_the_first_page(people):
    cursor = Pages(people.order_by("-name"), 2).page().next
    assert Pages(people, 2).page(cursor).number == 1


def test_a_name_can_not_be_read_from_a_cursor(people):
    import base64

    cursor = Pages(people, 2).page().next
    last = names(Pages(people, 2).page())[-1]
    assert last.encode() not in base64.urlsafe_b64decode(cursor)


def test_the_count_ends_at_the_cap(people, monkeypatch):
    monkeypatch.setattr(paging, "CAP", 3)
    pages = Pages(people, 2)
    assert (pages.count, pages.is_capped) == (4, True)
    monkeypatch.setattr(paging, "CAP", 5)
    assert (Pages(people, 2).count, Pages(people, 2, 4).is_capped) == (5, True)


def test_rows_as_dictionaries_are_paged_alike(people):
    rows = people.values("pk", "name")
    first = Pages(rows, 3).page()
    assert [row["name"] for page in (first, Pages(rows, 3).page(first.next)) for row in page] == sorted("甲乙丙丁戊")


def test_a_sequence_is_paged_by_position():
    pages = Pages(list("abcde"), 2)
    last = pages.page("3")
    assert (list(last), last.number, last.previous, last.next, pages.num_pages) == (["e"], 3, "2", "", 3)
    assert [pages.page(cursor).number for cursor in ("", "9", "0", "x")] == [1, 3, 1, 1]
