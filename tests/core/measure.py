"""Measure printed pages with poppler's tools: words with their places, ink in millimetres, fonts."""

import re
import subprocess
from dataclasses import dataclass

from PIL import Image

POINTS_PER_MM = 72 / 25.4
DPI = 200
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A run of text; places in points from the top left of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def _poppler(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def text(path):
    return _poppler("pdftotext", "-layout", path, "-")


def page_texts(path):
    return text(path).split("\f")[:-1]


def page_words(path):
    """Return one list of words for each page."""
    pages = _poppler("pdftotext", "-bbox", path, "-").split("<page ")[1:]
    return [[Word(*map(float, match[:4]), match[4]) for match in WORD.findall(page)] for page in pages]


def lines(words):
    """Group words into {top of the line, rounded to half a point: text}, from top to bottom."""
    found = {}
    for word in sorted(words, key=lambda word: (round(word.top * 2), word.left)):
        key = round(word.top * 2) / 2
        found[key] = found.get(key, "") + word.text
    return found


def fonts(path):
    """Return [(name, embedded, subset)]."""
    rows = [line.split() for line in _poppler("pdffonts", path).splitlines()[2:]]
    return [(row[0], row[-5], row[-4]) for row in rows]


def ink(path, page, *, left=0, top=0, right=210, bottom=297, red=False):
    """Return (left, top, right, bottom) in mm of the ink (or the red ink) within a window of a page, or None."""
    prefix = path.with_suffix(f".{page}")
    _poppler("pdftoppm", "-r", DPI, "-f", page, "-l", page, "-singlefile", "-png", path, prefix)
    scale = DPI / 25.4
    window = tuple(round(edge * scale) for edge in (left, top, right, bottom))
    with Image.open(f"{prefix}.png") as picture:
        part = picture.convert("RGB").crop(window)
    mask = _red(part) if red else part.convert("L").point(lambda value: 255 * (value < 100))
    box = mask.getbbox()
    return box and tuple((edge + window[number % 2]) / scale for number, edge in enumerate(box))


def pixels(path, page):
    """The bytes of a page as a picture."""
    return subprocess.run(
        ["pdftoppm", "-r", "100", "-f", str(page), "-l", str(page), str(path)], check=True, capture_output=True
    ).stdout


def _red(picture):
    red, green, _ = picture.split()
    strong = red.point(lambda value: 255 * (value > 150))
    weak = green.point(lambda value: 255 * (value < 100))
    return Image.composite(strong, Image.new("L", picture.size), weak)
