"""Charts fit a strict CSP, speak to screen readers, and carry every number."""

import pytest
from lxml import etree

from core import charts

LABELS = ["35岁及以下", "36–45岁"]
SERIES = [("现任", [3, 0]), ("拟推荐", [7, 5])]
SVG = "{http://www.w3.org/2000/svg}"
ALL = {
    "vertical": charts.grouped_bars("年龄", LABELS, SERIES),
    "horizontal": charts.grouped_bars("年龄", LABELS, SERIES, horizontal=True),
    "stacked": charts.stacked_bars("年龄", LABELS, SERIES),
    "funnel": charts.funnel("年龄", [("提名", 90), ("通过", 0)]),
}


def _texts(svg):
    return [node.text or "" for node in etree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("svg", ALL.values(), ids=ALL)
def test_chart_needs_no_style_and_no_script(svg):
    root = etree.fromstring(svg)
    assert {etree.QName(node).localname for node in root.iter()} <= {
        "svg",
        "g",
        "rect",
        "path",
        "text",
        "title",
        "desc",
    }
    assert not [node for node in root.iter() if "style" in node.attrib or "id" in node.attrib]
    assert "http://pygal" not in svg


@pytest.mark.parametrize("svg", ALL.values(), ids=ALL)
def test_chart_is_named_for_screen_readers(svg):
    root = etree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", "年龄")
    assert root.find(f"{SVG}title").text == "年龄"
    assert root.find(f"{SVG}desc").text


@pytest.mark.parametrize("svg", ALL.values(), ids=ALL)
def test_chart_is_the_same_each_time_and_names_chinese_fonts(svg):
    assert all("Noto Sans CJK SC" in node.get("font-family") for node in etree.fromstring(svg).iter(f"{SVG}text"))
    assert charts.grouped_bars("年龄", LABELS, SERIES) == ALL["vertical"]


def test_every_bar_bears_its_number():
    for kind in ("vertical", "horizontal"):
        assert sorted(text for text in _texts(ALL[kind]) if text.isdigit()) == ["0", "3", "5", "7"]
    assert sorted(text for text in _texts(ALL["stacked"]) if text.isdigit()) == ["3", "5", "7"]


def test_labels_are_whole_and_escaped():
    svg = charts.grouped_bars("<b>", ["<script>x()</script>很长很长的标签", "乙"], [("a&b", [1, 2])])
    assert "<script>" not in svg
    assert "<script>x()</script>很长很长的标签" in _texts(svg)


def test_categories_read_from_the_top():
    rows = {text.text: float(text.get("y")) for text in etree.fromstring(ALL["funnel"]).iter(f"{SVG}text")}
    assert rows["提名"] < rows["通过"]


def test_shades_differ_in_grey():
    greys = sorted(sum(int(shade[place : place + 2], 16) * part for place, part in ((1, 0.3), (3, 0.59), (5, 0.11)))
                   for shade in charts.SHADES)  # fmt: skip
    assert min(after - before for before, after in zip(greys, greys[1:], strict=False)) > 8


def test_nothing_to_count_still_draws():
    svg = charts.grouped_bars("空", ["甲", "乙"], [("现任", [0, 0]), ("拟推荐", [0, 0])])
    assert _texts(svg).count("0") == 4
