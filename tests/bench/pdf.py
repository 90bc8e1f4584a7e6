"""Four printed documents by the product, beside headless Chromium and WeasyPrint called plainly on the same HTML.

Within a round each document is drawn by every engine, one after the other, so that a busy machine is busy for
all of them. The product's figure is what a worker pays for a document: the template, the way to the drawing
process and back, the PDF. Chromium and WeasyPrint (``HTML(string=…).write_pdf()``, with nothing kept) are given
the same finished HTML with its styles and the fonts that are installed, not the product's subsets of them; both are
warm and in processes of their own, as the product's drawing process is.
"""

import gc
import json
import multiprocessing
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import sync_playwright

from core import fonts, pdf
from core.job_parts import PartsInHand
from reports.definitions.batches import WHOLE, draw_each

ROUNDS, LONG_ROUNDS, COLD_ROUNDS, FORMS = 7, 5, 3, 100
ROSTER_ROWS, PART = 10_260, 1000
CHROMIUM = "/usr/bin/chromium-headless-shell"
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "文武德成安平志学礼义国华建军秀英丽娟"
TEMPLATES = Path(__file__).parent / "templates"
# what an installation has without core/fonts.py
FULL = {
    "Paper FangSong": "FandolFang", "Paper Kai": "LXGW WenKai", "Paper Song": "Noto Serif CJK SC", "Paper Hei": "Noto Sans CJK SC",
    "Paper Latin": "Liberation Serif",
}  # fmt: skip
# goals of the issue: (against warm Chromium, against plain WeasyPrint); None where none is set
GOALS = {"form": (0.25, 0.4), "briefing": (1.0, 0.6), "landscape": (1.0, 0.6), "roster": (None, 0.55)}


def run():
    """Draw, and print a table of medians in milliseconds with their ratios."""
    settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)
    os.environ["FONTCONFIG_FILE"] = str(fonts.configuration_file())
    documents, plain = {"form": form(1), "briefing": briefing(), "landscape": landscape()}, Plain()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        for name, document in documents.items():
            _compare(name, document, tab, plain)
        browser.close()
    _compare_batch(plain)
    plain.end()
    _compare_roster()
    print(f"first document of a new worker: {_cold_start():.2f} s")


# --- the documents ----------------------------------------------------------------------------------


def person(number):
    rng = random.Random(number)
    return rng.choice(FAMILY) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2))))


def form(number):
    """A form of one page: twelve facts, a career, two boxes to sign and seal."""
    labels = (
        "姓名",
        "性别",
        "民族",
        "出生年月",
        "政治面貌",
        "入党时间",
        "学历",
        "毕业院校",
        "籍贯",
        "健康状况",
        "现任职务",
        "拟任职务",
    )
    values = (
        person(number),
        "女",
        "布依族",
        "1988.03",
        "中共党员",
        "2011.06",
        "大学本科",
        "某某大学",
        "某省某市",
        "健康",
        "委员",
        "副书记",
    )
    facts = list(zip(labels, values, strict=True))
    context = {
        "unit": "某街道党工委",
        "rows": [facts[start : start + 3] for start in range(0, len(facts), 3)],
        "resume": [(f"{year}.07—{year + 4}.06", f"第{year - 2000}社区工作人员、网格员") for year in range(2006, 2026, 4)],
        "opinions": ["社区党组织意见", "街道党工委意见"],
    }  # fmt: skip
    return "bench_pdf/form.html", context


def briefing():
    """Four pages of the grid: three tables of thirty rows and eight columns, two charts."""
    columns = ("社区", "基线", "任职", "人选", "初审通过", "严审通过", "退回", "逾期")
    tables = [
        {
            "heading": f"{number}、各社区进展情况",
            "rows": [(f"第{row}社区", "已接收", "9/9", row % 14, row % 11, row % 9, row % 3, row % 2) for row in range(30)],
        }
        for number in "一二三"
    ]  # fmt: skip
    ages = {
        "labels": ["≤35岁", "36—45岁", "46—55岁", "≥56岁"],
        "series": [("现任", [12, 20, 19, 8]), ("拟推荐", [19, 17, 10, 1])],
    }
    charts = [{"title": "年龄结构（人）", **ages}, {"title": "学历结构（人）", **ages}]
    sentence = "截至统计时间，各社区换届筹备工作按日程推进，基线填报、走访调研、谈心谈话和任期考核已经完成。"
    return "bench_pdf/briefing.html", {"columns": columns, "tables": tables, "charts": charts, "sentence": sentence}


def landscape():
    """Sixty rows of twelve columns on landscape A4."""
    return "bench_pdf/table.html", _table(60, 12) | {"orientation": "landscape"}


def roster(rows=ROSTER_ROWS, start=0):
    """About two hundred pages of ten columns."""
    return "bench_pdf/table.html", _table(rows, 10, start) | {"orientation": "portrait", "is_dense": True}


def roster_in_parts():
    """The product's way with it: a thousand rows at a time."""
    parts = (roster(min(PART, ROSTER_ROWS - start), start)[1] for start in range(0, ROSTER_ROWS, PART))
    return pdf.render_long("bench_pdf/table.html", parts, title="样表", orientation="portrait")


def _table(rows, width, start=0):
    columns = (
        ("序号", 8), ("社区", 12), ("姓名", 9), ("性别", 6), ("民族", 7), ("出生年月", 11), ("政治面貌", 12), ("学历", 12),
        ("职务", 17), ("备注", 6), ("入党时间", 12), ("分工", 14),
    )[:width]  # fmt: skip
    whole = sum(share for _, share in columns)
    cells = [
        (start + row + 1, f"第{row % 97}社区", person(start + row), "男女"[row % 2], "汉族", f"19{60 + row % 40}.0{1 + row % 9}", "中共党员",
         "大学本科", "党组织副书记", "—", "2008.07", "党建、综治")[:width]
        for row in range(rows)
    ]  # fmt: skip
    return {"columns": [(name, f"{100 * share / whole:.3f}") for name, share in columns], "rows": cells}


# --- the engines --------------------------------------------------------------------------------------


def html_of(document):
    template, context = document
    return render_to_string(template, {**context, "title": "样表"})


def standing_alone(html, *, full_fonts):
    """The HTML with its stylesheets inside; ``full_fonts``: without the subset families."""
    folder = Path(settings.BASE_DIR) / "static" / "print"
    for path in folder.glob("*.css"):
        style = path.read_text()
        if full_fonts:
            for family, full in FULL.items():
                style = style.replace(f'"{family}"', f'"{full}"')
        html = html.replace(f'<link rel="stylesheet" href="print:{path.name}">', f"<style>{style}</style>")
    return html


def ours(document):
    template, context = document
    return pdf.render(template, context, title="样表")


PLAIN = """
import json, resource, sys
from weasyprint import HTML
for line in sys.stdin:
    size = len(HTML(string=json.loads(line)).write_pdf())
    print(json.dumps([size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]), flush=True)
"""


class Plain:
    """WeasyPrint called plainly, in a process that does nothing else."""

    def __init__(self):
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", PLAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def draw(self, html):
        """Return (bytes of the PDF, the process's peak in MB)."""
        self.process.stdin.write(json.dumps(html) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate()


def chromium(tab, html):
    tab.set_content(html)
    return tab.pdf(prefer_css_page_size=True)


def chromium_cold(html):
    with tempfile.TemporaryDirectory() as folder:
        page, paper = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html)
        subprocess.run(  # noqa: S603
            [CHROMIUM, "--headless", "--no-sandbox", f"--print-to-pdf={paper}", f"file://{page}"], check=True, capture_output=True
        )  # fmt: skip
        return paper.read_bytes()


def _timed(work):
    gc.collect()
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def _compare(name, document, tab, plain):
    html = html_of(document)
    full = standing_alone(html, full_fonts=True)
    engines = {
        "product": partial(ours, document), "plain": partial(plain.draw, full), "chromium": partial(chromium, tab, full),
    }  # fmt: skip
    made = {engine: work() for engine, work in engines.items()}  # warm
    taken = {engine: [] for engine in engines}
    for _ in range(ROUNDS):
        for engine, work in engines.items():
            taken[engine].append(_timed(work)[0])
    cold = statistics.median(_timed(partial(chromium_cold, full))[0] for _ in range(COLD_ROUNDS))
    median = {engine: 1000 * statistics.median(times) for engine, times in taken.items()}
    against_chromium, against_plain = GOALS[name]
    document = made["product"]
    print(
        f"{name:10} {document.pages} pages {len(document.content) / 1024:.0f} KB | product {median['product']:.0f} ms"
        f" | Chromium warm {median['chromium']:.0f}, cold {1000 * cold:.0f} ms, {len(made['chromium']) / 1024:.0f} KB"
        f" | plain {median['plain']:.0f} ms, {made['plain'][0] / 1024:.0f} KB"
        f" | to Chromium {median['product'] / median['chromium']:.2f} (≤ {against_chromium})"
        f" | to plain {median['product'] / median['plain']:.2f} (≤ {against_plain})",
        flush=True,
    )


def _peak(work):
    """In a process of its own: (seconds, pages, bytes, its peak in MB, the peak of its children in MB)."""
    reader, writer = multiprocessing.Pipe(duplex=False)

    def measured():
        seconds, made = _timed(work)
        pdf.RENDERER.stop()  # its peak is known when it has ended
        peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        writer.send((seconds, *(getattr(made, "pages", 0), len(getattr(made, "content", made))), *peaks))

    process = multiprocessing.get_context("fork").Process(target=measured)
    process.start()
    answer = reader.recv()
    process.join()
    return answer


def _compare_roster():
    html = standing_alone(html_of(roster()), full_fonts=True)
    own, bare = [], []
    for _ in range(LONG_ROUNDS):
        own.append(_peak(roster_in_parts))
        plain = Plain()
        plain.draw("<p>甲")  # warm
        seconds, (size, peak) = _timed(partial(plain.draw, html))
        plain.end()
        bare.append((seconds, size, peak))
    seconds, floor = (statistics.median(each[0] for each in taken) for taken in (own, bare))
    print(
        f"roster     {own[0][1]} pages {own[0][2] / 1024:.0f} KB | product {seconds:.1f} s, peak {own[0][3]} MB,"
        f" of its children {own[0][4]} MB | plain {floor:.1f} s, peak {bare[0][2]} MB, {bare[0][1] / 1024:.0f} KB"
        f" | to plain {seconds / floor:.2f} (≤ {GOALS['roster'][1]})",
        flush=True,
    )


class Kind:
    """What a batch asks of its report."""

    template, title = "bench_pdf/form.html", "样表"


def no_tell(percent, step):
    """Progress that nobody watches."""


def _compare_batch(plain):
    papers = [form(number) for number in range(FORMS)]
    htmls = [standing_alone(html_of(paper), full_fonts=True) for paper in papers]
    own, bare = [], []
    for _ in range(LONG_ROUNDS):
        seconds, whole = _timed(
            partial(
                draw_each,
                Kind,
                [("甲", context) for _, context in papers],
                {"job_parts": PartsInHand(), "packing": WHOLE},
                no_tell,
            )
        )
        own.append(seconds)
        bare.append(_timed(lambda: [plain.draw(html) for html in htmls])[0])
    seconds, floor = statistics.median(own), statistics.median(bare)
    print(
        f"{FORMS} forms  {whole.pages} pages {len(whole.content) / 1024:.0f} KB | product, one document {seconds:.2f} s"
        f" | plain, one by one {floor:.2f} s | ratio {seconds / floor:.2f} (≤ 0.3)",
        flush=True,
    )


def _cold_start():
    """Seconds from the start of the drawing process, which a worker starts first of all, to its first document."""
    taken = []
    for _ in range(COLD_ROUNDS):
        pdf.RENDERER.stop()
        taken.append(_timed(partial(ours, form(1)))[0])
    return statistics.median(taken)
