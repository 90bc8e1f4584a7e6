"""Plain tables out, as offices lay them out: ledgers and lists, written row by row."""

from itertools import accumulate, combinations
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter

from core.spreadsheets.columns import Column, heads
from core.spreadsheets.layout import (
    BODY_FONT,
    CENTRED,
    GRID,
    HEADING_FILL,
    HEADING_FONT,
    LEFT,
    NOTE_FONT,
    RIGHT,
    TEXT_FORMAT,
    TITLE_FONT,
    WRAPPED,
    put,
    put_heading,
    save,
    set_page,
    set_widths,
    shown_title,
    style,
)
from core.spreadsheets.pouring import MODELS, pour

LONG = 18  # characters; a column that is wider holds sentences, which begin at the left
LINE_HEIGHT, TITLE_HEIGHT, MAX_HEIGHT = 14.5, 28, 409  # points; the last is Excel's limit
WIDE_FROM = 0x2E7F  # Chinese characters and signs lie above
SERIAL = Column("", "序号", width=6)


def write_table(
    columns, rows, *, title, notes=(), watermark="", band=(), totals=None, foot="", numbered=False, paper="A4"
):
    """Return an .xlsx with ``title``, ``band``, ``notes``, ``watermark``, headings, ``rows`` and ``totals``.

    ``rows`` yields mappings by column key, of values that each column's ``render`` understands; they
    are masked already where they must be. ``band``: three texts on the line below the title, at the left,
    in the middle and at the right (填报单位, 届次, 填报日期); ``notes``: a line each; ``watermark`` says who took
    the file out, when, and under which document number; it stands above the table and in the header of each
    printed page. ``totals``: such a mapping too; ``foot``: the line to sign on; ``numbered``: 序号 before the rest.
    """
    shown = (SERIAL, *columns) if numbered else tuple(columns)
    table = [_values(columns, row, number if numbered else None) for number, row in enumerate(rows, 1)]
    workbook = Workbook(write_only=True)
    sheet = _Sheet(workbook.create_sheet("台账"), shown)
    sheet.set_up([*notes, *filter(None, [watermark])], band, header=watermark, paper=paper)
    sheet.title(shown_title(title))
    sheet.band(band)
    for line in [*notes, *filter(None, [watermark])]:
        sheet.line(line, NOTE_FONT)
    sheet.headings()
    sheet.models(len(table))
    if totals:
        sheet.sums(_values(columns, totals, "" if numbered else None))
    if foot:
        sheet.line(foot, BODY_FONT)
    sheet.close()
    return pour(save(workbook), sheet.first_row, table, Heights(sheet.widths))


def _values(columns, row, number):
    values = [column.render(row.get(column.key)) for column in columns]
    return values if number is None else [number, *values]


class _Sheet:
    """The one sheet, written from above to below: a write-only sheet takes its row heights and areas as they come."""

    def __init__(self, worksheet, columns):
        self.worksheet, self.columns, self.written, self.poured = worksheet, columns, 0, 0
        self.last = get_column_letter(len(columns))
        self.widths = [column.width for column in columns]
        self.heads = heads(columns)
        self.is_grouped = any(head.is_group for head in self.heads)

    def set_up(self, lines, band, *, header, paper):
        first = 2 + bool(band) + len(lines)
        self.first_row = first + 1 + self.is_grouped
        set_widths(self.worksheet, self.columns)
        set_page(self.worksheet, first, last_heading_row=self.first_row - 1, header=header, paper=paper)
        self.worksheet.freeze_panes = f"A{self.first_row}"

    def _append(self, cells, height=None):
        self.written += 1
        if height:
            self.worksheet.row_dimensions[self.written - self.poured].height = height
        self.worksheet.append(cells)

    def _merge(self, first, last, rows=1):
        """Join the cells of the columns ``first`` to ``last`` (from 1) of the row that comes next, and of those below."""
        if (first, rows) != (last, 1):
            top = self.written + 1
            area = f"{get_column_letter(first)}{top}:{get_column_letter(last)}{top + rows - 1}"
            self.worksheet.merged_cells.add(area)

    def _cells(self, font, alignment, **looks):
        return [style(WriteOnlyCell(self.worksheet), font, alignment=alignment, **looks) for _ in self.columns]

    def title(self, text):
        cells = self._cells(TITLE_FONT, CENTRED)
        put(cells[0], text)
        self._merge(1, len(cells))
        self._append(cells, TITLE_HEIGHT)

    def line(self, text, font):
        """A text over the whole width, as high as it needs: Excel does not measure joined cells."""
        cells = self._cells(font, LEFT)
        put(cells[0], text)
        self._merge(1, len(cells))
        self._append(cells, _height([text], [sum(self.widths)]))

    def band(self, texts):
        if not texts:
            return
        cells, alignments = self._cells(BODY_FONT, LEFT), (LEFT, CENTRED, RIGHT)
        edges = self._edges(texts)
        if edges is None:
            texts, edges = ("　".join(filter(None, texts)),), (0, len(cells))
        for text, alignment, first, last in zip(texts, alignments, edges, edges[1:], strict=False):
            style(put(cells[first], text), BODY_FONT, alignment=alignment)
            self._merge(first + 1, last)
        self._append(cells, LINE_HEIGHT + 6)

    def _edges(self, texts):
        """Where the three parts of the width begin and end: as near to thirds as leaves each text room; None if none does."""
        sums, needed = [0, *accumulate(self.widths)], [_breadth(text) + 0.6 for text in texts]
        third, last = sums[-1] / 3, len(self.widths)
        fitting = [
            (0, *pair, last)
            for pair in combinations(range(1, last), 2)
            if all(
                sums[end] - sums[start] >= room
                for start, end, room in zip((0, *pair), (*pair, last), needed, strict=True)
            )
        ]
        return min(
            fitting, key=lambda edges: abs(sums[edges[1]] - third) + abs(sums[edges[2]] - 2 * third), default=None
        )

    def headings(self):
        if self.is_grouped:
            upper, place = self._cells(HEADING_FONT, CENTRED, fill=HEADING_FILL, border=GRID), 1
            for head in self.heads:
                put(upper[place - 1], head.heading)
                self._merge(place, place + len(head.columns) - 1, 1 if head.is_group else 2)
                place += len(head.columns)
            widths = [sum(column.width for column in head.columns) for head in self.heads if head.is_group]
            texts = [head.heading for head in self.heads if head.is_group]
            self._append(upper, _height(texts, widths))
        lower = [put_heading(WriteOnlyCell(self.worksheet), column) for column in self.columns]
        for cell, column in zip(lower, self.columns, strict=True):
            if self.is_grouped and not column.group:
                cell.value = None  # joined with the one above
        self._append(lower, _height([cell.value for cell in lower], self.widths))

    def models(self, count):
        """What ``pour`` puts ``count`` rows in the place of; the rows below count on from those."""
        texts, others = self._cells(BODY_FONT, CENTRED, border=GRID), self._cells(BODY_FONT, WRAPPED, border=GRID)
        for cell, other, column in zip(texts, others, self.columns, strict=True):
            if column.width > LONG and not column.text:
                cell.alignment = WRAPPED
            if column is SERIAL or is_date_format(column.number_format):
                other.alignment = CENTRED
            cell.number_format, other.number_format = TEXT_FORMAT, column.number_format
        self._append(texts)
        self._append(others)
        self.poured = count - MODELS
        self.written += self.poured

    def sums(self, values):
        self._append([self._sum(value, column) for value, column in zip(values, self.columns, strict=True)])

    def _sum(self, value, column):
        cell = style(WriteOnlyCell(self.worksheet), HEADING_FONT, fill=HEADING_FILL, border=GRID)
        cell.alignment = CENTRED if isinstance(value, str) else WRAPPED
        cell.number_format = column.number_format
        return put(cell, value)

    def close(self):
        self.worksheet.print_area = f"A1:{self.last}{self.written}"


class Heights:
    """Points that the tallest text of a row takes in its column: not every office program measures for itself."""

    def __init__(self, widths):
        self.columns = [(width, {}) for width in widths]

    def __call__(self, texts):
        """``texts``: ``(place of the column, text)`` pairs."""
        lines = 1
        for place, text in texts:
            width, known = self.columns[place]
            if text not in known:
                known[text] = _lines(text, width)
            lines = max(lines, known[text])
        return min(LINE_HEIGHT * lines + 4, MAX_HEIGHT)


def _height(values, widths):
    return Heights(widths)([(place, value) for place, value in enumerate(values) if isinstance(value, str)])


def _lines(text, width):
    """How many lines a text takes; a column keeps some room at its edges."""
    return sum(max(ceil(_breadth(line) / (width - 0.6)), 1) for line in text.split("\n"))


def _breadth(text):
    """In digits: a Chinese character is as broad as two and a little."""
    return sum(2.1 if ord(sign) > WIDE_FROM else 1 for sign in text)
