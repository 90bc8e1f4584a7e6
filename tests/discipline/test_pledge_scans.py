"""From the printed sheet back to its person, however it was scanned; what cannot be told waits, nothing is lost."""

import io
import threading
from datetime import timedelta

import pytest
import segno
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.utils import timezone
from PIL import Image

from core import access, scans
from core.attachments import attachments_of
from core.errors import DomainError
from core.files import StoredFile
from core.jobs import run_job
from discipline.models import PledgeScanPage, PledgeSheet, PledgeSigning
from discipline.pledge_papers import faults_of, sheet_code, sheet_key
from discipline.services import pledge_scans, pledge_signing, pledges
from tests.bench.pledges import as_pictures, measure
from tests.factories import discipline, photos, uploads, world
from tests.factories import pledges as make


def stack(pages):
    """Pictures as one scanned PDF."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return out.getvalue()


@pytest.fixture
def printed(street):
    """``(campaign, pages)``: three people's sheets as pictures, in the order of their numbers."""
    people = [discipline.somebody(street) for _ in range(3)]
    campaign = make.campaign(street, people)
    return campaign, as_pictures(make.paper(street, campaign))


def foreign_page():
    """A page with somebody else's QR code."""
    out = io.BytesIO()
    segno.make("https://example.cn/q/p/nothing-of-ours/", error="m").save(out, kind="png", scale=10)
    page = Image.new("RGB", (1200, 1700), "white")
    page.paste(Image.open(out).convert("RGB"), (100, 100))
    return page


def test_a_code_tells_nothing_but_a_key(street):
    pledge = make.full(make.one(street))
    sheet = pledges.issue_sheets(actor=street.users["staff"], campaign=pledge.campaign, pledges=[pledge])[0]
    assert sheet_key(sheet_code(sheet)) == sheet.key
    assert sheet_key(f"https://another.host/q/p/{sheet.key}/") == sheet.key
    for text in (f"talk:{pledge.pk}", "https://example.cn/q/p/short/", f"x/q/p/{sheet.key}/", ""):
        assert sheet_key(text) is None


def test_a_stack_finds_its_people_whichever_way_it_lies(street, printed):
    campaign, (first, second, third) = printed
    pages = [first.transpose(Image.Transpose.ROTATE_180), second.transpose(Image.Transpose.ROTATE_90), third.rotate(4)]
    job = make.send(street, campaign, stack(pages), name="李四的承诺书.pdf")
    assert (job.state, job.message, PledgeScanPage.objects.count()) == ("done", "", 0)
    assert make.states(campaign) == ["signed"] * 3
    signings = PledgeSigning.objects.select_related("pledge", "sheet", "file")
    assert all(signing.sheet.pledge_id == signing.pledge_id and faults_of(signing) == [] for signing in signings)
    assert not StoredFile.objects.filter(name__contains="李四").exists()


@pytest.mark.parametrize("name", photos.CONDITIONS)
def test_spoilt_pages_are_read_and_none_is_given_to_another(street, printed, name):
    _, pages = printed
    keys = list(PledgeSheet.objects.order_by("pledge__number").values_list("key", flat=True))
    assert measure(pages, keys, photos.CONDITIONS[name]) == (3, 0)


def test_pages_that_tell_nothing_wait_with_a_picture_for_a_human(street, printed):
    campaign, pages = printed
    both = Image.new("RGB", (pages[0].width * 2, pages[0].height), "white")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width, 0))
    job = make.send(street, campaign, uploads.pdf(1), stack([foreign_page()]), stack([both]))
    assert job.state == "done"
    waiting = list(PledgeScanPage.objects.order_by("page"))
    assert [page.code for page in waiting] == ["no_code", "foreign_code", "several_codes"]
    assert all(page.preview and page.pledge is None for page in waiting)
    assert make.states(campaign) == ["unsigned"] * 3
    pledge = make.full(campaign.pledges.first())
    match = {"pledge": pledge, "edition": pledges.edition_of(pledge), "signed_on": timezone.localdate()}
    with pytest.raises(Http404):
        pledge_scans.match_page(actor=street.users["secretary"], page=waiting[0], **match)
    signing = pledge_scans.match_page(actor=street.users["inspector"], page=waiting[0], **match)
    assert (make.state_of(pledge), faults_of(signing), PledgeScanPage.objects.count()) == ("signed", [], 2)
    pledge_scans.discard_page(actor=street.users["staff"], page=waiting[1])
    assert PledgeScanPage.objects.count() == 1


def test_a_second_page_of_a_person_waits_for_a_decision(street, printed):
    campaign, pages = printed
    make.send(street, campaign, stack([pages[0], pages[0]]))
    page = PledgeScanPage.objects.get()
    pledge = campaign.pledges.order_by("number").first()
    assert (page.code, page.pledge, PledgeSigning.objects.count()) == ("signed_already", pledge, 1)
    first = PledgeSigning.objects.get()
    match = {"pledge": make.full(pledge), "edition": first.text}
    with pytest.raises(DomainError):
        pledge_scans.match_page(actor=street.users["staff"], page=page, signed_on=timezone.localdate(), **match)
    pledge_scans.match_page(
        actor=street.users["staff"], page=page, signed_on=timezone.localdate(), replace=True, **match
    )  # fmt: skip
    assert PledgeSigning.objects.filter(pk=first.pk, superseded_at=None).count() == 0  # kept, and superseded
    assert PledgeSigning.objects.standing().count() == 1


def test_the_other_copy_is_kept_beside_the_first(street):
    pledge = make.one(street)
    campaign = pledge.campaign
    one, other = as_pictures(make.paper(street, campaign, copies="2"))
    make.send(street, campaign, stack([one, other]))
    page = PledgeScanPage.objects.get()
    signing = PledgeSigning.objects.get()
    assert page.code == "other_copy"
    pledge_scans.add_as_copy(
        actor=street.users["staff"], page=page, pledge=make.full(pledge), edition=signing.text
    )  # fmt: skip
    signing.refresh_from_db()
    assert (signing.copies, attachments_of(signing).count(), PledgeScanPage.objects.count()) == (2, 1, 0)


def test_a_page_of_an_outdated_text_is_kept_and_not_counted(street, printed):
    campaign, pages = printed
    discipline.next_edition(street, campaign.text)
    make.send(street, campaign, stack(pages[:1]))
    assert PledgeSigning.objects.get().text == campaign.text
    assert make.states(campaign) == ["again", "unsigned", "unsigned"]


def test_a_page_of_another_campaign_waits_and_is_placed_there(street, printed):
    campaign, pages = printed
    other = make.campaign(street)
    make.send(street, other, stack(pages[:1]))
    page = PledgeScanPage.objects.get()
    assert (page.code, page.pledge.campaign, campaign.title in page.reason) == ("other_campaign", campaign, True)
    pledge_scans.match_page(
        actor=street.users["staff"], page=page, pledge=make.full(page.pledge), edition=page.sheet.text,
        signed_on=timezone.localdate(),
    )  # fmt: skip
    assert make.states(campaign)[0] == "signed"


def test_a_page_of_somebody_elsewhere_tells_the_secretary_nothing(street):
    pledge = make.one(street)
    theirs = discipline.somebody(street, community=street.second)
    pledges.add_newcomers(actor=street.users["staff"], campaign=pledge.campaign)
    pages = as_pictures(make.paper(street, pledge.campaign, region=street.second))
    make.send(street, pledge.campaign, stack(pages), actor="secretary")
    page = PledgeScanPage.objects.get()
    assert (page.code, page.pledge, theirs.name in page.reason) == ("not_own_pledge", None, False)
    with pytest.raises(PermissionDenied):
        make.send(street, pledge.campaign, stack(pages), actor="leader")


def test_the_job_twice_files_once(street, printed):
    campaign, pages = printed
    job = make.send(street, campaign, stack(pages))
    run_job(str(job.pk))
    assert (PledgeSigning.objects.count(), PledgeScanPage.objects.count()) == (3, 0)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file_empty"), (b"<svg/>", "file_unknown"), (uploads.pdf()[:-100], "file_broken")]
)
def test_what_is_no_scan_is_refused_and_nothing_kept(street, content, code):
    pledge, kept = make.one(street), StoredFile.objects.count()
    with pytest.raises(DomainError) as caught:
        make.send(street, pledge.campaign, content)
    assert (caught.value.code, StoredFile.objects.count()) == (code, kept)


def test_a_date_ahead_is_refused(street):
    pledge = make.one(street)
    ahead = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DomainError) as caught:
        pledge_scans.upload_scans(
            actor=street.users["staff"], campaign=pledge.campaign, signed_on=ahead,
            files=[SimpleUploadedFile("a.pdf", uploads.pdf())],
        )  # fmt: skip
    assert caught.value.code == "date_ahead"


def test_an_altered_scan_is_found(street):
    pledge = make.full(make.one(street))
    sheet = pledges.issue_sheets(actor=street.users["staff"], campaign=pledge.campaign, pledges=[pledge])[0]
    page = scans.Page(1, uploads.photo(), "image/jpeg")
    signing = pledge_signing.file_sheet(actor=street.users["staff"], sheet=sheet, page=page)
    assert faults_of(signing) == []
    signing.file.path.write_bytes(b"something else")
    assert faults_of(PledgeSigning.objects.get()) == ["扫描件缺失、损坏或与摘要不符"]


@pytest.mark.django_db(transaction=True)
def test_two_scans_of_one_person_at_once_leave_one(street):
    pledge = make.full(make.one(street))
    sheet = pledges.issue_sheets(actor=street.users["staff"], campaign=pledge.campaign, pledges=[pledge])[0]
    outcomes = []

    def file(seed):
        try:
            page = scans.Page(1, uploads.photo(seed=seed), "image/jpeg")
            pledge_signing.file_sheet(actor=street.users["staff"], sheet=sheet, page=page)
            outcomes.append("filed")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=file, args=[seed]) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), PledgeSigning.objects.count()) == (["filed", "signed_already"], 1)


def test_the_street_is_the_default_scope_of_a_waiting_page(street):
    page = make.waiting(street, make.campaign(street), user="secretary")
    seen = {name for name in world.ROLES if _sees(street.users[name], page)}
    assert seen == {"staff", "second_staff", "inspector", "secretary"}


def _sees(user, page):

    return access.visible_to(user, PledgeScanPage).filter(pk=page.pk).exists()
