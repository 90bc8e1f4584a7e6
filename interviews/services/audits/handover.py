"""交接: the list of what is handed over, who takes part, and their signatures. The community fills it in too."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from communities.models import Person
from core import access, audit, secrets
from core.attachments import attachments_of
from core.editing import claim_version
from core.errors import DomainError
from core.signatures import sign, signatures_of
from interviews import audit_rules
from interviews.models import AuditHandover, AuditStates, HandoverItem
from interviews.services.audits.locking import locked, save_changes


@dataclass(frozen=True)
class Line:
    """A line of the list as typed. ``kind``: HandoverKinds; ``handed_on``: None while it has not changed hands."""

    kind: str
    name: str
    quantity: str
    note: str = ""
    handed_on: date | None = None


def _open_for_handover(actor, handover):
    """The locked audit and its handover. Raises 404/403, DomainError ``not_notified``, ``audit_closed``, ``election_past``."""
    opened = locked(handover.audit_id)
    handover = AuditHandover.objects.select_related("handed_over_by", "received_by", "supervised_by").get(
        pk=handover.pk
    )
    access.require(actor, "fill_records", handover)
    audit_rules.require_changeable(opened, actor)
    if opened.state == AuditStates.PLANNED:
        raise DomainError("not_notified", "审计通知发出后再填交接清单。")
    return opened, handover


def _require_unsigned(handover):
    if signatures_of(handover).exists() or attachments_of(handover).exists():
        raise DomainError(
            "handover_signed", "交接清单已有签字或签字扫描件，内容不能再改。确需修改的，请先撤销签字、删去扫描件。"
        )


def _require_three_people(fields):
    """移交、接交、监交 are three people; the one on file is the auditee himself."""
    given = [person for person in fields.values() if person]
    if len(set(given)) < len(given):
        raise DomainError("same_party", "移交人、接交人、监交人须为不同的人，请重新选择。", "received_by")


@transaction.atomic
def edit_handover(*, actor, handover, version, received_by, supervised_by, note=""):
    """Name who receives and who witnesses (Person or None). The auditee hands over. Returns the :class:`AuditHandover`.

    Raises DomainError ``same_party``, ``handover_signed``, ``not_notified``, ``audit_closed``, ``election_past``
    or ``edited_meanwhile``.
    """
    opened, handover = _open_for_handover(actor, handover)
    _require_unsigned(handover)
    parties = {"handed_over_by": opened.person, "received_by": received_by, "supervised_by": supervised_by}
    _require_three_people(parties)
    fields = {**parties, "note": note.strip()}
    return save_changes(
        actor=actor, obj=handover, version=version, fields=fields, event="departureaudit.handover", subject=opened
    )


@transaction.atomic
def replace_items(*, actor, handover, version, lines):
    """Save the whole list as it stands on the screen: ``lines`` is a list of :class:`Line`.

    Returns the :class:`AuditHandover`. Raises DomainError ``handed_on_in_future``, ``handed_on_too_early``,
    ``handover_signed`` and the others of :func:`edit_handover`.
    """
    opened, handover = _open_for_handover(actor, handover)
    _require_unsigned(handover)
    for line in lines:
        _require_day(opened, line)
    claim_version(actor=actor, obj=handover, version=version)
    opened.handover_items.all().delete()
    HandoverItem.objects.bulk_create(HandoverItem(audit=opened, **vars(line)) for line in lines)
    done = sum(bool(line.handed_on) for line in lines)
    audit.record(actor, "departureaudit.handover", opened, detail={"items": len(lines), "handed_over": done})
    return handover


def _require_day(opened, line):
    if line.handed_on and line.handed_on > timezone.localdate():
        raise DomainError("handed_on_in_future", f"“{line.name}”的交接日期在今天之后，请核对。")
    if line.handed_on and opened.notice_on and line.handed_on < opened.notice_on:
        raise DomainError("handed_on_too_early", f"“{line.name}”的交接日期早于审计通知日期，请核对。")


@transaction.atomic
def sign_handover(*, actor, handover, role, strokes, shown):
    """File a party's signature drawn on ``actor``'s screen, over the list as it now reads.

    ``role``: a key of AuditHandover.parties; ``shown``: digest of the list he read
    (interviews.audit_rules.handover_digest). Raises DomainError ``no_such_party``, ``party_unnamed``,
    ``handover_not_ready``, ``list_changed`` and what core.signatures.sign raises.
    """
    opened, handover = _open_for_handover(actor, handover)
    if role not in handover.parties:
        raise DomainError("no_such_party", "没有这一签字栏，请刷新页面重试。")
    signer = handover.parties[role]
    if not isinstance(signer, Person):
        raise DomainError("party_unnamed", f"请先填写{dict(handover.ROLES)[role]}，再签字。")
    _require_all_handed_over(opened)
    content = audit_rules.handover_text(opened)
    if not secrets.is_digest(shown, content):
        raise DomainError("list_changed", "清单在您阅读时已被修改，签字没有保存。请重新核对最新内容再签。")
    return sign(
        actor=actor, subject=handover, role=role, signer_name=signer.name, strokes=strokes, content=content,
    )  # fmt: skip


def _require_all_handed_over(opened):
    items = list(opened.handover_items.all())
    waiting = [item.name for item in items if not item.handed_on]
    if not items:
        raise DomainError("handover_not_ready", "交接清单还没有内容，请先填写并保存。")
    if waiting:
        raise DomainError("handover_not_ready", f"“{'、'.join(waiting)}”还没有交接日期，全部交接后再签字。")


@transaction.atomic
def withdraw_signatures(*, actor, handover, reason):
    """Strike all signatures so that the list can be changed; who and why stays in the audit.

    Raises DomainError ``reason_required`` and the others of :func:`edit_handover`.
    """
    opened, handover = _open_for_handover(actor, handover)
    if not reason.strip():
        raise DomainError("reason_required", "请写明撤销签字的理由。", "reason")
    signed = signatures_of(handover)
    detail = {"digests": [signature.digest for signature in signed]}
    signed.delete()
    audit.record(actor, "departureaudit.withdraw_signatures", opened, reason=reason.strip(), detail=detail)
