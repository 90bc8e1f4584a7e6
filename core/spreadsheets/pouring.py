"""The rows of a long table, poured into a workbook that openpyxl has made around them.

openpyxl makes an object of each cell, which at a hundred thousand rows takes most of an export. So it writes what is
particular (title, headings, looks, page, sums) and two model rows, one for text and one for all else; the rows
themselves are written here, into the place of the models and in their styles.
"""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from core.spreadsheets.layout import safe_value

PART = "xl/worksheets/sheet1.xml"
MODELS = 2
LEVEL = 2  # of compression: a tenth larger than the usual, in a third of the time
CHUNK = 500  # rows
STYLE = re.compile(r'<c\b[^>]*?\bs="(\d+)"')
NUMBERED = re.compile(r'(<(?:row|c) r="[A-Z]*)(\d+)"')


def pour(content, first_row, table, height_of):
    """Return the workbook ``content`` with ``table`` in the place of the model rows, the first of which is ``first_row``.

    ``table``: a list of lists of text, numbers, dates or None; ``height_of``: ``function(list of (column place,
    text))`` → points. The rows below the models move down. Raises what ``safe_value`` raises.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(
        target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL
    ) as archive:  # fmt: skip
        for entry in source.infolist():
            if entry.filename == PART:
                head, styles, tail = _split(source.read(PART).decode(), first_row)
                with archive.open(PART, "w", force_zip64=True) as part:
                    part.write(head.encode())
                    for chunk in _rows(table, first_row, styles, height_of):
                        part.write(chunk.encode())
                    part.write(_moved(tail, len(table) - MODELS).encode())
            else:
                archive.writestr(entry, source.read(entry))
    return target.getvalue()


def _split(xml, first_row):
    """What stands before the models, ``(style of text, style of all else)`` of each column, what stands below."""
    start, middle = xml.index(f'<row r="{first_row}"'), xml.index(f'<row r="{first_row + 1}"')
    below = xml.find(f'<row r="{first_row + MODELS}"')
    end = below if below >= 0 else xml.index("</sheetData>")
    styles = zip(STYLE.findall(xml[start:middle]), STYLE.findall(xml[middle:end]), strict=True)
    return xml[:start], list(styles), xml[end:]


def _moved(tail, by):
    """The rows below, numbered anew."""
    rows, rest = tail.split("</sheetData>", 1)
    return NUMBERED.sub(lambda found: f'{found[1]}{int(found[2]) + by}"', rows) + "</sheetData>" + rest


def _rows(table, first, styles, height_of):
    letters = [get_column_letter(place) for place in range(1, len(styles) + 1)]
    columns = [(f'<c r="{letter}', *pair, {}) for letter, pair in zip(letters, styles, strict=True)]
    written = []
    for number, values in enumerate(table, first):
        cells, texts = [], []
        for place, (head, text_style, style, known) in enumerate(columns):
            value = values[place]
            sort = value.__class__, value
            if sort not in known:  # of cells that are alike only the first is made
                known[sort] = _cell(value, text_style, style)
            rest, text = known[sort]
            cells.append(f"{head}{number}{rest}")
            if text:
                texts.append((place, text))
        written.append(f'<row r="{number}" ht="{height_of(texts):g}" customHeight="1">{"".join(cells)}</row>')
        if len(written) == CHUNK:
            yield "".join(written)
            written.clear()
    yield "".join(written)


def _cell(value, text_style, style):
    """``(all of a cell's XML after its number, its text if it is one)``. No text ever becomes a formula."""
    if value is None or value == "":
        return f'" s="{text_style}"/>', ""
    if isinstance(value, str):
        text = safe_value(value)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        inner = escape(text, {"\r": "&#13;"})
        return f'" s="{text_style}" t="inlineStr"><is><t{space}>{inner}</t></is></c>', text
    if isinstance(value, date):
        value = to_excel(value)
    elif not isinstance(value, (int, float, Decimal)):
        raise TypeError(f"no cell for {type(value)}")
    return f'" s="{style}"><v>{value}</v></c>', ""
