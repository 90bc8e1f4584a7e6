"""A ledger taken out as a workbook: at once, or by a job where it is long."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from communities.models import Election, Region
from core import access, audit, jobs, replica
from core.bulk import many_rows
from core.dates import chinese_date
from core.errors import DomainError
from core.files import EXCEL
from core.jobs import Job, Product
from core.spreadsheets import write_table
from reports.ledgers import find
from reports.ledgers.formats import disclose_numbers, format_of
from reports.ledgers.forms import LedgerForm

EXPORT_JOB, KEEP_DAYS = "ledger_export", 7
SIGNATURES = "审核人：　　　　　　　　填表人：　　　　　　　　日期：　　　　年　　月　　日"


@many_rows()
def export_ledger(*, actor, ledger, region, election, filters, chosen=None, reason=""):
    """Return (file name, .xlsx) of what ``actor`` sees of ``ledger`` in the ``chosen`` Format; recorded.

    Raises DomainError ``not_allowed`` for whoever may not take records out; for complete ID numbers, which
    need a ``reason``, what :func:`disclose_numbers` raises.
    """
    require_export(actor, ledger)
    if chosen and chosen.is_complete:
        disclose_numbers(actor=actor, ledger=ledger, region=region, reason=reason)
    ledger = chosen.shape(ledger) if chosen else ledger
    rows = replica.read(ledger.take, actor, region, election, filters)
    detail = {"ledger": ledger.code, "election": election and election.pk, "rows": len(rows), **codes_of(filters)}
    audit.record(actor, "ledger.export", region, detail=detail)
    return f"{ledger.title}_{timezone.localdate():%Y%m%d}.xlsx", workbook_of(ledger, rows, region, election, actor)


def is_long(region):
    """Whether a region's ledgers are taken out by a job: above a street they may have a hundred thousand lines."""
    return region is not None and region.level < Region.Levels.STREET


def request_export(*, actor, ledger, region, election, filters):
    """Have the workbook made by a job, in the form that ``actor`` has chosen then. Returns the :class:`Job`.

    Asked for again while one like it waits or runs, it is that one. Raises DomainError ``not_allowed``.
    """
    require_export(actor, ledger)
    about = {"ledger": ledger.code, "region": region.pk, "election": election.pk, "filters": codes_of(filters)}
    waiting = Job.objects.of(actor).open().filter(kind=EXPORT_JOB, parameters=about).first()
    return waiting or jobs.enqueue(actor=actor, kind=EXPORT_JOB, parameters=about)


def run_export(running):
    """Job ``ledger_export``: with the rights of now. Returns the :class:`Product`."""
    asked, actor = running.parameters, running.actor
    ledger = find(asked["ledger"])
    region = access.get_or_404(actor, Region, pk=asked["region"])
    election = Election.objects.get(pk=asked["election"])
    form = LedgerForm(ledger, actor, region, election, asked["filters"])
    form.is_valid()
    running.report(5, f"整理“{ledger.title}”")
    chosen = format_of(actor, ledger).on_screen
    name, content = export_ledger(
        actor=actor, ledger=ledger, region=region, election=election, filters=form.cleaned_data, chosen=chosen
    )
    return Product(content, name, EXCEL)


def download_export(*, actor, job):
    """The :class:`StoredFile` that ``actor``'s own job made; recorded.

    Raises DomainError ``not_allowed``, ``purged``; 404 where he no longer works in the region that it is about.
    """
    ledger = find(job.parameters["ledger"])
    require_export(actor, ledger)
    access.get_or_404(actor, Region, pk=job.parameters["region"])
    if job.result is None:
        raise DomainError("purged", f"导出的文件只保留{KEEP_DAYS}天，请重新导出。")
    audit.record(actor, "ledger.download", job, detail={"ledger": ledger.code, "digest": job.result.digest})
    return job.result


@shared_task(name="reports.purge_exports", ignore_result=True)
def purge_exports():
    """Daily: workbooks that jobs made leave with the last day they are kept. Returns how many."""
    ended = timezone.now() - timedelta(days=KEEP_DAYS)
    old = Job.objects.filter(kind=EXPORT_JOB, result__isnull=False, finished_at__lt=ended).select_related("result")
    files = [job.result for job in old]
    for file in files:
        file.remove()
    return len(files)


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
