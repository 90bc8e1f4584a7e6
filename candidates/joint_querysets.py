"""Named questions about the district's joint review."""

from django.db import models
from django.db.models import Q


class EntryQuerySet(models.QuerySet):
    def standing(self):
        """All but those taken out of the batch without a conclusion."""
        return self.filter(Q(is_open=True) | Q(concluded_at__isnull=False))

    def awaiting_conclusion(self):
        """Proposed by the staff, not yet concluded by a leader."""
        return self.filter(is_open=True).exclude(verdict="")

    def all_answered(self):
        """Open in a batch that is out, every department has answered, and nothing is proposed yet."""
        rows = self.filter(is_open=True, batch__state="out", verdict="", opinions__is_current=True)
        waiting = models.Exists(
            self.model.objects.filter(pk=models.OuterRef("pk"), opinions__is_current=True, opinions__result="pending")
        )
        return rows.exclude(waiting).distinct()

    def with_people(self):
        """With what a list shows of each."""
        return self.select_related("candidate__person", "candidate__community", "candidate__election")


class LetterQuerySet(models.QuerySet):
    def standing(self):
        """All but those recalled."""
        return self.exclude(state="recalled")

    def overdue(self, today):
        """Sent, and not answered by the day that was set."""
        return self.filter(state="sent", due_on__lt=today)


class OpinionQuerySet(models.QuerySet):
    def current(self):
        """Those that count: of letters not recalled, the last that was asked of each department."""
        return self.filter(is_current=True)

    def to_answer(self):
        """The current ones whose person is still in the batch."""
        return self.current().filter(entry__is_open=True)
