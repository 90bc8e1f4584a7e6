"""Notes on the files of communities and people: written and taken back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, View

from accounts.views.recycle import deleted
from communities.current import current_election, require_election
from communities.forms.notes import NoteForm
from communities.models import FileNote, Region
from communities.services.notes import add_note, remove_note
from core import access
from core.web import ServiceFormMixin, holding

MAY_FILL = holding("fill_records")


def _back(asked, otherwise):
    """The page one came from, if it is ours, at its notes."""
    is_ours = asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return f"{asked if is_ours else otherwise}#notes"


class NoteCreate(ServiceFormMixin, FormView):
    """Write a note; the form stands on the file's page and here when it needs correcting."""

    access_rule = MAY_FILL
    audit_events = ("note.add",)
    form_class = NoteForm
    template_name = "communities/note_form.html"
    success_message = "已登记记事。"

    def dispatch(self, request, *args, **kwargs):
        communities = Region.objects.filter(level=Region.Levels.COMMUNITY)
        self.community = access.get_or_404(request.user, communities, "fill_records", pk=kwargs["code"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": current_election(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(community=self.community, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "back"}
        add_note(
            actor=self.request.user, community=self.community, election=require_election(self.request), **fields
        )  # fmt: skip

    def get_success_url(self):
        return _back(self.request.POST.get("back"), reverse("communities:committee", args=[self.community.pk]))


class NoteRemove(View):
    """Take one's own note back."""

    access_rule = MAY_FILL
    audit_events = ("note.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        note = access.get_or_404(request.user, FileNote.objects.select_related("community", "election"), pk=pk)
        home = reverse("communities:committee", args=[note.community_id])
        remove_note(actor=request.user, note=note)
        messages.success(request, deleted("已删去记事。"))
        return redirect(_back(request.POST.get("back"), home))
