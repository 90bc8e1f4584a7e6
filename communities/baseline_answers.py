"""A baseline as it reads: every answer in words, what changed since the last round, what was marked or explained."""

from collections import defaultdict
from dataclasses import dataclass

from communities.baseline_progress import Progress, answers_of_last_round


@dataclass(frozen=True)
class AnswerLine:
    """One item. ``lines``: the answer; ``was``: how it read in the last round, None if it is the same.

    ``reasons``: why it was returned and is not yet corrected; ``marks``: noted by the street in this round.
    """

    key: str
    label: str
    lines: list
    was: list | None
    group: str = ""
    reasons: tuple = ()
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
    def reasons(self):
        """Why the section as a whole was returned; with it, reasons on a tick box that has no line of its own."""
        shown = {line.key for line in self.lines}
        return [item.reason for item in self.progress.reasons if item.field not in shown]

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


def _reads(field, answers):
    """The lines of one answer; an empty table that was confirmed as empty says so."""
    if field.is_rows and answers.get("none"):
        return ["无，已确认"]
    return field.lines(answers.get(field.key))


def _line(field, progress, before, marks):
    lines = _reads(field, progress.row.answers)
    earlier = _reads(field, before) if before else lines
    return AnswerLine(
        field.key, field.label, lines, earlier if earlier != lines else None, field.group,
        tuple(progress.reason_for(field.key)), tuple(marks[progress.section.key, field.key]),
    )  # fmt: skip


def _section(progress, before, marks):
    section, answers = progress.section, progress.row.answers
    fields = [field for field in section.fields if field.key != "none"]  # told by the table's own line
    lines = [_line(field, progress, before, marks) for field in fields]
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
