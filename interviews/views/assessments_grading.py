"""定等 and 反馈: the meeting, its decisions, telling the assessed."""

from django.contrib import messages
from django.urls import reverse
from django.views.generic import FormView, TemplateView

from communities.current import require_election
from communities.models import CommitteeMember, Posts
from core import access
from core.web import ServiceFormMixin, holding
from interviews.assessment_workflow import avoided_by
from interviews.forms.assessments import BatchDecisionForm, DecisionForm, FeedbackForm, MeetingForm
from interviews.models import GradingMeeting, TeamAssessment, TermAssessment
from interviews.models.assessments import States
from interviews.services import assessment_grades as services
from interviews.views.assessments_detail import find_appraisal
from interviews.views.assessments_forms import AssessmentForm


class MeetingCreate(ServiceFormMixin, FormView):
    """登记定等会议; then its page, where what was decided is ticked."""

    access_rule = holding("accept_records")
    audit_events = ("assessment.meeting",)
    form_class = MeetingForm
    template_name = "interviews/assessment_meeting_form.html"
    success_message = "会议已登记。请勾选会议研究通过的考核对象。"

    def perform(self, form):
        return services.record_meeting(
            actor=self.request.user, election=require_election(self.request), **form.cleaned_data
        )

    def get_context_data(self, **kwargs):
        election = require_election(self.request)
        meetings = access.visible_to(self.request.user, GradingMeeting).filter(election=election)
        return super().get_context_data(election=election, meetings=meetings, **kwargs)

    def get_success_url(self):
        return reverse("interviews:assessment-meeting-decide", args=[self.object.pk])


def find_meeting(user, pk, permission=None):
    rows = GradingMeeting.objects.select_related("election", "region", "recorded_by")
    return access.get_or_404(user, rows, permission, pk=pk)


class Meeting(TemplateView):
    """A meeting and what it decided."""

    access_rule = holding("view_appraisals")
    template_name = "interviews/assessment_meeting.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        meeting = find_meeting(user, self.kwargs["pk"])
        teams = access.visible_to(user, TeamAssessment).filter(meeting=meeting)
        members = access.visible_to(user, TermAssessment).filter(meeting=meeting)
        return super().get_context_data(
            meeting=meeting,
            teams=teams.select_related("community"),
            members=members.select_related("person", "community"),
            may_decide=access.allowed(user, "accept_records", meeting) and meeting.election.is_running,
            **kwargs,
        )


class MeetingDecide(ServiceFormMixin, FormView):
    """The proposals that wait, to be decided as they stand by one vote of the meeting."""

    access_rule = holding("accept_records")
    audit_events = ("termassessment.decide", "teamassessment.decide")
    form_class = BatchDecisionForm
    template_name = "interviews/assessment_meeting_decide.html"

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], "accept_records")
        self.proposals = self._proposals()
        return super().dispatch(request, *args, **kwargs)

    def _proposals(self):
        """What waits and the user need not leave to others: teams first, then members, by community."""
        persons, communities = avoided_by(self.request.user, self.meeting.election)
        teams = self._rows(TeamAssessment, "community").exclude(community__in=communities)
        return [*teams, *self._rows(TermAssessment, "person", "community").exclude(person__in=persons)]

    def _rows(self, model, *related):
        rows = access.visible_to(self.request.user, model, "accept_records").in_election(self.meeting.election)
        return rows.filter(state=States.PROPOSED).select_related("election", "appraisal", *related)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"proposals": self.proposals}

    def get_initial(self):
        return {"votes_for": self.meeting.present}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            meeting=self.meeting, proposals=self.proposals, ticked=self.request.POST.getlist("assessments"), **kwargs
        )

    def perform(self, form):
        chosen = [one for one in self.proposals if str(one.pk) in form.cleaned_data["assessments"]]
        decided = services.decide_as_proposed(
            actor=self.request.user, assessments=chosen, meeting=self.meeting,
            votes_for=form.cleaned_data["votes_for"], votes_against=form.cleaned_data["votes_against"],
        )  # fmt: skip
        messages.success(self.request, f"已按会议结果确定 {decided} 项等次。请逐一反馈本人。")

    def get_success_url(self):
        return reverse("interviews:assessment-meeting", args=[self.meeting.pk])


class Decide(AssessmentForm):
    """The meeting's decision on one assessment, which may differ from the proposal."""

    audit_events = ("termassessment.decide", "teamassessment.decide")
    form_class = DecisionForm
    template_name = "interviews/assessment_decide.html"
    heading, submit = "会议定等", "确定等次"
    success_message = "已定等次。请向本人反馈并签字。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "user": self.request.user, "assessment": self.assessment, "scheme": self.scheme,
        }  # fmt: skip

    def get_initial(self):
        appraisal = find_appraisal(self.request.user, self.kind, self.assessment)
        meetings = access.visible_to(self.request.user, GradingMeeting).filter(election=self.assessment.election)
        return {"grade": appraisal and appraisal.proposed_grade, "meeting": meetings.first()}

    def get_context_data(self, **kwargs):
        appraisal = find_appraisal(self.request.user, self.kind, self.assessment)
        return super().get_context_data(appraisal=appraisal, **kwargs)

    def perform(self, form):
        services.decide_grade(actor=self.request.user, assessment=self.assessment, **form.cleaned_data)


class Feedback(AssessmentForm):
    """反馈: the grade is told and signed for."""

    audit_events = ("termassessment.feed_back", "teamassessment.feed_back")
    form_class = FeedbackForm
    template_name = "interviews/assessment_feedback.html"
    heading, submit, multipart = "反馈并签字", "确认已反馈", True
    success_message = "已反馈，考核结束。"

    def get_initial(self):
        return {"signer_name": self._signer()}

    def _signer(self):
        """The assessed himself; for a team, who leads it."""
        if self.kind == "member":
            return self.assessment.person.name
        leads = CommitteeMember.objects.sitting().in_election(self.assessment.election)
        leads = leads.filter(committee__community=self.assessment.community_id, post=Posts.SECRETARY)
        lead = leads.select_related("person").first()
        return lead.person.name if lead else ""

    def perform(self, form):
        services.feed_back(actor=self.request.user, assessment=self.assessment, **form.cleaned_data)
