"""核定 by document number, 停用 and 启用."""

from django.db import transaction
from django.utils import timezone

from candidates.models import StandardSet, StructureTarget
from candidates.services.following import sync_checks
from candidates.services.rules.editing import JUDGING, claim
from core import audit
from core.errors import DomainError


@transaction.atomic
def confirm_rule(*, actor, rule, version, document_number):
    """核定: the office stands by the wording, by the document named. ``rule``: of any kind of the book.

    From then on it is not marked 示例（待核定）. Raises DomainError ``document_required``, ``blank_rule`` or
    ``superseded``.
    """
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", "document_number")
    if _has_blanks(rule):
        raise DomainError("blank_rule", f"“{rule}”还有空白内容。请按文件填齐后再核定。", "document_number")
    claim(actor, rule, version)
    rule.document_number, rule.confirmed_by, rule.confirmed_at = document_number.strip(), actor, timezone.now()
    rule.save()
    audit.record(actor, "rule.confirm", rule, reason=document_number.strip())
    return rule


def _has_blanks(rule):
    if isinstance(rule, StandardSet):
        return rule.criteria.filter(phrase="").exists()
    return isinstance(rule, StructureTarget) and rule.value is None


@transaction.atomic
def set_in_force(*, actor, rule, version, in_force):
    """Put a rule out of force, or back; what was decided by it stays on record but no longer counts."""
    claim(actor, rule, version)
    rule.in_force = in_force
    rule.save()
    if isinstance(rule, JUDGING):
        sync_checks(actor=actor, election=rule.election)
    audit.record(actor, "rule.in_force", rule, detail={"in_force": in_force})
    return rule
