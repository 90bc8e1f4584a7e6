"""倒排工期 as it stands: every step in every community, its day, whether it is done, late or due soon, and what it breaks.

A step that names its records is done where those are (reports.completeness); the others where somebody said so.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from communities.backward_plan import Breach, CommunitySchedule, community_schedules
from communities.models import Baseline, Milestone, Region
from communities.models.schedule import SOON_DAYS, Fulfilments
from core.access import code_condition, visible_to
from reports.completeness import CHECKS, Item, completeness
from reports.progress import time_left

LATE, SOON = "overdue", "soon"


@dataclass(frozen=True)
class Cell:
    """One step in one community on the day ``today``. ``item``: how far its records are, None where none count."""

    step: Milestone
    schedule: CommunitySchedule
    today: date
    item: Item | None

    @property
    def community(self):
        return self.schedule.community

    @property
    def due_on(self):
        return self.schedule.plan.days[self.step.pk]

    @property
    def own(self):
        """What the community has of its own in this step, or None."""
        return self.schedule.own.get(self.step.pk)

    @property
    def is_moved(self):
        return bool(self.own and self.own.due_on)

    @cached_property
    def breach(self) -> Breach | None:
        return self.schedule.plan.breach_of(self.step.pk)

    @property
    def is_hidden(self):
        """Whether it is done shows only in records that the reader may not see: then nothing is said of it."""
        return bool(self.step.fulfilled_by) and self.item is None

    @property
    def is_done(self):
        if self.step.done_on or (self.own and self.own.done_on):
            return True
        return bool(self.item and self.item.due and self.item.is_done)

    @property
    def is_with_street(self):
        """The community has reported its baseline; nothing is late of it while the street reads."""
        baseline = self.schedule.baseline if self.step.fulfilled_by == Fulfilments.BASELINE else None
        return baseline is not None and baseline.state == Baseline.States.SUBMITTED

    @property
    def days_left(self):
        return (self.due_on - self.today).days

    @property
    def state(self):
        """done, overdue, soon or open."""
        if self.is_done:
            return "done"
        if self.is_hidden or self.is_with_street:
            return "open"
        return LATE if self.days_left < 0 else SOON if self.days_left <= SOON_DAYS else "open"

    @property
    def tone(self):
        return {"done": "ok", LATE: "bad", SOON: "warn", "open": "wait"}[self.state]

    @property
    def words(self):
        """已办结, 逾期 3 天, 今天到期, 还有 5 天 or 未到期; behind a comma how far the records are, where some are there."""
        if self.is_hidden and not self.is_done:
            return "由街道掌握"
        if self.is_with_street and not self.is_done:
            return Baseline.States.SUBMITTED.label
        said = {"done": "已办结", "open": "未到期"} | dict.fromkeys((LATE, SOON), time_left(self.days_left))
        part = f"，已办 {self.item.words}" if not self.is_done and self.item and self.item.done else ""
        return said[self.state] + part

    @property
    def url(self):
        """Where the work is done: its records' page, else the page of the step."""
        return self.item.url if self.item else self.page

    @property
    def page(self):
        return reverse("communities:step", args=[self.step.pk, self.community.pk])


@dataclass(frozen=True)
class Line:
    """One step over all communities; ``cells`` in the order of codes, none where the reader sees the term's days alone."""

    step: Milestone
    cells: list

    @property
    def total(self):
        return len(self.cells)

    @property
    def apart(self):
        """How many communities have another day than the term's."""
        return sum(cell.due_on != self.step.due_on for cell in self.cells)

    def count(self, state):
        return sum(cell.state == state for cell in self.cells)

    @property
    def done(self):
        return self.count("done")

    @property
    def is_done(self):
        """Said to be done for the whole term, or done in every community."""
        return bool(self.step.done_on or (self.cells and self.done == self.total))

    @property
    def late(self):
        return self.count(LATE)

    @property
    def soon(self):
        return self.count(SOON)

    @property
    def next_on(self):
        """The first day that is late or presses in a community, which may have its own; else the term's."""
        pressing = [cell.due_on for cell in self.cells if cell.state in (LATE, SOON)]
        return min(pressing, default=self.step.due_on)

    @property
    def breaches(self):
        return [cell for cell in self.cells if cell.breach]


class Schedule:
    """The term's schedule as ``user`` sees it below ``region``. Above a street: the term's own days alone."""

    def __init__(self, user, election, region, today, files=None):
        """``files``: the completeness of the communities by code, where it is counted already."""
        self.user, self.election, self.region, self.today, self.files = user, election, region, today, files

    @cached_property
    def communities(self):
        if self.region.level < Region.Levels.STREET:
            return []
        inside = code_condition("code", [self.region.pk])
        places = visible_to(self.user, Region).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
        return list(places.order_by("code"))

    @cached_property
    def steps(self):
        return list(visible_to(self.user, Milestone).filter(election=self.election).select_related("after"))

    @cached_property
    def lines(self):
        """A :class:`Line` for each step, in the order of days."""
        by_step = defaultdict(list)
        for cell in self._cells():
            by_step[cell.step.pk].append(cell)
        return [Line(step, by_step[step.pk]) for step in self.steps]

    @cached_property
    def _plans(self):
        found = community_schedules(self.user, self.election, self.region, self.communities)
        return {schedule.community.pk: schedule for schedule in found}

    def _cells(self):
        if not self.steps or not self.communities:
            return
        files = self.files or self._files()
        for schedule in self._plans.values():
            file = files[schedule.community.pk]
            for step in self.steps:
                item = file.item(step.fulfilled_by) if step.fulfilled_by else None
                yield Cell(step, schedule, self.today, item)

    def _files(self):
        keys = {step.fulfilled_by for step in self.steps} - {""}
        checks = [check for check in CHECKS if check.key in keys]
        return completeness(self.user, self.region, self.election, [place.pk for place in self.communities], checks)

    def cells(self, *, state="", code=""):
        """The :class:`Cell` s in a state and a community (empty: any), soonest first."""
        found = (cell for line in self.lines for cell in line.cells)
        chosen = [c for c in found if (not state or c.state == state) and (not code or c.community.pk == code)]
        return sorted(chosen, key=lambda cell: (cell.due_on, cell.step.pk, cell.community.pk))

    @property
    def late(self):
        return sum(line.late for line in self.lines)

    @property
    def soon(self):
        return sum(line.soon for line in self.lines)

    @property
    def pressing(self):
        """The lines with something late or due soon, what is late first."""
        return sorted((line for line in self.lines if line.late or line.soon), key=lambda line: not line.late)

    @property
    def breaches(self):
        return [cell for line in self.lines for cell in line.breaches]

    @cached_property
    def by_check(self):
        """``{(community code, check key): Cell}``: the first day by which a community's records are due."""
        return {
            (cell.community.pk, cell.step.fulfilled_by): cell
            for cell in reversed(self.cells()) if cell.step.fulfilled_by
        }  # fmt: skip

    def cell_of(self, item):
        """The :class:`Cell` by whose day the records of an ``Item`` are due; None without such a step."""
        return self.by_check.get((item.code, item.check.key))

    def standing(self, item):
        """The :class:`Standing` of an ``Item``: the one thing that home page, ledger and schedule say of it."""
        cell = self.cell_of(item)
        if cell is None or cell.state not in (LATE, SOON):
            return Standing(item, self._words(item), item.tone)
        return Standing(item, self._words(item), cell.tone, time_left(cell.days_left), cell.state == LATE)

    def _words(self, item):
        if item.check.key != Fulfilments.BASELINE or item.code not in self._plans:
            return item.words
        baseline = self._plans[item.code].baseline
        return baseline.get_state_display() if baseline else "未下发"

    def matrix(self, summaries):
        """``[(summary, [Standing])]``: how far each community is, and what of it is late or soon."""
        return [
            (summary, [self.standing(item) for item in summary.completeness.items if item.check.key != "risk"])
            for summary in summaries
        ]


@dataclass(frozen=True)
class Standing:
    """How far one check of one community is: its words and tone, how long it has still (``pressing``) or is late."""

    item: Item
    words: str
    tone: str
    pressing: str = ""
    is_late: bool = False

    def __str__(self):
        return f"{self.words} {self.pressing}".strip()
