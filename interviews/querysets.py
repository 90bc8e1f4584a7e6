"""Named questions about talks and what follows from them."""

from django.db import models
from django.db.models import Q

HELD_STATES = ("recorded", "signed")


class HeartTalkQuerySet(models.QuerySet):
    def standing(self):
        """All but the cancelled: what coverage counts."""
        return self.exclude(state="cancelled")

    def held(self):
        """Those that took place, signed or not."""
        return self.filter(state__in=HELD_STATES)

    def planned(self):
        return self.filter(state="planned")

    def overdue(self, on):
        """Not held though due before the date ``on``."""
        return self.planned().filter(due_on__lt=on)

    def unassigned(self):
        """Planned, and nobody is to lead them."""
        return self.planned().exclude(seats__role="lead")

    def of_account(self, user):
        """Those at which ``user`` has a seat."""
        return self.filter(Q(seats__account=user)).distinct()

    def with_plan(self, election):
        """With what a list shows of each: the partner's posts in the term, and who talks."""
        from interviews.talk_people import posts_of  # the people's questions are asked of these rows

        rows = self.select_related("election", "community", "partner")
        return rows.prefetch_related("seats__person", posts_of(election, "partner__"))


class FollowUpQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, on):
        """Not done though due before the date ``on``."""
        return self.open().filter(due_on__lt=on)
