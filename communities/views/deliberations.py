"""Study meetings on screen: the list, one meeting, calling and correcting it, signing in, moving it on."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView

from communities.current import current_election, current_region, require_election
from communities.deliberation_sheets import sheets
from communities.forms.deliberations import AttendanceForm, MeetingForm, MoveForm
from communities.models import Deliberation, DeliberationTask, Region
from communities.services.deliberations import (
    EDITABLE,
    communities_of,
    move_deliberation,
    plan_deliberation,
    record_attendance,
    update_deliberation,
)
from communities.street_staff import street_staff
from core import access, workflow
from core.web import PagedMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_vetting")
MAY_WORK = holding("accept_records")
MOVES = {move.name: move for move in workflow.moves_of(Deliberation)}
STEPS = (Deliberation.States.PLANNED, Deliberation.States.HELD, Deliberation.States.CONCLUDED)


def find_deliberation(user, pk, permission=None):
    """The meeting with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = Deliberation.objects.select_related("election", "region", "host", "recorder")
    return access.get_or_404(user, rows, permission, pk=pk)


class DeliberationList(PagedMixin, ListView):
    """The meetings of the term, and what they left to be done."""

    access_rule = MAY_SEE
    template_name = "communities/deliberation_list.html"

    @cached_property
    def election(self):
        return current_election(self.request)

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Deliberation).filter(election=self.election)
        present = Count("participants", filter=Q(participants__attendance="present"), distinct=True)
        counts = {"tasks_open": Count("tasks", filter=Q(tasks__done_on=None), distinct=True)}
        return rows.select_related("region", "host").annotate(
            invited=Count("participants", distinct=True), present=present, **counts
        )

    def get_context_data(self, **kwargs):
        user, today = self.request.user, timezone.localdate()
        tasks = access.visible_to(user, DeliberationTask).filter(deliberation__election=self.election)
        context = super().get_context_data(election=self.election, may_call=self._may_call(), **kwargs)
        return context | {
            "held": self.get_queryset().frozen().count(),
            "open_tasks": tasks.open().count(),
            "overdue_tasks": tasks.overdue(today).count(),
        }

    def _may_call(self):
        running = bool(self.election) and self.election.is_running
        return running and _street(self.request) is not None and access.holds(self.request.user, "accept_records")


def _street(request):
    """The street the user works for; None for who works above or below one."""
    region = current_region(request)
    return region if region and region.level == Region.Levels.STREET else None


class MeetingForms(ServiceFormMixin, FormView):
    """What calling and correcting a meeting share."""

    access_rule = MAY_WORK
    form_class = MeetingForm
    template_name = "communities/deliberation_form.html"
    deliberation = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "user": self.request.user, "election": self.election, "region": self.region,
            "deliberation": self.deliberation,
        }  # fmt: skip

    def get_context_data(self, **kwargs):
        staff = street_staff(self.election).exists()
        return super().get_context_data(deliberation=self.deliberation, has_staff=staff, **kwargs)

    def get_success_url(self):
        return reverse("communities:deliberation", args=[self.object.pk])


class DeliberationCreate(MeetingForms):
    """Call the next meeting: with all communities, and with whoever was invited to the one before."""

    audit_events = ("deliberation.plan",)
    success_message = "已建立会议。会前可在下方预览各社区情况；开会时先签到，再点“召开会议”。"

    def dispatch(self, request, *args, **kwargs):
        self.region, self.election = _street(request), require_election(request)
        if self.region is None:
            raise Http404
        access.require(request.user, "accept_records", self.region)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        """Today, the whole street, and place, chair, people and agenda of the meeting before, if there was one."""
        start = {
            "held_on": timezone.localdate(),
            "communities": communities_of(self.request.user, self.region),
            "people": street_staff(self.election),
        }
        last = Deliberation.objects.counted().filter(region=self.region, election=self.election).first()
        if last is None:
            return start
        kept = {name: getattr(last, name) for name in ("place", "host", "recorder", "agenda")}
        people = last.participants.exclude(person=None).values_list("person_id", flat=True)
        return start | kept | {"people": list(people)}

    def get_context_data(self, **kwargs):
        number = Deliberation.objects.next_number(self.election, self.region)
        return super().get_context_data(number=number, **kwargs)

    def perform(self, form):
        return plan_deliberation(
            actor=self.request.user, election=self.election, region=self.region, **form.service_fields()
        )


class DeliberationEdit(MeetingForms):
    """Correct a meeting, or write its general conclusions."""

    audit_events = ("deliberation.update",)
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.deliberation = find_deliberation(request.user, kwargs["pk"], "accept_records")
        self.region, self.election = self.deliberation.region, self.deliberation.election
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        participants = list(self.deliberation.participants.all())
        guests = [f"{p.name} {p.post}".strip() for p in participants if p.person_id is None]
        return {name: getattr(self.deliberation, name) for name in ("version", *EDITABLE)} | {
            "communities": list(self.deliberation.conclusions.values_list("community_id", flat=True)),
            "people": [p.person_id for p in participants if p.person_id],
            "guests": "\n".join(guests),
        }

    def perform(self, form):
        return update_deliberation(
            actor=self.request.user, deliberation=self.deliberation, version=form.cleaned_data["version"],
            **form.service_fields(),
        )  # fmt: skip


class DeliberationDetail(DetailView):
    """One meeting: who came, what is known of each community, how far its results are."""

    access_rule = MAY_SEE
    template_name = "communities/deliberation_detail.html"
    context_object_name = "deliberation"

    def get_object(self, queryset=None):
        return find_deliberation(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user, meeting = self.request.user, self.object
        participants = list(meeting.participants.all())
        may_work = access.allowed(user, "accept_records", meeting)
        return super().get_context_data(
            participants=participants,
            present=sum(p.is_present for p in participants),
            sheets=sheets(user, meeting),
            steps=[(state.label, _mark(meeting, state)) for state in STEPS],
            blocked=workflow.shut(workflow.ways_on(user, meeting)) if may_work else [],
            may_work=may_work and meeting.is_open,
            may_file=may_work and meeting.election.is_running and meeting.state != Deliberation.States.CANCELLED,
            today=timezone.localdate(),
            **kwargs,
        )


def _mark(meeting, state):
    """Where a step of the way stands: done, here, or still to come."""
    if meeting.state == Deliberation.States.CANCELLED:
        return ""
    return "here" if meeting.state == state else "done" if STEPS.index(state) < STEPS.index(meeting.state) else ""


class DeliberationMove(ServiceFormMixin, FormView):
    """Any move, named in the form; the workflow decides whether it may be made."""

    access_rule = MAY_WORK
    audit_events = (*(f"deliberation.{name}" for name in MOVES), "deliberation.freeze")
    form_class = MoveForm
    template_name = "communities/deliberation_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.deliberation = find_deliberation(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(deliberation=self.deliberation, move=move, **kwargs)

    def perform(self, form):
        move_deliberation(actor=self.request.user, deliberation=self.deliberation, **form.cleaned_data)
        now = Deliberation.objects.get(pk=self.deliberation.pk)
        messages.success(self.request, f"“{now}”现为“{now.get_state_display()}”。")

    def get_success_url(self):
        return reverse("communities:deliberation", args=[self.deliberation.pk])


class Attendance(ServiceFormMixin, FormView):
    """签到: who came, who is excused and why; also as the meeting goes on."""

    access_rule = MAY_WORK
    audit_events = ("deliberation.attendance",)
    form_class = AttendanceForm
    template_name = "communities/deliberation_attendance.html"
    success_message = "已登记到会情况。"

    def dispatch(self, request, *args, **kwargs):
        self.deliberation = find_deliberation(request.user, kwargs["pk"], "accept_records")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"participants": list(self.deliberation.participants.all())}

    def get_context_data(self, **kwargs):
        return super().get_context_data(deliberation=self.deliberation, **kwargs)

    def perform(self, form):
        record_attendance(actor=self.request.user, deliberation=self.deliberation, entries=form.entries())

    def get_success_url(self):
        return reverse("communities:deliberation", args=[self.deliberation.pk])
