"""Discipline texts on screen: the library, one edition, editing, confirming, the next edition, who has which duty."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView, FormView, TemplateView, View

from communities.current import current_election, require_election
from communities.models import TermRole
from core import access
from core.web import ServiceFormMixin, holding
from discipline import reach
from discipline.forms.texts import ConfirmTextForm, DutiesForm, TextForm, items_as_text
from discipline.models import DisciplineText, Duties
from discipline.services import texts
from discipline.text_use import is_used

MAY_SEE = holding("view_records")
MAY_MANAGE = holding("manage_rules")


class TextList(TemplateView):
    """The texts of the term, those in force first, each with who has which duty with it."""

    access_rule = MAY_SEE
    template_name = "discipline/text_list.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        rows = access.visible_to(user, DisciplineText).filter(election=election).prefetch_related("items", "duties")
        groups = {kind: [] for kind in DisciplineText.Kinds}
        for text in rows:
            text.lines = [
                (duty.label, [TermRole.Capacities(one).label for one in text.capacities(duty)]) for duty in Duties
            ]
            groups[text.kind].append(text)
        may_manage = bool(election) and election.is_running and access.allowed(user, "manage_rules", election)
        groups = [(DisciplineText.Kinds(kind).label, found) for kind, found in groups.items() if found]
        return super().get_context_data(election=election, groups=groups, may_manage=may_manage, **kwargs)


def find_text(user, pk, permission=None):
    """The edition; 404 out of sight, 403 without ``permission``."""
    rows = DisciplineText.objects.select_related("election__region", "supersedes", "confirmed_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def detail_url(text):
    return reverse("discipline:text", args=[text.pk])


class TextDetail(DetailView):
    """One edition, the editions beside it, and whom it has reached."""

    access_rule = MAY_SEE
    template_name = "discipline/text_detail.html"
    context_object_name = "text"

    def get_object(self, queryset=None):
        return find_text(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        text, user = self.object, self.request.user
        must, missing = reach.must_study(text, user=user), reach.not_studied(text, user=user)
        again = list(reach.must_study_again(text, user=user).select_related("community")) if text.in_force else []
        family = DisciplineText.objects.filter(election=text.election, family=text.family).order_by("-edition")
        may_manage = text.election.is_running and access.allowed(user, "manage_rules", text)
        total = must.count()
        return super().get_context_data(
            items=text.items.all(), editions=family, again=again, total=total, done=total - missing.count(),
            duty_lines=[(duty.label, [TermRole.Capacities(one).label for one in text.capacities(duty)]) for duty in Duties],
            may_manage=may_manage, used=may_manage and is_used(text), **kwargs,
        )  # fmt: skip


class TextsInstall(View):
    """Add the shipped texts that the term does not have."""

    access_rule = MAY_MANAGE
    audit_events = ("discipline_text.install",)
    http_method_names = ["post"]

    def post(self, request):
        added = texts.install_texts(actor=request.user, election=require_election(request))
        messages.success(
            request, f"已载入 {added} 份文本，均为示例（待核定）。" if added else "样本都已载入，没有新增。"
        )
        return redirect("discipline:text-list")


class TextCreate(ServiceFormMixin, FormView):
    """A text of the office's own."""

    access_rule = MAY_MANAGE
    audit_events = ("discipline_text.add",)
    form_class = TextForm
    template_name = "discipline/text_form.html"
    success_message = "已新增。请设定适用对象。"

    def dispatch(self, request, *args, **kwargs):
        access.require(request.user, "manage_rules", require_election(request))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(what="新增纪律文本", back=reverse("discipline:text-list"), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        data.pop("version")
        return texts.add_text(actor=self.request.user, election=require_election(self.request), **data)

    def get_success_url(self):
        return reverse("discipline:text-duties", args=[self.object.pk])


class OneText(ServiceFormMixin, FormView):
    """Base of the forms about an edition that is there."""

    access_rule = MAY_MANAGE
    what = ""

    def dispatch(self, request, *args, **kwargs):
        self.text = self.object = find_text(request.user, kwargs["pk"], "manage_rules")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        names = ("version", "title", "issuer", "issued_on", "scope_note", "basis", "document_number")
        return {name: getattr(self.text, name) for name in names} | {"items": items_as_text(self.text)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(text=self.text, what=self.what, back=detail_url(self.text), **kwargs)

    def get_success_url(self):
        return detail_url(self.object)


class TextEdit(OneText):
    audit_events = ("discipline_text.edit",)
    form_class = TextForm
    template_name = "discipline/text_form.html"
    what = "修改纪律文本"
    success_message = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"text": self.text}

    def perform(self, form):
        return texts.edit_text(actor=self.request.user, text=self.text, **form.cleaned_data)


class TextIssue(TextEdit):
    """发布新版, with the number of those who will have to study again."""

    audit_events = ("discipline_text.issue",)
    template_name = "discipline/text_issue.html"
    what = "发布新版"

    def get_initial(self):
        return super().get_initial() | {"issued_on": None, "basis": ""}

    def get_context_data(self, **kwargs):
        affected = reach.studied(self.text).count()
        return super().get_context_data(affected=affected, **kwargs)

    def perform(self, form):
        return texts.issue_edition(actor=self.request.user, text=self.text, **form.cleaned_data)


class TextConfirm(OneText):
    audit_events = ("discipline_text.confirm",)
    form_class = ConfirmTextForm
    template_name = "discipline/text_confirm.html"
    what = "核定文本"
    success_message = "已核定。"

    def perform(self, form):
        return texts.confirm_text(actor=self.request.user, text=self.text, **form.cleaned_data)


class TextDuties(OneText):
    """Who has which duty: a table to tick."""

    audit_events = ("discipline_text.duties",)
    form_class = DutiesForm
    template_name = "discipline/text_duties.html"
    what = "适用对象"
    success_message = "已保存适用对象。"

    def get_initial(self):
        rows = [f"{row.duty}:{row.capacity}" for row in self.text.duties.all()]
        return {"version": self.text.version, "rows": rows}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        chosen = set(context["form"]["rows"].value() or ())
        grid = [
            (capacity.label, [(f"{duty}:{capacity}", f"{duty}:{capacity}" in chosen, duty.label) for duty in Duties])
            for capacity in TermRole.Capacities
        ]
        return context | {"grid": grid, "duties": Duties.labels}

    def perform(self, form):
        data = form.cleaned_data
        return texts.set_duties(
            actor=self.request.user, text=self.text, version=data["version"], duties=data["rows"]
        )  # fmt: skip


class TextWithdraw(OneText):
    """停用."""

    audit_events = ("discipline_text.withdraw",)
    form_class = ConfirmTextForm
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        texts.withdraw_text(actor=request.user, text=self.text, version=self.text.version)
        messages.success(request, "已停用，不再要求学习和承诺。")
        return redirect(detail_url(self.text))
