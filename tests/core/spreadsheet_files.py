"""Workbooks made by hand, so that the tests hold files which no library would write."""

import io
import zipfile

from core.dates import parse_date
from core.ids import parse_id_number
from core.names import clean_name
from core.spreadsheets import Column, Sheet, parse_integer

NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ODS = "urn:oasis:names:tc:opendocument:xmlns"
HEADINGS = ("社区", "姓名", "身份证号", "出生年月", "人数")

ROSTER = Sheet(
    "成员",
    (
        Column("community", "社区", required=True, choices=("甲社区", "乙社区"), example="甲社区"),
        Column("name", "姓名", required=True, parse=clean_name, example="张三", help="与身份证一致"),
        Column(
            "id_number",
            "身份证号",
            aliases=("身份证号码", "公民身份号码"),
            required=True,
            parse=lambda text: parse_id_number(text).number,
            text=True,
            personal=True,
            width=22,
        ),
        Column("born_on", "出生年月", parse=parse_date, text=True, example="1975.06"),
        Column("size", "人数", parse=parse_integer),
    ),
    title="社区成员花名册",
    notes=("本表由街道汇总。",),
)


def zipped(parts, *, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of {name: text or bytes}."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def xlsx_parts(sheet_xml, *, name="名册", date1904=False, state="visible"):
    """Return the parts of a minimal .xlsx whose only sheet has ``sheet_xml`` inside its worksheet element."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {NAMESPACES}><workbookPr date1904="{int(date1904)}"/><sheets>'
            f'<sheet name="{name}" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {NAMESPACES}>{sheet_xml}</worksheet>",
    }


def xlsx(sheet_xml, **options):
    """Return a minimal .xlsx file."""
    return zipped(xlsx_parts(sheet_xml, **options))


def cell_xml(reference, value):
    """A cell that holds a number or text."""
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def rows_xml(rows, *, first=1, hidden=()):
    """The sheetData of ``rows`` (lists of values, None for no cell), the first in row ``first``."""
    lines = []
    for number, row in enumerate(rows, first):
        cells = "".join(
            cell_xml(f"{chr(65 + place)}{number}", value) for place, value in enumerate(row) if value is not None
        )
        attributes = ' hidden="1"' if number in hidden else ""
        lines.append(f'<row r="{number}"{attributes}>{cells}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


def ods(rows):
    """Return a minimal .ods file with ``rows`` of text, followed by a million blank rows as LibreOffice writes them."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{ODS}:office:1.0" xmlns:table="{ODS}:table:1.0" '
        f'xmlns:text="{ODS}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{lines}<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{ODS}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return target.getvalue()
