"""Many papers of one kind in one go: one PDF with bookmarks, or a ZIP with a PDF for each.

A few papers are drawn at a time, and kept as a piece of the job (core.job_parts) once they are finished. So
neither time nor memory of one drawing grows with their number, and after the death of a worker the next draws only
what is missing. They are put together in a child process, which reads one piece after the other. Papers that come in
one PDF are drawn ten to a piece, whose fonts they share.
"""

import io
import zipfile
from functools import partial

from django import forms
from django.template.loader import render_to_string

from core import pdf, secrets, uploads
from core.errors import DomainError
from core.files import PDF, ZIP
from reports.definitions.base import Document

AT_ONCE = 5  # papers drawn between two reports of progress
TOGETHER = 10  # papers in a piece of one PDF
MOST = 300  # papers of a batch: some two minutes of drawing
WHOLE, SEPARATE = "pdf", "zip"
MERGE_MEGABYTES = 1024


def packing_field():
    """The field of a batch's form in which its papers are asked for together or apart."""
    return forms.ChoiceField(
        label="形式", required=False, choices=[(WHOLE, "合为一个 PDF（带书签）"), (SEPARATE, "每份一个 PDF，打包 ZIP")]
    )


class PackingForm(forms.Form):
    """For a batch that asks for nothing else."""

    form = packing_field()

    def __init__(self, user, region, election, data=None):
        super().__init__(data or {})


def take(rows, *, most=MOST, unit="人", otherwise=""):
    """The rows of a queryset as a list. Raises DomainError ``too_many`` over ``most``.

    ``otherwise``: what to use instead, named as a further way out.
    """
    found = list(rows[: most + 1])
    if len(found) > most:
        ways = "请按社区分别生成" + (f"，或改用{otherwise}" if otherwise else "")
        raise DomainError("too_many", f"所选范围共 {rows.count()} {unit}，一次最多 {most} {unit}。{ways}。")
    return found


def render_forms(report, context, tell):
    """The renderer of a batch whose context holds ``forms``: mappings, each with its ``bookmark``."""
    pieces = [(form["bookmark"], {**context, "forms": [form]}) for form in context["forms"]]
    return draw_each(report, pieces, context, tell)


def draw_each(report, pieces, context, tell):
    """A :class:`Document` of many papers. ``pieces``: ``[(bookmark, context of report.template)]``."""
    keyed = [(bookmark, key_of(report, each), each) for bookmark, each in pieces]
    if context["packing"] == SEPARATE:
        return assemble(report, keyed, partial(_draw, report), context, tell)
    groups = [keyed[start : start + TOGETHER] for start in range(0, len(keyed), TOGETHER)]
    grouped = [(None, _group_key(group), group) for group in groups]
    draw = partial(_draw_together, report)
    return assemble(report, grouped, draw, context, tell, at_once=1, each=TOGETHER, count=len(keyed))


def _group_key(group):
    return secrets.keyed_hash("\n".join(f"{key} {bookmark}" for bookmark, key, _ in group))


def key_of(report, context):
    """Two papers, or piles of them, have one key if they say the same, whenever they are drawn."""
    return secrets.keyed_hash(render_to_string(report.template, {**context, "printed_at": None}))


def _draw(report, contexts):
    return pdf.render_all(report.template, contexts, title=report.title)


def _draw_together(report, groups):
    return [_bookmarked(report, group) for group in groups]


def _bookmarked(report, group):
    """The papers of a group in one PDF, each with its bookmark and on the front of a sheet."""
    drawn = pdf.render_together(report.template, [context for _, _, context in group], title=report.title)
    return pdf.split_apart(drawn, [bookmark for bookmark, _, _ in group])


def assemble(report, pieces, draw, context, tell, *, at_once=AT_ONCE, each=1, count=None):
    """A :class:`Document` of ``pieces``: ``[(bookmark, key, what draw takes)]``; None for one that has its bookmarks.

    ``draw(whats)`` returns a ``RenderedPdf`` for each of a few; it is not called for what an earlier attempt kept.
    ``each``: how many papers are in a piece; ``count``: how many there are, where that is not one to a piece.
    """
    parts = context["job_parts"]
    missing = {key: what for _, key, what in pieces if not parts.find(key)}
    done = len(pieces) - len(missing)
    keys = list(missing)
    for start in range(0, len(keys), at_once):
        place = (done + start) * each + 1
        tell(10 + 80 * (done + start) // len(pieces), f"排版第 {place} 份，共 {count or len(pieces)} 份")
        some = keys[start : start + at_once]
        for key, drawn in zip(some, draw([missing[key] for key in some]), strict=True):
            parts.keep(key, drawn.content, drawn.pages, name=f"{report.title}.pdf", content_type=PDF)
    tell(90, "合成文件")
    finished = [(bookmark, parts.find(key)) for bookmark, key, _ in pieces]
    if context["packing"] == SEPARATE:
        return Document(_zip(finished), ZIP, "zip")
    whole = pdf.in_child(partial(_merge, finished, report.title), megabytes=MERGE_MEGABYTES)
    return Document(whole, PDF, "pdf", _pages(finished))


def _pages(finished):
    """Pages of the whole, with the blank backs on which no paper begins; as ``pdf.merge`` lays them."""
    pages = 0
    for _, part in finished:
        pages += pages % 2 + part.pages
    return pages


def _merge(finished, title):
    """In the child."""
    documents = ((bookmark, pdf.RenderedPdf(part.read(), part.pages)) for bookmark, part in finished)
    return pdf.merge(documents, title=title).content


def _zip(finished):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed already
        for place, (bookmark, part) in enumerate(finished, start=1):
            archive.writestr(f"{place:03d} {uploads.clean_name(bookmark)}.pdf", part.read())
    return out.getvalue()
