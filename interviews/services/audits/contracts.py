"""The contracts that an audit looked at."""

from django.db import transaction

from core import audit
from core.errors import DomainError
from interviews.models import AuditContract
from interviews.services.audits.locking import open_for_work, save_changes


def _require_dates(signed_on, ends_on):
    if ends_on and ends_on < signed_on:
        raise DomainError("contract_dates", "到期日期早于签订日期，请核对。", "ends_on")


@transaction.atomic
def add_contract(*, actor, audit_file, **fields):
    """Enter a contract. Returns the :class:`AuditContract`. Raises DomainError ``contract_dates``, or as open_for_work."""
    opened = open_for_work(actor, audit_file.pk, before_report=True)
    _require_dates(fields["signed_on"], fields.get("ends_on"))
    made = AuditContract.objects.create(audit=opened, updated_by=actor, **fields)
    audit.record(actor, "departureaudit.contract", opened, detail={"added": made.name, "amount": made.amount})
    return made


@transaction.atomic
def edit_contract(*, actor, contract, version, **fields):
    """Correct a contract. Raises DomainError ``contract_dates``, ``edited_meanwhile``, or as open_for_work."""
    opened = open_for_work(actor, contract.audit_id, before_report=True)
    _require_dates(fields["signed_on"], fields.get("ends_on"))
    contract = AuditContract.objects.get(pk=contract.pk)
    return save_changes(
        actor=actor, obj=contract, version=version, fields=fields, event="departureaudit.contract", subject=opened
    )


@transaction.atomic
def remove_contract(*, actor, contract):
    """Take a contract off the list."""
    opened = open_for_work(actor, contract.audit_id, before_report=True)
    audit.record(actor, "departureaudit.contract", opened, detail={"removed": contract.name, "amount": contract.amount})
    contract.delete()
