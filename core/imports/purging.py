"""Clearing away the personal data of imports that are over: the records hold what counts."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from core.imports.models import ImportBatch, WrittenRow

KEPT = timedelta(days=30)
States = ImportBatch.States
UNFINISHED = (States.CHECKED, States.STALE, States.REFUSED)


def clear_details(batch):
    """Delete the uploaded file and the error file, and what rows hold besides their place and result."""
    for stored in (batch.upload, batch.error_file):
        if stored:
            stored.remove()
    batch.rows.update(raw="", preview="", errors=[])
    WrittenRow.objects.filter(row__batch=batch).update(before="")
    ImportBatch.objects.filter(pk=batch.pk).update(purged_at=timezone.now())


@shared_task(name="core.purge_imports", ignore_result=True)
def purge_imports():
    """Daily: clear what was written, undone or left lying more than thirty days ago. Returns the number of batches."""
    limit = timezone.now() - KEPT
    over = (
        Q(state=States.WRITTEN, written_at__lt=limit)
        | Q(state=States.UNDONE, undone_at__lt=limit)
        | Q(state__in=UNFINISHED, created_at__lt=limit)
    )
    batches = list(ImportBatch.objects.filter(over, purged_at=None).select_related("upload", "error_file"))
    for batch in batches:
        _purge(batch)
    return len(batches)


@transaction.atomic
def _purge(batch):
    ImportBatch.objects.filter(pk=batch.pk, state__in=UNFINISHED).update(state=States.DROPPED)
    clear_details(batch)
    audit.record(None, "import.purge", batch, actor_name="系统")
