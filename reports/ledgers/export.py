"""A ledger taken out as a workbook."""

from django.utils import timezone

from core import audit
from core.errors import DomainError
from core.spreadsheets import write_table


def heading_of(region, election):
    """“花果园街道 第十二届（2026）”: where and when a ledger is of; empty for who works on single records."""
    return " ".join(str(part) for part in (region and region.short_name, election) if part)


def export_ledger(*, actor, ledger, region, election, filters):
    """Return (file name, .xlsx) of what ``actor`` sees of ``ledger``; recorded.

    Raises DomainError ``not_allowed`` for whoever may not take records out.
    """
    require_export(actor, ledger)
    rows = ledger.take(actor, region, election, filters)
    totals = ledger.totals(rows)
    detail = {"ledger": ledger.code, "election": election and election.pk, "rows": len(rows), **_codes(filters)}
    audit.record(actor, "ledger.export", region, detail=detail)
    now = timezone.localtime()
    content = write_table(
        ledger.columns, [*rows, totals] if totals else rows, title=ledger.title,
        notes=[*filter(None, [heading_of(region, election)]), f"口径：{ledger.basis}"],
        watermark=f"{actor.full_name} {now:%Y-%m-%d %H:%M} 导出",
    )  # fmt: skip
    return f"{ledger.title}_{now:%Y%m%d}.xlsx", content


def require_export(actor, ledger):
    """DomainError ``not_allowed`` for whoever may look at a ledger but not take it out."""
    if not ledger.may_export(actor):
        raise DomainError("not_allowed", f"您没有导出“{ledger.title}”的权限，请联系街道党建办。")


def _codes(filters):
    return {key: str(getattr(value, "pk", value)) for key, value in filters.items() if value}
