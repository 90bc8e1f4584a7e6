"""对标 and 负面清单: recording what was found on a candidate, by the rules in force now."""

from django.db import transaction
from django.utils import timezone

from candidates import vetting
from candidates.models import Candidate, CriterionCheck, NegativeCheck
from candidates.querysets import THROUGH_STREET_STATES
from candidates.services.following import criterion_basis, negative_basis, new_version
from core import access, audit
from core.attachments import attachments_of
from core.editing import claim_version
from core.errors import DomainError

CRITERION_RESULTS = CriterionCheck.Results
NEGATIVE_RESULTS = NegativeCheck.Results


# --- recording ------------------------------------------------------------------------


def _checkable(candidate_id):
    """The candidate, locked for the change of one of its checks."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    vetting.require_checks_open(candidate)
    return candidate


def _stood_by(actor, candidate):
    """Who stands by a result, in which round, since when."""
    return {"confirmed_round": candidate.round, "confirmed_on": timezone.localdate(), "confirmed_by": actor}


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
    found = {"result": result, "evidence": evidence, **criterion_basis(check.criterion), "needs_recheck": False}
    _store(check, found | _stood_by(actor, candidate))
    audit.record(actor, "candidate.check_standard", candidate, detail={"item": check.wording, "result": result})
    return check


def _needs_evidence(check, result):
    """不符合 stops a candidate, so it is never said without grounds."""
    return check.criterion.evidence_required or result == CRITERION_RESULTS.UNMET


@transaction.atomic
def record_negative(
    *, actor, check, version, result, body="", document_number="", checked_on=None, evidence="", record_name="",
    occurred_on=None,
):  # fmt: skip
    """Record what the check of one negative item found. Returns the saved :class:`NegativeCheck`.

    ``body``: the office that checked; ``document_number``: its written answer; ``record_name``: another
    record that proves it; ``evidence``: its conclusion in a sentence, never the raw offence
    (个人信息保护法第二十八条). ``occurred_on``: the day that the look-back is held against. 有此情形 needs the
    sentence and a proof: number, named record or attachment. A decision taken on the earlier finding no
    longer counts. Raises DomainError ``body_required``, ``date_required``, ``hit_without_evidence``,
    ``hit_without_proof``, ``before_look_back``, ``conflict_of_interest``, ``closed_candidate`` or
    ``edited_meanwhile``.
    """
    candidate = _checkable(check.candidate_id)
    access.require(actor, "review_street", candidate)
    vetting.require_no_conflict(candidate, actor)
    found = {"result": result, "body": body.strip(), "document_number": document_number.strip(),
             "record_name": record_name.strip(), "occurred_on": occurred_on,
             "checked_on": checked_on, "evidence": evidence.strip()}  # fmt: skip
    _require_finding_complete(found, [check.item])
    if result == NEGATIVE_RESULTS.HIT:
        _require_proof(check, found)
        _require_in_window(check, occurred_on)
    claim_version(actor=actor, obj=check, version=version)
    _store(check, found | negative_basis(check.item) | {"needs_recheck": False} | _stood_by(actor, candidate))
    audit.record(actor, "candidate.check_negative", candidate, detail={"item": check.wording, "result": result})
    return check


def _require_proof(check, found):
    """A sentence alone is hearsay: there is a number, a record that is named, or the scan itself."""
    if not (found["document_number"] or found["record_name"] or attachments_of(check).exists()):
        raise DomainError(
            "hit_without_proof", "认定“有此情形”须有佐证：填写文书号或材料名称，或先上传扫描件。", "document_number"
        )


def _require_in_window(check, occurred_on):
    since = check.item.looks_back_to
    if occurred_on and since and occurred_on < since:
        raise DomainError(
            "before_look_back",
            f"该情形发生在 {occurred_on}，早于回溯起点 {since}（自基准日往前算），不在回溯期内。请核对日期或改为“无此情形”。",
            "occurred_on",
        )


def _store(check, fields):
    for name, value in fields.items():
        setattr(check, name, value)
    check.save(update_fields=list(fields))


def _require_finding_complete(found, items):
    if found["result"] == NEGATIVE_RESULTS.PENDING:
        return
    if not found["body"]:
        raise DomainError("body_required", "请填写核查单位。", "body")
    if not found["checked_on"]:
        raise DomainError("date_required", "请填写核查日期。", "checked_on")
    if found["result"] == NEGATIVE_RESULTS.HIT and not found["evidence"]:
        raise DomainError("hit_without_evidence", "认定“有此情形”须写明核查情况和依据。", "evidence")
    strict = [item.code for item in items if item.evidence_required]
    if strict and not found.get("evidence"):
        raise DomainError("evidence_required", f"{'、'.join(strict)} 按规则须写明核查情况，请逐条登记。", "evidence")


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
    pending = NegativeCheck.objects.filter(
        candidate=candidate, pk__in=[check.pk for check in checks], result=NEGATIVE_RESULTS.PENDING
    )
    items = [check.item for check in pending.select_related("item")]
    _require_finding_complete(found, items)
    codes = [item.code for item in items]
    pending.update(**found, **_stood_by(actor, candidate), **new_version(actor))
    audit.record(actor, "candidate.clear_negatives", candidate, detail={"items": codes, "body": found["body"]})
    return len(codes)


@transaction.atomic
def confirm_result(*, actor, check, version, note=""):
    """复核: the result stands under the rule in force now, whose wording it takes. Returns the saved check.

    ``note``: why, kept with the record of the act.

    Also of a candidate who has passed or is at the district: nothing of what was decided changes. Where the result itself must
    change, it is recorded anew. Raises DomainError ``nothing_to_recheck``, ``evidence_required``,
    ``conflict_of_interest``, ``closed_candidate`` or ``edited_meanwhile``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=check.candidate_id)
    is_criterion = isinstance(check, CriterionCheck)
    access.require(actor, permission_to_confirm(candidate, is_criterion), candidate)
    vetting.require_no_conflict(candidate, actor)
    if not candidate.is_open and candidate.state not in THROUGH_STREET_STATES:
        raise DomainError("closed_candidate", f"“{candidate}”现为“{candidate.get_state_display()}”，核查结论已锁定。")
    claim_version(actor=actor, obj=check, version=version)
    check.refresh_from_db()
    if not check.needs_recheck:
        raise DomainError("nothing_to_recheck", f"“{check.wording}”不需复核，请刷新页面查看。")
    rule = check.criterion if is_criterion else check.item
    if rule.evidence_required and not check.evidence:
        raise DomainError("evidence_required", "现行规则要求写明依据，请打开该条目补写后保存。")
    _store(check, (criterion_basis if is_criterion else negative_basis)(rule) | {"needs_recheck": False})
    audit.record(
        actor, "candidate.recheck", candidate, reason=note, detail={"item": check.wording, "result": check.result}
    )
    return check


def permission_to_confirm(candidate, is_criterion):
    """对标 is confirmed by whoever may record it; the negative list, and any result once passed, by the street."""
    return permission_to_check(candidate) if is_criterion and candidate.is_open else "review_street"
