"""倒排工期: the day of every step, counted from the election day of each community, and which limit a day breaks.

Nothing here writes, or knows of pages; what is asked for is computed from the rule rows (communities.models.schedule).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from communities.models import Baseline, CommunityElectionDay, CommunityMilestone, Milestone, Region
from communities.models.schedule import Fulfilments, Limits, Units
from communities.working_days import WorkingDays
from core.access import code_condition, visible_to


@dataclass(frozen=True)
class Breach:
    """A day that breaks its step's limit by ``days`` (in the limit's own unit)."""

    milestone: Milestone
    due_on: date
    days: int

    @property
    def words(self):
        """正式候选人公示：12月26日，须在选举日5日前，差1日。"""
        rule, on = self.milestone, self.due_on
        unit = rule._unit(rule.limit_unit)
        return f"“{rule.title}”{on.month}月{on.day}日：{rule.limit_words}，相差{self.days}{unit}"

    @property
    def basis(self):
        return self.milestone.limit_basis or self.milestone.basis or "未写明依据"


class BackwardPlan:
    """The days of a term's steps by one election day. ``moved``: ``{milestone key: day}`` set by hand."""

    def __init__(self, milestones, working_days, election_day, moved=None):
        self.rules = {each.pk: each for each in milestones}
        self.working_days, self.election_day, self.moved = working_days, election_day, moved or {}
        self.days = {}
        for key in self.rules:
            self.day_of(key)

    def day_of(self, key):
        """The day of a step: the one set by hand, else the one counted."""
        if key not in self.days:
            self.days[key] = self.moved.get(key) or self.counted(key)
        return self.days[key]

    def counted(self, key):
        """The day of a step by its rule alone."""
        rule = self.rules[key]
        if rule.offset is None:
            return rule.due_on
        return self._shift(self.anchor_of(rule), rule.offset, rule.unit)

    def anchor_of(self, rule):
        return self.day_of(rule.after_id) if rule.after_id else self.election_day

    def _shift(self, day, number, unit):
        if unit == Units.DAY or not number:
            return day + timedelta(days=number)
        return self.working_days.after(day, number) if number > 0 else self.working_days.before(day, -number)

    def breach_of(self, key):
        """The :class:`Breach` of a step's limit; None if it is kept, or there is none."""
        rule = self.rules[key]
        if not rule.limit_words:
            return None
        short = _days_outside(rule, self._distance(self.anchor_of(rule), self.days[key], rule.limit_unit))
        return Breach(rule, self.days[key], short) if short else None

    def _distance(self, start, end, unit):
        return self.working_days.between(start, end) if unit == Units.WORKING_DAY else (end - start).days

    @property
    def breaches(self):
        """Every :class:`Breach`, in the order of days."""
        found = (self.breach_of(key) for key in sorted(self.days, key=self.days.get))
        return [breach for breach in found if breach]


def _days_outside(rule, distance):
    """By how many days ``distance`` (positive after the anchor) lies outside what the limit allows."""
    low, high = {
        Limits.BEFORE_AT_LEAST: (None, -rule.limit),
        Limits.BEFORE_AT_MOST: (-rule.limit, 0),
        Limits.AFTER_AT_LEAST: (rule.limit, None),
        Limits.AFTER_AT_MOST: (0, rule.limit),
    }[rule.limit_kind]
    if low is not None and distance < low:
        return low - distance
    return distance - high if high is not None and distance > high else 0


@dataclass(frozen=True)
class Effect:
    """What a change does: ``shifted`` ``[(rule, day before, day after)]``; limits newly broken; steps overtaken.

    ``overtaken``: the steps that came before (or after) a moved one and now come after (or before) it.
    """

    shifted: list
    breaches: list
    overtaken: list


def effect_of(before, after):
    """The :class:`Effect` of going from one :class:`BackwardPlan` to another of the same term."""
    shifted = [
        (after.rules[key], before.days.get(key), day)
        for key, day in sorted(after.days.items(), key=lambda item: item[1])
        if before.days.get(key) != day
    ]
    broken = {breach.milestone.pk: breach.days for breach in before.breaches}
    breaches = [each for each in after.breaches if each.days > broken.get(each.milestone.pk, 0)]
    return Effect(shifted, breaches, _overtaken(before, after, shifted))


def _overtaken(before, after, shifted):
    """``[(step that moved, step that stayed)]`` whose order is another than before."""
    moved = {rule.pk for rule, was, _ in shifted if was}
    stay = [key for key in after.days if key not in moved and key in before.days]
    return [
        (after.rules[key], after.rules[other])
        for key in after.days
        if key in moved
        for other in stay
        if (before.days[key] - before.days[other]).days * (after.days[key] - after.days[other]).days < 0
    ]


def term_plan(election, milestones=None):
    """The :class:`BackwardPlan` of a term by its own election day."""
    rules = election.milestones.select_related("after") if milestones is None else milestones
    return BackwardPlan(rules, WorkingDays(election), election.election_day)


@dataclass(frozen=True)
class CommunitySchedule:
    """The plan of one community, with its own rows by step: ``own`` ``{milestone key: CommunityMilestone}``.

    ``baseline``: the community's, None where none was handed down; the day it is due is the day of its step.
    """

    community: Region
    plan: BackwardPlan
    own: dict
    own_day: CommunityElectionDay | None
    baseline: Baseline | None = None

    def with_move(self, key, day):
        """The plan as it would be with a step moved to ``day``; None for as its rule says."""
        moved = {**self.plan.moved, key: day}
        if day is None:
            moved.pop(key)
        return BackwardPlan(self.plan.rules.values(), self.plan.working_days, self.plan.election_day, moved)

    def with_day(self, election_day):
        return BackwardPlan(self.plan.rules.values(), self.plan.working_days, election_day, self.plan.moved)


def community_schedules(user, election, region, communities):
    """A :class:`CommunitySchedule` for each of ``communities`` (all below ``region``), in their order; five queries."""
    rules = list(visible_to(user, Milestone).filter(election=election).select_related("after"))
    working_days, inside = WorkingDays(election), code_condition("community_id", [region.pk])
    days = {
        each.community_id: each for each in visible_to(user, CommunityElectionDay).filter(inside, election=election)
    }
    own = {}
    for each in visible_to(user, CommunityMilestone).filter(inside, milestone__election=election):
        own.setdefault(each.community_id, {})[each.milestone_id] = each
    handed_down = visible_to(user, Baseline).filter(inside, election=election)
    baselines = {each.community_id: each for each in handed_down}
    plans = []
    for place in communities:
        rows, day, baseline = own.get(place.pk, {}), days.get(place.pk), baselines.get(place.pk)
        moved = {key: row.due_on for key, row in rows.items() if row.due_on}
        if baseline:
            moved |= {rule.pk: baseline.due_on for rule in rules if rule.fulfilled_by == Fulfilments.BASELINE}
        plan = BackwardPlan(rules, working_days, day.election_day if day else election.election_day, moved)
        plans.append(CommunitySchedule(place, plan, rows, day, baseline))
    return plans


def election_day_in(region, election):
    """The day on which ``region`` votes: a community's own, if it has one, else the term's."""
    if region.level != Region.Levels.COMMUNITY:
        return election.election_day
    own = CommunityElectionDay.objects.filter(election=election, community=region).values_list(
        "election_day", flat=True
    )
    return own.first() or election.election_day
