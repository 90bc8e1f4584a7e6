"""印发: how a draft becomes the document that stands, and what of it is handed out.

A finished run is a draft (草稿). Issuing lays a line over its pages, once: the number (文号), the day and a code by
which the paper is checked. What lies beneath stays the draft's own: it is not drawn anew, because the records may have
changed since somebody read it. So the number stands in that line and not in the text. The result is kept with its
digest, and from then on nothing makes, changes or deletes it; a correction is a run of its own, issued under a number
of its own, which may say that it replaces the earlier one.

Where people are named (``Report.is_stamped``), nobody is handed the original: each copy bears who took it, and when.
"""

import itertools
import re
import unicodedata

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from core import ids, page_pictures, stamps, uploads
from core.errors import DomainError
from core.files import PDF, ZIP
from reports import wording
from reports.models import IssuedDocument, ReportRun

BRACKETS = str.maketrans("[【［{(（", "〔〔〔〔〔〔") | str.maketrans("]】］})）", "〕〕〕〕〕〕")


def suggested_number(region, on):
    """The next number of ``region`` in the year of ``on`` that nobody has taken; the user may write another.

    Made by the office's own pattern (reports.wording, 印发文号).
    """
    taken = set(IssuedDocument.objects.filter(region=region, year=on.year).values_list("number_key", flat=True))
    pattern = wording.words(wording.COMMON, region, None).number_pattern or "〔【年份】〕【序号】号"
    free = (wording.number_from(pattern, year=on.year, serial=serial) for serial in itertools.count(len(taken) + 1))
    return next(number for number in free if number_key(number) not in taken)


def number_key(number):
    """What makes two numbers the same one: neither width, blanks nor the kind of brackets."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).translate(BRACKETS).casefold()


def clean_number(number):
    """The number as it is kept. Raises DomainError ``bad_number``."""
    number = " ".join(number.split())
    if not number or len(number) > IssuedDocument.NUMBER_LENGTH:
        raise DomainError(
            "bad_number", f"请填写文号，不超过 {IssuedDocument.NUMBER_LENGTH} 个字。", field="number"
        )  # fmt: skip
    if not re.search(r"\d", number):
        raise DomainError("bad_number", f"文号“{number}”中没有序号，请补上，如“〔2026〕1号”。", field="number")
    if ids.mask_within(number) != number:
        raise DomainError("bad_number", "文号中似有身份证号或电话，请改正：文号会印在纸上。", field="number")
    return number


def is_issuable(run):
    """Whether there is a finished PDF that others may see: a Word file is for editing, a personal one for its reader."""
    return bool(run.job and run.job.result_id) and run.ending == "pdf" and not run.report.is_personal


def replaceable(visible_runs, run):
    """What ``run`` may replace: of the same kind, place, term and record, in force, among the runs given."""
    alike = visible_runs.filter(
        code=run.code, region=run.region_id, election=run.election_id, subject_id=run.subject_id
    )
    standing = IssuedDocument.objects.filter(run__in=alike.exclude(pk=run.pk), replaced_by=None)
    return standing.select_related("run__region").order_by("-issued_at")


def check_address(key):
    """Where the paper is checked: what its QR code says."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('reports_public:document-check-key', args=[key])}"


def with_number(content, issued, on):
    """The draft's pages with the line of ``issued`` (not stored yet) over them."""
    head = f"{issued.number}　{on.year}年{on.month}月{on.day}日印发　核验码 {issued.spaced_key}"
    return stamps.lay_over(content, head=head, code=check_address(issued.key))


def file_of(run):
    """The file that stands for a run: what was issued, else the draft. Raises DomainError ``not_ready``."""
    if not run.job.result_id:
        raise DomainError("not_ready", "报告尚未生成完毕，请在报告列表中查看进度。")
    return run.issued.file if run.is_issued else run.job.result


def copy_line(user, run, act):
    """What a copy bears: which document, whose copy, when."""
    number = run.issued.number if run.is_issued else f"草稿 {run.document_number}"
    return f"{number}　{user.full_name} {timezone.localtime():%Y-%m-%d %H:%M} {act}"


def is_stamped(run):
    """Whether its copies bear who took them: where people are named, and the file is one of pages."""
    return run.report.is_stamped and file_of(run).content_type in (PDF, ZIP)


def copy_for(user, run):
    """The bytes handed to ``user``: the file itself, or its stamped copy."""
    content = file_of(run).read()
    return stamps.lay_over(content, foot=copy_line(user, run, "下载")) if is_stamped(run) else content


def page_for(user, run, number):
    """A PNG of page ``number`` as ``user`` may look at it; 404 without one. Raises DomainError ``not_ready``."""
    file = file_of(run)
    if file.content_type != PDF or not 1 <= number <= run.pages:
        raise Http404
    page = page_pictures.single(file.read(), number)
    if is_stamped(run):
        page = stamps.lay_over(page, foot=copy_line(user, run, "预览"))
    return page_pictures.picture(page, 1)


def file_name(run):
    """The name a copy is saved under; an issued one says its number."""
    if not run.is_issued:
        return file_of(run).name
    number = uploads.UNFIT_IN_NAMES.sub("-", run.issued.number)
    return f"{run.report.title}-{run.region.short_name}-{number}.{run.ending}"


def runs_with_files():
    """Runs with all that the screens say of them, in one query."""
    return ReportRun.objects.select_related(
        "region", "election", "requested_by", "job__result", "issued__file", "issued__issued_by", "issued__replaces__run",
        "issued__replaced_by__run",
    )  # fmt: skip
