"""Rounds on screen: the list, holding one, its page with the results after closing, the paper tally."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, ListView, TemplateView, View

from communities import survey_pictures, survey_results
from communities.current import current_election, require_election
from communities.forms.survey_tally import TallyForm, tally_initial
from communities.forms.surveys import RoundChangeForm, RoundFilterForm, RoundForm, default_times
from communities.models import Questionnaire, SurveyRound
from communities.services import surveys
from communities.survey_export import export_comparison, export_result
from core import access, qr
from core.files import EXCEL, download
from core.web import ListMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("accept_records")
STAGES = SurveyRound.Stages


def find_round(user, pk, permission=None):
    """The round with what its page shows; 404 out of sight, 403 without ``permission``."""
    rows = SurveyRound.objects.select_related("questionnaire", "community", "election")
    return access.get_or_404(user, rows, permission, pk=pk)


class SurveyList(ListMixin, ListView):
    """All rounds of the term that the user sees; how many answers came in is for who holds them."""

    access_rule = MAY_SEE
    audit_events = ()  # POST only filters
    template_name = "communities/survey/round_list.html"
    filter_form_class = RoundFilterForm

    def get_queryset(self):
        election = current_election(self.request)
        rows = access.visible_to(self.request.user, SurveyRound).filter(election=election)
        if community := self.filters.get("community"):
            rows = rows.filter(community=community)
        if kind := self.filters.get("kind"):
            rows = rows.filter(questionnaire__kind=kind)
        rows = self._in_stage(rows, self.filters.get("stage"))
        return rows.with_arrivals().select_related("questionnaire", "community", "tally")

    def _in_stage(self, rows, stage):
        now = timezone.now()
        return {
            STAGES.CLOSED: rows.closed(now),
            STAGES.OPEN: rows.open(now),
            STAGES.PENDING: rows.filter(closed_at=None, opens_at__gt=now),
        }.get(stage, rows)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            election=current_election(self.request), may_manage=access.holds(self.request.user, "accept_records"),
            **kwargs,
        )  # fmt: skip


class RoundOpen(ServiceFormMixin, FormView):
    """布置测评: a questionnaire, communities, a way of answering, times."""

    access_rule = MAY_MANAGE
    audit_events = ("survey.open",)
    form_class = RoundForm
    template_name = "communities/survey/round_form.html"

    def get_form_kwargs(self):
        election = require_election(self.request)
        return super().get_form_kwargs() | {"user": self.request.user, "election": election}

    def get_initial(self):
        chosen = self.request.GET.get("questionnaire", "")
        return default_times() | {"questionnaire": chosen, "mode": SurveyRound.Modes.LINK}

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=require_election(self.request), **kwargs)

    def perform(self, form):
        made = surveys.open_rounds(actor=self.request.user, **form.cleaned_data)
        self.only = made[0] if len(made) == 1 else None
        messages.success(self.request, f"已在 {len(made)} 个社区布置“{form.cleaned_data['name']}”。")

    def get_success_url(self):
        return reverse("communities:survey", args=[self.only.pk]) if self.only else reverse("communities:survey-list")


class RoundPage(TemplateView):
    """One round: how to answer while it is open, what came of it after."""

    access_rule = MAY_SEE
    template_name = "communities/survey/round.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        rows = survey_results.rounds_with_all(SurveyRound.objects.with_arrivals().select_related("election"))
        survey_round = access.get_or_404(user, rows, pk=self.kwargs["pk"])
        may_manage = access.allowed(user, "accept_records", survey_round)
        return super().get_context_data(
            round=survey_round,
            may_manage=may_manage,
            may_change=may_manage and survey_round.election.is_running,
            tally=getattr(survey_round, "tally", None) if may_manage else None,
            used_slips=survey_round.slips.filter(is_used=True).count() if may_manage else None,
            **self._address(survey_round),
            **self._results(survey_round),
            **kwargs,
        )

    def _address(self, survey_round):
        if survey_round.mode == SurveyRound.Modes.PAPER or survey_round.is_closed:
            return {}
        address = self.request.build_absolute_uri(public_path(survey_round))
        return {"address": address, "qr": qr.svg(address, scale=5)}

    def _results(self, survey_round):
        if not survey_round.is_closed:
            return {}
        user = self.request.user
        may_see_members = access.allowed(user, "view_appraisals", survey_round)
        result = survey_results.result_of(survey_round, with_texts=may_see_members)
        previous = survey_results.previous_of(survey_round)
        if previous:
            survey_results.compare(result, survey_results.result_of(previous))
        return {
            "result": result,
            "previous": previous and survey_results.result_of(previous),
            "may_see_members": may_see_members,
            "parts": survey_pictures.parts(result, with_members=may_see_members),
            "member_chart": survey_pictures.members_chart(result) if may_see_members else None,
            "smallest": survey_results.smallest_group(),
        }


def public_path(survey_round):
    """Where the round is answered: its own open link, or the page that asks for a slip's code."""
    if survey_round.mode == SurveyRound.Modes.LINK:
        return reverse("public:link", args=[survey_round.token])
    return reverse("public:start")


class RoundEdit(ServiceFormMixin, FormView):
    """Name and times of a round that runs or is to come."""

    access_rule = MAY_MANAGE
    audit_events = ("survey.change",)
    form_class = RoundChangeForm
    template_name = "communities/survey/round_form.html"
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.round = find_round(request.user, kwargs["pk"], "accept_records")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.round, name) for name in ("version", "name", "opens_at", "closes_at")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(round=self.round, **kwargs)

    def perform(self, form):
        surveys.change_round(actor=self.request.user, survey_round=self.round, **form.cleaned_data)

    def get_success_url(self):
        return reverse("communities:survey", args=[self.round.pk])


class RoundAct(View):
    """Base of the buttons on a round's page."""

    access_rule = MAY_MANAGE
    http_method_names = ["post"]

    def post(self, request, pk):
        return redirect(self.act(request, find_round(request.user, pk, "accept_records")))


class RoundClose(RoundAct):
    """提前截止."""

    audit_events = ("survey.close",)

    def act(self, request, survey_round):
        surveys.close_round(actor=request.user, survey_round=survey_round)
        messages.success(request, "已截止，不再接收答卷，可以查看结果。")
        return reverse("communities:survey", args=[survey_round.pk])


class RoundRemove(RoundAct):
    """Take back a round made by mistake."""

    audit_events = ("survey.remove",)

    def act(self, request, survey_round):
        surveys.remove_round(actor=request.user, survey_round=survey_round)
        messages.success(request, f"已撤销“{survey_round}”。")
        return reverse("communities:survey-list")


class TallyEdit(ServiceFormMixin, FormView):
    """纸质票计票."""

    access_rule = MAY_MANAGE
    audit_events = ("survey.tally",)
    form_class = TallyForm
    template_name = "communities/survey/tally_form.html"
    success_message = "已保存计票。"

    def dispatch(self, request, *args, **kwargs):
        rows = survey_results.rounds_with_all(SurveyRound.objects.select_related("election"))
        self.round = access.get_or_404(request.user, rows, "accept_records", pk=kwargs["pk"])
        self.tally = getattr(self.round, "tally", None)
        return super().dispatch(request, *args, **kwargs)

    def _asked(self):
        return {"questions": self.round.questionnaire.questions.all(), "members": self.round.members_rated}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self._asked()

    def get_initial(self):
        return tally_initial(self.tally, **self._asked())

    def get_context_data(self, **kwargs):
        return super().get_context_data(round=self.round, **kwargs)

    def perform(self, form):
        names = ("version", "tellers", "scrutineers")
        surveys.save_tally(
            actor=self.request.user, survey_round=self.round, counts=form.counts, remarks=form.remarks,
            **form.ballots, **{name: form.cleaned_data[name] for name in names},
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:survey", args=[self.round.pk])


class RoundExport(View):
    """A round's results as a workbook, with the parts that the user may see."""

    access_rule = holding("export_records")

    def get(self, request, pk):
        rows = survey_results.rounds_with_all(SurveyRound.objects.select_related("election"))
        survey_round = access.get_or_404(request.user, rows, "export_records", pk=pk)
        name, content = export_result(actor=request.user, survey_round=survey_round)
        return download(content, name=name, content_type=EXCEL)


class Comparison(TemplateView):
    """各社区对比: the latest results of one questionnaire side by side, with the round before."""

    access_rule = MAY_SEE
    template_name = "communities/survey/comparison.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        families = list(_families(user, election))
        chosen = next(
            (one for one in families if str(one.family) == self.request.GET.get("family")),
            families[0] if families else None,
        )
        lines = survey_pictures.comparison(user, election, chosen.family) if chosen else []
        return super().get_context_data(
            election=election,
            families=families,
            chosen=chosen,
            lines=lines,
            chart=survey_pictures.comparison_chart(lines),
            may_export=access.holds(user, "export_records"),
            **kwargs,
        )


def _families(user, election):
    """The questionnaires of which the user sees closed rounds, by their newest version."""
    rounds = access.visible_to(user, SurveyRound).filter(election=election).closed(timezone.now())
    used = rounds.order_by().values("questionnaire__family")
    return Questionnaire.objects.filter(family__in=used).newest_versions()


class ComparisonExport(View):
    """The comparison as a workbook."""

    access_rule = holding("export_records")

    def get(self, request, family):
        election = current_election(request)
        chosen = next((one for one in _families(request.user, election) if one.family == family), None)
        if chosen is None:
            raise Http404
        name, content = export_comparison(actor=request.user, election=election, questionnaire=chosen)
        return download(content, name=name, content_type=EXCEL)
