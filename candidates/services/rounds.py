"""Rounds of the sieve: what a round found is kept when it ends; as 候选人 each result is confirmed anew."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from candidates import vetting
from candidates.models import Candidate, CriterionCheck, CriterionFinding, NegativeCheck, NegativeFinding
from candidates.services.checks import permission_to_check
from core import access, audit
from core.errors import DomainError

PENDING = CriterionCheck.Results.PENDING
NEGATIVE_KEPT = ("kind", "body", "document_number", "record_name", "checked_on")


def keep_findings(candidate):
    """Keep the results of the candidate's present round, before a move opens the next one."""
    _keep(CriterionFinding, candidate.criterion_checks, candidate.round)
    _keep(NegativeFinding, candidate.negative_checks, candidate.round, NEGATIVE_KEPT)


def _keep(model, checks, round_number, fields=()):
    names = ("wording", "result", "evidence", *fields)
    model.objects.bulk_create(
        (
            model(check_row=check, round=round_number, recorded_by_id=check.updated_by_id,
                  recorded_at=check.updated_at, **{name: getattr(check, name) for name in names})
            for check in checks.exclude(result=PENDING)
        ),
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip


def to_reaffirm(candidate, model):
    """The results of ``model`` (CriterionCheck or NegativeCheck) that still wait to be confirmed anew."""
    rows = model.objects.filter(candidate=candidate)
    if not candidate.is_nominee:
        return rows.none()
    return rows.filter(confirmed_round__lt=candidate.nominated_round).exclude(result=PENDING)


@transaction.atomic
def reaffirm(*, actor, candidate, model, checks, confirmed_on):
    """重新确认: by one act, the ticked results of one sort stand for the candidate as 候选人 too.

    ``checks``: rows of ``model`` (CriterionCheck or NegativeCheck); ``confirmed_on``: the day they were
    looked at again, not after today nor before the finding. Those confirmed or changed meanwhile are left.
    Decisions taken on a hit stand. Returns how many were confirmed. Raises DomainError ``not_nominee``,
    ``date_in_future``, ``date_before_finding``, ``recheck_open``, ``conflict_of_interest``,
    ``closed_candidate``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    vetting.require_checks_open(candidate)
    permission = permission_to_check(candidate) if model is CriterionCheck else "review_street"
    access.require(actor, permission, candidate)
    vetting.require_no_conflict(candidate, actor)
    if not candidate.is_nominee:
        raise DomainError("not_nominee", f"“{candidate}”尚未列为候选人，不必重新确认。")
    rows = to_reaffirm(candidate, model).filter(pk__in=[check.pk for check in checks])
    _require_confirmable(rows, model, confirmed_on)
    keys = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).update(
        confirmed_round=candidate.round, confirmed_on=confirmed_on, confirmed_by=actor
    )
    audit.record(actor, "candidate.reaffirm", candidate,
                 detail={"kind": model._meta.model_name, "number": len(keys), "on": str(confirmed_on)})  # fmt: skip
    return len(keys)


def _require_confirmable(rows, model, confirmed_on):
    if confirmed_on > timezone.localdate():
        raise DomainError("date_in_future", "确认日期不能晚于今天。", "confirmed_on")
    doubtful = rows.filter(needs_recheck=True)
    if doubtful.exists():
        raise DomainError("recheck_open", "所选条目中有规则变动后需复核的，请先逐条复核。")
    if model is NegativeCheck and rows.filter(Q(checked_on__gt=confirmed_on)).exists():
        raise DomainError("date_before_finding", "确认日期早于所选条目的核查日期，请核对。", "confirmed_on")


def kept_rounds(candidate, model):
    """``{round: [finding]}`` of CriterionFinding or NegativeFinding, the latest round first; one query."""
    rows = model.objects.filter(check_row__candidate=candidate).select_related("recorded_by")
    code = F("check_row__item__code") if model is NegativeFinding else F("check_row__criterion__order")
    kept = {}
    for finding in rows.annotate(place=code).order_by("-round", "place", "pk"):
        kept.setdefault(finding.round, []).append(finding)
    return kept
