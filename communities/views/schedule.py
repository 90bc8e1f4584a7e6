"""The term's schedule as rule rows: a sample put in, rows edited, what an edit breaks seen before it is saved."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from django.views.generic import FormView

from communities.current import current_election
from communities.models import Milestone, MilestoneEdition
from communities.schedule_samples import DEFAULT_SAMPLE
from communities.services.schedule import effect_of_edit, finish_milestone, install_schedule, save_milestone
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("manage_rules")
SCHEDULE = "reports:schedule"


def managed_election(request):
    """The current election if the user may manage its rules; 403 or 404 otherwise."""
    election = current_election(request)
    if election is None:
        raise Http404
    if not access.allowed(request.user, "manage_rules", election):
        raise access.Lacking("manage_rules")
    return election


class AcceptField(forms.BooleanField):
    """仍要保存: ticked by who has seen which limits his change breaks."""

    def __init__(self):
        super().__init__(label="仍要保存（已知不合法定期限）", required=False)


class LookingFormMixin:
    """A form that can be looked at before it is saved: with ``look`` posted, :meth:`effect` is shown and nothing done."""

    def post(self, request, *args, **kwargs):
        if "look" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        effect, refusal = None, ""
        if form.is_bound and not form.errors:
            try:
                effect = self.effect(form)
            except DomainError as error:
                refusal = error.message
        return super().get_context_data(**kwargs | {"form": form, "effect": effect, "refusal": refusal})


class MilestoneForm(forms.ModelForm):
    """One milestone; ``version`` is what the page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accept = AcceptField()

    class Meta:
        model = Milestone
        fields = [
            "title", "offset", "unit", "after", "due_on", "responsible", "fulfilled_by", "limit_kind", "limit",
            "limit_unit", "limit_basis", "basis", "document_number", "done_on",
        ]  # fmt: skip
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("due_on", "done_on")}
        help_texts = {
            "offset": "从选举日（或下面所选节点）算起：之前填负数，如 -28；当日填 0；之后填正数。不倒排、日期固定的，留空并填完成时限。",
            "after": "不选即从选举日算起。各社区另定选举日的，随之顺移。",
            "due_on": "只在倒排天数留空时填写；倒排的由系统计算。",
            "fulfilled_by": "选了即按各社区的记录自动判断是否办结，不必手工登记。",
            "limit_kind": "法律法规规定的最短或最长间隔，改期时据此提醒。没有的不选。",
            "limit_basis": "写明法律法规名称和条款；参照外地的请写明。",
            "basis": "写明依据的文件名称；推算的请写“推算”。",
            "document_number": "填写文号即为核定；未填的显示“示例（待核定）”。已核定的改动后，须填写新文号重新核定。",
            "done_on": "全部社区完成后填写；单个社区的在其日程中登记。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Milestone.objects.filter(election=self.instance.election).exclude(pk=self.instance.pk)
        self.fields["after"].queryset, self.fields["after"].empty_label = others, "选举日"
        for name in ("due_on", "unit", "limit_unit"):
            self.fields[name].required = False
        if self.instance.offset is not None:
            self.initial["due_on"] = None

    def clean_unit(self):
        return self.cleaned_data["unit"] or Milestone._meta.get_field("unit").default

    def clean_limit_unit(self):
        return self.cleaned_data["limit_unit"] or Milestone._meta.get_field("limit_unit").default

    def clean(self):
        data = super().clean()
        if data.get("offset") is None:
            data["after"] = None
            if not data.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", "请填写完成时限；要从选举日倒排的，请填写倒排天数。")
        else:
            data["due_on"] = self.instance.due_on or self.instance.election.election_day
        if bool(data.get("limit_kind")) != (data.get("limit") is not None):
            self.add_error("limit", "法定期限和期限天数要么都填，要么都不填。")
        return data


class MilestoneEdit(LookingFormMixin, ServiceFormMixin, FormView):
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
        context = super().get_context_data(**kwargs)
        editions = access.visible_to(self.request.user, MilestoneEdition).filter(milestone=context["form"].instance.pk)
        return context | {"editions": editions.select_related("replaced_by", "after")}

    def effect(self, form):
        return effect_of_edit(form.instance)

    def perform(self, form):
        data = form.cleaned_data
        save_milestone(actor=self.request.user, milestone=form.instance, version=data["version"], accept=data["accept"])

    def get_success_url(self):
        return reverse(SCHEDULE)


class MilestoneFinish(View):
    """Mark as done today, in every community."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.finish",)
    http_method_names = ["post"]

    def post(self, request, pk):
        found = managed_election(request).milestones.open().filter(pk=pk).first()
        if found is None:
            raise Http404
        finish_milestone(actor=request.user, milestone=found)
        messages.success(request, f"“{found.title}”已办结。")
        return redirect(SCHEDULE)


class ScheduleInstall(View):
    """Add the steps of a sample, counted back from the election day."""

    access_rule = MAY_MANAGE
    audit_events = ("milestone.install",)
    http_method_names = ["post"]

    def post(self, request):
        sample = request.POST.get("sample") or DEFAULT_SAMPLE
        added = install_schedule(actor=request.user, election=managed_election(request), sample=sample)
        messages.success(request, f"已按选举日倒排 {added} 个节点，均为示例（待核定）。")
        return redirect(SCHEDULE)
