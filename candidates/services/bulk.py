"""批量办理: one act for several candidates or results, each by the rules and with the records of a single one."""

from django.db import transaction

from candidates.models import BulkDecision, BulkItem, Candidate
from candidates.services.checks import confirm_result
from candidates.services.reviews import move_candidate
from core import access, audit, workflow
from core.errors import DomainError, attempt

MOST_AT_ONCE = 100
BULK_MOVES = ("pass_community", "pass_street", "nominate")


def bulk_move(name):
    """The :class:`core.workflow.Move` of that name, if it may be made for several at once; else DomainError."""
    if name not in BULK_MOVES:
        raise DomainError("not_in_bulk", "该动作不能批量办理，请逐个办理。")
    return next(move for move in workflow.moves_of(Candidate) if move.name == name)


@transaction.atomic
def decide_together(*, actor, move, candidates, note=""):
    """Make ``move`` (BULK_MOVES) for each of ``candidates`` of one term; who is refused stays as he was.

    Each success writes what the single move writes; a refusal is kept with its reason. Returns the
    :class:`BulkDecision`. Raises DomainError ``not_in_bulk``, ``none_chosen``, ``too_many``; 404 and 403 as
    access.require for a candidate out of sight or right.
    """
    chosen, candidates = bulk_move(move), sorted(candidates, key=lambda candidate: candidate.pk)
    if not candidates:
        raise DomainError("none_chosen", "请至少勾选一名人选。")
    if len(candidates) > MOST_AT_ONCE:
        raise DomainError("too_many", f"一次最多办理 {MOST_AT_ONCE} 名，请分批办理。")
    for candidate in candidates:
        access.require(actor, "view_vetting_stage", candidate)
    communities = {candidate.community_id: candidate.community for candidate in candidates}
    election = candidates[0].election
    region = communities.popitem()[1] if len(communities) == 1 else election.region
    bulk = BulkDecision.objects.create(
        election=election, region=region, move=move, label=chosen.label, note=note.strip(), actor=actor
    )
    items = [BulkItem(bulk=bulk, candidate=c, **_outcome(actor, c, move, bulk.note)) for c in candidates]
    BulkItem.objects.bulk_create(items)
    done = sum(item.is_done for item in items)
    audit.record(actor, "candidate.bulk", bulk, detail={"move": move, "done": done, "refused": len(items) - done})
    return bulk


def _outcome(actor, candidate, move, note):
    reason = attempt(lambda: move_candidate(actor=actor, candidate=candidate, move=move, note=note))
    return {"is_done": not reason, "reason": reason}


@transaction.atomic
def confirm_together(*, actor, chosen, note=""):
    """维持原结论 of several results in 需复核; one that is refused stays as it was.

    ``chosen``: ``[(check, version)]``, checks as they were read. Each success writes what
    :func:`candidates.services.checks.confirm_result` writes. Returns ``(done, refused)``: checks, and
    ``[(check, reason)]``. Raises DomainError ``none_chosen``, ``too_many``.
    """
    if not chosen:
        raise DomainError("none_chosen", "请至少勾选一项结论。")
    if len(chosen) > MOST_AT_ONCE:
        raise DomainError("too_many", f"一次最多办理 {MOST_AT_ONCE} 项，请分批办理。")
    done, refused = [], []
    for check, version in chosen:

        def confirm(check=check, version=version):
            done.append(confirm_result(actor=actor, check=check, version=version, note=note.strip()))

        if reason := attempt(confirm):
            refused.append((check, reason))
    return done, refused
