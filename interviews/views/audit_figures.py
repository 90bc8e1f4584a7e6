"""The figures of an audit on screen: all sections with their sums, one section to fill in, the workbook in and out."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView, TemplateView

from core import access, audit
from core.errors import DomainError
from core.files import EXCEL, download
from core.imports import ImportBatch, start_import
from core.spreadsheets import template_workbook
from core.web import ServiceFormMixin
from interviews.audit_figures import BY_CODE, LABELS, SECTIONS, figures_of, years_of
from interviews.audit_rules import require_fieldwork, require_no_conflict
from interviews.forms.audit_figures import FiguresUploadForm, SectionForm, more_lines
from interviews.imports import FiguresImport
from interviews.services.audit_figures import save_section
from interviews.views.audits import MAY_SEE, MAY_WORK, audit_url, find_audit

OVERTAKEN = {"edited_meanwhile", "line_gone"}
BATCHES_SHOWN = 5


def why_closed(user, audit_file):
    """Why the figures cannot be changed now, as a sentence; empty if they can."""
    try:
        require_fieldwork(audit_file, user)
        require_no_conflict(audit_file, user)
    except DomainError as refusal:
        return refusal.message
    return ""


class SectionShown:
    """A section as the page shows it: ``lines`` of (line, cells of name, heading, value), ``sums`` below."""

    def __init__(self, section, figures):
        self.section = section
        self.lines = [
            (line, [(name, LABELS[name], getattr(line, name)) for name in section.columns])
            for line in figures.lines(section.code)
        ]
        sums = figures.totals(section.code)
        self.sums = [(LABELS[name], sums.get(name)) for name in section.columns]


class AuditFigures(TemplateView):
    """All figures of one audit with their sums, and what does not add up."""

    access_rule = MAY_SEE
    template_name = "interviews/audit_figures.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        audit_file = find_audit(user, self.kwargs["pk"])
        figures = figures_of(audit_file)
        works_here = access.allowed(user, "manage_audits", audit_file)
        closed = why_closed(user, audit_file)
        return super().get_context_data(
            audit=audit_file,
            figures=figures,
            opening=figures.total("cash", "opening"),
            closing=figures.total("cash", "closing"),
            back=audit_url(audit_file, "figures"),
            sections=[SectionShown(section, figures) for section in SECTIONS],
            may_change=works_here and not closed,
            why_closed=closed if works_here else "",
            upload_form=FiguresUploadForm() if works_here and not closed else None,
            batches=self._batches(user, audit_file) if works_here else [],
            **kwargs,
        )

    def _batches(self, user, audit_file):
        rows = ImportBatch.objects.select_related("upload", "created_by", "job").filter(subject_id=audit_file.pk)
        return access.visible_to(user, rows)[:BATCHES_SHOWN]


class AuditFiguresSection(ServiceFormMixin, FormView):
    """One section, line by line. ``act=more`` offers more lines; what others saved meanwhile is shown beside."""

    access_rule = MAY_WORK
    audit_events = ("departureaudit.figures",)
    template_name = "interviews/audit_figures_section.html"
    form_class = SectionForm
    success_message = "已保存。"
    overtaken = False

    def dispatch(self, request, *args, **kwargs):
        self.audit_file = find_audit(request.user, kwargs["pk"], "manage_audits")
        self.section = BY_CODE.get(kwargs["section"])
        if self.section is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def lines(self):
        return list(self.audit_file.amounts.filter(section=self.section.code))

    def get(self, request, *args, **kwargs):
        require_fieldwork(self.audit_file, request.user)
        require_no_conflict(self.audit_file, request.user)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("act") == "more":
            return self.render_to_response(self.get_context_data(form=self._form(initial=more_lines(request.POST))))
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class=None):
        return self._form(data=self.request.POST if self.request.method == "POST" else None)

    def _form(self, **start):
        return SectionForm(section=self.section, years=years_of(self.audit_file), lines=self.lines, **start)

    def get_context_data(self, **kwargs):
        figures = figures_of(self.audit_file)
        place = SECTIONS.index(self.section)
        return super().get_context_data(
            audit=self.audit_file,
            section=self.section,
            stored=SectionShown(self.section, figures),
            overtaken=self.overtaken,
            number=place + 1,
            count=len(SECTIONS),
            **kwargs,
        )

    def perform(self, form):
        try:
            save_section(
                actor=self.request.user, audit_file=self.audit_file, section=self.section.code, lines=form.typed
            )
        except DomainError as refusal:
            if refusal.code in OVERTAKEN:
                self.overtaken = True
                form.take_versions(self.audit_file.amounts.filter(section=self.section.code))
            raise

    def get_success_url(self):
        """On to the next section where the button says so, else to this one among the others."""
        if self.request.POST.get("act") == "next" and self.section != SECTIONS[-1]:
            following = SECTIONS[SECTIONS.index(self.section) + 1]
            return reverse("interviews:audit-figures-section", args=[self.audit_file.pk, following.code])
        return reverse("interviews:audit-figures", args=[self.audit_file.pk]) + f"#{self.section.code}"


def _kind(user, audit_file):
    return FiguresImport(
        user=user, region_code=audit_file.community_id, election_id=audit_file.election_id, subject_id=audit_file.pk
    )


class AuditFiguresTemplate(View):
    """The workbook to fill in: what is entered already, the usual items, drop-downs and guidance."""

    access_rule = MAY_WORK

    def get(self, request, pk):
        audit_file = find_audit(request.user, pk, "manage_audits")
        kind = _kind(request.user, audit_file)
        sheet = kind.template()
        audit.record(request.user, "departureaudit.figures_template", audit_file)
        content = template_workbook([sheet], rows=list(kind.rows()))
        return download(content, name=f"{sheet.title}.xlsx", content_type=EXCEL)


class AuditFiguresImport(ServiceFormMixin, FormView):
    """Upload the filled-in workbook; its preview is the imports' own page."""

    access_rule = MAY_WORK
    audit_events = ("import.start",)
    template_name = "interviews/audit_figures_import.html"
    form_class = FiguresUploadForm

    def dispatch(self, request, *args, **kwargs):
        self.audit_file = find_audit(request.user, kwargs["pk"], "manage_audits")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kind = _kind(self.request.user, self.audit_file)
        return super().get_context_data(audit=self.audit_file, columns=kind.template().columns, **kwargs)

    def perform(self, form):
        upload = form.cleaned_data["upload"]
        return start_import(
            actor=self.request.user, kind=FiguresImport.code, region=self.audit_file.community,
            election=self.audit_file.election, subject=self.audit_file, upload_name=upload.name, content=upload.read(),
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:import-detail", args=[self.object.pk])
