"""What papers about a candidate tell of 区级联审: each department's answer, and the conclusion."""

from django.utils import timezone

from candidates.models import DepartmentOpinion, JointReviewEntry
from core import access

Results, Verdicts = DepartmentOpinion.Results, JointReviewEntry.Verdicts
CHOICES = tuple((value, label) for value, label in Results.choices if value != Results.PENDING)


def _latest(user, candidate):
    """The candidate's entry in his latest batch that he has not left, or None."""
    rows = access.visible_to(user, JointReviewEntry).standing().filter(candidate=candidate)
    return rows.select_related("batch", "concluded_by").order_by("batch__number").last()


def district_boxes(user, candidate):
    """``departments``: a box for each department asked; ``district``: the conclusion's, or None if never sent up."""
    entry = _latest(user, candidate)
    if entry is None or entry.batch.is_draft:
        return {"departments": [], "district": None}
    opinions = access.visible_to(user, DepartmentOpinion).current().filter(entry=entry).select_related("letter")
    return {
        "departments": [_department(opinion) for opinion in opinions.order_by("letter__order")],
        "district": _conclusion(entry),
    }


def _department(opinion):
    """Ticked as answered; of what is not answered yet the box stays open for the pen."""
    letter = opinion.letter
    words = [opinion.explanation, f"复函：{letter.reply_number}" if opinion.is_answered and letter.reply_number else ""]
    return {
        "name": letter.department,
        "choices": [(label, opinion.result == value) for value, label in CHOICES],
        "note": "\n".join(filter(None, words)),
        "signed_on": letter.replied_on if opinion.is_answered else None,
    }


def _conclusion(entry):
    words = [entry.reason, f"未收齐复函：{entry.closing_reason}" if entry.closing_reason else ""]
    return {
        "batch": str(entry.batch),
        "choices": [(label, entry.is_concluded and entry.verdict == value) for value, label in Verdicts.choices],
        "note": "\n".join(filter(None, words)) if entry.is_concluded else "",
        "signed_on": timezone.localdate(entry.concluded_at) if entry.is_concluded else None,
    }
