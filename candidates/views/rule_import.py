"""The rule book as a workbook: taken out, the blank template, and taken in through the one import path."""

from django.urls import reverse
from django.views.generic import FormView, View

from candidates.imports import RuleBookImport, export_rule_book
from candidates.views.rules import MAY_MANAGE, MAY_READ, current_term
from communities.forms.imports import UploadForm
from core import access
from core.files import EXCEL, download
from core.imports import ImportBatch, start_import
from core.web import ServiceFormMixin

BATCHES_SHOWN = 10


class RulesExport(View):
    """The term's book with the template's drop-downs, to be read, edited and taken in again."""

    access_rule = MAY_READ

    def get(self, request):
        name, content = export_rule_book(actor=request.user, election=current_term(request))
        return download(content, name=name, content_type=EXCEL)


class RulesTemplate(View):
    """The blank workbook."""

    access_rule = MAY_MANAGE

    def get(self, request):
        name, content = export_rule_book(actor=request.user, election=current_term(request), blank=True)
        return download(content, name=name, content_type=EXCEL)


class RulesImport(ServiceFormMixin, FormView):
    """Upload a workbook; its preview is the imports' own page."""

    access_rule = MAY_MANAGE
    audit_events = ("import.start",)
    template_name = "candidates/rules_import.html"
    form_class = UploadForm

    def dispatch(self, request, *args, **kwargs):
        self.election = access.require(request.user, "manage_rules", current_term(request))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"regions": [self.election.region]}

    def get_context_data(self, **kwargs):
        batches = access.visible_to(self.request.user, ImportBatch, "manage_rules")
        batches = batches.filter(kind=RuleBookImport.code, election_id=self.election.pk)
        kind = RuleBookImport(user=self.request.user, region_code=self.election.region_id, election_id=self.election.pk)
        return super().get_context_data(
            election=self.election, sheets=kind.sheets(),
            batches=batches.select_related("upload", "created_by", "job")[:BATCHES_SHOWN], **kwargs,
        )  # fmt: skip

    def perform(self, form):
        upload = form.cleaned_data["upload"]
        return start_import(
            actor=self.request.user, kind=RuleBookImport.code, region=self.election.region, election=self.election,
            upload_name=upload.name, content=upload.read(),
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:import-detail", args=[self.object.pk])
