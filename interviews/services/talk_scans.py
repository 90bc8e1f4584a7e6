"""Scans of signed records: each page finds its talk by the QR code printed on the form (M29). See :mod:`core.scans`."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from communities.services.committees import require_running
from core import access, audit, jobs, scans
from core.attachments import attach
from core.errors import DomainError
from interviews.models import HeartTalk, TalkScanPage
from interviews.models.talks import HOLD
from interviews.talk_codes import talk_key

CAPTION = "纸质记录扫描件"


@transaction.atomic
def upload_scans(*, actor, election, files):
    """Take a stack of scanned pages (PDFs, photos) and sort them in a job. Returns the :class:`core.jobs.Job`.

    ``files``: Django UploadedFiles. Raises what ``core.scans.take_in`` raises; then nothing is kept.
    """
    require_running(election)
    if not access.visible_to(actor, HeartTalk, HOLD).filter(election=election).exists():
        raise PermissionDenied
    stored = scans.take_in(actor=actor, files=files)
    job = jobs.enqueue(actor=actor, kind="talk_scans", parameters={"election": election.pk, "files": stored})
    audit.record(actor, "talk.upload_scans", election, detail={"files": len(stored)})
    return job


def sort_scans(running):
    """The job: files each page with its talk, lays the others aside."""
    scans.sort(
        running,
        key_of=talk_key,
        file_page=lambda page: _file(running.actor, page, _talk_of(running.actor, page.only_key())),
        lay_aside=lambda page, refusal: TalkScanPage.objects.create(
            election_id=running.parameters["election"], **scans.waiting(page, refusal, running)
        ),
    )


def _talk_of(actor, key):
    talk = access.visible_to(actor, HeartTalk, HOLD).select_related("election").filter(pk=key).first()
    if talk is None:
        raise DomainError("not_own_talk", "二维码所指的谈话不由您承办，请交其谈话人上传。")
    return talk


def _file(actor, page, talk):
    attachment = attach(actor=actor, subject=talk, upload=page.as_upload(), caption=CAPTION)
    audit.record(actor, "talk.match_scan", talk)
    return attachment


@transaction.atomic
def match_page(*, actor, page, talk):
    """File a page that waited with ``talk``, as a human says. Raises what ``core.attachments.attach`` raises."""
    page = _own_page(actor, page)
    access.require(actor, HOLD, talk)
    attachment = _file(actor, scans.page_of(page), talk)
    page.drop()
    return attachment


@transaction.atomic
def discard_page(*, actor, page):
    """Throw a page away: a blank one, or one that belongs to another's talk."""
    page = _own_page(actor, page)
    audit.record(actor, "talk.discard_scan", page.election, detail={"digest": page.file.digest})
    page.drop()


def _own_page(actor, page):
    page = access.visible_to(actor, TalkScanPage).select_for_update(of=("self",)).filter(pk=page.pk).first()
    if page is None:
        raise Http404
    return page
