"""Periods of validity: versions of one rule follow one another, never two at once; what lies between is told."""

from datetime import timedelta

from core.errors import DomainError

DAY = timedelta(days=1)


def period_text(rule):
    """2026-02-12 起 / 2021-01-01 至 2026-02-11, for messages and pages."""
    if rule.valid_to:
        return f"{rule.valid_from:%Y-%m-%d} 至 {rule.valid_to:%Y-%m-%d}"
    return f"{rule.valid_from:%Y-%m-%d} 起"


def covers(rule, day):
    return rule.valid_from <= day and (rule.valid_to is None or rule.valid_to >= day)


def overlap(one, other):
    """Whether two periods share a day; an open end reaches for ever."""
    return (other.valid_to is None or one.valid_from <= other.valid_to) and (
        one.valid_to is None or other.valid_from <= one.valid_to
    )


def overlap_message(rule, other):
    """Which two periods of which rule collide, and the way out."""
    name = rule.key_value if str(rule) == rule.key_value else f"{rule.key_value} {rule}"
    first, later = sorted((rule, other), key=lambda each: each.valid_from)
    way_out = (
        f"请把较早一版的失效日期改到 {later.valid_from - DAY:%Y-%m-%d} 以前，或调整本条的生效日期。"
        if first.valid_from < later.valid_from
        else "两个版本自同一天生效，请改其中一个的生效日期，或直接修改已有的版本。"
    )
    return f"“{name}”的有效期 {period_text(rule)} 与已有版本的有效期 {period_text(other)} 重叠。{way_out}"


def require_no_overlap(rule):
    """Raises DomainError ``rule_overlap`` if another live version of the rule is valid on one of the same days."""
    for other in rule.versions.live().exclude(pk=rule.pk):
        if overlap(rule, other):
            raise DomainError("rule_overlap", overlap_message(rule, other), "valid_from")


def require_period(rule):
    """Raises DomainError ``period_reversed``."""
    if rule.valid_to and rule.valid_to < rule.valid_from:
        raise DomainError("period_reversed", "失效日期早于生效日期，请核对。", "valid_to")


def gaps(versions):
    """``[(first day, last day)]`` between the periods of live ``versions`` that no version covers."""
    ordered = sorted(versions, key=lambda each: each.valid_from)
    return [
        (earlier.valid_to + DAY, later.valid_from - DAY)
        for earlier, later in zip(ordered, ordered[1:], strict=False)
        if earlier.valid_to and earlier.valid_to + DAY < later.valid_from
    ]
