"""Scans of signed records: each page finds its talk by the QR code printed on the form (M29)."""

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404

from communities.services.committees import require_running
from core import access, audit, jobs, qr, uploads
from core.attachments import attach
from core.errors import DomainError
from core.files import PDF, StoredFile, store
from interviews.models import HeartTalk, TalkScanPage
from interviews.models.talks import HOLD
from interviews.talk_codes import talk_key

MAX_FILES = 20


@transaction.atomic
def upload_scans(*, actor, election, files):
    """Take a stack of scanned pages (PDFs, photos) and sort them in a job. Returns the :class:`core.jobs.Job`.

    ``files``: Django UploadedFiles. Raises DomainError ``no_files``, ``too_many_files`` and what
    ``core.uploads.check`` says of a file; then nothing is kept.
    """
    require_running(election)
    if not access.visible_to(actor, HeartTalk, HOLD).filter(election=election).exists():
        raise PermissionDenied
    if not files:
        raise DomainError("no_files", "请选择要上传的扫描件。", "files")
    if len(files) > MAX_FILES:
        raise DomainError("too_many_files", f"一次最多上传 {MAX_FILES} 个文件，请分批上传。", "files")
    stored = [_keep(actor, uploads.check(upload.read(), upload.name)) for upload in files]
    job = jobs.enqueue(
        actor=actor, kind="talk_scans",
        parameters={"election": election.pk, "files": [str(file.pk) for file in stored]},
    )  # fmt: skip
    audit.record(actor, "talk.upload_scans", election, detail={"files": len(stored)})
    return job


def _keep(actor, checked):
    """The upload under a name that tells nothing: stacks are often named after people."""
    ending = "pdf" if checked.content_type == PDF else "jpg"
    return store(checked.content, name=f"扫描件.{ending}", content_type=checked.content_type, created_by=actor)


def sort_scans(running):
    """The job: files each page with its talk, lays the others aside; all of it or nothing."""
    found = StoredFile.objects.filter(pk__in=running.parameters["files"])
    uploaded = sorted(found, key=lambda file: running.parameters["files"].index(str(file.pk)))
    pages = []
    for number, file in enumerate(uploaded, start=1):
        running.report(80 * number // len(uploaded), f"识别第 {number} 个文件")
        pages += _pages(file)
    with transaction.atomic():
        running.require_mine()
        for number, (content, content_type, text) in enumerate(pages, start=1):
            _file_page(running, number, content, content_type, text)
        for file in uploaded:
            file.remove()


def _pages(file):
    """``[(content, content type, text of its code or "")]`` of one upload."""
    content = file.read()
    codes = {}
    for page, text in qr.read_codes(content, file.content_type):
        if talk_key(text):
            codes.setdefault(page, text)
    singles = qr.split_pages(content) if file.content_type == PDF else [content]
    return [(single, file.content_type, codes.get(page, "")) for page, single in enumerate(singles, start=1)]


def _file_page(running, number, content, content_type, text):
    ending = "pdf" if content_type == PDF else "jpg"
    try:
        talk = _talk_of(running.actor, text)
        page = SimpleUploadedFile(f"扫描页{number}.{ending}", content, content_type)
        attach(actor=running.actor, subject=talk, upload=page, caption="纸质记录扫描件")
        audit.record(running.actor, "talk.match_scan", talk)
    except DomainError as refusal:
        TalkScanPage.objects.create(
            election_id=running.parameters["election"], job=running.job, page=number, reason=refusal.message[:200],
            uploaded_by=running.actor,
            file=store(content, name=f"扫描页{number}.{ending}", content_type=content_type, created_by=running.actor),
        )  # fmt: skip


def _talk_of(actor, text):
    key = talk_key(text)
    if key is None:
        raise DomainError("no_code", "没有读到二维码，请人工归入。")
    talk = access.visible_to(actor, HeartTalk, HOLD).select_related("election").filter(pk=key).first()
    if talk is None:
        raise DomainError("not_own_talk", "二维码所指的谈话不由您承办，请交其谈话人上传。")
    return talk


@transaction.atomic
def match_page(*, actor, page, talk):
    """File a page that waited with ``talk``, as a human says. Raises what ``core.attachments.attach`` raises."""
    page = _own_page(actor, page)
    access.require(actor, HOLD, talk)
    ending = "pdf" if page.file.content_type == PDF else "jpg"
    upload = SimpleUploadedFile(f"扫描页{page.page}.{ending}", page.file.read(), page.file.content_type)
    attachment = attach(actor=actor, subject=talk, upload=upload, caption="纸质记录扫描件")
    audit.record(actor, "talk.match_scan", talk)
    _drop(page)
    return attachment


@transaction.atomic
def discard_page(*, actor, page):
    """Throw a page away: a blank one, or one that belongs to another's talk."""
    page = _own_page(actor, page)
    audit.record(actor, "talk.discard_scan", page.election, detail={"digest": page.file.digest})
    _drop(page)


def _own_page(actor, page):
    page = access.visible_to(actor, TalkScanPage).select_for_update(of=("self",)).filter(pk=page.pk).first()
    if page is None:
        raise Http404
    return page


def _drop(page):
    file = page.file
    page.delete()
    file.remove()
