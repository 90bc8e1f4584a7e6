"""查找: one box for people, communities and papers."""

from django import forms
from django.views.generic import TemplateView

from communities.current import current_election
from communities.forms.people import QUERY_LENGTH
from core.errors import DomainError
from core.web import holding
from reports.search import search


class SearchForm(forms.Form):
    """What to look for."""

    q = forms.CharField(required=False, max_length=QUERY_LENGTH)


class Search(TemplateView):
    """What was found, by kind. What is looked for comes by POST alone: names and numbers stay out of addresses."""

    access_rule = holding("view_records")
    audit_events = ("person.search_id",)
    template_name = "reports/search.html"
    http_method_names = ["get", "post", "head", "options"]

    def post(self, request):
        return self.render_to_response(self.get_context_data(form=SearchForm(request.POST)))

    def get_context_data(self, form=None, **kwargs):
        if form is None:
            return super().get_context_data(**kwargs)
        query = form.cleaned_data["q"] if form.is_valid() else ""
        error = "" if form.is_valid() else f"最多{QUERY_LENGTH}个字，请缩短后再找。"
        try:
            groups = search(actor=self.request.user, query=query, election=current_election(self.request))
        except DomainError as refused:
            groups, error = [], refused.message
        return super().get_context_data(query=query, groups=groups, error=error, **kwargs)
