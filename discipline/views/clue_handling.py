"""Handling one clue: its moves, whom it is about, who handles it, the log, extensions, feedback."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views import View
from django.views.generic import FormView

from communities.models import Person
from core import access, workflow
from core.errors import DomainError
from core.web import ServiceFormMixin
from discipline.clue_access import CHARGE, WORK
from discipline.clue_moves import MOVES
from discipline.forms import clues as forms
from discipline.models import Clue
from discipline.services import clue_handling, clue_people, clue_steps, clues
from discipline.views.clues import HANDED_OVER, SEES_CLUES, clue_url, find_clue


class ClueAct(ServiceFormMixin, FormView):
    """A form about one clue. ``permission``: asked of the clue; ``title``, ``submit``: its words."""

    access_rule = SEES_CLUES
    template_name = "discipline/clue_act.html"
    permission = WORK
    title = ""
    submit = ""
    hint = ""

    def dispatch(self, request, *args, **kwargs):
        self.clue = find_clue(request.user, kwargs["pk"], self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"clue": self.clue}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            clue=self.clue, title=self.title, submit=self.submit or self.title, hint=self.hint,
            back=clue_url(self.clue), **kwargs,
        )  # fmt: skip

    def get_success_url(self):
        return clue_url(self.clue)


class ClueMove(ClueAct):
    """One move, with the words that it takes."""

    audit_events = tuple(f"clue.{name}" for name in MOVES)

    def dispatch(self, request, *args, **kwargs):
        self.move = next((move for move in workflow.moves_of(Clue) if move.name == kwargs["name"]), None)
        if self.move is None:
            raise Http404
        self.permission, self.title = self.move.permission, self.move.label
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return MOVES[self.move.name][0]

    def get_context_data(self, **kwargs):
        possible = self.clue.state in self.move.sources
        reasons = workflow.reasons_against(self.request.user, self.clue, self.move) if possible else []
        return super().get_context_data(move=self.move, reasons=reasons, is_possible=possible, **kwargs)

    def perform(self, form):
        MOVES[self.move.name][1](actor=self.request.user, clue=self.clue, **form.cleaned_data)
        messages.success(self.request, f"{self.clue.code}已{self.move.label}。")


class ClueStepAdd(ClueAct):
    """登记办理情况."""

    audit_events = ("clue.step",)
    form_class = forms.StepForm
    title, submit = "登记办理情况", "登记"
    success_message = "已登记。"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("clue")
        return kwargs

    def perform(self, form):
        clue_steps.add_step(actor=self.request.user, clue=self.clue, **form.cleaned_data)


class ClueExtend(ClueAct):
    """申请延期."""

    audit_events = ("clue.extend",)
    form_class = forms.ExtensionForm
    title = "申请延期"
    hint = "负责人批准后才生效；批准前仍按原时限办理。"
    success_message = "已提出延期申请，等负责人批准；批准前仍按原时限办理。"

    def perform(self, form):
        clue_handling.request_extension(actor=self.request.user, clue=self.clue, **form.cleaned_data)


class ClueExtensionDecide(ClueAct):
    """审批延期."""

    audit_events = ("clue.extension",)
    form_class = forms.ExtensionDecisionForm
    permission = CHARGE
    title, submit = "审批延期", "确定"
    success_message = "已审批。"

    def dispatch(self, request, *args, **kwargs):
        self.extension = None
        clue = find_clue(request.user, kwargs["pk"], CHARGE)
        self.extension = clue.extensions.select_related("requested_by").filter(pk=kwargs["extension"]).first()
        if self.extension is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(extension=self.extension, **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        clue_handling.decide_extension(
            actor=self.request.user, extension=self.extension, is_approved=data["decision"] == "approve",
            text=data["text"],
        )  # fmt: skip


class ClueFollowUp(ClueAct):
    """登记查实后的处理."""

    audit_events = ("clue.follow_up",)
    form_class = forms.FollowUpForm
    title, submit = "查实后的处理", "登记"
    hint = (
        "线索内容不会转到别处。查实的问题影响人选资格的，请按街道程序向党建办出具纪检意见，由其登记到负面清单核查；"
        "属上级管辖的移送区纪委监委。这里写明送到哪里、哪一天。"
    )
    success_message = "已登记。"

    def get_initial(self):
        return {"text": self.clue.follow_up}

    def perform(self, form):
        clue_handling.record_follow_up(actor=self.request.user, clue=self.clue, **form.cleaned_data)


class ClueFeedback(ClueAct):
    """登记反馈: a named reporter is told how it ended."""

    audit_events = ("clue.feedback",)
    form_class = forms.FeedbackForm
    title, submit = "向举报人反馈", "登记反馈"
    success_message = "已登记反馈。"

    def perform(self, form):
        clue_handling.record_feedback(actor=self.request.user, clue=self.clue, **form.cleaned_data)


class ClueAssign(ClueAct):
    """指派承办人; whoever must keep away is shown with the reason and cannot be chosen."""

    audit_events = ("clue.assign",)
    form_class = forms.AssignForm
    permission = CHARGE
    title, submit = "指派承办人", "指派"
    success_message = "已指派。只有所选承办人和负责人能看到这件线索。"

    def get_initial(self):
        return {"accounts": list(self.clue.assignments.filter(ended_at=None).values_list("account_id", flat=True))}

    def perform(self, form):
        clue_people.assign_inspectors(
            actor=self.request.user, clue=self.clue, accounts=list(form.cleaned_data["accounts"])
        )


class ClueSubjects(FormView):
    """关联被反映人: those whose names stand in the report are proposed; others are searched, by POST alone."""

    access_rule = SEES_CLUES
    audit_events = ("clue.subject", "person.search_id")
    form_class = forms.SubjectSearch
    template_name = "discipline/clue_subjects.html"

    def dispatch(self, request, *args, **kwargs):
        self.clue = find_clue(request.user, kwargs["pk"], WORK)
        self.problem = ""
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            clue=self.clue, problem=self.problem, subjects=self.clue.subjects.select_related("person__community"),
            proposed=clues.people_named_in(self.request.user, self.clue),
            may_remove=access.allowed(self.request.user, CHARGE, self.clue), **kwargs,
        )  # fmt: skip

    def form_valid(self, form):
        if self.request.POST.get("person"):
            return self._link(form)
        query, found = form.cleaned_data["q"], []
        try:
            if query:
                found = list(clue_people.people_of_street(self.request.user, self.clue.election, query)[:20])
        except DomainError as error:
            self.problem = error.message
        return self.render_to_response(self.get_context_data(form=form, found=found, searched=bool(query)))

    def _link(self, form):
        person = access.get_or_404(self.request.user, Person, pk=self.request.POST["person"])
        try:
            clue_people.link_subject(actor=self.request.user, clue=self.clue, person=person)
        except DomainError as error:
            self.problem = error.message
            response = self.render_to_response(self.get_context_data(form=form))
            response.status_code = 422
            return response
        if clue_people.is_lost_to(self.request.user, self.clue):
            messages.warning(self.request, HANDED_OVER.removeprefix("已登记。"))
            return redirect("discipline:clue-list")
        messages.success(self.request, f"已关联{person.name}。")
        return redirect("discipline:clue-subjects", pk=self.clue.pk)


class ClueSubjectRemove(View):
    """取消关联, by whoever is in charge."""

    access_rule = SEES_CLUES
    audit_events = ("clue.subject",)
    http_method_names = ["post"]

    def post(self, request, pk, subject):
        clue = find_clue(request.user, pk, CHARGE)
        found = clue.subjects.select_related("person").filter(pk=subject).first()
        if found is None:
            raise Http404
        clue_people.unlink_subject(actor=request.user, clue=clue, subject=found)
        messages.success(request, "已取消关联。")
        return redirect("discipline:clue-subjects", pk=clue.pk)
