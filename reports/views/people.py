"""What the apps above the person's file know of a person, for that file."""

from django.views.generic import DetailView

from candidates.models import Candidate
from communities.models import Person
from core import access
from core.web import holding
from reports.timeline import of_person


class PersonRecords(DetailView):
    """His candidacies and all that is on record of him; a fragment of the file, or a page of its own without JavaScript."""

    access_rule = holding("view_records")
    template_name = "reports/person_records.html"

    def get_object(self, queryset=None):
        return access.get_or_404(self.request.user, Person, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        candidacies = access.visible_to(self.request.user, Candidate).filter(person=self.object)
        return super().get_context_data(
            candidacies=candidacies.select_related("election", "community").order_by("-election__election_day"),
            events=of_person(self.request.user, self.object),
            **kwargs,
        )

    def get_template_names(self):
        return [f"{self.template_name}#records"] if self.request.htmx else [self.template_name]
