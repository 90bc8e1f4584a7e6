"""Looking at a report page by page, and putting a number on it."""

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from core import access, audit, page_pictures
from core.files import PDF
from core.paging import Pages
from core.web import ServiceFormMixin
from reports import issuing, services
from reports.models import IssuedDocument, ReportRun
from reports.views.runs import MAY_BUILD, name_subjects

AT_ONCE = 20  # pages on one screen: a browser that does not load lazily fetches them all


def find_run(user, pk):
    return access.get_or_404(user, issuing.runs_with_files(), pk=pk)


class ReportPreview(TemplateView):
    """The pages as pictures, a few at a time."""

    access_rule = MAY_BUILD
    template_name = "reports/report_preview.html"

    def get_context_data(self, **kwargs):
        run = find_run(self.request.user, self.kwargs["pk"])
        file = issuing.file_of(run)
        if file.content_type != PDF:
            raise Http404
        audit.record(self.request.user, "report.preview", run, detail={"code": run.code, "digest": file.digest})
        name_subjects(self.request.user, [run])
        sheets = list(enumerate(page_pictures.sizes(file.read()), start=1))
        page = Pages(sheets, AT_ONCE).page(self.request.GET.get("page", ""))
        return super().get_context_data(run=run, page_obj=page, may_issue=services.may_issue(self.request.user, run))


class ReportPage(View):
    """One page as a picture, drawn by us, so that it may be shown in the page."""

    access_rule = MAY_BUILD
    http_method_names = ["get"]

    def get(self, request, pk, number):
        run = find_run(request.user, pk)
        response = HttpResponse(issuing.page_for(request.user, run, number), content_type="image/png")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class IssueForm(forms.Form):
    """The number, and what it replaces."""

    number = forms.CharField(
        label="文号", max_length=IssuedDocument.NUMBER_LENGTH,
        help_text="已按范围和年份排出下一个号，机关代字请按本单位规定改写。同一范围一年内不得重号，文号中不写人名。",
    )  # fmt: skip
    replaces = forms.ModelChoiceField(
        IssuedDocument.objects.none(), label="替代", required=False, empty_label="不替代已印发的文件",
        help_text="更正后重新印发的，请选被替代的文件；原件保留，查阅和核验时注明已被替代。",
    )  # fmt: skip

    def __init__(self, *args, replaceable, **kwargs):
        super().__init__(*args, **kwargs)
        if replaceable:
            self.fields["replaces"].queryset = replaceable
            self.fields["replaces"].label_from_instance = _line
        else:
            del self.fields["replaces"]


def _line(issued):
    return f"{issued.number}　{timezone.localdate(issued.issued_at):%Y-%m-%d} 印发　{issued.run.issue}"


class ReportIssue(ServiceFormMixin, FormView):
    """印发: the number under which the draft stands from now on."""

    access_rule = MAY_BUILD
    audit_events = ("report.issue",)
    template_name = "reports/report_issue.html"
    form_class = IssueForm

    @cached_property
    def run(self):
        run = find_run(self.request.user, self.kwargs["pk"])
        name_subjects(self.request.user, [run])
        return run

    def get_initial(self):
        return {"number": issuing.suggested_number(self.run.region, timezone.localdate())}

    def get_form_kwargs(self):
        visible = access.visible_to(self.request.user, ReportRun)
        return super().get_form_kwargs() | {"replaceable": issuing.replaceable(visible, self.run)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            run=self.run, may_issue=services.may_issue(self.request.user, self.run), **kwargs
        )

    def prepare(self, form):
        self.pages = services.numbered(self.request.user, self.run, form.cleaned_data["number"])

    def perform(self, form):
        services.issue_report(
            actor=self.request.user, run=self.run, pages=self.pages, replaces=form.cleaned_data.get("replaces")
        )

    def get_success_url(self):
        return reverse("reports:report-run", args=[self.run.pk])
