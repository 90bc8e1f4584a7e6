"""A ledger taken out as a workbook."""

from django.utils import timezone

from core import audit
from core.bulk import without_collecting
from core.dates import chinese_date
from core.errors import DomainError
from core.spreadsheets import write_table
from reports.ledgers.formats import disclose_numbers

SIGNATURES = "审核人：　　　　　　　　填表人：　　　　　　　　日期：　　　　年　　月　　日"


@without_collecting()
def export_ledger(*, actor, ledger, region, election, filters, chosen=None, reason=""):
    """Return (file name, .xlsx) of what ``actor`` sees of ``ledger`` in the ``chosen`` Format; recorded.

    Raises DomainError ``not_allowed`` for whoever may not take records out; for complete ID numbers, which
    need a ``reason``, what :func:`disclose_numbers` raises.
    """
    require_export(actor, ledger)
    if chosen and chosen.is_complete:
        disclose_numbers(actor=actor, ledger=ledger, region=region, reason=reason)
    ledger = chosen.shape(ledger) if chosen else ledger
    rows = ledger.take(actor, region, election, filters)
    detail = {"ledger": ledger.code, "election": election and election.pk, "rows": len(rows), **codes_of(filters)}
    audit.record(actor, "ledger.export", region, detail=detail)
    return f"{ledger.title}_{timezone.localdate():%Y%m%d}.xlsx", workbook_of(ledger, rows, region, election, actor)


def workbook_of(ledger, rows, region, election, actor):
    """The .xlsx of a ledger's lines, taken out by ``actor`` now."""
    now = timezone.localtime()
    return write_table(
        ledger.columns, rows, title=ledger.title, totals=ledger.totals(rows), numbered=True, paper=ledger.paper,
        band=(f"填报单位（盖章）：{region.short_name if region else ''}", str(election or ""),
              f"填报日期：{chinese_date(now)}"),
        notes=[f"口径：{ledger.basis}"], watermark=f"{actor.full_name} {now:%Y-%m-%d %H:%M} 导出", foot=SIGNATURES,
    )  # fmt: skip


def require_export(actor, ledger):
    """DomainError ``not_allowed`` for whoever may look at a ledger but not take it out."""
    if not ledger.may_export(actor):
        raise DomainError("not_allowed", f"您没有导出“{ledger.title}”的权限，请联系街道党建办。")


def codes_of(filters):
    """What a ledger is narrowed by, as codes."""
    return {key: str(getattr(value, "pk", value)) for key, value in filters.items() if value}
