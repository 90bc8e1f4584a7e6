"""Imports on screen: the batches, upload, the preview, what came of it; and the roster as a workbook."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import FormView, ListView, TemplateView

from accounts import notices
from communities.current import current_election, current_region, require_election
from communities.forms.imports import UploadForm
from communities.imports import export_roster
from communities.models import Election, Region
from core import access, audit
from core.errors import DomainError
from core.files import EXCEL, download
from core.imports import (
    ImportBatch,
    ImportRow,
    confirm_import,
    drop_import,
    find_kind,
    kind_of,
    recheck_import,
    start_import,
    undo_import,
)
from core.paging import Pages
from core.spreadsheets import template_workbook
from core.web import ListMixin, ServiceFormMixin, holding, working_on

MAY_FILL = holding("fill_records")
MAY_SEE_BATCHES = MAY_FILL | working_on("core.ImportBatch", "fill_records")  # the latter: of a record one works on
BATCHES = ImportBatch.objects.select_related("job", "upload", "error_file", "created_by")
ROWS_PER_PAGE = 50


def regions_to_fill(user):
    """The highest regions that the user may fill in: a street, or a secretary's community."""
    codes = access.granted_codes(user, "fill_records")
    return list(Region.objects.filter(pk__in=codes).order_by("level", "code"))


def _kind(request, code, region=None):
    """The kind of import for the user's region and term; 404 for an unknown kind or one that belongs to a record,
    a DomainError without a term."""
    definition = find_kind(code)
    regions = regions_to_fill(request.user)
    if definition is None or definition.subject_model or definition.has_own_page or not regions:
        raise Http404
    return definition(
        user=request.user, region_code=(region or regions[0]).pk, election_id=require_election(request).pk
    )  # fmt: skip


class ImportList(ListMixin, ListView):
    """Every batch of the user's own communities, newest first; other kinds are listed with what they fill."""

    access_rule = MAY_FILL
    audit_events = ()
    template_name = "communities/import_list.html"
    paginate_by = 20

    def get_queryset(self):
        return access.visible_to(self.request.user, BATCHES).filter(subject_id=None, kind="roster")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=current_election(self.request), **kwargs)
        codes = {batch.region_code for batch in context["page_obj"]}
        names = {region.pk: region.short_name for region in Region.objects.filter(pk__in=codes)}
        return context | {"batches": [(batch, names.get(batch.region_code, "")) for batch in context["page_obj"]]}


class ImportStart(ServiceFormMixin, FormView):
    """Three steps: take the template, fill it in, upload it."""

    access_rule = MAY_FILL
    audit_events = ("import.start",)
    template_name = "communities/import_start.html"
    form_class = UploadForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"regions": regions_to_fill(self.request.user)}

    def get_context_data(self, **kwargs):
        kind = _kind(self.request, self.kwargs["kind"])
        return super().get_context_data(
            kind=kind, region=kind.region, election=kind.election, columns=kind.template().columns, **kwargs
        )

    def perform(self, form):
        upload = form.cleaned_data["upload"]
        return start_import(
            actor=self.request.user, kind=_kind(self.request, self.kwargs["kind"]).code,
            region=form.cleaned_data["region"], election=require_election(self.request), upload_name=upload.name,
            content=upload.read(),
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:import-detail", args=[self.object.pk])


class ImportTemplate(View):
    """The blank workbook, with the drop-downs of this user's communities."""

    access_rule = MAY_FILL

    def get(self, request, kind):
        found = _kind(request, kind)
        sheet = found.template()
        audit.record(request.user, "roster.template", found.region)
        content = template_workbook([sheet], choices=found.choices())
        return download(content, name=f"{sheet.title}模板.xlsx", content_type=EXCEL)


class RosterExport(View):
    """The sitting teams in the layout of the template, numbers masked."""

    access_rule = holding("export_records")

    def get(self, request):
        region = current_region(request)
        if region is None:
            raise Http404
        name, content = export_roster(actor=request.user, region=region, election=require_election(request))
        return download(content, name=name, content_type=EXCEL)


class ImportDetail(TemplateView):
    """One batch: progress, then the preview by result, then what came of it."""

    access_rule = MAY_SEE_BATCHES
    template_name = "communities/import_detail.html"

    def get_context_data(self, **kwargs):
        batch = access.get_or_404(self.request.user, BATCHES, pk=self.kwargs["pk"])
        notices.mark_seen(actor=self.request.user, url=reverse("communities:import-detail", args=[batch.pk]))
        chosen = self.kwargs.get("status") or _first_tab(batch)
        if chosen not in ImportRow.Statuses:
            raise Http404
        rows = Pages(batch.rows.filter(status=chosen).order_by("pk"), ROWS_PER_PAGE)
        return super().get_context_data(
            batch=batch,
            kind=kind_of(batch, self.request.user),
            region=Region.objects.get(pk=batch.region_code),
            election=Election.objects.get(pk=batch.election_id),
            tabs=[(status, label, getattr(batch, f"{status}_count")) for status, label in ImportRow.Statuses.choices],
            chosen=chosen,
            page_obj=rows.page(self.request.GET.get("page", "")),
            **kwargs,
        )

    def get_template_names(self):
        polled = self.request.htmx and not self.request.htmx.boosted
        return [f"{self.template_name}#batch"] if polled else [self.template_name]


def _first_tab(batch):
    """What needs attention first: wrong rows, then what would be written; afterwards what was written."""
    is_written = batch.state == ImportBatch.States.WRITTEN
    order = ("new", "changed", "wrong", "same") if is_written else ("wrong", "new", "changed", "same")
    return next((status for status in order if getattr(batch, f"{status}_count")), "same")


@method_decorator(require_POST, name="dispatch")
class ImportStep(View):
    """A button on a batch. Subclasses name the service and what to say after it."""

    access_rule = MAY_SEE_BATCHES
    audit_events = ()
    said = ""

    def post(self, request, pk):
        batch = access.get_or_404(request.user, BATCHES, pk=pk)
        try:
            self.act(request, batch)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, self.said)
        return redirect("communities:import-detail", pk=batch.pk)

    def act(self, request, batch):
        raise NotImplementedError


class ImportConfirm(ImportStep):
    audit_events = ("import.confirm",)
    said = "已确认导入。"

    def act(self, request, batch):
        confirm_import(actor=request.user, batch=batch, only_right=bool(request.POST.get("only_right")))


class ImportRecheck(ImportStep):
    audit_events = ("import.recheck",)
    said = "正在重新检查。"

    def act(self, request, batch):
        recheck_import(actor=request.user, batch=batch)


class ImportDrop(ImportStep):
    audit_events = ("import.drop",)
    said = "已放弃，上传的文件和明细已删除。"

    def act(self, request, batch):
        drop_import(actor=request.user, batch=batch)


class ImportUndo(ImportStep):
    audit_events = ("import.undo",)
    said = "已撤销，记录恢复到导入前。"

    def act(self, request, batch):
        undo_import(actor=request.user, batch=batch)


class ImportErrors(View):
    """The wrong rows as a workbook, each error in words and colour; to be corrected and uploaded again."""

    access_rule = MAY_SEE_BATCHES

    def get(self, request, pk):
        batch = access.get_or_404(request.user, BATCHES, pk=pk)
        if batch.error_file is None:
            raise Http404
        audit.record(request.user, "import.error_file", batch, detail={"digest": batch.error_file.digest})
        return download(batch.error_file.read(), name=batch.error_file.name, content_type=EXCEL)
