"""The term's schedule on screen: defaults, edits, completion."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import FormView, ListView

from communities.current import current_election
from communities.models import Milestone, MilestoneEdition
from communities.models.schedule import SOON_DAYS
from communities.services.schedule import finish_milestone, install_schedule, save_milestone
from core import access
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("manage_rules")


def managed_election(request):
    """The current election if the user may manage its rules; 403 or 404 otherwise."""
    election = current_election(request)
    if election is None:
        raise Http404
    if not access.allowed(request.user, "manage_rules", election):
        raise PermissionDenied
    return election


class Schedule(ListView):
    """What is due when; overdue in red."""

    access_rule = MAY_SEE
    template_name = "communities/schedule.html"

    def get_queryset(self):
        return access.visible_to(self.request.user, Milestone).filter(election=current_election(self.request))

    def get_context_data(self, **kwargs):
        election, today = current_election(self.request), timezone.localdate()
        is_running = bool(election) and election.is_running
        may_manage = is_running and access.allowed(self.request.user, "manage_rules", election)
        return super().get_context_data(
            election=election, today=today, soon=today + timedelta(days=SOON_DAYS), may_manage=may_manage, **kwargs
        )


class MilestoneForm(forms.ModelForm):
    """One milestone; ``version`` is what the page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Milestone
        fields = ["title", "due_on", "responsible", "basis", "document_number", "done_on"]
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("due_on", "done_on")}
        help_texts = {
            "basis": "写明依据的文件名称；推算的请写“推算”。",
            "document_number": "填写文号即为核定；未填的显示“示例（待核定）”。已核定的改动后，须填写新文号重新核定。",
            "done_on": "完成后填写。",
        }


class MilestoneEdit(ServiceFormMixin, FormView):
    """Add or change a milestone of the current term."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.save",)
    form_class = MilestoneForm
    template_name = "communities/milestone_form.html"
    success_message = "已保存。"

    def get_form_kwargs(self):
        election = managed_election(self.request)
        found = (
            election.milestones.filter(pk=self.kwargs["pk"]).first()
            if "pk" in self.kwargs
            else Milestone(election=election)
        )
        if found is None:
            raise Http404
        return super().get_form_kwargs() | {"instance": found, "initial": {"version": found.version}}

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        editions = access.visible_to(self.request.user, MilestoneEdition).filter(milestone=form.instance.pk)
        return super().get_context_data(**kwargs | {"form": form, "editions": editions.select_related("replaced_by")})

    def perform(self, form):
        save_milestone(actor=self.request.user, milestone=form.instance, version=form.cleaned_data["version"])

    def get_success_url(self):
        return reverse("communities:schedule")


class MilestoneFinish(View):
    """Mark as done today."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.finish",)
    http_method_names = ["post"]

    def post(self, request, pk):
        found = managed_election(request).milestones.open().filter(pk=pk).first()
        if found is None:
            raise Http404
        finish_milestone(actor=request.user, milestone=found)
        messages.success(request, f"“{found.title}”已办结。")
        return redirect("communities:schedule")


class ScheduleInstall(View):
    """Add the default milestones counted back from the election day."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.install",)
    http_method_names = ["post"]

    def post(self, request):
        added = install_schedule(actor=request.user, election=managed_election(request))
        messages.success(request, f"已按选举日倒排 {added} 个节点，均为示例（待核定）。")
        return redirect("communities:schedule")
