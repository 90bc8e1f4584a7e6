"""Forms of one assessment up to the proposed grade: 述职, 民主测评, 个别谈话, 拟定等次."""

from django.utils.functional import cached_property
from django.views.generic import FormView

from core.web import ServiceFormMixin, holding
from interviews import assessment_rules, assessment_workflow
from interviews.forms.assessments import ProposalForm, SelfReportForm, TakeOverForm, TalksForm, VotesForm
from interviews.services import assessments as services
from interviews.views.assessments_detail import find_appraisal, find_assessment, page_of


class AssessmentForm(ServiceFormMixin, FormView):
    """Base of the pages with one form about one assessment."""

    permission = "accept_records"
    access_rule = holding("accept_records")
    template_name = "interviews/assessment_form.html"
    heading = submit = ""
    multipart = False

    def dispatch(self, request, *args, **kwargs):
        self.kind = kwargs["kind"]
        self.assessment = find_assessment(request.user, self.kind, kwargs["pk"], self.permission)
        self.scheme = assessment_workflow.scheme_of(self.assessment)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            assessment=self.assessment, kind=self.kind, heading=self.heading, submit=self.submit,
            multipart=self.multipart, back=page_of(self.kind, self.assessment.pk), **kwargs,
        )  # fmt: skip

    def get_success_url(self):
        return page_of(self.kind, self.assessment.pk)


class SelfReport(AssessmentForm):
    """述职报告, written by the community or the street."""

    permission = "fill_records"
    access_rule = holding("fill_records")
    audit_events = ("assessment.self_report",)
    form_class = SelfReportForm
    heading, submit, multipart = "述职报告", "保存述职报告", True
    success_message = "述职报告已保存。"

    def get_initial(self):
        initial = {"version": self.assessment.version, "self_report": self.assessment.self_report}
        return initial | ({"reported_on": self.assessment.reported_on} if self.assessment.reported_on else {})

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.write_self_report(
            actor=self.request.user, assessment=self.assessment, version=version, **form.cleaned_data
        )


class AppraisalForm(AssessmentForm):
    """Base of the pages that write the street's material; shut for whom the material is shut."""

    def get(self, request, *args, **kwargs):
        assessment_workflow.require_appraisal_open(self.assessment, request.user)
        return super().get(request, *args, **kwargs)

    @cached_property
    def appraisal(self):
        """The material; None for who may not see it, whom the service refuses."""
        return find_appraisal(self.request.user, self.kind, self.assessment)

    def get_initial(self):
        return self.initial_of(self.appraisal) if self.appraisal else {}


class Votes(AppraisalForm):
    """民主测评得票, from the paper's count sheet."""

    audit_events = ("assessment.votes",)
    form_class = VotesForm
    template_name = "interviews/assessment_votes.html"
    heading, submit, multipart = "登记民主测评得票", "保存得票", True
    success_message = "测评得票已保存，得票率已计算。"
    initial_of = staticmethod(VotesForm.initial_of)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"scheme": self.scheme}

    def get_context_data(self, **kwargs):
        return super().get_context_data(grades=[grade.label for grade in self.scheme.grades], **kwargs)

    def perform(self, form):
        sheet = {name: form.cleaned_data[name] for name in (*services.SHEET, "appraised_on", "uploads")}
        services.record_votes(
            actor=self.request.user, assessment=self.assessment, version=form.cleaned_data["version"] or 0,
            votes=form.votes(), **sheet,
        )  # fmt: skip


class TakeOver(AppraisalForm):
    """The votes of a closed survey round, copied with one click."""

    audit_events = ("assessment.take_over",)
    form_class = TakeOverForm
    heading, submit = "取用测评批次结果", "取用该批次结果"
    success_message = "已取用测评批次结果，得票率已计算。"

    def initial_of(self, appraisal):
        return {"version": appraisal.version}

    def perform(self, form):
        version = form.cleaned_data["version"] or 0
        services.take_over_survey(actor=self.request.user, assessment=self.assessment, version=version)


class Talks(AppraisalForm):
    """个别谈话 of the assessment group."""

    audit_events = ("assessment.talks",)
    form_class = TalksForm
    heading, submit = "登记个别谈话", "保存谈话情况"
    success_message = "个别谈话情况已保存。"

    def initial_of(self, appraisal):
        return {name: getattr(appraisal, name) for name in ("version", "talked_to", "talked_with", "talk_summary")}

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.record_talks(actor=self.request.user, assessment=self.assessment, version=version, **form.cleaned_data)


class Propose(AppraisalForm):
    """考核组意见 and the proposed grade, beside what the rule suggests."""

    audit_events = ("termassessment.propose", "teamassessment.propose")
    form_class = ProposalForm
    template_name = "interviews/assessment_propose.html"
    heading, submit = "拟定等次", "拟定等次"
    success_message = "已拟定等次，待会议定等。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"scheme": self.scheme}

    def initial_of(self, appraisal):
        suggestion = services.suggestion_for(self.assessment, appraisal)
        grade = appraisal.proposed_grade or (suggestion.grade if suggestion else None)
        return {
            "version": appraisal.version, "group_opinion": appraisal.group_opinion, "grade": grade,
            "deviation_reason": appraisal.deviation_reason,
        }  # fmt: skip

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.appraisal is None:
            return context
        suggestion = services.suggestion_for(self.assessment, self.appraisal)
        return context | {
            "appraisal": self.appraisal,
            "rates": assessment_rules.rates(self.scheme, self.appraisal),
            "suggestion": suggestion,
            "suggested_label": self.scheme.label(suggestion.grade) if suggestion else "",
            "missing": [name for name in assessment_workflow.missing_material(self.assessment) if name != "考核组意见"],
        }

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        services.propose_grade(
            actor=self.request.user, assessment=self.assessment, version=version, **form.cleaned_data
        )
