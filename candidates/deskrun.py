"""A sitting at the desk: the candidates that waited when it began, in order, and how far it has come.

The order is kept in the session (ids alone), so that a place in it means something while the queue
shrinks; what still waits is asked of the database each time.
"""

from django.db.models import F
from django.urls import reverse

from candidates import vetting
from candidates.models import Candidate, ReviewOpinion
from candidates.querysets import REVIEW_STATES
from core import access

KEY = "desk"
AT_END = "end"  # in the address of the queue: one came through the sitting to its last


def awaiting(user, election):
    """The candidates that wait for a decision which ``user`` may make, in the order of the queue."""
    rows = Candidate.objects.none()
    for level in REVIEW_STATES:
        rows |= access.visible_to(user, Candidate, f"review_{level}").awaiting(level)
    return rows.filter(election=election).order_by("community_id", "created_at", "pk")


def _said(user):
    """The candidates on whom ``user`` has given his independent opinion this round, others' still wanting."""
    own = ReviewOpinion.objects.filter(reviewer=user, released=False, round=F("candidate__round"))
    return own.exclude(submitted_at=None).values("candidate")


def own_work(user, election):
    """Those :func:`awaiting` that are the user's to do: no recusal, not his own proposal, no opinion given already."""
    return left_to(user, awaiting(user, election)).exclude(pk__in=_said(user))


def left_to(user, rows):
    """Of candidates, those on whom ``user`` may decide: no recusal, not his own proposal."""
    return rows.exclude(person__in=vetting.people_to_avoid(user)).exclude(put_forward_by=user)


class DeskRun:
    """The sitting of one request's user in one term."""

    def __init__(self, request, election):
        self._session, self._user, self._election = request.session, request.user, election
        self._waiting = [str(pk) for pk in awaiting(self._user, election).values_list("pk", flat=True)]

    def waits(self, pk):
        """Whether the candidate waits for the user at all, be it that he must stand aside."""
        return str(pk) in self._waiting

    def _own_work(self):
        return [str(pk) for pk in own_work(self._user, self._election).values_list("pk", flat=True)]

    def _order(self, pk):
        """The sitting's order; a new sitting where ``pk`` belongs to none."""
        kept = self._session.get(KEY, {})
        if kept.get("election") == self._election.pk and str(pk) in kept["order"]:
            return kept["order"]
        work = self._own_work()
        order = work if str(pk) in work else [str(pk), *work]
        self._session[KEY] = {"election": self._election.pk, "order": order}
        return order

    def place(self, pk):
        """``{"place", "total", "done", "previous", "next"}`` of the candidate in the sitting; addresses or empty."""
        order, work = self._order(pk), set(self._own_work())
        position = order.index(str(pk))
        before = next((key for key in reversed(order[:position]) if key in work), None)
        return {
            "place": position + 1,
            "total": len(order),
            "done": sum(key not in work for key in order if key != str(pk)),
            "previous": reverse("candidates:desk", args=[before]) if before else "",
            "next": self.after(pk),
        }

    def after(self, pk):
        """The address of the next that waits after ``pk``; after the last, of the queue, which tells of those skipped."""
        order, work = self._order(pk), self._own_work()
        order = [*order, *(key for key in work if key not in order)]
        following = [key for key in order[order.index(str(pk)) + 1 :] if key in work]
        if following:
            return reverse("candidates:desk", args=[following[0]])
        return reverse("candidates:queue") + (f"?{AT_END}=1" if set(work) - {str(pk)} else "")

    def first(self):
        """The address to begin at, or empty: a new sitting."""
        work = self._own_work()
        return reverse("candidates:desk", args=[work[0]]) if work else ""
