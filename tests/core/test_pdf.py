"""Printed documents, measured on the page: the grid, the marks, the fonts, and what may not get in."""

import logging
import time
from io import BytesIO
from pathlib import Path

import pytest
import weasyprint
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from pypdf import PdfReader

from core import confined, fonts, pdf, renderer, renderer_shortcuts
from core.errors import DomainError
from tests.bench.pdf import standing_alone
from tests.core import measure, pdf_samples
from tests.hostile import assert_inert, evil

MM = measure.POINTS_PER_MM
TOLERANCE = 0.5  # mm
TEMPLATES = Path(__file__).parent / "templates"
PICTURES = Path(django_settings.BASE_DIR) / "static" / "handbook"
ALLOWED_FONTS = {"Paper", "FandolFang", "LXGW", "Noto", "BabelStone", "DejaVu"}


@pytest.fixture(autouse=True, scope="module")
def subset_fonts():
    fonts.build()


@pytest.fixture(autouse=True)
def test_templates(settings):
    engine = django_settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]
    settings.DEMO = False


@pytest.fixture
def draw(tmp_path):
    """``draw(template, context)`` → (RenderedPdf, path of the file); a warning of WeasyPrint is a failure."""

    def draw_to_file(template, context, title="样表"):
        rendered = pdf.render(template, context, title=title)
        assert rendered.warnings == ()
        path = tmp_path / f"{template.replace('/', '-')}.pdf"
        path.write_bytes(rendered.content)
        return rendered, path

    return draw_to_file


# --- the grid of GB/T 9704-2012 -----------------------------------------------------------------


def test_grid_holds_22_lines_of_28_characters(draw):
    text = "换" * 28 * 44 + "届"
    rendered, path = draw("print_tests/grid.html", {"text": text})
    assert rendered.pages == 3
    for words in measure.page_words(path)[:2]:
        assert [len(line) for line in measure.lines(words).values() if "换" in line] == [28] * 22


def test_rare_characters_and_digits_do_not_widen_a_line(draw):
    _, path = draw("print_tests/grid.html", {"text": f"共12名{pdf_samples.RARE}“两委”—38.5%" * 40})
    tops = [top for top, line in measure.lines(measure.page_words(path)[0]).items() if "名" in line]
    assert len(tops) == 22
    for number, top in enumerate(tops):  # a line's top is that of its first character's own font: within 1 pt
        assert top == pytest.approx(tops[0] + 28.95 * number, abs=1.5)


def test_margins_are_mirrored(draw):
    _, path = draw("print_tests/grid.html", {"text": "换" * 28 * 44})
    odd, even = (min(word.left for word in words if "换" in word.text) for words in measure.page_words(path)[:2])
    assert odd / MM == pytest.approx(28, abs=TOLERANCE)
    assert even / MM == pytest.approx(26, abs=TOLERANCE)


@pytest.mark.parametrize(("number", "edge", "expected"), [(1, 2, 184 - 14 / MM), (2, 0, 26 + 14 / MM)])
def test_page_number_stands_7_mm_below_and_one_character_in(draw, number, edge, expected):
    _, path = draw("print_tests/grid.html", {"text": "换" * 28 * 44})
    left, right = (150, 184) if number == 1 else (26, 60)
    box = measure.ink(path, number, left=left, right=right, top=264, bottom=274)
    assert box[edge] == pytest.approx(expected, abs=TOLERANCE)
    dash = measure.ink(path, number, left=box[0] - 1, right=box[0] + 3, top=264, bottom=274)
    assert (dash[1] + dash[3]) / 2 == pytest.approx(262 + 7, abs=TOLERANCE)


def test_red_head_and_imprint_stand_where_the_standard_puts_them(draw):
    rendered, path = draw("print_tests/gongwen.html", {"paragraphs": ["按照统一部署，扎实推进筹备工作。"]})
    organ = measure.ink(path, 1, top=60, bottom=90, red=True)
    number = measure.ink(path, 1, top=90, bottom=113)
    rule = measure.ink(path, 1, top=100, bottom=125, red=True)
    imprint = measure.ink(path, rendered.pages, top=220, bottom=263)
    assert organ[1] == pytest.approx(37 + 35, abs=TOLERANCE)
    assert rule[1] - number[3] == pytest.approx(4, abs=TOLERANCE)
    assert (rule[0], rule[2]) == pytest.approx((28, 184), abs=TOLERANCE)
    assert imprint[3] == pytest.approx(262, abs=TOLERANCE)


def test_landscape_list_repeats_its_head_and_splits_no_row(draw):
    rendered, path = draw("print_tests/list.html", {"names": ["李㛃"] * 30})
    pages = measure.page_texts(path)
    assert rendered.pages == len(pages) > 1
    for page in pages:
        assert page.count("序号") == 1
        assert page.count("第一行") == page.count("第二行末") > 0


@pytest.mark.parametrize(
    ("orientation", "left", "right", "number"), [("portrait", 22, 192, 275 + 4), ("landscape", 20, 277, 188 + 4)]
)
def test_form_fills_its_type_area_and_numbers_its_pages(draw, orientation, left, right, number):
    _, path = draw("print_tests/form.html", {"orientation": orientation})
    across = 210 if orientation == "portrait" else 297
    frame = measure.ink(path, 1, top=60, bottom=100, right=across)
    foot = measure.ink(path, 1, top=number - 1, bottom=number + 5, right=across)
    assert (frame[0], frame[2]) == pytest.approx((left, right), abs=TOLERANCE)
    assert foot[1] == pytest.approx(number, abs=TOLERANCE)
    assert (foot[0] + foot[2]) / 2 == pytest.approx((left + right) / 2, abs=TOLERANCE)


# --- the two documents --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "sample", "pages", "kilobytes"),
    [
        ("pdf/briefing.html", pdf_samples.briefing, 4, 600),
        ("pdf/briefing.html", pdf_samples.empty_briefing, 2, 600),
        ("pdf/vetting_form.html", pdf_samples.vetting, 2, 2 * 150),
        ("print_tests/unescaped.html", dict, 1, 150),
    ],
)
def test_size_pages_and_fonts(draw, template, sample, pages, kilobytes):
    rendered, path = draw(template, sample())
    assert rendered.pages == pages
    assert len(rendered.content) < kilobytes * 1024
    for name, embedded, subset in measure.fonts(path):
        assert (embedded, subset) == ("yes", "yes")
        assert name.partition("+")[2].split("-")[0] in ALLOWED_FONTS


def test_briefing_is_the_same_twice_and_names_nobody_in_its_metadata(draw):
    first, _ = draw("pdf/briefing.html", pdf_samples.briefing(), title="换届筹备工作简报")
    second, _ = draw("pdf/briefing.html", pdf_samples.briefing(), title="换届筹备工作简报")
    assert first.content == second.content
    metadata = PdfReader(BytesIO(first.content)).metadata
    assert dict(metadata) == {"/Title": "换届筹备工作简报", "/Producer": metadata["/Producer"]}


def test_rare_characters_can_be_copied_out(draw):
    _, path = draw("print_tests/grid.html", {"text": pdf_samples.RARE})
    assert pdf_samples.RARE in measure.text(path)


def test_sentences_of_an_empty_street(draw):
    _, path = draw("pdf/briefing.html", pdf_samples.empty_briefing())
    text = "".join(measure.text(path).split())
    for sentence in ("换届筹备尚未录入社区。", "尚未录入现任“两委”成员。尚未提出人选。社区日程无逾期、无临期。",
                     "尚未录入现任成员，也无严审通过的拟推荐人选。", "尚未提出人选，暂无审查数据。",
                     "本期无需研究决定的事项。", "日程中暂无待办节点。"):  # fmt: skip
        assert sentence in text
    assert "0名" not in text


def test_wording_that_nobody_confirmed_is_marked(draw):
    context = pdf_samples.vetting()
    unconfirmed = sum(not item["confirmed"] for item in [*context["negatives"], *context["standards"]])
    _, path = draw("pdf/vetting_form.html", context)
    body, _, _ = measure.text(path).partition("注：")
    assert body.count("示例（待核定）") == unconfirmed


def test_seal_boxes_are_42_mm_high(draw):
    _, path = draw("pdf/vetting_form.html", {**pdf_samples.vetting(), "departments": []})
    words = measure.page_words(path)[-1]
    choice = next(word for word in words if "同意推荐" in word.text or word.text == "☑")
    seal = next(word for word in words if "盖章" in word.text)
    assert (seal.bottom - choice.top) / MM > 42 - 5  # the box without its padding


# --- marks ----------------------------------------------------------------------------------------


def test_every_page_bears_its_marks(draw):
    _, path = draw("pdf/briefing.html", pdf_samples.briefing())
    for page in measure.page_texts(path):
        assert "内部资料注意保存" in "".join(page.split())
        assert "甲工作人员 2026-11-20 18:00 生成" in page
        assert "编号 2026-0017" in page
        assert "演练" not in page


@pytest.mark.parametrize(
    ("template", "sample"),
    [("pdf/briefing.html", pdf_samples.briefing), ("pdf/vetting_form.html", pdf_samples.vetting)],
)
def test_every_page_of_a_demo_bears_the_exercise_mark(draw, settings, template, sample):
    settings.DEMO = True
    _, path = draw(template, sample())
    assert all("演练" in page and "数据均为虚构" in page for page in measure.page_texts(path))


# --- what may not get in ----------------------------------------------------------------------------


def _poison(value, evil):
    """Put ``evil`` into every text of a context, at any depth; two entries of a list stand for all."""
    if isinstance(value, str):
        return value + evil
    if isinstance(value, dict):
        return {key: _poison(item, evil) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_poison(item, evil) for item in value[:2])
    return value


@pytest.mark.parametrize(
    ("template", "sample"),
    [("pdf/briefing.html", pdf_samples.briefing), ("pdf/vetting_form.html", pdf_samples.vetting)],
)
def test_html_in_any_field_is_only_text(draw, listener, template, sample):
    address, asked = listener
    rendered, path = draw(template, _poison(sample(), evil(address)))
    assert asked == []
    assert "<script>" in measure.text(path)
    assert_inert(rendered.content)


def test_unescaped_html_reaches_nothing(listener):
    address, asked = listener
    rendered = pdf.render("print_tests/unescaped.html", {"evil": evil(address)[2:]}, title="样表")
    assert asked == []
    assert rendered.warnings != ()
    assert_inert(rendered.content)


@pytest.mark.parametrize(
    "url",
    [
        "print:../../manage.py", "print:", "print:fonts.css?x", "file:///etc/hostname", "data:text/css,p{}",
        "packaged:../print/fonts.css", "packaged:../x.webp", "packaged:todo.webp?x", "packaged:/etc/hostname",
    ],
)  # fmt: skip
def test_no_address_is_fetched(url):
    with pytest.raises(ValueError, match="refused"):
        renderer.Packaged(PICTURES).fetch(url)


def test_a_picture_of_the_package_is_fetched():
    assert renderer.Packaged(PICTURES).fetch("packaged:todo.webp").read() == (PICTURES / "todo.webp").read_bytes()


def test_missing_glyph_is_named_with_its_place(draw):
    with pytest.raises(DomainError) as refusal:
        draw("print_tests/grid.html", {"text": "李\U0003134f"})
    assert refusal.value.code == "missing_glyph"
    assert "“\U0003134f”（U+3134F），出现在“李\U0003134f”" in refusal.value.message


def test_missing_glyph_in_a_table_is_named_with_its_row(draw):
    with pytest.raises(DomainError) as refusal:
        draw("print_tests/list.html", {"names": ["张三", "李\U0003134f 520102199001011234", "王五"]})
    place = refusal.value.message.partition("出现在“")[2].partition("”")[0]
    assert "李\U0003134f" in place
    assert "520102199001011234" not in place
    assert "张三" not in place
    assert "王五" not in place


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\U000f0001", "\U00100000"])
def test_private_use_character_is_refused(draw, character):
    with pytest.raises(DomainError) as refusal:
        draw("print_tests/grid.html", {"text": f"李{character}"})
    assert refusal.value.code == "missing_glyph"
    assert f"U+{ord(character):04X}" in refusal.value.message


# --- limits -----------------------------------------------------------------------------------------


def test_time_limit_stops_a_document(draw, settings):
    settings.PDF_TIME_LIMIT_SECONDS = 0.2
    started = time.monotonic()
    with pytest.raises(DomainError) as refusal:
        draw("print_tests/grid.html", {"text": "换" * 200_000})
    assert refusal.value.code == "pdf_too_slow"
    assert time.monotonic() - started < 5


def test_memory_limit_stops_a_document(draw, settings):
    settings.PDF_MEMORY_LIMIT_MB = 60
    with pytest.raises(DomainError) as refusal:
        draw("print_tests/grid.html", {"text": "换" * 30_000_000})  # four bytes each, in one piece
    assert refusal.value.code == "pdf_too_large"


def test_child_that_hangs_is_ended():
    with pytest.raises(confined.Stopped) as stopped:
        confined.run(lambda: time.sleep(30) or b"", seconds=0.2, megabytes=64)
    assert stopped.value.reason == "time"


def test_child_that_swells_is_ended():
    with pytest.raises(confined.Stopped) as stopped:
        confined.run(lambda: bytes(256 * 1024 * 1024), seconds=10, megabytes=64)
    assert stopped.value.reason == "memory"


def test_child_that_fails_is_reported_without_what_it_was_given(tmp_path):
    log = logging.FileHandler(tmp_path / "log")
    confined.LOGGER.addHandler(log)
    with pytest.raises(confined.Stopped) as stopped:
        confined.run(lambda: int("".join(["李", "㛃"])), seconds=10, megabytes=64)
    confined.LOGGER.removeHandler(log)
    log.close()
    written = (tmp_path / "log").read_text()
    assert stopped.value.reason == "failure"
    assert "ValueError" in written
    assert "李㛃" not in written


def test_child_answers_with_more_than_a_pipe_holds():
    assert confined.run(lambda: b"x" * 5_000_000, seconds=10, megabytes=64) == b"x" * 5_000_000


# --- parts, and the drawing process -----------------------------------------------------------------


def test_parts_of_a_long_form_are_numbered_through(tmp_path):
    parts = ({"names": [f"{start}号"] * 30} for start in (1, 2, 3))
    whole = pdf.render_long("print_tests/list.html", parts, title="样表", orientation="landscape")
    path = tmp_path / "long.pdf"
    path.write_bytes(whole.content)
    pages = measure.page_texts(path)
    assert len(pages) == whole.pages > 3
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{whole.pages}页" in "".join(page.split())


def test_documents_drawn_together_share_fonts_and_keep_their_own_numbers(tmp_path):
    contexts = [{"names": [f"赵{number}"]} for number in range(6)]
    whole = pdf.render_together("print_tests/list.html", contexts, title="样表")
    path = tmp_path / "together.pdf"
    path.write_bytes(whole.content)
    assert (whole.pages, whole.parts) == (6, (1,) * 6)
    assert all("第1页共1页" in "".join(page.split()) for page in measure.page_texts(path))
    single = pdf.render("print_tests/list.html", contexts[0], title="样表")
    assert len(measure.fonts(path)) == len(PdfReader(BytesIO(single.content)).pages[0]["/Resources"]["/Font"])


def test_process_that_was_killed_is_started_anew(draw):
    first, _ = draw("print_tests/grid.html", {"text": "换届"})
    pdf.RENDERER.process.kill()
    pdf.RENDERER.process.wait()
    second, _ = draw("print_tests/grid.html", {"text": "换届"})
    assert first.content == second.content


def test_process_knows_no_secret(monkeypatch, draw):
    monkeypatch.setenv("SECRET_KEY", "planted")
    pdf.RENDERER.stop()
    draw("print_tests/grid.html", {"text": "换届"})
    environment = Path(f"/proc/{pdf.RENDERER.process.pid}/environ").read_bytes()
    assert b"planted" not in environment
    assert b"FONTCONFIG_FILE" in environment


def test_document_is_the_same_whatever_was_drawn_before_it(draw):
    pdf.RENDERER.stop()
    fresh, _ = draw("pdf/vetting_form.html", pdf_samples.vetting())
    draw("pdf/briefing.html", pdf_samples.briefing())
    again, _ = draw("pdf/vetting_form.html", pdf_samples.vetting())
    assert fresh.content == again.content


def test_shortcuts_are_made_for_the_version_that_is_installed():
    """After an update: compare WeasyPrint's functions with those that replace them, then raise the number."""
    assert weasyprint.__version__ == renderer_shortcuts.MADE_FOR


def cells():
    """Tables whose cells have the same few words in styles, heights and widths of many kinds."""
    kinds = ["ledger", "dense", "wide", "apart", "ends", "high", "turned", "shade", "marked", "relative", "chars"]
    return {
        "kinds": kinds,
        "rows": ["汉族", "—", "中共党员", "第一社区居民委员会委员、网格员，负责调解、治保" * 2, "1988.03", "汉族"],
    }


@pytest.mark.parametrize(
    ("template", "sample"),
    [
        ("pdf/briefing.html", pdf_samples.briefing),
        ("pdf/vetting_form.html", pdf_samples.vetting),
        ("print_tests/cells.html", cells),
    ],
)
def test_fast_way_draws_what_plain_weasyprint_draws(monkeypatch, draw, tmp_path, template, sample):
    fast, path = draw(template, sample())
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts.configuration_file()))
    html = render_to_string(template, {"foot": pdf.FOOT, **sample(), "title": "样表", "exercise": False})
    plain = tmp_path / "plain.pdf"
    weasyprint.HTML(string=standing_alone(html, full_fonts=False)).write_pdf(plain)
    assert measure.text(plain) == measure.text(path)
    for number in range(1, fast.pages + 1):
        assert measure.pixels(plain, number) == measure.pixels(path, number)
