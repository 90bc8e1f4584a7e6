"""Pages of a finished PDF as pictures, for a look at it on the screen without a reader of PDF.

pdfium runs in a child that may use only so much time and memory.
"""

import io
import json
from functools import partial

import pypdfium2
from PIL import Image

from core import confined
from core.errors import DomainError

SCALE = 2  # pixels per point: A4 becomes 1191 wide, which a screen shows sharp
COLOURS = 64  # black, red and their edges on white: a third of the bytes of full colour
SECONDS, MEGABYTES = 20, 500


def sizes(content):
    """``[(width, height)]`` of the pages, in points. Raises DomainError ``preview_failed``."""
    return [tuple(size) for size in json.loads(_confined(partial(_sizes, content)))]


def single(content, number):
    """A PDF of page ``number`` alone, counted from 1."""
    return _confined(partial(_single, content, number))


def picture(content, number):
    """A PNG of page ``number``, counted from 1."""
    return _confined(partial(_picture, content, number))


def _confined(work):
    try:
        return confined.run(work, seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        raise DomainError("preview_failed", "这一页未能显示，请下载文件查看。") from None


def _sizes(content):
    document = pypdfium2.PdfDocument(content)
    return json.dumps([document.get_page_size(place) for place in range(len(document))]).encode()


def _single(content, number):
    page, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    page.import_pages(pypdfium2.PdfDocument(content), pages=[number - 1])
    page.save(out)
    return out.getvalue()


def _picture(content, number):
    out = io.BytesIO()
    shown = pypdfium2.PdfDocument(content)[number - 1].render(scale=SCALE).to_pil()
    few = shown.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=3)
    return out.getvalue()
