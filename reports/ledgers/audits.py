"""离任审计台账: every audit with its money, findings and publication (domain facts §6.2, no. 6; documents facts (h))."""

from core.web import holding, working_on
from interviews.audit_rows import ledger_row, lines_of, totals_of
from interviews.models import AuditStates, DepartureAudit
from reports.ledgers.base import Choice, Ledger, inside, money, number, text


def rows(user, region, election, filters):
    """A line for each audit the user may see; an auditor, who works in no region, gets all of his."""
    audits = inside(user, DepartureAudit, "community_id", region)
    if election:
        audits = audits.filter(election=election)
    if state := filters.get("state"):
        audits = audits.filter(state=state)
    return (ledger_row(line) for line in lines_of(audits.order_by("community_id", "created_at", "pk")))


AUDITS = Ledger(
    "audits", "离任审计台账", "离任审计",
    (
        text("community", "社区", 8), text("person", "被审计人", 7), text("post_held", "职务", 8),
        text("term", "任职期间", 8, whole=True), text("period", "审计期间", 8, whole=True),
        text("agency", "审计组/机构", 8), text("state", "进度", 6), money("cash_opening", "货币资金期初"),
        money("income", "收入合计", 15), money("income_fiscal", "财政拨款", 15),
        money("income_service", "党组织服务群众经费"), money("income_business", "经营性收入"),
        money("income_other", "其他收入", 12), money("expenditure", "支出合计", 15), money("surplus", "收支结余"),
        money("cash_closing", "货币资金期末"), money("fixed_assets", "固定资产"), money("claims", "应收", 12),
        money("debts", "应付", 12), number("contracts", "合同数", 5), number("findings", "问题数", 5),
        text("finding_kinds", "问题类别", 10), money("finding_amount", "涉及金额", 12), number("rectified", "已整改", 5),
        number("unrectified", "未整改", 5), text("grade", "审计评价", 5), text("report_number", "报告文号", 9),
        text("published", "公示期间", 12, whole=True), text("note", "备注", 8),
    ),
    rows,
    basis="金额单位为元，取自审计数据，合计已核对分项之和；两名被审计人同账的，财务数据只计一次。",
    made_at="interviews:audit-list",
    record_view="interviews:audit",
    permission="view_audits",
    is_personal=True,
    rule=holding("view_audits") | working_on("interviews.DepartureAudit", "view_audits"),
    export_rule=holding("export_records") | working_on("interviews.DepartureAudit", "export_records"),
    choices=(Choice("state", "进度", AuditStates.choices),),
    orders=(("-finding_amount", "涉及金额从大到小"), ("-unrectified", "未整改从多到少"), ("-income", "收入从大到小")),
    add_up=totals_of,
    paper="A3",
)  # fmt: skip
