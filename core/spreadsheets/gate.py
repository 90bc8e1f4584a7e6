"""The gate before any library opens an uploaded workbook: what is it, and can it do harm?

The limits are those of the security reference 3-03 to 3-05. Every zip entry is really
inflated and counted, for a directory may lie about sizes and the reader would believe the data.
"""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from core.errors import DomainError

MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 200
MAX_ENTRY_BYTES = 30 * 1024 * 1024
MAX_TOTAL_BYTES = 60 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024  # a small repetitive part may compress better than 100:1 and harms nobody

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
DIRECTORY_SIGNATURE = b"PK\x01\x02"
ENCRYPTED_FLAG = 0x1
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
DDE = {  # calls of other programs, and what each holds in any case: to look for that takes a tenth of the time
    b"|": re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\|\s*(?:'|&apos;)"),
    b"<ddeLink": re.compile(rb"<ddeLink\b"),
    b"<table:dde-": re.compile(rb"<table:dde-"),
    b"DDE(": re.compile(rb"formula=\"[^\"]*\bDDE\("),
}
SAVE_AGAIN = "请用 Excel 或 WPS 打开后，另存为“Excel 工作簿（.xlsx）”再上传。"
REFUSED_EXTENSIONS = {
    ".xlsm": f"这是带宏的工作簿（.xlsm）。{SAVE_AGAIN}",
    ".xlsb": f"不支持 .xlsb 格式。{SAVE_AGAIN}",
    ".xltx": f"这是模板文件（.xltx）。{SAVE_AGAIN}",
    ".et": f"这是 WPS 表格专用格式（.et）。{SAVE_AGAIN}",
    ".csv": f"这是 CSV 文本文件，身份证号等长数字容易出错。{SAVE_AGAIN}",
}


def gate(content, filename):
    """Return ``"xlsx"``, ``"xls"`` or ``"ods"``, judged by the content; the name must be of one of these too.

    Raises ``DomainError``: ``file_empty``, ``file_too_large``, ``file_extension``, ``file_not_excel``,
    ``file_encrypted``, ``file_macros``, ``file_external_links``, ``file_dde``, ``file_bomb``,
    ``file_damaged``.
    """
    _require_size(content)
    _require_extension(filename)
    if content.startswith(OLE_SIGNATURE):
        return _gate_ole(content)
    if content.startswith(b"PK\x03\x04"):
        return _gate_zip(content)
    raise DomainError("file_not_excel", _what_it_is(content))


def _require_size(content):
    if not content:
        raise DomainError("file_empty", "文件是空的（0字节），请检查后重新上传。")
    if len(content) > MAX_BYTES:
        raise DomainError(
            "file_too_large", f"文件超过{MAX_BYTES >> 20}MB，请删去图片和多余的工作表，或分成几个文件上传。"
        )


def _require_extension(filename):
    extension = PurePath(filename).suffix.lower()
    if extension not in {".xlsx", ".xls", ".ods"}:
        message = REFUSED_EXTENSIONS.get(extension, "只能上传 Excel 文件（.xlsx、.xls 或 .ods）。")
        raise DomainError("file_extension", message)


def _what_it_is(content):
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return "这是 PDF 文件，不是 Excel 文件。请上传原来的 Excel 表格。"
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        return f"文件名是 Excel，内容其实是网页或 XML（常见于旧系统导出）。{SAVE_AGAIN}"
    if b"\x00" not in start:
        return f"文件名是 Excel，内容其实是文本（CSV）。{SAVE_AGAIN}"
    return f"这不是 Excel 文件，只是改了扩展名。{SAVE_AGAIN}"


def _gate_ole(content):
    """The old compound file, whose streams have names in UTF-16."""

    def holds(name):
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise _encrypted()
    if holds("_VBA_PROJECT"):
        raise _macros()
    if holds("WordDocument") or not (holds("Workbook") or holds("Book")):
        raise DomainError("file_not_excel", f"这是 Word 或其他 Office 文件，不是 Excel 工作簿。{SAVE_AGAIN}")
    return "xls"


def _gate_zip(content):
    # Counted before zipfile builds an object for each of up to 400,000 entries.
    if content.count(DIRECTORY_SIGNATURE) > MAX_ENTRIES:
        raise _bomb(f"内部文件超过{MAX_ENTRIES}个")
    entries = _entries(content)
    names = [entry.filename for entry in entries]
    kind = _kind(names)
    _require_harmless_names(names)
    _require_harmless_entries(content, entries)
    return kind


def _entries(content):
    try:
        return zipfile.ZipFile(io.BytesIO(content)).infolist()
    # The zip reader of the standard library raises all of these on damaged directories (3-04).
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise _damaged()


def _kind(names):
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(name.startswith("xl/") and name.endswith(".bin") for name in names):
        raise DomainError("file_extension", REFUSED_EXTENSIONS[".xlsb"])
    if any(name.startswith("word/") for name in names):
        raise DomainError("file_not_excel", "这是 Word 文档，不是 Excel 工作簿。请上传 Excel 表格。")
    raise DomainError("file_not_excel", f"这不是 Excel 文件，只是改了扩展名。{SAVE_AGAIN}")


def _require_harmless_names(names):
    lowered = [name.lower().replace("\\", "/") for name in names]
    if len(set(lowered)) != len(lowered) or any(_escapes(name) for name in lowered):
        raise _damaged()
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in lowered):
        raise _macros()
    if any(name.startswith("xl/externallinks/") for name in lowered):
        raise DomainError(
            "file_external_links",
            "工作簿引用了其他文件的数据。请在“数据”菜单的“编辑链接”中断开链接（保留数值），保存后再上传。",
        )


def _escapes(name):
    return name.startswith("/") or ".." in name.split("/") or ":" in name


def _require_harmless_entries(content, entries):
    total = 0
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise _encrypted()
        data = _inflate(content, entry, min(MAX_ENTRY_BYTES, MAX_TOTAL_BYTES - total))
        total += len(data)
        _require_harmless_xml(entry.filename, data)


def _inflate(content, entry, limit):
    """Return what really is inside, however the directory declares it; never more than ``limit`` bytes."""
    start = _data_offset(content, entry)
    stored = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type not in READABLE_METHODS or len(stored) != entry.compress_size:
        raise _damaged()
    data = bytes(stored) if entry.compress_type == zipfile.ZIP_STORED else _inflate_stream(stored, limit)
    if len(data) > limit or len(data) > max(RATIO_FLOOR, MAX_RATIO * len(stored)):
        raise _bomb("解压后过大")
    if len(data) != entry.file_size:
        raise _damaged()
    return data


def _data_offset(content, entry):
    header = content[entry.header_offset : entry.header_offset + 30]
    if len(header) != 30 or not header.startswith(b"PK\x03\x04"):
        raise _damaged()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    return entry.header_offset + 30 + name_length + extra_length


def _inflate_stream(stored, limit):
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(stored, limit + 1)
    except zlib.error:
        raise _damaged()
    if len(data) <= limit and not inflater.eof:
        raise _damaged()
    return data


def _require_harmless_xml(name, data):
    """No part of a workbook that an office program wrote declares a document type or entities."""
    if not name.lower().endswith((".xml", ".rels")):
        return
    if DTD.search(data):
        raise _damaged()
    if any(sign in data and pattern.search(data) for sign, pattern in DDE.items()):
        raise DomainError("file_dde", "工作簿含有调用外部程序的公式（DDE），不能接收。请只保留数值后另存再上传。")
    if b"manifest:encryption-data" in data:
        raise _encrypted()


def _encrypted():
    return DomainError("file_encrypted", "工作簿设了打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。")


def _macros():
    return DomainError("file_macros", f"工作簿含有宏，不能接收。{SAVE_AGAIN}")


def _bomb(reason):
    return DomainError("file_bomb", f"工作簿{reason}，不能接收。请把需要的行复制到新下载的模板中再上传。")


def _damaged():
    return DomainError("file_damaged", f"文件已损坏或格式不规范，无法读取。{SAVE_AGAIN}")
