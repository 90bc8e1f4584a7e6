"""Word files for papers that the office goes on editing: what a print template draws, as paragraphs and tables.

The template is the one content: core.pdf draws its HTML, this module turns the same HTML into a .docx, so both
files say the same. It knows the few elements that our print templates are made of (:mod:`core.word_body`), not
HTML at large; what is only look, as the wash of a demo, is left out. Fonts are named, not embedded: an office
machine has them. Pages are those of static/print: the grid of GB/T 9704-2012 (margins 37, 35, 28 and 26 mm,
mirrored for printing on both sides, 16 pt 仿宋 on exact lines of 28.95 pt), or a form's.
"""

import io
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from lxml import html

from core.word_body import FANG, FORM, GONGWEN, HEI, RED, SMALL, SONG, Body, shape, write

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NUMBER_DEPTH = Mm(22)  # from the paper's edge to the foot: its dash then lies 7 mm below the type area


@dataclass(frozen=True)
class Page:
    """Paper and margins (top, bottom, binding side, outer side); ``foot``: how far the page number is from the edge."""

    width: Length
    height: Length
    margins: tuple
    foot: Length = NUMBER_DEPTH


STANDARD = Page(Mm(210), Mm(297), (Mm(37), Mm(35), Mm(28), Mm(26)))
PORTRAIT = Page(Mm(210), Mm(297), (Mm(20), Mm(22), Mm(22), Mm(18)), Mm(9))
LANDSCAPE = Page(Mm(297), Mm(210), (Mm(28), Mm(22), Mm(20), Mm(20)), Mm(9))


def render(template_name, context, *, title):
    """Return the bytes of a .docx of what ``template_name`` says with ``context``; both as for core.pdf.render.

    ``title``: the kind of document, for the file's properties; names no person.
    """
    page = html.document_fromstring(
        render_to_string(template_name, {**context, "title": title, "exercise": settings.DEMO})
    )
    is_standard = bool(page.xpath("//link[@href='print:gongwen.css']"))
    body = page.find("body")
    document = Document()
    _set_up(document, title)
    first = STANDARD if is_standard else LANDSCAPE if body.get("class") == "landscape" else PORTRAIT
    _lay_out(document.sections[0], first)
    _foot(document, is_standard, [span.text_content() for span in page.xpath("//*[@class='mark-foot']/span")])
    for mark in page.xpath("//*[@class='mark-exercise']"):
        _exercise_mark(document, mark.text_content())
    Body(document, GONGWEN if is_standard else FORM, turn=_turn).write(body)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document, title):
    properties, now = document.core_properties, timezone.now().replace(tzinfo=None)
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = now
    style = document.styles["Normal"]
    style.font.name, style.font.size = FANG, Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)


def _lay_out(section, page):
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = page.width, page.height
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = page.margins
    section.header_distance, section.footer_distance = Mm(9), page.foot


def _turn(document, is_landscape, *, is_new):
    """Go on upon landscape or portrait paper; ``is_new``: on a new page, for the last one is begun."""
    section = document.add_section(WD_SECTION.NEW_PAGE) if is_new else document.sections[0]
    _lay_out(section, LANDSCAPE if is_landscape else PORTRAIT)


def _foot(document, is_standard, marks):
    """The page number and the marks below it, on every page.

    “— 1 —” one character from the outer edge, right on odd pages and left on even ones; a form's “第 1 页 共 2 页”.
    """
    section = document.sections[0]
    if not is_standard:
        _number(section.footer, WD_ALIGN_PARAGRAPH.CENTER, ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"), Pt(9))
        _marks(section.footer, marks)
        return
    document.settings.element.insert(0, OxmlElement("w:mirrorMargins"))  # binding side, outer side
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        number = _number(footer, side, ("— ", "PAGE", " —"), Pt(14))
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
        _marks(footer, marks)


def _number(footer, side, parts, size):
    footer.is_linked_to_previous = False
    number = shape(footer.paragraphs[0], line=size)
    number.alignment = side
    for part in parts:
        if part in ("PAGE", "NUMPAGES"):
            _field(number, part, size)
        else:
            write(number, part, SONG, size=size)
    return number


def _marks(footer, marks):
    line = shape(footer.add_paragraph(), line=Pt(10))
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(line, "　│　".join(marks), SONG, size=Pt(8))


def _field(paragraph, name, size):
    """A number that Word counts itself."""
    for kind in ("begin", None, "end"):
        run = write(paragraph, "", SONG, size=size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = name
        run._r.append(mark)


def _exercise_mark(document, text):
    section = document.sections[0]
    headers = [section.header]
    if document.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        header.is_linked_to_previous = False
        line = shape(header.paragraphs[0], line=Pt(14))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(line, text, HEI, size=SMALL, colour=RED)
