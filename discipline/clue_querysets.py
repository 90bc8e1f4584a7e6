"""Named questions about clues. Whoever asks them comes with rows of core.access.visible_to."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

UNDER_WAY = ("registered", "accepted", "presented", "checking", "transferred", "reported", "concluded")
ENDED = ("closed", "declined")
TO_FEED_BACK = ("concluded", "declined")


class ClueQuerySet(models.QuerySet):
    def open(self):
        """Not closed and not declined."""
        return self.filter(state__in=UNDER_WAY)

    def overdue(self, on):
        """Whose present time limit was over before ``on``."""
        return self.open().filter(due_on__lt=on)

    def due_soon(self, on):
        """Whose present time limit is near, and not over yet."""
        return self.open().filter(warn_on__lte=on, due_on__gte=on)

    def unassigned(self):
        """Under way without an inspector."""
        from discipline.models import ClueAssignment

        active = ClueAssignment.objects.filter(clue=OuterRef("pk"), ended_at=None)
        return self.open().filter(~Exists(active))

    def without_feedback(self):
        """Named, decided, and the reporter not told yet (实名必反馈)."""
        return self.filter(state__in=TO_FEED_BACK, is_named=True, feedback_on=None)

    def totals(self, on):
        """``{received, closed, overdue}``: all that leaders are told."""
        return self.aggregate(
            received=models.Count("pk"),
            closed=models.Count("pk", filter=Q(state__in=ENDED)),
            overdue=models.Count("pk", filter=Q(state__in=UNDER_WAY, due_on__lt=on)),
        )

    def with_list(self):
        """With what a line of the list shows."""
        active = models.Prefetch("assignments", self._active(), to_attr="active")
        return self.select_related("community").prefetch_related(active)

    def _active(self):
        from discipline.models import ClueAssignment

        return ClueAssignment.objects.filter(ended_at=None).select_related("account")
