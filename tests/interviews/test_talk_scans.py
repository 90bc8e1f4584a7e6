"""From the blank form to its scan: the page finds its talk by the code printed on it."""

import io

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from core import fonts, qr
from core.attachments import attachments_of
from core.errors import DomainError
from core.files import PDF, StoredFile
from core.jobs import Job, run_job
from interviews.models import TalkScanPage
from interviews.services import talk_records, talk_scans
from interviews.talk_codes import talk_code, talk_key
from reports.services import request_report
from tests.factories import talks as make
from tests.factories import uploads, world


def blank_forms(street):
    """The printed forms of all that is planned, as a PDF."""
    fonts.build()
    run = request_report(
        actor=street.users["staff"], code="talk_forms", region=street.regions[world.STREET], election=street.running,
        parameters={},
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    return job.result.read()


def as_pictures(content):
    """What a scanner makes of paper: a PDF of pictures, no text in it, a little askew."""
    out = [page.render(scale=2).to_pil().rotate(1, fillcolor="white") for page in pypdfium2.PdfDocument(content)]
    scan = io.BytesIO()
    out[0].save(scan, "PDF", save_all=True, append_images=out[1:], resolution=144)
    return scan.getvalue()


def send(street, *contents, user="staff"):
    files = [SimpleUploadedFile(f"张三{number}.pdf", content) for number, content in enumerate(contents)]
    job = talk_scans.upload_scans(actor=street.users[user], election=street.running, files=files)
    run_job(str(job.pk))
    return Job.objects.get(pk=job.pk)


def test_a_code_tells_nothing_but_a_key(street):
    talk = make.plan(street)
    assert talk_code(talk) == f"talk:{talk.pk}"
    assert talk_key(talk_code(talk)) == talk.pk
    assert (talk_key("https://example.cn"), talk_key("talk:1")) == (None, None)


def test_printed_forms_come_back_to_their_talks(street):
    several = [make.planned(street), make.planned(street)]
    paper = blank_forms(street)
    codes = qr.read_codes(paper, PDF)
    assert [text for _, text in codes] == [talk_code(talk) for talk in several for _ in range(2)]
    job = send(street, as_pictures(paper))
    assert (job.state, job.message, TalkScanPage.objects.count()) == ("done", "", 0)
    assert [attachments_of(talk).count() for talk in several] == [2, 2]
    assert not StoredFile.objects.filter(name__contains="张三").exists()


def test_a_scan_stands_for_signatures(street):
    talk = make.recorded(street)
    with pytest.raises(DomainError):
        talk_records.archive_talk(actor=street.users["staff"], talk=talk)
    page = TalkScanPage.objects.get(pk=make.one_of_each(street)[2].pk)
    talk_scans.match_page(actor=street.users["staff"], page=page, talk=talk)
    assert (TalkScanPage.objects.count(), attachments_of(talk).count()) == (0, 1)
    assert talk_records.archive_talk(actor=street.users["staff"], talk=talk).state == "signed"


def test_pages_without_a_code_or_of_another_s_talk_wait_for_a_human(street):
    """Not even the uploader learns whose talk it is; only he sees the page."""
    other = make.planned(street, lead="second_staff")
    make.planned(street)
    job = send(street, as_pictures(blank_forms(street)), uploads.pdf(2))
    assert job.state == "done"
    reasons = list(TalkScanPage.objects.values_list("reason", flat=True))
    assert (len([r for r in reasons if "不由您承办" in r]), len([r for r in reasons if "没有读到" in r])) == (2, 2)
    assert not attachments_of(other).exists()
    page = TalkScanPage.objects.first()
    with pytest.raises(Http404):
        talk_scans.discard_page(actor=street.users["second_staff"], page=page)
    with pytest.raises(PermissionDenied):
        talk_scans.match_page(actor=street.users["staff"], page=page, talk=other)


def test_the_job_twice_files_once(street):
    talk = make.planned(street)
    paper = as_pictures(blank_forms(street))
    job = send(street, paper)
    run_job(str(job.pk))
    assert attachments_of(talk).count() == 2


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file_empty"), (b"<svg/>", "file_unknown"), (uploads.pdf()[:-100], "file_broken")]
)
def test_what_is_no_scan_is_refused_and_nothing_kept(street, content, code):
    make.planned(street)
    kept = StoredFile.objects.count()
    with pytest.raises(DomainError) as caught:
        send(street, content)
    assert (caught.value.code, StoredFile.objects.count()) == (code, kept)


def test_who_sits_at_no_talk_uploads_nothing(street):
    make.planned(street)
    with pytest.raises(PermissionDenied):
        send(street, uploads.pdf(), user="leader")
