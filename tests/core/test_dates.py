from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import SERIAL_ZERO, chinese_date, chinese_month, format_month, parse_date
from core.errors import DomainError

JUNE = date(1975, 6, 1)
DAYS = st.dates(date(1911, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "value",
    [
        "1975.06",
        "1975.6",
        "1975．06",
        "１９７５．６",
        "1975年6月",
        "1975年06月",
        "1975年6月1日",
        "1975 年 6 月 1 号",
        "1975/6/1",
        "1975/6",
        "1975-06-01",
        "1975-6",
        "1975. 6. 1",
        "1975、6",
        "19750601",
        "197506",
        "'1975.06",
        "1975.06（51岁）",
        "1975年6月生",
        "1975-06-01 00:00:00",
        "1975-06-01T08:30:00",
        1975.06,
        1975.6,
        197506,
        19750601.0,
        27546,
        27546.5,
        JUNE,
        datetime(1975, 6, 1, 8, 30),
    ],
)
def test_every_usual_way_of_writing_is_read(value):
    assert parse_date(value) == JUNE


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("75.6", "date_ambiguous"),
        ("75年6月", "date_ambiguous"),
        (1975.1, "date_ambiguous"),
        ("", "date_missing"),
        (None, "date_missing"),
        ("1975", "date_month_missing"),
        ("1975年", "date_month_missing"),
        (1975, "date_month_missing"),
        ("1975.13", "date_invalid"),
        ("1975-06-31", "date_invalid"),
        ("0975.06", "date_invalid"),
        ("至今", "date_invalid"),
        (True, "date_invalid"),
        (-3, "date_invalid"),
        (float("nan"), "date_invalid"),
        (float("inf"), "date_invalid"),
        (1e300, "date_invalid"),
    ],
)
def test_what_is_not_one_date_is_refused(value, code):
    with pytest.raises(DomainError) as refusal:
        parse_date(value)
    assert refusal.value.code == code


def test_refusal_shows_how_to_write_it():
    with pytest.raises(DomainError) as refusal:
        parse_date("六月")
    assert refusal.value.message == "这不是可以识别的日期。请写成 1975.06 或 1975-06-01 的形式。"


def test_number_that_lost_its_zero_is_explained():
    with pytest.raises(DomainError) as refusal:
        parse_date(1975.1)
    assert refusal.value.message == (
        "1975.1 是数字，分不清是1月还是10月。请把单元格设为文本后重填，如 1975.01 或 1975.10。"
    )


@given(DAYS)
def test_every_day_survives_each_form(day):
    solid = f"{day:%Y%m%d}"
    forms = (day.isoformat(), chinese_date(day), solid, int(solid), f"{day:%Y.%m.%d}", (day - SERIAL_ZERO).days)
    assert {parse_date(form) for form in forms} == {day}


@given(DAYS)
def test_every_month_survives_as_its_first_day(day):
    first = day.replace(day=1)
    assert {parse_date(format_month(day)), parse_date(chinese_month(day)), parse_date(f"{day:%Y%m}")} == {first}


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers()))
def test_anything_is_a_date_or_refused(value):
    try:
        assert isinstance(parse_date(value), date)
    except DomainError as refusal:
        assert refusal.code.startswith("date_")


def test_formats():
    assert (format_month(JUNE), chinese_month(JUNE), chinese_date(JUNE)) == ("1975.06", "1975年6月", "1975年6月1日")
