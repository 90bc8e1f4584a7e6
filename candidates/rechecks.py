"""Which recorded results a changed rule puts in question, and why: functions of one check, no query of their own.

A check keeps what it was decided on; the rule it points to is the version in force now. Only a
difference that can turn the result counts: a look-back that grew cannot undo a hit, a stricter class
is nothing to who is clear. A result without reasons stands.
"""

from candidates.models import CriterionCheck, NegativeCheck, NegativeItem


def criterion_reasons(check):
    """Why the result of a 对标 must be looked at again: ``[(what, old, new)]``; reads ``check.criterion``."""
    if check.result == CriterionCheck.Results.PENDING:
        return []
    rule, reasons = check.criterion, []
    if rule.wording != check.wording:
        reasons.append(("条文", check.wording, rule.wording))
    if rule.evidence_required and not check.evidence:
        reasons.append(("佐证", "未写", "须写佐证"))
    return reasons


def negative_reasons(check):
    """Why the finding on a negative item must be looked at again; reads ``check.item`` with its election."""
    results, rule, reasons = NegativeCheck.Results, check.item, []
    if check.result == results.PENDING:
        return []
    if rule.title != check.wording:
        reasons.append(("情形", check.wording, rule.title))
    if rule.kind != check.kind and check.result == results.HIT:
        reasons.append(("类别", check.get_kind_display(), NegativeItem.Kinds(rule.kind).label))
    if _window_matters(check, rule.looks_back_to):
        reasons.append(("回溯", _since(check.looks_back_to), _since(rule.looks_back_to)))
    if rule.period != check.period:
        reasons.append(("期限口径", check.period or "未写", rule.period or "未写"))
    if rule.evidence_required and not check.evidence:
        reasons.append(("核查情况", "未写", "须写依据"))
    return reasons


def _window_matters(check, now):
    """A longer window puts 无此情形 in question, a shorter one 有此情形. No date is a window without end."""
    before = check.looks_back_to
    if before == now:
        return False
    longer = now is None or (before is not None and now < before)
    return longer == (check.result == NegativeCheck.Results.CLEAR)


def _since(day):
    return f"{day:%Y-%m-%d}起" if day else "不设年限"
