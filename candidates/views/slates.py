"""Slates on screen: the street at a glance, a community's slates, one of them, two beside one another, editing."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, TemplateView, View

from candidates.forms import MoveForm
from candidates.models import Slate
from candidates.rulebook import targets_in_force
from candidates.services.slates import copy_slate, default_name, make_slate, move_slate, update_slate
from candidates.slate_forms import SlateForm
from candidates.slate_overview import overview
from candidates.slate_preview import live_preview, placements_of, previews
from candidates.slate_rules import may_be_placed
from candidates.slate_teams import ground
from communities.current import current_election, current_region, require_election
from communities.models import Region
from core import access, workflow
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_vetting")
MAY_WORK = holding("record_conclusions")
MOVES = {move.name: move for move in workflow.moves_of(Slate)}


def find_slate(user, pk, permission=None):
    """The slate with what its pages show; 404 out of sight, 403 without ``permission``."""
    return access.get_or_404(user, Slate.objects.select_related("election", "community", "made_by"), permission, pk=pk)


def find_community(user, code, permission=None):
    """The community whose slates the user may see; 404 for who may not."""
    rows = access.visible_to(user, Region, "view_vetting").filter(level=Region.Levels.COMMUNITY)
    return access.get_or_404(user, rows, permission, pk=code)


def ground_of(election, codes):
    return ground(election, codes, targets_in_force(election))


class SlateOverview(TemplateView):
    """Every community of the street beside the targets: which misses which."""

    access_rule = MAY_SEE
    template_name = "candidates/slate_overview.html"

    def get_context_data(self, **kwargs):
        user, election, region = self.request.user, current_election(self.request), current_region(self.request)
        shown = overview(user, region, election) if election and region else None
        may_work = bool(election) and election.is_running and access.holds(user, "record_conclusions")
        return super().get_context_data(election=election, overview=shown, may_work=may_work, **kwargs)


class CommunitySlates(TemplateView):
    """The slates of one community, each with what it makes of the team."""

    access_rule = MAY_SEE
    template_name = "candidates/slate_community.html"

    def get_context_data(self, **kwargs):
        user, community = self.request.user, find_community(self.request.user, self.kwargs["code"])
        election = require_election(self.request)
        slates = list(_slates(user, election, community))
        shown = previews(ground_of(election, [community.pk]), slates)
        return super().get_context_data(
            election=election, community=community, rows=[(slate, shown[slate.pk]) for slate in slates],
            standing=[slate for slate in slates if slate.state != Slate.States.VOID],
            may_work=election.is_running and access.allowed(user, "record_conclusions", community), **kwargs,
        )  # fmt: skip


def _slates(user, election, community):
    rows = access.visible_to(user, Slate).filter(election=election, community=community)
    return rows.select_related("community", "election", "made_by")


class SlateDetail(DetailView):
    """One slate as the meeting sees it."""

    access_rule = MAY_SEE
    template_name = "candidates/slate_detail.html"
    context_object_name = "slate"

    def get_object(self, queryset=None):
        return find_slate(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user, slate = self.request.user, self.object
        shown = previews(ground_of(slate.election, [slate.community_id]), [slate])[slate.pk]
        may_work = slate.election.is_running and access.allowed(user, "record_conclusions", slate)
        others = _slates(user, slate.election, slate.community).standing().exclude(pk=slate.pk)
        return super().get_context_data(
            preview=shown,
            may_work=may_work,
            others=others,
            blocked=workflow.shut(workflow.ways_on(user, slate)),
            **kwargs,
        )


class SlateCompare(TemplateView):
    """Two slates of one community side by side."""

    access_rule = MAY_SEE
    template_name = "candidates/slate_compare.html"

    def get_context_data(self, **kwargs):
        user, community = self.request.user, find_community(self.request.user, self.kwargs["code"])
        election = require_election(self.request)
        slates = list(_slates(user, election, community).standing())
        first, second = (self._chosen(slates, key, place) for key, place in (("a", 0), ("b", 1)))
        pair = [slate for slate in (first, second) if slate]
        shown = previews(ground_of(election, [community.pk]), pair)
        return super().get_context_data(
            community=community, slates=slates, first=first, second=second,
            sides=[(slate, shown[slate.pk]) for slate in pair], lines=_beside(shown, pair), **kwargs,
        )  # fmt: skip

    def _chosen(self, slates, key, place):
        """The slate named in the address, else the one at that place."""
        named = [slate for slate in slates if str(slate.pk) == self.request.GET.get(key)]
        return (named or slates[place : place + 1] or [None])[0]


def _beside(shown, pair):
    """Lines of both, joined: ``[(line of the first, line of the second)]``."""
    return list(zip(*(shown[slate.pk].lines for slate in pair), strict=True)) if len(pair) == 2 else []


class SlateForms(ServiceFormMixin, FormView):
    """What drawing up and changing a slate share: the table of candidates and the preview beside it."""

    access_rule = MAY_WORK
    form_class = SlateForm
    template_name = "candidates/slate_form.html"
    slate = None

    @cached_property
    def candidates(self):
        return list(may_be_placed(self.election, self.community))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidates": self.candidates, "placements": self.placed()}

    def placed(self):
        return []

    def post(self, request, *args, **kwargs):
        """“预览” sends the form without saving it."""
        if "show_preview" in request.POST:
            form = self.get_form()
            form.is_valid()
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        placements = form.placements() if form.is_bound else self.placed()
        shown = live_preview(ground_of(self.election, [self.community.pk]), self.community.pk, placements)
        return context | {
            "slate": self.slate, "community": self.community, "election": self.election, "preview": shown,
        }  # fmt: skip

    def get_success_url(self):
        return reverse("candidates:slate", args=[self.object.pk])


class SlateCreate(SlateForms):
    """拟制方案: begins with everybody in the post for which he was put forward."""

    audit_events = ("slate.make",)
    success_message = "已保存为草拟方案。比较后提交上会。"

    def dispatch(self, request, *args, **kwargs):
        self.community = find_community(request.user, kwargs["code"], "record_conclusions")
        self.election = require_election(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        number = Slate.objects.next_number(self.election, self.community)
        return super().get_context_data(default_name=default_name(number), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        return make_slate(
            actor=self.request.user, election=self.election, community=self.community, name=data["name"],
            note=data["note"], places=form.places(),
        )  # fmt: skip


class SlateEdit(SlateForms):
    """Change a slate while it is 草拟."""

    audit_events = ("slate.update",)
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.slate = find_slate(request.user, kwargs["pk"], "record_conclusions")
        self.election, self.community = self.slate.election, self.slate.community
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.slate, name) for name in ("version", "name", "note")}

    @cached_property
    def candidates(self):
        """Those who may be placed, and whoever stands on the slate although he is out by now."""
        able = list(may_be_placed(self.election, self.community))
        known = {candidate.pk for candidate in able}
        return able + [p.candidate for p in self.placed() if p.candidate.pk not in known]

    def placed(self):
        return placements_of(self.slate.seats.select_related("candidate__person"))

    def perform(self, form):
        data = form.cleaned_data
        return update_slate(
            actor=self.request.user, slate=self.slate, version=data["version"], name=data["name"], note=data["note"],
            places=form.places(),
        )  # fmt: skip


class SlatePreview(View):
    """The preview alone, as the form stands now (htmx)."""

    access_rule = MAY_WORK
    audit_events = ()  # changes nothing
    http_method_names = ["post"]

    def post(self, request, code):
        community = find_community(request.user, code, "record_conclusions")
        election = require_election(request)
        form = SlateForm(request.POST, candidates=list(may_be_placed(election, community)))
        form.is_valid()
        shown = live_preview(ground_of(election, [community.pk]), community.pk, form.placements())
        return render(request, "candidates/_slate_preview.html", {"preview": shown, "community": community})


class SlateCopy(ServiceFormMixin, FormView):
    """复制为新方案."""

    access_rule = MAY_WORK
    audit_events = ("slate.make",)
    form_class = Form
    template_name = "candidates/slate_move.html"
    http_method_names = ["post"]
    success_message = "已复制为新方案，请在下面调整。"

    def dispatch(self, request, *args, **kwargs):
        self.slate = find_slate(request.user, kwargs["pk"], "record_conclusions")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(slate=self.slate, **kwargs)

    def perform(self, form):
        return copy_slate(actor=self.request.user, slate=self.slate)

    def get_success_url(self):
        return reverse("candidates:slate-edit", args=[self.object.pk])


class SlateMove(ServiceFormMixin, FormView):
    """Any move, named in the form; the workflow decides whether it may be made."""

    access_rule = holding("record_conclusions", "conclude_vetting")
    audit_events = tuple(f"slate.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "candidates/slate_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.slate = find_slate(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(slate=self.slate, move=move, **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        move_slate(actor=self.request.user, slate=self.slate, name=data["name"], note=data["note"])
        now = Slate.objects.get(pk=self.slate.pk)
        messages.success(self.request, f"“{now}”现为“{now.get_state_display()}”。")

    def get_success_url(self):
        return reverse("candidates:slate", args=[self.slate.pk])
