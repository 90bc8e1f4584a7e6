"""Opening an audit for a change: locked, allowed, not one's own, still open."""

from django.db import transaction

from core import access, audit
from core.editing import claim_version
from interviews import audit_rules
from interviews.models import DepartureAudit


def locked(audit_id):
    """The audit for the rest of the transaction, with what its rules read."""
    rows = DepartureAudit.objects.select_for_update(of=("self",))
    return rows.select_related("election", "community", "person").get(pk=audit_id)


def open_for_work(actor, audit_id, *, before_report=False):
    """The locked audit that ``actor`` may work on. ``before_report``: what the report is made of.

    Raises 404 or 403 as access.require, DomainError ``conflict_of_interest``, ``election_past``,
    ``audit_closed`` or ``report_issued``.
    """
    opened = locked(audit_id)
    access.require(actor, "manage_audits", opened)
    audit_rules.require_no_conflict(opened, actor)
    check = audit_rules.require_fieldwork if before_report else audit_rules.require_changeable
    check(opened, actor)
    return opened


@transaction.atomic
def save_changes(*, actor, obj, version, fields, event, subject=None):
    """Write ``fields`` to ``obj`` as last read at ``version``; one audit event with what changed. Returns ``obj``.

    ``subject``: what the event is about, if not ``obj``. Raises DomainError ``edited_meanwhile``.
    """
    old = {name: getattr(obj, name) for name in fields}
    claim_version(actor=actor, obj=obj, version=version)
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.save()
    audit.record(actor, event, subject or obj, detail=audit.changes(old, fields))
    return obj
