"""What must hold before a clue goes on: the guards of discipline.models.Clue, ``(clue, actor) -> None``."""

from core.errors import DomainError
from discipline.clue_access import leaders_over
from discipline.models.clues import Results

SUBSTANTIATED = (Results.TRUE, Results.PARTLY)


def require_inspector(clue, actor):
    if not clue.assignments.filter(ended_at=None).exists():
        raise DomainError("no_inspector", f"{clue.code}还没有承办人，请先指派承办人。")


def require_no_extension_waiting(clue, actor):
    if clue.extensions.filter(decision="waiting").exists():
        raise DomainError("extension_waiting", f"{clue.code}有延期申请待批准，请先由负责人批准或退回。")


def require_result(clue, actor):
    if not clue.result:
        raise DomainError("result_missing", f"{clue.code}还没有核查结果，请退回承办人补填。")


def require_second_hand(clue, actor):
    """Whoever proposes a result does not approve it."""
    if clue.reported_by_id == actor.pk:
        raise DomainError("own_conclusion", "核查结论由您提出，须由另一名负责人审定；没有的，请先指派承办人核查。")


def require_feedback(clue, actor):
    """实名必反馈."""
    if clue.needs_feedback:
        raise DomainError("feedback_missing", f"{clue.code}是实名举报，须先向举报人反馈并登记。")


def require_follow_up(clue, actor):
    """What was found true has to go on somewhere; where to is written down, nothing of it flows by itself."""
    if clue.result in SUBSTANTIATED and not clue.follow_up:
        raise DomainError("follow_up_missing", f"{clue.code}{clue.get_result_display()}，须先登记查实后的处理。")


def nobody_in_charge(region):
    """Whether no account is in charge of clues where ``region`` lies."""
    return not leaders_over([region.pk])
