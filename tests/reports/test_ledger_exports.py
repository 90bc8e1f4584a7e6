"""Above a street a ledger is taken out by a job: once, with the rights of then, for its requester alone, and not for ever."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from communities.services import grant_role, revoke_role
from core.audit import AuditEvent
from core.files import StoredFile
from core.jobs import Job, run_job
from reports.ledgers import find
from reports.ledgers.export import KEEP_DAYS, purge_exports
from tests.factories import communities as people
from tests.factories import records, world
from tests.reports.test_ledgers import workbook

LEDGER = "issues"
JOBS = reverse("reports:jobs")


DISTRICT = "520102"


@pytest.fixture
def issues(street):
    for community in (street.first, street.second, street.outside):
        member = people.make_member(people.make_person(community, f"委员{community.pk[-3:]}"), street.running)
        records.issue(street, community, member.person)


@pytest.fixture
def district(street):
    """A term of the whole district, for which the street's staff work."""
    street.running.region = street.regions[DISTRICT]
    street.running.save()
    grant_role(
        actor=street.users["security_admin"], user=street.users["staff"], role="street_staff",
        region=street.regions[DISTRICT],
    )  # fmt: skip
    street.users["staff"] = User.objects.get(pk=street.users["staff"].pk)
    return street


@pytest.fixture
def staff(district, signed_in):
    return signed_in("staff")


def ask(client, **filters):
    answer = client.get(reverse("reports:ledger-export", args=[LEDGER]), filters)
    assert answer.url == JOBS
    return Job.objects.filter(kind="ledger_export").latest("created_at")


def done(client, **filters):
    job = ask(client, **filters)
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "")
    return job


def lines(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=int(sheet.freeze_panes[1:]))]
    return [row[1:] for row in rows[:-1]]


def test_the_job_takes_out_what_a_street_gets_at_once(district, staff, issues):
    at_once = workbook(staff, LEDGER, community=world.FIRST)
    job = done(staff)
    page = staff.get(JOBS).content.decode()
    address = reverse("reports:job-download", args=[job.pk])
    assert address in page
    assert f"导出台账：{find(LEDGER).title}（甲区）" in page
    assert [line for line in lines(staff.get(address).content) if line in at_once] == at_once
    assert Notice.objects.get(user=district.users["staff"], about=job.pk).url == JOBS
    recorded = AuditEvent.objects.filter(event__in=["ledger.export", "ledger.download"]).order_by("seq")
    assert [event.event for event in recorded][1:] == ["ledger.export", "ledger.download"]  # the first is at once


def test_filters_and_a_second_click(district, staff, issues):
    first = ask(staff, state="open")
    assert ask(staff, state="open") == first
    assert ask(staff) != first
    assert first.parameters["filters"] == {"state": "open"}


def test_nobody_else_gets_the_file(district, staff, issues, signed_in):
    address = reverse("reports:job-download", args=[done(staff).pk])
    assert signed_in("leader").get(address).status_code == 404


def test_rights_are_asked_when_it_runs_and_when_it_is_fetched(district, staff, issues, signed_in):
    job, late = done(staff), ask(staff)
    for grant in district.users["staff"].role_grants.all():
        revoke_role(actor=district.users["security_admin"], grant=grant)
    run_job(str(late.pk))
    late.refresh_from_db()
    assert late.state == "failed"
    address = reverse("reports:job-download", args=[job.pk])
    assert signed_in("staff").get(address).status_code == 409  # a revoked role ended the session
    grant_role(
        actor=district.users["security_admin"], user=district.users["staff"], role="street_staff",
        region=district.regions[world.OTHER_STREET],
    )  # fmt: skip
    assert signed_in("staff").get(address).status_code == 404  # he may export again, and elsewhere


def test_the_file_leaves_after_its_days(district, staff, issues):
    job = done(staff)
    assert purge_exports() == 0
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=KEEP_DAYS, minutes=1))
    assert purge_exports() == 1
    assert not StoredFile.objects.filter(pk=job.result_id).exists()
    answer = staff.get(reverse("reports:job-download", args=[job.pk]))
    assert answer.status_code == 409
    assert "请重新导出" in answer.content.decode()
    assert "reports:job-download" not in staff.get(JOBS).content.decode()
