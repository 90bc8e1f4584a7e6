"""The scale of risk and the communities' grades."""

from django.db import transaction
from django.utils import timezone

from communities.models import Election, RiskGrade, RiskGrades, RiskScale
from communities.risk import suggestion_for
from communities.services.committees import require_running
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

BASIS = "示例，按街道党工委研判标准核定"
# The colours are common practice (domain facts §4.6); no authority publishes criteria, hence 示例（待核定）
SAMPLE = {
    RiskGrades.RED: "有重大问题尚未化解，或班子不团结、没有合适人选，可能影响换届如期完成。",
    RiskGrades.YELLOW: "有较大问题，或问题逾期未化解，须街道跟踪督办。",
    RiskGrades.GREEN: "没有未化解的重大、较大问题，班子运转正常，群众认可。",
}


@transaction.atomic
def install_risk_scale(*, actor, election):
    """Add the sample rows that the term does not have, unconfirmed. Returns how many."""
    _require_may_manage(actor, election)
    have = set(RiskScale.objects.filter(election=election).values_list("grade", flat=True))
    missing = [
        RiskScale(election=election, grade=grade, criteria=criteria, basis=BASIS, updated_by=actor)
        for grade, criteria in SAMPLE.items() if grade not in have
    ]  # fmt: skip
    RiskScale.objects.bulk_create(missing)
    audit.record(actor, "risk_scale.install", election, detail={"added": len(missing)})
    return len(missing)


def _require_may_manage(actor, election):
    access.require(actor, "manage_rules", election)
    require_running(election)


@transaction.atomic
def edit_risk_scale(*, actor, row, version, criteria, basis):
    """Change the wording of one grade; a confirmation lapses. Returns the row."""
    _require_may_manage(actor, row.election)
    claim_version(actor=actor, obj=row, version=version)
    changed = audit.changes({"criteria": row.criteria, "basis": row.basis}, {"criteria": criteria, "basis": basis})
    row.criteria, row.basis = criteria, basis
    if changed:
        row.lapse()
    row.save()
    audit.record(actor, "risk_scale.edit", row, detail=changed)
    return row


@transaction.atomic
def confirm_risk_scale(*, actor, row, version, document_number):
    """核定 by document number: from then on it is not marked 示例（待核定）. Raises DomainError ``document_required``."""
    _require_may_manage(actor, row.election)
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", "document_number")
    claim_version(actor=actor, obj=row, version=version)
    row.document_number, row.confirmed_by, row.confirmed_at = document_number.strip(), actor, timezone.now()
    row.save()
    audit.record(actor, "risk_scale.confirm", row, reason=document_number.strip())
    return row


@transaction.atomic
def set_risk_grade(*, actor, community, election, grade, reasons):
    """Grade a community (RiskGrades) for ``reasons``; what the system suggested then is kept beside it.

    Rows are added, never changed: the history stays. Returns the :class:`RiskGrade`. Raises DomainError
    ``reasons_missing``, ``election_elsewhere`` or ``election_past``.
    """
    access.require(actor, "accept_records", community)
    require_running(election)
    if not Election.objects.over(community.code).filter(pk=election.pk).exists():
        raise DomainError("election_elsewhere", f"{election}不覆盖{community.short_name}。")
    if not reasons.strip():
        raise DomainError("reasons_missing", "请写明评定的理由。", "reasons")
    made = RiskGrade.objects.create(
        community=community, election=election, grade=grade, reasons=reasons.strip(), set_by=actor,
        suggested=suggestion_for(actor, election, community).grade,
    )  # fmt: skip
    audit.record(actor, "risk.set", community, detail={"grade": grade})
    return made
