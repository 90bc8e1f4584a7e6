"""Finding people: by name, pinyin, initials; by number only in full, seldom, and on the record."""

from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Person
from communities.services import search_people
from communities.services.people import NUMBER_SEARCHES_PER_HOUR
from core import ids
from core.audit import AuditEvent
from core.errors import DomainError
from tests.factories.communities import make_id_number, make_member, make_person


def names(found):
    return sorted(person.name for person in found)


@pytest.fixture
def people(street):
    for name in ("单建国", "张建国", "阿依古丽·买买提", "㛃燊"):
        make_person(street.first, name)
    make_person(street.second, "单秀英")
    make_person(street.outside, "单在外")
    return street


@pytest.mark.parametrize(
    "query, expected",
    [
        ("建国", ["单建国", "张建国"]),
        ("国", ["单建国", "张建国"]),
        ("单", ["单建国", "单秀英"]),
        ("shan", ["单建国", "单秀英"]),
        ("SJG", ["单建国"]),
        ("zjg", ["张建国"]),
        ("古丽·买", ["阿依古丽·买买提"]),
        ("古丽买", ["阿依古丽·买买提"]),
        ("㛃", ["㛃燊"]),
        ("没有", []),
        ("·", []),
    ],
)
def test_a_name_is_found_by_any_part_pinyin_or_initials(people, query, expected):
    assert names(search_people(actor=people.users["staff"], query=query)) == expected


def test_a_secretary_finds_only_whom_she_may_see(people):
    assert names(search_people(actor=people.users["secretary"], query="shan")) == ["单建国"]


def test_a_full_number_finds_its_holder_and_leaves_a_trace_without_the_number(people):
    number = make_id_number()
    person = make_person(people.first, "赵六", id_number=number)
    spaced = f"{number[:6]} {number[6:14]} {number[14:].lower()}"
    assert names(search_people(actor=people.users["staff"], query=spaced)) == ["赵六"]
    event = AuditEvent.objects.get(event="person.search_id")
    assert (event.object_id, event.read_detail()) == (str(person.pk), {})


def test_the_same_find_within_a_minute_counts_once(people):
    number = make_id_number()
    make_person(people.first, "赵六", id_number=number)
    for _ in range(3):
        search_people(actor=people.users["staff"], query=number)
    assert AuditEvent.objects.filter(event="person.search_id").count() == 1


def test_a_full_number_finds_nobody_out_of_sight(people):
    number = make_id_number()
    make_person(people.second, "赵六", id_number=number)
    assert names(search_people(actor=people.users["secretary"], query=number)) == []


def test_a_part_of_a_number_finds_nobody(people):
    number = make_id_number()
    make_person(people.first, "赵六", id_number=number)
    for part in (number[:6], number[6:14], number[-4:], number[:17], "1975", number[0]):
        assert names(search_people(actor=people.users["staff"], query=part)) == []


def test_the_database_can_neither_compare_nor_sort_by_a_number(street):
    with pytest.raises(FieldError):
        Person.objects.filter(id_number__contains="1975")
    born = [make_person(street.first, f"人{i}", id_number=make_id_number()) for i in range(8)]
    by_column = list(Person.objects.order_by("id_number").values_list("pk", flat=True))
    by_number = [person.pk for person in sorted(born, key=lambda person: person.id_number)]
    assert by_column != by_number


def test_the_eleventh_number_in_an_hour_is_refused_and_recorded(street):
    number, staff = make_id_number(), street.users["staff"]
    for _ in range(NUMBER_SEARCHES_PER_HOUR):
        search_people(actor=staff, query=number)  # misses, each of which counts
    with pytest.raises(DomainError) as refused:
        search_people(actor=staff, query=number)
    assert refused.value.code == "too_often"
    results = AuditEvent.objects.filter(event="person.search_id").values_list("result", flat=True)
    assert sorted(results) == ["ok"] * NUMBER_SEARCHES_PER_HOUR + ["refused"]
    assert list(search_people(actor=street.users["second_staff"], query=number)) == []


# --- the list and the picker ---------------------------------------------------------------


def test_the_list_takes_a_name_by_post_and_not_from_the_address(people, signed_in):
    browser, url = signed_in("staff"), reverse("communities:people")
    assert names(browser.post(url, {"q": "sjg"}).context["object_list"]) == ["单建国"]
    assert len(browser.get(url, {"q": "sjg"}).context["object_list"]) == 5


def test_a_wrong_number_is_explained_in_the_list(people, signed_in):
    number = make_id_number()
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    page = signed_in("staff").post(reverse("communities:people"), {"q": wrong})
    assert "校验位不符" in page.content.decode()
    assert list(page.context["object_list"]) == []


def test_the_list_filters_by_community_affiliation_and_capacity(people, signed_in):
    member = make_person(people.second, "钱七", affiliation="party")
    make_member(member, people.running, "party_member")
    browser, url = signed_in("staff"), reverse("communities:people")
    assert names(browser.get(url, {"community": people.second.pk}).context["object_list"]) == ["单秀英", "钱七"]
    assert names(browser.get(url, {"affiliation": "party"}).context["object_list"]) == ["钱七"]
    assert names(browser.get(url, {"capacity": "member"}).context["object_list"]) == ["钱七"]


@pytest.mark.parametrize("count", [3, 50])
def test_the_list_asks_as_much_for_many_rows_as_for_one(street, signed_in, count):
    def queries():
        browser = signed_in("staff")
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            browser.get(url)
        return len(asked)

    url = reverse("communities:people")
    make_member(make_person(street.first), street.running, "secretary")
    one = queries()
    for place in range(count):
        make_member(make_person(street.second, f"人{place}"), street.running, "residents_member")
    assert queries() == one + (count > 49)  # of several pages the rows are counted besides


def test_numbers_are_in_no_page_that_lists_or_shows_people(street, signed_in):
    number, phone = make_id_number(), "13812345678"
    person = make_person(street.first, "赵六", id_number=number, phone=phone)
    make_member(person, street.running, "secretary")
    urls = [
        reverse("communities:people"), reverse("communities:person", args=[person.pk]),
        reverse("communities:person-edit", args=[person.pk]), reverse("communities:committees"),
        reverse("communities:committee", args=[street.first.pk]),
    ]  # fmt: skip
    for name in ("staff", "secretary", "leader"):
        for url in urls:
            shown = signed_in(name).get(url).content.decode()
            assert number not in shown, (name, url)
            assert phone not in shown, (name, url)
    assert ids.mask_id_number(number) in signed_in("leader").get(urls[1]).content.decode()


def test_the_picker_lists_ten_visible_people(people, signed_in):
    for place in range(12):
        make_person(people.first, f"孙{place}")
    found = signed_in("secretary").post(
        reverse("communities:person-lookup"), {"picker_query": "sun", "picker_name": "person"}
    )
    assert len(found.context["people"]) == 10
    assert found.context["more"] is True
    other = signed_in("secretary").post(reverse("communities:person-lookup"), {"picker_query": "单"})
    assert names(other.context["people"]) == ["单建国"]


def test_the_search_page_leads_back_with_the_key_of_the_person(people, signed_in):
    person = Person.objects.get(name="张建国")
    form = {"picker_query": "zjg", "picker_next": "/communities/committees/x/party/add/", "picker_name": "person"}
    page = signed_in("staff").post(reverse("communities:person-choose"), form).content.decode()
    assert f'href="/communities/committees/x/party/add/?person={person.pk}"' in page


@pytest.mark.parametrize("following", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_search_page_leads_nowhere_else(street, signed_in, following):
    page = signed_in("staff").get(reverse("communities:person-choose"), {"picker_next": following})
    assert page.context["following"] == reverse("communities:people")


def test_an_unseen_person_cannot_be_picked(people, signed_in):
    hidden = Person.objects.get(name="单在外")
    url = reverse("communities:kinship-create", args=[Person.objects.get(name="张建国").pk])
    form = {"kind": "spouse", "relative": hidden.pk, "relative_name": "", "once": uuid4()}
    assert signed_in("staff").post(url, form).status_code == 422
    assert signed_in("staff").get(url, {"relative": hidden.pk}).context["chosen"] is None


def test_a_choice_survives_the_correction_of_a_form(people, signed_in):
    chosen = Person.objects.get(name="张建国")
    url = reverse("communities:kinship-create", args=[Person.objects.get(name="单建国").pk])
    answer = signed_in("staff").post(url, {"kind": "", "relative": chosen.pk})
    assert answer.status_code == 422
    assert answer.context["chosen"] == chosen
