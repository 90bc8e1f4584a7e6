"""Parallel reviewers: the setting of a level, and each one's independent opinion."""

from django.db import transaction
from django.utils import timezone

from candidates import panels
from candidates.models import Candidate, PanelSetting, ReviewOpinion
from candidates.models.opinions import MOST_OPINIONS
from candidates.services.candidates import require_running
from core import access, audit
from core.errors import DomainError


@transaction.atomic
def set_panel(*, actor, election, level, opinions_required):
    """How many independent opinions a level of the term asks for (0: none). Returns the :class:`PanelSetting`."""
    access.require(actor, "manage_rules", election)
    require_running(election)
    if not 0 <= opinions_required <= MOST_OPINIONS:
        raise DomainError("panel_size", f"独立评审人数为 0 到 {MOST_OPINIONS}。", level)
    setting, _ = PanelSetting.objects.get_or_create(election=election, level=level)
    before = setting.opinions_required
    if before != opinions_required:
        setting.opinions_required, setting.updated_by = opinions_required, actor
        setting.version += 1
        setting.save()
        audit.record(actor, "rule.panel", setting, detail={"level": level, "from": before, "to": opinions_required})
    return setting


@transaction.atomic
def save_opinion(*, actor, candidate, score=None, advice="", text="", submit=False):
    """Save the actor's opinion on a candidate in review; with ``submit`` it is final.

    ``score``: 0–100; ``advice``: ReviewOpinion.Advice. Others' opinions are not shown to him before. When as
    many are in as the level asks for, all are released to the decider. Returns the :class:`ReviewOpinion`.
    Raises DomainError ``not_in_review``, ``no_panel``, ``conflict_of_interest``, ``own_proposal``,
    ``decided_at_community``, ``opinion_submitted``, ``panel_complete``, ``score_required``,
    ``advice_required`` or ``text_required``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("election").get(pk=candidate.pk)
    level = panels.level_of(candidate)
    access.require(actor, f"review_{level}" if level else "view_vetting_stage", candidate)
    require_running(candidate.election)
    refusal = panels.refusal_to_review(candidate, actor)
    if refusal:
        raise refusal
    if submit:
        _require_whole(score, advice, text)
    opinion, _ = ReviewOpinion.objects.update_or_create(
        candidate=candidate, level=level, round=candidate.round, reviewer=actor,
        defaults={"score": score, "advice": advice, "text": text.strip(),
                  "submitted_at": timezone.now() if submit else None},
    )  # fmt: skip
    event = "candidate.submit_opinion" if submit else "candidate.draft_opinion"
    audit.record(actor, event, candidate, detail={"level": level, "round": candidate.round})
    if submit and not panels.opinions_wanting(candidate):
        panels.opinions_of(candidate, level).exclude(submitted_at=None).update(released=True)
        opinion.released = True
    return opinion


def _require_whole(score, advice, text):
    if score is None or not 0 <= score <= 100:
        raise DomainError("score_required", "请打分（0 到 100）。", "score")
    if not advice:
        raise DomainError("advice_required", "请选择建议。", "advice")
    if advice != ReviewOpinion.Advice.PASS and not text.strip():
        raise DomainError("text_required", "建议退回或不通过的，请写明理由。", "text")
