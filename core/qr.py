"""QR codes: drawn on printed forms, found again on their scans, so that a page finds its record.

A scan from the glass is read at the first look. A photo taken askew in poor light needs others: each of
``LOOKS`` shows the reader the page in another way, and the looking ends with the first that finds what
was wanted. A look never guesses: a code is right by its own error correction, or it is not read.
"""

import io
import json
from functools import partial

import pypdfium2
import segno
import zxingcpp
from django.utils.safestring import SafeString
from PIL import Image, ImageChops, ImageFilter, ImageOps

from core import confined
from core.errors import DomainError
from core.files import PDF

DOTS_PER_INCH = 200
SECONDS, MEGABYTES = 120, 900
LONG_SIDE = 3600  # pixels: enlarging beyond finds nothing more


def svg(text, scale=3, error="q", is_fluid=False):
    """Inline SVG of a QR code that holds ``text``. ``scale``: pixels per module.

    ``error``: ``"q"`` survives a quarter of dirt; ``"m"`` a seventh, with larger modules in the same space.
    ``is_fluid``: as wide as the stylesheet makes it, whatever ``scale``.
    """
    out = io.BytesIO()
    code = segno.make(text, error=error, micro=False)
    code.save(out, kind="svg", scale=scale, xmldecl=False, svgns=True, svgclass="qr", lineclass=None, border=2,
              omitsize=is_fluid)  # fmt: skip
    return SafeString(out.getvalue().decode())  # noqa: S308 (segno writes paths of modules, none of the text)


def read_codes(content, content_type, wanted=bool):
    """``[(page, text)]`` of the QR codes in a photo or PDF; pages count from 1, a page without one is absent.

    ``wanted(text)``: whether a code is one that is looked for; without such a one the page is looked at
    in every way there is, so that somebody else's code beside it does not end the search.
    Raises DomainError ``scan_unreadable``.
    """
    return [tuple(found) for found in json.loads(_confined(partial(_read, content, content_type, wanted)))]


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


def _read(content, content_type, wanted):
    found = [
        (number, text)
        for number, picture in _pictures(content, content_type)
        for text in _codes_on(picture.convert("L"), wanted)
    ]
    return json.dumps(found).encode()


def _codes_on(page, wanted):
    """The different texts that were read, in the order of finding."""
    texts = []
    for look in LOOKS:
        for code in zxingcpp.read_barcodes(look(page), formats=zxingcpp.BarcodeFormat.QRCode):
            if code.text and code.text not in texts:
                texts.append(code.text)
        if any(wanted(text) for text in texts):
            break
    return texts


def _softened(page, radius=1.0):
    """Without the grain of a sensor or of strong compression."""
    return page.filter(ImageFilter.GaussianBlur(radius))


def _evened(page):
    """Without shadows: the paper, as its brightest neighbours show it, becomes white everywhere."""
    paper = page.reduce(8).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(8))
    ink = ImageChops.subtract(paper.resize(page.size, Image.Resampling.BILINEAR), page)
    return ImageOps.autocontrast(ImageOps.invert(ink), cutoff=1)


def _sharpened(page):
    """What was out of focus, with its edges back."""
    return page.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=0))


def _scaled(page, factor):
    factor = min(factor, max(1, LONG_SIDE / max(page.size)))
    return page.resize((round(page.width * factor), round(page.height * factor)), Image.Resampling.BICUBIC)


LOOKS = (
    lambda page: page,
    _softened,
    _evened,
    lambda page: _evened(page.filter(ImageFilter.MedianFilter(3))),
    lambda page: _scaled(page, 0.6),
    lambda page: _scaled(_evened(page), 1.5),
    lambda page: _scaled(_evened(_softened(page)), 2),
    lambda page: _sharpened(_evened(page)),
    lambda page: _sharpened(_evened(page.filter(ImageFilter.MedianFilter(3)))),
    lambda page: _softened(page, 2.0),
    lambda page: _scaled(_sharpened(_scaled(_evened(_softened(page, 0.7)), 2)), 0.5),
    lambda page: page.rotate(20, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
)


def _split(content):
    source, pages, ends = pypdfium2.PdfDocument(content), io.BytesIO(), []
    for number in range(len(source)):
        single = pypdfium2.PdfDocument.new()
        single.import_pages(source, pages=[number])
        single.save(pages)
        ends.append(pages.tell())
    return json.dumps(ends).encode() + b"\n" + pages.getvalue()
