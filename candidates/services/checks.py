"""对标 and 负面清单: making the check rows of a candidate, and recording what was found."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from candidates import vetting
from candidates.models import Candidate, Criterion, CriterionCheck, NegativeCheck, NegativeItem
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

CRITERION_RESULTS = CriterionCheck.Results
NEGATIVE_RESULTS = NegativeCheck.Results


# --- check rows follow the rules ------------------------------------------------------


@transaction.atomic
def sync_checks(*, actor, election, candidates=None):
    """Give every open candidate of the term one check row per rule in force, in bulk.

    ``candidates``: those to look at (default: all open ones of the term). Rows nobody has decided yet
    follow their rule: they take its present wording, and go when it is out of force. What was decided
    keeps the wording it was decided on.
    """
    if candidates is None:
        candidates = list(Candidate.objects.open().filter(election=election))
    if candidates:
        _sync_criteria(actor, election, candidates)
        _sync_negatives(actor, election, candidates)


def _sync_criteria(actor, election, candidates):
    criteria = list(Criterion.objects.applying(election))
    CriterionCheck.objects.bulk_create(
        (CriterionCheck(candidate=c, criterion=r, wording=r.wording) for c in candidates for r in criteria),
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    pending = CriterionCheck.objects.filter(candidate__in=candidates, result=CRITERION_RESULTS.PENDING)
    pending.exclude(criterion__in=criteria).delete()
    for rule in criteria:
        stale = pending.filter(criterion=rule).exclude(wording=rule.wording)
        stale.update(wording=rule.wording, **_new_version(actor))


def _sync_negatives(actor, election, candidates):
    items = list(NegativeItem.objects.applying(election).select_related("election"))
    NegativeCheck.objects.bulk_create(
        (NegativeCheck(candidate=c, item=item, **_frozen(item)) for c in candidates for item in items),
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    pending = NegativeCheck.objects.filter(candidate__in=candidates, result=NEGATIVE_RESULTS.PENDING)
    pending.exclude(item__in=items).delete()
    for item in items:
        stale = pending.filter(item=item).exclude(**_frozen(item))
        stale.update(**_frozen(item), **_new_version(actor))


def _frozen(item):
    """What a check keeps of its rule."""
    return {"wording": item.title, "kind": item.kind, "looks_back_to": item.looks_back_to}


def _new_version(actor):
    """A form filled from the old wording must not save: its version is no longer the row's."""
    return {"version": F("version") + 1, "updated_by": actor, "updated_at": timezone.now()}


# --- recording ------------------------------------------------------------------------


def _checkable(candidate_id):
    """The candidate, locked for the change of one of its checks."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    if not candidate.is_open:
        raise DomainError(
            "closed_candidate",
            f"“{candidate}”现为“{candidate.get_state_display()}”，核查结论已锁定。如须更改，请由领导重新启动审查。",
        )
    return candidate


def permission_to_check(candidate):
    """对标 is the community's work until the street has the file, then the street's alone."""
    return "review_street" if candidate.state == Candidate.States.STREET_REVIEW else "fill_records"


@transaction.atomic
def record_criterion(*, actor, check, version, result, evidence=""):
    """Record how the candidate stands on one standard item. Returns the saved :class:`CriterionCheck`.

    ``result``: CriterionCheck.Results. Raises DomainError ``evidence_required``, ``conflict_of_interest``,
    ``closed_candidate`` or ``edited_meanwhile``.
    """
    candidate = _checkable(check.candidate_id)
    access.require(actor, permission_to_check(candidate), candidate)
    vetting.require_no_conflict(candidate, actor)
    evidence = evidence.strip()
    if result != CRITERION_RESULTS.PENDING and not evidence and _needs_evidence(check, result):
        raise DomainError("evidence_required", "请写明佐证：看了什么材料、听了谁的意见。", "evidence")
    claim_version(actor=actor, obj=check, version=version)
    check.result, check.evidence = result, evidence
    check.save(update_fields=["result", "evidence"])
    audit.record(actor, "candidate.check_standard", candidate, detail={"item": check.wording, "result": result})
    return check


def _needs_evidence(check, result):
    """不符合 stops a candidate, so it is never said without grounds."""
    return check.criterion.evidence_required or result == CRITERION_RESULTS.UNMET


@transaction.atomic
def record_negative(*, actor, check, version, result, body="", document_number="", checked_on=None, evidence=""):
    """Record what the check of one negative item found. Returns the saved :class:`NegativeCheck`.

    ``body``: the office that checked; ``document_number``: its written answer; ``evidence``: its
    conclusion in a sentence, never the raw offence (个人信息保护法第二十八条). A decision taken on the
    earlier finding no longer counts. Raises DomainError ``body_required``, ``date_required``,
    ``hit_without_evidence``, ``conflict_of_interest``, ``closed_candidate`` or ``edited_meanwhile``.
    """
    candidate = _checkable(check.candidate_id)
    access.require(actor, "review_street", candidate)
    vetting.require_no_conflict(candidate, actor)
    found = {"result": result, "body": body.strip(), "document_number": document_number.strip(),
             "checked_on": checked_on, "evidence": evidence.strip()}  # fmt: skip
    _require_finding_complete(found)
    claim_version(actor=actor, obj=check, version=version)
    for name, value in found.items():
        setattr(check, name, value)
    check.save(update_fields=list(found))
    audit.record(actor, "candidate.check_negative", candidate, detail={"item": check.wording, "result": result})
    return check


def _require_finding_complete(found):
    if found["result"] == NEGATIVE_RESULTS.PENDING:
        return
    if not found["body"]:
        raise DomainError("body_required", "请填写核查单位。", "body")
    if not found["checked_on"]:
        raise DomainError("date_required", "请填写核查日期。", "checked_on")
    if found["result"] == NEGATIVE_RESULTS.HIT and not found["evidence"]:
        raise DomainError("hit_without_evidence", "认定“有此情形”须写明核查情况和依据。", "evidence")


@transaction.atomic
def clear_negatives(*, actor, candidate, checks, body, checked_on, document_number=""):
    """Record 无此情形 for several pending items at once, as one answer of one office clears them.

    ``checks``: NegativeChecks of ``candidate``; those decided meanwhile are left as they are.
    Returns how many were recorded. Raises as :func:`record_negative`.
    """
    candidate = _checkable(candidate.pk)
    access.require(actor, "review_street", candidate)
    vetting.require_no_conflict(candidate, actor)
    found = {"result": NEGATIVE_RESULTS.CLEAR, "body": body.strip(), "document_number": document_number.strip(),
             "checked_on": checked_on}  # fmt: skip
    _require_finding_complete(found)
    pending = NegativeCheck.objects.filter(
        candidate=candidate, pk__in=[check.pk for check in checks], result=NEGATIVE_RESULTS.PENDING
    )
    codes = list(pending.values_list("item__code", flat=True))
    pending.update(**found, **_new_version(actor))
    audit.record(actor, "candidate.clear_negatives", candidate, detail={"items": codes, "body": found["body"]})
    return len(codes)
