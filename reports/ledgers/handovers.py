"""交接清单: what changes hands with a departure: seals, books, assets, files (domain facts §6.2, no. 19)."""

from interviews.models import AuditStates, HandoverItem
from interviews.models.audit_outcomes import HandoverKinds
from reports.ledgers.base import Choice, Ledger, day, inside, text


def rows(user, region, election, filters):
    """A line for each thing on the lists of audits whose notice is out. One query."""
    items = inside(user, HandoverItem, "audit__community_id", region).filter(audit__election=election)
    items = items.exclude(audit__state=AuditStates.PLANNED)
    if kind := filters.get("kind"):
        items = items.filter(kind=kind)
    if state := filters.get("state"):
        items = items.filter(handed_on__isnull=state == "open")
    parties = ("handed_over_by", "received_by", "supervised_by")
    items = items.select_related("audit__community", *(f"audit__handover__{party}" for party in parties))
    for item in items.order_by("audit__community_id", "audit__created_at", "kind", "name", "pk"):
        handover = item.audit.handover
        yield {
            "community": item.audit.community.short_name,
            "from": handover.handed_over_by and handover.handed_over_by.name,
            "to": handover.received_by and handover.received_by.name,
            "witness": handover.supervised_by and handover.supervised_by.name,
            "kind": item.get_kind_display(),
            "name": item.name,
            "quantity": item.quantity,
            "handed_on": item.handed_on,
            "state": "已交接" if item.handed_on else "待交接",
            "note": item.note,
            "record": item.audit_id,
        }


HANDOVERS = Ledger(
    "handovers", "离任交接清单台账", "离任审计",
    (
        text("community", "社区", 12), text("from", "移交人", 9), text("to", "接交人", 9), text("witness", "监交人", 9),
        text("kind", "类别", 8), text("name", "名称", 24), text("quantity", "数量", 9), day("handed_on", "交接日期"),
        text("state", "情况", 9), text("note", "备注", 20),
    ),
    rows,
    basis="已送达审计通知的离任人员交接清单，印章、账册、资产、档案逐项一行；没有交接日期的为待交接。",
    made_at="interviews:handover-list",
    record_view="interviews:handover",
    choices=(
        Choice("kind", "类别", tuple(HandoverKinds.choices)),
        Choice("state", "情况", (("open", "待交接"), ("done", "已交接"))),
    ),
)  # fmt: skip
