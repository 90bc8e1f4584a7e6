"""党工委会 on screen: the list, one meeting, calling and correcting it, signing in, recusals, concluding it."""

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView

from candidates.forms import MoveForm
from candidates.meeting_forms import RecusalForm, VettingMeetingForm
from candidates.meeting_rules import items_of, open_cautions, open_slates, standing_aside, voters
from candidates.models import Recusal, VettingMeeting
from candidates.services.meeting_results import apply_results, move_meeting
from candidates.services.meetings import (
    EDITABLE,
    note_recusal,
    prepare_meeting,
    record_attendance,
    update_meeting,
    withdraw_recusal,
)
from communities.current import current_election, current_region, require_election
from communities.forms.deliberations import AttendanceForm
from communities.models import Region
from communities.services.deliberations import communities_of
from communities.street_staff import street_staff
from core import access, workflow
from core.web import PagedMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_vetting")
MAY_WORK = holding("record_conclusions")
MOVES = {move.name: move for move in workflow.moves_of(VettingMeeting)}
States = VettingMeeting.States
STEPS = (States.PREPARED, States.UNDERWAY, States.SUBMITTED, States.CONCLUDED)


def find_meeting(user, pk, permission=None):
    """The meeting with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = VettingMeeting.objects.select_related("election", "region", "host", "recorder", "submitted_by")
    return access.get_or_404(user, rows, permission, pk=pk)


class MeetingList(PagedMixin, ListView):
    """The meetings of the term."""

    access_rule = MAY_SEE
    template_name = "candidates/meeting_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, VettingMeeting).filter(election=current_election(self.request))
        decided = Count("items", filter=~Q(items__result=""), distinct=True)
        refused = Count("items", filter=~Q(items__refusal=""), distinct=True)
        return rows.annotate(number=Count("items", distinct=True), decided=decided, refused=refused)

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        may_call = bool(election and election.is_running) and _street(self.request) is not None
        may_call = may_call and access.holds(self.request.user, "record_conclusions")
        return super().get_context_data(election=election, may_call=may_call, **kwargs)


def _street(request):
    """The street the user works for; None for who works above or below one."""
    region = current_region(request)
    return region if region and region.level == Region.Levels.STREET else None


class MeetingForms(ServiceFormMixin, FormView):
    """What calling and correcting a meeting share."""

    access_rule = MAY_WORK
    form_class = VettingMeetingForm
    template_name = "candidates/meeting_form.html"
    meeting = None

    def codes(self):
        return [place.pk for place in communities_of(self.request.user, self.region)]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "election": self.election, "codes": self.codes(), "meeting": self.meeting,
        }  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, has_staff=street_staff(self.election).exists(), **kwargs)

    def get_success_url(self):
        return reverse("candidates:meeting", args=[self.object.pk])


class MeetingCreate(MeetingForms):
    """Call a meeting: today, with whoever was called to the one before, and what waits for it on the agenda."""

    audit_events = ("vettingmeeting.prepare",)
    success_message = "已建立会议。开会时先签到，再点“开始会议”。"

    def dispatch(self, request, *args, **kwargs):
        self.region, self.election = _street(request), require_election(request)
        if self.region is None:
            raise Http404
        access.require(request.user, "record_conclusions", self.region)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        codes, last = self.codes(), VettingMeeting.objects.filter(region=self.region, election=self.election).first()
        start = {
            "held_on": timezone.localdate(), "name": "街道党工委会议", "people": street_staff(self.election),
            "slates": open_slates(self.election, codes),
            "cautions": [check.pk for check in open_cautions(self.election, codes)],
        }  # fmt: skip
        if last is None:
            return start
        people = last.attendees.exclude(person=None).values_list("person_id", flat=True)
        return start | {"place": last.place, "host": last.host, "recorder": last.recorder, "people": list(people)}

    def perform(self, form):
        return prepare_meeting(
            actor=self.request.user, election=self.election, region=self.region, **form.service_fields()
        )


class MeetingEdit(MeetingForms):
    """Correct a meeting and its agenda."""

    audit_events = ("vettingmeeting.update",)
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], "record_conclusions")
        self.region, self.election = self.meeting.region, self.meeting.election
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        attendees, items = list(self.meeting.attendees.all()), list(self.meeting.items.all())
        return {name: getattr(self.meeting, name) for name in ("version", *EDITABLE)} | {
            "people": [one.person_id for one in attendees if one.person_id],
            "guests": "\n".join(f"{one.name} {one.post}".strip() for one in attendees if one.person_id is None),
            "candidates": [item.candidate_id for item in items if item.candidate_id],
            "slates": [item.slate_id for item in items if item.slate_id],
            "cautions": [item.check_row_id for item in items if item.check_row_id],
        }

    def perform(self, form):
        return update_meeting(
            actor=self.request.user, meeting=self.meeting, version=form.cleaned_data["version"],
            **form.service_fields(),
        )  # fmt: skip


class MeetingDetail(DetailView):
    """One meeting: its way, agenda with results, who came, who stands aside."""

    access_rule = MAY_SEE
    template_name = "candidates/meeting_detail.html"
    context_object_name = "meeting"

    def get_object(self, queryset=None):
        return find_meeting(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user, meeting = self.request.user, self.object
        attendees = list(meeting.attendees.all())
        may_work = access.allowed(user, "record_conclusions", meeting)
        lines = agenda_lines(meeting, attendees)
        return super().get_context_data(
            attendees=attendees,
            present=sum(one.votes for one in attendees),
            lines=lines,
            refused=[line.item for line in lines if line.item.refusal],
            steps=[(state.label, _mark(meeting, state)) for state in STEPS],
            blocked=workflow.shut(workflow.ways_on(user, meeting)),
            may_work=may_work and meeting.is_open,
            may_file=may_work and meeting.election.is_running and meeting.state != States.CANCELLED,
            may_retry=meeting.state == States.CONCLUDED and access.allowed(user, "conclude_vetting", meeting),
            recusals=Recusal.objects.filter(item__meeting=meeting).select_related("item", "attendee"),
            recusal_form=RecusalForm(meeting=meeting, items=items_of(meeting)),
            **kwargs,
        )


class Line:
    """An item with who stands aside on it and how many may vote."""

    def __init__(self, place, item, attendees, aside):
        self.place, self.item = place, item
        self.aside = [(one, aside[one.pk]) for one in attendees if one.pk in aside]
        self.entitled = len(voters(attendees, aside))


def agenda_lines(meeting, attendees):
    """The agenda as :class:`Line` list, in a constant number of queries."""
    items = list(items_of(meeting))
    aside = standing_aside(items, attendees)
    return [Line(place, item, attendees, aside[item.pk]) for place, item in enumerate(items, 1)]


def _mark(meeting, state):
    """Where a step of the way stands: done, here, or still to come."""
    if meeting.state == States.CANCELLED:
        return ""
    return "here" if meeting.state == state else "done" if STEPS.index(state) < STEPS.index(meeting.state) else ""


def _back(meeting):
    return reverse("candidates:meeting", args=[meeting.pk])


class MeetingAttendance(ServiceFormMixin, FormView):
    """签到."""

    access_rule = MAY_WORK
    audit_events = ("vettingmeeting.attendance",)
    form_class = AttendanceForm
    template_name = "candidates/meeting_attendance.html"
    success_message = "已登记到会情况。"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], "record_conclusions")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"participants": list(self.meeting.attendees.all())}

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def perform(self, form):
        record_attendance(actor=self.request.user, meeting=self.meeting, entries=form.entries())

    def get_success_url(self):
        return _back(self.meeting)


class RecusalAdd(ServiceFormMixin, FormView):
    """登记回避 by hand."""

    access_rule = MAY_WORK
    audit_events = ("vettingmeeting.recuse",)
    form_class = RecusalForm
    template_name = "candidates/meeting_recusal.html"
    success_message = "已登记回避，该项表决不计此人。"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], "record_conclusions")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"meeting": self.meeting, "items": items_of(self.meeting)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def perform(self, form):
        note_recusal(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return _back(self.meeting)


class RecusalWithdraw(ServiceFormMixin, FormView):
    """撤回 a recusal noted by hand."""

    access_rule = MAY_WORK
    audit_events = ("vettingmeeting.unrecuse",)
    form_class = Form
    template_name = "candidates/meeting_move.html"
    http_method_names = ["post"]
    success_message = "已撤回。"

    def dispatch(self, request, *args, **kwargs):
        rows = Recusal.objects.select_related("item__meeting")
        self.recusal = access.get_or_404(request.user, rows, "record_conclusions", pk=kwargs["pk"])
        self.meeting = self.recusal.item.meeting
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def perform(self, form):
        withdraw_recusal(actor=self.request.user, recusal=self.recusal)

    def get_success_url(self):
        return _back(self.meeting)


class MeetingMove(ServiceFormMixin, FormView):
    """Any move, named in the form. Concluding puts the decisions into effect and tells what came of each."""

    access_rule = holding("record_conclusions", "conclude_vetting")
    audit_events = (*(f"vettingmeeting.{name}" for name in MOVES), "vettingmeeting.apply")
    form_class = MoveForm
    template_name = "candidates/meeting_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(meeting=self.meeting, move=move, **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        outcomes = move_meeting(actor=self.request.user, meeting=self.meeting, name=data["name"], note=data["note"])
        now = VettingMeeting.objects.get(pk=self.meeting.pk)
        messages.success(self.request, f"“{now}”现为“{now.get_state_display()}”。")
        tell(self.request, outcomes)

    def get_success_url(self):
        return _back(self.meeting)


def tell(request, outcomes):
    """How many took effect, and which did not."""
    done = sum(outcome.is_done for outcome in outcomes)
    if done:
        messages.success(request, f"{done} 项决定已生效。")
    for outcome in outcomes:
        if not outcome.is_done:
            messages.warning(request, f"“{outcome.item}”未生效：{outcome.refusal}")


class MeetingRetry(ServiceFormMixin, FormView):
    """Once more what did not take effect, after its reason is gone."""

    access_rule = holding("conclude_vetting")
    audit_events = ("vettingmeeting.apply",)
    form_class = Form
    template_name = "candidates/meeting_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], "conclude_vetting")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def perform(self, form):
        tell(self.request, apply_results(actor=self.request.user, meeting=self.meeting))

    def get_success_url(self):
        return _back(self.meeting)
