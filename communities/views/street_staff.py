"""The street's own people on screen, and which communities they answer for (包片)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import FormView, TemplateView, View

from communities.current import current_election
from communities.forms.street_staff import AreaForm, StaffEditForm, StaffForm
from communities.models import AreaAssignment, Region
from communities.services.street_staff import (
    add_street_staff,
    assign_area,
    edit_street_staff,
    remove_street_staff,
)
from communities.street_staff import assigned_people, street_staff, with_areas
from communities.views.picker import picked
from core import access
from core.web import ServiceFormMixin, holding

MAY_FILL = holding("fill_records")
MAY_ASSIGN = holding("accept_records")


def _street_term(request):
    """The current election, if the user keeps the roster of its street; 403 or 404 otherwise."""
    election = current_election(request)
    if election is None:
        raise Http404
    if not access.allowed(request.user, "fill_records", election.region):
        raise access.Lacking("fill_records")
    return election


class StreetStaff(TemplateView):
    """The street's roster: name, office, account, communities."""

    access_rule = holding("accept_records", "conduct_talks", "view_audits")  # those who work at the street
    template_name = "communities/street_staff.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        people = with_areas(street_staff(election), election) if election else []
        may_edit = bool(election) and election.is_running and access.allowed(user, "fill_records", election.region)
        return super().get_context_data(election=election, people=people, may_edit=may_edit, **kwargs)


class StaffForms(ServiceFormMixin, FormView):
    """Forms that keep the roster."""

    access_rule = MAY_FILL
    template_name = "communities/street_staff_form.html"
    success_url = reverse_lazy("communities:street-staff")
    person = None

    def dispatch(self, request, *args, **kwargs):
        self.election = _street_term(request)
        if "pk" in kwargs:
            self.person = access.get_or_404(request.user, street_staff(self.election), None, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"actor": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=self.election, person=self.person, **kwargs)


class StreetStaffAdd(StaffForms):
    """Enter somebody: on file already, or new."""

    audit_events = ("street_staff.add", "person.create", "person.update", "person.link_account")
    form_class = StaffForm
    success_message = "已登记。"

    def get_context_data(self, **kwargs):
        return super().get_context_data(chosen=picked(self.request, "person"), **kwargs)

    def perform(self, form):
        return add_street_staff(actor=self.request.user, election=self.election, **form.cleaned_data)


class StreetStaffEdit(StaffForms):
    """Change somebody's office or account."""

    audit_events = ("street_staff.edit", "person.update", "person.link_account")
    form_class = StaffEditForm
    success_message = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.person}

    def get_initial(self):
        person = self.person
        return {"version": person.version, "office": person.occupation, "user": person.user_id}

    def perform(self, form):
        return edit_street_staff(
            actor=self.request.user, election=self.election, person=self.person, **form.cleaned_data
        )


class StreetStaffRemove(View):
    """Take somebody off the roster."""

    access_rule = MAY_FILL
    audit_events = ("street_staff.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        election = _street_term(request)
        person = access.get_or_404(request.user, street_staff(election), None, pk=pk)
        remove_street_staff(actor=request.user, election=election, person=person)
        messages.success(request, f"已将“{person}”移出街道干部名册，并解除其包片。已办的记录不变。")
        return redirect("communities:street-staff")


class AreaList(TemplateView):
    """Communities and who answers for them; those with nobody are marked."""

    access_rule = holding("view_records")
    template_name = "communities/areas.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        places = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        assigned = assigned_people(election)
        rows = [(place, assigned[place.pk]) for place in places] if election else []
        return super().get_context_data(
            election=election,
            rows=rows,
            empty=sum(not people for _, people in rows),
            may_assign=bool(election) and election.is_running and access.holds(user, "accept_records"),
            **kwargs,
        )


class AreaEdit(ServiceFormMixin, FormView):
    """Say who answers for one community."""

    access_rule = MAY_ASSIGN
    audit_events = ("area.assign",)
    form_class = AreaForm
    template_name = "communities/area_form.html"
    success_message = "已保存包片安排。"
    success_url = reverse_lazy("communities:areas")

    def dispatch(self, request, *args, **kwargs):
        places = Region.objects.filter(level=Region.Levels.COMMUNITY)
        self.community = access.get_or_404(request.user, places, "accept_records", pk=kwargs["code"])
        self.election = current_election(request)
        if self.election is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.election}

    def get_initial(self):
        now = AreaAssignment.objects.filter(community=self.community, election=self.election)
        leading = {assignment.is_leader: assignment.person_id for assignment in now}
        return {"leader": leading.get(True), "people": [a.person_id for a in now if not a.is_leader]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(community=self.community, election=self.election, **kwargs)

    def perform(self, form):
        assign_area(actor=self.request.user, community=self.community, election=self.election, **form.cleaned_data)
