"""What the apps above a person's and a candidate's file know of them, for these files."""

from django.views.generic import DetailView

from candidates.models import Candidate
from communities.models import Person
from core import access
from core.web import holding
from reports.timeline import of_candidate, of_person


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


class CandidateRecords(DetailView):
    """All that is on record of a candidate in his term; a fragment of his file, or a page of its own."""

    access_rule = holding("view_vetting_stage")
    template_name = "reports/candidate_records.html"

    def get_object(self, queryset=None):
        rows = Candidate.objects.select_related("person", "community", "election", "put_forward_by")
        rows = rows.prefetch_related(
            "criterion_checks__updated_by", "reviews__corrections__answered_by", "negative_checks__item",
            "negative_checks__updated_by", "negative_checks__decisions__recorded_by",
            "negative_checks__decisions__concluded_by",
        )  # fmt: skip
        return access.get_or_404(self.request.user, rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user, candidate = self.request.user, self.object
        with_vetting = access.allowed(user, "view_vetting", candidate)
        return super().get_context_data(events=of_candidate(user, candidate, with_vetting=with_vetting), **kwargs)

    def get_template_names(self):
        return [f"{self.template_name}#records"] if self.request.htmx else [self.template_name]
