"""早历练: tasks and their observers; and on the observer's phone, three taps and a photo."""

from django.contrib import messages
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView

from candidates.models import Assignment, Observation, ObserverSeat
from candidates.models.assignments import OBSERVE, READ
from candidates.pool_forms import (
    AddForm,
    AssignmentFilter,
    AssignmentForm,
    GiveForm,
    MoveForm,
    ObserveForm,
    ObserversForm,
)
from candidates.pool_rules import rule_of
from candidates.practice_rules import spreads
from candidates.services import assignments as services
from candidates.views.pool import searched
from communities.current import current_election, require_election
from communities.models import Region
from communities.views.picker import PickedPersonMixin
from core import access
from core.web import ListMixin, PagedMixin, ServiceFormMixin, holding, working_on
from core.workflow import moves_of, moves_open_to

MAY_SEE, MAY_FILL = holding("view_records"), holding("fill_records")
OBSERVES = working_on("candidates.Assignment", OBSERVE)
MOVES = {move.name: move for move in moves_of(Assignment)}
TONES = {"ongoing": "warn", "done": "ok", "stopped": "wait"}


def find_assignment(user, pk, permission=None):
    rows = Assignment.objects.with_file().select_related("given_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def practice_url(assignment):
    return reverse("candidates:practice", args=[assignment.pk])


class PracticeList(ListMixin, ListView):
    """The tasks of the term, with how the observers' ratings are spread."""

    access_rule = MAY_SEE
    audit_events = ("person.search_id",)
    filter_form_class = AssignmentFilter
    template_name = "candidates/practice_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Assignment).filter(
            election=current_election(self.request),
            community__in=access.visible_to(self.request.user, Region).order_by().values("pk"),
        )
        chosen = {name: self.filters[name] for name in ("kind", "community") if self.filters.get(name)}
        state = self.filters.get("state")
        rows = (
            rows.overdue(timezone.localdate())
            if state == "overdue"
            else rows.filter(**{"state": state} if state else {})
        )
        return searched(self, rows.filter(**chosen)).with_file().order_by("community_id", "state", "-since", "pk")

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        context = super().get_context_data(election=election, tones=TONES, **kwargs)
        shown = spreads(user, context["object_list"], election)
        for one in context["object_list"]:
            one.spread = shown[one.pk]
        return context | {
            "may_fill": bool(election) and election.is_running and access.holds(user, "fill_records"),
            "rule": rule_of(election) if election else None,
        }  # fmt: skip


class PracticeCreate(PickedPersonMixin, ServiceFormMixin, FormView):
    """Give somebody a task; who observes it is chosen next."""

    access_rule = MAY_FILL
    audit_events = ("assignment.give",)
    form_class = GiveForm
    template_name = "candidates/practice_form.html"
    success_message = "已安排。请指定观察人。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    def perform(self, form):
        return services.give_assignment(
            actor=self.request.user, election=require_election(self.request), **form.cleaned_data
        )

    def get_success_url(self):
        return reverse("candidates:practice-observers", args=[self.object.pk])


class OneAssignment:
    """Views of one task: found first, and refused without ``permission``."""

    permission = "fill_records"

    def dispatch(self, request, *args, **kwargs):
        self.assignment = find_assignment(request.user, kwargs["pk"], self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(assignment=self.assignment, back=practice_url(self.assignment), **kwargs)

    def get_success_url(self):
        return practice_url(self.assignment)


class PracticeEdit(OneAssignment, ServiceFormMixin, FormView):
    access_rule = MAY_FILL
    audit_events = ("assignment.edit",)
    form_class = AssignmentForm
    template_name = "candidates/practice_form.html"
    success_message = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "user": self.request.user, "election": self.assignment.election, "assignment": self.assignment,
        }  # fmt: skip

    def get_initial(self):
        return {name: getattr(self.assignment, name) for name in (*Assignment.EDITABLE, "version")}

    def perform(self, form):
        services.update_assignment(actor=self.request.user, assignment=self.assignment, **form.cleaned_data)


class PracticeObservers(OneAssignment, ServiceFormMixin, FormView):
    """Whose accounts observe."""

    access_rule = MAY_FILL
    audit_events = ("assignment.observers",)
    form_class = ObserversForm
    template_name = "candidates/practice_observers.html"
    success_message = "已指定观察人，他们的待办里会出现这项观察。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "community": self.assignment.community}

    def get_initial(self):
        return {"observers": self.assignment.seats.values_list("account", flat=True)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=rule_of(self.assignment.election), **kwargs)

    def perform(self, form):
        services.name_observers(actor=self.request.user, assignment=self.assignment, **form.cleaned_data)


class PracticeDetail(DetailView):
    """One task: what it was, how it ended, the spread, and for the street each observation."""

    access_rule = MAY_SEE | OBSERVES
    template_name = "candidates/practice_detail.html"
    context_object_name = "assignment"

    def get_object(self, queryset=None):
        return find_assignment(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        one, user = self.object, self.request.user
        is_open = one.election.is_running
        is_of_region = access.visible_to(user, Region).filter(pk=one.community_id).exists()
        may_fill = is_open and access.allowed(user, "fill_records", one)
        singly = Observation.objects.filter(seat__assignment=one).select_related("seat__account", "seat__assignment")
        return super().get_context_data(
            moves=moves_open_to(user, one) if is_open else [],
            may_fill=may_fill,
            may_edit=may_fill and one.state == "ongoing",
            observes=is_open and one.state == "ongoing" and access.allowed(user, OBSERVE, one),
            seats=one.seats.select_related("account") if is_of_region else [],
            spread=spreads(user, [one], one.election)[one.pk] if is_of_region else None,
            observations=access.visible_to(user, singly),
            reads_singly=access.allowed(user, READ, one) if is_of_region else False,
            tone=TONES[one.state],
            **kwargs,
        )


class PracticeMove(OneAssignment, ServiceFormMixin, FormView):
    """Finish, stop, resume."""

    permission = None
    access_rule = MAY_FILL
    audit_events = tuple(f"assignment.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "candidates/practice_move.html"
    http_method_names = ["post"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(move=MOVES.get(self.request.POST.get("name", "")), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        done = services.move_assignment(
            actor=self.request.user, assignment=self.assignment, move=data["name"], note=data["note"]
        )
        messages.success(self.request, f"任务现为“{done.get_state_display()}”。")


class ObserverTasks(PagedMixin, ListView):
    """What the user is to observe: tasks that go on, those he has not observed yet first."""

    access_rule = OBSERVES
    template_name = "candidates/observer_tasks.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, ObserverSeat, OBSERVE).with_progress()
        rows = rows.select_related("assignment__person", "assignment__community", "assignment__election")
        return rows.order_by("is_over", F("last_on").asc(nulls_first=True), "-assignment__since", "pk")


class Observe(OneAssignment, ServiceFormMixin, FormView):
    """Three taps; the third one saves. A photo and a sentence may come with it, or after."""

    permission = OBSERVE
    access_rule = OBSERVES
    audit_events = ("assignment.observe", "attachment.add")
    form_class = ObserveForm
    template_name = "candidates/observe.html"

    def get_context_data(self, **kwargs):
        earlier = access.visible_to(self.request.user, Observation, OBSERVE).filter(
            seat__assignment=self.assignment, observed_on=timezone.localdate()
        )
        return super().get_context_data(earlier=earlier.first(), **kwargs)

    def perform(self, form):
        return services.observe(actor=self.request.user, assignment=self.assignment, **form.cleaned_data)

    def get_success_url(self):
        return reverse("candidates:observation", args=[self.object.pk])


class ObservationDone(ServiceFormMixin, FormView):
    """What was just recorded: a photo or a sentence may be added, the ratings given anew."""

    access_rule = OBSERVES
    audit_events = ("assignment.observe", "attachment.add")
    form_class = AddForm
    template_name = "candidates/observation.html"
    success_message = "已补充。"

    def dispatch(self, request, *args, **kwargs):
        rows = Observation.objects.select_related("seat__assignment__person", "seat__assignment__community")
        self.observation = access.get_or_404(request.user, rows, OBSERVE, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        one = self.observation
        aspects = [(Observation._meta.get_field(name).verbose_name, getattr(one, f"get_{name}_display")())
                   for name in Observation.ASPECTS]  # fmt: skip
        left = access.visible_to(self.request.user, ObserverSeat, OBSERVE).waiting().count()
        return super().get_context_data(
            observation=one, assignment=one.seat.assignment, aspects=aspects, left=left, **kwargs
        )

    def perform(self, form):
        services.add_to_observation(actor=self.request.user, observation=self.observation, **form.cleaned_data)

    def get_success_url(self):
        return reverse("candidates:observation", args=[self.observation.pk])
