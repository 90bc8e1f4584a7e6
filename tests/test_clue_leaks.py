"""The leak test of clues: planted words reach nobody but the named, on no way out of the product.

Content, reporter, notes, file names, captions and document numbers all bear PLANTED. Every URL of the access
table, GET and POST, is asked in tests/test_access.py; here are the other ways: what is built and exported, searches,
the audit, to-dos and timelines, logs, jobs, sessions, and the database with everything on the disk.
"""

import json
import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import DomainError
from core.jobs import Job, run_job
from core.workflow import Transition
from reports.ledgers import LEDGERS
from reports.ledgers.export import export_ledger
from reports.registry import REPORTS
from reports.services import draw, request_report
from tests.access_table import EVERYONE, Scene
from tests.factories import world
from tests.factories.clues import PLANTED
from tests.leaks import readable

NAMED = ("named", "clue_lead", "second_lead")
OUTSIDE = (*EVERYONE, "other_named", "substitute")  # an inspector who is not assigned; a substitute who is not needed
pytestmark = pytest.mark.xdist_group("clue_leaks")


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Made once, with one of every record beside the planted clues; each test undoes what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Scene()
        transaction.set_rollback(True)


@pytest.fixture
def undone(db, scene):
    return scene


def browser(street, name):
    client = Client()
    client.force_login(street.users[name], backend="accounts.backends.AccountBackend")
    return client


def told(text):
    """What of the planted words stands in a text, spaces aside: PDFs break lines anywhere."""
    return re.findall(f"{PLANTED}\\w*", re.sub(r"\s", "", text))


def test_the_planted_words_are_where_they_belong(undone):
    """Else the test would prove nothing: the named read them all, but for who reported."""
    page = browser(undone.street, "named").get(reverse("discipline:clue", args=[undone.clue.pk])).content.decode()
    for word in ("内容", "某人", "号", "意见", "谈话", "延期", "说明"):
        assert PLANTED + word in page
    for word in ("姓名", "电话", "住址"):
        assert PLANTED + word not in page


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_ledger_tells_a_word_or_a_line(undone, name):
    user = undone.street.users[name]
    for ledger in LEDGERS:
        if not ledger.admits(user):
            continue
        rows = ledger.take(user, undone.street.regions[world.STREET], undone.street.running, {})
        assert told(str([ledger.cells(row) for row in rows])) == [], ledger.code
        assert ledger.code != "clues" or rows == []
        if ledger.may_export(user):
            _, content = export_ledger(
                actor=user, ledger=ledger, region=undone.street.regions[world.STREET], election=undone.street.running,
                filters={},
            )  # fmt: skip
            assert told(readable(content)) == [], ledger.code


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.code)
def test_no_report_tells_a_word(undone, report):
    """Drawn as whoever of the outside may ask for it, about the person whom the clue concerns where there is a choice."""
    for name in ("staff", "leader", "secretary", "inspector"):
        user = undone.street.users[name]
        if not report.may_be_built_by(user):
            continue
        parameters = {"subject": _subject(undone, report, user)} if report.subject_model else {}
        region = undone.street.regions[world.STREET if name != "secretary" else world.FIRST]
        try:
            document = draw(
                report, user=user, region=region, election=undone.street.running, parameters=parameters, number=1,
                printed_by=user.full_name, document_number="1",
            )  # fmt: skip
        except (DomainError, Http404, PermissionDenied, KeyError):
            continue  # asks for more than this record has; it makes no paper, and so tells nothing
        assert told(readable(document.content)) == []
        return


def _subject(scene, report, user):
    rows = report.records_for(user)
    about = rows.filter(person=scene.candidate.person).first() if hasattr(report.subject_model, "person_id") else None
    return (about or rows.first()).pk


def test_the_form_of_a_clue_is_for_the_named_and_tells_not_who_reported(undone):
    named = undone.street.users["named"]
    run = request_report(actor=named, code="clue_form", parameters={"subject": str(undone.clue.pk)})
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    words = told(readable(job.result.read()))
    assert f"{PLANTED}内容" in "".join(words)
    assert not [word for word in ("姓名", "电话", "住址") if PLANTED + word in "".join(words)]
    assert told(f"{job.result.name}{job.parameters}{run.parameters}") == []
    for name in (*OUTSIDE, "clue_lead"):  # his alone who asked, whoever else is named
        for view in ("report-run", "report-download"):
            answer = browser(undone.street, name).get(reverse(f"reports:{view}", args=[run.pk]))
            assert answer.status_code in (403, 404), (name, view)


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_file_of_a_clue_is_there(undone, name):
    client = browser(undone.street, name)
    for view in ("attachment", "attachment-preview"):
        url = reverse(f"communities:{view}", args=[undone.clue_attachment.pk])
        assert client.get(url).status_code == 404
    assert client.post(reverse("communities:attachment-remove", args=[undone.clue_attachment.pk])).status_code == 404


@pytest.mark.parametrize("name", ["staff", "leader", "secretary", "inspector", "other_named", "auditor"])
def test_search_home_and_files_tell_nothing(undone, name, caplog):
    caplog.set_level(logging.DEBUG)
    client = browser(undone.street, name)
    person = undone.candidate.person
    answers = [client.get(reverse("reports:home"))]
    for view in ("communities:people", "candidates:list", "interviews:talk-list", "communities:person-lookup"):
        answers.append(client.post(reverse(view), {"q": PLANTED[:2], "picker_query": PLANTED[:2]}))
    answers += [
        client.get(reverse("reports:person-records", args=[person.pk])),
        client.get(reverse("communities:person", args=[person.pk])),
        client.get(reverse("candidates:detail", args=[undone.candidate.pk])),
        client.get(reverse("reports:community", args=[world.FIRST])),
    ]
    for answer in answers:
        assert told(answer.content.decode()) == []
    assert "线索已" not in answers[0].content.decode()
    assert told(caplog.text) == []


def test_the_audit_learns_that_something_happened_and_no_word(undone):
    events = AuditEvent.objects.all()
    kept = "".join(
        f"{e.reason}{e.actor_name}{e.object_id}{json.dumps(e.read_detail(), ensure_ascii=False)}" for e in events
    )
    assert told(kept) == []
    reader = browser(undone.street, "audit_admin")
    assert told(reader.get(reverse("accounts:audit-log")).content.decode()) == []
    latest = {event.event: event for event in events.filter(object_type__startswith="discipline.clue")}
    assert {"clue.register", "clue.accept", "clue.step", "clue.extend", "clue.feedback"} <= set(latest)
    for event in latest.values():
        assert told(reader.get(reverse("accounts:audit-event", args=[event.seq])).content.decode()) == []
    assert not Transition.objects.filter(note__contains=PLANTED).exists()
