"""Follow-ups, outlines and scans: the lists beside the plan."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, ListView, TemplateView, View

from communities.current import current_election, require_election
from core import access
from core.files import download
from core.jobs import Job
from core.web import PagedMixin, ServiceFormMixin, holding, working_on
from interviews.forms.talks import MatchForm, OutlineForm, ScansForm
from interviews.models import TalkFollowUp, TalkScanPage
from interviews.models.talks import FOLLOW_UP, READ, TalkKinds
from interviews.services import talk_follow_ups, talk_scans
from interviews.talk_outlines import outline_of, outlines_of
from interviews.views.talk_records import HOLDS_TALKS


class FollowUpList(PagedMixin, ListView):
    """The follow-ups that the user may read, those not done first."""

    access_rule = working_on("interviews.TalkFollowUp", READ) | HOLDS_TALKS
    template_name = "interviews/talk_follow_ups.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, TalkFollowUp)
        rows = rows.filter(talk__election=current_election(self.request))
        rows = rows.select_related("talk__election", "talk__community", "owner")
        return rows.order_by(F("done_on").asc(nulls_first=True), "due_on", "pk")

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        mine = access.visible_to(user, TalkFollowUp, FOLLOW_UP)
        return super().get_context_data(
            election=election, today=timezone.localdate(), to_do=set(mine.values_list("pk", flat=True)), **kwargs
        )


class OutlineList(TemplateView):
    """What each kind of talk asks about."""

    access_rule = holding("conduct_talks", "manage_rules")
    template_name = "interviews/talk_outlines.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        may_manage = bool(election) and election.is_running and access.allowed(user, "manage_rules", election)
        outlines = outlines_of(election) if election else []
        return super().get_context_data(election=election, outlines=outlines, may_manage=may_manage, **kwargs)


class OutlineEdit(ServiceFormMixin, FormView):
    """Change an outline, or 核定 it."""

    access_rule = holding("manage_rules")
    audit_events = ("talk.edit_outline",)
    form_class = OutlineForm
    template_name = "interviews/talk_outline_form.html"
    success_message = "已保存提纲。"

    def dispatch(self, request, *args, **kwargs):
        election = require_election(request)
        if kwargs["kind"] not in TalkKinds.values:
            raise Http404
        access.require(request.user, "manage_rules", election)
        self.outline = outline_of(election, kwargs["kind"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.outline, name) for name in ("version", "text", "document_number")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(outline=self.outline, **kwargs)

    def perform(self, form):
        talk_follow_ups.save_outline(
            actor=self.request.user, election=self.outline.election, kind=self.outline.kind, **form.cleaned_data
        )

    def get_success_url(self):
        return reverse("interviews:talk-outlines")


class ScanUpload(ServiceFormMixin, FormView):
    """A stack of signed paper: each page finds its talk by its code; what found none waits here."""

    access_rule = HOLDS_TALKS
    audit_events = ("talk.upload_scans",)
    form_class = ScansForm
    template_name = "interviews/talk_scans.html"
    success_message = "已上传，正在识别二维码。"

    def get_context_data(self, **kwargs):
        election, user = require_election(self.request), self.request.user
        pages = access.visible_to(user, TalkScanPage).filter(election=election).select_related("file")
        jobs = Job.objects.filter(kind="talk_scans", requested_by=user).order_by("-created_at")[:3]
        own_talks = list(MatchForm(user=user, election=election).fields["talk"].choices)  # once for all pages
        return super().get_context_data(election=election, jobs=jobs, pages=pages, own_talks=own_talks, **kwargs)

    def perform(self, form):
        talk_scans.upload_scans(
            actor=self.request.user, election=require_election(self.request), files=form.cleaned_data["files"]
        )

    def get_success_url(self):
        return reverse("interviews:talk-scans")


def find_page(user, pk):
    return access.get_or_404(user, TalkScanPage.objects.select_related("file", "election"), pk=pk)


class ScanPage(View):
    """The page itself, as a download."""

    access_rule = HOLDS_TALKS
    http_method_names = ["get"]

    def get(self, request, pk):
        page = find_page(request.user, pk)
        return download(page.file.read(), name=page.file.name, content_type=page.file.content_type)


class ScanMatch(ServiceFormMixin, FormView):
    """Say whose talk a page belongs to."""

    access_rule = HOLDS_TALKS
    audit_events = ("talk.match_scan", "attachment.add")
    form_class = MatchForm
    template_name = "interviews/talk_scan_match.html"
    success_message = "已归入谈话。"

    def dispatch(self, request, *args, **kwargs):
        self.page = find_page(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": self.page.election}

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        talk_scans.match_page(actor=self.request.user, page=self.page, **form.cleaned_data)

    def get_success_url(self):
        return reverse("interviews:talk-scans")


class ScanDiscard(View):
    """Throw a page away."""

    access_rule = HOLDS_TALKS
    audit_events = ("talk.discard_scan",)
    http_method_names = ["post"]

    def post(self, request, pk):
        talk_scans.discard_page(actor=request.user, page=find_page(request.user, pk))
        messages.success(request, "已弃置该页。")
        return redirect("interviews:talk-scans")
