"""Looking at one number of one person: why, by whom, for a minute."""

from django.shortcuts import render
from django.urls import reverse
from django.views.generic import FormView

from accounts import reauthentication
from communities.forms.people import RevealForm
from communities.models import Person
from communities.services import reveal_field
from communities.services.people import SECRET_FIELDS
from core import access
from core.errors import DomainError
from core.web import holding

SHOWN_SECONDS = 60


class PersonReveal(FormView):
    """The form that asks for the reason (and the password, if it was given long ago), then the number itself."""

    access_rule = holding("view_identity")
    audit_events = ("person.reveal",)
    form_class = RevealForm

    def dispatch(self, request, *args, **kwargs):
        people = Person.objects.select_related("community")
        self.person = access.get_or_404(request.user, people, "view_identity", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        page = "communities/person_reveal.html"
        return [f"{page}#panel" if self.request.htmx else page]

    def get_initial(self):
        return {"field": self.request.GET.get("field", SECRET_FIELDS[0])}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ask_password": not reauthentication.is_fresh(self.request)}

    def get_context_data(self, **kwargs):
        asked = self.request.POST.get("field") or self.request.GET.get("field")
        return super().get_context_data(person=self.person, seconds=SHOWN_SECONDS, **{"field": asked, **kwargs})

    def form_valid(self, form):
        password = form.cleaned_data.get("password")
        if password is not None and not reauthentication.confirm_password(self.request, password):
            form.add_error("password", "密码不正确。")
            return self.form_invalid(form)
        field = form.cleaned_data["field"]
        try:
            value = reveal_field(actor=self.request.user, person=self.person, field=field, reason=form.reason)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        return self._shown(field, value)

    def _shown(self, field, value):
        context = self.get_context_data(form=None, field=field, value=value)
        response = render(self.request, self.get_template_names(), context)
        if not self.request.htmx:  # without JavaScript the page itself leaves after a minute
            response["Refresh"] = f"{SHOWN_SECONDS};url={reverse('communities:person', args=[self.person.pk])}"
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response
