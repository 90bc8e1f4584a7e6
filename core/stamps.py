"""Lines laid over the pages of a finished PDF, which stays as it was beneath them.

What is laid over is drawn once, however many pages there are: each page gets a reference to it. A line at the
head and one at the foot stand outside every form's own text, 4 mm from the edge of the paper; a QR code stands in the
upper right corner of the first page.
"""

import io
import logging
import zipfile
from functools import lru_cache, partial

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from core import pdf, qr

POINTS_PER_MM = 72 / 25.4
EDGE = 4 * POINTS_PER_MM  # what a desk printer leaves white
HEAD, FOOT, CODE = "head", "foot", "code"


def lay_over(content, *, head="", foot="", code=""):
    """Return the PDF ``content`` with lines over its pages; of a ZIP each PDF in it.

    ``head``, ``foot``: texts; ``code``: the text of a QR code.
    Raises what :func:`core.pdf.render` raises.
    """
    marks = tuple((kind, text) for kind, text in ((HEAD, head), (FOOT, foot), (CODE, code)) if text)
    return pdf.in_child(partial(_mark, content, _drawn(marks), [kind for kind, _ in marks]))


@lru_cache(maxsize=16)  # the pages of one preview, looked at within a minute, bear the same line
def _drawn(marks):
    """A PDF with a small page for each of ``marks``: (kind, text)."""
    shown = [(kind, qr.svg(text, error="m", is_fluid=True) if kind == CODE else text) for kind, text in marks]
    return pdf.render("pdf/stamps.html", {"marks": shown}, title="标记").content


def _mark(content, drawn, kinds):
    """In the child."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it counts one object more than its own file says, and tells
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _lay_over(content, drawn, kinds)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as marked:
        for entry in given.infolist():
            marked.writestr(entry, _lay_over(given.read(entry), drawn, kinds))
    return out.getvalue()


def _lay_over(content, drawn, kinds):
    """``drawn`` has one small page for each of ``kinds``."""
    whole = PdfWriter(clone_from=io.BytesIO(content))
    marks = [
        (kind, _as_form(whole, page)) for kind, page in zip(kinds, PdfReader(io.BytesIO(drawn)).pages, strict=True)
    ]
    before, after = _stream(whole, b"q\n"), {}  # whatever state a page leaves behind does not move its marks
    for number, page in enumerate(whole.pages):
        own = [mark for mark in marks if mark[0] != CODE or number == 0]
        drawing = b"\nQ\n" + b"".join(_drawing(page, *mark) for mark in own)
        if drawing not in after:
            after[drawing] = _stream(whole, drawing)
        page[NameObject("/Contents")] = ArrayObject([before, *_contents(page), after[drawing]])
        _forms_of(page).update({NameObject(_name(kind)): form for kind, form in own})
    return pdf.written(whole)


def _as_form(whole, page):
    """A page as a form XObject of ``whole``."""
    form = StreamObject()
    form.set_data(page.get_contents().get_data())
    form.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject(page.mediabox),
        NameObject("/Resources"): page["/Resources"].clone(whole),
    })  # fmt: skip
    return whole._add_object(form.flate_encode())


def _stream(whole, data):
    stream = StreamObject()
    stream.set_data(data)
    return whole._add_object(stream)


def _name(kind):
    return f"/Stamp{kind.capitalize()}"


def _drawing(page, kind, form):
    """The operators that draw a mark at its place on ``page``: lines in the middle, the code at the right."""
    left, bottom, right, top = map(float, page.mediabox)
    _, _, width, height = map(float, form.get_object()["/BBox"])
    x = right - EDGE - width if kind == CODE else (left + right - width) / 2
    y = bottom + EDGE if kind == FOOT else top - EDGE - height
    return f"q 1 0 0 1 {x:.2f} {y:.2f} cm {_name(kind)} Do Q\n".encode()


def _contents(page):
    """References to the streams of a page; none of a blank one."""
    if "/Contents" not in page:
        return []
    reference = page.raw_get("/Contents")
    streams = reference.get_object()
    return list(streams) if isinstance(streams, ArrayObject) else [reference]


def _forms_of(page):
    """The page's own table of XObjects, made where there is none."""
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    return resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
