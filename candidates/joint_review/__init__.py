"""区级联审 as the rest of the product asks of it.

``facts``: what a letter may tell and what an answer stands on; ``guards``: what must hold before a move;
``matrix``: people × departments; ``departments``: who is asked; ``wording``: what the letter says; ``workbook``
and ``reply_import``: the Excel file out and back.
"""

from candidates.joint_review.facts import changes, current_facts
from candidates.models import JointReviewEntry


def open_batch_of(candidate):
    """The batch, drafted or out, in which the candidate waits for his conclusion; None if in none."""
    entry = JointReviewEntry.objects.filter(candidate=candidate, is_open=True).select_related("batch").first()
    return entry and entry.batch


def standing_conclusion_of(candidate):
    """The entry by which the candidate passed the joint review, if nothing it stands on has changed; else None.

    同一人选不得重复联审 (domain facts §4.7): such a one is not sent up again.
    """
    passed = JointReviewEntry.objects.filter(
        candidate=candidate, concluded_at__isnull=False, verdict=JointReviewEntry.Verdicts.PASS
    )
    entry = passed.order_by("concluded_at").last()
    if entry is None or _overruled(entry):
        return None
    return None if changes(entry.known, current_facts(candidate)) else entry


def conclusion_in_hand(candidate):
    """The entry of a batch that is out by which a leader has just concluded on the candidate; None if there is none.

    It is what his move out of 区级联审中 rests on: that move is made along with the conclusion.
    """
    rows = JointReviewEntry.objects.filter(candidate=candidate).select_related("batch")
    entry = rows.order_by("pk").last()
    return entry if entry and entry.is_concluded and entry.batch.is_out else None


def _overruled(entry):
    """Whether a later batch came to another conclusion on him."""
    later = JointReviewEntry.objects.filter(candidate=entry.candidate_id, concluded_at__gt=entry.concluded_at)
    return later.exists()
