"""Time limits of clues: the term's rules, and the day on which each ends.

Defaults (domain facts §4.10): 广饶县纪委 accepts, presents and transfers the same day and checks within
five working days; 重庆 2025 answers in writing within thirty days what is said against procedure, result
or the election's order. Neither is this street's own rule: both ship as 示例（待核定）.
"""

from datetime import timedelta

from communities.working_days import WorkingDays
from discipline.models import ClueLimit
from discipline.models.clues import Matters

STEPS = ClueLimit.Steps
GUANGRAO = "参照广饶县纪委换届举报办理做法"
CHONGQING = "参照重庆市2025年办法：对程序、结果有异议及破坏选举的举报"
DEFAULTS = (
    (STEPS.ACCEPT, 0, True, GUANGRAO),
    (STEPS.PRESENT, 0, True, GUANGRAO),
    (STEPS.DECIDE, 0, True, GUANGRAO),
    (STEPS.CHECK, 5, True, GUANGRAO),
    (STEPS.ANSWER, 30, False, CHONGQING),
)
ANSWERED_IN_WRITING = (Matters.BRIBERY, Matters.DISRUPTION, Matters.PROCEDURE)
WARN_WORKING_DAYS = 1  # 临期: the last working day before the limit, and the limit's own


def limits_of(election):
    """The term's limits by step; unsaved defaults stand in for those that are not on file yet."""
    kept = {limit.step: limit for limit in ClueLimit.objects.filter(election=election)}
    return {
        step: kept.get(step) or ClueLimit(election=election, step=step, days=days, in_working_days=working, basis=basis)
        for step, days, working, basis in DEFAULTS
    }


class Deadlines:
    """The days on which limits of a term end, its rules and holidays read once."""

    def __init__(self, election):
        self.limits, self.days = limits_of(election), WorkingDays(election)

    def end(self, step, start):
        """The last day of the limit of ``step`` that began on ``start``."""
        limit = self.limits[step]
        if limit.in_working_days:
            return self.days.after(start, limit.days)
        return start + timedelta(days=limit.days)

    def warning(self, due_on):
        """The day from which ``due_on`` is near."""
        return self.days.before(due_on, WARN_WORKING_DAYS)

    def set_due(self, clue, due_on):
        """Let the limit that ends on ``due_on`` (None: no limit) run for ``clue``; not saved."""
        clue.due_on = due_on
        clue.warn_on = self.warning(due_on) if due_on else None


def is_answered_in_writing(clue):
    """Whether the limit of a written answer applies: a named report of these matters."""
    return clue.is_named and clue.matter in ANSWERED_IN_WRITING
