"""一社区一策 on screen: the street's plans with the holes visible, one community's versions, work on the draft."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from communities.current import current_election, require_election
from communities.forms.plans import PlanFilter, PlanForm
from communities.models import CommunityPlan, Deliberation, Region
from communities.plan_history import history
from communities.risk import current_grades
from communities.services.plans import CONTENT, confirm_plan, save_plan, versions_of
from communities.street_staff import area_leaders
from core import access
from core.web import ListMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_WORK = holding("accept_records")


def find_community(request, code, permission=None):
    communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
    return access.get_or_404(request.user, communities, permission, pk=code)


class PlanList(ListMixin, TemplateView):
    """Every community the user sees with its current plan, or the hole where there is none."""

    access_rule = MAY_SEE
    audit_events = ()
    filter_form_class = PlanFilter
    template_name = "communities/plan_list.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        rows = self._rows(user, election) if election else []
        running = bool(election) and election.is_running
        return super().get_context_data(
            election=election,
            rows=[row for row in rows if self._is_wanted(*row)],
            numbers=self._numbers(rows),
            total=len(rows),
            missing=sum(plan is None for _, plan in rows),
            may_work=running and access.holds(user, "accept_records"),
            today=timezone.localdate(),
            **kwargs,
        )

    def _rows(self, user, election):
        """``[(community, plan or None)]`` of the communities in use."""
        communities = access.visible_to(user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        plans = access.visible_to(user, CommunityPlan).filter(election=election).current().with_people()
        found = {plan.community_id: plan for plan in plans}
        return [(community, found.get(community.pk)) for community in communities.order_by("code")]

    def _numbers(self, rows):
        kinds = [plan.kind for _, plan in rows if plan]
        return [(kind.label, kinds.count(kind)) for kind in CommunityPlan.Kinds]

    def _is_wanted(self, community, plan):
        kind, state = self.filters.get("kind"), self.filters.get("state")
        if kind and (plan is None or plan.kind != kind):
            return False
        holes = {
            "none": plan is None,
            "draft": plan is not None and not plan.is_confirmed,
            "overdue": plan is not None and plan.due_on is not None and plan.due_on < timezone.localdate(),
        }
        return holes.get(state, True)


class PlanPage(TemplateView):
    """One community's plan: the version in force, what the draft changes, all earlier ones."""

    access_rule = MAY_SEE
    template_name = "communities/plan.html"

    def get_context_data(self, **kwargs):
        user, community = self.request.user, find_community(self.request, self.kwargs["code"])
        election = require_election(self.request)
        versions = history(versions_of(user, community, election).with_people())
        may_work = election.is_running and access.allowed(user, "accept_records", community)
        return super().get_context_data(
            community=community,
            election=election,
            versions=versions,
            current=versions[0] if versions else None,
            may_work=may_work,
            meeting=_open_meeting(user, election, community) if may_work else None,
            today=timezone.localdate(),
            **kwargs,
        )


def _open_meeting(user, election, community):
    """The meeting now held that may confirm the community's plan."""
    rows = access.visible_to(user, Deliberation, "accept_records").filter(election=election, state="held")
    return rows.filter(conclusions__community=community).first()


class PlanEdit(ServiceFormMixin, FormView):
    """Work on the draft; begun from the confirmed version, it is a new one."""

    access_rule = MAY_WORK
    audit_events = ("plan.save",)
    form_class = PlanForm
    template_name = "communities/plan_form.html"
    success_message = "已保存方案草稿。研判会审定后生效。"

    def dispatch(self, request, *args, **kwargs):
        self.community = find_community(request, kwargs["code"], "accept_records")
        self.election = require_election(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def newest(self):
        return versions_of(self.request.user, self.community, self.election).first()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.election, "community": self.community}

    def get_initial(self):
        """The newest version; for a first one, the 包片领导 and a kind after the risk grade."""
        if self.newest is None:
            return self._suggested()
        version = None if self.newest.is_confirmed else self.newest.version
        return {name: getattr(self.newest, name) for name in CONTENT} | {"version": version}

    def _suggested(self):
        grade = current_grades(self.request.user, self.election, self.community).get(self.community.pk)
        kinds = {"red": "hard", "yellow": "focus", "green": "steady"}
        return {
            "kind": kinds.get(grade.grade if grade else "", "steady"),
            "leader": area_leaders(self.election).get(self.community.pk),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            community=self.community, election=self.election, newest=self.newest, back=self.get_success_url(), **kwargs
        )

    def form_invalid(self, form):
        """After reading that somebody was faster, saving again is deliberate."""
        if form.non_field_errors():
            draft = versions_of(self.request.user, self.community, self.election).drafts().first()
            form.data = form.data.copy()
            form.data["version"] = draft.version if draft else ""
        return super().form_invalid(form)

    def perform(self, form):
        return save_plan(
            actor=self.request.user, community=self.community, election=self.election,
            version=form.cleaned_data["version"], **form.service_fields(),
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:plan", args=[self.community.pk])


class PlanConfirm(View):
    """Confirm the draft at the meeting that is held now."""

    access_rule = MAY_WORK
    audit_events = ("plan.confirm",)
    http_method_names = ["post"]

    def post(self, request, pk, meeting):
        rows = CommunityPlan.objects.select_related("community", "election")
        plan = access.get_or_404(request.user, rows, "accept_records", pk=pk)
        meeting = access.get_or_404(request.user, Deliberation, "accept_records", pk=meeting)
        confirm_plan(actor=request.user, plan=plan, deliberation=meeting, version=self._version())
        messages.success(request, f"“{plan}”已由“{meeting}”审定，不再改动；后续进展记入新的一版。")
        if request.POST.get("then") == "meeting":
            return redirect("communities:deliberation-community", pk=meeting.pk, code=plan.community_id)
        return redirect("communities:plan", code=plan.community_id)

    def _version(self):
        """The version that the page showed; a form without a number has read none."""
        number = self.request.POST.get("version", "")
        return int(number) if number.isdecimal() else None
