"""集体研究: recorded by the street's staff, concluded by a leader."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from candidates import vetting
from candidates.models import Candidate, CollectiveDecision, NegativeCheck
from core import access, audit
from core.errors import DomainError


def _locked_check(pk):
    """The check with its candidate, both locked: no conclusion may pass a new finding by."""
    candidate_id = NegativeCheck.objects.values_list("candidate_id", flat=True).get(pk=pk)
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate_id)
    vetting.require_checks_open(candidate)
    return NegativeCheck.objects.select_related("candidate").get(pk=pk)


def _require_sound(check, fields):
    """Votes add up; a meeting lets him go on by more votes for than against, a written conclusion by its number."""
    votes = fields["votes_for"] + fields["votes_against"] + fields["votes_abstained"]
    if votes > fields["present"]:
        raise DomainError(
            "too_many_votes", f"表决合计 {votes} 人，多于到会人数 {fields['present']} 人。请核对。", "present"
        )
    if not fields["proceed"]:
        return
    if not check.is_bar and fields["votes_for"] <= fields["votes_against"]:
        raise DomainError("no_majority", "同意人数不多于不同意人数，不能作出“同意继续”的结论。请核对表决。", "proceed")
    if check.is_bar and not fields["document_number"].strip():
        raise DomainError("document_required", "“不得”情形须凭上级书面结论解除，请填写文号。", "document_number")


@transaction.atomic
def record_decision(
    *, actor, check, meeting, decided_on, present, votes_for, votes_against, votes_abstained, proceed, reason,
    document_number="",
):  # fmt: skip
    """Record the collective decision on a hit, or the written conclusion that lifts a 不得; staff's work.

    Counts are heads, ``proceed`` whether he may stay a candidate. It takes effect when a leader concludes
    it. Returns the :class:`CollectiveDecision`. Raises DomainError ``no_hit``, ``decision_open``,
    ``too_many_votes``, ``no_majority``, ``document_required``, ``conflict_of_interest`` or
    ``closed_candidate``.
    """
    check = _locked_check(check.pk)
    access.require(actor, "record_conclusions", check.candidate)
    vetting.require_no_conflict(check.candidate, actor)
    if check.result != NegativeCheck.Results.HIT:
        raise DomainError("no_hit", "只有认定“有此情形”的事项才需要集体研究。")
    current = check.current_decision
    if current and not current.is_concluded:
        raise DomainError("decision_open", "该事项已有一份集体研究待领导审定，不能重复登记。")
    fields = {"meeting": meeting, "decided_on": decided_on, "present": present, "votes_for": votes_for,
              "votes_against": votes_against, "votes_abstained": votes_abstained, "proceed": proceed,
              "reason": reason, "document_number": document_number}  # fmt: skip
    _require_sound(check, fields)
    decision = CollectiveDecision.objects.create(
        check_row=check, check_version=check.version, recorded_by=actor, **fields
    )
    audit.record(
        actor, "candidate.record_decision", check.candidate, detail={"item": check.wording, "proceed": proceed}
    )
    return decision


def _for_the_leader(actor, decision):
    """The locked check and the decision as it stands, which ``actor`` may conclude or return."""
    check = _locked_check(decision.check_row_id)
    decision = CollectiveDecision.objects.select_related("recorded_by").get(pk=decision.pk)
    access.require(actor, "conclude_vetting", check.candidate)
    vetting.require_no_conflict(check.candidate, actor)
    if decision.recorded_by_id == actor.pk:
        raise DomainError("own_record", "登记人不能审定自己登记的结论，请由街道领导审定。")
    if decision.is_concluded:
        raise DomainError("already_concluded", "该结论已经审定。请刷新页面查看。")
    if decision.is_returned:
        raise DomainError("already_returned", "该结论已退回重拟。请刷新页面查看。")
    return check, decision


@transaction.atomic
def conclude_decision(*, actor, decision):
    """A leader, not the one who recorded it, puts the decision into effect. Returns it.

    Raises DomainError ``own_record``, ``already_concluded``, ``already_returned``, ``finding_changed``,
    ``conflict_of_interest`` or ``closed_candidate``.
    """
    check, decision = _for_the_leader(actor, decision)
    if decision.check_version != check.version:
        raise DomainError("finding_changed", "核查结论在集体研究之后有改动，须按新的核查情况重新研究。")
    decision.concluded_by, decision.concluded_at = actor, timezone.now()
    decision.save(update_fields=["concluded_by", "concluded_at"])
    audit.record(actor, "candidate.conclude_decision", check.candidate,
                 detail={"item": check.wording, "proceed": decision.proceed})  # fmt: skip
    return decision


@transaction.atomic
def return_decision(*, actor, decision, reason):
    """A leader sends the decision back to be drawn up anew: it stays on file, and another may be recorded.

    ``reason``: why, in his words; whoever recorded it is told. Returns it. Raises DomainError as
    :func:`conclude_decision`, and ``reason_required``.
    """
    check, decision = _for_the_leader(actor, decision)
    if not reason.strip():
        raise DomainError("reason_required", "请写明退回理由，登记人要据此重拟。", "reason")
    decision.returned_by, decision.returned_at = actor, timezone.now()
    decision.return_reason = reason.strip()
    decision.save(update_fields=["returned_by", "returned_at", "return_reason"])
    notices.send(
        users=[decision.recorded_by], kind=Notice.Kinds.REMINDER, title="集体研究结论已退回，请重拟",
        text=f"退回理由：{decision.return_reason}",
        url=reverse("candidates:detail", args=[check.candidate_id]) + f"#negative-{check.pk}",
    )  # fmt: skip
    audit.record(actor, "candidate.return_decision", check.candidate, detail={"item": check.wording})
    return decision
