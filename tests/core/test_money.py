"""Money as offices write it: read to the cent, refused where it is none, shown with separators."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.money import parse_money, show_money, total

READ = [
    ("1234.5", "1234.50"),
    ("1,234.50", "1234.50"),
    ("１，２３４．５０", "1234.50"),
    ("￥1,234.5元", "1234.50"),
    ("人民币 300 元", "300.00"),
    ("1.2万", "12000.00"),
    ("1.23456万元", "12345.60"),
    ("0.5亿", "50000000.00"),
    (" 0 ", "0.00"),
    (1200, "1200.00"),
    (0.1 + 0.2, "0.30"),
    (1234.5600000000001, "1234.56"),
    (Decimal("7.5"), "7.50"),
    ("999999999999.99", "999999999999.99"),
]
REFUSED = [
    ("约五千", "money_invalid"),
    ("12,34.5", "money_invalid"),
    ("1.2.3", "money_invalid"),
    ("", "money_invalid"),
    ("1e5", "money_invalid"),
    (float("nan"), "money_invalid"),
    ("-5", "money_negative"),
    ("(1,234.50)", "money_negative"),
    (-0.01, "money_negative"),
    ("1.005", "money_too_fine"),
    (1.005, "money_too_fine"),
    ("0.0000001万", "money_too_fine"),
    ("10000亿", "money_too_large"),
    (1e12, "money_too_large"),
    (float("inf"), "money_invalid"),
]


@pytest.mark.parametrize(("written", "amount"), READ, ids=[str(written) for written, _ in READ])
def test_an_amount_is_read(written, amount):
    assert str(parse_money(written)) == amount


@pytest.mark.parametrize(("written", "code"), REFUSED, ids=[str(written) for written, _ in REFUSED])
def test_what_is_no_amount_is_refused(written, code):
    with pytest.raises(DomainError) as refused:
        parse_money(written)
    assert refused.value.code == code


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_what_is_shown_is_read_again_to_the_cent(amount):
    assert parse_money(show_money(amount)) == amount


@given(st.floats(0, 10**11).map(lambda number: round(number, 2)))
def test_a_number_cell_keeps_its_cents(number):
    assert parse_money(number) == Decimal(str(number)).quantize(Decimal("0.01"))


@given(st.lists(st.decimals(0, 10**9, places=2)))
def test_a_sum_is_exact(amounts):
    cents = sum(int(amount * 100) for amount in amounts)
    assert total([*amounts, None]) * 100 == cents
