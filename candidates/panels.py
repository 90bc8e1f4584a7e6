"""Parallel reviewers of a level: who may file an opinion, and how many are still to come."""

from candidates import vetting
from candidates.models import PanelSetting, ReviewOpinion
from candidates.querysets import REVIEW_STATES
from core.errors import DomainError, refuse_if

LEVEL_OF_STATE = {state: level for level, state in REVIEW_STATES.items()}


def level_of(candidate):
    """The level that has the candidate's file now: ``community`` or ``street``; None where neither has."""
    return LEVEL_OF_STATE.get(candidate.state)


def opinions_required(election, level):
    """How many independent opinions the level asks for; 0 where nothing is set."""
    found = PanelSetting.objects.filter(election=election, level=level).values_list("opinions_required", flat=True)
    return found.first() or 0


def opinions_of(candidate, level):
    """All opinions of the level in the candidate's present round: for services, never for a page."""
    return ReviewOpinion.objects.filter(candidate=candidate, level=level, round=candidate.round)


def opinions_wanting(candidate):
    """How many opinions the level that has the file still waits for."""
    level = level_of(candidate)
    required = opinions_required(candidate.election, level) if level else 0
    if not required:
        return 0
    return max(required - opinions_of(candidate, level).exclude(submitted_at=None).count(), 0)


def require_opinions(candidate, actor):
    """Guard of passing and rejecting: the independent opinions are in."""
    wanting = opinions_wanting(candidate)
    refuse_if([f"独立评审意见还差 {wanting} 份"] if wanting else [], "opinions_wanting")


def refusal_to_review(candidate, actor):
    """Why ``actor`` may file no opinion on the candidate now, as a DomainError; None if he may."""
    for rule in (_require_level, vetting.require_no_conflict, vetting.require_not_proposer,
                 vetting.require_other_level, _require_open):  # fmt: skip
        try:
            rule(candidate, actor)
        except DomainError as refusal:
            return refusal
    return None


def _require_level(candidate, actor):
    level = level_of(candidate)
    if level is None:
        raise DomainError(
            "not_in_review", f"“{candidate}”现为“{candidate.get_state_display()}”，不在评审中。请刷新页面。"
        )
    if not opinions_required(candidate.election, level):
        raise DomainError("no_panel", "本级未设独立评审，可直接作出决定。")


def _require_open(candidate, actor):
    level = level_of(candidate)
    filed = opinions_of(candidate, level)
    if filed.filter(reviewer=actor).exclude(submitted_at=None).exists():
        raise DomainError("opinion_submitted", "您的评审意见已经提交，不能再改。")
    if not opinions_wanting(candidate):
        raise DomainError("panel_complete", "本轮独立评审意见已经收齐，不再受理新的意见。")
