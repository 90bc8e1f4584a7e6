"""The list of term assessments with its coverage, and making what is missing."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from communities.current import current_election, current_region, require_election
from communities.services import search_people
from core import access
from core.errors import DomainError
from core.web import ListMixin, holding
from interviews import assessment_figures
from interviews.forms.assessments import AssessmentFilter
from interviews.models import AssessmentStates, GradeRule, TermAssessment
from interviews.services import assessments as services


class AssessmentList(ListMixin, ListView):
    """The members' assessments of the term, under what each community has reached; names are searched by POST only."""

    access_rule = holding("view_records")
    audit_events = ("person.search_id",)
    filter_form_class = AssessmentFilter
    template_name = "interviews/assessment_list.html"

    @cached_property
    def election(self):
        return current_election(self.request)

    def get_queryset(self):
        rows = access.visible_to(self.request.user, TermAssessment).in_election(self.election)
        chosen = {name: self.filters[name] for name in ("community", "state", "grade") if self.filters.get(name)}
        if "grade" in chosen:
            rows = rows.settled()
        return self._searched(rows.filter(**chosen)).select_related("person", "community", "meeting")

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
        coverage = self._coverage()
        return super().get_context_data(
            election=self.election,
            coverage=coverage,
            sitting=sum(row.sitting for row in coverage),
            settled=sum(row.settled for row in coverage),
            missing=sum(row.missing + (row.team is None) for row in coverage),
            tabs=self._tabs(coverage),
            is_narrowed=any(self.filters.values()),
            unconfirmed=self._unconfirmed(),
            **kwargs,
        )

    def _coverage(self):
        region = current_region(self.request)
        return assessment_figures.coverage(self.request.user, region, self.election) if region and self.election else []

    def _tabs(self, coverage):
        """``(state, label, number, is here)``; the first is everybody."""
        numbers = {state: sum(row.states.get(state, 0) for row in coverage) for state in AssessmentStates.values}
        here = self.filters.get("state", "")
        tabs = [("", "全部", sum(numbers.values()))]
        tabs += [(state.value, state.label, numbers[state]) for state in AssessmentStates]
        return [(state, label, number, state == here) for state, label, number in tabs]

    def _unconfirmed(self):
        """Whether grades are suggested by a rule that nobody confirmed yet, for whom that concerns."""
        rules = access.visible_to(self.request.user, GradeRule)
        return rules.filter(election=self.election, confirmed_at=None).exists()


class AssessmentGenerate(View):
    """按现任名册生成: an assessment for every sitting member and team that has none."""

    access_rule = holding("accept_records")
    audit_events = ("assessment.generate",)
    http_method_names = ["post"]

    def post(self, request):
        made = services.generate_assessments(actor=request.user, election=require_election(request))
        if made:
            messages.success(
                request, f"已按现任名册生成 {made} 项任期考核（含班子）。在社区班子页点“全部开始考核”后登记。"
            )
        else:
            messages.info(request, "现任班子和成员都已有任期考核，没有新增。职务、分工已按名册更新。")
        return redirect("interviews:assessment-list")
