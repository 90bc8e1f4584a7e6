"""From draft to document: preview, number, the frozen original, and the copies that are handed out."""

import io
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from core import qr, secrets, stamps
from core.audit import AuditEvent
from core.errors import DomainError
from core.files import PDF
from core.jobs import run_job
from reports import issuing, services
from reports.models import IssuedDocument, ReportRun
from reports.registry import find
from tests.factories import candidates as make
from tests.factories import world


def built(street, code="briefing", actor="staff", **parameters):
    run = services.request_report(
        actor=street.users[actor], code=code, region=street.regions[world.STREET], election=street.running,
        parameters=parameters,
    )  # fmt: skip
    run_job(str(run.job_id))
    return issuing.runs_with_files().get(pk=run.pk)


def vetting_form(street):
    make.install_rules(street)
    candidate = make.put_forward(street, person=make.make_person(street.first, "李㛃"))
    return built(street, "vetting_form", subject=str(candidate.pk))


def issue(street, run, number="某街道〔2026〕1号", actor="staff", replaces=None):
    user = street.users[actor]
    return services.issue_report(actor=user, run=run, pages=services.numbered(user, run, number), replaces=replaces)


def again(run):
    return issuing.runs_with_files().get(pk=run.pk)


def text_of(content):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def page(client, name, run, *more):
    return client.get(reverse(f"reports:{name}", args=[run.pk, *more]))


# --- preview ----------------------------------------------------------------------------


def test_the_preview_shows_each_page_as_a_picture(street, signed_in):
    run, client = built(street), signed_in("leader")
    text = page(client, "report-preview", run).content.decode()
    assert (
        len(re.findall(r'<img src="[^"]+" alt="第 \d+ 页" loading="lazy" width="595" height="842">', text)) == run.pages
    )
    answer = page(client, "report-page", run, 1)
    assert (answer["Content-Type"], Image.open(io.BytesIO(answer.content)).size) == ("image/png", (1191, 1684))
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="report.preview", object_id=str(run.pk)).count() == 1


def test_a_page_that_is_not_there_is_not_found(street, signed_in):
    run, client = built(street), signed_in("staff")
    assert [page(client, "report-page", run, number).status_code for number in (0, run.pages + 1)] == [404, 404]


def test_pages_are_shown_only_to_whom_the_run_is(street, signed_in):
    run = vetting_form(street)
    for name in ("secretary", "outsider"):
        pages = [
            page(signed_in(name), *what).status_code for what in (("report-preview", run), ("report-page", run, 1))
        ]
        assert pages == [404, 404]


def test_a_word_file_has_no_preview_and_no_number(street, signed_in):
    make.install_rules(street)
    run = built(street)
    ReportRun.objects.filter(pk=run.pk).update(ending="docx")
    run.job.result.content_type = "application/msword"
    run.job.result.save()
    run = again(run)
    assert page(signed_in("staff"), "report-preview", run).status_code == 404
    assert not services.may_issue(street.users["staff"], run)
    with pytest.raises(DomainError, match="Word"):
        issue(street, run)


# --- the number --------------------------------------------------------------------------


def test_issuing_freezes_the_draft_under_a_number(street, signed_in):
    run, client = built(street), signed_in("staff")
    url = reverse("reports:report-issue", args=[run.pk])
    offered = client.get(url).context["form"]["number"].value()
    assert client.post(url, {"number": offered}).url == reverse("reports:report-run", args=[run.pk])
    issued = IssuedDocument.objects.get()
    assert (issued.run, issued.number, issued.issued_by) == (run, offered, street.users["staff"])
    assert issued.digest == secrets.digest(issued.file.read())
    event = AuditEvent.objects.get(event="report.issue")
    assert (event.object_id, event.read_detail()["digest"]) == (str(run.pk), issued.digest)
    shown = page(client, "report-run", run).content.decode()
    assert offered in shown and issued.digest in shown and "已印发" in shown


def test_the_original_is_the_draft_with_the_line_of_issue_over_it(street):
    run = built(street)
    draft = run.job.result.read()
    issued = issue(street, run)
    original = issued.file.read()
    words = text_of(original)
    assert "某街道〔2026〕1号" in words and f"核验码{issued.spaced_key}" in words
    assert words.count("核验码") == run.pages
    for before, after in zip(PdfReader(io.BytesIO(draft)).pages, PdfReader(io.BytesIO(original)).pages, strict=True):
        assert "".join(before.extract_text().split()) in "".join(after.extract_text().split())
    assert qr.read_codes(original, PDF) == [(1, issuing.check_address(issued.key))]
    assert run.job.result.read() == draft


def test_the_next_number_is_offered_and_skips_what_was_taken(street):
    region = street.regions[world.STREET]
    first, second = built(street), built(street)
    today = timezone.localdate(first.created_at)
    taken = issuing.suggested_number(region, today).replace("1号", "2号")
    issue(street, first, taken)
    assert issuing.suggested_number(region, today) == taken.replace("2号", "3号")
    issue(street, second, taken.replace("2号", "1号"))
    assert issuing.suggested_number(region, today) == taken.replace("2号", "3号")


@pytest.mark.parametrize("number", ["某街道〔2026〕1号", "某街道[2026]1号", "某街道［２０２６］ １号"])
def test_a_number_is_given_once_however_it_is_written(street, signed_in, number):
    issue(street, built(street))
    run = built(street)
    answer = signed_in("staff").post(reverse("reports:report-issue", args=[run.pk]), {"number": number})
    assert answer.status_code == 422
    assert "已经使用，请改用“" in answer.content.decode()
    assert IssuedDocument.objects.count() == 1


def test_another_place_has_numbers_of_its_own(street):
    issue(street, built(street))
    run = services.request_report(
        actor=street.users["secretary"], code="briefing", region=street.first, election=street.running
    )
    run_job(str(run.job_id))
    issue(street, again(run), actor="secretary")
    assert IssuedDocument.objects.count() == 2


@pytest.mark.parametrize(("number", "says"), [
    ("", "请填写文号"), (" 　", "请填写文号"), ("某街道文件", "没有序号"), ("字" * 60 + "1", "不超过"),
    ("关于110101199003070011的函1号", "身份证号"),
])  # fmt: skip
def test_an_unfit_number_is_refused(street, number, says):
    run = built(street)
    with pytest.raises(DomainError, match=says):
        issue(street, run, number)
    assert not IssuedDocument.objects.exists()


def test_a_document_is_issued_once(street):
    run = built(street)
    issue(street, run)
    with pytest.raises(DomainError, match="已以文号“某街道〔2026〕1号”印发"):
        issue(street, run, "某街道〔2026〕9号")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.create(**_fields(run.issued if run.is_issued else IssuedDocument.objects.get()))


def _fields(issued):
    names = ("run", "region", "year", "number", "title", "file", "digest", "pages", "issued_by", "issued_at")
    return {name: getattr(issued, name) for name in names} | {"number_key": "another"}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_pages_are_drawn(monkeypatch):
    """Another may issue meanwhile; what was asked before the drawing is asked again after it."""
    street, locked = world.build(), []
    first, second, named = built(street), built(street), vetting_form(street)
    draw, client = stamps.lay_over, Client()
    client.force_login(street.users["staff"], backend="accounts.backends.AccountBackend")

    def drawing(*given, **marks):
        locked.append(connection.in_atomic_block)
        if len(locked) == 1:
            issue(street, second)
        return draw(*given, **marks)

    monkeypatch.setattr(stamps, "lay_over", drawing)
    answer = client.post(reverse("reports:report-issue", args=[first.pk]), {"number": "某街道〔2026〕1号"})
    assert (answer.status_code, "已经使用" in answer.content.decode()) == (422, True)
    assert page(client, "report-download", named).status_code == 200
    assert locked == [False, False, False]
    assert [one.run_id for one in IssuedDocument.objects.all()] == [second.pk]


def test_only_who_may_build_a_report_there_issues_it(street):
    run = built(street)
    for name in ("secretary", "inspector", "outsider", "security_admin"):
        assert not services.may_issue(street.users[name], run)
        with pytest.raises(DomainError, match="没有在"):
            issue(street, run, actor=name)


def test_what_is_not_built_yet_or_one_readers_own_is_not_issued(street):
    waiting = services.request_report(
        actor=street.users["staff"], code="briefing", region=street.first, election=street.running
    )
    own = built(street, "ledger_basics")
    for run in (waiting, own):
        with pytest.raises(DomainError, match="只有已生成的 PDF"):
            issue(street, run)


# --- replacing ----------------------------------------------------------------------------


def test_a_later_issue_replaces_the_earlier_which_stays(street, signed_in):
    first, second = built(street), built(street)
    issued = issue(street, first)
    client = signed_in("staff")
    client.post(
        reverse("reports:report-issue", args=[second.pk]), {"number": "某街道〔2026〕2号", "replaces": issued.pk}
    )
    shown = page(client, "report-run", first).content.decode()
    assert "本件已被“" in shown and "某街道〔2026〕2号" in shown
    assert issued.digest == secrets.digest(issued.file.read())
    assert "已被替代" in client.get(reverse("reports:report-list")).content.decode()
    third = built(street)
    assert [i.number for i in issuing.replaceable(ReportRun.objects.all(), third)] == ["某街道〔2026〕2号"]
    with pytest.raises(DomainError, match="已被替代"):
        issue(street, third, "某街道〔2026〕3号", replaces=issued)


def test_another_kind_is_not_replaced(street):
    issued = issue(street, built(street))
    with pytest.raises(DomainError, match="不是同类"):
        issue(street, vetting_form(street), "某街道〔2026〕2号", replaces=issued)


def test_the_issued_page_leads_to_the_same_report_once_more(street, signed_in):
    run, client = vetting_form(street), signed_in("staff")
    issue(street, run)
    link = re.search(r'href="(/reports/new/[^"]+)"', page(client, "report-run", run).content.decode())[1]
    assert f"subject={run.subject_id}" in link
    assert client.get(link.replace("&amp;", "&")).context["form"]["subject"].value() == str(run.subject_id)


def test_nothing_takes_an_issued_file_away(street):
    run = built(street)
    issued = issue(street, run)
    with pytest.raises(ProtectedError):
        issued.file.remove()
    run_job(str(run.job_id))
    assert again(run).issued.file.read() == issued.file.read()


# --- copies -------------------------------------------------------------------------------


def test_many_copies_leave_the_original_as_it_was(street, signed_in):
    run = vetting_form(street)
    issued = issue(street, run)
    before = issued.file.path.read_bytes()
    copies = [page(signed_in(name), "report-download", run).content for name in ("staff", "leader") * 3]
    assert issued.file.path.read_bytes() == before
    assert secrets.digest(again(run).issued.file.read()) == issued.digest
    assert all(secrets.digest(copy) != issued.digest for copy in copies)


def test_a_copy_says_on_every_page_whose_it_is(street, signed_in):
    run = vetting_form(street)
    draft = page(signed_in("leader"), "report-download", run).content
    issue(street, run)
    copy = page(signed_in("leader"), "report-download", run).content
    name = street.users["leader"].full_name
    assert text_of(draft).count(f"草稿{run.document_number}{name}20") == run.pages
    assert text_of(copy).count(f"某街道〔2026〕1号{name}20") == run.pages
    assert not re.search("绝密|机密|秘密", text_of(copy))
    details = [event.read_detail() for event in AuditEvent.objects.filter(event="report.download").order_by("seq")]
    assert [detail["copy"] for detail in details] == [secrets.digest(draft), secrets.digest(copy)]
    assert details[1]["digest"] == again(run).issued.digest


def test_what_names_nobody_is_given_as_it_is(street, signed_in):
    run = built(street)
    issued = issue(street, run)
    assert secrets.digest(page(signed_in("staff"), "report-download", run).content) == issued.digest
    assert not find("briefing").is_stamped and not find("slate_overview").is_stamped
    assert find("vetting_form").is_stamped
