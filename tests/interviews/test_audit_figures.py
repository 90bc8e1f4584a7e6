"""The figures of an audit: sums to the cent, each imbalance named with its amounts and its difference."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO
from interviews.audit_figures import BY_CODE, Figures, complete, years_of
from interviews.models import AuditAmount, DepartureAudit

YEARS = range(2021, 2027)
cents = st.decimals(0, 10**8, places=2)


def line(section, item="银行存款", **amounts):
    amounts = {name: amount if name == "year" else Decimal(str(amount)) for name, amount in amounts.items()}
    return AuditAmount(section=section, item=item, **amounts)


def sound():
    """Figures of a small community that add up: 1,000 + 900 − 600 − 50 (advanced) + 20 (owed) = 1,270."""
    return [
        line("income", "财政拨款", year=2022, amount=500),
        line("income", "财政拨款", year=2023, amount=300),
        line("income", "经营性收入", amount=100),
        line("expenditure", "办公费", year=2022, amount="600"),
        line("cash", "库存现金", opening=100, closing=70),
        line("cash", "银行存款", opening=900, closing=1200),
        line("claims", "备用金", opening=0, increase=50, decrease=0, closing=50),
        line("debts", "暂存款", opening=30, increase=20, closing=50),
        line("fixed_assets", "电脑", opening=8000, increase=2000, decrease=500, closing=9500),
    ]


def texts(lines, years=YEARS):
    return [problem.text for problem in Figures(lines, years).problems]


def without(lines, item):
    return [each for each in lines if each.item != item]


def test_sound_figures_show_no_problem():
    figures = Figures(sound(), YEARS)
    assert (figures.problems, figures.surplus, figures.cash_due) == ([], Decimal("300.00"), Decimal("1270.00"))


def test_totals_are_told_by_item_and_by_year():
    figures = Figures(sound(), YEARS)
    assert figures.by_item("income") == {"财政拨款": 800, "经营性收入": 100}
    assert list(figures.by_year("income").items()) == [(2022, 500), (2023, 300), (None, 100)]
    assert figures.totals("fixed_assets") == {"opening": 8000, "increase": 2000, "decrease": 500, "closing": 9500}


def test_cash_that_is_not_what_came_in_and_went_out_is_named_with_all_amounts():
    lines = [*without(sound(), "库存现金"), line("cash", "库存现金", opening=100, closing="69.5")]
    assert texts(lines) == [
        "货币资金合计不平：期初1,000.00＋收入合计900.00－支出合计600.00－债权（应收款项）增加50.00"
        "＋债务（应付款项）增加20.00，期末应为1,270.00元，填列1,269.50元，相差0.50元。"
    ]


def test_a_line_that_does_not_balance_is_named_with_its_difference():
    lines = [*without(sound(), "电脑"), line("fixed_assets", "电脑", opening=8000, increase=2000, closing=9500)]
    assert texts(lines) == [
        "固定资产“电脑”不平：期初8,000.00＋增加2,000.00－减少0.00，期末应为10,000.00元，填列9,500.00元，相差500.00元。"
    ]


def test_what_is_missing_is_named_before_sums_are_drawn():
    assert texts([line("cash", opening=5)]) == [
        "“收入”没有填列；没有发生的，请填一行“无”，金额填0。",
        "“支出”没有填列；没有发生的，请填一行“无”，金额填0。",
        "货币资金“银行存款”没有填期末余额。",
    ]


def test_a_year_outside_the_audit_period_is_named():
    lines = [*sound(), line("income", "捐赠", year=2019, amount=0)]
    assert texts(lines) == ["收入“捐赠”的年度2019年不在审计期间（2021年至2026年）内。"]
    assert texts(lines, years=None) == []


def test_funds_bound_to_a_purpose_beyond_all_cash_deserve_a_look():
    lines = [*sound(), line("special_funds", "改造", opening=0, increase="1270.01", closing="1270.01")]
    figures = Figures(lines, YEARS)
    assert figures.problems == []
    assert figures.notices == ["专项资金结余1,270.01元大于货币资金期末余额1,270.00元，请核实是否挪作他用。"]


def blank(**values):
    return {"opening": None, "increase": None, "decrease": None, "closing": None} | values


@pytest.mark.parametrize(
    ("section", "typed", "completed"),
    [
        ("debts", blank(opening=Decimal(5), increase=Decimal(3)), {"closing": Decimal(8)}),
        ("debts", blank(increase=Decimal(3)), {"opening": ZERO, "closing": Decimal(3)}),
        ("debts", blank(opening=Decimal(5), closing=Decimal(4)), {"closing": Decimal(4)}),
        ("debts", blank(), {"closing": None}),
        ("cash", blank(opening=Decimal(5)), {"closing": None}),
    ],
)
def test_what_follows_from_the_other_amounts_need_not_be_typed(section, typed, completed):
    assert complete(BY_CODE[section], typed) == typed | completed


@given(opening=cents, incomes=st.lists(cents, min_size=1), spent=st.lists(cents, min_size=1), lent=cents, owed=cents)
def test_cash_moved_by_the_rule_always_adds_up_and_one_cent_off_never(opening, incomes, spent, lent, owed):
    closing = opening + sum(incomes) - sum(spent) - lent + owed
    if closing < 0:
        opening, closing = opening - closing, ZERO
    lines = [
        *(line("income", f"来源{place}", amount=amount) for place, amount in enumerate(incomes)),
        *(line("expenditure", f"用途{place}", amount=amount) for place, amount in enumerate(spent)),
        line("claims", "借出", opening=0, increase=lent, closing=lent),
        line("debts", "借入", opening=0, increase=owed, closing=owed),
    ]
    assert texts([*lines, line("cash", opening=opening, closing=closing)]) == []
    off = texts([*lines, line("cash", opening=opening, closing=closing + Decimal("0.01"))])
    assert [text[-8:] for text in off] == ["相差0.01元。"]


@given(st.tuples(cents, cents, cents), st.integers(-500, 500))
def test_a_line_balances_exactly_when_its_difference_is_nothing(amounts, off):
    opening, increase, decrease = amounts
    closing = opening + increase - decrease + Decimal(off) / 100
    each = line("fixed_assets", "设备", opening=opening, increase=increase, decrease=decrease, closing=closing)
    found = Figures([*without(sound(), "电脑"), each], YEARS).problems
    assert [problem.column for problem in found] == (["closing"] if off else [])


def test_period_of_an_audit_gives_its_years():
    audit = DepartureAudit(period_from=date(2021, 10, 1), period_to=date(2026, 9, 30))
    assert years_of(audit) == YEARS
