"""Printed documents: a Django template and packaged stylesheets become a PDF.

WeasyPrint runs in a process of its own (``core.renderer``) that gets the HTML and the names of the stylesheets
in ``static/print`` and may read nothing else but the handbook's packaged pictures: no file, no address. Each document has a limit of time and of
memory; one that passes it ends that process, never the worker. A page on which a character has no glyph is
refused with the character named, and where it stands.

Templates extend ``pdf/base_gongwen.html`` or ``pdf/base_form.html``. Beside their own
context they get ``title``, ``exercise`` (演练 on every page of a demo) and may set in the
caller's context the marks of the page foot: ``printed_by`` (a name), ``printed_at``
(an aware datetime), ``document_number`` (text), ``foot`` (how the paper is to be kept; never a
secrecy mark) and ``is_sample`` (whether its wording is still to be confirmed).
"""

import atexit
import contextlib
import html
import io
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from celery.signals import worker_process_init
from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader, PdfWriter

from core import confined, fonts
from core.errors import DomainError
from core.ids import mask_within

FOOT = "内部资料　注意保存"  # unless the office words it otherwise
SHEET = re.compile(r'<link rel="stylesheet" href="print:([a-z_]+\.css)">')
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
TAG = re.compile(r"<[^>]*>")
PICTURE_SCALE = 4  # dots for each of a picture's units: some 300 to the inch of a page
SHOWN_AROUND = 30  # characters of the line in which a glyph is missing
RECYCLE_MEGABYTES = 300  # what the drawing process may go on holding after a document
START = "import sys; sys.path.append(sys.argv[1]); from core.renderer import main; main(sys.argv[2])"
INHERITED = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "XDG_DATA_HOME")  # and no secret
STOPPED = {
    "time": ("pdf_too_slow", "文件内容过多，生成超过 {seconds} 秒已停止。请缩小范围后重新生成。"),
    "memory": ("pdf_too_large", "文件内容过多，生成所需内存超过 {megabytes} MB 已停止。请缩小范围后重新生成。"),
    "failure": ("pdf_failed", "文件未能生成。请稍后重试；仍不成功的，请联系系统管理员查看运行日志。"),
}


@dataclass(frozen=True)
class RenderedPdf:
    """A finished document. ``warnings`` are WeasyPrint's complaints: none for a sound template.

    ``parts``: how many pages each of its sources has, in their order.
    """

    content: bytes
    pages: int
    warnings: tuple = ()
    parts: tuple = ()


def render(template_name, context, *, title):
    """Draw ``template_name`` with ``context`` and return a ``RenderedPdf``.

    ``title`` is the kind of document (资格审查表): it becomes the PDF's title and must name
    no person. Raises ``DomainError`` with code ``missing_glyph``, ``pdf_too_slow``,
    ``pdf_too_large`` or ``pdf_failed``, and ``fonts.FontsMissing`` before set-up.
    """
    return render_all(template_name, [context], title=title)[0]


def render_all(template_name, contexts, *, title):
    """Draw documents of one kind and return their ``RenderedPdf``; otherwise as ``render``."""
    return _draw([[source] for source in _sources(template_name, contexts, title)])


def render_together(template_name, contexts, *, title):
    """Draw documents of one kind one behind the other in one PDF, whose fonts they share; otherwise as ``render``.

    Each keeps page numbers of its own. The limits are those of one document.
    """
    return _draw([_sources(template_name, contexts, title)])[0]


def render_long(template_name, parts, *, title, orientation):
    """Draw one form in parts, so that neither memory nor the time of one drawing grows with its length.

    ``parts`` yields contexts of ``template_name``, each of some of the rows; the template extends
    ``pdf/base_form.html``. ``orientation``: portrait, landscape or “landscape a3”. The pages are numbered through.
    Otherwise as ``render``.
    """
    whole, warnings = PdfWriter(), ()
    for context in parts:
        part = render(template_name, {**context, "is_part": True}, title=title)
        whole.append(io.BytesIO(part.content), import_outline=False)
        warnings += part.warnings
    context = {"pages": range(len(whole.pages)), "orientation": orientation}
    lay_over(whole, render("pdf/page_numbers.html", context, title=title))
    whole.add_metadata({"/Title": title})
    return RenderedPdf(written(whole), len(whole.pages), warnings)


def lay_over(whole, document):
    """Lay the pages of ``document`` (a ``RenderedPdf``) over those of a pypdf writer, one on each."""
    over = PdfReader(io.BytesIO(document.content))
    for page, above in zip(whole.pages, over.pages, strict=True):
        page.merge_page(above)
        page.compress_content_streams(level=1)  # merging leaves them plain
    whole.compress_identical_objects()


def picture(svg):
    """Return a PNG of an SVG of core.charts, for a file that holds no drawings; raises as :func:`render`."""
    width, height = re.search(r'(?i)viewbox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    look = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    page = f'<head><link rel="stylesheet" href="print:fonts.css"><style>{look}</style></head><body>{svg}</body>'
    png = io.BytesIO()
    pypdfium2.PdfDocument(_draw([[_source(page)]])[0].content)[0].render(scale=PICTURE_SCALE).to_pil().save(png, "PNG")
    return png.getvalue()


def merge(documents, *, title):
    """Return one ``RenderedPdf`` of many: ``documents`` yields (bookmark, ``RenderedPdf``) in their order; the bookmark is
    None for one that brings its own.

    Each begins on the front of a sheet, so that a pile printed on both sides falls apart into its documents.
    ``title`` as for ``render``; the bookmarks may name people, being inside the file.
    """
    whole = PdfWriter()
    for bookmark, document in documents:
        if len(whole.pages) % 2:
            whole.add_blank_page()
        whole.append(io.BytesIO(document.content), outline_item=bookmark, import_outline=bookmark is None)
    whole.add_metadata({"/Title": title})
    return RenderedPdf(written(whole), len(whole.pages))


def split_apart(document, bookmarks):
    """What was drawn together, each source with its bookmark and on the front of a sheet; as ``merge`` lays them."""
    whole, start = PdfWriter(), 0
    whole.append(io.BytesIO(document.content), import_outline=False)
    for bookmark, pages in zip(bookmarks, document.parts, strict=True):
        if start % 2:
            whole.insert_blank_page(index=start)
            start += 1
        whole.add_outline_item(title=bookmark, page_number=start)
        start += pages
    return RenderedPdf(written(whole), start, document.warnings)


def written(writer):
    """The bytes of a pypdf writer."""
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _sources(template_name, contexts, title):
    marks = {"title": title, "exercise": settings.DEMO}
    return [_source(render_to_string(template_name, {"foot": FOOT, **context, **marks})) for context in contexts]


def _source(text):
    """What the drawing process gets of a page of HTML. Stylesheets are looked for in the head, where no user writes."""
    _refuse_glyphs(PRIVATE_USE.findall(text), [text])
    head, end, body = text.partition("</head>")
    return {"html": SHEET.sub("", head) + end + body, "sheets": SHEET.findall(head)}


def _draw(documents):
    drawn = RENDERER.draw(documents)
    for (facts, _), sources in zip(drawn, documents, strict=True):
        _refuse_glyphs(facts["missing"], [source["html"] for source in sources])
    return [
        RenderedPdf(content, facts["pages"], tuple(facts["warnings"]), tuple(facts["parts"]))
        for facts, content in drawn
    ]


def _refuse_glyphs(characters, pages):
    if characters:
        wanted = sorted(set(characters))[:5]
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in wanted)
        place = next(filter(None, (_line_with(wanted[0], page) for page in pages)), "")
        found = f"，出现在“{place}”" if place else ""
        advice = "文件未生成。请核对是否为自造字，改用国家标准编码的字后重试。"
        raise DomainError("missing_glyph", f"打印字体中没有字{named}{found}，{advice}")


def _line_with(character, page):
    """The row of a table, else the piece of text, in which ``character`` first stands; numbers of people masked."""
    body = page[max(page.find("<body"), 0) :]
    at = body.find(character)
    if at < 0:
        return ""
    start, end = body.rfind("<tr", 0, at), body.find("</tr>", at)
    if start < 0 or end < 0 or "</tr>" in body[start:at]:
        start, end = body.rfind(">", 0, at), body.find("<", at)
    words = " ".join(html.unescape(TAG.sub(" ", body[start + 1 if body[start] == ">" else start : end])).split())
    place = words.find(character)
    return mask_within(words[max(0, place - SHOWN_AROUND) : place + SHOWN_AROUND])


def in_child(work, *, megabytes=None):
    """The bytes that ``work()`` returns, made in a forked child that may use only so much time and memory.

    Raises ``DomainError`` with code ``pdf_too_slow``, ``pdf_too_large`` or ``pdf_failed``.
    """
    limits = _limits(megabytes)
    try:
        return confined.run(work, **limits)
    except confined.Stopped as stopped:
        raise _refusal(stopped.reason, limits) from None


def _limits(megabytes=None):
    return {"seconds": settings.PDF_TIME_LIMIT_SECONDS, "megabytes": megabytes or settings.PDF_MEMORY_LIMIT_MB}


def _refusal(reason, limits):
    code, message = STOPPED[reason]
    return DomainError(code, message.format(**limits))


class _Ended(Exception):
    """The drawing process gave no answer."""


class Renderer:
    """The drawing process of this process: started when it is first needed and whenever it has ended."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process, self.started_for, self.inherited = None, None, None

    def draw(self, documents):
        """``[(facts, PDF)]`` of documents, each a list of sources; raises DomainError ``pdf_…``."""
        limits = _limits()
        with self.lock:
            self.start()
            try:
                return self._ask({"documents": documents, **limits}, len(documents))
            except (_Ended, BrokenPipeError):
                raise _refusal(confined.REASONS.get(self._reap(), "failure"), limits) from None
            except BaseException:
                self.process.kill()  # half an answer is left in the pipe
                self._reap()
                raise

    def start(self):
        """Have a process ready for the fonts and stylesheets of now. A worker calls it before its first document."""
        folder = Path(settings.BASE_DIR) / "static" / "print"
        configuration = fonts.configuration_file()
        made = max(path.stat().st_mtime_ns for path in (configuration.parent / "stamp", *folder.glob("*.css")))
        wanted = (str(configuration), made)
        if self.process and self.started_for == wanted and self.process.poll() is None:
            return
        self.stop()
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 (our own script, fixed arguments)
            [sys.executable, "-I", "-c", START, str(settings.BASE_DIR), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment | {"FONTCONFIG_FILE": str(configuration)},
        )  # fmt: skip
        self.started_for = wanted

    def stop(self):
        """End the process; it leaves when there are no more requests."""
        if self.process:
            self._reap()

    def forget(self):
        """After a fork: the process belongs to our parent alone."""
        self.lock, self.process, self.inherited = threading.Lock(), None, self.process

    def _ask(self, request, count):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        drawn = [self._read() for _ in range(count)]
        if drawn and drawn[-1][0]["held"] > RECYCLE_MEGABYTES:
            self.stop()
        return drawn

    def _read(self):
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise _Ended
        facts = json.loads(line)
        content = self.process.stdout.read(facts["size"])
        if len(content) < facts["size"]:
            raise _Ended
        return facts, content

    def _reap(self):
        """Wait for the process to end and return its status."""
        process, self.process = self.process, None
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        return process.wait()


RENDERER = Renderer()


@worker_process_init.connect
def be_ready(**_):
    """A worker's first document does not wait for the drawing process to start."""
    RENDERER.start()


atexit.register(RENDERER.stop)
os.register_at_fork(after_in_child=RENDERER.forget)
