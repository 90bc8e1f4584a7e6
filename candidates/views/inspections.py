"""考察材料: the page on which the inspectors' words are written, beside what the records say already."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from candidates import services
from candidates.inspection_forms import InspectionForm
from candidates.models import Inspection
from candidates.services.inspections import FIELDS
from candidates.views.candidates import find_candidate
from core import access
from core.web import ServiceFormMixin, holding


class InspectionEdit(ServiceFormMixin, FormView):
    """Write, or go on writing."""

    access_rule = holding("review_street")
    audit_events = ("candidate.write_inspection",)
    form_class = InspectionForm
    template_name = "candidates/inspection_form.html"
    success_message = "考察材料已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.candidate = find_candidate(request.user, kwargs["pk"], "review_street")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def inspection(self):
        return access.visible_to(self.request.user, Inspection).filter(candidate=self.candidate).first()

    def get_initial(self):
        if self.inspection is None:
            return {"version": 0}
        names = ("version", *FIELDS)
        return {name: getattr(self.inspection, name) for name in names} | {
            "inspectors": self.inspection.inspectors.all()
        }

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"election": self.candidate.election}

    def get_context_data(self, **kwargs):
        return super().get_context_data(candidate=self.candidate, inspection=self.inspection, **kwargs)

    def perform(self, form):
        fields = form.cleaned_data
        version = fields.pop("version") or 0
        services.write_inspection(actor=self.request.user, candidate=self.candidate, version=version, **fields)

    def get_success_url(self):
        return reverse("candidates:inspection", args=[self.candidate.pk])
