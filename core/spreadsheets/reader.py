"""Reads the rows of an uploaded workbook by the headings of a ``Sheet``."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE
from threading import Timer
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from core import jsontext
from core.errors import DomainError
from core.spreadsheets.columns import Sheet, clean_text, normalise_heading
from core.spreadsheets.confined import ENCRYPTED
from core.spreadsheets.gate import gate
from core.spreadsheets.layout import ERROR_HEADING, EXAMPLE_MARK, GUIDE_NAME, LISTS_NAME, PLACE_HEADING

CONFINED = Path(__file__).with_name("confined.py")
MAX_ROWS = 20_000
HEADING_SEARCH_ROWS = 10
SECONDS = 30
PIPE_BYTES = 64 * 1024
NO_SHEET = Sheet("", ())
OWN_HEADINGS = {"序号", "编号", ERROR_HEADING, PLACE_HEADING}  # no data; not worth a notice
FOOTER = re.compile(r"(注|备注|说明|填表|填报|制表|审核|审批|合计|总计|单位负责人)")


class RawRow(NamedTuple):
    """A row as it stands in the file: its sheet, its number as Excel shows it, its cells by column key."""

    sheet: str
    number: int
    cells: dict


@dataclass
class ReadResult:
    """What ``read_rows`` found. ``letters`` maps sheet and column key to the column letter in the file."""

    rows: list[RawRow] = field(default_factory=list)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown_headings: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # Chinese sentences for the preview

    @property
    def sheets(self):
        """The names of the sheets that were read."""
        return list(self.letters)


def read_rows(content, filename, *sheets):
    """Return the ``ReadResult`` of every visible sheet whose headings fit.

    Of one ``Sheet`` every tab may hold rows, whatever it is called; of several each is found by its name.
    Raises the ``DomainError`` of the gate, ``unreadable_file``, ``headings_missing`` (naming them),
    ``rows_missing`` or ``too_many_rows``.
    """
    workbook = _read_confined(content, gate(content, filename))
    result = ReadResult()
    if workbook["epoch_1904"]:
        result.notices.append("本工作簿使用1904日期系统，未设日期格式的数字日期会相差四年，请逐一核对日期。")
    found = [_Table(each, _sheet_for(each, sheets)) for each in workbook["sheets"] if _may_hold_rows(each)]
    _report_unread(result, workbook["sheets"], found)
    for table in _fitting(found, sheets):
        table.read_into(result)
    _require_rows(result)
    return result


def _read_confined(content, kind):
    command = [sys.executable, "-I", "-X", "utf8", str(CONFINED), kind, str(MAX_ROWS + HEADING_SEARCH_ROWS + 1)]
    # The environment is empty: ours holds secrets, and with RUST_BACKTRACE the library hangs when memory ends.
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, bufsize=PIPE_BYTES) as child:  # noqa: S603 (our own script, no shell)
        watch = Timer(SECONDS, child.kill)
        watch.start()
        try:
            workbook = _talk(child, content)
            child.wait()  # still watched: one that broke off may hang
        finally:
            watch.cancel()
    if child.returncode == ENCRYPTED:
        raise DomainError("file_encrypted", "工作簿设了打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。")
    if child.returncode or workbook is None:
        raise _unreadable()
    return workbook


def _talk(child, content):
    """Hand the file over and take in line by line what was found, while more is; None if the child broke off."""
    try:
        with child.stdin:
            child.stdin.write(content)
        with child.stdout:
            return _assemble(map(jsontext.loads, child.stdout))
    except (BrokenPipeError, ValueError):
        return None


def _assemble(lines):
    workbook = {**next(lines, {}), "sheets": []}
    for line in lines:
        if isinstance(line, dict):
            workbook["sheets"].append({**line, "rows": []})
        else:
            workbook["sheets"][-1]["rows"].append(line)
    return workbook


def _unreadable():
    return DomainError(
        "unreadable_file",
        "文件无法读取：可能已损坏，或表格以外很远的单元格里有内容。请把需要的行复制到新下载的模板中再上传。",
    )


def _may_hold_rows(raw):
    """The guide of our own template lists the headings one below another: where few are required it would pass."""
    return raw["visible"] and raw["rows"] and raw["name"] != GUIDE_NAME


def _sheet_for(raw, sheets):
    """The ``Sheet`` by which a tab is read; one without columns fits nothing."""
    if len(sheets) == 1:
        return sheets[0]
    return next((sheet for sheet in sheets if sheet.name == raw["name"].strip()), NO_SHEET)


def _report_unread(result, sheets, found):
    hidden = [each["name"] for each in sheets if not each["visible"] and each["rows"] and each["name"] != LISTS_NAME]
    if hidden:
        result.notices.append(f"隐藏的工作表未读取：{'、'.join(hidden)}。")
    other = [table.name for table in found if not table.fits]
    if other and any(table.fits for table in found):
        result.notices.append(f"没有所需标题的工作表未读取：{'、'.join(other)}。")


def _fitting(found, sheets):
    fitting = [table for table in found if table.fits]
    if fitting:
        return fitting
    best = max(found, key=lambda table: len(table.places), default=None)
    if len(sheets) > 1 and not (best and best.places):
        raise DomainError(
            "headings_missing",
            f"文件中没有名为{'、'.join(sheet.name for sheet in sheets)}的工作表。请使用下载的表格填写。",
        )
    missing = "、".join(column.heading for column in (best.missing if best else sheets[0].columns))
    where = f"工作表“{best.name}”第{best.heading_row + 1}行" if best and best.places else "文件"
    raise DomainError(
        "headings_missing",
        f"{where}中没有找到必需的标题：{missing}。请使用下载的模板，或把标题改成与模板一致后再上传。",
    )


def _require_rows(result):
    if not result.rows:
        raise DomainError("rows_missing", "标题行下面没有数据，请填写后再上传。")
    if len(result.rows) > MAX_ROWS:
        raise DomainError("too_many_rows", f"数据超过{MAX_ROWS}行，请分成几个文件上传。")


class _Table:
    """One sheet of the file, its heading row found and its headings matched. Rows and columns count from 0."""

    def __init__(self, raw, sheet):
        self.raw, self.name, self.columns = raw, raw["name"], sheet.columns
        self.heading_row, self.places, self.unknown = _find_headings(raw["rows"][:HEADING_SEARCH_ROWS], sheet.columns)
        needed = [each for each in sheet.columns if each.required or each.heading_required]
        self.missing = [each for each in needed if each.key not in self.places]
        self.heading_row += raw["first_row"]

    @property
    def fits(self):
        return bool(self.places) and not self.missing

    def read_into(self, result):
        """Add the rows, column letters and notices of this sheet to ``result``."""
        offset = self.raw["first_column"]
        result.letters[self.name] = {key: get_column_letter(place + offset + 1) for key, place in self.places.items()}
        result.unknown_headings += [each for each in self.unknown if each not in result.unknown_headings]
        if self.raw["total_rows"] > len(self.raw["rows"]):
            raise DomainError("too_many_rows", f"工作表“{self.name}”超过{MAX_ROWS}行，请分成几个文件上传。")
        rows = self._data_rows(result.notices)
        self._fill_merged(rows, result.notices)
        self._report_hidden(rows, result.notices)
        result.rows += [RawRow(self.name, number, cells) for number, cells in rows.items()]

    def _data_rows(self, notices):
        """Map row numbers to cells, without blank rows, examples and the remarks below the table."""
        first = max([self.heading_row, *(bottom for top, bottom, *_ in self._merged() if top <= self.heading_row)]) + 1
        rows, skipped = {}, []
        for number, cells in enumerate(self.raw["rows"][first - self.raw["first_row"] :], first + 1):
            kept = {key: cells[place] for key, place in self.places.items()}
            if not any(clean_text(cell) for cell in kept.values()):
                continue
            if _is_remark(cells):
                skipped.append(number)
            else:
                rows[number] = kept
        if skipped:
            notices.append(f"工作表“{self.name}”中作为示例或表末说明跳过的行：{_list_rows(skipped)}。")
        return rows

    def _merged(self):
        """Merged areas as (top, bottom, left, right), from the heading row down."""
        areas = ((top, bottom, left, right) for top, left, bottom, right in self.raw["merged"])
        return [area for area in areas if area[1] >= self.heading_row]

    def _fill_merged(self, rows, notices):
        """A cell merged downwards holds its value for each of its rows: people merge the community's name so."""
        keys = {place + self.raw["first_column"]: key for key, place in self.places.items()}
        filled_to = {}
        for top, bottom, left, _right in sorted(self._merged()):
            key = keys.get(left)
            # Merged areas never overlap in an honest file; without this a false one costs any amount of work.
            if key is None or top <= max(self.heading_row, filled_to.get(key, -1)) or top == bottom:
                continue
            filled_to[key] = bottom
            if self._fill(rows, key, top + 1, min(bottom + 1, max(rows, default=0))):
                notices.append(
                    f"工作表“{self.name}”第{top + 1}至{bottom + 1}行有合并单元格，已按每行相同处理，请核对。"
                )

    def _fill(self, rows, key, top, bottom):
        value = rows[top][key] if top in rows else ""
        below = [
            number for number in range(top + 1, bottom + 1) if number in rows and clean_text(rows[number][key]) == ""
        ]
        for number in below:
            rows[number][key] = value
        return bool(below) and clean_text(value) != ""

    def _report_hidden(self, rows, notices):
        hidden = [number for number in self.raw["hidden_rows"] if number in rows]
        if hidden:
            notices.append(f"工作表“{self.name}”有隐藏的行，也已读取，请核对：{_list_rows(hidden)}。")


def _find_headings(rows, columns):
    """Return (row, places by column key, unknown headings) of the row that fits most columns."""
    matched = [_match_headings(row, columns) for row in rows]
    best = max(range(len(matched)), key=lambda place: len(matched[place][0]))
    return best, *matched[best]


def _match_headings(row, columns):
    keys = {heading: column.key for column in reversed(columns) for heading in column.known_headings}
    places, unknown = {}, []
    for place, cell in enumerate(row):
        heading = normalise_heading(cell)
        if keys.get(heading) is not None and keys[heading] not in places:
            places[keys[heading]] = place
        elif heading and heading not in OWN_HEADINGS:
            unknown.append(clean_text(cell))
    return places, unknown


def _is_remark(cells):
    filled = (text for text in map(clean_text, cells) if text)
    first, second = next(filled), next(filled, None)
    return first.startswith(EXAMPLE_MARK) or (second is None and bool(FOOTER.match(first)))


def _list_rows(numbers):
    shown = "、".join(str(number) for number in numbers[:10])
    return f"第{shown}行" + (f"等{len(numbers)}行" if len(numbers) > 10 else "")
