"""Files as people upload them."""

import io
from random import Random

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(width=320, height=240, *, seed=1, **options):
    """Bytes of a JPEG with something in it; ``options`` go to Pillow's ``save``."""
    noise = Image.frombytes("RGB", (16, 12), Random(seed).randbytes(16 * 12 * 3))
    out = io.BytesIO()
    noise.resize((width, height)).save(out, "JPEG", **options)
    return out.getvalue()


def pdf(pages=1):
    """Bytes of a PDF with that many blank pages."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def upload(content=None, name="现场.jpg"):
    """An uploaded file, a photo unless said otherwise."""
    return SimpleUploadedFile(name, photo() if content is None else content, "image/jpeg")
