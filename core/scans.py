"""Stacks of scanned paper: each page finds its record by the QR code printed on it.

Shared by all who print a form, have it signed and take it back. A consumer gives three functions to
:func:`sort`: which texts are codes of its own, how a page is filed, and how one is laid aside. A page
is filed by its code or not at all: without a code, with another's, or with two of them it waits as a
:class:`WaitingPage` for a human who looks at it. Nothing that was uploaded is lost, and what waits is
seen by whoever brought it alone: it may be anyone's paper.
"""

import io
import uuid
from dataclasses import dataclass
from functools import partial

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from PIL import Image, ImageOps

from core import confined, qr, uploads
from core.errors import DomainError
from core.files import PDF, StoredFile, store

MAX_FILES = 20
MAX_PAGES = 300
PREVIEW_SIDE = 1400  # pixels: a signature and a name by hand can be read
SECONDS, MEGABYTES = 20, 500


class WaitingPage(models.Model):
    """A scanned page that waits for a human to say where it belongs; gone once that is said.

    Base of the consumers' own models, which add what the pages hang on and who may see them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey("core.Job", models.PROTECT, related_name="+", verbose_name="识别任务")
    page = models.PositiveSmallIntegerField("页码")
    reason = models.CharField("未归入原因", max_length=200)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="扫描页")
    preview = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="预览")
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="上传人")
    created_at = models.DateTimeField("识别时间", auto_now_add=True)

    class Meta:
        abstract = True
        verbose_name = "待归入扫描页"
        ordering = ["created_at", "page"]

    def __str__(self):
        return f"第{self.page}页"

    def drop(self, *, keep_file=False):
        """Gone: the row, its preview, and the page itself unless a record keeps it now."""
        files = [self.preview] if keep_file else [self.preview, self.file]
        self.delete()
        for stored in filter(None, files):
            stored.remove()


@dataclass(frozen=True)
class Page:
    """One page of a stack: its place in the stack, its bytes, and the keys of its consumer's codes on it."""

    number: int
    content: bytes
    content_type: str
    keys: tuple = ()
    has_foreign_code: bool = False

    @property
    def name(self):
        """A name that tells nothing: stacks are often named after people."""
        return f"扫描页{self.number}.{_ending(self.content_type)}"

    def as_upload(self):
        """As an upload, for ``core.attachments.attach``."""
        return SimpleUploadedFile(self.name, self.content, self.content_type)

    def keep(self, user):
        """The page as a :class:`core.files.StoredFile`."""
        return store(self.content, name=self.name, content_type=self.content_type, created_by=user)

    def only_key(self):
        """The one key on the page. Raises DomainError ``no_code``, ``foreign_code`` or ``several_codes``."""
        if len(self.keys) > 1:
            raise DomainError("several_codes", "这一页上有两份表的二维码，请一页一份重新扫描，或人工归入。")
        if self.keys:
            return self.keys[0]
        if self.has_foreign_code:
            raise DomainError("foreign_code", "页上的二维码不是本系统此类表格的，请人工核对。")
        raise DomainError("no_code", "没有读到二维码，请人工归入。")


def take_in(*, actor, files):
    """Check and store the uploads of a stack. Returns their ids, for the job's parameters.

    ``files``: Django UploadedFiles. Raises DomainError ``no_files``, ``too_many_files``, ``too_many_pages``
    and what ``core.uploads.check`` says of a file; inside the caller's transaction, so nothing is kept then.
    """
    if not files:
        raise DomainError("no_files", "请选择要上传的扫描件。", "files")
    if len(files) > MAX_FILES:
        raise DomainError("too_many_files", f"一次最多上传 {MAX_FILES} 个文件，请分批上传。", "files")
    return [str(_keep(actor, uploads.check(upload.read(), upload.name)).pk) for upload in files]


def _keep(actor, checked):
    name = f"扫描件.{_ending(checked.content_type)}"
    return store(checked.content, name=name, content_type=checked.content_type, created_by=actor)


def _ending(content_type):
    return "pdf" if content_type == PDF else "jpg"


def sort(running, *, key_of, file_page, lay_aside):
    """The job behind a stack: files each page, or lays it aside with the reason; all of it or nothing.

    ``key_of(text)``: the consumer's key in a code, None for any other. ``file_page(page)`` raises
    DomainError where the page cannot be filed; then ``lay_aside(page, refusal)`` keeps it.
    """
    named = running.parameters["files"]
    uploaded = sorted(StoredFile.objects.filter(pk__in=named), key=lambda file: named.index(str(file.pk)))
    pages = list(_read_all(running, uploaded, key_of))
    with transaction.atomic():
        running.require_mine()
        for page in pages:
            try:
                with transaction.atomic():
                    file_page(page)
            except DomainError as refusal:
                lay_aside(page, refusal)
        for file in uploaded:
            file.remove()


def _read_all(running, uploaded, key_of):
    singles = [(single, file.content_type) for file in uploaded for single in _singles(file)]
    if len(singles) > MAX_PAGES:
        raise DomainError("too_many_pages", f"一次最多识别 {MAX_PAGES} 页，这次有 {len(singles)} 页，请分批上传。")
    for number, (content, content_type) in enumerate(singles, start=1):
        running.report(90 * number // len(singles), f"识别第 {number} 页，共 {len(singles)} 页")
        yield read_page(number, content, content_type, key_of)


def _singles(file):
    content = file.read()
    return qr.split_pages(content) if file.content_type == PDF else [content]


def read_page(number, content, content_type, key_of):
    """The :class:`Page` with what is read on it. A page that breaks the reader is one without a code."""
    try:
        texts = [text for _, text in qr.read_codes(content, content_type, wanted=lambda text: key_of(text) is not None)]
    except DomainError:
        texts = []
    keys = [key_of(text) for text in texts]
    own = tuple(dict.fromkeys(key for key in keys if key is not None))
    return Page(number, content, content_type, own, has_foreign_code=None in keys)


def waiting(page, refusal, running):
    """The fields of a :class:`WaitingPage` for a page that is laid aside, its files stored."""
    picture = preview_of(page.content, page.content_type)
    preview = picture and store(picture, name="preview.jpg", content_type=uploads.JPEG, created_by=running.actor)
    return {
        "job": running.job, "page": page.number, "reason": refusal.message[:200], "file": page.keep(running.actor),
        "preview": preview, "uploaded_by": running.actor,
    }  # fmt: skip


def preview_of(content, content_type):
    """A JPEG by which a human sees whose page it is; None where it cannot be drawn."""
    try:
        return confined.run(partial(_draw, content, content_type), seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        return None


def _draw(content, content_type):
    """In the child."""
    if content_type == PDF:
        picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
    else:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    picture = picture.convert("RGB")
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=75)
    return out.getvalue()


def page_of(waiting_page):
    """The :class:`Page` of a waiting row, to be filed after all."""
    return Page(waiting_page.page, waiting_page.file.read(), waiting_page.file.content_type)
