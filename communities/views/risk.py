"""Risk on screen: the street's grades, one community's history, and the scale with its confirmation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from communities.current import current_election, current_region
from communities.forms.issues import ConfirmScaleForm, GradeForm, ScaleForm
from communities.models import Issue, Region, RiskGrade, RiskGrades, RiskScale
from communities.risk import Suggestion, current_grades, suggestion_for, suggestions
from communities.services.risk import confirm_risk_scale, edit_risk_scale, install_risk_scale, set_risk_grade
from core import access
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("manage_rules")


def running_term(request):
    """The election in which the user works now; 404 without one."""
    election = current_election(request)
    if election is None:
        raise Http404
    return election


class RiskList(TemplateView):
    """How each community is graded, beside what its unsettled issues suggest; and the scale."""

    access_rule = MAY_SEE
    template_name = "communities/risk.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        if election is None:
            return super().get_context_data(election=None, **kwargs)
        rows = self._rows(user, election)
        numbers = {grade: sum(1 for _, now, _ in rows if now and now.grade == grade) for grade in RiskGrades}
        return super().get_context_data(
            election=election,
            rows=rows,
            scale=access.visible_to(user, RiskScale).filter(election=election).in_order(),
            numbers=[(grade, grade.label, number) for grade, number in numbers.items()],
            ungraded=sum(1 for _, now, _ in rows if now is None),
            may_manage=election.is_running and access.allowed(user, "manage_rules", election),
            may_set=election.is_running and access.holds(user, "accept_records"),
            **kwargs,
        )

    def _rows(self, user, election):
        """``(community, RiskGrade or None, Suggestion)``: three queries."""
        places = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        grades = current_grades(user, election, current_region(self.request))
        proposed = suggestions(user, election)
        none = Suggestion(RiskGrades.GREEN)
        return [(place, grades.get(place.pk), proposed.get(place.pk, none)) for place in places]


class CommunityPage:
    """What one community's page shows, be it drawn anew or with a form that was refused."""

    template_name = "communities/risk_community.html"
    permission = None

    def dispatch(self, request, *args, **kwargs):
        places = Region.objects.filter(level=Region.Levels.COMMUNITY)
        self.community = access.get_or_404(request.user, places, self.permission, pk=kwargs["code"])
        self.election = running_term(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user, community, election = self.request.user, self.community, self.election
        may_set = election.is_running and access.allowed(user, "accept_records", community)
        context = {
            "community": community,
            "election": election,
            "history": self._here(RiskGrade).select_related("set_by"),
            "scale": access.visible_to(user, RiskScale).filter(election=election).in_order(),
            "issues": self._here(Issue).open().with_file(),
            "suggestion": suggestion_for(user, election, community) if may_set else None,
            "may_set": may_set,
            "today": timezone.localdate(),
        }
        return super().get_context_data(**context | kwargs)

    def _here(self, model):
        return access.visible_to(self.request.user, model).in_election(self.election).filter(community=self.community)


class RiskCommunity(CommunityPage, TemplateView):
    """One community's grade with its history, and what is unsettled there."""

    access_rule = MAY_SEE

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=GradeForm(), **kwargs)


class RiskSet(CommunityPage, ServiceFormMixin, FormView):
    """The street grades a community."""

    access_rule = holding("accept_records")
    audit_events = ("risk.set",)
    permission = "accept_records"
    form_class = GradeForm
    success_message = "已评定。原来的评定留在历史中。"
    http_method_names = ["post"]

    def perform(self, form):
        set_risk_grade(actor=self.request.user, community=self.community, election=self.election, **form.cleaned_data)

    def get_success_url(self):
        return reverse("communities:risk-community", args=[self.community.pk])


class RiskScaleInstall(View):
    """Add the sample scale."""

    access_rule = MAY_MANAGE
    audit_events = ("risk_scale.install",)
    http_method_names = ["post"]

    def post(self, request):
        added = install_risk_scale(actor=request.user, election=running_term(request))
        messages.success(request, f"已装入 {added} 条样本，均标“示例（待核定）”。请逐条核对后核定。")
        return redirect("communities:risk")


class ScaleForms(ServiceFormMixin, FormView):
    """Forms about one row of the scale."""

    access_rule = MAY_MANAGE
    template_name = "communities/risk_scale_form.html"
    success_url = reverse_lazy("communities:risk")

    def dispatch(self, request, *args, **kwargs):
        rows = RiskScale.objects.select_related("election")
        self.row = access.get_or_404(request.user, rows, "manage_rules", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)


class RiskScaleEdit(ScaleForms):
    """Change what a grade means."""

    audit_events = ("risk_scale.edit",)
    form_class = ScaleForm
    success_message = "已保存。改动后须重新核定。"

    def get_initial(self):
        return {name: getattr(self.row, name) for name in ("version", "criteria", "basis")}

    def perform(self, form):
        return edit_risk_scale(actor=self.request.user, row=self.row, **form.cleaned_data)


class RiskScaleConfirm(ScaleForms):
    """核定 by document number."""

    audit_events = ("risk_scale.confirm",)
    form_class = ConfirmScaleForm
    success_message = "已核定。"

    def get_initial(self):
        return {"version": self.row.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(confirming=True, **kwargs)

    def perform(self, form):
        return confirm_risk_scale(actor=self.request.user, row=self.row, **form.cleaned_data)
