"""Photos and scans as people upload them: checked, turned upright, shrunk, freed of hidden data.

What arrives is judged by its content, never by its name or declared type. A picture is
drawn anew, so that nothing but its pixels is kept: no place, no device, no second file
behind the first. Libraries that read strangers' files run in a confined child.
"""

import io
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import pypdfium2
from PIL import Image, ImageFile, ImageOps

from core import confined
from core.errors import DomainError
from core.files import PDF

JPEG = "image/jpeg"
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 80_000_000  # a telephone's best camera makes fifty
MAX_PAGES = 300
LONG_SIDE, PREVIEW_SIDE = 2000, 480  # pixels: 2000 prints a page of A4 legibly
QUALITY = 82
PAGE_DOTS, A4_MM, MARGIN_MM = 150, (210, 297), 12  # of a filed page that is printed with others
SECONDS, MEGABYTES = 30, 700
# Besides controls: marks that turn the direction of writing make “gpj.exe” look like “exe.jpg”.
UNFIT_IN_NAMES = re.compile('[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\\\\/:*?"<>|]')


@dataclass(frozen=True)
class Checked:
    """What is kept of an upload. ``preview``: a small JPEG of a picture; empty for a document."""

    kind: str  # "photo" or "document"
    name: str
    content_type: str
    content: bytes
    preview: bytes = b""


def check(content, name):
    """Return the :class:`Checked` form of an uploaded file; ``content`` is its bytes.

    Raises DomainError ``file_empty``, ``file_too_large``, ``file_unknown`` (neither JPEG, PNG,
    WebP nor PDF), ``file_broken`` (cut off or damaged), ``file_locked`` or ``file_too_complex``;
    every message names the file.
    """
    shown = clean_name(name)
    if not content:
        raise DomainError("file_empty", f"文件“{shown}”是空的，请重新选择。")
    if len(content) > MAX_BYTES:
        raise DomainError("file_too_large", f"文件“{shown}”超过 {MAX_BYTES // 1024**2} MB，请压缩后再传。")
    if content.startswith(b"%PDF-"):
        return _check_document(content, shown)
    if _looks_like_picture(content):
        return _check_photo(content, shown)
    raise DomainError("file_unknown", f"“{shown}”不是照片或扫描件，请上传 JPG、PNG、WebP 图片或 PDF 文件。")


def clean_name(name):
    """The file's own name: no folder, no sign that a system or a reader would take for something else."""
    bare = UNFIT_IN_NAMES.sub("", PurePath((name or "").replace("\\", "/")).name).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:80]}{dot}{ending[:10]}" if stem else bare[:80] or "未命名"


def _looks_like_picture(content):
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _check_photo(content, shown):
    answer = _confined(partial(_redraw, content), shown, "图片")
    head, _, pictures = answer.partition(b"\n")
    size = json.loads(head)["size"]
    stem = shown.rpartition(".")[0] or shown
    return Checked("photo", f"{stem}.jpg", JPEG, pictures[:size], pictures[size:])


def _check_document(content, shown):
    if b"%%EOF" not in content[-2048:]:
        raise DomainError("file_broken", f"文件“{shown}”不完整，可能没有传完，请重新上传。")
    facts = json.loads(_confined(partial(_look_into, content), shown, "PDF"))
    if facts["pages"] > MAX_PAGES:
        raise DomainError("file_too_complex", f"文件“{shown}”超过 {MAX_PAGES} 页，请拆分后再传。")
    return Checked("document", shown if shown.lower().endswith(".pdf") else f"{shown}.pdf", PDF, content)


def _confined(work, shown, noun):
    """Run ``work`` in a child; what it says of the file, or how it ended, becomes the error."""
    try:
        answer = confined.run(work, seconds=SECONDS, megabytes=MEGABYTES)
    except confined.Stopped:
        answer = b"!complex"
    refusals = {
        b"!broken": ("file_broken", f"{noun}“{shown}”已损坏或没有传完，请重新上传。"),
        b"!locked": ("file_locked", f"“{shown}”加了密码，请取消密码后再传。"),
        b"!complex": ("file_too_complex", f"{noun}“{shown}”尺寸过大或过于复杂，请缩小后再传。"),
    }
    if answer in refusals:
        raise DomainError(*refusals[answer])
    return answer


def _redraw(content):
    """In the child: the picture upright on white, at most LONG_SIDE, and its preview; sizes in a line before."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it wherever it is imported; half a photo is no evidence
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > MAX_PIXELS:
            return b"!complex"
        picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is then decoded at a fraction of its size
        picture = _on_white(ImageOps.exif_transpose(picture))
        main, preview = _as_jpeg(picture, LONG_SIDE), _as_jpeg(picture, PREVIEW_SIDE)
    except (OSError, SyntaxError, ValueError):  # what Pillow's readers raise on damaged input
        return b"!broken"
    except Image.DecompressionBombError:
        return b"!complex"
    return json.dumps({"size": len(main)}).encode() + b"\n" + main + preview


def _on_white(picture):
    """RGB without transparency: what was transparent is paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    return picture.convert("RGB")


def _as_jpeg(picture, side):
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY, optimize=True)  # no exif, no profile is passed on
    return out.getvalue()


def _look_into(content):
    """In the child: the number of pages, as JSON."""
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        return b"!locked" if "password" in str(error).lower() else b"!broken"
    return json.dumps({"pages": pages}).encode() if pages else b"!broken"


def redraw_as_pdf(content, is_pdf):
    """In a child: the pages of a filed photo or PDF as pictures on A4, so that no script, link or form comes along.

    Returns the bytes of a PDF; a landscape page stays landscape.
    """
    pictures = _page_pictures(content) if is_pdf else [ImageOps.exif_transpose(Image.open(io.BytesIO(content)))]
    pages = [_on_a4(picture.convert("RGB")) for picture in pictures]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=PAGE_DOTS, quality=QUALITY)
    return out.getvalue()


def _page_pictures(content):
    return [page.render(scale=PAGE_DOTS / 72).to_pil() for page in pypdfium2.PdfDocument(content)]


def _on_a4(picture):
    """The picture as large as it fits within A4 less a margin, in the middle of white paper."""
    size = A4_MM if picture.height >= picture.width else A4_MM[::-1]
    paper = Image.new("RGB", tuple(round(side / 25.4 * PAGE_DOTS) for side in size), "white")
    margin = round(MARGIN_MM / 25.4 * PAGE_DOTS)
    shown = ImageOps.contain(picture, (paper.width - 2 * margin, paper.height - 2 * margin))
    paper.paste(shown, ((paper.width - shown.width) // 2, (paper.height - shown.height) // 2))
    return paper
