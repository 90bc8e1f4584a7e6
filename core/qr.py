"""QR codes: drawn on printed forms, found again on their scans, so that a page finds its record."""

import io
import json
from functools import partial

import pypdfium2
import segno
import zxingcpp
from django.utils.safestring import SafeString
from PIL import Image, ImageOps

from core import confined
from core.errors import DomainError
from core.files import PDF

DOTS_PER_INCH = 200
SECONDS, MEGABYTES = 120, 900


def svg(text, scale=3):
    """Inline SVG of a QR code that holds ``text``; survives a quarter of dirt. ``scale``: pixels per module."""
    out = io.BytesIO()
    code = segno.make(text, error="q", micro=False)
    code.save(out, kind="svg", scale=scale, xmldecl=False, svgns=True, svgclass="qr", lineclass=None, border=2)
    return SafeString(out.getvalue().decode())  # noqa: S308 (segno writes paths of modules, none of the text)


def read_codes(content, content_type):
    """``[(page, text)]`` of the QR codes in a photo or PDF; pages count from 1, a page without one is absent.

    Raises DomainError ``scan_unreadable``.
    """
    return [tuple(found) for found in json.loads(_confined(partial(_read, content, content_type)))]


def split_pages(content):
    """One PDF (bytes) for each page of a PDF. Raises DomainError ``scan_unreadable``."""
    answer = _confined(partial(_split, content))
    head, _, pages = answer.partition(b"\n")
    ends = json.loads(head)
    return [pages[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _confined(work):
    try:
        return confined.run(work, seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        raise DomainError("scan_unreadable", "扫描件无法识读，请确认文件完整、未加密后重新上传。") from None


def _pictures(content, content_type):
    """In the child: ``(page, picture)`` one after another, so that only one is held."""
    if content_type != PDF:
        yield 1, ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
        return
    for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
        yield number, page.render(scale=DOTS_PER_INCH / 72).to_pil()


def _read(content, content_type):
    found = [
        (number, code.text)
        for number, picture in _pictures(content, content_type)
        for code in zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    ]
    return json.dumps(found).encode()


def _split(content):
    source, pages, ends = pypdfium2.PdfDocument(content), io.BytesIO(), []
    for number in range(len(source)):
        single = pypdfium2.PdfDocument.new()
        single.import_pages(source, pages=[number])
        single.save(pages)
        ends.append(pages.tell())
    return json.dumps(ends).encode() + b"\n" + pages.getvalue()
