"""What a term's rules share: where they come from, and whether the office stands by them."""

from django.db import models

from core.editing import Versioned


class Confirmable(Versioned):
    """A text of the term that ships as 示例（待核定） until someone with manage_rules confirms it by document number."""

    basis = models.CharField("依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None

    def lapse(self):
        """A changed wording is not what was confirmed."""
        self.document_number, self.confirmed_by, self.confirmed_at = "", None, None
