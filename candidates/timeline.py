"""One timeline of a candidate: who put forward, checked, decided what, and when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from candidates.models import Candidate, CriterionCheck, NegativeCheck, Review
from candidates.services.reviews import REVIEW_MOVES

TONES = {
    Candidate.States.PASSED: "ok",
    Candidate.States.CLEARED: "ok",
    Candidate.States.STREET_REVIEW: "ok",
    Candidate.States.RETURNED: "warn",
    Candidate.States.REJECTED: "bad",
}


@dataclass(frozen=True)
class Line:
    """A line for the timeline component; ``tone`` ok, warn, bad or wait."""

    at: datetime
    who: str
    title: str
    note: str = ""
    tone: str = "wait"


def lines(candidate, *, with_vetting):
    """The candidate's :class:`Line` list, oldest first, in a constant number of queries.

    ``with_vetting``: whether the reader holds view_vetting; without it the negative list, its decisions
    and the street's words are left out (matrix of roles: stage and returned items only).
    """
    found = [_put_forward(candidate), *_moves(candidate, with_vetting), *_standards(candidate), *_answers(candidate)]
    if with_vetting:
        found += [*_negatives(candidate), *_decisions(candidate)]
    return sorted(found, key=lambda line: line.at)


def _put_forward(candidate):
    note = f"来源“{candidate.get_source_display()}”，拟任{candidate.get_intended_post_display()}"
    return Line(candidate.created_at, candidate.put_forward_by.full_name, "提出人选", note)


def _moves(candidate, with_vetting):
    for transition in candidate.timeline():
        note = transition.note if with_vetting or _is_open(transition.move) else ""
        tone = TONES.get(transition.target, "wait")
        yield Line(transition.at, transition.actor.full_name, transition.label, note, tone)


def _is_open(move):
    """Whether the community may read the words of a move: not the street's, except what it asks to correct."""
    level, decision = REVIEW_MOVES.get(move, (Review.Levels.COMMUNITY, None))
    return level == Review.Levels.COMMUNITY or decision == Review.Decisions.RETURN


def _answers(candidate):
    answered = [c for review in candidate.reviews.all() for c in review.corrections.all() if c.answered_at]
    for correction in answered:
        note = f"{correction.request}：{correction.answer}"
        yield Line(correction.answered_at, correction.answered_by.full_name, "补正", note, "ok")


def _standards(candidate):
    checks = [c for c in candidate.criterion_checks.all() if c.result != CriterionCheck.Results.PENDING]
    return _sittings(checks, "对标核查")


def _negatives(candidate):
    checks = [c for c in candidate.negative_checks.all() if c.result != NegativeCheck.Results.PENDING]
    hits = [c for c in checks if c.result == NegativeCheck.Results.HIT]
    for check in hits:
        note = f"{check.item.code} {check.wording}（{check.get_kind_display()}）：{check.evidence}"
        yield Line(check.updated_at, check.updated_by.full_name, "负面清单认定“有此情形”", note, "bad")
    yield from _sittings([c for c in checks if c not in hits], "负面清单核查")


def _sittings(checks, title):
    """One line for what one person checked on one day: twenty lines of 无此情形 would bury the decisions."""

    def sitting(check):
        return timezone.localdate(check.updated_at), str(check.updated_by_id)

    for _, group in groupby(sorted(checks, key=sitting), key=sitting):
        done = list(group)
        numbers = Counter(check.get_result_display() for check in done)
        note = "，".join(f"{label} {number} 项" for label, number in numbers.items())
        yield Line(max(c.updated_at for c in done), done[0].updated_by.full_name, f"{title} {len(done)} 项", note)


def _decisions(candidate):
    for check in candidate.negative_checks.all():
        for decision in check.decisions.all():
            yield from _decision_lines(check, decision)


def _decision_lines(check, decision):
    verdict = "同意继续" if decision.proceed else "不同意继续"
    votes = f"，同意 {decision.votes_for}、不同意 {decision.votes_against}、弃权 {decision.votes_abstained}"
    note = f"{check.item.code} {check.wording}；{decision.meeting}{votes if decision.present else ''}，结论：{verdict}"
    yield Line(decision.recorded_at, decision.recorded_by.full_name, "登记集体研究", note)
    if decision.is_concluded:
        tone = "ok" if decision.proceed else "bad"
        yield Line(
            decision.concluded_at, decision.concluded_by.full_name, f"审定集体研究：{verdict}", check.wording, tone
        )
    if decision.is_returned:
        yield Line(
            decision.returned_at, decision.returned_by.full_name, "退回集体研究，重拟", decision.return_reason, "warn"
        )
