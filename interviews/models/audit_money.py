"""The money of an audit: lines of figures by section, and the contracts looked at. Amounts in 元."""

import uuid

from django.db import models
from django.db.models import Q

from core.access import Scope
from core.editing import Versioned
from interviews.audit_access import assigned
from interviews.models.audits import DepartureAudit

MONEY = {"max_digits": 14, "decimal_places": 2}


class AmountSections(models.TextChoices):
    CASH = "cash", "货币资金"
    INCOME = "income", "收入"
    EXPENDITURE = "expenditure", "支出"
    CLAIMS = "claims", "债权（应收款项）"
    DEBTS = "debts", "债务（应付款项）"
    FIXED_ASSETS = "fixed_assets", "固定资产"
    SPECIAL_FUNDS = "special_funds", "专项资金"


FLOW_SECTIONS = (AmountSections.INCOME, AmountSections.EXPENDITURE)
_NO_BALANCE = Q(opening=None, increase=None, decrease=None, closing=None)


class AuditAmount(Versioned):
    """One line of figures.

    Income and expenditure have an ``amount`` (of a ``year``, or of the whole period); every other
    section has ``opening`` + ``increase`` − ``decrease`` = ``closing``. None: not entered yet.
    interviews.audit_figures checks the sums.
    """

    Sections = AmountSections
    access = Scope("audit__community_id", view="view_audits", also=assigned("audit_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(DepartureAudit, models.CASCADE, related_name="amounts", verbose_name="离任审计")
    section = models.CharField("分类", max_length=15, choices=AmountSections)
    item = models.CharField("项目", max_length=60)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    amount = models.DecimalField("金额（元）", null=True, blank=True, **MONEY)
    opening = models.DecimalField("期初数（元）", null=True, blank=True, **MONEY)
    increase = models.DecimalField("本期增加（元）", null=True, blank=True, **MONEY)
    decrease = models.DecimalField("本期减少（元）", null=True, blank=True, **MONEY)
    closing = models.DecimalField("期末数（元）", null=True, blank=True, **MONEY)
    note = models.CharField("备注", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "审计数据"
        ordering = ["audit_id", "section", "position", "year", "item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "section", "item"], condition=Q(year=None), name="audit_amount_once"
            ),
            models.UniqueConstraint(
                fields=["audit", "section", "item", "year"], condition=~Q(year=None), name="audit_amount_once_a_year"
            ),
            models.CheckConstraint(condition=Q(section__in=AmountSections.values), name="audit_amount_section"),
            models.CheckConstraint(
                condition=(Q(section__in=FLOW_SECTIONS) & _NO_BALANCE) | (~Q(section__in=FLOW_SECTIONS) & Q(amount=None)),
                name="audit_amount_fits_section",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_section_display()} {self.item}"

    @property
    def is_flow(self):
        """Whether the line is income or expenditure, with one amount instead of balances."""
        return self.section in FLOW_SECTIONS


class AuditContract(Versioned):
    """A contract of the community that the audit looked at."""

    access = Scope("audit__community_id", view="view_audits", also=assigned("audit_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(DepartureAudit, models.CASCADE, related_name="contracts", verbose_name="离任审计")
    name = models.CharField("合同名称", max_length=100)
    counterparty = models.CharField("对方单位", max_length=100)
    amount = models.DecimalField("合同金额（元）", **MONEY)
    signed_on = models.DateField("签订日期")
    ends_on = models.DateField("到期日期", null=True, blank=True)
    tendered = models.BooleanField("经招投标或民主议定", default=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "审计合同"
        ordering = ["audit_id", "signed_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="audit_contract_amount"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(signed_on__lte=models.F("ends_on")), name="audit_contract_dates"
            ),
        ]

    def __str__(self):
        return self.name
