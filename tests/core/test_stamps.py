"""Lines over finished pages: on each of them, whatever its size, and nothing else of the file changes."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from core import page_pictures, pdf, qr, stamps
from core.files import PDF
from tests.core import measure

SIZES = [(595, 842), (842, 595), (595, 842)]


@pytest.fixture(scope="module")
def pages():
    """Two papers of numbered pages, upright and across, the first with a blank back."""
    one = pdf.render("pdf/dossier_numbers.html", {"sizes": SIZES}, title="页码")
    return pdf.merge([("甲", one), ("乙", one)], title="两份").content


def readable(content):
    return PdfReader(io.BytesIO(content))


def test_every_page_has_the_lines_and_the_first_alone_the_code(pages, tmp_path):
    path = tmp_path / "marked.pdf"
    path.write_bytes(stamps.lay_over(pages, head="某街道〔2026〕1号", foot="张㛃 下载", code="http://test/q/d/ABC/"))
    texts = ["".join(text.split()) for text in measure.page_texts(path)]
    assert len(texts) == 7
    assert all("某街道〔2026〕1号" in text and "张㛃下载" in text for text in texts)
    assert qr.read_codes(path.read_bytes(), PDF) == [(1, "http://test/q/d/ABC/")]
    assert all(is_embedded for _, is_embedded, _ in measure.fonts(path))


def test_lines_stand_in_the_middle_outside_the_text(pages, tmp_path):
    path = tmp_path / "marked.pdf"
    path.write_bytes(stamps.lay_over(pages, foot="下载"))
    for (width, height), words in zip(SIZES, measure.page_words(path), strict=False):
        (line,) = [word for word in words if word.text == "下载"]
        assert (line.left + line.right) / 2 == pytest.approx(width / 2, abs=2)
        assert line.top > height - 9 * measure.POINTS_PER_MM


def test_title_bookmarks_and_text_stay(pages):
    before, after = readable(pages), readable(stamps.lay_over(pages, foot="下载"))
    assert after.metadata.title == "两份"
    assert [mark.title for mark in after.outline] == [mark.title for mark in before.outline] == ["甲", "乙"]
    for old, new in zip(before.pages, after.pages, strict=True):
        assert old.mediabox == new.mediabox
        assert new.extract_text().replace("下载", "").split() == old.extract_text().split()


def test_many_pages_grow_by_little(pages):
    whole = PdfWriter()
    for _ in range(20):
        whole.append(io.BytesIO(pages), import_outline=False)
    out = io.BytesIO()
    whole.write(out)
    marked = stamps.lay_over(out.getvalue(), foot="下载")
    assert len(readable(marked).pages) == 140
    assert len(marked) - len(out.getvalue()) < 100_000


def test_each_paper_of_a_zip_is_marked(pages):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("001 甲.pdf", pages)
        archive.writestr("002 乙.pdf", pages)
    with zipfile.ZipFile(io.BytesIO(stamps.lay_over(out.getvalue(), foot="下载"))) as marked:
        assert marked.namelist() == ["001 甲.pdf", "002 乙.pdf"]
        for name in marked.namelist():
            assert all("下载" in page.extract_text() for page in readable(marked.read(name)).pages)


def test_pages_as_pictures(pages):
    assert [tuple(round(side) for side in size) for size in page_pictures.sizes(pages)][:3] == SIZES
    across = page_pictures.single(pages, 2)
    assert len(readable(across).pages) == 1
    assert Image.open(io.BytesIO(page_pictures.picture(across, 1))).size == (1684, 1191)
