"""Money in yuan (元): Decimal to the cent, read as offices write it, shown with separators. Never a float.

Offices write 1,234.50, ￥1234.5元, 1.2万 or 3亿元; Excel hands over numbers, whose binary tail
(1234.5600000000001) is taken off where it is plainly no money.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from core.errors import DomainError

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LIMIT = Decimal(10) ** 12  # what DecimalField(max_digits=14, decimal_places=2) can no longer hold
BINARY_TAIL = Decimal("0.000001")  # a number cell is off by less than this from the cents that were typed
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－（）￥", "0123456789.,-()¥")
UNITS = {"": 1, "万": 10_000, "亿": 100_000_000}
AMOUNT = re.compile(
    r"(?P<sign>-?)(?:人民币|RMB)?¥?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<rest>\.[0-9]+)?(?P<unit>[万亿]?)元?"
)
BRACKETED = re.compile(r"\((.+)\)")  # (1,234.50): how bookkeepers write a negative amount


def parse_money(value):
    """Return the Decimal of an amount not below zero, in yuan with two decimals.

    Takes text, int, float or Decimal. Raises ``DomainError`` with the codes ``money_invalid``,
    ``money_negative``, ``money_too_fine`` (less than a cent) or ``money_too_large`` (above 999,999,999,999.99).
    """
    amount = _from_number(value) if isinstance(value, (int, float)) else _from_text(str(value))
    if amount < 0:
        raise DomainError("money_negative", f"金额不能为负数，填写了“{value}”。冲减的请按净额填写，并在备注中说明。")
    if amount >= LIMIT:
        raise DomainError("money_too_large", f"金额“{value}”过大，请核对单位是否为元。")
    return amount.quantize(CENT)


def _from_number(value):
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise _no_amount(value)
    cents = amount.quantize(CENT, ROUND_HALF_EVEN) if abs(amount) < LIMIT else amount
    if abs(amount - cents) > BINARY_TAIL:
        raise _too_fine(value)
    return cents


def _from_text(text):
    plain = re.sub(r"\s", "", text.translate(FULL_WIDTH))
    negative = BRACKETED.fullmatch(plain)
    found = AMOUNT.fullmatch(negative[1] if negative else plain)
    if not found:
        raise _no_amount(text)
    number = Decimal(found["digits"].replace(",", "") + (found["rest"] or "")) * UNITS[found["unit"]]
    if number < LIMIT and number != number.quantize(CENT):
        raise _too_fine(text)
    return -number if found["sign"] or negative else number


def _no_amount(value):
    shown = str(value)[:30]
    return DomainError("money_invalid", f"“{shown}”不是金额。请以元为单位填写数字，如 1234.50、1,234.50 或 1.2万。")


def _too_fine(value):
    return DomainError("money_too_fine", f"金额精确到分（两位小数），填写了“{str(value)[:30]}”。")


def show_money(amount):
    """1234.5 → 1,234.50, as figures are printed and shown; empty for None."""
    return "" if amount is None else f"{amount:,.2f}"


def total(amounts):
    """The exact sum of amounts; what is not known (None) counts as nothing."""
    return sum((amount for amount in amounts if amount is not None), ZERO)
