"""The list of candidates and the queue of those waiting for the user's decision."""

from typing import ClassVar

from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from candidates import figures, vetting
from candidates.deskrun import AT_END, KEY, DeskRun, awaiting, left_to, own_work
from candidates.forms import CandidateFilter
from candidates.models import Candidate, CollectiveDecision
from candidates.services.bulk import bulk_move
from communities.current import CountedOnceMixin, current_election, current_region
from communities.services import search_people
from core import access
from core.errors import DomainError
from core.paging import CAP
from core.web import ListMixin, PagedMixin, holding

REVIEWERS = holding("review_community", "review_street", "conclude_vetting")
PLAIN_FILTERS = ("state", "community", "source", "intended_post", "is_lead_goose")


class CandidateList(CountedOnceMixin, ListMixin, ListView):
    """The candidates of the term; names are searched by POST only."""

    access_rule = holding("view_vetting_stage")
    audit_events = ("person.search_id",)
    filter_form_class = CandidateFilter
    template_name = "candidates/candidate_list.html"
    columns = ("姓名", "社区", "年龄", "学历", "拟任职务", "来源", "环节", "对标", "负面清单")
    sorts: ClassVar = {
        "community": ("按社区", "community_id"),
        "newest": ("最近提名", "-created_at"),
        "youngest": ("年轻在前", "-person__birth_date"),
        "education": ("学历从高到低", "-person__education"),
    }

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Candidate).filter(election=current_election(self.request))
        chosen = {name: self.filters[name] for name in PLAIN_FILTERS if self.filters.get(name)}
        state = chosen.pop("state", "")
        self.is_narrowed = bool(chosen or self.filters.get("q"))  # before a refused search takes its word away
        self.of_any_state = self._searched(rows.filter(**chosen))
        rows = self.of_any_state.filter(state=state) if state else self.of_any_state
        return self.sorted(rows.for_rows())

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
        context = super().get_context_data(
            election=current_election(self.request), tabs=self._tabs(), sources=Candidate.SOURCE_EXPLANATIONS, **kwargs
        )
        figures.note_progress(context["object_list"], self.request.user)
        return context

    @property
    def others(self):
        """The list's conditions without the stage, as they stand in an address."""
        return self.list_state.query(without="state")

    @cached_property
    def numbers(self):
        """``{state: number}``, None for too many: counted anew for a list that is narrowed; of the whole term once until
        somebody changes a record."""
        election = current_election(self.request)
        if self.is_narrowed or not election:
            return figures.numbers_by_state(self.of_any_state)
        question = "candidates by state", election.pk
        return access.asked_once(self.request.user, question, lambda user: figures.numbers_by_state(self.of_any_state))

    def counted_once(self, count):
        """The stages' numbers are of the same rows: they say how many there are, wherever they are known."""
        state = self.filters.get("state")
        if self.numbers is None:
            return super().counted_once(count) if state else CAP + 1
        return self.numbers.get(state, 0) if state else sum(self.numbers.values())

    def _tabs(self):
        """``(state, label, number or None, is here)`` per stage, by the other conditions of the list."""
        region, election = current_region(self.request), current_election(self.request)
        if not region or not election:
            return []
        numbers = self.numbers
        here = self.filters.get("state", "")
        if numbers is not None:
            numbers = {"": sum(numbers.values())} | {state: numbers.get(state, 0) for state in Candidate.States.values}
        tabs = [
            (state, label, numbers and numbers[state]) for state, label in [("", "全部"), *Candidate.States.choices]
        ]
        return [(state, label, number, state == here) for state, label, number in tabs]


def open_decisions(user, election):
    """The collective decisions that wait for ``user`` to conclude them."""
    rows = access.visible_to(user, CollectiveDecision, "conclude_vetting").awaiting()
    rows = rows.filter(check_row__candidate__election=election)
    rows = rows.select_related("check_row__item", "check_row__candidate__person", "check_row__candidate__community")
    return [d for d in rows.order_by("recorded_at") if d.check_version == d.check_row.version]


def cleared(user, election):
    """The candidates 意向人选 whom the district cleared and who may be named 候选人."""
    rows = access.visible_to(user, Candidate, "review_street").through()
    rows = rows.filter(election=election, phase=Candidate.Phases.PROSPECT)
    return rows.order_by("community_id", "created_at", "pk")


def queue_of(user, election, stage):
    """What stands in the queue: those cleared for the stage of that name, else those who wait for review."""
    return cleared(user, election) if stage == "cleared" else awaiting(user, election)


def open_to(user, election, stage):
    """Those in the queue on whom ``user`` himself may decide now."""
    return left_to(user, cleared(user, election)) if stage == "cleared" else own_work(user, election)


class Queue(PagedMixin, ListView):
    """审查台: what waits for the user, with how far each is checked and whom he must leave to others."""

    access_rule = REVIEWERS
    template_name = "candidates/queue.html"

    @property
    def stage(self):
        """``cleared``: those whom the district cleared and who may be named 候选人; else those who wait for review."""
        return "cleared" if self.request.GET.get("stage") == "cleared" else ""

    def get_queryset(self):
        user, election = self.request.user, current_election(self.request)
        return queue_of(user, election, self.stage).for_list()

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        context = super().get_context_data(
            election=election,
            decisions=open_decisions(user, election),
            own=set(open_to(user, election, self.stage).values_list("pk", flat=True)),
            at_end=AT_END in self.request.GET,
            avoid=vetting.people_to_avoid(user),
            with_vetting=access.holds(user, "view_vetting"),
            stage=self.stage,
            waiting=awaiting(user, election).count(),
            cleared=cleared(user, election).count(),
            bulk_moves=self._bulk_moves(),
            may_set=access.holds(user, "manage_rules"),
            **kwargs,
        )
        figures.note_progress(context["object_list"], self.request.user)
        return context

    def _bulk_moves(self):
        """What may be done for several of the list at once."""
        user = self.request.user
        names = ("nominate",) if self.stage else ("pass_community", "pass_street")
        return [move for move in map(bulk_move, names) if access.holds(user, move.permission)]


class DeskStart(View):
    """开始审查: a new sitting, at the first that waits; the queue itself where none is the user's to do."""

    access_rule = REVIEWERS
    http_method_names = ["get"]

    def get(self, request):
        request.session.pop(KEY, None)
        election = current_election(request)
        first = DeskRun(request, election).first() if election else ""
        return redirect(first or "candidates:queue")


class QueueNext(View):
    """To the candidate that follows ``pk`` in the sitting; to the queue itself after the last."""

    access_rule = REVIEWERS
    http_method_names = ["get"]

    def get(self, request, pk):
        candidate = access.get_or_404(request.user, Candidate.objects.select_related("election"), pk=pk)
        return redirect(DeskRun(request, candidate.election).after(candidate.pk))
