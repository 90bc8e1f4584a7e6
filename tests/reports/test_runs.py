"""Reports: who may ask for them, see them and download them; how they are built."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.services import revoke_role
from core.access import visible_to
from core.errors import DomainError
from core.jobs import Job, run_job
from reports.models import ReportRun
from reports.registry import REPORTS
from reports.services import request_report
from tests.factories import candidates as make
from tests.factories import world


@pytest.fixture
def asked(street):
    """A briefing of the street, asked for by a clerk and not built yet."""
    return request_report(
        actor=street.users["staff"], code="briefing", region=street.regions[world.STREET], election=street.running
    )


@pytest.fixture
def candidate(street):
    make.install_rules(street)
    return make.put_forward(street, person=make.make_person(street.first, "李㛃"))


def built(run):
    run_job(str(run.job_id))
    return ReportRun.objects.select_related("job__result").get(pk=run.pk)


def ask_for_form(street, candidate, actor="staff"):
    return request_report(
        actor=street.users[actor], code="vetting_form", region=street.first, election=street.running,
        parameters={"subject": candidate.pk},
    )  # fmt: skip


def test_a_briefing_is_built_by_its_job_and_waits_in_the_list(asked, signed_in):
    run = built(asked)
    assert (run.job.state, run.job.progress, run.job.result.content_type) == ("done", 100, "application/pdf")
    assert run.job.result.read().startswith(b"%PDF")
    page = signed_in("leader").get(reverse("reports:report-list")).content.decode()
    assert reverse("reports:report-download", args=[run.pk]) in page


def test_the_stored_file_is_not_plain_on_disk(asked):
    assert b"%PDF" not in built(asked).job.result.path.read_bytes()


def test_a_download_is_an_attachment_and_is_audited(asked, signed_in):
    from core.audit import AuditEvent

    run = built(asked)
    response = signed_in("leader").get(reverse("reports:report-download", args=[run.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="report.download", object_id=str(run.pk)).count() == 1


def test_a_report_not_built_yet_cannot_be_downloaded(asked, signed_in):
    response = signed_in("staff").get(reverse("reports:report-download", args=[asked.pk]))
    assert response.status_code == 409
    assert "尚未生成完毕" in response.content.decode()


@pytest.mark.parametrize(("name", "count"), [
    ("staff", 1), ("leader", 1), ("secretary", 0), ("neighbour", 0), ("outsider", 0), ("inspector", 0),
    ("auditor", 0), ("inactive", 0), ("system_admin", 0), ("security_admin", 0), ("audit_admin", 0),
])  # fmt: skip
def test_who_sees_a_street_briefing(street, asked, name, count):
    assert visible_to(street.users[name], ReportRun).count() == count


def test_a_vetting_form_is_seen_only_by_who_may_see_vetting(street, candidate):
    run = ask_for_form(street, candidate)
    seen = {name for name, user in street.users.items() if visible_to(user, ReportRun).filter(pk=run.pk).exists()}
    assert seen == {"staff", "second_staff", "leader"}


def test_a_secretary_cannot_ask_for_a_vetting_form(street, candidate):
    with pytest.raises(DomainError) as refusal:
        ask_for_form(street, candidate, actor="secretary")
    assert refusal.value.code == "not_allowed"


def test_a_candidate_of_another_street_is_no_parameter(street, candidate):
    with pytest.raises(DomainError) as refusal:
        request_report(
            actor=street.users["outsider"], code="vetting_form", region=street.outside, election=street.running,
            parameters={"subject": candidate.pk},
        )  # fmt: skip
    assert refusal.value.code == "not_allowed"


def test_rights_are_asked_again_when_the_job_runs(street, asked):
    user = street.users["staff"]
    revoke_role(actor=street.users["security_admin"], grant=user.role_grants.get())
    job = built(asked).job
    assert (job.state, job.result) == (Job.States.FAILED, None)
    assert "没有在" in job.message


def test_the_same_message_twice_builds_once(asked):
    first = built(asked).job.result_id
    assert built(asked).job.result_id == first


def test_a_failed_report_can_be_tried_again(street, asked, signed_in):
    Job.objects.filter(pk=asked.job_id).update(state=Job.States.FAILED, message="试")
    client = signed_in("staff")
    assert "未能生成" in client.get(reverse("reports:report-run", args=[asked.pk])).content.decode()
    client.post(reverse("reports:report-retry", args=[asked.pk]))
    assert built(asked).job.state == Job.States.DONE


def test_numbers_count_up_per_region_and_term(street, asked):
    again = request_report(
        actor=street.users["leader"], code="briefing", region=street.regions[world.STREET], election=street.running
    )
    assert (asked.number, again.number) == (1, 2)


def test_the_job_row_names_nobody(street, candidate):
    run = ask_for_form(street, candidate)
    assert run.job.parameters == {"run": str(run.pk)}
    assert run.parameters == {"subject": str(candidate.pk)}
    assert "李㛃" not in run.file_name


def test_the_screen_names_whom_a_form_is_about(street, candidate, signed_in):
    run, client = ask_for_form(street, candidate), signed_in("staff")
    pages = [("report-list", []), ("report-run", [run.pk]), ("report-row", [run.pk])]
    texts = [client.get(reverse(f"reports:{name}", args=args)).content.decode() for name, args in pages]
    assert [("李㛃" in text, "第1份" in text) for text in texts] == [(True, True)] * 3


def test_the_document_number_carries_the_day_in_china(asked):
    asked.created_at = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert asked.document_number.startswith("20261123-")


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_three(street, asked, signed_in):
    client = signed_in("staff")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("reports:report-list"))
        return len(captured)

    built(asked)
    queries()  # the first request of a session writes its times
    one = queries()
    for _ in range(2):
        built(request_report(
            actor=street.users["staff"], code="briefing", region=street.regions[world.STREET], election=street.running
        ))  # fmt: skip
    assert queries() == one


def test_the_request_page_builds_what_it_is_asked_for(street, candidate, signed_in):
    client = signed_in("staff")
    page = client.get(reverse("reports:report-create", args=["vetting_form"]))
    assert "李㛃" in page.content.decode()
    answer = client.post(
        reverse("reports:report-create", args=["vetting_form"]), {"region": world.FIRST, "subject": str(candidate.pk)}
    )
    run = ReportRun.objects.get()
    assert answer.url == reverse("reports:report-run", args=[run.pk])
    assert run.parameters == {"subject": str(candidate.pk)}


# --- the command line -----------------------------------------------------------------


def test_the_command_lists_every_code(capsys, db):
    call_command("build_report", "--list")
    assert capsys.readouterr().out.splitlines() == [f"{r.code}\t{r.title}" for r in REPORTS]


def test_the_command_builds_reports_about_a_region_and_about_a_record(street, candidate, tmp_path, capsys):
    """Every other kind is built by its own tests."""
    parameters = {"briefing": [], "ledger_audits": [], "vetting_form": [f"subject={candidate.pk}"]}
    for code, given in parameters.items():
        out = tmp_path / f"{code}.pdf"
        call_command("build_report", code, region=world.STREET, param=given, out=out)
        assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("code", "region"), [("nothing", world.STREET), ("briefing", "999"), ("vetting_form", world.STREET)]
)
def test_the_command_says_what_is_wrong(street, tmp_path, code, region):
    with pytest.raises(CommandError):
        call_command("build_report", code, region=region, out=tmp_path / "x.pdf")
