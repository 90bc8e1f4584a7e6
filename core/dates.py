"""Dates as people write them: 1975.06, 1975年6月1日, 1975/6/1, Excel serial numbers.

Cadre forms know many dates to the month only (出生年月, 入党时间). Such a date is kept as
the first day of its month; ``format_month`` shows what is certain of it.
"""

import math
import re
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.errors import DomainError

EXAMPLE = "请写成 1975.06 或 1975-06-01 的形式。"
YEARS = range(1900, 2101)
SERIALS = range(3654, 73416)  # Excel's day numbers of 1910 to 2100; from its day 61 on, its calendar is right
SERIAL_ZERO = date(1899, 12, 30)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－，", "0123456789./-,")
TRAILING_AGE = re.compile(r"\(\d{1,3}岁\)$|生$|出生$")
CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
SEPARATED = re.compile(r"(\d+)[.。·/\\,、—-](\d{1,2})(?:[.。·/\\,、—-](\d{1,2}))?\.?")
CHINESE = re.compile(r"(\d+)年(\d{1,2})月?(?:(?<=月)(\d{1,2})[日号]?)?")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def parse_date(value):
    """Return the ``date`` that a cell or a form field holds; a month alone gives its first day.

    Takes text, date, datetime, or a number as Excel keeps it: a day serial, 197506, 19750601,
    or 1975.06 typed as a number. Raises ``DomainError`` with the codes ``date_missing``,
    ``date_ambiguous`` (75.6; 1975.1 as a number), ``date_month_missing`` or ``date_invalid``.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value)
    return _from_text(str("" if value is None else value))


def _from_number(number):
    if not math.isfinite(number):
        raise _invalid()
    if int(number) in YEARS and number != int(number):
        return _from_decimal(number)
    return _from_serial(int(number)) if int(number) in SERIALS else _from_text(str(int(number)))


def _from_decimal(number):
    """1975.06 typed into a cell that is not text; Excel drops the zero of 1975.10."""
    text = f"{number:.4f}".rstrip("0")
    if text.endswith(".1"):
        raise DomainError(
            "date_ambiguous",
            f"{text} 是数字，分不清是1月还是10月。请把单元格设为文本后重填，如 1975.01 或 1975.10。",
        )
    return _from_text(text)


def _from_serial(number):
    return SERIAL_ZERO + timedelta(days=number)


def _from_text(text):
    text = _tidy(text)
    if not text:
        raise DomainError("date_missing", f"请填写日期。{EXAMPLE}")
    if re.fullmatch(r"\d{4}年?", text) and int(text[:4]) in YEARS:
        raise DomainError("date_month_missing", f"只有年份，还缺月份。{EXAMPLE}")
    match = SEPARATED.fullmatch(text) or CHINESE.fullmatch(text) or SOLID.fullmatch(text)
    if not match:
        raise _invalid()
    return _build(*match.groups())


def _tidy(text):
    text = CLOCK.sub("", text.strip()).translate(FULL_WIDTH).replace("（", "(").replace("）", ")")
    return TRAILING_AGE.sub("", re.sub(r"\s", "", text).lstrip("'"))


def _build(year, month, day):
    if len(year) == 2:
        raise DomainError("date_ambiguous", f"年份只有两位，分不清是哪一年，请写四位年份。{EXAMPLE}")
    try:
        found = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise _invalid()
    if found.year not in YEARS:
        raise _invalid()
    return found


def _invalid():
    return DomainError("date_invalid", f"这不是可以识别的日期。{EXAMPLE}")


def is_future(day):
    """Whether ``day`` is later than today. For most days the year tells, and thousands are asked about."""
    return day.year >= timezone.now().year and day > timezone.localdate()


def format_month(day):
    """Return ``1975.06``, the way cadre forms write it."""
    return f"{day.year}.{day.month:02d}"


def chinese_month(day):
    """Return ``1975年6月``."""
    return f"{day.year}年{day.month}月"


def chinese_date(day):
    """Return ``1975年6月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"
