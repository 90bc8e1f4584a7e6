"""Reports: choose, ask for, watch being built, download, try again."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import FormView, ListView, TemplateView

from accounts import notices
from communities.current import require_election
from communities.models import Region
from core import access, jobs
from core.files import download
from core.web import ListMixin, ServiceFormMixin, holding, open_to, working_on
from reports import issuing, services
from reports.models import ReportRun
from reports.registry import GROUPS, REPORTS, find
from reports.templatetags.runs import run_row
from reports.weekly import settings_of

MAY_BUILD = (
    holding("build_reports", "build_discipline_reports")
    | working_on("interviews.DepartureAudit", "build_reports")
    | working_on("interviews.HeartTalk", "view_talk_texts")
    | working_on("discipline.Clue", "read_clue")
)  # the last three by assignment: reports about one record of theirs


def rows_of(runs):
    """Runs with what a row of the list shows, and no more: a run keeps all figures that it was built from."""
    return runs.select_related("region", "election", "requested_by", "job", "issued__replaced_by").only(
        "code", "subject_id", "ending", "number", "pages", "created_at", "region__name", "election__number", "election__election_day",
        "requested_by__full_name", "job__state", "job__progress", "job__step", "job__result",
        "issued__number", "issued__replaced_by__key",
    )  # fmt: skip


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
        return rows_of(runs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(groups=self._groups(), weekly=settings_of(self.request.user), **kwargs)
        name_subjects(self.request.user, context["page_obj"])
        return context

    def _groups(self):
        """What the reader may have built: [(title of the group, reports)]."""
        user = self.request.user
        groups = [
            (title, [report for report in reports if report.is_listed and report.may_be_built_by(user)])
            for title, reports in GROUPS
        ]
        return [(title, reports) for title, reports in groups if reports]


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
        user = self.request.user
        run = access.get_or_404(user, issuing.runs_with_files(), pk=self.kwargs["pk"])
        name_subjects(user, [run])
        if not run.job.is_open:
            notices.mark_seen(actor=user, url=run.get_absolute_url())
        return super().get_context_data(
            run=run,
            job=run.job,
            may_issue=services.may_issue(user, run),
            is_stamped=bool(run.job.result) and issuing.is_stamped(run),
            again=_again(run),
            **kwargs,
        )

    def get_template_names(self):
        return [f"{self.template_name}#progress"] if self.request.htmx else [self.template_name]


def _again(run):
    """The query of the form in which the same report is asked for once more: what it was built from, ids and codes."""
    return urlencode(run.parameters if run.subject_id else {**run.parameters, "region": run.region_id})


class ReportDownload(View):
    """The finished file, for whoever may see what stands in it now: where it names people, a copy that says whose."""

    access_rule = MAY_BUILD

    def get(self, request, pk):
        run = access.get_or_404(request.user, issuing.runs_with_files(), pk=pk)
        content = services.hand_out_report(actor=request.user, run=run)
        notices.mark_seen(actor=request.user, url=run.get_absolute_url())
        return download(content, name=issuing.file_name(run), content_type=issuing.file_of(run).content_type)


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
    run = access.get_or_404(request.user, rows_of(ReportRun.objects.all()), pk=pk)
    name_subjects(request.user, [run])
    return HttpResponse(run_row(run))
