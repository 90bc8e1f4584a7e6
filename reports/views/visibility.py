"""查阅情况: who may open a person's or a community's file and why, and who did."""

from django.views.generic import DetailView

from communities.models import Person, Region
from core import access
from core.web import holding
from reports.visibility import WHO_READ, readers_of_community, readers_of_person, seers_of_community, seers_of_person


class FileVisibility(DetailView):
    """What the two files share: ``seers`` for all who see the file, ``readers`` for those who may know (else None)."""

    access_rule = holding("view_records")
    template_name = "reports/visibility.html"
    seers = readers = None

    def get_context_data(self, **kwargs):
        may_know = access.allowed(self.request.user, WHO_READ, self.place())
        return super().get_context_data(
            seers=type(self).seers(self.object),
            may_know=may_know,
            readers=type(self).readers(self.object) if may_know else None,
            **kwargs,
        )


class PersonVisibility(FileVisibility):
    """Of a person's file."""

    seers, readers = seers_of_person, readers_of_person

    def get_object(self, queryset=None):
        return access.get_or_404(self.request.user, Person.objects.select_related("community"), pk=self.kwargs["pk"])

    def place(self):
        return self.object.community


class CommunityVisibility(FileVisibility):
    """Of a community's file."""

    seers, readers = seers_of_community, readers_of_community

    def get_object(self, queryset=None):
        communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
        return access.get_or_404(self.request.user, communities, pk=self.kwargs["code"])

    def place(self):
        return self.object
