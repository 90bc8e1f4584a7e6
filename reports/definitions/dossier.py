"""人选卷宗: everything on paper about one candidate in one file, with cover, contents, page numbers and a closing sheet.

A part is a report about a record of his; it is taken in where its reader may build it. So a dossier holds what he
could print piece by piece, and is his alone. Pages are numbered through from the first part; cover and contents
are not counted, as archives do it. The closing sheet (备考表) bears the digest of the numbered pages.
"""

import io
from dataclasses import dataclass

from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from candidates.models import Candidate
from communities.models import Region
from core import access, confined, pdf, secrets, uploads
from core.errors import DomainError
from core.files import PDF
from reports.candidate_evidence import evidence_of
from reports.candidate_facts import person_facts
from reports.definitions import dossier_parts
from reports.definitions.base import Document, Report
from reports.definitions.batches import assemble, take
from reports.definitions.candidate_register import RegistersForm
from reports.definitions.candidate_roster import people_for
from reports.definitions.of_candidate import OF_CANDIDATE

PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)
MOST = 60
SECONDS, MEGABYTES = 60, 512


@dataclass(frozen=True)
class Entry:
    """A line of the contents. ``title``; ``on``: the day of the paper or None; ``first``: its first page, from 1."""

    title: str
    on: object
    first: int
    pages: int

    @property
    def last(self):
        return self.first + self.pages - 1


def context(user, region, election, parameters, number):
    """One candidate."""
    rows = Candidate.objects.select_related("person", "community", "election")
    return {"user": user, "candidates": [access.get_or_404(user, rows, "view_vetting", pk=parameters["subject"])]}


def batch_context(user, region, election, parameters, number):
    """Everybody chosen. Raises DomainError ``nothing_to_print`` or ``too_many`` (over MOST)."""
    rows = people_for(user, region, election, parameters.get("group")).select_related("person", "community", "election")
    found = take(rows, most=MOST, otherwise="“拟推荐人选一览表”")
    if not found:
        raise DomainError("nothing_to_print", "所选范围内没有人选，请改选范围。")
    return {"user": user, "candidates": found}


def render_one(report, context, tell):
    candidate, marks = context["candidates"][0], _marks(context)
    content, pages = compile_dossier(context["user"], candidate, marks, tell)
    return Document(content, PDF, "pdf", pages)


def render_batch(report, context, tell):
    """One PDF with a bookmark each, or a ZIP; one dossier is drawn at a time, and kept."""
    marks, user = _marks(context), context["user"]

    def draw(candidates):
        made = [compile_dossier(user, candidate, marks, lambda percent, step: None) for candidate in candidates]
        return [pdf.RenderedPdf(content, pages) for content, pages in made]

    pieces = [
        (_name(candidate), secrets.keyed_hash(str(candidate.pk)), candidate) for candidate in context["candidates"]
    ]
    return assemble(report, pieces, draw, context, tell, at_once=1)


def _name(candidate):
    return f"{candidate.community.short_name} {candidate.person.name}"


def _marks(context):
    return {name: context[name] for name in ("printed_by", "printed_at", "document_number")}


def compile_dossier(user, candidate, marks, tell):
    """``(bytes, number of pages)`` of the dossier of ``candidate`` as ``user`` may see it."""
    papers = _papers(user, candidate, marks, tell)
    entries, first = [], 1
    for title, on, _, pages in papers:
        entries.append(Entry(title, on, first, pages))
        first += pages
    tell(75, "编页码")
    body = _numbered([content for _, _, content, _ in papers])
    about = {
        "candidate": candidate,
        "person": person_facts(candidate),
        "entries": entries,
        "pages": first - 1,
        "digest": secrets.digest(body),
        "compiled_on": timezone.localdate(),
        **marks,
    }
    front, back = pdf.render_all(
        "pdf/dossier_frame.html", [about | {"part": "front"}, about | {"part": "back"}], title="人选卷宗"
    )
    whole = PdfWriter()
    for content, bookmark in ((front.content, "封面和目录"), (body, None), (back.content, "备考表")):
        start = len(whole.pages)
        whole.append(io.BytesIO(content), outline_item=bookmark, import_outline=False)
        if bookmark is None:
            for entry in entries:
                whole.add_outline_item(title=entry.title, page_number=start + entry.first - 1)
    whole.add_metadata({"/Title": "人选卷宗"})
    return pdf.written(whole), len(whole.pages)


def _papers(user, candidate, marks, tell):
    """``[(title, day, bytes, pages)]``: the printed parts in their order, then the filed evidence."""
    found = []
    parts = list(dossier_parts.parts_of(user, candidate))
    for place, (report, subject, on) in enumerate(parts):
        tell(10 + 50 * place // max(len(parts), 1), f"排版{report.title}")
        data = report.read(user, candidate.community, candidate.election, {"subject": str(subject)}, 1)
        drawn = report.render(report, {**data, **marks}, lambda percent, step: None)
        found.append((report.title, on, drawn.content, drawn.pages))
    tell(62, "整理佐证材料")
    for title, attachment in evidence_of(user, candidate):
        content = as_pages(attachment.file)
        found.append(
            (title, timezone.localdate(attachment.created_at), content, len(PdfReader(io.BytesIO(content)).pages))
        )
    return found


def as_pages(file):
    """The pages of a stored photo or PDF as a plain PDF: drawn anew in a child, so that nothing active comes along.

    Raises DomainError ``evidence_unreadable``.
    """
    content, is_pdf = file.read(), file.content_type == PDF
    try:
        return confined.run(lambda: uploads.redraw_as_pdf(content, is_pdf), seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        raise DomainError("evidence_unreadable", f"佐证材料“{file.name}”无法排入卷宗，请检查该文件后重试。") from None


def _numbered(contents):
    """The parts behind one another, each page with its number at the outer corner."""
    body = PdfWriter()
    for content in contents:
        body.append(io.BytesIO(content), import_outline=False)
    pdf.lay_over(body, _page_numbers(body))
    return pdf.written(body)


def _page_numbers(body):
    """A ``RenderedPdf`` of nothing but numbers, on pages of the sizes of ``body``."""
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in body.pages]
    return pdf.render("pdf/dossier_numbers.html", {"sizes": sizes}, title="页码")


SHARED = {
    "template": "pdf/dossier_frame.html",
    "permission": "view_vetting",
    "levels": PLACES,
    "counter": "份",
    "is_personal": True,
}
DOSSIER = Report(
    code="dossier",
    title="人选卷宗",
    description="一名人选的全部材料：封面、卷内目录、各表和佐证、统一页码、备考表。只含您有权查看的内容。",
    context=context,
    render=render_one,
    **OF_CANDIDATE | SHARED,
)
DOSSIERS = Report(
    code="dossiers",
    title="人选卷宗（成批）",
    description="所选范围的人选各一份卷宗，合为一个带书签的 PDF，或每人一个文件打包下载。",
    context=batch_context,
    render=render_batch,
    parameter_form=RegistersForm,
    **SHARED,
)
