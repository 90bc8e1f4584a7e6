"""The photos and scans that hang on a candidate's vetting, as far as a reader may see them."""

from candidates.models import CollectiveDecision, CriterionCheck, NegativeCheck
from core import access
from core.attachments import preloaded

KINDS = (
    (CriterionCheck, "candidate", "对标佐证"),
    (NegativeCheck, "candidate", "核查佐证"),
    (CollectiveDecision, "check_row__candidate", "集体研究材料"),
)


def evidence_of(user, candidate):
    """``(title, Attachment)`` in the order of the checks; two queries for a kind."""
    for model, path, noun in KINDS:
        rows = list(access.visible_to(user, model).filter(**{path: candidate}))
        files = preloaded(rows)
        for row in rows:
            for attachment in files[row.pk]:
                yield f"{noun}：{attachment}", attachment
