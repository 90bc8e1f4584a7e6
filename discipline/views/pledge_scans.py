"""Stacks of signed sheets: upload, what the job found, and the pages that wait for a human."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.generic import FormView, View

from core import access, uploads
from core.files import download
from core.jobs import Job
from core.web import ServiceFormMixin, holding, working_on
from discipline.forms.pledges import MatchForm, ScansForm
from discipline.models import PledgeScanPage
from discipline.models.pledges import FILL
from discipline.services import pledge_scans
from discipline.views.pledges import FILLS, ServiceButton, find_campaign

HANDLES_PAGES = holding(FILL) | working_on("discipline.PledgeScanPage", FILL)


class PledgeScans(ServiceFormMixin, FormView):
    """Upload a stack; what found nobody waits here."""

    access_rule = FILLS
    audit_events = ("pledge.upload_scans",)
    form_class = ScansForm
    template_name = "discipline/pledge_scans.html"
    success_message = "已上传，正在逐页识别二维码。"

    def dispatch(self, request, *args, **kwargs):
        self.campaign = find_campaign(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        pages = access.visible_to(user, PledgeScanPage).filter(campaign=self.campaign)
        jobs = Job.objects.filter(kind="pledge_scans", requested_by=user, parameters__campaign=str(self.campaign.pk))
        return super().get_context_data(
            campaign=self.campaign, pages=pages.select_related("uploaded_by", "pledge__person"),
            jobs=jobs.order_by("-created_at")[:3], **kwargs,
        )  # fmt: skip

    def perform(self, form):
        pledge_scans.upload_scans(actor=self.request.user, campaign=self.campaign, **form.cleaned_data)

    def get_success_url(self):
        return reverse("discipline:pledge-scans", args=[self.campaign.pk])


def find_page(user, pk):
    rows = PledgeScanPage.objects.select_related("file", "preview", "campaign__election", "pledge__campaign", "sheet")
    return access.get_or_404(user, rows, pk=pk)


class ScanFile(View):
    """The page itself, as a download."""

    access_rule = HANDLES_PAGES
    http_method_names = ["get"]

    def get(self, request, pk):
        page = find_page(request.user, pk)
        return download(page.file.read(), name=page.file.name, content_type=page.file.content_type)


class ScanPreview(View):
    """The picture of the page; it was drawn by us, and may be shown in the page."""

    access_rule = HANDLES_PAGES
    http_method_names = ["get"]

    def get(self, request, pk):
        page = find_page(request.user, pk)
        if page.preview is None:
            raise Http404
        response = HttpResponse(page.preview.read(), content_type=uploads.JPEG)
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class ScanMatch(ServiceFormMixin, FormView):
    """Look at a page and say whose it is."""

    access_rule = HANDLES_PAGES
    audit_events = ("pledge.file_scan", "pledge.add_copy", "attachment.add")
    form_class = MatchForm
    template_name = "discipline/pledge_scan.html"
    success_message = "已归入。"

    def dispatch(self, request, *args, **kwargs):
        self.page = find_page(request.user, kwargs["pk"])
        self.campaign = self.page.pledge.campaign if self.page.pledge_id else self.page.campaign
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "campaign": self.campaign}

    def get_initial(self):
        page = self.page
        action = {"signed_already": "replace", "other_copy": "copy"}.get(page.code, "file")
        initial = {"action": action, "pledge": page.pledge_id}
        return initial | ({"edition": page.sheet.text_id} if page.sheet_id else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, campaign=self.campaign, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        action, signed_on = data.pop("action"), data.pop("signed_on")
        if action == "copy":
            pledge_scans.add_as_copy(actor=self.request.user, page=self.page, **data)
        else:
            pledge_scans.match_page(
                actor=self.request.user, page=self.page, signed_on=signed_on, replace=action == "replace", **data
            )

    def get_success_url(self):
        return reverse("discipline:pledge-scans", args=[self.page.campaign_id])


class ScanDiscard(ServiceButton):
    """Throw a page away."""

    access_rule = HANDLES_PAGES
    audit_events = ("pledge.discard_scan",)

    def find(self, user, pk):
        self.page = find_page(user, pk)

    def perform(self, request):
        pledge_scans.discard_page(actor=request.user, page=self.page)
        return "已弃置该页。"

    def back(self):
        return reverse("discipline:pledge-scans", args=[self.page.campaign_id])
