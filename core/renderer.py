"""Draws PDFs in a process of its own. Run by ``core.pdf``; of the product it imports ``core.renderer_shortcuts`` and ``core.give_way`` alone.

The process holds no keys, no connection and no file of ours: it gets HTML and the names of the packaged
stylesheets, and may fetch nothing but packaged pictures. It lives on between documents, so that fonts, stylesheets and the library
are ready; that is most of the work on a short document.

On standard input, one line of JSON for each request: ``seconds`` and
``megabytes`` (the limits of each document), ``documents`` (each a list of sources to be joined in one PDF; a
source has ``html`` and ``sheets``). On standard output, for each document, one line of JSON
(``size``, ``pages``, ``parts``: the pages of each source, ``missing``, ``warnings``, ``held``: what the process
holds now, in MB) and the PDF.
The kernel ends the process by SIGALRM when a document takes too long; exit status 2: out of memory.
"""

import gc
import json
import logging
import os
import re
import resource
import signal
import sys
import traceback
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core import give_way, renderer_shortcuts

MISSING_GLYPH = re.compile(r"^\.notdef glyph .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
PICTURE = re.compile(r"packaged:([a-z-]{1,40}\.webp)")
FAILED, OUT_OF_MEMORY = 1, 2
ROOM_FOR_FRAMES = 70_000  # words, for which CPython takes 2**17: the rest is left for what is called
# Rules for footnote calls and list markers of every element cost a style for each of them; ours has them in lists alone.
LEAN = re.sub(r"^::(?:foot)?note-[^\n]*\n", "", UA, flags=re.MULTILINE).replace("\n::marker", "\nli::marker")
USER_AGENT = CSS(string=LEAN, counter_style=UA_COUNTER_STYLE)


class Paper(HTML):
    """HTML with the lean user agent stylesheet."""

    def _ua_stylesheets(self, forms=False):
        return [USER_AGENT]


class Packaged(URLFetcher):
    """Fetches the pictures that come with the program (``packaged:NAME.webp``) and nothing else: no file, no address."""

    def __init__(self, pictures):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.pictures = pictures

    def fetch(self, url, headers=None):
        name = PICTURE.fullmatch(url)
        if name is None:
            raise ValueError("refused")
        return URLFetcherResponse(url, (self.pictures / name[1]).read_bytes(), {"Content-Type": "image/webp"})


class Drawer:
    """What is kept from document to document."""

    def __init__(self, folder):
        self.sheets = {path.name: CSS(string=path.read_text()) for path in Path(folder).glob("*.css")}
        self.pictures = Path(folder).parent / "handbook"
        self.fonts = FontConfiguration()
        self.complaints = _collect_complaints()

    def draw(self, sources):
        """Return (facts, PDF) of the sources' pages one after the other."""
        self.complaints.clear()
        documents = [self._lay_out(source) for source in sources]
        whole = documents[0].copy([page for document in documents for page in document.pages])
        content = whole.write_pdf()
        missing = [chr(int(match[1], 16)) for match in map(MISSING_GLYPH.match, self.complaints) if match]
        parts = [len(document.pages) for document in documents]
        facts = {"size": len(content), "pages": sum(parts), "parts": parts, "missing": missing}
        return facts | {"warnings": self.complaints}, content

    def _lay_out(self, source):
        sheets = [self.sheets[name] for name in source["sheets"]]
        paper = Paper(string=source["html"], url_fetcher=Packaged(self.pictures))
        return paper.render(font_config=self.fonts, stylesheets=sheets)


def _collect_complaints():
    """Keep WeasyPrint's warnings in a list: in a log they would show what the document says of people."""
    logger = logging.getLogger("weasyprint")
    complaints = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: complaints.append(record.getMessage())
    logger.handlers, logger.propagate = [handler], False
    return complaints


def _limit(seconds, megabytes):
    """Of the next document: wall time, and memory beyond what the process has mapped."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    ceiling = _pages(0) * resource.getpagesize() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard), hard))


def _pages(place):
    """Of the kernel's account of this process: 0 the address space, 1 the memory it holds."""
    with open("/proc/self/statm", encoding="ascii") as counts:
        return int(counts.read().split()[place])


def serve(folder, requests, answers):
    """Answer requests until there are no more."""
    drawer = Drawer(folder)
    gc.collect()
    gc.freeze()
    gc.disable()  # a document is short-lived and full of cycles: they are collected when it has gone out
    for line in requests:
        request = json.loads(line)
        for sources in request["documents"]:
            _limit(request["seconds"], request["megabytes"])
            facts, content = drawer.draw(sources)
            signal.setitimer(signal.ITIMER_REAL, 0)
            facts["held"] = _pages(1) * resource.getpagesize() // 2**20
            answers.write(json.dumps(facts).encode() + b"\n")
            answers.write(content)
            answers.flush()
            gc.collect()


# CPython gives the frames of calls blocks of 16 KB; where a hot loop happens to sit at the end of one, each call takes a
# new block from the kernel and gives it back: 5 to 9 % of a document. What serve() calls shares one large block.
serve.__code__ = serve.__code__.replace(co_stacksize=ROOM_FOR_FRAMES)


def main(folder):
    """Serve standard input with the stylesheets of ``folder``, then leave."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the worker, whose end is ours
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold personal data
    sys.unraisablehook = lambda unraisable: None  # destructors that find no memory left: thousands, all alike
    status = 0
    try:
        renderer_shortcuts.install()
        give_way.install()
        serve(folder, sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 (the outermost boundary; the message may quote people)
        status = FAILED
        frames = "".join(traceback.format_tb(error.__traceback__))
        sys.stderr.write(f"{type(error).__name__} while a PDF was drawn\n{frames}")
    sys.stderr.flush()
    os._exit(status)
