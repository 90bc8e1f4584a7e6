"""What a decision still waits for, put together by kind, each with the way to where it is done."""

import re
from dataclasses import dataclass

from django.urls import reverse

from candidates import panels

MOST_NAMED = 3
PENDING = {"待核查": "未核查", "待核": "未核对"}
ITEM = re.compile(r"负面清单 (\S+) (.+)")
CRITERION = re.compile(r"标准“(.+)”(.+?)")


@dataclass(frozen=True)
class WayOut:
    """One line: ``text`` says what is missing, ``link`` (with its ``url``) where it is done; both empty for nowhere."""

    text: str
    url: str = ""
    link: str = ""


def ways_out(candidate, reasons, rights):
    """A :class:`WayOut` for each kind of the guards' phrases (candidates.vetting), in their order.

    ``rights[permission]``: of the reader; where he may not do it himself, nothing is linked.
    """
    kinds = {}
    for reason in reasons:
        kind, name = _kind_of(reason)
        kinds.setdefault(kind, []).append(name)
    return [_way(candidate, *kind, names, rights) for kind, names in kinds.items()]


def _kind_of(reason):
    """``((sort, what is wrong), name of the single thing)``."""
    for sort, pattern in (("item", ITEM), ("criterion", CRITERION)):
        if found := pattern.fullmatch(reason):
            return (sort, found[2]), found[1]
    if reason.startswith("独立评审意见"):
        return ("opinions", reason), ""
    if reason.startswith("补正“"):
        return ("correction", ""), reason.removeprefix("补正")
    return ("other", reason), ""


def _way(candidate, sort, wrong, names, rights):
    named = "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")
    said = PENDING.get(wrong, wrong)
    if sort == "item":
        text = f"负面清单{said} {len(names)} 项（{named}）"
        if not rights["review_street"]:
            return WayOut(text)
        if wrong == "待核查":
            return WayOut(text, reverse("candidates:clear", args=[candidate.pk]), "批量登记无此情形")
        return WayOut(text, "#negatives", "看核查情况" if wrong.startswith(("已登记", "结论为")) else "去核查")
    if sort == "criterion":
        return WayOut(f"标准{said} {len(names)} 条（{named}）", "#standards", "去核对")
    if sort == "opinions":
        if not rights[f"review_{panels.level_of(candidate)}"]:
            return WayOut(wrong)
        return WayOut(wrong, f"{reverse('candidates:desk', args=[candidate.pk])}#decide", "填评审意见")
    if sort == "correction":
        return WayOut(f"补正事项未答复 {len(names)} 项（{named}）", "#corrections", "去补正")
    return WayOut(wrong)
