"""A step of one community, and its own election day: the days as counted, a change tried before it is saved."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from communities.backward_plan import effect_of
from communities.current import current_election
from communities.models import Milestone, Region
from communities.models.schedule import Fulfilments
from communities.services.community_schedule import finish_step, move_step, schedule_of, set_election_day
from communities.views.schedule import MAY_MANAGE, MAY_SEE, SCHEDULE, AcceptField, LookingFormMixin
from core import access
from core.web import ServiceFormMixin, holding

MOVE_TO = "改期至"


class DayForm(forms.Form):
    """A day with its reason; ``version`` is what the page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label="原因", max_length=200, help_text="写明为何改、依据哪份文件或哪次会议。")
    accept = AcceptField()

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].label = label


class FinishForm(forms.Form):
    """When a step was done, and what shows it."""

    done_on = forms.DateField(
        label="办结日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=timezone.localdate
    )
    note = forms.CharField(
        label="办结说明", max_length=200, required=False, help_text="如公布的地点、会议名称、材料名称；没有的可不填。"
    )


class OfCommunity:
    """A page about one community's schedule in the current term; 404 out of sight."""

    @cached_property
    def election(self):
        found = current_election(self.request)
        if found is None:
            raise Http404
        return found

    @cached_property
    def community(self):
        rows = Region.objects.filter(level=Region.Levels.COMMUNITY)
        return access.get_or_404(self.request.user, rows, pk=self.kwargs["code"])

    @cached_property
    def schedule(self):
        return schedule_of(self.request.user, self.election, self.community)

    @cached_property
    def may_manage(self):
        return self.election.is_running and access.allowed(self.request.user, "manage_rules", self.community)

    def get_success_url(self):
        return f"{reverse(SCHEDULE)}?community={self.community.pk}"


class OfStep(OfCommunity):
    @cached_property
    def step(self):
        rows = Milestone.objects.filter(election=self.election).select_related("after", "election")
        return access.get_or_404(self.request.user, rows, pk=self.kwargs["pk"])

    def step_context(self):
        """What the page of a step says, whoever reads it."""
        plan, key = self.schedule.plan, self.step.pk
        return {
            "step": self.step, "community": self.community, "own": self.schedule.own.get(key), "due_on": plan.days[key],
            "baseline": self.schedule.baseline if self.step.fulfilled_by == Fulfilments.BASELINE else None,
            "is_early": plan.days[key] > timezone.localdate(), "counted": plan.counted(key),
            "breach": plan.breach_of(key), "may_manage": self.may_manage,
            "may_fill": self.election.is_running and access.allowed(self.request.user, "fill_records", self.community),
        }  # fmt: skip

    def move_initial(self):
        own = self.schedule.own.get(self.step.pk)
        day = self.schedule.plan.days[self.step.pk]
        return {"day": day, "reason": own.reason if own else "", "version": own.version if own else None}


class StepPage(OfStep, TemplateView):
    """A step in one community: why it falls on its day, what limit binds it, whether it is done."""

    access_rule = MAY_SEE
    template_name = "communities/step.html"

    def get_context_data(self, **kwargs):
        form = DayForm(label=MOVE_TO, initial=self.move_initial())
        return super().get_context_data(form=form, finish_form=FinishForm(), **self.step_context(), **kwargs)


class StepMove(OfStep, LookingFormMixin, ServiceFormMixin, FormView):
    """Put a step of one community on another day."""

    access_rule = MAY_MANAGE
    audit_events = ("schedule.move",)
    form_class = DayForm
    template_name = "communities/step.html"
    success_message = "已改期。"

    def dispatch(self, request, *args, **kwargs):
        access.require(request.user, "manage_rules", self.community)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": MOVE_TO}

    def get_initial(self):
        return self.move_initial()

    def get_context_data(self, **kwargs):
        return super().get_context_data(finish_form=FinishForm(), **self.step_context(), **kwargs)

    def effect(self, form):
        return effect_of(self.schedule.plan, self.schedule.with_move(self.step.pk, form.cleaned_data["day"]))

    def perform(self, form):
        data = form.cleaned_data
        move_step(
            actor=self.request.user, milestone=self.step, community=self.community, due_on=data["day"],
            reason=data["reason"], version=data["version"], accept=data["accept"],
        )  # fmt: skip


class StepRestore(OfStep, View):
    """Put a step back on the day that its rule counts."""

    access_rule = MAY_MANAGE
    audit_events = ("schedule.move",)
    http_method_names = ["post"]

    def post(self, request, pk, code):
        own = self.schedule.own.get(self.step.pk)
        move_step(
            actor=request.user, milestone=self.step, community=self.community, due_on=None,
            version=own.version if own else None, accept=True,
        )  # fmt: skip
        messages.success(request, "已恢复为按天数倒排的日期。")
        return redirect(self.get_success_url())


class StepFinish(OfStep, ServiceFormMixin, FormView):
    """Mark a step as done in one community, or (``reopen``) as open again."""

    access_rule = holding("fill_records")
    audit_events = ("schedule.finish",)
    http_method_names = ["post"]
    form_class = FinishForm
    success_message = "已登记办结。"
    template_name = "communities/step.html"

    def dispatch(self, request, *args, **kwargs):
        access.require(request.user, "fill_records", self.community)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "reopen" not in request.POST:
            return super().post(request, *args, **kwargs)
        finish_step(actor=request.user, milestone=self.step, community=self.community, done_on=None)
        messages.success(request, f"“{self.step}”已改回未办结。")
        return redirect(self.get_success_url())

    def get_context_data(self, form, **kwargs):
        return super().get_context_data(
            finish_form=form, form=DayForm(label=MOVE_TO, initial=self.move_initial()), **self.step_context(), **kwargs
        )

    def perform(self, form):
        data = form.cleaned_data
        return finish_step(actor=self.request.user, milestone=self.step, community=self.community, **data)

    def get_success_url(self):
        return reverse("communities:step", args=[self.step.pk, self.community.pk])


class CommunityDay(OfCommunity, LookingFormMixin, ServiceFormMixin, FormView):
    """The election day of a community that votes apart from the others."""

    access_rule = MAY_MANAGE
    audit_events = ("schedule.day",)
    form_class = DayForm
    template_name = "communities/community_day.html"
    success_message = "已另定选举日，各节点已重新倒排。"

    def dispatch(self, request, *args, **kwargs):
        access.require(request.user, "manage_rules", self.community)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label": "本社区选举日"}

    def get_initial(self):
        own = self.schedule.own_day
        day = own.election_day if own else self.election.election_day
        return {"day": day, "reason": own.reason if own else "", "version": own.version if own else None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            election=self.election, community=self.community, own_day=self.schedule.own_day, **kwargs
        )

    def effect(self, form):
        return effect_of(self.schedule.plan, self.schedule.with_day(form.cleaned_data["day"]))

    def perform(self, form):
        data = form.cleaned_data
        set_election_day(
            actor=self.request.user, election=self.election, community=self.community, election_day=data["day"],
            reason=data["reason"], version=data["version"], accept=data["accept"],
        )  # fmt: skip


class CommunityDayRemove(OfCommunity, View):
    """The term's election day again."""

    access_rule = MAY_MANAGE
    audit_events = ("schedule.day",)
    http_method_names = ["post"]

    def post(self, request, code):
        own = self.schedule.own_day
        set_election_day(
            actor=request.user, election=self.election, community=self.community, election_day=None,
            version=own.version if own else None, accept=True,
        )  # fmt: skip
        messages.success(request, "已恢复为本届选举日。")
        return redirect(self.get_success_url())
