"""A baseline as it reads: every answer in words, what changed since the last round, what was marked or explained."""

from collections import defaultdict
from dataclasses import dataclass

from communities.baseline_progress import Progress, answers_of_last_round


@dataclass(frozen=True)
class AnswerLine:
    """One item. ``lines``: the answer; ``was``: how it read in the last round, None if it is the same."""

    key: str
    label: str
    lines: list
    was: list | None
    marks: tuple = ()


@dataclass(frozen=True)
class SectionAnswers:
    """One section's items with its progress, explanations of odd figures, and marks on the section as a whole."""

    progress: object
    lines: list
    marks: tuple

    @property
    def section(self):
        return self.progress.section

    @property
    def is_changed(self):
        return any(line.was is not None for line in self.lines)

    @property
    def explanations(self):
        return list(self.progress.row.explanations.values())


def _team_line(team, before):
    def reads(figures):
        return [
            f"{figures['members']} 人（职数 {figures['seats']}），女 {figures['women']} 人，"
            f"党员 {figures['party']} 人，交叉任职 {figures['both_committees']} 人"
        ]

    was = reads(before) if before and before != team else None
    return AnswerLine("on_file", "班子成员", reads(team) if team else ["—"], was)


def _line(field, answers, before, marks):
    lines = field.lines(answers.get(field.key))
    earlier = field.lines(before.get(field.key)) if before else lines
    return AnswerLine(field.key, field.label, lines, earlier if earlier != lines else None, marks)


def _section(progress, before, marks):
    answers, section = progress.row.answers, progress.section
    lines = [_line(field, answers, before, tuple(marks[section.key, field.key])) for field in section.fields]
    if section.key == "team":
        lines.insert(0, _team_line(answers.get("on_file"), before.get("on_file")))
    return SectionAnswers(progress, lines, tuple(marks[section.key, ""]))


def read(baseline, *, with_marks=False):
    """All sections of ``baseline`` as :class:`SectionAnswers`.

    ``with_marks``: include the return reasons noted in this round, which only the street may see.
    """
    before, marks = answers_of_last_round(baseline), defaultdict(list)
    if with_marks:
        for item in baseline.returns.this_round(baseline):
            marks[item.section, item.field].append(item)
    return [_section(line, before.get(line.section.key, {}), marks) for line in Progress.of(baseline).sections]
