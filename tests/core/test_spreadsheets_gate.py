import random
import struct
import zipfile

import pytest

from core.errors import DomainError
from core.spreadsheets import gate, read_rows
from core.spreadsheets.gate import MAX_BYTES, MAX_ENTRIES
from tests.core.spreadsheet_files import ROSTER, ods, rows_xml, xlsx_parts, zipped

PLAIN = xlsx_parts(rows_xml([["社区"]]))
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def with_part(name, content="<x/>"):
    return zipped({**PLAIN, name: content})


def with_sheet(xml):
    return zipped({**PLAIN, "xl/worksheets/sheet1.xml": xml})


def stream(name):
    return OLE + name.encode("utf-16-le")


def encrypted_entry():
    content = bytearray(zipped(PLAIN))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def lying_about_size():
    """The directory declares one byte; the data inflate to 40 MB."""
    content = bytearray(zipped({**PLAIN, "xl/media/a.bin": bytes(40_000_000)}))
    place = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 1)
    return bytes(content)


REFUSED = [
    ("a.xlsx", b"", "file_empty"),
    ("a.xlsx", b"PK\x03\x04" + bytes(MAX_BYTES), "file_too_large"),
    ("a.docx", zipped(PLAIN), "file_extension"),
    ("a.xlsm", zipped(PLAIN), "file_extension"),
    ("a.xlsb", zipped(PLAIN), "file_extension"),
    ("a.et", OLE, "file_extension"),
    ("a.csv", "姓名,电话".encode(), "file_extension"),
    ("a.xlsx.exe", zipped(PLAIN), "file_extension"),
    ("xlsx", zipped(PLAIN), "file_extension"),
    ("a.xlsx", "姓名,电话\n张三,1".encode(), "file_not_excel"),
    ("a.xlsx", "姓名,电话\n张三,1".encode("gb18030"), "file_not_excel"),
    ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file_not_excel"),
    ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "file_not_excel"),
    ("a.xlsx", b"%PDF-1.7\n\x00", "file_not_excel"),
    ("a.xlsx", b"\x89PNG\r\n\x1a\n\x00\x00", "file_not_excel"),
    ("a.xlsx", zipped({"word/document.xml": "<x/>"}), "file_not_excel"),
    ("a.xlsx", zipped({"a.txt": "x"}), "file_not_excel"),
    ("a.xlsx", zipped({"xl/workbook.bin": "x"}), "file_extension"),
    ("a.xls", stream("WordDocument"), "file_not_excel"),
    ("a.xls", OLE, "file_not_excel"),
    ("a.xls", stream("Workbook_VBA_PROJECT_CUR"), "file_macros"),
    ("a.xlsx", stream("EncryptedPackage"), "file_encrypted"),
    ("a.xlsx", encrypted_entry(), "file_encrypted"),
    ("a.ods", zipped({"mimetype": "x", "content.xml": "<a/>", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
     "file_encrypted"),
    ("a.xlsx", with_part("xl/vbaProject.bin"), "file_macros"),
    ("a.xlsx", with_part("xl/VBAPROJECT.BIN"), "file_macros"),
    ("a.ods", zipped({"mimetype": "x", "content.xml": "<a/>", "Basic/Standard/Module1.xml": "<a/>"}), "file_macros"),
    ("a.xlsx", with_part("xl/externalLinks/externalLink1.xml"), "file_external_links"),
    ("a.xlsx", with_sheet("<worksheet><f>cmd|'/c calc'!A0</f></worksheet>"), "file_dde"),
    ("a.xlsx", with_sheet("<x:worksheet><x:f t=\"a\">MSEXCEL|&apos;\\..\\..\\calc&apos;!A</x:f></x:worksheet>"), "file_dde"),
    ("a.ods", zipped({"mimetype": "x", "content.xml": "<table:dde-links/>"}), "file_dde"),
    ("a.xlsx", with_part("../evil.xml"), "file_damaged"),
    ("a.xlsx", with_part("xl/..\\..\\evil.xml"), "file_damaged"),
    ("a.xlsx", with_part("/etc/evil.xml"), "file_damaged"),
    ("a.xlsx", with_part("XL/Workbook.xml"), "file_damaged"),
    ("a.xlsx", with_sheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), "file_damaged"),
    ("a.xlsx", zipped(PLAIN)[:-30], "file_damaged"),
    ("a.xlsx", zipped(PLAIN, compression=zipfile.ZIP_BZIP2), "file_damaged"),
    ("a.xlsx", zipped(PLAIN | {f"xl/{number}.xml": "" for number in range(MAX_ENTRIES)}), "file_bomb"),
    ("a.xlsx", with_part("xl/media/a.bin", bytes(31 * 1024 * 1024)), "file_bomb"),
    ("a.xlsx", lying_about_size(), "file_bomb"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("filename", "content", "code"), REFUSED, ids=[f"{n}-{c}" for n, (_, _, c) in enumerate(REFUSED)]
)
def test_file_is_refused_in_plain_words(filename, content, code):
    with pytest.raises(DomainError) as refusal:
        gate(content, filename)
    assert refusal.value.code == code
    assert refusal.value.message.endswith("。")


@pytest.mark.parametrize(
    ("filename", "content", "kind"),
    [
        ("名册.xlsx", zipped(PLAIN), "xlsx"),
        ("名册.XLSX", zipped(PLAIN), "xlsx"),
        ("名册.xls", zipped(PLAIN), "xlsx"),
        ("名册.ods", ods([["社区"]]), "ods"),
        ("名册.xls", stream("Workbook"), "xls"),
    ],
)
def test_workbook_passes_as_what_it_really_is(filename, content, kind):
    assert gate(content, filename) == kind


def test_entries_that_together_are_too_large_are_refused():
    block = random.Random(1).randbytes(1024 * 1024)
    big = (block[:200_000] + bytes(800_000)) * 27  # 27 MB that compress by five
    parts = {f"xl/media/{number}.bin": big for number in range(3)}
    with pytest.raises(DomainError) as refusal:
        gate(zipped({**PLAIN, **parts}), "a.xlsx")
    assert refusal.value.code == "file_bomb"


def test_damaged_workbook_behind_the_gate_is_unreadable():
    with pytest.raises(DomainError) as refusal:
        read_rows(zipped({**PLAIN, "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row"}), "a.xlsx", ROSTER)
    assert refusal.value.code == "unreadable_file"
