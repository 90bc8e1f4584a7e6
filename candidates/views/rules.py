"""The term's rules on screen: standards and negative list, edited and confirmed by the street."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from candidates import services
from candidates.forms import ConfirmForm, CriterionFormSet, InForceForm, NegativeItemForm, StandardSetForm
from candidates.models import NegativeItem, StandardSet
from candidates.rulesets import RULESETS
from candidates.services.rules import NEGATIVE_FIELDS, STANDARD_FIELDS
from communities.current import current_election, elections_of
from communities.models import Election
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding

MODELS = {"negative": NegativeItem, "standard": StandardSet}
MAY_MANAGE = holding("manage_rules")


def find_rule(user, kind, pk):
    if kind not in MODELS:
        raise Http404
    rows = MODELS[kind].objects.select_related("election", "confirmed_by")
    return access.get_or_404(user, rows, "manage_rules", pk=pk)


def current_term(request):
    """The election in which the user works now; 404 without one."""
    election = current_election(request)
    if election is None:
        raise Http404
    return election


class RuleList(TemplateView):
    """All rules of the term: what they say, on what basis, and whether the office stands by them."""

    access_rule = holding("manage_rules", "view_vetting")
    template_name = "candidates/rules.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        standards = access.visible_to(user, StandardSet).filter(election=election).prefetch_related("criteria")
        items = access.visible_to(user, NegativeItem).filter(election=election).select_related("election")
        rules = [*standards, *items]
        return super().get_context_data(
            election=election,
            standards=standards,
            items=items,
            total=len(rules),
            confirmed=sum(rule.is_confirmed for rule in rules),
            may_manage=bool(election) and access.allowed(user, "manage_rules", election) and _is_running(election),
            years=sorted(RULESETS, reverse=True),
            earlier=[e for e in elections_of(self.request) if e != election],
            **kwargs,
        )


def _is_running(election):
    return election.state == Election.States.RUNNING


class RulesInstall(View):
    """Add the sample rules of a year, or those of an earlier term."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.install", "rule.copy")
    http_method_names = ["post"]

    def post(self, request):
        election = current_term(request)
        source = next((e for e in elections_of(request) if str(e.pk) == request.POST.get("from")), None)
        if source:
            added = services.copy_rules(actor=request.user, from_election=source, to_election=election)
        else:
            year = request.POST.get("year", "")
            added = services.install_ruleset(
                actor=request.user, election=election, year=int(year) if year.isdecimal() else 0
            )
        messages.success(request, f"已增加 {added} 条，均标“示例（待核定）”。请逐条核对后核定。")
        return redirect("candidates:rules")


class RuleForm(ServiceFormMixin, FormView):
    """Base of the pages that change one rule."""

    access_rule = MAY_MANAGE
    kind = anchor = ""
    success_message = "已保存。改动后须重新核定；尚未核查的人选按新条文核查，已有结论的不变。"

    def dispatch(self, request, *args, **kwargs):
        self.rule = find_rule(request.user, self.kind, kwargs["pk"]) if "pk" in kwargs else None
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=self.rule, kind=self.kind, **kwargs)

    def get_success_url(self):
        return reverse("candidates:rules") + f"#{self.kind}"


class NegativeItemEdit(RuleForm):
    """Change an item of the negative list."""

    audit_events = ("rule.edit",)
    kind, form_class, template_name = "negative", NegativeItemForm, "candidates/rule_form.html"

    def get_initial(self):
        return {name: getattr(self.rule, name) for name in ("version", *NEGATIVE_FIELDS)}

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.edit_negative_item(actor=self.request.user, item=self.rule, version=version, **form.cleaned_data)


class NegativeItemCreate(RuleForm):
    """Add an item to the negative list."""

    audit_events = ("rule.add",)
    kind, form_class, template_name = "negative", NegativeItemForm, "candidates/rule_form.html"
    success_message = "已增加，并列入在审人选的核查事项。"

    def perform(self, form):
        form.cleaned_data.pop("version")
        services.add_negative_item(actor=self.request.user, election=current_term(self.request), **form.cleaned_data)


class StandardSetEdit(RuleForm):
    """Change a standard set and fill in its items."""

    audit_events = ("rule.edit",)
    kind, form_class, template_name = "standard", StandardSetForm, "candidates/standard_form.html"

    def get_initial(self):
        return {name: getattr(self.rule, name) for name in ("version", *STANDARD_FIELDS)}

    def items(self):
        """The formset of the set's items, in order."""
        criteria = self.rule.criteria.values("phrase", "explanation", "evidence_required")
        data = self.request.POST if self.request.method == "POST" else None
        return CriterionFormSet(data, initial=list(criteria), prefix="items")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"items": self.items()} | kwargs))

    def form_valid(self, form):
        items = self.items()
        if not items.is_valid():
            form.add_error(None, "条目有误，请核对字数。")
            return self.form_invalid(form)
        self.criteria = [
            {"phrase": "", "explanation": "", "evidence_required": True} | item.cleaned_data for item in items
        ]
        return super().form_valid(form)

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.edit_standard_set(
            actor=self.request.user, standard_set=self.rule, version=version, criteria=self.criteria,
            **form.cleaned_data,
        )  # fmt: skip


class RuleConfirm(View):
    """核定 by document number."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.confirm",)
    http_method_names = ["post"]

    def post(self, request, kind, pk):
        rule, form = find_rule(request.user, kind, pk), ConfirmForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "核定文号过长或页面已过期，请刷新后重试。")
        services.confirm_rule(actor=request.user, rule=rule, **form.cleaned_data)
        messages.success(request, f"“{rule}”已核定，不再标“示例（待核定）”。")
        return redirect(reverse("candidates:rules") + f"#{kind}")


class RuleInForce(View):
    """停用 or 启用."""

    access_rule = MAY_MANAGE
    audit_events = ("rule.in_force",)
    http_method_names = ["post"]

    def post(self, request, kind, pk):
        rule, form = find_rule(request.user, kind, pk), InForceForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "页面已过期，请刷新后重试。")
        services.set_in_force(actor=request.user, rule=rule, **form.cleaned_data)
        messages.success(request, f"“{rule}”已{'启用' if rule.in_force else '停用'}。")
        return redirect(reverse("candidates:rules") + f"#{kind}")
