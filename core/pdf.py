"""Printed documents: a Django template and packaged stylesheets become a PDF.

WeasyPrint runs in a confined child process (``core.confined``) and may read the
stylesheets in ``static/print`` by exact name and nothing else: no file, no address, no
redirect. A page on which a character has no glyph is refused with the character named.

Templates extend ``pdf/base_gongwen.html`` or ``pdf/base_form.html``. Beside their own
context they get ``title``, ``exercise`` (演练 on every page of a demo) and may set in the
caller's context the marks of the page foot: ``printed_by`` (a name), ``printed_at``
(an aware datetime) and ``document_number`` (text).
"""

import io
import json
import logging
import os
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfWriter
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core import confined, fonts
from core.errors import DomainError

SCHEME = "print:"  # <link rel="stylesheet" href="print:gongwen.css">
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
MISSING_GLYPH = re.compile(r"^\.notdef glyph .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
STOPPED = {
    "time": ("pdf_too_slow", "文件内容过多，生成超过 {seconds} 秒已停止。请缩小范围后重新生成。"),
    "memory": ("pdf_too_large", "文件内容过多，生成所需内存超过 {megabytes} MB 已停止。请缩小范围后重新生成。"),
    "failure": ("pdf_failed", "文件未能生成。请稍后重试；仍不成功的，请联系系统管理员查看运行日志。"),
}


@dataclass(frozen=True)
class RenderedPdf:
    """A finished document. ``warnings`` are WeasyPrint's complaints: none for a sound template."""

    content: bytes
    pages: int
    warnings: tuple = ()


class PrintFetcher(URLFetcher):
    """Serves the packaged print stylesheets by exact name and refuses every other address."""

    def __init__(self):
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url, headers=None):
        folder = Path(settings.BASE_DIR) / "static" / "print"
        packaged = {f"{SCHEME}{path.name}": path for path in folder.glob("*.css")}
        if url not in packaged:
            raise ValueError("refused: not a packaged print stylesheet")
        return URLFetcherResponse(url, packaged[url].read_bytes(), {"Content-Type": "text/css; charset=utf-8"})


def render(template_name, context, *, title):
    """Draw ``template_name`` with ``context`` and return a ``RenderedPdf``.

    ``title`` is the kind of document (资格审查表): it becomes the PDF's title and must name
    no person. Raises ``DomainError`` with code ``missing_glyph``, ``pdf_too_slow``,
    ``pdf_too_large`` or ``pdf_failed``, and ``fonts.FontsMissing`` before set-up.
    """
    return render_all(template_name, [context], title=title)[0]


def render_all(template_name, contexts, *, title):
    """Draw a few documents of one kind and return their ``RenderedPdf``; otherwise as ``render``.

    One child draws them all: it finds the fonts once, which is a third of the work on a short document.
    """
    marks = {"title": title, "exercise": settings.DEMO}
    pages = [render_to_string(template_name, {**context, **marks}) for context in contexts]
    for html in pages:
        _refuse_glyphs(PRIVATE_USE.findall(html))
    answer = io.BytesIO(_draw_confined(pages))
    return [_read_document(answer) for _ in pages]


def _read_document(answer):
    facts = json.loads(answer.readline())
    content = answer.read(facts["size"])
    _refuse_glyphs(facts["missing"])
    return RenderedPdf(content, facts["pages"], tuple(facts["warnings"]))


def merge(documents, *, title):
    """Return one ``RenderedPdf`` of many: ``documents`` yields (bookmark, ``RenderedPdf``) in their order.

    Each begins on the front of a sheet, so that a pile printed on both sides falls apart into its documents.
    ``title`` as for ``render``; the bookmarks may name people, being inside the file.
    """
    whole = PdfWriter()
    for bookmark, document in documents:
        if len(whole.pages) % 2:
            whole.add_blank_page()
        whole.append(io.BytesIO(document.content), outline_item=bookmark, import_outline=False)
    whole.add_metadata({"/Title": title})
    content = io.BytesIO()
    whole.write(content)
    return RenderedPdf(content.getvalue(), len(whole.pages))


def _draw_confined(pages):
    limits = {"seconds": settings.PDF_TIME_LIMIT_SECONDS, "megabytes": settings.PDF_MEMORY_LIMIT_MB}
    try:
        return confined.run(partial(_draw, pages, fonts.configuration_file()), **limits)
    except confined.Stopped as stopped:
        code, message = STOPPED[stopped.reason]
        raise DomainError(code, message.format(**limits))


def _refuse_glyphs(characters):
    if characters:
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in sorted(set(characters))[:5])
        advice = "文件未生成。请核对是否为自造字，改用国家标准编码的字后重试。"
        raise DomainError("missing_glyph", f"打印字体中没有字{named}，{advice}")


def _draw(pages, font_configuration):
    """In the child: of each document one line of JSON (size, pages, missing, warnings), then the PDF."""
    os.environ["FONTCONFIG_FILE"] = str(font_configuration)
    complaints, configuration = _collect_complaints(), FontConfiguration()
    return b"".join(_draw_one(html, configuration, complaints) for html in pages)


def _draw_one(html, configuration, complaints):
    complaints.clear()
    document = HTML(string=html, url_fetcher=PrintFetcher()).render(font_config=configuration)
    content = document.write_pdf()
    facts = {
        "size": len(content),
        "pages": len(document.pages),
        "missing": [chr(int(match[1], 16)) for match in map(MISSING_GLYPH.match, complaints) if match],
        "warnings": complaints,
    }
    return json.dumps(facts).encode() + b"\n" + content


def _collect_complaints():
    """Keep WeasyPrint's warnings in a list: in a log they would show what the document says of people."""
    logger = logging.getLogger("weasyprint")
    complaints = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage())
    logger.handlers, logger.propagate = [handler], False
    return complaints
