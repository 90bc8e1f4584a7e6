"""Review at three levels: the moves of a candidate, each decision with its row."""

from django.db import transaction
from django.utils import timezone

from candidates import district
from candidates.models import Candidate, Correction, Review
from candidates.services.candidates import require_running
from candidates.services.following import sync_checks
from candidates.services.rounds import keep_findings
from communities.models import TermRole
from communities.services import leave_roster, note_change, put_on_roster
from core import access, audit, workflow
from core.errors import DomainError

COMMUNITY, STREET, DISTRICT = Review.Levels
DECISIONS = Review.Decisions

# move → (level, decision): the moves that are decisions of a level
REVIEW_MOVES = {
    "pass_community": (COMMUNITY, DECISIONS.PASS),
    "return_community": (COMMUNITY, DECISIONS.RETURN),
    "reject_community": (COMMUNITY, DECISIONS.REJECT),
    "take_over": (COMMUNITY, DECISIONS.STAND_ASIDE),
    "pass_street": (STREET, DECISIONS.PASS),
    "return_street": (STREET, DECISIONS.RETURN),
    "reject_street": (STREET, DECISIONS.REJECT),
    "clear_district": (DISTRICT, DECISIONS.PASS),
    "return_district": (DISTRICT, DECISIONS.RETURN),
    "reject_district": (DISTRICT, DECISIONS.REJECT),
}
NEW_ROUND = ("reopen", "nominate")
PROSPECT, CANDIDATE = TermRole.Capacities.PROSPECT, TermRole.Capacities.CANDIDATE
OFF_ROSTER = (Candidate.States.REJECTED, Candidate.States.WITHDRAWN)


@transaction.atomic
def decide(*, actor, candidate, move, note="", corrections=()):
    """Make the review move ``move`` (REVIEW_MOVES) and write the level's decision, in one transaction.

    ``corrections``: what a return asks to be put right, one text each; without a ``note`` they are the
    reason. Of several reviewers at once one decides; the others get DomainError ``wrong_state``. Raises
    besides ``not_a_review``, ``corrections_required`` and what workflow.apply raises. Returns the
    :class:`Review`.
    """
    if move not in REVIEW_MOVES:
        raise DomainError("not_a_review", "没有这个审查动作，请刷新页面重试。")
    level, decision = REVIEW_MOVES[move]
    candidate = _locked(candidate)
    round_number = candidate.round  # a return opens the next round; the decision belongs to this one
    requests = _requests(decision, corrections)
    note = note.strip() or "；".join(requests)
    if decision == DECISIONS.RETURN:
        keep_findings(candidate)
    workflow.apply(actor=actor, obj=candidate, name=move, note=note)
    review = Review.objects.create(
        candidate=candidate, level=level, round=round_number, decision=decision, opinion=note, reviewer=actor
    )
    Correction.objects.bulk_create(Correction(review=review, request=request) for request in requests)
    _keep_roster(candidate)
    if move == "pass_street":
        _go_on_if_cleared(actor, candidate)
    return review


def _go_on_if_cleared(actor, candidate):
    """A nominee whom the district cleared before need not be sent again: he goes straight on."""
    fresh = Candidate.objects.get(pk=candidate.pk)
    if fresh.is_nominee and district.has_standing_clearance(fresh):
        workflow.apply(actor=actor, obj=fresh, name="keep_clearance", note="区级联审结论未变，同一人选不重复联审。")


def _locked(candidate):
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("election").get(pk=candidate.pk)
    require_running(candidate.election)
    return candidate


def _requests(decision, corrections):
    requests = [text.strip()[:200] for text in corrections if text.strip()]
    if decision != DECISIONS.RETURN:
        return []
    if not requests:
        raise DomainError("corrections_required", "退回须逐条列明需补正的事项。", "corrections")
    return requests


@transaction.atomic
def move_candidate(*, actor, candidate, move, note="", corrections=()):
    """Any move of a candidate: a level's decision goes to :func:`decide`; 提交, 列为候选人, 退出 etc. are applied.

    Keeps the term's roster: 意向人选 or 候选人 by phase, and off it whoever is rejected or withdrew. A new
    round takes up rules added since. Raises as workflow.apply and :func:`decide`.
    """
    if move in REVIEW_MOVES:
        decide(actor=actor, candidate=candidate, move=move, note=note, corrections=corrections)
        return
    candidate = _locked(candidate)
    if move in NEW_ROUND:
        keep_findings(candidate)
    workflow.apply(actor=actor, obj=candidate, name=move, note=note)
    _keep_roster(candidate)
    if move in NEW_ROUND:
        sync_checks(actor=actor, election=candidate.election, candidates=[candidate])


def _keep_roster(candidate):
    fresh = Candidate.objects.get(pk=candidate.pk)
    stands = fresh.state not in OFF_ROSTER
    for capacity, is_his in ((PROSPECT, not fresh.is_nominee), (CANDIDATE, fresh.is_nominee)):
        keep = put_on_roster if stands and is_his else leave_roster
        keep(person=fresh.person, election=fresh.election, community=fresh.community, capacity=capacity)
    note_change(fresh.election_id, [fresh.community_id])


@transaction.atomic
def answer_correction(*, actor, correction, answer):
    """Say how a returned item was put right, while the candidate is 退回补正. Returns the :class:`Correction`.

    Raises DomainError ``not_returned`` or ``answer_required``.
    """
    candidate = _locked(correction.review.candidate)
    access.require(actor, "fill_records", candidate)
    if candidate.state != Candidate.States.RETURNED:
        raise DomainError("not_returned", f"“{candidate}”现为“{candidate.get_state_display()}”，不在补正中。")
    if not answer.strip():
        raise DomainError("answer_required", "请写明补正情况。", "answer")
    correction.answer, correction.answered_by, correction.answered_at = answer.strip(), actor, timezone.now()
    correction.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(actor, "candidate.answer_correction", candidate, detail={"request": correction.request})
    return correction
