"""选举结果: all communities, one community's report sheets, entering and correcting one."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from candidates.models import ElectionResult
from candidates.result_forms import ResultForm, VotesFormSet, people_of
from candidates.services.results import FIELDS, correct_result, enter_result
from communities.current import current_election, require_election
from communities.models import Region
from core import access
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_records")


def _community(request, code, permission=None):
    return access.get_or_404(request.user, Region.objects.filter(level=Region.Levels.COMMUNITY), permission, pk=code)


class ResultList(TemplateView):
    """How far each community's results are entered."""

    access_rule = MAY_SEE
    template_name = "candidates/results.html"

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        counted = Q(election_results__election=election)
        communities = access.visible_to(self.request.user, Region).filter(level=Region.Levels.COMMUNITY, is_active=True)
        rows = communities.annotate(
            sheets=Count("election_results", filter=counted, distinct=True),
            elected=Count(
                "election_results__votes__person", distinct=True,
                filter=counted & Q(election_results__votes__is_elected=True),
            ),
        )  # fmt: skip
        return super().get_context_data(election=election, rows=rows.order_by("pk") if election else [], **kwargs)


class ResultDetail(TemplateView):
    """One community's sheets."""

    access_rule = MAY_SEE
    template_name = "candidates/result_detail.html"

    def get_context_data(self, **kwargs):
        community, election = _community(self.request, self.kwargs["code"]), current_election(self.request)
        results = ElectionResult.objects.filter(community=community, election=election)
        results = results.select_related("community").prefetch_related("votes__person")
        return super().get_context_data(
            community=community,
            election=election,
            results=sorted(results, key=_in_order),
            may_fill=bool(election) and access.allowed(self.request.user, "fill_records", community),
            **kwargs,
        )


def _in_order(result):
    posts = [value for value, _ in ElectionResult._meta.get_field("post").choices]
    return posts.index(result.post), result.held_on


class ResultForms(ServiceFormMixin, FormView):
    """What entering and correcting share: the head of the sheet and a line for each person."""

    access_rule = MAY_FILL
    form_class = ResultForm
    template_name = "candidates/result_form.html"
    success_message = "已保存选举结果。"
    result = None

    def lines(self):
        """The formset of the people voted on."""
        data = self.request.POST if self.request.method == "POST" else None
        people = {"people": people_of(self.request.user, self.community)}
        return VotesFormSet(data, prefix="votes", form_kwargs=people, initial=self.first_lines())

    def first_lines(self):
        return None

    def get_context_data(self, **kwargs):
        shown = {"lines": self.lines()} | kwargs
        return super().get_context_data(community=self.community, result=self.result, **shown)

    def form_valid(self, form):
        lines = self.lines()
        if not lines.is_valid():
            form.add_error(None, "被选举人及得票填写有误，请按提示改正。")
            return self.form_invalid(form)
        filled = [line.cleaned_data for line in lines if line.cleaned_data.get("person")]
        self.votes = [(line["person"], line["votes"], line["is_elected"]) for line in filled]
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("candidates:result", args=[self.community.pk])


class ResultCreate(ResultForms):
    """Enter the vote on one post."""

    audit_events = ("result.enter",)

    def dispatch(self, request, *args, **kwargs):
        self.community = _community(request, kwargs["code"], "fill_records")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        held_on = require_election(self.request).election_day
        return {"held_on": held_on} if held_on <= timezone.localdate() else {}

    def perform(self, form):
        enter_result(
            actor=self.request.user, community=self.community, election=require_election(self.request),
            votes=self.votes, **form.service_fields(),
        )  # fmt: skip


class ResultEdit(ResultForms):
    """Correct what was entered."""

    audit_events = ("result.correct",)

    def dispatch(self, request, *args, **kwargs):
        rows = ElectionResult.objects.select_related("community", "election")
        self.result = access.get_or_404(request.user, rows, "fill_records", pk=kwargs["pk"])
        self.community = self.result.community
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"editing": True}

    def get_initial(self):
        return {name: getattr(self.result, name) for name in ("version", *FIELDS)}

    def first_lines(self):
        return [
            {"person": str(line.person_id), "votes": line.votes, "is_elected": line.is_elected}
            for line in self.result.votes.all()
        ]

    def perform(self, form):
        correct_result(
            actor=self.request.user, result=self.result, version=form.cleaned_data["version"], votes=self.votes,
            **form.service_fields(),
        )  # fmt: skip
