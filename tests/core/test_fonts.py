"""Subset fonts: made once, complete for GB 2312, of one height; what is missing is named."""

import ctypes
import io

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from fontTools.ttLib import TTFont

from core import fonts


@pytest.fixture(autouse=True, scope="module")
def subset_fonts():
    fonts.build()


@pytest.fixture
def load():
    """``load(face)`` → the made font, in memory."""
    return lambda face: TTFont(io.BytesIO((settings.FONTS_DIR / "subset" / face.file_name).read_bytes()))


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.file_name)
def test_subset_is_static_truetype_of_one_height(load, face):
    font = load(face)
    assert "glyf" in font
    assert not {"CFF ", "GSUB", "GPOS", "fvar"} & set(font.keys())
    assert (font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent) == (1000, 880, -120)
    assert font["OS/2"].usWeightClass == face.weight
    assert font["name"].getDebugName(1) == face.family


@pytest.mark.parametrize("face", [face for face in fonts.FACES if not face.latin], ids=lambda face: face.file_name)
def test_subset_holds_the_common_characters_and_punctuation(load, face):
    cmap = load(face).getBestCmap()
    hanzi = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
    assert [
        character for character in hanzi + list("　，。、；：？！“”‘’（）《》〔〕—…·×") if ord(character) not in cmap
    ] == []
    assert ord("國") not in cmap  # the full font behind it supplies what is rarer still


def test_latin_leaves_quotation_marks_to_the_chinese_font(load):
    latin = next(face for face in fonts.FACES if face.latin)
    assert not set(map(ord, "'“”‘’—…")) & set(load(latin).getBestCmap())


def test_second_build_does_nothing():
    output = io.StringIO()
    call_command("build_fonts", stdout=output)
    assert output.getvalue().strip() == "fonts are current"


def test_missing_font_names_its_package(monkeypatch):
    face = fonts.Face("Paper Song", 400, ("NoSuchFont-Regular",), "fonts-noto-cjk")
    monkeypatch.setattr(fonts, "FACES", (face,))
    with pytest.raises(fonts.FontsMissing, match="NoSuchFont-Regular.*apt-get install fonts-noto-cjk"):
        fonts.build()


def test_rendering_before_set_up_names_the_command(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    with pytest.raises(fonts.FontsMissing, match="manage.py build_fonts"):
        fonts.configuration_file()


def test_missing_subsetter_names_its_package(monkeypatch):
    monkeypatch.setattr(fonts, "SUBSETTER", "libno-such-library.so.0")
    with pytest.raises(ImproperlyConfigured, match="apt-get install libharfbuzz-subset0"):
        fonts.check_runtime()


def test_subsetter_is_there():
    fonts.check_runtime()
    assert ctypes.CDLL(fonts.SUBSETTER)
