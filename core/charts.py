"""Bar charts as SVG that shows alike on a page under a strict CSP and in a PDF.

pygal draws; here its script and stylesheet go, our few rules are folded into attributes (style-src
'self' forbids a stylesheet in the picture and style attributes alike), and a title and
a description for screen readers come in. Every bar bears its number and the shades
differ in lightness, so a black-and-white print loses nothing.

``title`` and ``labels`` are texts, ``series`` pairs of a name and its numbers, one for
each label: ``[("现任", [3, 5]), ("拟推荐", [7, 5])]``. All return SVG marked safe.
"""

import sys
from functools import cache

import cssselect2
import pygal
import tinycss2
from django.utils.safestring import SafeString
from lxml import etree
from pygal.style import Style

# pygal's hook for its map plugins is of a kind that Python no longer asks; every later import would warn of it.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

SVG = "{http://www.w3.org/2000/svg}"
SHADES = ("#8f1d17", "#d8cfc6", "#7b8694", "#c79a6b", "#f3eee8", "#1d2129")  # no two alike in grey
DARK = {"#8f1d17", "#1d2129"}
WIDTH, BAR, GAP, FRAME = 560, 24, 14, 40  # in the picture's own units
RULES = """
.background { fill: none }
text { fill: #1d2129; font-size: 15px; text-anchor: middle;
       font-family: Paper Hei, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif }
.axis.x text { font-size: 13px }
.axis.y text { text-anchor: end }
.legends text { text-anchor: start }
.axis path { fill: none; stroke: none }
.axis path.major, .axis path.axis { stroke: #9a948d; stroke-width: 1 }
.rect { stroke: #4a4540; stroke-width: 0.6 }
"""
BESIDE = ".text-overlay text.value { text-anchor: start }"  # the number stands after the end of its bar


def grouped_bars(title, labels, series, horizontal=False, width=WIDTH):
    """Bars side by side, one group for each label: age bands, education, …

    ``width`` is in the picture's own units, of which a letter has 15: 560 fills a page, 360 half of one.
    """
    if horizontal:
        return _draw(pygal.HorizontalBar, title, labels, series, len(labels) * (BAR * len(series) + GAP), width)
    return _draw(pygal.Bar, title, labels, series, 70 + width // 6, width)


def stacked_bars(title, labels, series):
    """One horizontal bar for each label (a community, say), its parts one after another."""
    return _draw(pygal.HorizontalStackedBar, title, labels, series, len(labels) * (BAR + GAP))


def funnel(title, stages, width=WIDTH):
    """Horizontal bars that shorten from stage to stage; ``stages`` are pairs of a label and a number."""
    labels, numbers = [label for label, _ in stages], [number for _, number in stages]
    return _draw(pygal.HorizontalBar, title, labels, [("人数", numbers)], len(labels) * (BAR + GAP), width)


def _draw(kind, title, labels, series, height, width=WIDTH):
    stacked, horizontal, legend = kind is pygal.HorizontalStackedBar, kind is not pygal.Bar, len(series) > 1
    longest = max((len(label) for label in labels), default=0)  # pygal reckons with Latin letters, half as wide
    chart = kind(
        css=[], js=[], style=Style(value_font_size=12, label_font_size=15, legend_font_size=15), width=width,
        height=height + FRAME * legend, margin=10, margin_bottom=10 + 12 * legend, margin_right=12 + 32 * horizontal,
        margin_left=12 + 7 * longest * horizontal, spacing=8, truncate_label=-1,
        show_legend=legend, legend_at_bottom=True, legend_at_bottom_columns=4, print_values=True,
        print_values_position="center" if stacked else "top", print_zeroes=not stacked,
        show_x_labels=not horizontal, show_y_labels=horizontal, show_x_guides=False, show_y_guides=False,
    )  # fmt: skip
    order = -1 if horizontal else 1  # pygal counts horizontal bars from the bottom
    chart.x_labels = list(labels)[::order]
    for name, numbers in series:
        chart.add(name, list(numbers)[::order])
    root = etree.fromstring(chart.render())
    _strip(root)
    _fold(root, RULES + _shades(len(series), stacked) + (BESIDE if horizontal and not stacked else ""))
    _thin(root)
    _name(root, title, _in_words(labels, series))
    return SafeString(etree.tostring(root, encoding="unicode"))  # built by lxml, which escapes every text


def _shades(count, stacked):
    rules = []
    for number, shade in enumerate(SHADES[:count]):
        rules.append(f".serie-{number} .rect, .legends .color-{number} {{ fill: {shade} }}")
        if stacked and shade in DARK:
            rules.append(f".text-overlay .color-{number} text {{ fill: #ffffff }}")
    return "\n".join(rules)


def _in_words(labels, series):
    return "；".join(
        f"{name}：" + "，".join(f"{label} {number}" for label, number in zip(labels, numbers, strict=True))
        for name, numbers in series
    )


def _strip(root):
    """Remove what a page must not hold or need not: script, stylesheet, tooltips, the drawing's own numbers."""
    unwanted = "//comment() | //*[local-name()='defs' or local-name()='title' or local-name()='desc']"
    for node in root.xpath(f"{unwanted} | //*[contains(@class, 'tooltip-overlay')]"):
        node.getparent().remove(node)


def _name(root, title, description):
    for tag, text in (("desc", description), ("title", title)):
        element = etree.Element(SVG + tag)
        element.text = text
        root.insert(0, element)
    root.attrib.update({"role": "img", "aria-label": title, "class": "chart"})


def _fold(root, rules):
    """Turn the rules into attributes; of several that match, the more specific, then the later, wins."""
    matcher = _matcher(rules)
    for node in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        for *_, values in matcher.match(node):
            node.etree_element.attrib.update(values)
    for element in root.iter():
        for name in ("class", "id", "style"):
            element.attrib.pop(name, None)


@cache
def _matcher(rules):
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(rules, skip_comments=True, skip_whitespace=True):
        declarations = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        values = {item.name: tinycss2.serialize(item.value).strip() for item in declarations}
        for selector in cssselect2.compile_selector_list(rule.prelude):
            matcher.add_selector(selector, values)
    return matcher


def _thin(root):
    """Remove shapes that show nothing, and groups that say nothing of what they hold: drawing them is half the work."""
    for element in reversed(list(root.iter(f"{SVG}rect", f"{SVG}path", f"{SVG}g"))):
        if element.tag != f"{SVG}g":
            if element.get("fill") == "none" and element.get("stroke", "none") == "none":
                element.getparent().remove(element)
        elif not element.attrib or not len(element):
            for child in list(element):
                element.addprevious(child)
            element.getparent().remove(element)
