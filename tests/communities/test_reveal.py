"""Numbers stay hidden (T12–T15): what a page shows leaves many candidates; one is shown for a reason, on the record."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.services.people import REVEALS_PER_HOUR
from core import ids
from core.audit import AuditEvent
from tests.factories.communities import REGION_CODE, make_id_number, make_person
from tests.factories.world import PASSWORD

SHOWN_ON_PAGES = 3  # of the two hundred; the mask is the same function for all
NUMBER = make_id_number(date(1975, 6, 1), "female", serial=123)


@pytest.fixture
def person(street):
    return make_person(street.first, "赵六", sex="female", id_number=NUMBER, phone="13812345678")


def fresh(browser, seconds_ago=0):
    """The password was given ``seconds_ago``."""
    session = browser.session
    session["auth_at"] = timezone.now().timestamp() - seconds_ago
    session.save()
    return browser


def ask(browser, person, **fields):
    url = reverse("communities:person-reveal", args=[person.pk])
    return browser.post(url, {"field": "id_number", "purpose": "核对证件原件", "remark": ""} | fields)


def test_a_number_is_shown_for_a_reason_and_recorded(street, signed_in, person):
    answer = ask(fresh(signed_in("staff")), person, remark="换届资格审查")
    assert NUMBER in answer.content.decode()
    assert answer["Refresh"].startswith("60;")
    event = AuditEvent.objects.get(event="person.reveal")
    assert (event.object_id, event.reason, event.read_detail()) == (
        str(person.pk), "核对证件原件：换届资格审查", {"field": "id_number"},
    )  # fmt: skip


def test_only_the_field_asked_for_is_shown(street, signed_in, person):
    shown = ask(fresh(signed_in("staff")), person, field="phone").content.decode()
    assert "13812345678" in shown
    assert NUMBER not in shown


def test_htmx_gets_the_fragment_that_hides_itself(street, signed_in, person):
    browser = fresh(signed_in("staff"))
    url = reverse("communities:person-reveal", args=[person.pk])
    form = {"field": "id_number", "purpose": "联系本人"}
    shown = browser.post(url, form, headers={"HX-Request": "true"}).content.decode()
    assert 'data-hide-after="60"' in shown
    assert "<html" not in shown
    assert "<c-" not in shown


@pytest.mark.parametrize("fields", [{"purpose": ""}, {"purpose": "其他", "remark": ""}, {"field": "resume"}])
def test_without_a_reason_or_for_another_field_nothing_is_shown(street, signed_in, person, fields):
    answer = ask(fresh(signed_in("staff")), person, **fields)
    assert answer.status_code == 422
    assert NUMBER not in answer.content.decode()
    assert not AuditEvent.objects.filter(event="person.reveal").exists()


@pytest.mark.parametrize("password, status", [("", 422), ("Wrong-Horse-7", 422), (PASSWORD, 200)])
def test_a_password_given_long_ago_is_asked_again(street, signed_in, person, password, status):
    browser = fresh(signed_in("staff"), seconds_ago=301)
    answer = ask(browser, person, password=password)
    assert answer.status_code == status
    assert (NUMBER in answer.content.decode()) is (status == 200)


def test_a_password_given_again_counts_for_the_next_number(street, signed_in, person):
    browser = fresh(signed_in("staff"), seconds_ago=301)
    ask(browser, person, password=PASSWORD)
    assert ask(browser, person, field="phone").status_code == 200


@pytest.mark.parametrize(
    "name, status",
    [("staff", 200), ("secretary", 200), ("inspector", 200), ("leader", 403), ("auditor", 403), ("neighbour", 404),
     ("outsider", 404), ("system_admin", 403), ("security_admin", 403), ("audit_admin", 403)],
)  # fmt: skip
def test_who_may_look_at_a_number(street, signed_in, person, name, status):
    answer = ask(fresh(signed_in(name)), person)
    assert answer.status_code == status
    assert (NUMBER in answer.content.decode()) is (status == 200)


def test_too_many_numbers_in_an_hour_are_refused_and_recorded(street, signed_in, person):
    browser = fresh(signed_in("staff"))
    for _ in range(REVEALS_PER_HOUR):
        ask(browser, person)
    answer = ask(browser, person)
    assert answer.status_code == 422
    assert NUMBER not in answer.content.decode()
    assert AuditEvent.objects.filter(event="person.reveal", result="refused").count() == 1


def test_at_least_forty_numbers_fit_what_the_pages_show(street, signed_in):
    """Known at worst: birth date, sex, the district of issue, and the mask. A serial of 500 remains to be guessed."""
    chance, browser = random.Random(7), signed_in("leader")
    for place in range(200):
        born = date(1955, 1, 1) + timedelta(days=chance.randrange(18_000))
        sex, serial = chance.choice(["male", "female"]), chance.randrange(500)
        number = make_id_number(born, sex, serial)
        mask = ids.mask_id_number(number)
        if place < SHOWN_ON_PAGES:
            person = make_person(street.first, f"人{place}", sex=sex, birth_date=born, id_number=number)
            assert mask in browser.get(reverse("communities:person", args=[person.pk])).content.decode()
        fitting = [c for c in candidates(born, sex) if ids.mask_id_number(c) == mask]
        assert number in fitting
        assert len(fitting) >= 40


def candidates(born, sex):
    return [ids.compose_id_number(REGION_CODE, born, serial) for serial in range(sex == "male", 1000, 2)]
