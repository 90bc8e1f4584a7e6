"""需要关注的社区: which communities a leader should look at, and for what reason, from grades, schedule and baselines."""

from dataclasses import dataclass, field

from communities.models import Region, RiskGrades

MOST_STEPS = 2  # late steps that are named


@dataclass
class Attention:
    """One community with its grade (RiskGrade or None) and ``reasons`` in words; the worst come first."""

    community: Region
    grade: object = None
    late: int = 0
    reasons: list = field(default_factory=list)

    @property
    def weight(self):
        order = {RiskGrades.RED: 0, RiskGrades.YELLOW: 1}
        return (order.get(self.grade.grade if self.grade else None, 2), -self.late)


def needing_attention(summaries, schedule):
    """The :class:`Attention` of every community graded red or yellow, or late with a step of the schedule."""
    late = {}
    for cell in schedule.cells(state="overdue"):
        late.setdefault(cell.community.pk, []).append(cell)
    found = [_of(summary, late.get(summary.community.pk, [])) for summary in summaries]
    return sorted((each for each in found if each.reasons), key=lambda each: each.weight)


def _of(summary, late):
    made = Attention(summary.community, summary.grade, len(late))
    if summary.grade and summary.grade.grade != RiskGrades.GREEN:
        made.reasons.append(summary.grade.reasons)
    if late:
        named = "、".join(f"{cell.step}（{cell.words}）" for cell in late[:MOST_STEPS])
        made.reasons.append(f"日程逾期 {len(late)} 项：{named}{'等' if len(late) > MOST_STEPS else ''}")
    return made
