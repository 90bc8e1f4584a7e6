"""How far audits are: the steps of one audit with what each still lacks, and the handovers of many."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from core.attachments import preloaded
from core.signatures import Signature
from interviews import audit_rules
from interviews.audit_figures import problems
from interviews.models import AuditHandover, AuditStates, HandoverItem

ORDER = {state: rank for rank, state in enumerate(AuditStates)}


@dataclass(frozen=True)
class Step:
    """A step at the side of an audit's page. ``anchor``: of its section; ``missing``: what it lacks, a phrase each.

    ``mark``: done, here (its turn has come) or empty (later).
    """

    label: str
    anchor: str
    missing: list
    mark: str


# label, anchor, what it lacks, from which state on its turn has come
STEPS = (
    ("组建审计组", "team", audit_rules.missing_team, AuditStates.PLANNED),
    ("审计通知", "notice", audit_rules.missing_notice, AuditStates.PLANNED),
    ("进点会", "opening", audit_rules.missing_opening, AuditStates.NOTIFIED),
    ("被审计人承诺", "opening", audit_rules.missing_commitment, AuditStates.OPENED),
    ("审计数据", "figures", problems, AuditStates.OPENED),
    ("发现问题", "findings", audit_rules.incomplete_findings, AuditStates.OPENED),
    ("审计结论", "conclusion", audit_rules.missing_conclusion, AuditStates.OPENED),
    ("张榜公示", "publication", audit_rules.unfinished_publication, AuditStates.REPORTED),
    ("问题整改", "findings", audit_rules.unsettled_findings, AuditStates.PUBLISHED),
    ("离任交接", "handover", audit_rules.unfinished_handover, AuditStates.PUBLISHED),
)


def steps_of(audit):
    """The :class:`Step` list of one audit, in a constant number of queries."""
    return [_step(audit, *step) for step in STEPS]


def _step(audit, label, anchor, missing_of, since):
    missing, reached = missing_of(audit), ORDER[audit.state] >= ORDER[since]
    mark = "here" if missing and reached else "done" if reached else ""
    return Step(label, anchor, missing, mark)


@dataclass(frozen=True)
class HandoverMark:
    """How far a handover is. ``items`` on the list, ``handed_over`` of them; ``is_done`` with names and signatures too."""

    items: int
    handed_over: int
    is_done: bool


def handover_marks(audits):
    """``{audit's key: HandoverMark}`` in four queries, however many there are."""
    audits = list(audits)
    handovers = {handover.audit_id: handover for handover in AuditHandover.objects.filter(audit__in=audits)}
    counts = _item_counts(audits)
    signed = _signature_counts(handovers.values())
    scans = preloaded(list(handovers.values()))
    return {
        pk: _mark(handover, *counts.get(pk, (0, 0)), signed[str(handover.pk)], scans.get(handover.pk))
        for pk, handover in handovers.items()
    }


def _signature_counts(handovers):
    kind = ContentType.objects.get_for_model(AuditHandover)
    rows = Signature.objects.filter(content_type=kind, object_id__in=[str(each.pk) for each in handovers])
    return Counter(rows.values_list("object_id", flat=True))


def _item_counts(audits):
    """``{audit's key: (items, of them handed over)}``."""
    rows = HandoverItem.objects.filter(audit__in=audits).order_by().values("audit")
    rows = rows.annotate(items=Count("pk"), handed_over=Count("pk", filter=Q(handed_on__isnull=False)))
    return {row["audit"]: (row["items"], row["handed_over"]) for row in rows}


def _mark(handover, items, handed_over, signatures, scans):
    settled = items and items == handed_over and handover.is_fully_named
    return HandoverMark(items, handed_over, bool(settled and (scans or signatures == len(handover.ROLES))))


def with_unfinished_handover(rows):
    """Of the audits ``rows``, those published or later whose handover is not done, as a queryset."""
    due = rows.filter(state__in=[AuditStates.PUBLISHED, AuditStates.RECTIFYING])
    marks = handover_marks(due)
    return due.filter(pk__in=[pk for pk, mark in marks.items() if not mark.is_done])
