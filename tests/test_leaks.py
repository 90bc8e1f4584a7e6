"""Numbers of people stay inside (T13, T18): searches, the audit, jobs, messages, logs, exports, paper and disk.

That no page of the access table shows one is asserted in tests/test_access.py for each answer.
"""

import json
import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from candidates import services as candidate_services
from communities.models import Person
from communities.roles import ROLE_PERMISSIONS
from communities.services import update_person
from config.celery import app
from core.audit import AuditEvent
from core.jobs import Job, run_job
from reports.services import request_report
from tests import disk
from tests.access_table import Scene
from tests.factories import candidates, communities, imports, world
from tests.leaks import given_away, planted, poor_masks, readable

NUMBER, PHONE = communities.make_id_number(), "13808510001"
SEARCHES = {"reports:search": "q",
    "communities:people": "q", "communities:person-lookup": "picker_query", "communities:person-choose": "picker_query",
    "candidates:list": "q",
}  # fmt: skip


@pytest.fixture
def scene(db):
    made = Scene()
    made.numbers = planted(made)
    return made


@pytest.fixture
def person(street):
    return communities.make_person(street.first, id_number=NUMBER, phone=PHONE)


@pytest.mark.parametrize("shown", [NUMBER, *(f"{sign}…" for sign in poor_masks(NUMBER))])
def test_a_number_and_a_poor_mask_are_noticed(rf, shown):
    from django.http import HttpResponse

    assert given_away(HttpResponse(f"<td>{shown}</td>"), {NUMBER}) == {NUMBER}


def test_a_search_shows_no_number(scene, signed_in_to, caplog):
    """By name, by a part of a number, and by a full one, which comes back as what was typed at most."""
    caplog.set_level(logging.DEBUG)
    number = scene.person.id_number
    for user in ("staff", "secretary", "outsider"):
        browser = signed_in_to(scene, user)
        for name, field in SEARCHES.items():
            for query in ("张三", number[6:14], number):
                answer = browser.post(reverse(name), {field: query, "picker_next": "/"})
                assert (answer.status_code, given_away(answer, scene.numbers - {query})) == (200, set()), (name, query)
                assert answer.content.decode().count(number) <= (query == number)
    assert number not in caplog.text


@pytest.fixture
def signed_in_to(client):
    """``signed_in_to(scene, name)`` → the client, signed in as that user of the scene."""

    def sign_in(scene, name):
        client.force_login(scene.street.users[name], backend="accounts.backends.AccountBackend")
        return client

    return sign_in


def test_the_audit_of_all_that_was_done_holds_no_number(scene, signed_in_to):
    reader = signed_in_to(scene, "audit_admin")
    for event in AuditEvent.objects.all():
        kept = f"{event.reason}{event.actor_name}{event.object_id}{json.dumps(event.read_detail())}"
        assert not [number for number in scene.numbers if number in kept], event
    for event in {event.event: event for event in AuditEvent.objects.all()}.values():
        assert given_away(reader.get(reverse("accounts:audit-event", args=[event.seq])), scene.numbers) == set()


def test_changing_a_number_is_audited_without_it(street, person):
    fields = {name: getattr(person, name) for name in ("name", "sex", "birth_date", "affiliation", "community")}
    update_person(
        actor=street.users["staff"], person=person, version=person.version, phone="13808510002", id_number=NUMBER, **fields
    )  # fmt: skip
    detail = AuditEvent.objects.get(event="person.update").read_detail()
    assert Person.objects.get().phone == "13808510002"
    assert detail == {"phone": ["（密）", "（密）"]}


def test_whoever_may_upload_numbers_may_see_them():
    """The error file gives back what was uploaded; so nobody may import who may not look at numbers."""
    uploading = {role for role, held in ROLE_PERMISSIONS.items() if "fill_records" in held}
    assert uploading <= {role for role, held in ROLE_PERMISSIONS.items() if "view_identity" in held}


def test_the_exported_roster_is_masked(street, signed_in, person):
    communities.make_member(person, street.running)
    answer = signed_in("leader").get(reverse("communities:roster-export"))
    assert f"{NUMBER[0]}****************{NUMBER[-1]}" in readable(answer.content)
    assert given_away(answer, {NUMBER, PHONE}) == set()


def test_the_vetting_form_is_masked(street, person):
    candidates.install_rules(street)
    candidate = candidates.put_forward(street, person=person)
    run = request_report(
        actor=street.users["staff"], code="vetting_form", region=street.first, election=street.running,
        parameters={"subject": candidate.pk},
    )  # fmt: skip
    run_job(str(run.job_id))
    paper = readable(Job.objects.get(pk=run.job_id).result.read())
    paper = re.sub(r"\s", "", paper)
    assert f"{NUMBER[0]}****************{NUMBER[-1]}" in paper
    assert not [sign for sign in (NUMBER, PHONE, *poor_masks(NUMBER)) if sign in paper]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_in_a_message_a_job_a_session_or_on_the_disk(client, caplog):
    """A roster uploaded, checked, confirmed and written; a candidate put forward; a number searched and revealed."""
    caplog.set_level(logging.DEBUG)
    street = world.build()
    broker = app.connection_for_write().default_channel
    _empty_queue(broker)
    batch = imports.written(
        street, imports.checked(street, [imports.row(id_number=NUMBER, birth_date="", phone=PHONE)])
    )
    person = Person.objects.get()
    candidates.install_rules(street)
    candidate_services.put_forward(
        actor=street.users["staff"], person=person, election=street.running, community=street.first, source="stay",
        intended_post="secretary",
    )  # fmt: skip
    client.force_login(street.users["staff"], backend="accounts.backends.AccountBackend")
    client.post(reverse("communities:people"), {"q": NUMBER})
    reveal = {"field": "id_number", "purpose": "核对证件原件", "password": world.PASSWORD}
    assert NUMBER in client.post(reverse("communities:person-reveal", args=[person.pk]), reveal).content.decode()

    rows = [list(Job.objects.values()), _messages(broker), [session.get_decoded() for session in Session.objects.all()]]
    assert (len(rows[0]), len(rows[1])) == (2, 2)
    broker.connection.client.close()
    assert _signs(json.dumps(rows, default=str)) == []
    assert _signs(caplog.text) == []
    assert batch.upload.path.exists()
    assert disk.files_with(NUMBER, PHONE) == []
    assert _signs(_every_row()) == []


def _signs(text):
    kind = bytes if isinstance(text, bytes) else str
    return [number for number in (NUMBER, PHONE) if (number.encode() if kind is bytes else number) in text]


def _empty_queue(channel):
    channel.queue_declare("celery", durable=True, auto_delete=False, exclusive=False)
    channel.queue_purge("celery")


def _messages(channel):
    """Takes out what waits in the queue."""
    found = iter(lambda: channel.basic_get("celery", no_ack=True), None)
    return [[message.body, message.headers, message.properties] for message in found]


def _every_row():
    """Every value of every table, as the database gives it back: the same on each database."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own names
            rows += cursor.fetchall()
    return str(rows)
