"""Acts that a user may do only so often: counted in the audit trail, where they are recorded anyway."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError


def _count_last_hour(actor, event):
    since = timezone.now() - timedelta(hours=1)
    return audit.AuditEvent.objects.filter(actor_id=str(actor.pk), event=event, result="ok", at__gt=since).count()


def happened_just_now(actor, event, obj):
    """Whether the actor's latest act of this kind was on this very object, within the last minute."""
    since = timezone.now() - timedelta(minutes=1)
    events = audit.AuditEvent.objects.filter(actor_id=str(actor.pk), event=event, result="ok", at__gt=since)
    return events.order_by("-seq").values_list("object_id", flat=True).first() == str(obj.pk)


@transaction.atomic
def note_opening(*, actor, event, obj):
    """Record that ``actor`` opened a file; not again while it is the last of its kind he opened, within a minute."""
    if not happened_just_now(actor, event, obj):
        audit.record(actor, event, obj)


def record_within_limit(actor, event, obj=None, *, per_hour, message, reason="", detail=None):
    """Audit an act if the actor did fewer than ``per_hour`` of its kind within the hour; else audit the refusal.

    Exact also for parallel requests: the chain's lock is held while counting. Raises
    DomainError ``too_often`` with ``message``; call it outside a transaction, or the
    record of the refusal is lost with it.
    """
    with transaction.atomic():
        audit.record(actor, event, obj, reason=reason, detail=detail)
        if _count_last_hour(actor, event) <= per_hour:
            return
        transaction.set_rollback(True)
    audit.record(actor, event, obj, result="refused", reason=reason, detail=detail)
    raise DomainError("too_often", message)
