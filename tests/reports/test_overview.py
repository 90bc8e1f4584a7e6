"""Homes keep what they wrote as long as no record changes, each user his own."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from core import audit
from tests.factories import candidates as people
from tests.factories import communities as make


@pytest.fixture
def kept(settings):
    """Parts of pages kept as in the product."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"template_fragments": {"BACKEND": backend, "LOCATION": "overview-tests"}}
    yield
    caches["template_fragments"].clear()


def page(client):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/")
    return answer.content.decode(), len(queries)


@pytest.mark.parametrize("name", ["staff", "leader", "inspector", "secretary"])
def test_a_home_is_counted_anew_only_after_a_change(kept, street, signed_in, name):
    people.install_rules(street)
    client = signed_in(name)
    _, many = page(client)
    again, few = page(client)
    assert few < many / 2
    people.put_forward(street)
    changed, counted = page(client)
    assert counted > few
    assert changed != again
    assert Candidate.objects.count() == 1


def test_looking_changes_nothing_and_writing_does(street):
    before = audit.latest_change()
    audit.record(street.users["staff"], "session.start")
    audit.record(street.users["staff"], "person.open", make.make_person(street.first, "甲"))
    assert audit.latest_change() == before
    people.install_rules(street)
    assert audit.latest_change() > before


def test_nobody_is_shown_what_was_kept_for_another(kept, street, signed_in):
    people.install_rules(street)
    people.put_forward(street)
    staff, _ = page(signed_in("staff"))
    secretary, _ = page(signed_in("secretary"))
    inspector, _ = page(signed_in("inspector"))
    assert "我的待办" in staff
    assert "本周要办" in secretary
    assert "看还差哪些人" in inspector
    assert "看还差哪些人" not in staff + secretary
