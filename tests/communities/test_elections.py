"""Terms: one in preparation per region, dates corrected, closed ones readable and fixed."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from communities.models import Election
from communities.services import close_election, create_election, update_election
from core.errors import DomainError
from tests.factories import world

DATES = {"term_years": 5, "election_day": date(2031, 12, 30), "key_date": date(2031, 12, 30)}


def refusal(call, **arguments):
    with pytest.raises(DomainError) as refused:
        call(**arguments)
    return refused.value.code


@pytest.fixture
def region(street):
    return street.regions[world.STREET]


def test_one_term_at_a_time_is_prepared(street, region):
    staff = street.users["staff"]
    ask = {"actor": staff, "region": region, "number": 13, **DATES}
    assert refusal(create_election, **ask) == "election_running"
    close_election(actor=staff, election=street.running, version=1)
    made = create_election(**ask)
    assert str(made) == "第十三届（2031）"
    assert list(Election.objects.over(street.first.pk).running()) == [made]


def test_the_database_holds_the_rule_too(street, region):
    with pytest.raises(IntegrityError):
        Election.objects.create(region=region, number=13, **DATES)


def test_a_number_is_used_once(street, region):
    ask = {"actor": street.users["staff"], "region": region, "number": 11, **DATES}
    assert refusal(create_election, **ask, is_past=True) == "election_number_taken"


def test_a_past_term_cannot_be_changed_or_closed_again(street):
    ask = {"actor": street.users["staff"], "election": street.past, "version": 1}
    assert refusal(update_election, **ask, number=10) == "election_past"
    assert refusal(close_election, **ask) == "election_past"


def test_a_correction_of_an_old_page_is_refused(street):
    staff = street.users["staff"]
    update_election(actor=staff, election=street.running, version=1, election_day=date(2026, 12, 20))
    late = Election.objects.get(pk=street.running.pk)
    assert refusal(update_election, actor=staff, election=late, version=1, number=14) == "edited_meanwhile"
    assert Election.objects.get(pk=late.pk).number == 12


@pytest.mark.parametrize("name", ["leader", "inspector"])
def test_only_who_manages_rules_opens_a_term(street, region, name):
    with pytest.raises(PermissionDenied):
        create_election(actor=street.users[name], region=region, number=13, **DATES)


def test_a_term_is_corrected_closed_and_followed_on_screen(street, signed_in):
    browser, running = signed_in("staff"), street.running
    dates = {"number": 12, "term_years": 5, "election_day": "2026-12-20", "key_date": "", "once": uuid4()}
    browser.post(reverse("communities:election-edit", args=[running.pk]), dates | {"version": 1})
    running.refresh_from_db()
    assert (running.election_day, running.key_date) == (date(2026, 12, 20), date(2026, 12, 20))
    browser.post(reverse("communities:election-close", args=[running.pk]), {"version": 2, "once": uuid4()})
    following = dates | {"number": 13, "election_day": "2031.12", "state": "running", "once": uuid4()}
    assert browser.post(reverse("communities:election-create"), following).status_code == 302
    assert list(Election.objects.running().values_list("number", flat=True)) == [13]


def test_a_key_date_after_the_election_is_refused(street, signed_in):
    form = {"number": 12, "term_years": 5, "election_day": "2026-12-20", "key_date": "2026-12-21", "version": 1}
    answer = signed_in("staff").post(reverse("communities:election-edit", args=[street.running.pk]), form)
    assert answer.status_code == 422


def test_a_secretary_reads_the_terms_and_changes_none(street, signed_in):
    browser = signed_in("secretary")
    page = browser.get(reverse("communities:election-list"))
    assert [e.number for e in page.context["object_list"]] == [12, 11]
    assert reverse("communities:election-create") not in page.content.decode()
    assert browser.get(reverse("communities:election-edit", args=[street.running.pk])).status_code == 403
