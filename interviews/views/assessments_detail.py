"""One assessment: the page itself, the moves without a form, and what pages about one assessment share."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, View

from core import access, workflow
from core.errors import DomainError
from core.signatures import is_of, signatures_of
from core.web import ServiceFormMixin, holding
from interviews import assessment_rules, assessment_workflow
from interviews.assessment_surveys import survey_votes
from interviews.forms.assessments import MoveForm
from interviews.models import MemberAppraisal, TeamAppraisal, TeamAssessment, TermAssessment
from interviews.services import assessments as services
from interviews.services.assessment_grades import feedback_content

KINDS = {"member": TermAssessment, "team": TeamAssessment}
APPRAISALS = {"member": MemberAppraisal, "team": TeamAppraisal}
# What is done next on the street's side, by state: (view, words)
NEXT_FORMS = {
    "proposed": ("interviews:assessment-decide", "登记会议定等"),
    "decided": ("interviews:assessment-feedback", "反馈并签字"),
}
NEXT_STEPS = {
    "pending": "社区报述职报告；街道点“开始考核”。",
    "underway": "登记民主测评、个别谈话，再拟定等次。",
    "proposed": "提交街道党工委会议研究，登记会议定等。",
    "decided": "向本人反馈等次并签字。",
    "fed_back": "考核结束。确需改动的，由街道“更正等次”重新办理。",
}
STEPS = ("pending", "underway", "proposed", "decided", "fed_back")


def find_assessment(user, kind, pk, permission=None):
    """The assessment with what its pages show; 404 out of sight, 403 without ``permission``."""
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind].objects.select_related("community", "election", "meeting")
    if kind == "member":
        rows = rows.select_related("person")
    return access.get_or_404(user, rows, permission, pk=pk)


def find_appraisal(user, kind, assessment):
    """The street's material on it, or None for whom it is shut."""
    return access.visible_to(user, APPRAISALS[kind]).filter(pk=assessment.pk).first()


def page_of(kind, pk):
    return reverse("interviews:assessment", args=[kind, pk])


class AssessmentDetail(DetailView):
    """Everything about one assessment that the user may see; of a team, its members too."""

    access_rule = holding("view_records")
    template_name = "interviews/assessment_detail.html"
    context_object_name = "assessment"

    def get_object(self, queryset=None):
        return find_assessment(self.request.user, self.kwargs["kind"], self.kwargs["pk"])

    @cached_property
    def scheme(self):
        return assessment_workflow.scheme_of(self.object)

    def get_context_data(self, **kwargs):
        assessment, kind = self.object, self.kwargs["kind"]
        appraisal = find_appraisal(self.request.user, kind, assessment)
        accepts = access.allowed(self.request.user, "accept_records", assessment)
        conflict = assessment_workflow.conflict_of(assessment, self.request.user) if accepts else ""
        may_assess = accepts and appraisal is not None and not conflict and assessment.election.is_running
        reads_talks = appraisal is not None and self._appraises()
        return super().get_context_data(
            kind=kind,
            scheme=self.scheme,
            appraisal=appraisal,
            reads_talks=reads_talks,
            reads_ballots=reads_talks and accepts,
            conflict=conflict,
            may_assess=may_assess,
            may_write=may_assess and assessment.state == "underway",
            may_fill=access.allowed(self.request.user, "fill_records", assessment) and assessment.election.is_running,
            may_file=self._may_file(),
            survey=survey_votes(assessment) if may_assess and assessment.state == "underway" else None,
            open_moves=self._plain_moves(),
            next_form=NEXT_FORMS.get(assessment.state),
            next_step=NEXT_STEPS[assessment.state],
            steps=_steps(assessment),
            **self._figures(appraisal),
            **self._feedback(),
            **(self._members() if kind == "team" else {}),
            lines=self._lines(reads_talks),
            **kwargs,
        )

    def _appraises(self):
        """Whether the user reads the material by his office: who was assessed gets his votes, not what others said."""
        return access.allowed(self.request.user, "view_appraisals", self.object.community)

    def _may_file(self):
        """Whether the user may add papers: those of the 述职 until a grade is proposed, the street's after."""
        user, assessment = self.request.user, self.object
        if not access.allowed(user, type(assessment).evidence.change, assessment):
            return False
        try:
            assessment.refuse_evidence_change(user)
        except DomainError:
            return False
        return True

    def _plain_moves(self):
        """Moves that need no more than a note; the others have forms of their own."""
        moves = workflow.moves_open_to(self.request.user, self.object)
        return [move for move in moves if move.name in services.PLAIN_MOVES]

    def _figures(self, appraisal):
        if appraisal is None:
            return {}
        suggestion = services.suggestion_for(self.object, appraisal)
        return {
            "tally": assessment_rules.tally(self.scheme, appraisal) if appraisal.votes else None,
            "suggestion": suggestion,
            "suggestion_label": self.scheme.label(suggestion.grade) if suggestion else "",
            "suggested_label": self.scheme.label(appraisal.suggested_grade),
            "missing": assessment_workflow.missing_material(self.object) if self.object.state == "underway" else [],
        }

    def _feedback(self):
        """The signature under this round's grade, and whether it is still of what stands here."""
        if self.object.state != "fed_back":
            return {}
        role = assessment_workflow.feedback_role(self.object)
        signature = signatures_of(self.object).filter(role=role).first()
        return {"signature": signature, "is_signed": signature and is_of(signature, feedback_content(self.object))}

    def _members(self):
        """The team's members, and how many assessments of the community nobody has begun."""
        rows = access.visible_to(self.request.user, TermAssessment).in_election(self.object.election)
        members = list(rows.filter(community=self.object.community).select_related("person"))
        return {"members": members, "waiting": sum(one.state == "pending" for one in (self.object, *members))}

    def _lines(self, with_notes):
        """The timeline; what was noted in the street's deliberation is told to whoever sees its material."""
        lines = list(self.object.timeline())
        for line in lines:
            line.note = line.note if with_notes else ""
        return lines


def _steps(assessment):
    """``(label, "done", "here" or "")`` per state on the way."""
    place, last = STEPS.index(assessment.state), len(STEPS) - 1
    marks = ["done" if number < place or place == last else "here" if number == place else "" for number in range(5)]
    labels = [label for _, label in assessment.States.choices]
    return list(zip(labels, marks, strict=True))


class MoveAssessment(ServiceFormMixin, FormView):
    """A move without a form of its own: begin, give back, correct."""

    access_rule = holding("accept_records")
    audit_events = tuple(f"{model}.{name}" for model in ("termassessment", "teamassessment") for name in services.PLAIN_MOVES)  # fmt: skip
    form_class = MoveForm
    template_name = "interviews/assessment_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.assessment = find_assessment(request.user, kwargs["kind"], kwargs["pk"], "accept_records")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        chosen = self.request.POST.get("name", "")
        move = next((move for move in workflow.moves_of(type(self.assessment)) if move.name == chosen), None)
        return super().get_context_data(
            assessment=self.assessment, move=move, back=page_of(self.kwargs["kind"], self.assessment.pk), **kwargs
        )

    def perform(self, form):
        data = form.cleaned_data
        line = services.move_assessment(
            actor=self.request.user, assessment=self.assessment, move=data["name"], note=data["note"]
        )
        state = self.assessment.States(line.target).label
        messages.success(self.request, f"“{self.assessment}”现为“{state}”。")

    def get_success_url(self):
        return page_of(self.kwargs["kind"], self.assessment.pk)


class BeginAll(View):
    """全部开始考核: take up every pending assessment of the team's community."""

    access_rule = holding("accept_records")
    audit_events = ("termassessment.begin", "teamassessment.begin")
    http_method_names = ["post"]

    def post(self, request, pk):
        team = find_assessment(request.user, "team", pk, "accept_records")
        begun, left = services.begin_all(actor=request.user, election=team.election, community=team.community)
        avoided = f"另有 {left} 项您须回避，请由其他经办人开始。" if left else ""
        messages.success(request, f"已开始考核 {begun} 项。{avoided}")
        return redirect(page_of("team", pk))
