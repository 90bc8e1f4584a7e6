"""The meeting on the wall: one item at a time, nothing of what only the file may say, votes written down beside."""

from collections import Counter

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from candidates.meeting_forms import VoteForm
from candidates.models import AgendaItem, CriterionCheck, NegativeCheck, VettingMeeting
from candidates.services.meetings import record_vote
from candidates.slate_preview import previews
from candidates.views.meetings import agenda_lines, find_meeting
from candidates.views.slates import ground_of
from core import access, ids
from core.web import ServiceFormMixin, holding

FIELDS = ("version", "votes_for", "votes_against", "votes_abstained", "result", "opinion")


class MeetingScreen(ServiceFormMixin, FormView):
    """Item ``position`` of the agenda, from one; for who writes down, with the form of its vote.

    Whoever sits in may see the wall: no number, no telephone, of the negative list only whether
    something is still to be settled.
    """

    access_rule = holding("view_vetting")
    form_class = VoteForm
    template_name = "candidates/meeting_screen.html"
    http_method_names = ["get"]
    permission = None

    def dispatch(self, request, *args, **kwargs):
        self.meeting = find_meeting(request.user, kwargs["pk"], self.permission)
        self.attendees = list(self.meeting.attendees.all())
        self.lines = agenda_lines(self.meeting, self.attendees)
        self.position = kwargs["position"]
        if not 1 <= self.position <= len(self.lines):
            raise Http404
        self.line = self.lines[self.position - 1]
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def may_write(self):
        underway = self.meeting.state == VettingMeeting.States.UNDERWAY and self.meeting.election.is_running
        return underway and access.allowed(self.request.user, "record_conclusions", self.meeting)

    def get_initial(self):
        item = self.line.item
        blank = {} if item.result else {"votes_for": None, "votes_against": None, "votes_abstained": None}
        return {name: getattr(item, name) for name in FIELDS} | blank

    def get_context_data(self, **kwargs):
        item = self.line.item
        return super().get_context_data(
            meeting=self.meeting, line=self.line, item=item, number=len(self.lines), position=self.position,
            before=self.position - 1, after=self.position + 1 if self.position < len(self.lines) else 0,
            decided=sum(bool(line.item.result) for line in self.lines), may_write=self.may_write,
            **(self._slate(item) if item.kind == AgendaItem.Kinds.SLATE else _person(item, self.meeting)), **kwargs,
        )  # fmt: skip

    def _slate(self, item):
        ground = ground_of(self.meeting.election, [item.slate.community_id])
        return {"preview": previews(ground, [item.slate])[item.slate_id]}


class MeetingVote(MeetingScreen):
    """The vote on an item, written down at the wall; then on to the next one still open."""

    access_rule = holding("record_conclusions")
    audit_events = ("vettingmeeting.vote",)
    http_method_names = ["post"]
    permission = "record_conclusions"

    def perform(self, form):
        return record_vote(actor=self.request.user, item=self.line.item, **form.cleaned_data)

    def get_success_url(self):
        """On to the next one still open, else stay."""
        open_lines = [line.place for line in self.lines if not line.item.result and line.place != self.position]
        on = next((place for place in open_lines if place > self.position), None) or self.position
        return reverse("candidates:meeting-screen", args=[self.meeting.pk, on])


def _person(item, meeting):
    """What the wall says of a candidate: nothing that identifies him by number, no finding in words."""
    candidate = item.person_candidate
    person = candidate.person
    results = Counter(CriterionCheck.objects.filter(candidate=candidate).values_list("result", flat=True))
    checks = NegativeCheck.objects.filter(candidate=candidate, item__in_force=True).prefetch_related("decisions")
    born = person.birth_date
    return {
        "candidate": candidate,
        "age": ids.age_on(born, meeting.election.key_date) if born else None,
        "standards": [(label, results[value]) for value, label in CriterionCheck.Results.choices if results[value]],
        "unsettled": any(check.obstacle for check in checks.select_related("item")),
    }
