"""What the pages of the joint review share: who may come, and how their records are found."""

from django.urls import reverse

from candidates.models import JointReview, JointReviewEntry, JointReviewLetter
from core import access
from core.web import holding

MAY_SEE = holding("view_vetting")
MAY_WORK = holding("review_street")
MAY_RECORD = holding("record_conclusions")
MAY_CONCLUDE = holding("conclude_vetting")


def find_batch(user, pk, permission=None):
    """404 out of sight, 403 without ``permission``."""
    rows = JointReview.objects.select_related("election", "region")
    return access.get_or_404(user, rows, permission, pk=pk)


def find_letter(user, pk, permission=None):
    rows = JointReviewLetter.objects.select_related(
        "batch__election", "batch__region", "supplements", "sent_by"
    )  # fmt: skip
    return access.get_or_404(user, rows, permission, pk=pk)


def find_entry(user, pk, permission=None):
    rows = JointReviewEntry.objects.with_people().select_related("batch")
    return access.get_or_404(user, rows, permission, pk=pk)


def batch_url(batch, anchor=""):
    return reverse("candidates:joint-batch", args=[batch.pk]) + (f"#{anchor}" if anchor else "")


def letter_url(letter):
    return reverse("candidates:joint-letter", args=[letter.pk])
