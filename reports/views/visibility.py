"""查阅情况: who may open a person's, a candidate's or a community's file and why, who did, and why a colleague cannot."""

from django import forms
from django.urls import reverse
from django.views.generic import DetailView

from accounts.models import User
from candidates.models import Candidate
from communities.models import Person, Region
from core import access
from core.web import holding
from reports import visibility
from reports.visibility import WHO_READ


class ColleagueForm(forms.Form):
    """Of whom it is asked whether he sees the file."""

    colleague = forms.ModelChoiceField(User.objects.none(), label="同事", empty_label="请选择")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = visibility.colleagues_of(user)
        self.fields["colleague"].label_from_instance = _named


def _named(user):
    return f"{user.full_name}（{user.duty}）" if user.duty else user.full_name


class FileVisibility(DetailView):
    """What the files share: ``seers`` for all who see the file, ``readers`` and ``colleague`` for those who may know."""

    access_rule = holding("view_records")
    template_name = "reports/visibility.html"
    seers = readers = None
    file_view = ""  # the page of the file

    def get_context_data(self, **kwargs):
        user, seers = self.request.user, type(self).seers(self.object)
        may_know = access.allowed(user, WHO_READ, self.place())
        more = self._told(seers) if may_know else {}
        return super().get_context_data(
            seers=seers, may_know=may_know, file_url=reverse(self.file_view, args=[self.object.pk]), **more, **kwargs
        )

    def _told(self, seers):
        """What only those may know who see what was found out about people."""
        form = ColleagueForm(self.request.GET if "colleague" in self.request.GET else None, user=self.request.user)
        answer = ""
        if form.is_valid():
            answer = visibility.why_seen_or_not(form.cleaned_data["colleague"], self.object, seers)
        return {"readers": type(self).readers(self.object), "colleague_form": form, "answer": answer}

    def place(self):
        return self.object.community


class PersonVisibility(FileVisibility):
    """Of a person's file."""

    seers, readers = visibility.seers_of_person, visibility.readers_of_person
    file_view = "communities:person"

    def get_object(self, queryset=None):
        return access.get_or_404(self.request.user, Person.objects.select_related("community"), pk=self.kwargs["pk"])


class CandidateVisibility(FileVisibility):
    """Of a candidate's file."""

    access_rule = holding("view_vetting_stage")
    seers, readers = visibility.seers_of_candidate, visibility.readers_of_candidate
    file_view = "candidates:detail"

    def get_object(self, queryset=None):
        rows = Candidate.objects.select_related("community", "person")
        return access.get_or_404(self.request.user, rows, pk=self.kwargs["pk"])


class CommunityVisibility(FileVisibility):
    """Of a community's file."""

    seers, readers = visibility.seers_of_community, visibility.readers_of_community
    file_view = "reports:community"

    def get_object(self, queryset=None):
        communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
        return access.get_or_404(self.request.user, communities, pk=self.kwargs["code"])

    def place(self):
        return self.object
