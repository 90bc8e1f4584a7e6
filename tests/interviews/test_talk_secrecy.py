"""What was said reaches who sat there and named leaders, and nobody else: on no page, paper, export, search or log."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from communities.services import grant_role
from core import access, fonts
from core.attachments import attach
from core.errors import DomainError
from core.jobs import Job, run_job
from interviews.models.talks import READ
from interviews.services import talk_records
from reports.models import ReportRun
from reports.services import request_report
from tests.access_table import EVERYONE, Scene
from tests.factories import talks as make
from tests.factories import uploads, world
from tests.factories.talks import SECRET
from tests.leaks import readable

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("talks")]  # one process makes the scene
OTHERS = [name for name in EVERYONE if name != "staff"] + ["second_staff"]


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Every record there is, and a talk whose every text is SECRET: signed and archived, with scan, note and issue."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Scene()
        staff = made.street.users["staff"]
        talk = make.recorded(made.street)
        scan = SimpleUploadedFile(f"{SECRET}.jpg", uploads.photo())
        attach(actor=staff, subject=talk, upload=scan, caption=SECRET)
        made.archived = make.signed(made.street, talk)
        talk_records.add_note(actor=staff, talk=talk, text=SECRET)
        made.talk_run = request_report(actor=staff, code="talk_record", parameters={"subject": talk.pk})
        yield made
        transaction.set_rollback(True)


def browser_of(scene, name):
    client = Client(raise_request_exception=False)
    user = User.objects.get(username=name)  # as it is now: a grant ends the sessions of before
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client


@pytest.mark.parametrize("name", OTHERS)
def test_the_page_of_a_talk_gives_no_word_away(scene, name):
    """That no other address of the product does is asserted in tests/test_access.py for each answer."""
    client = browser_of(scene, name)
    for view in ("detail", "record", "note", "issue", "follow-up-create"):
        answer = client.get(reverse(f"interviews:talk-{view}", args=[scene.archived.pk]))
        assert SECRET not in readable(answer.content)


def test_the_talker_and_a_named_leader_read(scene):
    """Not an empty proof: the words are on the pages that the others were refused."""
    street = scene.street
    grant_role(
        actor=street.users["security_admin"], user=street.users["leader"], role="talk_reader",
        region=street.regions[world.STREET],
    )  # fmt: skip
    for name in ("staff", "leader"):
        page = browser_of(scene, name).get(reverse("interviews:talk-detail", args=[scene.archived.pk]))
        assert page.content.decode().count(SECRET) >= 6
    blind = browser_of(scene, "second_staff").get(reverse("interviews:talk-detail", args=[scene.archived.pk]))
    assert (blind.status_code, "已归档" in blind.content.decode()) == (200, True)


@pytest.mark.parametrize("name", OTHERS)
def test_neither_scan_nor_paper_is_there_for_others(scene, name):
    client = browser_of(scene, name)
    attachment = apps.get_model("core", "Attachment").objects.get(caption=SECRET)
    run = scene.talk_run
    addresses = [
        *(reverse(f"communities:{view}", args=[attachment.pk]) for view in ("attachment", "attachment-preview")),
        *(reverse(f"reports:{view}", args=[run.pk]) for view in ("report-run", "report-row", "report-download")),
        reverse("interviews:talk-scan", args=[scene.scan_page.pk]),
    ]
    assert {client.get(url).status_code for url in addresses} <= {403, 404}
    assert not access.visible_to(scene.street.users[name], ReportRun).filter(pk=run.pk).exists()


def test_others_cannot_have_the_paper_drawn(scene):
    for name in ("second_staff", "leader", "secretary"):
        with pytest.raises((DomainError, PermissionDenied, Http404)):
            request_report(
                actor=scene.street.users[name], code="talk_record", parameters={"subject": scene.archived.pk}
            )


def test_the_paper_holds_the_words_but_not_the_recommendation(scene):
    fonts.build()
    run_job(str(scene.talk_run.job_id))
    job = Job.objects.get(pk=scene.talk_run.job_id)
    assert (job.state, job.message) == ("done", "")
    paper = readable(job.result.read()).replace("\n", "")
    assert f"{SECRET}content" in paper
    assert f"{SECRET}recommendation" not in paper


def test_blank_forms_hold_no_words(scene):
    fonts.build()
    street = scene.street
    run = request_report(
        actor=street.users["leader"], code="talk_forms", region=street.first, election=street.running, parameters={}
    )
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    assert SECRET not in readable(job.result.read())


def test_a_ledger_of_talks_holds_no_words(scene):
    """Whatever lists of talks there are, on screen or in Excel."""
    client = browser_of(scene, "leader")
    for view in ("reports:ledger", "reports:ledger-export"):
        try:
            answer = client.get(reverse(view, args=["talks"]))
        except NoReverseMatch:
            continue
        assert SECRET not in readable(answer.content)


def test_the_two_functions_agree_on_who_reads(scene):
    users = {name: scene.street.users[name] for name in EVERYONE}
    for talk in (scene.talk, scene.archived, scene.talk_to_hold):
        readers = {name for name, user in users.items() if access.allowed(user, READ, talk)}
        listed = {
            name for name, user in users.items()
            if access.visible_to(user, type(talk), READ).filter(pk=talk.pk).exists()
        }  # fmt: skip
        assert readers == listed == {"staff"}
