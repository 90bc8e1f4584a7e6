"""The terms: choosing the one to work in, opening, correcting and closing one."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import FormView, ListView, View

from communities.current import choose_election, current_region, elections_of
from communities.forms.elections import CloseForm, ElectionForm
from communities.models import Election
from communities.services import close_election, create_election, update_election
from core import access
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("manage_rules")


class SwitchElection(View):
    """Work in another term from now on; leads home, since a record's page belongs to its own term."""

    access_rule = MAY_SEE
    audit_events = ()  # changes the session alone
    http_method_names = ["post"]

    def post(self, request):
        if choose_election(request, request.POST.get("election", "")) is None:
            raise Http404
        return redirect("reports:home")


class ElectionList(ListView):
    """The terms that cover the user's region, newest first."""

    access_rule = MAY_SEE
    template_name = "communities/elections.html"

    def get_queryset(self):
        return elections_of(self.request)

    def get_context_data(self, **kwargs):
        region, user = current_region(self.request), self.request.user
        managed = access.visible_to(user, Election, "manage_rules").values_list("pk", flat=True)
        may_create = bool(region) and access.allowed(user, "manage_rules", region)
        return super().get_context_data(managed=set(managed), may_create=may_create, **kwargs)


class ElectionForms(ServiceFormMixin, FormView):
    """What creating and correcting a term share."""

    access_rule = MAY_MANAGE
    form_class = ElectionForm
    template_name = "communities/election_form.html"
    success_url = reverse_lazy("communities:election-list")


class ElectionCreate(ElectionForms):
    """Open a term for the user's region."""

    audit_events = ("election.create",)
    success_message = "已新建届次。"

    def perform(self, form):
        region = access.require(self.request.user, "manage_rules", current_region(self.request))
        is_past = form.cleaned_data["state"] == Election.States.PAST
        return create_election(actor=self.request.user, region=region, is_past=is_past, **form.service_fields())


class ElectionEdit(ElectionForms):
    """Correct the dates of a term in preparation."""

    audit_events = ("election.update",)
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.election = access.get_or_404(request.user, Election, "manage_rules", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"editing": True}

    def get_initial(self):
        names = ("version", "number", "term_years", "election_day", "key_date")
        return {name: getattr(self.election, name) for name in names}

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=self.election, **kwargs)

    def perform(self, form):
        return update_election(
            actor=self.request.user, election=self.election, version=form.cleaned_data["version"],
            **form.service_fields(),
        )  # fmt: skip


class ElectionClose(ServiceFormMixin, FormView):
    """Make a term a past one, after saying so twice."""

    access_rule = MAY_MANAGE
    audit_events = ("election.close",)
    form_class = CloseForm
    template_name = "communities/election_close.html"
    success_url = reverse_lazy("communities:election-list")
    success_message = "已转为往届，数据仍可查看。"

    def dispatch(self, request, *args, **kwargs):
        self.election = access.get_or_404(request.user, Election, "manage_rules", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"version": self.election.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=self.election, **kwargs)

    def perform(self, form):
        close_election(actor=self.request.user, election=self.election, version=form.cleaned_data["version"])
