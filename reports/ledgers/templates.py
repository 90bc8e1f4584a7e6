"""An office's own .xlsx of a ledger: kept when it is uploaded, filled in its own layout when it is asked for."""

from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from core import audit, replica
from core.errors import DomainError
from core.files import EXCEL, store
from core.spreadsheets import fill_template, inspect_template
from core.uploads import clean_name
from reports.ledgers.export import require_export
from reports.ledgers.formats import ID_NUMBER, disclose_numbers
from reports.models import LedgerTemplate


def template_of(user, ledger):
    """The :class:`LedgerTemplate` that the user keeps for a ledger, or None."""
    return LedgerTemplate.objects.select_related("file").filter(user=user, ledger=ledger.code).first()


def known_columns(ledger):
    """What a template may ask for: the ledger's columns, and the ID number where it may be taken out."""
    has_number = any(column.key == ID_NUMBER.key for column in ledger.columns)
    return ledger.columns if has_number or not ledger.identity else (*ledger.columns, ID_NUMBER)


@transaction.atomic
def keep_template(*, actor, ledger, upload):
    """Check an uploaded workbook and keep it instead of the one before. Returns the :class:`LedgerTemplate`.

    Raises DomainError ``not_allowed`` and what :func:`core.spreadsheets.inspect_template` raises.
    """
    require_export(actor, ledger)
    content, columns = upload.read(), known_columns(ledger)
    layout = inspect_template(content, upload.name, columns)
    file = store(content, name=clean_name(upload.name), content_type=EXCEL, created_by=actor)
    before = template_of(actor, ledger)
    kept, _ = LedgerTemplate.objects.update_or_create(
        user=actor, ledger=ledger.code,
        defaults={
            "file": file, "unknown": layout.unknown,
            "recognised": [column.full_heading for column in columns if column.key in layout.places],
        },
    )  # fmt: skip
    if before:
        before.file.remove()
    audit.record(actor, "ledger.template", detail={"ledger": ledger.code, "digest": file.digest})
    return kept


def fill_ledger(*, actor, ledger, region, election, filters, chosen, reason=""):
    """Return (file name, .xlsx): the actor's template with what he sees of the ledger; recorded like an export.

    Raises DomainError ``no_template`` besides what an export raises.
    """
    require_export(actor, ledger)
    kept = template_of(actor, ledger)
    if kept is None:
        raise DomainError("no_template", f"还没有“{ledger.title}”的模板，请先上传。")
    if chosen.is_complete:
        disclose_numbers(actor=actor, ledger=ledger, region=region, reason=reason)
    ledger = chosen.shape(ledger)
    rows = replica.read(ledger.take, actor, region, election, filters)
    now = timezone.localtime()
    content = fill_template(
        kept.file.read(), known_columns(ledger), rows, totals=ledger.totals(rows),
        watermark=f"{actor.full_name} {now:%Y-%m-%d %H:%M} 导出",
    )  # fmt: skip
    detail = {
        "ledger": ledger.code,
        "election": election and election.pk,
        "rows": len(rows),
        "template": kept.file.digest,
    }
    audit.record(actor, "ledger.export", region, detail=detail)
    return f"{PurePath(kept.file.name).stem}_{now:%Y%m%d}.xlsx", content
