"""常用语 of an office, and how many review in parallel."""

from django.contrib import messages
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, ListView, View

from accounts.views.recycle import deleted
from candidates import panels, services
from candidates.desk_forms import PanelForm, PhraseForm
from candidates.models import StandardPhrase
from candidates.models.opinions import LEVELS
from communities.current import current_election
from communities.models import Region
from core import access
from core.web import ServiceFormMixin, holding

MAY_REVIEW = holding("review_community", "review_street")
FIELDS = ("use", "text", "order")


def offices_of(user):
    """The streets and communities in which the user works, the office itself before its parts."""
    offices = access.visible_to(user, Region, "fill_records").filter(level__gte=Region.Levels.STREET)
    return offices.order_by("code")


class PhraseList(ListView):
    access_rule = MAY_REVIEW
    template_name = "candidates/phrases.html"

    def get_queryset(self):
        return access.visible_to(self.request.user, StandardPhrase, "view_records").select_related("region")

    def get_context_data(self, **kwargs):
        own = access.visible_to(self.request.user, StandardPhrase, "fill_records").values_list("pk", flat=True)
        return super().get_context_data(own=set(own), **kwargs)


class PhraseForms(ServiceFormMixin, FormView):
    """Base of adding and editing."""

    access_rule = MAY_REVIEW
    form_class = PhraseForm
    template_name = "candidates/phrase_form.html"
    success_message = "已保存常用语。"
    phrase = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offices": offices_of(self.request.user), "is_new": self.phrase is None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(phrase=self.phrase, **kwargs)

    def get_success_url(self):
        return reverse("candidates:phrases")


class PhraseCreate(PhraseForms):
    audit_events = ("phrase.add",)

    def get_initial(self):
        last = access.visible_to(self.request.user, StandardPhrase, "fill_records").aggregate(last=Max("order"))["last"]
        return {"order": (last or 0) + 10, "use": StandardPhrase.Uses.OPINION}

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in (*FIELDS, "region")}
        services.add_phrase(actor=self.request.user, **fields)


class PhraseEdit(PhraseForms):
    audit_events = ("phrase.edit",)

    def dispatch(self, request, *args, **kwargs):
        self.phrase = access.get_or_404(request.user, StandardPhrase, "fill_records", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {name: getattr(self.phrase, name) for name in ("version", *FIELDS)}

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in (*FIELDS, "version")}
        services.edit_phrase(actor=self.request.user, phrase=self.phrase, **fields)


class PhraseRemove(View):
    access_rule = MAY_REVIEW
    audit_events = ("phrase.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        phrase = access.get_or_404(request.user, StandardPhrase, "fill_records", pk=pk)
        services.remove_phrase(actor=request.user, phrase=phrase)
        messages.success(request, deleted("已删除常用语。"))
        return redirect("candidates:phrases")


class PanelSettings(ServiceFormMixin, FormView):
    """评审设置 of the term."""

    access_rule = holding("manage_rules")
    audit_events = ("rule.panel",)
    form_class = PanelForm
    template_name = "candidates/panel_form.html"
    success_message = "已保存评审设置。"

    def dispatch(self, request, *args, **kwargs):
        self.election = current_election(request)
        if self.election is None:
            raise Http404
        access.require(request.user, "manage_rules", self.election)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {level.value: panels.opinions_required(self.election, level.value) for level in LEVELS}

    def perform(self, form):
        for level in LEVELS:
            services.set_panel(
                actor=self.request.user, election=self.election, level=level.value,
                opinions_required=form.cleaned_data[level.value],
            )  # fmt: skip

    def get_success_url(self):
        return reverse("candidates:queue")
