"""What residents' phones reach without an account: answering by open link or by the code of a slip.

No session, no account, no cookie but Django's token against forged forms; nothing of the caller is
read or kept (communities.services.surveys.answering says what that means and what it does not).
"""

from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from communities.forms.survey_answers import AnswerForm
from communities.forms.surveys import CodeForm
from communities.services import surveys
from core.errors import DomainError
from core.web import PUBLIC


def answer_form(survey_round, data=None):
    """The round's questionnaire as a form."""
    questions = survey_round.questionnaire.questions.select_related("shown_if")
    members = survey_round.rated_members.select_related("person")
    return AnswerForm(data, questions=questions, members=members)


class PublicView(View):
    """Base: whatever a rule refuses is told on a page of its own, in large type."""

    access_rule = PUBLIC
    audit_events = ()  # an entry for each answer would say when it came and from where

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except DomainError as refusal:
            status = {"unknown_link": 404}.get(refusal.code, 409)
            return render(request, "public/refused.html", {"message": refusal.message}, status=status)

    def questionnaire(self, survey_round, form, *, status=200, **context):
        context |= {"round": survey_round, "questionnaire": survey_round.questionnaire, "form": form}
        return render(self.request, "public/answer.html", context, status=status)


class AnswerByLink(PublicView):
    """The open link of a round: the questionnaire, and the answer to it."""

    def get(self, request, token):
        survey_round = surveys.round_of_token(token)
        surveys.require_open(survey_round)
        return self._page(survey_round, answer_form(survey_round))

    def post(self, request, token):
        survey_round = surveys.round_of_token(token)
        surveys.require_open(survey_round)
        form, mark = answer_form(survey_round, request.POST), request.POST.get("mark", "")
        if not form.is_valid():
            return self._page(survey_round, form, mark=mark, status=422)
        try:
            surveys.answer_by_link(survey_round=survey_round, mark=mark, answers=form.answers, remarks=form.remarks)
        except DomainError as refusal:
            if refusal.code != "too_many_answers":
                raise
            form.add_error(None, refusal.message)
            return self._page(survey_round, form, mark=mark, status=429)
        return redirect("public:thanks")

    def _page(self, survey_round, form, *, mark="", status=200):
        return self.questionnaire(survey_round, form, mark=mark or surveys.new_mark(survey_round), status=status)


class Start(PublicView):
    """A slip's code: typed here, or brought by its QR code behind the # of the address, which no server sees."""

    def get(self, request):
        return render(request, "public/start.html", {"form": CodeForm()})

    def post(self, request):
        form = CodeForm(request.POST)
        survey_round = code = None
        if form.is_valid():
            try:
                survey_round, code = surveys.round_of_slip(form.cleaned_data["code"])
            except DomainError as refusal:
                form.add_error("code", refusal.message)
        if survey_round is None:
            return render(request, "public/start.html", {"form": form}, status=422)
        return self.questionnaire(survey_round, answer_form(survey_round), code=code)


class AnswerBySlip(PublicView):
    """The answer that came with a code."""

    http_method_names = ["post"]

    def post(self, request):
        survey_round, code = surveys.round_of_slip(request.POST.get("code", ""))
        form = answer_form(survey_round, request.POST)
        if not form.is_valid():
            return self.questionnaire(survey_round, form, code=code, status=422)
        surveys.answer_by_slip(survey_round=survey_round, code=code, answers=form.answers, remarks=form.remarks)
        return redirect("public:thanks")


class Thanks(TemplateView):
    """After an answer; the address says nothing of it."""

    access_rule = PUBLIC
    template_name = "public/thanks.html"
