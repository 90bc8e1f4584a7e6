"""The rule by which grades are suggested: to read, change and confirm."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from communities.current import current_election
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding
from interviews.assessment_rules import MEMBER, TEAM, thresholds
from interviews.forms.assessments import ConfirmRuleForm, GradeRuleForm
from interviews.models import GradeRule
from interviews.services import assessment_grades as services

SCHEMES = {scheme.target: scheme for scheme in (MEMBER, TEAM)}


def find_rule(user, pk):
    rows = GradeRule.objects.select_related("election", "confirmed_by")
    return access.get_or_404(user, rows, "manage_rules", pk=pk)


class GradeRules(TemplateView):
    """Both rules of the term in sentences, with the formula."""

    access_rule = holding("view_appraisals")
    template_name = "interviews/assessment_rules.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        rules = access.visible_to(user, GradeRule).filter(election=election)
        managed = bool(election) and access.allowed(user, "manage_rules", election) and election.is_running
        return super().get_context_data(
            election=election,
            rules=[(rule, thresholds(SCHEMES[rule.target], rule)) for rule in rules],
            may_manage=managed,
            **kwargs,
        )


class GradeRuleEdit(ServiceFormMixin, FormView):
    """Change the shares of one rule."""

    access_rule = holding("manage_rules")
    audit_events = ("assessment.edit_rule",)
    form_class = GradeRuleForm
    template_name = "interviews/assessment_rule_form.html"
    success_message = "已保存。改动后须重新核定；已拟定的等次不受影响。"

    def dispatch(self, request, *args, **kwargs):
        self.rule = find_rule(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.rule, name) for name in ("version", *services.SHARES, "basis")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.edit_grade_rule(actor=self.request.user, rule=self.rule, version=version, **form.cleaned_data)

    def get_success_url(self):
        return reverse("interviews:assessment-rules")


class GradeRuleConfirm(View):
    """核定 by document number."""

    access_rule = holding("manage_rules")
    audit_events = ("assessment.confirm_rule",)
    http_method_names = ["post"]

    def post(self, request, pk):
        rule, form = find_rule(request.user, pk), ConfirmRuleForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "核定文号过长或页面已过期，请刷新后重试。")
        services.confirm_grade_rule(actor=request.user, rule=rule, **form.cleaned_data)
        messages.success(request, f"“{rule}”已核定，不再标“示例（待核定）”。")
        return redirect("interviews:assessment-rules")
