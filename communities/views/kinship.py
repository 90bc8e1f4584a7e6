"""Declared relatives: added and taken back on the person's page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, View

from accounts.views.recycle import deleted
from communities.forms.people import KinshipForm
from communities.models import Kinship, Person
from communities.services import declare_relative, withdraw_relative
from communities.views.picker import picked
from core import access
from core.web import ServiceFormMixin, holding

MAY_FILL = holding("fill_records")


class KinshipCreate(ServiceFormMixin, FormView):
    """Declare a relative; the form stands on the person's page and here when it needs correcting."""

    access_rule = MAY_FILL
    audit_events = ("kinship.declare",)
    form_class = KinshipForm
    template_name = "communities/kinship_form.html"
    success_message = "已登记亲属。"

    def dispatch(self, request, *args, **kwargs):
        self.person = access.get_or_404(request.user, Person, "fill_records", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            person=self.person, chosen=picked(self.request, "relative"), **kwargs
        )  # fmt: skip

    def perform(self, form):
        declare_relative(actor=self.request.user, person=self.person, **form.cleaned_data)

    def get_success_url(self):
        return reverse("communities:person", args=[self.person.pk]) + "#kinship"


class KinshipRemove(View):
    """Take a declaration back."""

    access_rule = MAY_FILL
    audit_events = ("kinship.withdraw",)
    http_method_names = ["post"]

    def post(self, request, pk, kinship):
        person = access.get_or_404(request.user, Person, "fill_records", pk=pk)
        found = access.get_or_404(request.user, Kinship.objects.filter(person=person), pk=kinship)
        withdraw_relative(actor=request.user, kinship=found)
        messages.success(request, deleted("已删去亲属登记。"))
        return redirect(reverse("communities:person", args=[pk]) + "#kinship")
