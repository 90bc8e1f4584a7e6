"""The term's time limits of clues: changing and confirming them."""

from django.db import transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError
from discipline.clue_limits import limits_of
from discipline.models import ClueLimit


def kept_limit(election, step):
    """The limit of ``step`` as a row of the database; the default is written down when first touched."""
    limit = limits_of(election)[step]
    if limit.pk is None:
        limit, _ = ClueLimit.objects.get_or_create(
            election=election, step=step,
            defaults={"days": limit.days, "in_working_days": limit.in_working_days, "basis": limit.basis},
        )  # fmt: skip
    return limit


def _take(actor, election, step, version):
    access.require(actor, "manage_rules", election)
    require_running(election)
    limit = kept_limit(election, step)
    claim_version(actor=actor, obj=limit, version=version)
    return limit


@transaction.atomic
def edit_clue_limit(*, actor, election, step, version, days, in_working_days, basis):
    """Change a limit, for clues whose step begins from now on; a confirmation lapses. Returns the :class:`ClueLimit`."""
    limit = _take(actor, election, step, version)
    new = {"days": days, "in_working_days": in_working_days, "basis": basis.strip()}
    changed = audit.changes({name: getattr(limit, name) for name in new}, new)
    for name, value in new.items():
        setattr(limit, name, value)
    if changed:
        limit.lapse()
    limit.save()
    audit.record(actor, "clue_limit.save", limit, detail=changed)
    return limit


@transaction.atomic
def confirm_clue_limit(*, actor, election, step, version, document_number):
    """核定 by document number. Raises DomainError ``document_required``."""
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", field="document_number")
    limit = _take(actor, election, step, version)
    limit.document_number, limit.confirmed_by, limit.confirmed_at = document_number.strip(), actor, timezone.now()
    limit.save()
    audit.record(actor, "clue_limit.confirm", limit)
    return limit
