"""What a 党工委会 decided takes effect: together, each item through the service of a single decision."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from candidates.meeting_rules import items_of, standing_aside, voters
from candidates.models import AgendaItem, Candidate, NegativeCheck, Slate, VettingMeeting
from candidates.services.decisions import conclude_decision, record_decision
from candidates.services.reviews import decide, move_candidate
from candidates.services.slates import move_slate
from core import access, audit, workflow
from core.errors import DomainError

Kinds, Results = AgendaItem.Kinds, AgendaItem.Results


@dataclass(frozen=True)
class Outcome:
    """What came of one item: took effect, or why not."""

    item: AgendaItem
    refusal: str = ""

    @property
    def is_done(self):
        return not self.refusal


@transaction.atomic
def move_meeting(*, actor, meeting, name, note=""):
    """Any move of a meeting; concluding puts its decisions into effect. Returns the list of :class:`Outcome`.

    Empty for other moves. One item that is refused holds no other up: what it says is kept on the item.
    """
    workflow.apply(actor=actor, obj=meeting, name=name, note=note)
    if name == "submit":
        VettingMeeting.objects.filter(pk=meeting.pk).update(submitted_by=actor)
    return apply_results(actor=actor, meeting=meeting) if name == "conclude" else []


@transaction.atomic
def apply_results(*, actor, meeting):
    """Put into effect what a concluded meeting decided and has not taken effect yet. Returns ``[Outcome]``.

    ``actor``: the leader. What is the staff's to do (a level's decision, recording) is done in the name of
    who wrote the meeting down; what is a leader's, in the leader's. Raises DomainError ``not_concluded``.
    """
    rows = VettingMeeting.objects.select_for_update(of=("self",)).select_related("election", "region", "submitted_by")
    meeting = rows.get(pk=meeting.pk)
    access.require(actor, "conclude_vetting", meeting)
    if meeting.state != VettingMeeting.States.CONCLUDED:
        raise DomainError("not_concluded", f"“{meeting}”还没有审定。")
    attendees, items = list(meeting.attendees.all()), list(items_of(meeting))
    aside = standing_aside(items, attendees)
    waiting = [item for item in items if item.applied_at is None and item.result != Results.DEFER]
    outcomes = [_attempt(actor, meeting, item, len(voters(attendees, aside[item.pk]))) for item in waiting]
    audit.record(actor, "vettingmeeting.apply", meeting,
                 detail={"done": sum(o.is_done for o in outcomes), "refused": sum(not o.is_done for o in outcomes)})  # fmt: skip
    return outcomes


def _attempt(actor, meeting, item, present):
    try:
        with transaction.atomic():
            APPLY[item.kind](actor, meeting, item, present)
    except DomainError as error:
        refusal = error.message
    except (PermissionDenied, Http404):
        refusal = "登记人或审定人已没有办理这一项的权限。"
    else:
        refusal = ""
    item.refusal, item.applied_at = refusal[:300], None if refusal else timezone.now()
    item.save(update_fields=["refusal", "applied_at"])
    return Outcome(item, item.refusal)


def _note(meeting, item):
    votes = f"同意{item.votes_for}、不同意{item.votes_against}、弃权{item.votes_abstained}"
    return f"{meeting}研究：{item.get_result_display()}（{votes}）。{item.opinion}".strip()


def _caution(actor, meeting, item, present):
    """The collective decision on a finding: recorded by the staff, concluded by the leader."""
    check = NegativeCheck.objects.select_related("candidate", "item").get(pk=item.check_row_id)
    decision = record_decision(
        actor=meeting.submitted_by, check=check, meeting=str(meeting), decided_on=meeting.held_on, present=present,
        votes_for=item.votes_for, votes_against=item.votes_against, votes_abstained=item.votes_abstained,
        proceed=item.result == Results.AGREE, reason=item.opinion,
    )  # fmt: skip
    conclude_decision(actor=actor, decision=decision)


def _candidate(actor, meeting, item, present):
    """街道严审's decision where it is due. One who is through already stays so, or is taken up anew."""
    candidate = Candidate.objects.get(pk=item.candidate_id)
    agreed, note = item.result == Results.AGREE, _note(meeting, item)
    if candidate.state == Candidate.States.STREET_REVIEW:
        decide(
            actor=meeting.submitted_by,
            candidate=candidate,
            move="pass_street" if agreed else "reject_street",
            note=note,
        )
    elif not agreed:
        move_candidate(actor=actor, candidate=candidate, move="reopen", note=note)
    elif candidate.state not in ("passed", "district_review", "cleared"):
        raise DomainError("not_through", f"“{candidate}”现为“{candidate.get_state_display()}”，不能按会议结果办理。")


def _slate(actor, meeting, item, present):
    """Adopted by the leader, or given back to be worked on."""
    slate = Slate.objects.select_related("community").get(pk=item.slate_id)
    note = _note(meeting, item)
    if item.result == Results.AGREE:
        move_slate(actor=actor, slate=slate, name="adopt", note=note)
    else:
        move_slate(actor=meeting.submitted_by, slate=slate, name="take_back", note=note)


APPLY = {Kinds.CAUTION: _caution, Kinds.CANDIDATE: _candidate, Kinds.SLATE: _slate}
