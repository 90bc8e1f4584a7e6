"""The money of a departure audit: what each section holds, its totals, and whether all of it adds up.

Amounts are Decimal yuan to the cent. Nobody types a total: totals are the sums of the lines, and each
closing balance is held against what it must be. Three rules, the first two of plain bookkeeping:

1. of each line of claims, debts, fixed assets and special funds: opening + increase − decrease = closing;
2. of cash as a whole: closing = opening + income − expenditure − growth of claims + growth of debts. What
   was advanced (claims) left the till without being spent, what was borrowed (debts) came in without being
   income; where both stand still this is opening + income − expenditure = closing;
3. income and expenditure told by year lie within the audit period.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from core.money import ZERO, show_money, total
from interviews.models import AuditAmount

Codes = AuditAmount.Sections
FLOW = ("year", "amount")
STOCK = ("opening", "increase", "decrease", "closing")
TILL = ("opening", "closing")
LABELS = {
    "item": "项目",
    "year": "年度",
    "amount": "金额",
    "opening": "期初余额",
    "increase": "本期增加",
    "decrease": "本期减少",
    "closing": "期末余额",
    "note": "备注",
}


@dataclass(frozen=True)
class Section:
    """One part of the figures: ``columns`` are what its lines state, ``items`` what offices usually enter there.

    ``required``: an audit without a line of it is not complete.
    """

    code: str
    columns: tuple
    items: tuple = ()
    required: bool = False

    @property
    def label(self):
        """Its name as officials write it."""
        return AuditAmount.Sections(self.code).label

    @property
    def amounts(self):
        """Its columns that hold money."""
        return tuple(column for column in self.columns if column != "year")

    @property
    def headings(self):
        """What stands above its columns of money."""
        return [LABELS[column] for column in self.columns]

    @property
    def is_stock(self):
        """Whether each line must balance by itself."""
        return self.columns == STOCK


# Sections and usual items: documents.md (h); the items are offered while typing and bind nobody.
SECTIONS = (
    Section(Codes.INCOME, FLOW, ("财政拨款", "党组织服务群众经费", "上级补助", "经营性收入", "其他收入"), required=True),
    Section(Codes.EXPENDITURE, FLOW,
            ("办公费", "服务群众支出", "活动经费", "维修维护", "人员补助", "管理费用", "其他支出"), required=True),
    Section(Codes.CASH, TILL, ("库存现金", "银行存款"), required=True),
    Section(Codes.CLAIMS, STOCK),
    Section(Codes.DEBTS, STOCK),
    Section(Codes.FIXED_ASSETS, STOCK, ("房屋", "办公设备", "文体设施")),
    Section(Codes.SPECIAL_FUNDS, STOCK, ("党组织服务群众专项经费", "老旧小区改造", "困难群众救助")),
)  # fmt: skip
BY_CODE = {section.code: section for section in SECTIONS}


@dataclass(frozen=True)
class Problem:
    """What does not add up: the section, line and column where it stands (None: as a whole), and the sentence
    that says so with amounts and difference."""

    section: str
    line: AuditAmount | None
    column: str | None
    text: str


class Figures:
    """The figures of one audit. ``lines``: its AuditAmount rows; ``years``: the years of its audit period or None."""

    def __init__(self, lines, years=None):
        self.years = years
        self._by_section = defaultdict(list)
        for line in lines:
            self._by_section[line.section].append(line)

    def lines(self, section):
        """The lines of a section, in the order in which they were entered."""
        return self._by_section[section]

    @property
    def is_empty(self):
        """Whether nothing was entered yet: then there are no sums, not even of nothing."""
        return not any(self._by_section.values())

    def total(self, section, column="amount"):
        """The exact sum of one column of a section."""
        return total(getattr(line, column) for line in self._by_section[section])

    def totals(self, section):
        """``{column: sum}`` of a section's columns of money."""
        return {column: self.total(section, column) for column in BY_CODE[section].amounts}

    @property
    def income(self):
        return self.total("income")

    @property
    def expenditure(self):
        return self.total("expenditure")

    @property
    def surplus(self):
        """收支结余 of the period; negative where more was spent than came in."""
        return self.income - self.expenditure

    def growth(self, section):
        """By how much the balance of a section grew over the period."""
        return self.total(section, "closing") - self.total(section, "opening")

    @property
    def cash_due(self):
        """What there must be in the till and the bank at the end, by rule 2."""
        return self.total("cash", "opening") + self.surplus - self.growth("claims") + self.growth("debts")

    def by_item(self, section):
        """``{item: sum}`` of income or expenditure, over all years, in the order of entering."""
        sums = {}
        for line in self._by_section[section]:
            sums[line.item] = total([sums.get(line.item), line.amount])
        return sums

    def by_year(self, section):
        """``{year or None: sum}`` of income or expenditure, earliest first; None last: not told by year."""
        sums = {}
        for line in self._by_section[section]:
            sums[line.year] = total([sums.get(line.year), line.amount])
        return dict(sorted(sums.items(), key=lambda pair: (pair[0] is None, pair[0])))

    @cached_property
    def problems(self):
        """Every :class:`Problem`, section by section; none where the figures may be reported."""
        found = [problem for section in SECTIONS for problem in self._problems_of(section)]
        return found or self._problem_of_cash()

    def _problems_of(self, section):
        lines = self._by_section[section.code]
        if section.required and not lines:
            text = f"“{section.label}”没有填列；没有发生的，请填一行“无”，金额填0。"
            return [Problem(section.code, None, None, text)]
        return [problem for line in lines for problem in problems_of_line(line, self.years)]

    def _problem_of_cash(self):
        closing = self.total("cash", "closing")
        if closing == self.cash_due:
            return []
        steps = [
            ("期初", self.total("cash", "opening")),
            ("＋收入合计", self.income),
            ("－支出合计", self.expenditure),
            ("－债权（应收款项）增加", self.growth("claims")),
            ("＋债务（应付款项）增加", self.growth("debts")),
        ]
        sums = "".join(f"{label}{show_money(amount)}" for label, amount in steps if amount or label == "期初")
        text = f"货币资金合计不平：{sums}，期末应为{show_money(self.cash_due)}元，填列{difference(closing, self.cash_due)}。"
        return [Problem(Codes.CASH, None, None, text)]

    @property
    def notices(self):
        """Sentences on what adds up and still deserves a look; they hinder nothing."""
        bound, cash = self.total("special_funds", "closing"), self.total("cash", "closing")
        if bound <= cash:
            return []
        return [f"专项资金结余{show_money(bound)}元大于货币资金期末余额{show_money(cash)}元，请核实是否挪作他用。"]


def complete(section, values):
    """The amounts of a line as typed, with what follows from the others filled in.

    Of a line that must balance: an opening balance left blank is nothing, a closing one is worked out.
    """
    if not section.is_stock or all(values[column] is None for column in STOCK):
        return values
    values = values | {"opening": values["opening"] or ZERO}
    return values if values["closing"] is not None else values | {"closing": _closing_due(values)}


def _closing_due(values):
    return total([values["opening"], values["increase"]]) - total([values["decrease"]])


def problems_of_line(line, years=None):
    """Every :class:`Problem` that one line shows by itself. ``years``: those of the audit period, or None."""
    section = BY_CODE[line.section]
    return [*_missing(section, line), *_imbalance(section, line), *_out_of_period(section, line, years)]


def _missing(section, line):
    needed = (column for column in section.amounts if column not in ("increase", "decrease"))
    for column in needed:
        if getattr(line, column) is None:
            yield Problem(section.code, line, column, f"{section.label}“{line.item}”没有填{LABELS[column]}。")


def _imbalance(section, line):
    if not section.is_stock or line.opening is None or line.closing is None:
        return
    due = _closing_due({column: getattr(line, column) for column in STOCK})
    if line.closing != due:
        changes = f"＋增加{show_money(line.increase or ZERO)}－减少{show_money(line.decrease or ZERO)}"
        sums = f"期初{show_money(line.opening)}{changes}，期末应为{show_money(due)}元"
        text = f"{section.label}“{line.item}”不平：{sums}，填列{difference(line.closing, due)}。"
        yield Problem(section.code, line, "closing", text)


def _out_of_period(section, line, years):
    if "year" in section.columns and years and line.year and line.year not in years:
        period = f"{years[0]}年至{years[-1]}年"
        text = f"{section.label}“{line.item}”的年度{line.year}年不在审计期间（{period}）内。"
        yield Problem(section.code, line, "year", text)


def difference(stated, due):
    """“90.00元，相差10.00元”: an amount as stated, and how far it is from what it must be."""
    return f"{show_money(stated)}元，相差{show_money(abs(stated - due))}元"


def years_of(audit):
    """The years that an audit's period touches, as a range; None while it is not fixed."""
    if not audit.period_from or not audit.period_to:
        return None
    return range(audit.period_from.year, audit.period_to.year + 1)


def figures_of(audit):
    """The :class:`Figures` of one audit, in one query."""
    return Figures(audit.amounts.all(), years_of(audit))


def figures_of_all(audits):
    """``{audit's key: Figures}`` of many audits, in one query."""
    audits = list(audits)
    by_audit = {audit.pk: [] for audit in audits}
    if audits:
        model = audits[0].amounts.model
        for line in model.objects.filter(audit__in=by_audit):
            by_audit[line.audit_id].append(line)
    return {audit.pk: Figures(by_audit[audit.pk], years_of(audit)) for audit in audits}


def problems(audit):
    """Chinese sentences on what in the figures of ``audit`` is missing or does not add up; empty when all does."""
    return [problem.text for problem in figures_of(audit).problems]
