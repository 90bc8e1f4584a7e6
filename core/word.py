"""Word files on the grid of GB/T 9704-2012, for papers that the office goes on editing.

The same blocks (headings, paragraphs, tables) are drawn by ``pdf/_blocks.html`` on paper, so
that both files say the same. Fonts are named, not embedded: an office machine has them.
Margins are 37, 35, 28 and 26 mm (top, bottom, binding side, outer side), mirrored for printing
on both sides; text is 16 pt 仿宋 on exact lines of 28.95 pt.
"""

import io
import re
from dataclasses import dataclass

from django.utils import timezone
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FANG, HEI, KAI, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
TEXT, LINE, SMALL, SMALL_LINE = Pt(16), Pt(28.95), Pt(10.5), Pt(14)
TOP, BOTTOM, BINDING, OUTER = Mm(37), Mm(35), Mm(28), Mm(26)
TYPE_AREA_MM = 156
WIDE = 20  # percent of the width
NUMBER_DEPTH = Mm(22)  # from the paper's edge to the foot: its dash then lies 7 mm below the type area
RED = RGBColor(0xE6, 0x00, 0x12)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
HEADING_FONTS = {1: HEI, 2: KAI}


@dataclass(frozen=True)
class Heading:
    """“一、…” (level 1, 黑体) or “（一）…” (level 2, 楷体)."""

    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; ``lead`` are its first words, set in 黑体."""

    text: str
    lead: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Table:
    """``columns``: ``(heading, share of the width in percent)``; ``rows``: tuples of texts."""

    caption: str
    columns: tuple
    rows: tuple
    kind: str = "table"

    @property
    def cells(self):
        """Rows of ``(text, is_long)``: a wide column holds sentences, which begin at its left edge."""
        wide = [share >= WIDE for _, share in self.columns]
        return [list(zip(row, wide, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Paper:
    """A document: ``organ`` (the red name), the two ends of the line under it, title lines, blocks, line to sign on."""

    organ: str
    left: str
    right: str
    heading: tuple
    blocks: tuple
    signature: str = ""


def render(paper, *, title, marks=(), exercise=False):
    """Return the bytes of a .docx of ``paper``.

    ``title``: the kind of document, for the file's properties; names no person. ``marks``: texts for
    the foot of each page. ``exercise``: whether each page bears 演练.
    """
    document = Document()
    _set_up(document, title)
    _foot(document, marks)
    if exercise:
        _exercise_mark(document)
    _head(document, paper)
    for block in paper.blocks:
        DRAW[block.kind](document, block)
    if paper.signature:
        line = _paragraph(document)
        line.paragraph_format.space_before = LINE
        _write(line, paper.signature, FANG)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document, title):
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = BINDING, OUTER  # mirrored: binding side, outer side
    section.header_distance, section.footer_distance = Mm(20), NUMBER_DEPTH
    document.settings.odd_and_even_pages_header_footer = True
    document.settings.element.insert(0, OxmlElement("w:mirrorMargins"))
    properties, now = document.core_properties, timezone.now().replace(tzinfo=None)
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = now
    _set_font(document.styles["Normal"], FANG, TEXT)


def _set_font(style, name, size):
    style.font.name, style.font.size = name, size
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _paragraph(place, *, indent=True, line=LINE):
    """An empty paragraph on an exact line; ``indent``: two characters at its beginning, as text has them."""
    paragraph = place.add_paragraph()
    return _shape(paragraph, indent=indent, line=line)


def _shape(paragraph, *, indent, line):
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False  # a page is filled to its last line
    if indent:
        layout.first_line_indent = TEXT * 2
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
    return paragraph


def _write(paragraph, text, font, *, size=TEXT, colour=None):
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.name, run.font.size = font, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _head(document, paper):
    organ = _paragraph(document, indent=False, line=Pt(36))
    organ.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(organ, paper.organ, TITLE, size=Pt(26), colour=RED)
    line = _paragraph(document, indent=False)
    line.paragraph_format.space_before = LINE
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA_MM), alignment=2)  # 2: right
    _write(line, f"{paper.left}\t{paper.right}", FANG)
    _red_rule(line)
    for place, text in enumerate(paper.heading):
        title = _paragraph(document, indent=False, line=Pt(34))
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = LINE if place == 0 else Pt(0)
        _write(title, text, TITLE, size=Pt(22))
    _paragraph(document)


def _red_rule(paragraph):
    """The 分隔线 under the head: 1 pt (eighths of a point in the file), as wide as the type area."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "9", "space": "4", "color": "E60012"}.items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)


def _draw_heading(document, block):
    heading = _paragraph(document)
    heading.paragraph_format.keep_with_next = True
    _write(heading, block.text, HEADING_FONTS[block.level])


def _draw_paragraph(document, block):
    paragraph = _paragraph(document)
    if block.lead:
        _write(paragraph, block.lead, HEI)
    _write(paragraph, block.text, FANG)


def _draw_table(document, block):
    caption = _paragraph(document, indent=False, line=Pt(20))
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _write(caption, block.caption, HEI, size=Pt(11))
    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _add_row(table, block, [(heading, False) for heading, _ in block.columns], HEI, is_head=True)
    for cells in block.cells:
        _add_row(table, block, cells, FANG)


def _add_row(table, block, cells, font, *, is_head=False):
    row = table.add_row()
    for name in ("cantSplit", "tblHeader") if is_head else ("cantSplit",):
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
    for cell, (text, is_long), (_, share) in zip(row.cells, cells, block.columns, strict=True):
        cell.width = Mm(TYPE_AREA_MM * share / 100)
        paragraph = _shape(cell.paragraphs[0], indent=False, line=SMALL_LINE)
        paragraph.alignment = None if is_long else WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, str(text), font, size=SMALL)


DRAW = {"heading": _draw_heading, "paragraph": _draw_paragraph, "table": _draw_table}


def _foot(document, marks):
    """— 1 —: one character from the outer edge, right on odd pages and left on even ones; the marks below it."""
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        number = _shape(footer.paragraphs[0], indent=False, line=Pt(14))
        number.alignment = side
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
        _write(number, "— ", SONG, size=Pt(14))
        _page_field(number)
        _write(number, " —", SONG, size=Pt(14))
        line = _paragraph(footer, indent=False, line=Pt(10))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(line, "　│　".join(marks), SONG, size=Pt(8))


def _page_field(paragraph):
    """The number of the page, which Word counts itself."""
    for kind in ("begin", None, "end"):
        run = _write(paragraph, "", SONG, size=Pt(14))
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = "PAGE"
        run._r.append(mark)


def _exercise_mark(document):
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        line = _shape(header.paragraphs[0], indent=False, line=Pt(14))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(line, "演练　数据均为虚构，不作办理依据", HEI, size=SMALL, colour=RED)
