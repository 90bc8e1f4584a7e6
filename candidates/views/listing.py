"""The list of candidates and the queue of those waiting for the user's decision."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import ListView, View

from candidates import figures, vetting
from candidates.forms import CandidateFilter
from candidates.models import Candidate, CollectiveDecision
from candidates.querysets import REVIEW_STATES
from communities.current import current_election, current_region
from communities.services import search_people
from core import access
from core.errors import DomainError
from core.web import ListMixin, holding

REVIEWERS = holding("review_community", "review_street", "conclude_vetting")
PLAIN_FILTERS = ("state", "community", "source", "intended_post", "is_lead_goose")


class CandidateList(ListMixin, ListView):
    """The candidates of the term; names are searched by POST only."""

    access_rule = holding("view_vetting_stage")
    audit_events = ("person.search_id",)
    filter_form_class = CandidateFilter
    template_name = "candidates/candidate_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Candidate).filter(election=current_election(self.request))
        chosen = {name: self.filters[name] for name in PLAIN_FILTERS if self.filters.get(name)}
        return self._searched(rows.filter(**chosen)).with_file().with_progress()

    def _searched(self, rows):
        query = self.filters.get("q", "") if self.request.method == "POST" else ""
        if not query:
            return rows
        try:
            found = search_people(actor=self.request.user, query=query)
        except DomainError as error:
            self.filter_form.add_error("q", error.message)
            return rows.none()
        return rows.filter(person__in=found.order_by().values("pk"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=current_election(self.request), tabs=self._tabs(), **kwargs)

    def _tabs(self):
        """``(state, label, number, is here)`` per stage; the first counts all who stand."""
        region, election = current_region(self.request), current_election(self.request)
        if not region or not election:
            return []
        numbers = figures.state_counts(figures.groups(self.request.user, region, election))
        here = self.filters.get("state", "")
        tabs = [("", "全部", sum(numbers.values()))]
        tabs += [(state.value, state.label, numbers.get(state.value, 0)) for state in Candidate.States]
        return [(state, label, number, state == here) for state, label, number in tabs]


def awaiting(user, election):
    """The candidates that wait for a decision which ``user`` may make, in the order of the queue."""
    rows = Candidate.objects.none()
    for level in REVIEW_STATES:
        rows |= access.visible_to(user, Candidate, f"review_{level}").awaiting(level)
    return rows.filter(election=election).order_by("community_id", "created_at", "pk")


def open_decisions(user, election):
    """The collective decisions that wait for ``user`` to conclude them."""
    rows = access.visible_to(user, CollectiveDecision, "conclude_vetting").filter(
        concluded_at=None, check_row__candidate__election=election
    )
    rows = rows.select_related("check_row__item", "check_row__candidate__person", "check_row__candidate__community")
    return [d for d in rows.order_by("recorded_at") if d.check_version == d.check_row.version]


class Queue(ListView):
    """审查台: what waits for the user, with how far each is checked and whom he must leave to others."""

    access_rule = REVIEWERS
    template_name = "candidates/queue.html"
    paginate_by = 50

    def get_queryset(self):
        rows = awaiting(self.request.user, current_election(self.request))
        return rows.with_file().with_progress()

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        return super().get_context_data(
            election=election,
            decisions=open_decisions(user, election),
            avoid=vetting.people_to_avoid(user),
            with_vetting=access.holds(user, "view_vetting"),
            **kwargs,
        )


def next_in_queue(user, candidate_pk, election):
    """The address of the candidate that follows in the user's queue, going round; of the queue if there is none."""
    keys = list(awaiting(user, election).values_list("pk", flat=True))
    position = keys.index(candidate_pk) if candidate_pk in keys else -1
    following = [key for key in keys[position + 1 :] + keys[: max(position, 0)] if key != candidate_pk]
    return reverse("candidates:detail", args=[following[0]]) if following else reverse("candidates:queue")


class QueueNext(View):
    """To the candidate that follows ``pk`` in the queue; to the queue itself after the last."""

    access_rule = REVIEWERS
    http_method_names = ["get"]

    def get(self, request, pk):
        return redirect(next_in_queue(request.user, pk, current_election(request)))
