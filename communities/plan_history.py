"""The versions of a community's plan side by side: what each changed."""

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import TextField

from communities.models import CommunityPlan
from communities.services.plans import CONTENT


@dataclass(frozen=True)
class PlanLine:
    """One item of a plan; ``was``: how the version before had it, None where it is the same. ``is_long``: of sentences."""

    label: str
    value: str
    was: str | None = None
    is_long: bool = False


@dataclass(frozen=True)
class PlanVersion:
    """One version with its lines; ``has_previous``: whether there was one to compare with."""

    plan: CommunityPlan
    lines: list
    has_previous: bool

    @property
    def changed(self):
        return [line for line in self.lines if line.was is not None]


def in_words(plan, name):
    """One item of a plan as it is read; empty for what is blank."""
    display = getattr(plan, f"get_{name}_display", None)
    value = display() if display else getattr(plan, name)
    return "" if value is None else str(value)


def history(plans):
    """:class:`PlanVersion` of each of ``plans``, which come newest first."""
    plans = list(plans)
    return [_version(plan, before) for plan, before in zip_longest(plans, plans[1:])]


def _version(plan, before):
    lines = []
    for name in CONTENT:
        value, was = in_words(plan, name), in_words(before, name) if before else None
        field = CommunityPlan._meta.get_field(name)
        changed = was if before and was != value else None
        lines.append(PlanLine(field.verbose_name, value, changed, isinstance(field, TextField)))
    return PlanVersion(plan, lines, before is not None)
