"""审计交接清单: what changes hands, with three columns to sign; what was signed on a screen is drawn in."""

from communities.models import Region
from core import access
from core.signatures import is_of, signatures_of, svg
from interviews.audit_rules import handover_text
from interviews.models import AuditHandover, AuditStates, DepartureAudit
from reports.definitions.base import Report, subject_form
from reports.definitions.departure_audits import with_names

BLANK_ROWS = 4  # to be filled in by hand


def describe(audit):
    """The line to choose a handover by."""
    return f"{audit.community.short_name}　{audit.person.name}"


def notified(audits):
    """Those whose notice is out, with their names: before it the community knows of no audit."""
    return with_names(audits).exclude(state=AuditStates.PLANNED)


def context(user, region, election, parameters, number):
    """The data of templates/pdf/audit_handover.html. A signature under an earlier list is left out.

    The community sees its handovers, though not its audits: the list is all that this paper tells.
    """
    rows = AuditHandover.objects.select_related(
        "audit__community", "audit__person", "audit__election", "handed_over_by", "received_by", "supervised_by"
    )
    handover = access.get_or_404(user, rows, audit=parameters["subject"])
    items = list(handover.audit.handover_items.all())
    return {
        "handover": handover,
        "audit": handover.audit,
        "items": items,
        "blanks": range(BLANK_ROWS),
        "parties": _parties(handover),
    }


def _parties(handover):
    """``[(label, person or None, drawn name or "", day or None)]`` in the order of signing."""
    text = handover_text(handover.audit)
    signed = {each.role: each for each in signatures_of(handover) if is_of(each, text)}
    people = handover.parties
    return [
        (
            label,
            people[role],
            svg(signed[role]) if role in signed else "",
            signed[role].signed_at if role in signed else None,
        )
        for role, label in handover.ROLES
    ]


AUDIT_HANDOVER = Report(
    code="audit_handover",
    title="离任交接清单",
    description="印章、账册、资产、档案逐项交接，移交人、接交人、监交人三方签字；已在屏幕上签字的带出笔迹。",
    template="pdf/audit_handover.html",
    permission="view_records",
    context=context,
    parameter_form=subject_form(DepartureAudit, "view_records", label="离任人", describe=describe, rows=notified),
    levels=(Region.Levels.COMMUNITY,),
    counter="份",
    subject_model=DepartureAudit,
    subject_label=lambda audit: audit.person.name,
    subject_rows=with_names,
)
