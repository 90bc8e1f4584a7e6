"""线索办理时限: the term's rules, shown to who handles clues, changed by who manages rules."""

from django.http import Http404
from django.urls import reverse_lazy
from django.views.generic import FormView, TemplateView

from communities.current import current_election
from communities.views.schedule import managed_election
from core import access
from core.web import ServiceFormMixin, holding
from discipline.clue_access import HANDLE, LEAD, SUBSTITUTE
from discipline.clue_limits import limits_of
from discipline.forms.clues import ConfirmLimitForm, LimitForm
from discipline.services.clue_limits import confirm_clue_limit, edit_clue_limit

MANAGES = holding("manage_rules")


class ClueLimits(TemplateView):
    """The limits in force; nothing of any clue."""

    access_rule = MANAGES | holding(HANDLE, LEAD, SUBSTITUTE)
    template_name = "discipline/clue_limits.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        may_manage = bool(election) and election.is_running and access.allowed(user, "manage_rules", election)
        limits = limits_of(election).values() if election else []
        return super().get_context_data(election=election, limits=limits, may_manage=may_manage, **kwargs)


class LimitAct(ServiceFormMixin, FormView):
    """A form about one limit of the current term."""

    access_rule = MANAGES
    template_name = "discipline/clue_limit_form.html"
    success_url = reverse_lazy("discipline:clue-limits")

    def dispatch(self, request, *args, **kwargs):
        self.election = managed_election(request)
        self.limit = limits_of(self.election).get(kwargs["step"])
        if self.limit is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(limit=self.limit, **kwargs)

    def get_initial(self):
        return {name: getattr(self.limit, name) for name in ("version", "days", "in_working_days", "basis")}


class ClueLimitEdit(LimitAct):
    """Change a limit."""

    audit_events = ("clue_limit.save",)
    form_class = LimitForm
    success_message = "已保存，新受理的线索按此计算。改动后须重新核定。"

    def perform(self, form):
        return edit_clue_limit(
            actor=self.request.user, election=self.election, step=self.limit.step, **form.cleaned_data
        )


class ClueLimitConfirm(LimitAct):
    """核定."""

    audit_events = ("clue_limit.confirm",)
    form_class = ConfirmLimitForm
    success_message = "已核定。"

    def perform(self, form):
        return confirm_clue_limit(
            actor=self.request.user, election=self.election, step=self.limit.step, **form.cleaned_data
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(confirming=True, **kwargs)
