"""Reports: choose, ask for, watch being built, download, try again."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import FormView, ListView, TemplateView

from communities.current import require_election
from communities.models import Region
from core import access, audit, jobs
from core.errors import DomainError
from core.files import download
from core.web import ListMixin, ServiceFormMixin, holding, open_to, working_on
from reports import services
from reports.models import ReportRun
from reports.registry import REPORTS, find

MAY_BUILD = (
    holding("build_reports")
    | working_on("interviews.DepartureAudit", "build_reports")
    | working_on("interviews.HeartTalk", "view_talk_texts")
)  # the last two by assignment: reports about one record of theirs


class ReportFilterForm(forms.Form):
    """Which runs to list."""

    code = forms.ChoiceField(label="报告", required=False)

    def __init__(self, data=None, *, user):
        super().__init__(data)
        kinds = [(report.code, report.title) for report in REPORTS if report.may_be_built_by(user)]
        self.fields["code"].choices = [("", "全部报告"), *kinds]


def name_subjects(user, runs):
    """Set ``subject`` on each run: what record it is about, as far as the user may know; empty otherwise.

    As many queries as there are kinds of records among the runs.
    """
    for report in REPORTS:
        mine = [run for run in runs if run.code == report.code]
        labels = _labels(user, report, {run.subject_id for run in mine}) if mine and report.subject_model else {}
        for run in mine:
            run.subject = labels.get(run.subject_id, "")


def _labels(user, report, keys):
    """``{pk: label}`` of the records among ``keys`` that the user may see."""
    records = report.records_for(user).filter(pk__in=keys)
    return {record.pk: report.subject_label(record) for record in report.subject_rows(records)}


class ReportList(ListMixin, ListView):
    """What can be built, and what was: a finished report waits here."""

    access_rule = MAY_BUILD
    audit_events = ()
    template_name = "reports/report_list.html"
    filter_form_class = ReportFilterForm

    def get_queryset(self):
        runs = access.visible_to(self.request.user, ReportRun)
        if code := self.filters.get("code"):
            runs = runs.filter(code=code)
        return runs.select_related("region", "election", "requested_by", "job__result")

    def get_context_data(self, **kwargs):
        kinds = [report for report in REPORTS if report.is_listed and report.may_be_built_by(self.request.user)]
        context = super().get_context_data(kinds=kinds, **kwargs)
        name_subjects(self.request.user, context["page_obj"])
        return context


class ReportCreate(ServiceFormMixin, FormView):
    """Ask for one report: its region and its own parameters."""

    access_rule = MAY_BUILD
    audit_events = ("report.request",)
    template_name = "reports/report_create.html"

    def dispatch(self, request, *args, **kwargs):
        self.report = find(kwargs["code"])
        if self.report is None or not self.report.may_be_built_by(request.user):
            raise Http404
        self.election = None if self.report.subject_model else require_election(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class=None):
        return ReportRequestForm(
            self.request.POST or None,
            report=self.report,
            user=self.request.user,
            election=self.election,
            initial=self.request.GET.dict(),
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(report=self.report, **kwargs)

    def perform(self, form):
        return services.request_report(
            actor=self.request.user,
            code=self.report.code,
            region=form.cleaned_data.get("region"),
            election=self.election,
            parameters=form.parameters(),
        )

    def get_success_url(self):
        return reverse("reports:report-run", args=[self.object.pk])


class ReportRequestForm(forms.Form):
    """The region, then the fields of the report's own parameter form; no region for a report about one record."""

    region = forms.ModelChoiceField(Region.objects.none(), label="范围", empty_label=None)

    def __init__(self, data=None, *, report, user, election, initial):
        super().__init__(data, initial=initial)
        first = None
        if report.subject_model:
            del self.fields["region"]
        else:
            first = self._offer_regions(services.regions_for(user, report))
        own = report.parameter_form(user, first, election)
        self.own_names = list(own.fields)
        self.fields.update(own.fields)

    def _offer_regions(self, regions):
        self.fields["region"].queryset = regions
        return regions.first()

    def parameters(self):
        """What the report's own form is given: stored values, as they were posted."""
        values = {name: self.cleaned_data.get(name) for name in self.own_names}
        return {name: getattr(value, "pk", value) for name, value in values.items() if value}


class ReportRunPage(TemplateView):
    """One report: progress while it is built, then the download."""

    access_rule = MAY_BUILD
    template_name = "reports/report_run.html"

    def get_context_data(self, **kwargs):
        rows = ReportRun.objects.select_related("region", "election", "requested_by", "job__result")
        run = access.get_or_404(self.request.user, rows, pk=self.kwargs["pk"])
        name_subjects(self.request.user, [run])
        return super().get_context_data(run=run, job=run.job, **kwargs)

    def get_template_names(self):
        return [f"{self.template_name}#progress"] if self.request.htmx else [self.template_name]


class ReportDownload(View):
    """The finished file, for whoever may see what stands in it now."""

    access_rule = MAY_BUILD

    def get(self, request, pk):
        rows = ReportRun.objects.select_related("region", "job__result")
        run = access.get_or_404(request.user, rows, pk=pk)
        if not run.job.result:
            raise DomainError("not_ready", "报告尚未生成完毕，请在报告列表中查看进度。")
        audit.record(request.user, "report.download", run, detail={"code": run.code, "digest": run.job.result.digest})
        return download(run.job.result.read(), name=run.job.result.name, content_type=run.job.result.content_type)


@method_decorator(require_POST, name="dispatch")
class ReportRetry(View):
    """Queue a failed report once more; its requester's rights are asked again."""

    access_rule = MAY_BUILD
    audit_events = ("job.retry",)

    def post(self, request, pk):
        run = access.get_or_404(request.user, ReportRun.objects.select_related("job"), pk=pk)
        jobs.retry(actor=request.user, job=run.job)
        messages.success(request, "已重新排队。")
        return redirect("reports:report-run", pk=run.pk)


@open_to(MAY_BUILD)
def report_row(request, pk):
    """One row of the list, polled while its job is open."""
    rows = ReportRun.objects.select_related("region", "election", "requested_by", "job__result")
    run = access.get_or_404(request.user, rows, pk=pk)
    name_subjects(request.user, [run])
    return render(request, "reports/report_list.html#row", {"run": run})
