"""Shortcuts through the layout of WeasyPrint 70.0 for the drawing process, which draw the same pages.

A table is hundreds of cells of a few styles and a few words. WeasyPrint shares a style between equal cells, yet works
out percentages, lines and backgrounds anew for each of them. Each shortcut here remembers what depends on a style
alone, in an attribute of that style, or for a line on its style, its text and its width, in the context of the
layout; both end with the document. ``install`` leaves any other version of WeasyPrint as it is; a test compares the
pages with those of WeasyPrint called plainly, and another asks for a new look when the version changes.

Our sheets shorten no text with an ellipsis (``text-overflow``, ``max-lines``): a shortened line could not be shared.
"""

import weasyprint
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, background, block, column, float, grid, inline, page, percent, table
from weasyprint.text import line_break
from weasyprint.text.ffi import pango

MADE_FOR = "70.0"
SHORT = 40  # characters of a line worth remembering: longer ones seldom come twice
PARAGRAPH_ENDS = frozenset("\n\r\u2029")
SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
RADII = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
)
LAID_OUT = {"children", "position_x", "position_y", "text"}  # what a box has before it is laid out, and otherwise after
PLAIN_BOXES = frozenset((boxes.TextBox, boxes.LineBox, boxes.TableCellBox, boxes.TableRowBox))

_resolve_percentages = percent.resolve_percentages
_strut = line_break.strut
_iter_line_boxes = block.iter_line_boxes
_layout_box_backgrounds = background.layout_box_backgrounds
_set_text, _deactivate, _reactivate = (
    getattr(line_break.Layout, name) for name in ("set_text", "deactivate", "reactivate")
)


def install():
    """Put the shortcuts in place, for this process."""
    if weasyprint.__version__ != MADE_FOR:
        return
    for module in (percent, absolute, block, column, float, grid, inline, page, table):
        module.resolve_percentages = resolve_percentages
    for module in (line_break, inline):
        module.strut = strut
    block.iter_line_boxes = iter_line_boxes
    background.layout_box_backgrounds = layout_box_backgrounds
    for method in (set_text, deactivate, reactivate):
        setattr(line_break.Layout, method.__name__, method)


# --- percentages, borders and heights of a box: the same for all of one style in one containing block -----------------


def resolve_percentages(box, containing_block):
    """As ``percent.resolve_percentages``."""
    if type(box) not in PLAIN_BOXES:
        _resolve_percentages(box, containing_block)
        return
    style = box.style
    if not hasattr(style, "resolved"):
        _prepare(style, box)
    is_box = isinstance(containing_block, boxes.Box)
    key = (containing_block.width, containing_block.height) if is_box else containing_block
    known = style.resolved.get(key)
    if known is None:
        box.style = style.specific
        _resolve_percentages(box, containing_block)
        if style["box_sizing"] == "content-box":
            names = LENGTHS if style.collapses else LENGTHS + BORDERS
            style.resolved[key] = {name: getattr(box, name) for name in names}
    else:
        own = box.__dict__
        own.update(known)
        if style.collapses:
            own.update({name: style[name] for name in BORDERS if name not in own})
    box.style = style.stretchable


def _prepare(style, box):
    """Note what is asked of ``style`` for each of its boxes.

    WeasyPrint lays a cell of a given height out with a copy of its style whose height is auto, and goes on with the
    copy: a style of its own for each cell, worked out anew. All cells of a style get one copy, ``stretchable``.
    """
    style.resolved, style.collapses = {}, style["border_collapse"] == "collapse"
    style.specific = style.stretchable = style
    if type(box) is boxes.TableCellBox and style["height"] != "auto":
        copy = style.stretchable = style.copy()
        copy["height"] = "auto"
        copy.resolved, copy.collapses, copy.specific, copy.stretchable = style.resolved, style.collapses, style, copy


def strut(style):
    """As ``line_break.strut``, which makes a key of fourteen properties for each piece of text."""
    if not hasattr(style, "strut"):
        style.strut = _strut(style)
    return style.strut


# --- lines: a short text alone on its line ----------------------------------------------------------------------------


def iter_line_boxes(
    context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
    first_letter_style, first_line_style,
):  # fmt: skip
    """As ``inline.iter_line_boxes``."""
    lines = _iter_line_boxes(
        context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
        first_letter_style, first_line_style,
    )  # fmt: skip
    if skip_stack or first_letter_style or first_line_style or context.excluded_shapes or not _is_short(box):
        return lines
    if containing_block.style["direction"] != "ltr":
        return lines
    if not hasattr(context, "short_lines"):
        context.short_lines = {}
    return _short_line(context.short_lines, lines, box, position_y, containing_block)


def _is_short(box):
    return len(box.children) == 1 and type(box.children[0]) is boxes.TextBox and len(box.children[0].text) <= SHORT


def _short_line(known, lines, box, position_y, containing_block):
    (text,) = box.children
    key = id(box.style), id(text.style), text.text, containing_block.width
    position_x = containing_block.content_box_x()
    if key in known:
        yield _line_as(known[key], box, text, position_x, position_y), None
        return
    is_new = "width" not in box.__dict__  # else what an earlier layout set could not be told from what is the box's own
    before = [own.__dict__.keys() - LAID_OUT for own in (box, text)]
    for line, resume_at in lines:
        if is_new and not resume_at and _is_short(line):
            laid_out = [
                {name: value for name, value in made.__dict__.items() if name not in own}
                for made, own in zip((line, line.children[0]), before, strict=True)
            ]
            known[key] = (
                *laid_out,
                position_x,
                position_y,
                (box.style, text.style),
            )  # kept, so that their ids stay theirs
        is_new = False  # a second line: the first does not hold the text
        yield line, resume_at


def _line_as(known, box, text, position_x, position_y):
    """A line like the known one, in its own place and of its own element."""
    of_line, of_text, known_x, known_y, _ = known
    line, piece = box.copy(), text.copy()
    for made, values in ((line, of_line), (piece, of_text)):
        made.__dict__.update(values)
        made.position_x += position_x - known_x
        made.position_y += position_y - known_y
    line.children = [piece]
    return line


# --- text: shaped once, not again to be drawn -------------------------------------------------------------------------


def set_text(self, text, justify=False):
    """As ``Layout.set_text``; drawing sets the same mode, which would have a text without paragraphs shaped again."""
    pango.pango_layout_set_single_paragraph_mode(self.layout, PARAGRAPH_ENDS.isdisjoint(text))
    _set_text(self, text, justify)


def deactivate(self):
    """As ``Layout.deactivate``, but keep what was shaped, unless it will be justified."""
    if self.justification_spacing:
        _deactivate(self)


def reactivate(self, style):
    """As ``Layout.reactivate``."""
    if not hasattr(self, "layout"):
        _reactivate(self, style)


# --- backgrounds: most boxes have none --------------------------------------------------------------------------------


def layout_box_backgrounds(page, box, get_image_from_uri, layout_children=True, style=None):
    """As ``background.layout_box_backgrounds``."""
    if style is not None or box is page or not _is_bare(box.style):
        _layout_box_backgrounds(page, box, get_image_from_uri, layout_children, style)
        return
    for name in RADII:
        setattr(box, name, (0, 0))
    box.background = None
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image_from_uri)


def _is_bare(style):
    if not hasattr(style, "is_bare"):
        style.is_bare = (
            all((0, "px") in style[name] for name in RADII)
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and style["visibility"] != "hidden"
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )
    return style.is_bare
