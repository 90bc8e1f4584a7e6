"""Recording checks and decisions: in the row itself with htmx, on a page of its own without."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import FormView

from candidates import services, vetting
from candidates.forms import (
    ClearForm,
    ConcludeDecisionForm,
    CriterionForm,
    DecisionForm,
    NegativeForm,
    ReturnDecisionForm,
)
from candidates.models import CollectiveDecision, CriterionCheck, NegativeCheck
from candidates.services.checks import permission_to_check
from candidates.views.candidates import count_papers, find_candidate
from candidates.views.listing import open_decisions
from core import access
from core.web import ServiceFormMixin, holding


def detail_url(candidate, anchor=""):
    return reverse("candidates:detail", args=[candidate.pk]) + (f"#{anchor}" if anchor else "")


class CheckEdit(ServiceFormMixin, FormView):
    """One row of a check table. Subclasses name model, fields, templates, permission and service.

    ``?row`` gives the row as it is read (htmx: the way back out of editing).
    """

    model = record = None
    related = fields = ()
    anchor = ""
    row_template = edit_row_template = ""
    page_template = "candidates/check_form.html"

    def dispatch(self, request, *args, **kwargs):
        rows = self.model.objects.select_related(
            "candidate__person", "candidate__community", "candidate__election", *self.related
        )
        self.check = access.get_or_404(request.user, rows, pk=kwargs["pk"])
        access.require(request.user, self.permission(), self.check)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self._row() if request.htmx and "row" in request.GET else super().get(request, *args, **kwargs)

    def get_template_names(self):
        return [self.edit_row_template if self.request.htmx else self.page_template]

    def get_initial(self):
        return {name: getattr(self.check, name) for name in ("version", *self.fields)}

    def get_form_kwargs(self):
        """Several rows may be open at once: each has ids of its own."""
        return super().get_form_kwargs() | {"auto_id": f"{self.anchor}-{self.check.pk}-%s"}

    def get_context_data(self, **kwargs):
        candidate = self.check.candidate
        return super().get_context_data(check=self.check, candidate=candidate, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        return self.record(actor=self.request.user, check=self.check, **form.cleaned_data)

    def form_valid(self, form):
        response = super().form_valid(form)
        return self._row(changed=True) if self.request.htmx and response.status_code == 302 else response

    def _row(self, *, changed=False):
        fresh = self.model.objects.select_related("candidate", *self.related).get(pk=self.check.pk)
        count_papers([fresh])
        context = {
            "check": fresh,
            "candidate": fresh.candidate,
            "rights": access.Rights(self.request.user, fresh.candidate),
            "may_check": True,
        }
        response = render(self.request, self.row_template, context)
        if changed:
            response["HX-Trigger"] = "candidate-changed"
        return response

    def get_success_url(self):
        return detail_url(self.check.candidate, f"{self.anchor}-{self.check.pk}")


class CriterionEdit(CheckEdit):
    """对标, one item."""

    access_rule = holding("fill_records", "review_street")
    audit_events = ("candidate.check_standard",)
    model, related, form_class = CriterionCheck, ("criterion",), CriterionForm
    fields, anchor = ("result", "evidence"), "criterion"
    row_template, edit_row_template = "candidates/_criterion_row.html", "candidates/_criterion_edit.html"
    record = staticmethod(services.record_criterion)

    def permission(self):
        return permission_to_check(self.check.candidate)


class NegativeEdit(CheckEdit):
    """负面清单, one item."""

    access_rule = holding("review_street")
    audit_events = ("candidate.check_negative",)
    model, related, form_class = NegativeCheck, ("item",), NegativeForm
    fields = ("result", "body", "document_number", "record_name", "checked_on", "occurred_on", "evidence")
    anchor = "negative"
    row_template, edit_row_template = "candidates/_negative_row.html", "candidates/_negative_edit.html"
    record = staticmethod(services.record_negative)

    def permission(self):
        return "review_street"


class ClearNegatives(ServiceFormMixin, FormView):
    """无此情形 for several items at once."""

    access_rule = holding("review_street")
    audit_events = ("candidate.clear_negatives",)
    form_class = ClearForm
    template_name = "candidates/clear_form.html"

    def dispatch(self, request, *args, **kwargs):
        self.candidate = find_candidate(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidate": self.candidate}

    def get_context_data(self, **kwargs):
        return super().get_context_data(candidate=self.candidate, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        number = services.clear_negatives(actor=self.request.user, candidate=self.candidate, **form.cleaned_data)
        messages.success(self.request, f"已登记 {number} 项“无此情形”。")

    def get_success_url(self):
        return detail_url(self.candidate, "negatives")


class RecordDecision(ServiceFormMixin, FormView):
    """登记集体研究 on a hit."""

    access_rule = holding("record_conclusions")
    audit_events = ("candidate.record_decision",)
    form_class = DecisionForm
    template_name = "candidates/decision_form.html"
    success_message = "已登记，待街道领导审定。"

    def dispatch(self, request, *args, **kwargs):
        rows = NegativeCheck.objects.select_related("candidate__person", "item")
        self.check = access.get_or_404(request.user, rows, "record_conclusions", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"check": self.check}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            check=self.check, candidate=self.check.candidate, back=self.get_success_url(), **kwargs
        )

    def perform(self, form):
        services.record_decision(actor=self.request.user, check=self.check, **form.cleaned_data)

    def get_success_url(self):
        return detail_url(self.check.candidate, f"negative-{self.check.pk}")


class DecisionView(ServiceFormMixin, FormView):
    """Base: one decision with the candidate, the finding and the votes on the page, before a leader acts on it."""

    access_rule = holding("conclude_vetting")
    template_name = "candidates/decision_conclude.html"

    def dispatch(self, request, *args, **kwargs):
        rows = CollectiveDecision.objects.select_related(
            "check_row__candidate__person", "check_row__candidate__community", "check_row__candidate__election",
            "check_row__item", "recorded_by",
        )  # fmt: skip
        self.decision = access.get_or_404(request.user, rows, "conclude_vetting", pk=kwargs["pk"])
        self.candidate = self.decision.check_row.candidate
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            decision=self.decision, check=self.decision.check_row, candidate=self.candidate,
            is_waiting=self.decision in open_decisions(self.request.user, self.candidate.election),
            conflict=vetting.conflict_of(self.candidate, self.request.user),
            **kwargs,
        )  # fmt: skip
        asked = {ConcludeDecisionForm: "conclude_form", ReturnDecisionForm: "return_form"}
        forms = {name: context["form"] if isinstance(context["form"], made) else made() for made, name in asked.items()}
        return context | forms

    def say(self, done):
        left = len(open_decisions(self.request.user, self.candidate.election))
        more = f"还有 {left} 项待您审定。" if left else "没有其他待审定的集体研究结论。"
        messages.success(self.request, f"{self.candidate.person.name}的集体研究结论{done}{more}")

    def get_success_url(self):
        return reverse("candidates:queue")


class ConcludeDecision(DecisionView):
    """审定 by a leader, who has seen whom and what it is about."""

    audit_events = ("candidate.conclude_decision",)
    form_class = ConcludeDecisionForm

    def perform(self, form):
        services.conclude_decision(actor=self.request.user, decision=self.decision)
        self.say("已审定，结论生效。")


class ReturnDecision(DecisionView):
    """退回重拟 by a leader."""

    audit_events = ("candidate.return_decision",)
    form_class = ReturnDecisionForm

    def perform(self, form):
        services.return_decision(actor=self.request.user, decision=self.decision, **form.cleaned_data)
        self.say("已退回重拟，已通知登记人。")
