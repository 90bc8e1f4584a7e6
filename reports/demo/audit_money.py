"""Money of the exercise's audits: round, plausible, and such that everything adds up."""

from decimal import Decimal

from core.money import total
from interviews.services.audit_figures import FIELDS, TypedLine

YEARS = range(2022, 2027)
INCOME = (("财政拨款", 180_000, 260_000), ("党组织服务群众经费", 80_000, 120_000))  # a year
SPENDING = (
    ("服务群众支出", 300_000, 420_000), ("人员补助", 280_000, 380_000), ("办公费", 90_000, 140_000),
    ("活动经费", 80_000, 130_000), ("维修维护", 60_000, 110_000),
)  # fmt: skip
ASSETS = (("办公设备", 60_000, 120_000), ("文体设施", 40_000, 90_000))
STEP = 100  # whole hundreds of yuan, and some change where a till has it


class Money:
    """Makes the figures of one audit: ``sections()`` is ``{section: [TypedLine]}``."""

    def __init__(self, random):
        self._random = random
        self.income = [self._flow(item, self._sum(*span), year) for year in YEARS for item, *span in INCOME]
        self.income.append(self._flow("经营性收入", self._sum(40_000, 160_000)))
        self.spending = [self._flow(item, self._sum(*span)) for item, *span in SPENDING]
        self.claims = [self._stock("垫付水电费", 8_000, 20_000)]
        self.debts = [self._stock("应付工程质保金", 12_000, 30_000)]

    def sections(self):
        return {
            "income": self.income,
            "expenditure": self.spending,
            "cash": self._cash(),
            "claims": self.claims,
            "debts": self.debts,
            "fixed_assets": [self._stock(item, *span, falling=False) for item, *span in ASSETS],
            "special_funds": [self._stock("党组织服务群众专项经费", 20_000, 60_000)],
        }

    def _sum(self, low, high):
        return Decimal(self._random.randrange(low, high, STEP))

    def _flow(self, item, amount, year=None):
        return _line(item=item, year=year, amount=amount)

    def _stock(self, item, low, high, *, falling=True):
        opening = self._sum(low, high)
        increase = self._sum(2_000, low)
        decrease = self._sum(1_000, low) if falling else Decimal(0)
        return _line(
            item=item, opening=opening, increase=increase, decrease=decrease, closing=opening + increase - decrease
        )

    def _cash(self):
        """What the till and the bank must hold follows from all the rest."""
        till, till_left = Decimal("1286.50"), Decimal("943.70")
        bank = self._sum(150_000, 400_000)
        grown = till + bank + _sum_of(self.income, "amount") - _sum_of(self.spending, "amount")
        left = grown - _growth(self.claims) + _growth(self.debts)
        return [
            _line(item="库存现金", opening=till, closing=till_left),
            _line(item="银行存款", opening=bank, closing=left - till_left),
        ]


def _line(**values):
    return TypedLine(None, None, dict.fromkeys(FIELDS) | {"note": ""} | values)


def _sum_of(lines, name):
    return total(line.values[name] for line in lines)


def _growth(lines):
    return _sum_of(lines, "closing") - _sum_of(lines, "opening")
