"""One description of a sheet, which serves template, check, error file and export alike."""

import re
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from itertools import groupby, islice

from core.errors import DomainError
from core.ids import mask_id_number, mask_within

MOST_NAMED = 30  # choices that a message names
EXACT_DIGITS = 15  # what Excel keeps of a number; it turns every digit after these into 0
INVISIBLE = re.compile(r"_x000D_|[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]|[\x00-\x08\x0b-\x1f\x7f]")
BRACKET_HINT = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
NOT_HEADING = re.compile(r"[\s*:_\-—、/]")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ASCII in full width, brackets with it


def clean_text(value):
    """Return a cell as text: no blanks around it, no invisible signs, whole numbers without “.0”."""
    if value.__class__ is str and value.isprintable() and "_x" not in value:  # most cells: nothing to take out
        return value.strip().lstrip("'")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = INVISIBLE.sub("", "" if value is None else str(value)).replace("\u00a0", " ")
    return text.strip().lstrip("'")


def render_value(value):
    """Return what a cell of an export shows: numbers stay numbers, all else becomes text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, (int, float, Decimal)) else str(value)


@dataclass(frozen=True)
class Column:
    """One column: how its heading is known, its cells read, checked, offered and shown.

    ``parse`` takes a cell (text, int or float, whatever the column) and returns the value, or raises
    ``DomainError``; it never sees a blank cell, which is ``None`` among the values. ``choices`` are the
    only values allowed after parsing. ``heading_required``: the heading must stand although cells may be
    blank. ``text`` formats the cells as text; ``personal`` masks the value in messages. ``width`` is in
    characters. ``render`` turns a value into text or number for an export, which shows numbers as Excel's
    ``number_format`` says. ``group``: the heading above it, which its neighbours of the same group share.
    """

    key: str
    heading: str
    _: KW_ONLY
    aliases: tuple[str, ...] = ()
    parse: Callable = clean_text
    render: Callable = render_value
    required: bool = False
    heading_required: bool = False
    choices: tuple[str, ...] | None = None
    width: int = 14
    help: str = ""
    example: str = ""
    text: bool = False
    number_format: str = "General"
    personal: bool = False
    group: str = ""

    @property
    def known_headings(self):
        """The headings that mean this column, as ``normalise_heading`` writes them."""
        return {normalise_heading(each) for each in (self.heading, *self.aliases)}

    @property
    def full_heading(self):
        """What it is called where nothing stands above it: 平均年龄 现任."""
        return f"{self.group} {self.heading}".strip()


@dataclass(frozen=True)
class Head:
    """What stands in the first of two rows of headings: a group over its columns, or one column as high as both."""

    heading: str
    columns: tuple
    is_group: bool


def heads(columns):
    """The :class:`Head` list of ``columns``: neighbours of one group together, every other column alone."""
    found = []
    for group, together in groupby(columns, key=lambda column: column.group):
        together = tuple(together)
        if group:
            found.append(Head(group, together, True))
        else:
            found += [Head(column.heading, (column,), False) for column in together]
    return found


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name on the tab, its columns, the title above them, remarks for who fills it in."""

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def normalise_heading(text):
    """Return a heading without what people add to it: blanks, line breaks, “*”, hints in brackets, full width."""
    plain = clean_text(text).translate(FULL_WIDTH)
    return NOT_HEADING.sub("", BRACKET_HINT.sub("", plain)) or NOT_HEADING.sub("", plain)


def check_rows(columns, raws, *, choices=None):
    """Return (values, errors) of each of some rows: every value by column key, and every error of the row at once.

    ``raws`` map column keys to cells as read; ``choices`` adds, by key, values known only at run time.
    An error is a dict of column (key), heading, value and message; numbers of people are masked, also where
    a column has slipped into another's place. A column in error has no entry among the values.

    Column by column, and of cells that are alike only the first is looked at: a roster has three hundred thousand.
    """
    judged = [_judged(column, [raw.get(column.key) for raw in raws], choices or {}) for column in columns]
    keys = [column.key for column in columns]
    rows = [(dict(zip(keys, found, strict=True)), []) for found in zip(*judged, strict=True)]
    for column, found in zip(columns, judged, strict=True):
        if _Refused in set(map(type, found)):
            _take_out(column, found, raws, rows)
    return rows


def _take_out(column, found, raws, rows):
    """What was refused of a column, out of the values and into the errors of its rows."""
    for outcome, raw, (values, errors) in zip(found, raws, rows, strict=True):
        if outcome.__class__ is _Refused:
            del values[column.key]
            errors.append(_error(column, raw.get(column.key), outcome.message))


@dataclass(frozen=True)
class _Refused:
    """A cell that is wrong, and why."""

    message: str


def _judged(column, cells, choices):
    """The values of a column's cells, or :class:`_Refused`."""
    known = _Known(column, choices.get(column.key, column.choices))
    if not {str, type(None)}.issuperset(map(type, cells)):  # 1, 1.0 and True are one key of a dict
        cells = [cell if cell.__class__ is str else (cell.__class__, cell) for cell in cells]
    return list(map(known.__getitem__, cells))


class _Known(dict):
    """What the cells of a column mean that were looked at."""

    def __init__(self, column, allowed):
        super().__init__()
        self.column, self.allowed = column, allowed and dict.fromkeys(allowed)  # in their order, and soon found

    def __missing__(self, sort):
        value = _judge(self.column, sort[1] if isinstance(sort, tuple) else sort, self.allowed)
        if not isinstance(value, list):  # which might be changed in one row for all
            self[sort] = value
        return value


def _judge(column, cell, allowed):
    try:
        return _check_cell(column, cell, allowed)
    except DomainError as refusal:
        return _Refused(refusal.message)


def _check_cell(column, cell, allowed):
    text = clean_text(cell)
    if text == "":
        if column.required:
            raise DomainError("cell_missing", f"“{column.heading}”必须填写。")
        return None
    value = column.parse(text if isinstance(cell, (str, bool)) else _number(column, cell))
    if allowed and value is not None and value not in allowed:
        raise DomainError("cell_choice", f"“{column.heading}”只能填写：{_offered(allowed)}。")
    return value


def _offered(allowed):
    """What a drop-down offers, in words; of a long list the beginning."""
    more = f"等{len(allowed)}项，请从模板的下拉列表中选择" if len(allowed) > MOST_NAMED else ""
    return "、".join(islice(allowed, MOST_NAMED)) + more


def _number(column, cell):
    """A number as people see it, whole where it is; raises DomainError ``cell_digits_lost``."""
    if abs(cell) >= 10**EXACT_DIGITS:
        raise DomainError(
            "cell_digits_lost",
            f"“{column.heading}”是数字格式，Excel 已把第{EXACT_DIGITS}位以后的数字改成0，"
            "无法还原。请先把单元格设为“文本”格式，再对照证件重新录入。",
        )
    return int(cell) if cell == int(cell) else cell


def _error(column, cell, message):
    shown = clean_text(cell)
    return {
        "column": column.key,
        "heading": column.heading,
        "value": mask_id_number(shown) if column.personal else mask_within(shown)[:60],
        "message": message,
    }


def parse_integer(value):
    """Return a whole number, not below zero, from a number or text; raises ``DomainError("number_invalid")``."""
    text = clean_text(value).translate(FULL_WIDTH).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise DomainError("number_invalid", "请填写不小于0的整数，如 25。")
    return int(text)


def parse_yes_no(value):
    """Return True or False from 是/否, 有/无, √/×, Y/N; raises ``DomainError("yes_no_invalid")``."""
    text = clean_text(value).upper()
    if text in {"是", "有", "√", "✓", "Y", "YES", "1", "TRUE"}:
        return True
    if text in {"否", "无", "×", "✗", "X", "N", "NO", "0", "FALSE", "—", "-"}:
        return False
    raise DomainError("yes_no_invalid", "请填写“是”或“否”。")
