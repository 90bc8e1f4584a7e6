"""The versions of one rule, each beside the one it was made from: what changed, old → new, in words."""

from dataclasses import dataclass

from candidates.models import NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from candidates.services.rules.fields import FIELDS, criteria_of
from candidates.validity import covers, period_text

SHOWN_CHOICES = ("kind", "body", "measure", "comparison")


@dataclass(frozen=True)
class Version:
    """``number`` counts from 1; ``says``: ``[(field, value)]``; ``changes``: ``[(field, old, new)]``."""

    number: int
    rule: object
    period: str
    counts: bool
    says: list
    changes: list


def versions_of(rule):
    """Every :class:`Version` of ``rule`` in its term, newest first."""
    rows = rule.versions.select_related("election", "region", "written_by", "confirmed_by")
    if isinstance(rule, StandardSet):
        rows = rows.prefetch_related("criteria")
    rows = list(rows)
    told = {each.pk: told_of(each) for each in rows}
    return [
        Version(
            number, each, period_text(each),
            not each.is_superseded and each.in_force and covers(each, each.election.key_date),
            list(told[each.pk].items()), changes(told.get(each.previous_id), told[each.pk]),
        )
        for number, each in reversed(list(enumerate(rows, start=1)))
    ]  # fmt: skip


def changes(old, new):
    """``[(field, old, new)]`` of what two versions tell differently; nothing where there is no earlier one."""
    if old is None:
        return []
    names = [*new, *(name for name in old if name not in new)]
    return [(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")]


def told_of(rule):
    """``{field in Chinese: value in words}`` of a version."""
    told = {
        str(type(rule)._meta.get_field(name).verbose_name): _words(rule, name)
        for name in FIELDS[type(rule)]
        if name not in ("valid_from", "valid_to")
    }
    told["有效期"] = period_text(rule)
    if isinstance(rule, StandardSet):
        for place, item in enumerate(criteria_of(rule), start=1):
            told[f"第{place}条"] = _criterion(item)
    return told


def _criterion(item):
    if not item["phrase"]:
        return "（条文待填写）"
    text = f"{item['phrase']}：{item['explanation']}" if item["explanation"] else item["phrase"]
    return text if item["evidence_required"] else f"{text}（不要求写佐证）"


def _words(rule, name):
    value = getattr(rule, name)
    if name in SHOWN_CHOICES:
        return getattr(rule, f"get_{name}_display")()
    special = {
        (StructureTarget, "value"): lambda: rule.shown_value,
        (ReviewDepartment, "columns"): lambda: "、".join(rule.column_labels),
        (ReviewDepartment, "item_codes"): lambda: "、".join(value),
        (NegativeItem, "look_back_years"): lambda: f"{value}年" if value else "",
    }.get((type(rule), name))
    if special:
        return special()
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
