"""One box for people, communities and papers: grouped, in sight only, and nothing of it in an address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.services.people import NUMBER_SEARCHES_PER_HOUR
from core.audit import AuditEvent
from reports.search import search
from tests.factories import joint_review
from tests.factories.communities import make_id_number, make_person
from tests.reports.test_issuing import built, issue

SEARCH = reverse("reports:search")


def found(street, query, name="staff"):
    groups = search(actor=street.users[name], query=query, election=street.running)
    return {group.title: [hit.title for hit in group.hits] for group in groups}


@pytest.fixture
def people(street):
    make_person(street.first, "单建国")
    make_person(street.second, "单秀英")
    make_person(street.outside, "单在外")
    return street


@pytest.mark.parametrize("query", ["单", "shan", " Shan "])
def test_people_are_found_as_in_their_list_and_only_those_in_sight(people, query):
    assert {name: sorted(titles) for name, titles in found(people, query).items()} == {"人员": ["单建国", "单秀英"]}
    assert found(people, query, "secretary") == {"人员": ["单建国"]}
    assert found(people, query, "system_admin") == {}


@pytest.mark.parametrize("query", ["花一", "huayi", "hysq", "花一社区"])
def test_a_community_is_found_by_name_pinyin_and_initials(street, query):
    assert found(street, query) == {"社区": ["花一社区"]}
    assert found(street, query, "outsider") == {}


def test_a_community_among_very_many_is_found_by_its_characters(street, monkeypatch):
    monkeypatch.setattr("reports.search.PLACES", 0)
    assert found(street, "花一") == {"社区": ["花一社区"]}


@pytest.mark.parametrize("query", ["〔2026〕7号", "[2026]7", "某街道（2026）"])
def test_an_issued_document_is_found_by_its_number_however_it_is_typed(street, query):
    run = built(street)
    issue(street, run, number="某街道〔2026〕7号")
    assert [title.split()[0] for title in found(street, query)["印发文件"]] == ["某街道〔2026〕7号"]
    assert found(street, query, "outsider") == {}


def test_a_letter_is_found_by_its_number(street):
    letter = joint_review.letter_to(joint_review.sent(street, [joint_review.passed(street)]))
    assert letter.number in found(street, letter.number)["联审函"]
    assert found(street, letter.number, "secretary") == {}


@pytest.mark.parametrize("query", ["", "  ", "·", "-"])
def test_nothing_is_found_by_signs_alone(people, query):
    assert found(people, query) == {}


def test_a_full_number_finds_its_holder_is_recorded_and_limited(street, signed_in):
    number = make_id_number()
    make_person(street.first, "赵六", id_number=number)
    assert found(street, number) == {"人员": ["赵六"]}
    assert AuditEvent.objects.get(event="person.search_id").actor_id == str(street.users["staff"].pk)
    browser = signed_in("staff")
    for _ in range(NUMBER_SEARCHES_PER_HOUR):
        answer = browser.post(SEARCH, {"q": make_id_number()})
    page = answer.content.decode()
    assert "已用完" in page
    assert number not in page


def test_what_is_looked_for_comes_by_post_alone(people, signed_in):
    assert "单建国" not in signed_in("staff").get(SEARCH, {"q": "单"}).content.decode()
    assert "单建国" in signed_in("staff").post(SEARCH, {"q": "单"}).content.decode()


def test_more_than_ten_are_told_and_cost_no_more_queries(street, signed_in):
    asked = []
    for number in (1, 10):
        for _ in range(number):
            make_person(street.first, "单多人")
        signed_in("staff").post(SEARCH, {"q": "单"})
        with CaptureQueriesContext(connection) as captured:
            page = signed_in("staff").post(SEARCH, {"q": "单"}).content.decode()
        asked.append(len(captured))
        assert ("只列出前 10 条" in page) == (number == 10)
    assert asked[0] == asked[1]


def test_an_overlong_query_is_refused_in_words(street, signed_in):
    assert "最多50个字" in signed_in("staff").post(SEARCH, {"q": "字" * 51}).content.decode()
