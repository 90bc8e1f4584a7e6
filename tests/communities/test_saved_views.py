"""A list's state under a name: with its count, for oneself or for the street, never with a person's name in it."""

import re

import pytest
from django.urls import reverse

from communities.models import SavedView
from communities.services.saved_views import OWN_AT_MOST
from core.audit import AuditEvent
from tests.factories.communities import make_person

PEOPLE, SAVE = reverse("communities:people"), reverse("communities:view-save")
SHOWN = re.compile(r'<span class="view[^"]*"><a href="([^"]+)"[^>]*>(\S+) <b>(\S+)</b>')


@pytest.fixture
def people(street):
    make_person(street.first, "甲", affiliation="party")
    make_person(street.second, "乙", affiliation="party")
    make_person(street.first, "丙", affiliation="none")
    return street


def save(browser, **fields):
    fields = {"list": "communities:people", "query": "affiliation=party&sort=eldest", "title": "党员"} | fields
    return browser.post(SAVE, fields)


def views(browser):
    return SHOWN.findall(browser.get(PEOPLE).content.decode())


def test_a_view_is_kept_and_stands_above_its_list_with_its_count(people, signed_in):
    answer = save(signed_in("staff"))
    assert answer.url == f"{PEOPLE}?affiliation=party&sort=eldest"
    assert views(signed_in("staff")) == [(f"{PEOPLE}?affiliation=party&amp;sort=eldest", "党员", "2")]
    assert views(signed_in("leader")) == []
    assert AuditEvent.objects.filter(event="saved_view.save").count() == 1


def test_a_shared_view_counts_for_each_what_he_may_see(people, signed_in):
    save(signed_in("staff"), shared="on")
    assert [signed_in(name) and views(signed_in(name))[0][2] for name in ("staff", "leader", "secretary")] == [
        "2", "2", "1",
    ]  # fmt: skip
    assert views(signed_in("outsider")) == []


def test_only_who_manages_rules_may_share(people, signed_in):
    assert save(signed_in("secretary"), shared="on").status_code == 403
    assert not SavedView.objects.exists()


def test_a_name_looked_for_is_not_kept(people, signed_in):
    save(signed_in("staff"), query="q=甲&affiliation=party&page=3")
    assert SavedView.objects.get().query == "affiliation=party"


def test_the_same_name_replaces_and_there_are_at_most_eight(people, signed_in):
    browser = signed_in("staff")
    for number in range(OWN_AT_MOST + 1):
        save(browser, title=f"视图{number}")
    save(browser, title="视图0", query="affiliation=none")
    assert SavedView.objects.count() == OWN_AT_MOST
    assert SavedView.objects.get(title="视图0").query == "affiliation=none"


@pytest.mark.parametrize("name", ["reports:home", "accounts:user-list", "nowhere", ""])
def test_only_a_list_that_one_may_open_can_be_kept(street, signed_in, name):
    assert save(signed_in("staff"), list=name).status_code == 404


def test_one_removes_his_own_and_nobody_elses(people, signed_in):
    save(signed_in("staff"), shared="on")
    url = reverse("communities:view-remove", args=[SavedView.objects.get().pk])
    assert signed_in("leader").post(url).status_code == 404
    assert signed_in("staff").post(url).url == PEOPLE
    assert not SavedView.objects.exists()
