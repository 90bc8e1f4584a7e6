"""The audit's own sections, its publication, its moves, and the term's rule on publication."""

from django.db import transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import access, workflow
from core.errors import DomainError
from interviews import audit_rules
from interviews.models import AuditPublication, AuditRule, DepartureAudit
from interviews.services.audits.locking import locked, open_for_work, save_changes
from interviews.services.audits.setup import require_period

# Fields that a form may change, and none else: state, person and community are not among them.
EDITABLE = (
    "post_held", "term_from", "term_to", "period_from", "period_to", "lead_agency", "plan", "notice_number", "notice_on",
    "opening_on", "opening_place", "commitment_on", "conclusion_grade", "conclusion", "report_number", "reported_on",
)  # fmt: skip
# In the order in which they happen (domain facts §4.4); commitment and report both follow the opening.
SEQUENCE = (("notice_on", "opening_on"), ("opening_on", "commitment_on"), ("opening_on", "reported_on"))
PAST_FACTS = ("commitment_on", "reported_on")


@transaction.atomic
def edit_audit(*, actor, audit_file, version, **fields):
    """Fill in a part of the audit (any of EDITABLE), as last read at ``version``. Returns the :class:`DepartureAudit`.

    Raises DomainError ``period_reversed``, ``term_reversed``, ``dates_out_of_order``, ``date_in_future``,
    ``edited_meanwhile``, or as :func:`interviews.services.audits.locking.open_for_work`.
    """
    opened = open_for_work(actor, audit_file.pk, before_report=True)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {unknown}")
    _require_sound({name: getattr(opened, name) for name in EDITABLE} | fields)
    return save_changes(actor=actor, obj=opened, version=version, fields=fields, event="departureaudit.edit")


def _require_sound(values):
    require_period(values["period_from"], values["period_to"])
    if values["term_from"] and values["term_to"] and values["term_from"] > values["term_to"]:
        raise DomainError("term_reversed", "任职止早于任职起，请核对。", "term_to")
    for earlier, later in SEQUENCE:
        _require_order(values, earlier, later)
    for name in PAST_FACTS:
        if values[name] and values[name] > timezone.localdate():
            raise DomainError("date_in_future", f"{_label(name)}在今天之后，请核对。", name)


def _require_order(values, earlier, later):
    if values[earlier] and values[later] and values[earlier] > values[later]:
        text = (
            f"{_label(later)}（{values[later]:%Y-%m-%d}）早于{_label(earlier)}（{values[earlier]:%Y-%m-%d}），请核对。"
        )
        raise DomainError("dates_out_of_order", text, later)


def _label(name):
    return DepartureAudit._meta.get_field(name).verbose_name


@transaction.atomic
def edit_publication(*, actor, publication, version, place, published_from, published_to):
    """Say where and how long the result is published. Returns the :class:`AuditPublication`.

    Raises DomainError ``publication_reversed``, ``publication_too_short``, ``edited_meanwhile``, or as open_for_work.
    """
    opened = open_for_work(actor, publication.audit_id)
    if published_from and published_to:
        _require_long_enough(opened, published_from, published_to)
    fields = {"place": place, "published_from": published_from, "published_to": published_to}
    publication = AuditPublication.objects.get(pk=publication.pk)
    return save_changes(
        actor=actor, obj=publication, version=version, fields=fields, event="departureaudit.edit", subject=opened
    )


def _require_long_enough(opened, published_from, published_to):
    if published_from > published_to:
        raise DomainError("publication_reversed", "公示止早于公示起，请核对。", "published_to")
    days, least = (published_to - published_from).days + 1, audit_rules.rule_of(opened.election).publication_days
    if days < least:
        raise DomainError(
            "publication_too_short", f"公示期共{days}天，少于规定的{least}天，请延后公示止。", "published_to"
        )


@transaction.atomic
def move_audit(*, actor, audit_file, move, note=""):
    """Make a move of the audit's workflow. Raises as workflow.apply; ``election_past`` in a past term."""
    opened = locked(audit_file.pk)
    access.require(actor, "manage_audits", opened)
    require_running(opened.election)
    return workflow.apply(actor=actor, obj=opened, name=move, note=note)


@transaction.atomic
def set_publication_rule(*, actor, election, version, publication_days, document_number=""):
    """Set for how many days results are published in a term; confirmed (核定) once a document is cited.

    Returns the :class:`AuditRule`. Raises DomainError ``election_past`` or ``edited_meanwhile``.
    """
    access.require(actor, "manage_rules", election)
    require_running(election)
    rule, _ = AuditRule.objects.get_or_create(election=election)
    fields = {"publication_days": publication_days, "document_number": document_number.strip()}
    return save_changes(actor=actor, obj=rule, version=version, fields=fields, event="departureaudit.rule")
