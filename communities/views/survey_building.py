"""The questionnaires of the street: list, building page, questions, versions, preview, confirmation."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, ListView, TemplateView, View

from communities.current import current_election, require_election
from communities.forms.survey_answers import AnswerForm
from communities.forms.surveys import STARTING as STARTING_VALUES
from communities.forms.surveys import ConfirmQuestionnaireForm, QuestionForm, QuestionnaireForm, question_initial
from communities.models import Person, Question, Questionnaire, RatedMember, Region
from communities.services import surveys
from communities.services.surveys.building import FIELDS
from core import access
from core.access import granted_codes
from core.errors import DomainError
from core.web import PagedMixin, ServiceFormMixin, holding

MAY_MANAGE = holding("accept_records")


def building_region(user):
    """The highest region for which the user builds questionnaires."""
    return Region.objects.get(pk=granted_codes(user, "accept_records")[0])


def find_questionnaire(user, pk, permission="accept_records"):
    rows = Questionnaire.objects.select_related("region", "election", "confirmed_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def version_of(request):
    """The version a small form was drawn with; 0 for none, which no record has."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


class QuestionnaireList(PagedMixin, ListView):
    """问卷库: the newest version of each, and the templates to start from."""

    access_rule = MAY_MANAGE
    template_name = "communities/survey/questionnaire_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Questionnaire, "accept_records")
        rows = rows.filter(election=current_election(self.request)).newest_versions()
        return rows.with_use().select_related("election")

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=current_election(self.request), **kwargs)


class QuestionnaireInstall(View):
    """Add the starting templates."""

    access_rule = MAY_MANAGE
    audit_events = ("questionnaire.install",)
    http_method_names = ["post"]

    def post(self, request):
        election, region = require_election(request), building_region(request.user)
        added = surveys.install_templates(actor=request.user, election=election, region=region)
        messages.success(request, f"已装入 {added} 份问卷样本，均标“示例（待核定）”，请核对修改后使用。")
        return redirect("communities:questionnaire-list")


class QuestionnaireForms(ServiceFormMixin, FormView):
    """What making and changing a questionnaire share; they lead to its building page."""

    access_rule = MAY_MANAGE
    form_class = QuestionnaireForm
    template_name = "communities/survey/questionnaire_form.html"
    success_message = "已保存。"

    def get_success_url(self):
        return reverse("communities:questionnaire", args=[self.object.pk])


class QuestionnaireCreate(QuestionnaireForms):
    """A questionnaire of one's own, from nothing."""

    audit_events = ("questionnaire.create",)
    success_message = "已新建问卷，请增加题目。"

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in FIELDS}
        region = building_region(self.request.user)
        return surveys.create_questionnaire(
            actor=self.request.user, election=require_election(self.request), region=region, **fields
        )


class QuestionnaireEdit(QuestionnaireForms):
    """Title, kind, instructions, basis."""

    audit_events = ("questionnaire.update",)

    def dispatch(self, request, *args, **kwargs):
        self.object = find_questionnaire(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.object, name) for name in ("version", *FIELDS)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(questionnaire=self.object, **kwargs)

    def perform(self, form):
        version = form.cleaned_data.pop("version")
        return surveys.update_questionnaire(
            actor=self.request.user, questionnaire=self.object, version=version, **form.cleaned_data
        )


class QuestionnairePage(TemplateView):
    """The building page: the questions in order, and what can be done with this version."""

    access_rule = MAY_MANAGE
    template_name = "communities/survey/questionnaire.html"

    def get_context_data(self, **kwargs):
        questionnaire = find_questionnaire(self.request.user, self.kwargs["pk"])
        is_used = questionnaire.rounds.exists()
        running = questionnaire.election.is_running
        return super().get_context_data(
            questionnaire=questionnaire,
            questions=questionnaire.questions.select_related("shown_if"),
            versions=Questionnaire.objects.filter(family=questionnaire.family).with_use().order_by("number"),
            rounds=questionnaire.rounds.select_related("community").order_by("-opens_at")[:20],
            is_used=is_used,
            running=running,
            may_edit=running and not is_used,
            may_confirm=running and access.allowed(self.request.user, "manage_rules", questionnaire),
            kinds=Question.Kinds.choices,
            **kwargs,
        )


class QuestionnairePreview(FormView):
    """The questionnaire as residents see it. Trying it out stores nothing."""

    access_rule = MAY_MANAGE
    audit_events = ()  # POST tries the rules and keeps nothing
    form_class = AnswerForm
    template_name = "public/preview.html"

    def dispatch(self, request, *args, **kwargs):
        self.questionnaire = find_questionnaire(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        samples = [
            RatedMember(order=order, posts="职务", person=Person(name=name))
            for order, name in enumerate(("成员甲", "成员乙"), start=1)
        ]
        questions = self.questionnaire.questions.select_related("shown_if")
        return super().get_form_kwargs() | {"questions": questions, "members": samples}

    def get_context_data(self, **kwargs):
        return super().get_context_data(questionnaire=self.questionnaire, **kwargs)

    def form_valid(self, form):
        return self.render_to_response(self.get_context_data(form=form, tried=True))

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class QuestionnaireAct(View):
    """Base of the buttons on the building page."""

    access_rule = MAY_MANAGE
    http_method_names = ["post"]

    def post(self, request, pk):
        questionnaire = find_questionnaire(request.user, pk)
        return redirect(self.act(request, questionnaire))


class QuestionnaireVersion(QuestionnaireAct):
    """修改为新版本."""

    audit_events = ("questionnaire.new_version",)

    def act(self, request, questionnaire):
        made = surveys.new_version(actor=request.user, questionnaire=questionnaire)
        messages.success(request, f"现在修改的是第{made.number}版，已用过的版本和结果不受影响。")
        return reverse("communities:questionnaire", args=[made.pk])


class QuestionnaireCopy(QuestionnaireAct):
    """复制为另一份问卷, in the term one works in."""

    audit_events = ("questionnaire.copy",)

    def act(self, request, questionnaire):
        made = surveys.copy_questionnaire(
            actor=request.user, questionnaire=questionnaire, election=require_election(request)
        )
        messages.success(request, f"已复制为“{made.title}”。")
        return reverse("communities:questionnaire", args=[made.pk])


class QuestionnaireRemove(QuestionnaireAct):
    """Drop a version nobody used."""

    audit_events = ("questionnaire.remove",)

    def act(self, request, questionnaire):
        surveys.remove_questionnaire(actor=request.user, questionnaire=questionnaire, version=version_of(request))
        messages.success(request, "已删除。")
        return reverse("communities:questionnaire-list")


class QuestionnaireConfirm(QuestionnaireAct):
    """核定 by document number."""

    access_rule = holding("manage_rules")
    audit_events = ("questionnaire.confirm",)

    def act(self, request, questionnaire):
        form = ConfirmQuestionnaireForm(request.POST)
        if not form.is_valid():
            raise DomainError("form_invalid", "请填写核定文号（60字以内）；页面已过期的，请刷新后重试。")
        surveys.confirm_questionnaire(actor=request.user, questionnaire=questionnaire, **form.cleaned_data)
        messages.success(request, "已核定，不再标“示例（待核定）”。")
        return reverse("communities:questionnaire", args=[questionnaire.pk])


class QuestionForms(ServiceFormMixin, FormView):
    """What adding and changing a question share."""

    access_rule = MAY_MANAGE
    form_class = QuestionForm
    template_name = "communities/survey/question_form.html"
    success_message = "已保存。"
    questionnaire = question = kind = None

    def get_form_kwargs(self):
        earlier = self.questionnaire.questions.all()
        if self.question:
            earlier = earlier.filter(order__lt=self.question.order)
        return super().get_form_kwargs() | {"kind": self.kind, "earlier": earlier}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            questionnaire=self.questionnaire, question=self.question, kind_label=Question.Kinds(self.kind).label,
            back=self.get_success_url(), **kwargs,
        )  # fmt: skip

    def get_success_url(self):
        return reverse("communities:questionnaire", args=[self.questionnaire.pk]) + "#questions"


class QuestionAdd(QuestionForms):
    """A new question of the kind that stands in the address."""

    audit_events = ("questionnaire.add_question",)

    def dispatch(self, request, *args, **kwargs):
        self.questionnaire, self.kind = find_questionnaire(request.user, kwargs["pk"]), kwargs["kind"]
        if self.kind not in Question.Kinds.values:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"version": self.questionnaire.version, **STARTING_VALUES.get(self.kind, {})}

    def perform(self, form):
        surveys.add_question(
            actor=self.request.user, questionnaire=self.questionnaire, version=form.cleaned_data["version"],
            **form.service_fields(),
        )  # fmt: skip


def find_question(user, pk):
    rows = Question.objects.select_related("questionnaire__election", "shown_if")
    return access.get_or_404(user, rows, "accept_records", pk=pk)


class QuestionEdit(QuestionForms):
    """Change a question; its kind stays."""

    audit_events = ("questionnaire.edit_question",)

    def dispatch(self, request, *args, **kwargs):
        self.question = find_question(request.user, kwargs["pk"])
        self.questionnaire, self.kind = self.question.questionnaire, self.question.kind
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"version": self.questionnaire.version, **question_initial(self.question)}

    def perform(self, form):
        surveys.edit_question(
            actor=self.request.user, question=self.question, version=form.cleaned_data["version"],
            **form.service_fields(),
        )  # fmt: skip


class QuestionAct(View):
    """Base of the buttons beside a question."""

    access_rule = MAY_MANAGE
    http_method_names = ["post"]

    def post(self, request, pk):
        question = find_question(request.user, pk)
        self.act(request, question)
        return redirect(reverse("communities:questionnaire", args=[question.questionnaire_id]) + "#questions")


class QuestionMove(QuestionAct):
    """One place up or down."""

    audit_events = ("questionnaire.move_question",)

    def act(self, request, question):
        up = request.POST.get("to") == "up"
        surveys.move_question(actor=request.user, question=question, version=version_of(request), up=up)


class QuestionRemove(QuestionAct):
    """Take a question out."""

    audit_events = ("questionnaire.remove_question",)

    def act(self, request, question):
        surveys.remove_question(actor=request.user, question=question, version=version_of(request))
        messages.success(request, "已删除一题。")
