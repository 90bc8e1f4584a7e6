"""层层警示 on screen: the tree with its holes, naming warners, planning talks, the list."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, ListView, TemplateView, View

from communities.current import current_election, require_election
from core import access
from core.web import ListMixin, ServiceFormMixin, holding, working_on
from discipline import warning_tree
from discipline.circles import capacities_of_duty
from discipline.forms.warnings import PlanWarningForm, WarnerForm, WarningFilter
from discipline.models import Duties, WarningPair, WarningTalk
from discipline.models.warnings import PLAN
from discipline.services import warnings

SEES = holding("view_records") | working_on("discipline.WarningTalk", "view_records")
PLANS = holding(PLAN)
SMALL_TREE = 40  # of so many people at most, every level is open from the start


def may_plan(request, election):
    return bool(election) and election.is_running and access.allowed(request.user, PLAN, election.region)


class WarningTree(TemplateView):
    """Who warns whom, level by level, and who has not been warned yet."""

    access_rule = holding("view_records")
    template_name = "discipline/warning_tree.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        context = super().get_context_data(
            election=election, may_plan=may_plan(self.request, election), **kwargs
        )  # fmt: skip
        if not election:
            return context
        pairs = list(warning_tree.pairs_of(user, election).order_by("place_id", "pk"))
        roots, unplaced = warning_tree.tree(pairs)
        warned = sum(pair.is_warned for pair in pairs)
        return context | {
            "roots": roots, "unplaced": unplaced, "total": len(pairs), "warned": warned, "left": len(pairs) - warned,
            "nobody_named": len(unplaced), "is_small": len(pairs) <= SMALL_TREE,
            "planned": sum(pair.is_planned and not pair.is_warned for pair in pairs),
            "has_duties": bool(capacities_of_duty(election, Duties.WARNING)),
        }  # fmt: skip


class WarningPropose(View):
    """Bring the tree in step with the records."""

    access_rule = PLANS
    audit_events = ("warning.propose",)
    http_method_names = ["post"]

    def post(self, request):
        added, changed, removed = warnings.propose_pairs(actor=request.user, election=require_election(request))
        messages.success(
            request, f"已按名册生成：新增 {added} 人，更新 {changed} 人，移出 {removed} 人。手工指定的保持不变。"
        )
        return redirect("discipline:warning-tree")


class WarningWarner(ServiceFormMixin, FormView):
    """Name by hand who warns somebody."""

    access_rule = PLANS
    audit_events = ("warning.set_warner",)
    form_class = WarnerForm
    template_name = "discipline/warning_warner.html"
    success_message = "已指定谈话人。"

    def dispatch(self, request, *args, **kwargs):
        rows = WarningPair.objects.select_related("election__region", "person", "place", "warner")
        self.pair = access.get_or_404(request.user, rows, PLAN, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.pair.election}

    def get_initial(self):
        return {"warner": self.pair.warner_id}

    def get_context_data(self, **kwargs):
        return super().get_context_data(pair=self.pair, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        warnings.set_warner(actor=self.request.user, pair=self.pair, **form.cleaned_data)

    def get_success_url(self):
        return reverse("discipline:warning-tree")


class WarningPlan(ServiceFormMixin, FormView):
    """Plan talks out of the holes; the address says who is marked.

    ``?warner=`` everybody whom that person is to warn, ``?place=`` those of a community, ``?pair=`` one person.
    """

    access_rule = PLANS
    audit_events = ("warning.plan",)
    form_class = PlanWarningForm
    template_name = "discipline/warning_plan.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    @cached_property
    def lines(self):
        return PlanWarningForm.lines(self.request.user, require_election(self.request))

    def _is_asked_for(self, pair):
        asked = {"warner": pair.warner_id, "place": pair.place_id, "pair": pair.pk}
        return any(value and self.request.GET.get(name) == str(value) for name, value in asked.items())

    def get_initial(self):
        """Talks by whoever is named for those who are marked, if it is one."""
        warners = {pair.warner_id for pair in self.lines if self._is_asked_for(pair)}
        return {"talker": warners.pop() if len(warners) == 1 else self.request.GET.get("warner", "")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=require_election(self.request), **kwargs)
        form, groups = context["form"], {}
        marked = set(form.data.getlist("pairs")) if form.is_bound else set()
        for pair in self.lines:
            ticked = str(pair.pk) in marked if form.is_bound else self._is_asked_for(pair)
            groups.setdefault(pair.warner, []).append((pair, ticked))
        return context | {"groups": list(groups.items())}

    def perform(self, form):
        made = warnings.plan_talk(actor=self.request.user, election=require_election(self.request), **form.cleaned_data)
        messages.success(self.request, f"已安排 {len(made)} 场警示谈话。")

    def get_success_url(self):
        return reverse("discipline:warning-list")


class WarningList(ListMixin, ListView):
    """The talks of the term, newest first; ``mine``: those that I hold or record."""

    access_rule = SEES
    audit_events = ()
    filter_form_class = WarningFilter
    template_name = "discipline/warning_list.html"

    def get_queryset(self):
        self.election = current_election(self.request)
        rows = access.visible_to(self.request.user, WarningTalk).filter(election=self.election)
        if self.filters.get("mine"):
            rows = rows.of_account(self.request.user)
        if self.filters.get("state"):
            rows = rows.filter(state=self.filters["state"])
        return rows.with_plan()

    def get_context_data(self, **kwargs):
        may = may_plan(self.request, self.election)
        return super().get_context_data(election=self.election, may_plan=may, **kwargs)
