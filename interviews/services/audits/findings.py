"""What an audit found, what was done about it, and the proof."""

from django.db import transaction
from django.utils import timezone

from core import audit, workflow
from core.attachments import attachments_of, remove_attachment
from core.errors import DomainError
from interviews.models import AuditFinding, FindingStates
from interviews.services.audits.locking import open_for_work, save_changes


@transaction.atomic
def add_finding(*, actor, audit_file, **fields):
    """Enter a finding (kind, description, amount, responsibility, measures, rectify_by).

    Returns the :class:`AuditFinding`. Raises as open_for_work.
    """
    opened = open_for_work(actor, audit_file.pk, before_report=True)
    made = AuditFinding.objects.create(audit=opened, updated_by=actor, **fields)
    audit.record(actor, "departureaudit.finding", opened, detail={"added": made.kind, "amount": made.amount})
    return made


@transaction.atomic
def edit_finding(*, actor, finding, version, **fields):
    """Correct a finding before the report is out. Raises DomainError ``edited_meanwhile``, or as open_for_work."""
    opened = open_for_work(actor, finding.audit_id, before_report=True)
    finding = AuditFinding.objects.get(pk=finding.pk)
    return save_changes(
        actor=actor, obj=finding, version=version, fields=fields, event="departureaudit.finding", subject=opened
    )


@transaction.atomic
def remove_finding(*, actor, finding):
    """Take a finding back before the report is out, its evidence with it."""
    opened = open_for_work(actor, finding.audit_id, before_report=True)
    for attachment in attachments_of(finding):
        remove_attachment(actor=actor, attachment=attachment, with_subject=True)
    detail = {"removed": finding.kind, "description": finding.description}
    audit.record(actor, "departureaudit.finding", opened, detail=detail)
    finding.delete()


@transaction.atomic
def record_rectification(*, actor, finding, version, rectified_on, rectification):
    """Write down how and when a finding was put right, and report it done. Returns the :class:`AuditFinding`.

    Raises DomainError ``finding_not_open``, ``rectified_in_future``, ``edited_meanwhile``, ``rectification_missing``
    or as open_for_work.
    """
    opened = open_for_work(actor, finding.audit_id)
    finding = AuditFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.state != FindingStates.OPEN:
        raise DomainError("finding_not_open", f"{finding}现为“{finding.get_state_display()}”，不必再登记整改。")
    if rectified_on and rectified_on > timezone.localdate():
        raise DomainError("rectified_in_future", "整改日期在今天之后，请核对。", "rectified_on")
    fields = {"rectified_on": rectified_on, "rectification": rectification.strip()}
    save_changes(
        actor=actor, obj=finding, version=version, fields=fields, event="departureaudit.rectification", subject=opened
    )
    workflow.apply(actor=actor, obj=finding, name="rectify")
    return AuditFinding.objects.get(pk=finding.pk)


@transaction.atomic
def move_finding(*, actor, finding, move, note=""):
    """Verify a finding or send it back. Raises as workflow.apply and open_for_work."""
    open_for_work(actor, finding.audit_id)
    return workflow.apply(actor=actor, obj=finding, name=move, note=note)
