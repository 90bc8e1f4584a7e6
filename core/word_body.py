"""The elements of our print templates as paragraphs, tables and pictures of a Word file.

A class says what an element is (static/print has its look), else its tag; a box that is neither is walked through.
"""

import io
import re
from collections import defaultdict
from dataclasses import dataclass

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from lxml import etree

from core import pdf

FANG, HEI, KAI, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
RED = RGBColor(0xE6, 0x00, 0x12)
SMALL = Pt(10.5)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
BLANK = re.compile("[ \t\r\n\f]+")  # what HTML folds into one space; a full-width space is a letter
PER_CENT = re.compile(r"width:\s*([\d.]+)%")
MILLIMETRES = re.compile(r"height:\s*([\d.]+)mm")
NEW_PAGE = {"sheet", "plan-page"}
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
OPINION_MM = 42  # room for a round seal


@dataclass(frozen=True)
class Look:
    """What differs between a paper on the standard's grid and a form. ``indent``: text begins two characters in."""

    size: Length
    line: Length
    indent: bool
    title: Length
    cell: Length
    cell_line: Length
    head: str  # the font of a cell that is a heading
    row: Length  # the least height of a row


GONGWEN = Look(Pt(16), Pt(28.95), True, Pt(22), SMALL, Pt(14), HEI, Pt(0))
FORM = Look(Pt(11), Pt(16), False, Pt(20), Pt(11), Pt(15), SONG, Pt(21))
DENSE = Look(Pt(9.5), Pt(13), False, Pt(20), Pt(9.5), Pt(12.5), HEI, Pt(15))


def shape(paragraph, *, line, indent=None):
    """Set a paragraph on exact lines, without space around; ``indent``: the size of the two letters it begins after."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Length(line)
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False  # a page is filled to its last line
    if indent:
        layout.first_line_indent = indent * 2
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
    return paragraph


def write(paragraph, text, font, *, size, colour=None):
    """Add a run; signs that no Word file may hold are left out."""
    run = paragraph.add_run(NOT_IN_XML.sub("", text))
    run.font.name, run.font.size = font, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def classes(element):
    return (element.get("class") or "").split()


def pieces(element, emphasis=False):
    """``(text, is emphasised)`` of an element; ``"\\n"`` alone is a line break."""
    if element.text:
        yield BLANK.sub(" ", element.text), emphasis
    for child in element:
        if child.tag == "br":
            yield "\n", emphasis
        elif isinstance(child.tag, str):
            yield from pieces(child, emphasis or child.tag == "b")
            if "apart" in classes(child):
                yield "\n", emphasis
        if child.tail:
            yield BLANK.sub(" ", child.tail), emphasis


def lines_of(element):
    """The pieces of an element, split at its line breaks; no blanks at either end of a line."""
    lines = [[]]
    for text, emphasis in pieces(element):
        if text == "\n":
            lines.append([])
        elif text:
            lines[-1].append((text, emphasis))
    return [_trimmed(line) for line in lines]


def _trimmed(line):
    if line:
        line[0] = (line[0][0].lstrip(" "), line[0][1])
        line[-1] = (line[-1][0].rstrip(" "), line[-1][1])
    return [(text, emphasis) for text, emphasis in line if text]


class Body:
    """Writes the elements of a page one after another into ``document``; ``turn`` turns the paper."""

    def __init__(self, document, look, *, turn):
        self.document, self.look, self.turn = document, look, turn
        self.is_empty, self.is_landscape = True, False

    def write(self, parent):
        """Everything inside ``parent``."""
        for element in parent:
            if isinstance(element.tag, str):
                self._one(element)

    def _one(self, element):
        known = next((BY_CLASS[name] for name in classes(element) if name in BY_CLASS), None)
        known = known or BY_TAG.get(element.tag, Body._box)
        known(self, element)

    def _box(self, element):
        """A part of the page: perhaps on a page of its own."""
        names, was = set(classes(element)), self.is_landscape
        if names & NEW_PAGE and not self.is_empty:
            self.document.add_page_break()
        if "landscape" in names and not was:
            self._turn(True)
        self.write(element)
        if self.is_landscape != was and element.getnext() is not None:
            self._turn(False)
            self.is_empty = True

    def _turn(self, is_landscape):
        self.turn(self.document, is_landscape, is_new=not self.is_empty)
        self.is_landscape = is_landscape

    @property
    def _width(self):
        section = self.document.sections[-1]
        return section.page_width - section.left_margin - section.right_margin

    def _nothing(self, element):
        """What is only look, or stands in the page's foot."""

    def _line(self, element, font=FANG, *, size=None, line=None, align=None, colour=None, indent=False, before=None):
        """Each line of an element as a paragraph. Returns the last one."""
        size = size or self.look.size
        for number, parts in enumerate(lines_of(element)):
            made = shape(self.document.add_paragraph(), line=line or self.look.line, indent=indent and size)
            made.alignment = align
            if before and number == 0:
                made.paragraph_format.space_before = before
            for text, emphasis in parts:
                write(made, text, HEI if emphasis else font, size=size, colour=colour)
        self.is_empty = False
        return made

    def _title(self, element):
        before = Pt(0) if self.is_empty else self.look.line if self.look.indent else Pt(6)
        self._line(element, TITLE, size=self.look.title, line=self.look.title + Pt(12), align=CENTRE, before=before)
        if self.look.indent:
            shape(self.document.add_paragraph(), line=self.look.line)

    def _section(self, element):
        made = self._line(element, HEI, indent=self.look.indent)
        made.paragraph_format.keep_with_next = True

    def _subsection(self, element):
        made = self._line(element, KAI, indent=self.look.indent)
        made.paragraph_format.keep_with_next = True

    def _paragraph(self, element):
        is_flush = set(classes(element)) & {"to", "flush", "signing"}  # Word has no room to spare in a line to sign on
        before = self.look.line if "signing" in classes(element) else None
        self._line(element, indent=self.look.indent and not is_flush, before=before)

    def _caption(self, element):
        made = self._line(element, HEI, size=Pt(11), line=Pt(20), align=CENTRE)
        made.paragraph_format.keep_with_next = True

    def _note(self, element):
        self._line(element, SONG, size=Pt(9), line=Pt(13))

    def _organ(self, element):
        self._line(element, TITLE, size=Pt(26), line=Pt(36), align=CENTRE, colour=RED)

    def _bulletin(self, element):
        """The head of a 简报: name, issue, publisher and day over a red rule."""
        self._line(element.find_class("name")[0], TITLE, size=Pt(42), line=Pt(54), align=CENTRE, colour=RED)
        self._line(element.find_class("issue")[0], align=CENTRE)
        self._ends(element.find_class("publisher")[0], rule="18")

    def _meta(self, element):
        self._ends(element, rule="9", before=self.look.line)

    def _ends(self, element, *, rule="", before=None, size=None, line=None):
        """Spans over the width of the line: the first at its left end, the last at its right one."""
        made = shape(self.document.add_paragraph(), line=line or self.look.line)
        made.paragraph_format.space_before = before or Pt(0)
        spans = [span for span in element if isinstance(span.tag, str)]
        for number, span in enumerate(spans):
            if number:
                place = int(self._width * number / (len(spans) - 1))
                made.paragraph_format.tab_stops.add_tab_stop(place, alignment=2 if number == len(spans) - 1 else 1)
            write(made, ("\t" if number else "") + _text(span), FANG, size=size or self.look.size)
        if rule:
            _rule(made, "bottom", rule, "E60012")
        self.is_empty = False
        return made

    def _imprint(self, element):
        """版记 of a 简报: lines with rules, the last with two ends."""
        for number, line in enumerate(element):
            draw = self._ends if len(line) else self._line
            made = draw(line, size=Pt(14), line=Pt(22), before=self.look.line if number == 0 else None)
            if number in (0, len(element) - 1):
                _rule(made, "top", "8", "000000")
            if number == len(element) - 1:
                _rule(made, "bottom", "8", "000000")

    def _annex(self, element):
        """附件说明: a name that runs on stands under its first character."""
        made = self._line(element)
        made.paragraph_format.left_indent = self.look.size * 5
        if _text(element).startswith("附件"):
            made.paragraph_format.first_line_indent = self.look.size * -3
            made.paragraph_format.space_before = self.look.line

    def _annex_head(self, element):
        """An annex begins on a page of its own with its mark; its title follows."""
        mark, title = element
        self._line(mark, HEI).paragraph_format.page_break_before = True
        before, after = self.look.title, Pt(14)
        made = self._line(title, TITLE, size=before, line=before + Pt(12), align=CENTRE, before=after)
        made.paragraph_format.space_after = after

    def _signature(self, element):
        """署名 centred on the date, which ends four characters from the right: Word knows no such centring."""
        signer = element.find_class("signer")[0]
        day = (signer.tail or "").strip()
        for number, text in enumerate((_text(signer), day)):
            made = shape(self.document.add_paragraph(), line=self.look.line)
            made.alignment = RIGHT
            made.paragraph_format.space_before = self.look.line * 2 if number == 0 else Pt(0)
            made.paragraph_format.keep_with_next = number == 0
            wider = int(self.look.size * (_ems(day) - _ems(text)) / 2)
            made.paragraph_format.right_indent = max(self.look.size * 4 + wider, 0)
            write(made, text, FANG, size=self.look.size)
        self.is_empty = False

    def _figures(self, element):
        """The strip of key figures: one row, each number over its name."""
        table = self._grid(1, [100 / len(element)] * len(element))
        for cell, box in zip(table.rows[0].cells, element, strict=True):
            number, name = box.find("b"), box.find("span")
            _fill(cell, [[(_text(number), False)]], SONG, Pt(18), Pt(26), CENTRE)
            below = shape(cell.add_paragraph(), line=Pt(15))
            below.alignment = CENTRE
            write(below, _text(name), HEI, size=Pt(10))

    def _pair(self, element):
        """Charts side by side, in a table without lines."""
        table = self._grid(1, [100 / len(element)] * len(element), style=None)
        for cell, figure in zip(table.rows[0].cells, element, strict=True):
            _fill(cell, lines_of(figure.find_class("caption")[0]), HEI, Pt(11), Pt(16), CENTRE)
            self._picture(cell.add_paragraph(), figure, self._width / len(element))

    def _figure(self, element):
        self._caption(element.find_class("caption")[0])
        self._picture(self.document.add_paragraph(), element, self._width)

    def _picture(self, paragraph, figure, width):
        svg = next(figure.iter("svg"))
        paragraph.alignment, paragraph.paragraph_format.space_after = CENTRE, Pt(0)
        picture = pdf.picture(etree.tostring(svg, encoding="unicode", with_tail=False))
        drawn = paragraph.add_run().add_picture(io.BytesIO(picture), width=Length(int(width * 0.98)))
        drawn._inline.docPr.set("descr", svg.get("aria-label", ""))

    def _table(self, element):
        rows = list(element.iter("tr"))
        shares = [float(PER_CENT.search(col.get("style"))[1]) for col in element.iter("col")]
        look = DENSE if "dense" in classes(element) else self.look
        table = self._grid(len(rows), shares)
        cells, taken, heights = [row.cells for row in table.rows], set(), defaultdict(lambda: look.row)
        for y, row in enumerate(rows):
            x = 0
            for cell in row.iterchildren("td", "th"):
                while (y, x) in taken:
                    x += 1
                width, height = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                taken |= {(y + down, x + over) for down in range(height) for over in range(width)}
                for down in range(height):
                    heights[y + down] = max(heights[y + down], _least_height(cell) // height)
                target = cells[y][x]
                if width * height > 1:
                    target = target.merge(cells[y + height - 1][x + width - 1])
                self._cell(target, cell, look)
        for y, row in enumerate(rows):
            _shape_row(table.rows[y], heights[y], is_head=row.getparent().tag == "thead")
        self.is_empty = False

    def _grid(self, rows, shares, style="Table Grid"):
        table = self.document.add_table(rows=rows, cols=len(shares), style=style)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _set_padding(table)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Length(int(self._width * share / 100))
            for cell in column.cells:
                cell.width = column.width
        return table

    def _cell(self, target, cell, look):
        names = set(classes(cell))
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if "box" in names:
            _opinion(target, cell, look)
        elif "list" in names:
            target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
            lines = [
                [(_joined(line), False)] for line in cell.iterdescendants("div") if len(line) and line[0].tag == "span"
            ]
            _fill(target, lines or [[]], FANG, look.cell, look.cell_line, LEFT)
        else:
            font = HEI if "band" in names else look.head if cell.tag == "th" else FANG
            in_head = cell.tag == "th" and cell.getparent().getparent().tag == "thead"
            align = LEFT if "text" in names else CENTRE
            _fill(target, lines_of(cell), HEI if in_head else font, look.cell, look.cell_line, align)


def _ems(text):
    """How many characters wide a text is; a figure is half as wide as a Chinese character."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def _text(element):
    return BLANK.sub(" ", element.text_content()).strip(" ")


def _joined(line):
    """“2006.09—2010.07　××大学”: the parts of a line of a résumé."""
    return "　".join(filter(None, (_text(part) for part in line)))


def _fill(cell, lines, font, size, line, align):
    """Write lines into a cell, a paragraph each."""
    for number, parts in enumerate(lines):
        made = shape(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), line=line)
        made.alignment = align
        for text, emphasis in parts:
            write(made, text, HEI if emphasis else font, size=size)


def _opinion(target, cell, look):
    """A box to write in, sign and seal: what is said on top, who signs at the foot."""
    says, signs = cell.find_class("says")[0], cell.find_class("signs")[0]
    said = [line for line in lines_of(says) if line]
    _fill(target, said or [[]], FANG, look.cell, look.cell_line, LEFT)
    if not said:
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    for number, parts in enumerate(lines_of(signs)):
        made = shape(target.add_paragraph(), line=Pt(18))
        made.alignment = RIGHT
        if said and number == 0:
            made.paragraph_format.space_before = Pt(40)
        for text, _ in parts:
            write(made, text, FANG, size=Pt(10))


def _set_padding(table):
    """2 pt at either side of a cell's text, as on paper; Word would leave more."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _least_height(cell):
    """What the template asks for in millimetres, or room for a seal."""
    asked = MILLIMETRES.search(cell.get("style") or "")
    return Mm(float(asked[1])) if asked else Mm(OPINION_MM) if "box" in classes(cell) else 0


def _shape_row(row, height, *, is_head):
    """Never split; heads repeated; at least so high."""
    for name in ("cantSplit", "tblHeader") if is_head else ("cantSplit",):
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
    if height:
        row.height, row.height_rule = Length(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _rule(paragraph, side, eighths, colour):
    """A rule above or below a paragraph, its width in eighths of a point."""
    layout = paragraph._p.get_or_add_pPr()
    borders = layout.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        layout.append(borders)
    rule = OxmlElement(f"w:{side}")
    for name, value in {"val": "single", "sz": eighths, "space": "4", "color": colour}.items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)


BY_CLASS = {
    "mark-wash": Body._nothing, "mark-exercise": Body._nothing, "mark-foot": Body._nothing, "organ": Body._organ,
    "bulletin": Body._bulletin, "meta": Body._meta, "head": Body._ends, "signatures": Body._ends, "figures": Body._figures,
    "pair": Body._pair, "imprint": Body._imprint, "annex": Body._annex, "annex-head": Body._annex_head, "signature": Body._signature,
    "caption": Body._caption, "note": Body._note, "foot": Body._note,
}  # fmt: skip
BY_TAG = {
    "h1": Body._title, "h2": Body._section, "h3": Body._subsection, "p": Body._paragraph, "table": Body._table,
    "figure": Body._figure,
}  # fmt: skip
