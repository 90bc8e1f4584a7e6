"""What was said reaches who sat there and named leaders, and nobody else: on no page, paper, export, search or log."""

import logging

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
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
from interviews.talk_figures import FEWEST, distributions
from reports.models import ReportRun
from reports.services import request_report
from tests import access_table
from tests.access_table import EVERYONE, TABLE, Scene
from tests.factories import talks as make
from tests.factories import uploads, world
from tests.factories.talks import SECRET
from tests.leaks import readable
from tests.test_pages_hygiene import walk

OTHERS = [name for name in EVERYONE if name != "staff"] + ["second_staff"]
# Requests that answer for minutes or end the session; none of them knows of talks.
NOT_TRIED = {"accounts:logout"}


@pytest.fixture
def scene(db):
    """Every record there is, and talks whose every text is SECRET: written down, signed and archived, with a scan."""
    made = Scene()
    street, staff = made.street, made.street.users["staff"]
    with_scan = make.recorded(street)
    attach(actor=staff, subject=with_scan, upload=SimpleUploadedFile(f"{SECRET}.jpg", uploads.photo()), caption=SECRET)
    made.archived = make.signed(street, with_scan)
    talk_records.add_note(actor=staff, talk=made.archived, text=SECRET)
    talk_records.raise_issue_of(
        actor=staff,
        talk=made.archived,
        agreed=True,
        title="物业纠纷",
        kind="disputes",
        seriousness=2,
        street_only=False,
    )
    made.talk_run = request_report(actor=staff, code="talk_record", parameters={"subject": made.archived.pk})
    return made


def browser_of(scene, name):
    client = Client(raise_request_exception=False)
    client.force_login(scene.street.users[name], backend="accounts.backends.AccountBackend")
    return client


def addresses(scene):
    """Every address of the product, for the talks besides the one of the table."""
    keys = {"talk": [scene.talk, scene.archived]}
    for row in TABLE:
        if row.url in NOT_TRIED:
            continue
        arguments = row.make(scene)
        yield row, reverse(row.url, args=arguments)
        if arguments[:1] == [scene.talk.pk]:
            yield row, reverse(row.url, args=[keys["talk"][1].pk, *arguments[1:]])


@pytest.mark.parametrize("name", OTHERS)
def test_no_address_gives_a_word_away(scene, name, caplog):
    caplog.set_level(logging.DEBUG)
    client, told = browser_of(scene, name), []
    for row, url in addresses(scene):
        for answer in (client.get(url), client.get(url, headers={"hx-request": "true"})):
            if SECRET in readable(answer.content) + str(dict(answer.headers)):
                told.append(row.url)
    for row, url in addresses(scene):  # what is sent may change records; what is read was read before
        answer = client.post(url, {**row.data, "q": SECRET, "picker_query": SECRET, "picker_next": "/"})
        text = readable(answer.content).replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
        if SECRET in text:
            told.append(f"POST {row.url}")
    assert (told, SECRET in caplog.text) == ([], False)


@pytest.mark.parametrize("name", ["second_staff", "leader", "inspector", "secretary", "neighbour", "audit_admin"])
def test_no_link_leads_to_a_word(scene, name):
    told = [url for url, answer in walk(browser_of(scene, name)).items() if SECRET in readable(answer.content)]
    assert told == []


def test_the_talker_and_a_named_leader_read(scene):
    """Not an empty proof: the words are on the pages that the others were refused."""
    street = scene.street
    grant_role(
        actor=street.users["security_admin"], user=street.users["leader"], role="talk_reader",
        region=street.regions[world.STREET],
    )  # fmt: skip
    street.users["leader"] = User.objects.get(username="leader")
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


def test_counts_of_few_talks_are_not_told(street):
    for _ in range(FEWEST - 1):
        make.recorded(street)
    assert all(
        not any(line.number for line in lines) for _, lines in distributions(street.users["leader"], street.running)
    )
    make.recorded(street)
    told = dict(distributions(street.users["leader"], street.running))
    assert [(line.label, line.number) for line in told["思想动态"]] == [("平稳", 0), ("关注", FEWEST), ("重点", 0)]
    assert [(line.label, line.number) for line in told["诉求主题"]] == [("待遇保障", FEWEST)]
    assert all(not lines for _, lines in distributions(street.users["secretary"], street.running))


def test_the_two_functions_agree_on_who_reads(scene):
    users = {name: scene.street.users[name] for name in access_table.EVERYONE}
    for talk in (scene.talk, scene.archived, scene.talk_to_hold):
        readers = {name for name, user in users.items() if access.allowed(user, READ, talk)}
        listed = {
            name for name, user in users.items()
            if access.visible_to(user, type(talk), READ).filter(pk=talk.pk).exists()
        }  # fmt: skip
        assert readers == listed == {"staff"}
