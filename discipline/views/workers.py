"""选举工作人员 on screen: who they are, picked from the files."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from communities.current import current_election, require_election
from communities.models import TermRole
from communities.views.picker import picked
from core import access
from core.web import ServiceFormMixin, holding
from discipline.forms.texts import WorkerForm
from discipline.services.workers import WORKER, add_election_worker, remove_election_worker

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_discipline")


class WorkerList(TemplateView):
    access_rule = MAY_SEE
    template_name = "discipline/worker_list.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        rows = access.visible_to(user, TermRole).filter(election=election, capacity=WORKER)
        may_fill = bool(election) and election.is_running and access.holds(user, "fill_discipline")
        entries = rows.select_related("person", "community").order_by("community_id", "person__name", "pk")
        return super().get_context_data(election=election, entries=entries, may_fill=may_fill, **kwargs)


class WorkerAdd(ServiceFormMixin, FormView):
    access_rule = MAY_FILL
    audit_events = ("election_worker.add",)
    form_class = WorkerForm
    template_name = "discipline/worker_form.html"
    success_message = "已登记。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    def get_context_data(self, **kwargs):
        chosen = picked(self.request, "person")
        return super().get_context_data(chosen=chosen, election=require_election(self.request), **kwargs)

    def perform(self, form):
        return add_election_worker(
            actor=self.request.user, election=require_election(self.request), **form.cleaned_data
        )

    def get_success_url(self):
        return reverse("discipline:worker-list")


class WorkerRemove(View):
    access_rule = MAY_FILL
    audit_events = ("election_worker.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        rows = TermRole.objects.filter(capacity=WORKER).select_related("person", "community", "election")
        entry = access.get_or_404(request.user, rows, pk=pk)
        remove_election_worker(actor=request.user, entry=entry)
        messages.success(request, f"已将“{entry.person}”移出选举工作人员，已办的记录不变。")
        return redirect("discipline:worker-list")
