"""Moving a candidate on, and answering what a return asked for."""

from django.contrib import messages
from django.views.generic import FormView

from candidates import services
from candidates.deskrun import DeskRun
from candidates.forms import AnswerForm, MoveForm
from candidates.models import Candidate, Correction
from candidates.views.candidates import RETURNS, find_candidate
from candidates.views.checks import detail_url
from core import access, workflow
from core.web import ServiceFormMixin, holding

MOVES = {move.name: move for move in workflow.moves_of(Candidate)}


class MoveCandidate(ServiceFormMixin, FormView):
    """Any move, named in the form; the workflow decides whether it may be made.

    With ``then=next`` it leads on to the candidate that followed in the user's queue.
    """

    access_rule = holding("fill_records", "review_community", "review_street", "conclude_vetting")
    audit_events = tuple(f"candidate.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "candidates/move_form.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.candidate = find_candidate(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(candidate=self.candidate, move=move, returns=RETURNS, **kwargs)

    def perform(self, form):
        data, user = form.cleaned_data, self.request.user
        goes_on = self.request.POST.get("then") == "next"
        # Looked up before the move, which takes this one out of the queue.
        following = DeskRun(self.request, self.candidate.election).after(self.candidate.pk) if goes_on else None
        self.success_url = following or detail_url(self.candidate)
        services.move_candidate(
            actor=user, candidate=self.candidate, move=data["name"], note=data["note"],
            corrections=data["corrections"],
        )  # fmt: skip
        now = Candidate.objects.get(pk=self.candidate.pk)
        messages.success(self.request, f"“{now}”现为“{now.get_state_display()}”。")


class AnswerCorrection(ServiceFormMixin, FormView):
    """How one returned item was put right."""

    access_rule = holding("fill_records")
    audit_events = ("candidate.answer_correction",)
    form_class = AnswerForm
    template_name = "candidates/answer_form.html"
    success_message = "已登记补正情况。"

    def dispatch(self, request, *args, **kwargs):
        rows = Correction.objects.select_related("review__candidate__person")
        self.correction = access.get_or_404(request.user, rows, "fill_records", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"answer": self.correction.answer}

    def get_context_data(self, **kwargs):
        candidate = self.correction.review.candidate
        return super().get_context_data(
            correction=self.correction, candidate=candidate, back=self.get_success_url(), **kwargs
        )

    def perform(self, form):
        services.answer_correction(actor=self.request.user, correction=self.correction, **form.cleaned_data)

    def get_success_url(self):
        return detail_url(self.correction.review.candidate, "corrections")
