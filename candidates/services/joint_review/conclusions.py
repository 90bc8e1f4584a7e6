"""The conclusion on each person: proposed by the staff, concluded by a leader, several at once if need be."""

import json

from django.db import transaction
from django.utils import timezone

from candidates.joint_review.facts import current_facts
from candidates.joint_review.matrix import standing_of
from candidates.models import JointReviewEntry
from candidates.services.joint_review.batches import locked_batch, require_no_conflict
from candidates.services.reviews import move_candidate
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError

Verdicts = JointReviewEntry.Verdicts
MOVES = {Verdicts.PASS: "clear_district", Verdicts.REJECT: "reject_district", Verdicts.RETURN: "return_district"}


def _require_out(batch):
    if not batch.is_out:
        raise DomainError("batch_not_out", f"{batch}现为“{batch.get_state_display()}”，不能作结论。")


@transaction.atomic
def propose_conclusions(*, actor, batch, proposals):
    """Propose what is to be concluded. ``proposals``: ``{entry id: (version, verdict, reason)}``; verdict "" for none.

    Returns how many were changed. Raises DomainError ``batch_not_out``, ``verdict_reason``,
    ``conflict_of_interest``, ``entry_closed`` or ``edited_meanwhile``.
    """
    batch = locked_batch(batch)
    access.require(actor, "record_conclusions", batch)
    _require_out(batch)
    entries = batch.entries.select_for_update(of=("self",)).with_people().in_bulk(proposals)
    standing = standing_of(batch)
    _require_known(proposals, entries, standing)
    changed = [
        entries[key] for key, (version, verdict, reason) in proposals.items()
        if _propose(actor, entries[key], standing[key], version, verdict, reason.strip())
    ]  # fmt: skip
    if changed:
        audit.record(actor, "jointreview.propose", batch, detail={"people": len(changed)})
    return len(changed)


def _require_known(asked, rows, standing):
    """Who was taken out since the page was read has no standing any more."""
    gone = [str(rows[key]) if key in rows else "所选人选" for key in asked if key not in rows or key not in standing]
    if gone:
        raise DomainError("entry_closed", f"“{'、'.join(gone[:5])}”已移出本批，请刷新页面后重选。")


def _propose(actor, entry, standing, version, verdict, reason):
    """Whether the proposal is another than before, and was taken."""
    if (entry.verdict, entry.reason) == (verdict, reason):
        return False
    if not entry.is_open:
        raise DomainError("entry_closed", f"“{entry}”已有结论或已移出本批。")
    require_no_conflict(actor, entry)
    _require_reason(entry, standing, verdict, reason)
    claim_version(actor=actor, obj=entry, version=version)
    entry.verdict, entry.reason = verdict, reason
    entry.proposed_by, entry.proposed_at = (actor, timezone.now()) if verdict else (None, None)
    entry.save(update_fields=["verdict", "reason", "proposed_by", "proposed_at"])
    return True


def _require_reason(entry, standing, verdict, reason):
    """No and back never without words; a yes against a department's 有 or 需核实 neither."""
    if reason or not verdict:
        return
    if verdict != Verdicts.PASS:
        raise DomainError("verdict_reason", f"“{entry}”拟{Verdicts(verdict).label}，请写明理由。")
    if standing.adverse:
        who = "、".join(standing.adverse)
        raise DomainError("verdict_reason", f"{who}对“{entry}”的答复不是“无影响”，拟通过须写明理由。")


@transaction.atomic
def conclude(*, actor, batch, entries, closing_reason=""):
    """Conclude what was proposed on ``entries``: ``{entry id: version}``; all of them or none. Returns the entries.

    ``closing_reason``: why it is done before every department has answered, with its scan. Answers 需复核 stop
    it in any case. The last one closes the batch. Raises DomainError ``nobody_chosen``, ``not_proposed``,
    ``own_proposal``, ``conflict_of_interest``, ``recheck_open``, ``answers_open``, ``edited_meanwhile``.
    """
    batch = locked_batch(batch)
    access.require(actor, "conclude_vetting", batch)
    _require_out(batch)
    if not entries:
        raise DomainError("nobody_chosen", "请勾选要审定的人选。", "entries")
    rows = batch.entries.select_for_update(of=("self",)).with_people().in_bulk(entries)
    standing = standing_of(batch)
    _require_known(entries, rows, standing)
    for key, version in entries.items():
        _conclude(actor, rows[key], standing[key], version, closing_reason.strip())
    audit.record(actor, "jointreview.conclude", batch, reason=closing_reason.strip(), detail=_counted(rows.values()))
    if not batch.entries.filter(is_open=True).exists():
        workflow.apply(actor=actor, obj=batch, name="close", event="jointreview.close")
    return list(rows.values())


def _counted(entries):
    return {verdict: sum(entry.verdict == verdict for entry in entries) for verdict in Verdicts.values}


def _conclude(actor, entry, standing, version, closing_reason):
    _require_concludable(actor, entry, standing, closing_reason)
    claim_version(actor=actor, obj=entry, version=version)
    candidate = entry.candidate
    entry.is_open, entry.concluded_by, entry.concluded_at = False, actor, timezone.now()
    entry.closing_reason = closing_reason if standing.shortfalls else ""
    entry.facts = json.dumps(current_facts(candidate), ensure_ascii=False)
    entry.save(update_fields=["is_open", "concluded_by", "concluded_at", "closing_reason", "facts"])
    note = entry.reason or f"{entry.batch}：各部门均无影响任职情形"
    asked = [entry.reason] if entry.verdict == Verdicts.RETURN else []
    move_candidate(actor=actor, candidate=candidate, move=MOVES[entry.verdict], note=note, corrections=asked)


def _require_concludable(actor, entry, standing, closing_reason):
    if not entry.is_open:
        raise DomainError("entry_closed", f"“{entry}”已有结论或已移出本批，请刷新页面查看。")
    if not entry.verdict:
        raise DomainError("not_proposed", f"“{entry}”尚未拟定结论，请由工作人员先拟定。")
    if entry.proposed_by_id == actor.pk:
        raise DomainError("own_proposal", f"“{entry}”的结论由您拟定，须由他人审定。")
    require_no_conflict(actor, entry)
    if standing.rechecks:
        what = "；".join(f"{department}（{'、'.join(map(str, found))}）" for department, found in standing.rechecks)
        raise DomainError("recheck_open", f"“{entry}”发函后情况有变，须先经部门复核：{what}。")
    if standing.shortfalls and not closing_reason:
        raise DomainError(
            "answers_open", f"“{entry}”还差：{'；'.join(standing.shortfalls)}。确须先作结论的，请写明理由。", "closing_reason"
        )  # fmt: skip
