"""Campaigns of pledges: the list, starting one, its register, and one person's pledge."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView, TemplateView, View

from communities.current import current_election, require_election
from communities.models import Region
from communities.services import search_people
from core import access, audit
from core.attachments import preloaded
from core.errors import DomainError
from core.files import download
from core.signatures import signatures_of
from core.web import ListMixin, ServiceFormMixin, holding, working_on
from discipline import pledge_papers
from discipline.forms.pledges import CampaignForm, EditCampaignForm, KeepingForm, RegisterFilter, SignForm, WaiveForm
from discipline.models import DisciplineText, Pledge, PledgeCampaign, PledgeScanPage, PledgeSigning
from discipline.models.pledges import FILL, SIGN
from discipline.pledge_states import TO_SIGN, PledgeStates, is_late
from discipline.services import pledge_signing, pledges

SEES = holding("view_records")
SEES_PLEDGES = SEES | working_on("discipline.Pledge", "view_records")
FILLS = holding(FILL)
TONES = {"signed": "ok", "again": "warn", "unsigned": "wait", "waived": "wait"}


def tally(rows):
    """``{"due", "signed", "unsigned", "again", "waived"}`` of pledges with their states; one query."""
    counts = dict.fromkeys(PledgeStates.values, 0)
    for by_state in rows.counts().values():
        for state, number in by_state.items():
            counts[state] += number
    return _with_due(counts)


def _with_due(counts):
    counts = dict.fromkeys(PledgeStates.values, 0) | counts
    return counts | {"due": sum(counts[state] for state in PledgeStates.values if state != PledgeStates.WAIVED)}


def find_campaign(user, pk):
    return access.get_or_404(user, PledgeCampaign.objects.select_related("election__region", "text"), pk=pk)


def find_pledge(user, pk, permission=None):
    rows = Pledge.objects.with_state().select_related("campaign", "community", "person", "election__region")
    return access.get_or_404(user, rows, permission, pk=pk)


class CampaignList(TemplateView):
    """The term's campaigns, and what the signed-in person himself has to sign."""

    access_rule = SEES_PLEDGES
    template_name = "discipline/pledge_list.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        campaigns = list(access.visible_to(user, PledgeCampaign).filter(election=election).select_related("text"))
        visible = access.visible_to(user, Pledge)
        counts = _counts_by_campaign(visible.filter(campaign__in=campaigns))
        for campaign in campaigns:
            campaign.tally = _with_due(counts.get(campaign.pk, {}))
        own = visible.filter(person__user=user).to_sign().select_related("campaign", "election")
        may_start = bool(election) and election.is_running and access.allowed(user, FILL, election)
        return super().get_context_data(
            election=election, campaigns=campaigns, own=own, may_start=may_start, today=timezone.localdate(), **kwargs
        )


def _counts_by_campaign(rows):
    found = {}
    for campaign, state in rows.with_state().order_by().values_list("campaign_id", "state"):
        states = found.setdefault(campaign, {})
        states[state] = states.get(state, 0) + 1
    return found


class StartCampaign(ServiceFormMixin, FormView):
    """发起签署: the circle comes from the rosters."""

    access_rule = FILLS
    audit_events = ("pledge.start",)
    form_class = CampaignForm
    template_name = "discipline/pledge_start.html"
    success_message = "已发起签署，人员已从名册列入。"

    def dispatch(self, request, *args, **kwargs):
        self.election = require_election(request)
        access.require(request.user, FILL, self.election)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.election}

    def get_initial(self):
        texts = list(CampaignForm(election=self.election).fields["text"].queryset)
        asked = self.request.GET.get("text", "")
        text = next((text for text in texts if str(text.pk) == asked), texts[0] if texts else None)
        initial = {"closing": pledges.CLOSING}
        if text:
            initial |= {"text": text, "capacities": text.capacities("pledge"), "opening": pledges.opening_for(text)}
        return initial

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=self.election, **kwargs)
        return context | {"has_text": context["form"].fields["text"].queryset.exists()}

    def perform(self, form):
        return pledges.start_campaign(actor=self.request.user, election=self.election, **form.cleaned_data)

    def get_success_url(self):
        return reverse("discipline:pledge-campaign", args=[self.object.pk])


class Register(ListMixin, ListView):
    """签署台账 of one campaign: who signed what, when, where the paper lies; what is open, and what to do."""

    access_rule = SEES
    audit_events = ("person.search_id",)
    filter_form_class = RegisterFilter
    template_name = "discipline/pledge_campaign.html"

    def dispatch(self, request, *args, **kwargs):
        self.campaign = find_campaign(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def all_rows(self):
        return access.visible_to(self.request.user, Pledge).filter(campaign=self.campaign)

    def get_queryset(self):
        rows = self._searched(self.all_rows()).with_state()
        for name in ("capacity", "community"):
            if self.filters.get(name):
                rows = rows.filter(**{name: self.filters[name]})
        state = self.filters.get("state")
        if state in ("to_sign", "overdue"):
            rows = rows.filter(state__in=TO_SIGN)
            rows = rows.filter(due_on__lt=timezone.localdate()) if state == "overdue" else rows
        elif state:
            rows = rows.filter(state=state)
        standing = PledgeSigning.objects.standing().select_related("text", "handled_by").order_by("-text__edition")
        rows = rows.select_related("person", "community", "campaign", "election")
        return rows.prefetch_related(Prefetch("signings", standing.defer("frozen"), "on_file")).in_order()

    def _searched(self, rows):
        query = self.filters.get("q", "") if self.request.method == "POST" else ""
        if not query:
            return rows
        try:
            found = search_people(actor=self.request.user, query=query)
        except DomainError as error:
            self.filter_form.add_error("q", error.message)
            return rows.none()
        return rows.filter(person__in=found.order_by().values("pk"))

    def get_context_data(self, **kwargs):
        user, campaign = self.request.user, self.campaign
        context = super().get_context_data(campaign=campaign, election=campaign.election, **kwargs)
        for pledge in context["object_list"]:
            pledge.tone, pledge.is_late = TONES[pledge.state], is_late(pledge)
            pledge.signing = pledge.on_file[0] if pledge.on_file else None
        rows = self.all_rows()
        may_fill = campaign.election.is_running and access.visible_to(user, rows, FILL).exists()
        editions = DisciplineText.objects.filter(election=campaign.election_id, family=campaign.family)
        return context | {
            "tally": tally(rows), "places": self._places(rows), "may_fill": may_fill,
            "may_edit": campaign.election.is_running and access.allowed(user, FILL, campaign),
            "edition": editions.filter(in_force=True).first(),
            "newcomers": list(pledges.newcomers(user, campaign)[:50]) if campaign.election.is_running else [],
            "departed": list(pledges.departed(user, campaign).select_related("person", "campaign", "election")[:50]),
            "waiting": access.visible_to(user, PledgeScanPage).filter(campaign=campaign).count(),
        }  # fmt: skip

    def _places(self, rows):
        """A line for each community with its counts, where there is more than one."""
        counts = rows.counts()
        places = Region.objects.filter(pk__in=counts).order_by("level", "code")
        return [(place, _with_due(counts[place.pk])) for place in places] if len(counts) > 1 else []


class EditCampaign(ServiceFormMixin, FormView):
    """Change name, date or place of keeping."""

    access_rule = FILLS
    audit_events = ("pledge.edit",)
    form_class = EditCampaignForm
    template_name = "discipline/pledge_edit.html"
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.campaign = find_campaign(request.user, kwargs["pk"])
        access.require(request.user, FILL, self.campaign)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.campaign, name) for name in ("version", *pledges.EDITABLE)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(campaign=self.campaign, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        pledges.edit_campaign(actor=self.request.user, campaign=self.campaign, **form.cleaned_data)

    def get_success_url(self):
        return reverse("discipline:pledge-campaign", args=[self.campaign.pk])


class ServiceButton(View):
    """Base: one POST, one service; a refusal becomes a message on the page one came from."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        self.find(request.user, kwargs["pk"])
        try:
            messages.success(request, self.perform(request) or "已保存。")
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return redirect(self.back())


class AddNewcomers(ServiceButton):
    """Take those into the campaign who came into the circle since."""

    access_rule = FILLS
    audit_events = ("pledge.add",)

    def find(self, user, pk):
        self.campaign = find_campaign(user, pk)

    def perform(self, request):
        added = pledges.add_newcomers(actor=request.user, campaign=self.campaign)
        return f"已补列 {added} 人。"

    def back(self):
        return reverse("discipline:pledge-campaign", args=[self.campaign.pk])


class PledgeDetail(DetailView):
    """One person's pledge: what is to be done, what is on file."""

    access_rule = SEES_PLEDGES
    template_name = "discipline/pledge_detail.html"
    context_object_name = "pledge"

    def get_object(self, queryset=None):
        return find_pledge(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        pledge, user = self.object, self.request.user
        pledge.tone, pledge.is_late = TONES[pledge.state], is_late(pledge)
        signings = list(pledge.signings.select_related("text", "file", "handled_by"))
        copies = preloaded(signings)
        for signing in signings:
            signing.faults, signing.mark = pledge_papers.faults_of(signing), pledge_papers.check_mark(signing.digest)
            signing.drawn = signatures_of(signing).first()
            signing.copies_on_file = copies[signing.pk]
            signing.keeping = KeepingForm(initial={"copies": signing.copies, "keeping_place": signing.keeping_place},
                                          auto_id=f"{signing.pk}-%s")  # fmt: skip
        is_running = pledge.election.is_running
        may_fill = is_running and access.allowed(user, FILL, pledge)
        is_to_sign = pledge.state in TO_SIGN and pledge.edition_id
        return super().get_context_data(
            signings=signings, may_fill=may_fill, waive_form=WaiveForm(),
            may_sign=is_running and is_to_sign and access.allowed(user, SIGN, pledge),
            may_waive=may_fill and pledge.state == PledgeStates.UNSIGNED,
            may_restore=may_fill and pledge.waived_at is not None,
            edition=DisciplineText.objects.filter(pk=pledge.edition_id).first(), **kwargs,
        )  # fmt: skip


class SignPledge(ServiceFormMixin, FormView):
    """The text as it will stand on file, and a field to sign in."""

    access_rule = FILLS | working_on("discipline.Pledge", SIGN)
    audit_events = ("pledge.sign", "signature.add")
    form_class = SignForm
    template_name = "discipline/pledge_sign.html"
    success_message = "已签署，承诺书已存档。"

    def dispatch(self, request, *args, **kwargs):
        self.pledge = find_pledge(request.user, kwargs["pk"], SIGN)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        try:
            self.frozen = pledge_papers.canonical(self.pledge, pledges.edition_of(self.pledge))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        if not hasattr(self, "frozen"):
            self.frozen = pledge_papers.canonical(self.pledge, pledges.edition_of(self.pledge))
        words = pledge_papers.words_of(self.frozen)
        return super().get_context_data(
            pledge=self.pledge, words=words, items=pledge_papers.numbered_items(words),
            shown=pledge_papers.digest_of(self.frozen), back=self.get_success_url(), today=timezone.localdate(), **kwargs,
        )  # fmt: skip

    def perform(self, form):
        pledge_signing.sign_on_screen(actor=self.request.user, pledge=self.pledge, **form.cleaned_data)

    def get_success_url(self):
        return reverse("discipline:pledge", args=[self.pledge.pk])


class PledgeButton(ServiceButton):
    """Base of the buttons on one person's pledge."""

    access_rule = FILLS

    def find(self, user, pk):
        self.pledge = find_pledge(user, pk, FILL)

    def back(self):
        return reverse("discipline:pledge", args=[self.pledge.pk])


class WaivePledge(PledgeButton):
    """不需签, with the reason."""

    audit_events = ("pledge.waive",)

    def perform(self, request):
        pledges.waive_pledge(actor=request.user, pledge=self.pledge, reason=request.POST.get("reason", ""))
        return "已登记为不需签。"


class RestorePledge(PledgeButton):
    """应签 again."""

    audit_events = ("pledge.restore",)

    def perform(self, request):
        pledges.restore_pledge(actor=request.user, pledge=self.pledge)
        return "已恢复应签。"


def find_signing(user, pk, permission=None):
    rows = PledgeSigning.objects.select_related("pledge__campaign", "pledge__election", "file", "text")
    return access.get_or_404(user, rows, permission, pk=pk)


class KeepSigning(ServiceButton):
    """Where the paper lies, in how many copies."""

    access_rule = FILLS
    audit_events = ("pledge.keep",)

    def find(self, user, pk):
        self.signing = find_signing(user, pk, FILL)

    def perform(self, request):
        form = KeepingForm(request.POST)
        if not form.is_valid():
            raise DomainError("keeping", "请填写存放处，份数为 1 或 2。")
        pledge_signing.set_keeping(actor=request.user, signing=self.signing, **form.cleaned_data)
        return "已登记存放情况。"

    def back(self):
        return reverse("discipline:pledge", args=[self.signing.pledge_id])


class SigningFile(View):
    """The scan on file, as a download; that it was fetched is recorded."""

    access_rule = SEES_PLEDGES
    http_method_names = ["get"]

    def get(self, request, pk):
        signing = find_signing(request.user, pk)
        if signing.file is None:
            return redirect("discipline:pledge", pk=signing.pledge_id)
        audit.record(request.user, "pledge.read_scan", signing.pledge, detail={"digest": signing.file.digest})
        return download(signing.file.read(), name=signing.file.name, content_type=signing.file.content_type)
