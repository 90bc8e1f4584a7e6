"""Scans of signed pledges: each page finds its person by its QR code, or waits for a human. See :mod:`core.scans`."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit, jobs, scans
from core.errors import DomainError
from discipline.models import Pledge, PledgeCampaign, PledgeScanPage, PledgeSheet
from discipline.models.pledges import FILL
from discipline.pledge_papers import sheet_key
from discipline.services import pledge_signing

SUGGESTED = ("signed_already", "other_copy", "other_campaign")


@transaction.atomic
def upload_scans(*, actor, campaign, files, signed_on):
    """Take a stack of signed sheets and sort them in a job. Returns the :class:`core.jobs.Job`.

    ``signed_on``: the date on the sheets. Raises DomainError ``date_ahead`` and what ``core.scans.take_in`` raises.
    """
    require_running(campaign.election)
    if not access.visible_to(actor, Pledge, FILL).filter(campaign=campaign).exists():
        raise PermissionDenied
    _require_past(signed_on)
    stored = scans.take_in(actor=actor, files=files)
    parameters = {"campaign": str(campaign.pk), "files": stored, "signed_on": signed_on.isoformat()}
    job = jobs.enqueue(actor=actor, kind="pledge_scans", parameters=parameters)
    audit.record(actor, "pledge.upload_scans", campaign, detail={"files": len(stored)})
    return job


def _require_past(signed_on):
    if signed_on > timezone.localdate():
        raise DomainError("date_ahead", "签署日期不能晚于今天。", "signed_on")


def sort_scans(running):
    """The job: files each sheet with its pledge, lays the others aside."""
    campaign = PledgeCampaign.objects.select_related("election").get(pk=running.parameters["campaign"])
    signed_on = date.fromisoformat(running.parameters["signed_on"])
    sheets = {}

    def file_page(page):
        sheet = sheets[page.number] = _sheet_of(running.actor, page.only_key())
        _require_of(campaign, sheet)
        pledge_signing.file_sheet(actor=running.actor, sheet=sheet, page=page, signed_on=signed_on)

    def lay_aside(page, refusal):
        sheet = sheets.get(page.number)
        PledgeScanPage.objects.create(
            campaign=campaign, code=refusal.code, sheet=sheet, pledge=sheet and sheet.pledge,
            **scans.waiting(page, refusal, running),
        )  # fmt: skip

    scans.sort(running, key_of=sheet_key, file_page=file_page, lay_aside=lay_aside)


def _sheet_of(actor, key):
    """The sheet, if the actor fills for its person; otherwise not a word of whose it is."""
    rows = access.visible_to(actor, PledgeSheet, FILL).select_related("pledge__campaign", "pledge__election", "text")
    sheet = rows.filter(pk=key).first()
    if sheet is None:
        raise DomainError("not_own_pledge", "二维码所指的承诺书不在您的填报范围内，或不是本系统打印的，请交街道核对。")
    return sheet


def _require_of(campaign, sheet):
    if sheet.pledge.campaign_id != campaign.pk:
        raise DomainError("other_campaign", f"这一页是“{sheet.pledge.campaign}”的承诺书，请核对后归入。")


@transaction.atomic
def match_page(*, actor, page, pledge, edition, signed_on, replace=False):
    """File a page that waited as what ``pledge`` signed under ``edition``, as a human says. Returns the signing.

    Raises DomainError ``edition_elsewhere``, ``date_ahead`` and what ``pledge_signing.file_sheet`` raises.
    """
    page = _own_page(actor, page)
    _require_past(signed_on)
    if edition.family != pledge.campaign.family or edition.election_id != pledge.election_id:
        raise DomainError("edition_elsewhere", "所选文本版本不是这份承诺书的文本，请重新选择。", "edition")
    is_its_own = page.sheet and page.sheet.pledge_id == pledge.pk and page.sheet.text_id == edition.pk
    sheet = page.sheet if is_its_own else pledge_signing.sheet_for(actor, pledge, edition)
    signing = pledge_signing.file_sheet(
        actor=actor, sheet=sheet, page=scans.page_of(page), signed_on=signed_on, replace=replace
    )
    page.drop()
    return signing


@transaction.atomic
def add_as_copy(*, actor, page, pledge, edition):
    """File a page that waited as the other copy of what ``pledge`` has on file. DomainError ``nothing_on_file``."""
    page = _own_page(actor, page)
    signing = pledge.signings.standing().filter(text=edition).select_related("pledge").first()
    if signing is None:
        raise DomainError("nothing_on_file", f"{pledge.code}这一版还没有签署件，请直接归入。")
    pledge_signing.add_copy(actor=actor, signing=signing, page=scans.page_of(page))
    page.drop()
    return signing


@transaction.atomic
def discard_page(*, actor, page):
    """Throw a page away: a blank one, or a second scan of the same sheet. Its digest stays in the audit."""
    page = _own_page(actor, page)
    audit.record(actor, "pledge.discard_scan", page.campaign, detail={"digest": page.file.digest, "why": page.code})
    page.drop()


def _own_page(actor, page):
    rows = access.visible_to(actor, PledgeScanPage).select_for_update(of=("self",))
    page = rows.select_related("campaign", "file", "sheet__pledge").filter(pk=page.pk).first()
    if page is None:
        raise Http404
    return page
