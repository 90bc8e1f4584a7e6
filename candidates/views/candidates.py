"""A candidate's file: the page itself, putting forward, and correcting what was put forward."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView

from candidates import gaps, services, vetting
from candidates.deskrun import awaiting
from candidates.figures import note_progress
from candidates.forms import ClearForm, NominationForm, PutForwardForm
from candidates.models import (
    Candidate,
    CollectiveDecision,
    Correction,
    CriterionCheck,
    NegativeCheck,
    Review,
    StandardSet,
)
from candidates.services.checks import permission_to_check
from candidates.ways_out import ways_out
from communities import history
from communities.current import require_election
from communities.models import Person
from communities.notes import notes_on
from communities.services.limits import note_opening
from communities.views.picker import PickedPersonMixin
from core import access, ids, workflow
from core.attachments import numbers_on
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_vetting_stage")
SHOWN_WITH_IT = (  # one query each
    Prefetch("criterion_checks", CriterionCheck.objects.select_related("criterion", "updated_by")),
    Prefetch("negative_checks", NegativeCheck.objects.select_related("item", "updated_by")),
    Prefetch(
        "negative_checks__decisions",
        CollectiveDecision.objects.select_related("recorded_by", "concluded_by", "returned_by"),
    ),
    Prefetch("reviews", Review.objects.select_related("reviewer")),
    Prefetch("reviews__corrections", Correction.objects.select_related("answered_by")),
)
RETURNS = ("return_community", "return_street", "return_district")
DECISIONS = ("pass_community", "reject_community", "pass_street", "reject_street", *RETURNS)


def find_candidate(user, pk, permission=None):
    """The candidate with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = Candidate.objects.select_related("person__community", "community", "election", "put_forward_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def panel_context(user, candidate, rights, ways):
    """The head of the file: progress, the moves open to the user, and why others are not."""
    note_progress([candidate], user)
    return {
        "candidate": candidate,
        "rights": rights,
        "open_moves": [move for move, reasons in ways if not reasons],
        "blocked_moves": [
            (move, reasons, ways_out(candidate, reasons, rights)) for move, reasons in workflow.shut(ways)
        ],
        "returns": RETURNS,
        "decisions": DECISIONS,
        "in_queue": awaiting(user, candidate.election).filter(pk=candidate.pk).exists(),
    }


class CandidateFile(DetailView):
    """Base of the page and of its head."""

    access_rule = MAY_SEE
    context_object_name = "candidate"

    def get_object(self, queryset=None):
        return find_candidate(self.request.user, self.kwargs["pk"])

    @cached_property
    def rights(self):
        return access.Rights(self.request.user, self.object)

    @cached_property
    def ways(self):
        """The candidate's :func:`core.workflow.ways_on`: the head and the desk draw their decisions from it."""
        return workflow.ways_on(self.request.user, self.object, self.rights)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **panel_context(self.request.user, self.object, self.rights, self.ways), **kwargs
        )


class CandidatePanel(CandidateFile):
    """The head alone, fetched anew after a check was recorded in place (htmx)."""

    template_name = "candidates/_panel.html"


class CandidateDetail(CandidateFile):
    """Everything about one candidate that the user may see; that it was opened is recorded."""

    template_name = "candidates/candidate_detail.html"

    def get_object(self, queryset=None):
        rows = Candidate.objects.select_related("person__community", "community", "election__region", "put_forward_by")
        candidate = access.get_or_404(self.request.user, rows.prefetch_related(*SHOWN_WITH_IT), pk=self.kwargs["pk"])
        for check in candidate.negative_checks.all():
            check.item.election = candidate.election  # asked of each for how far it looks back
        note_opening(actor=self.request.user, event="candidate.open", obj=candidate)
        return candidate

    def get_context_data(self, **kwargs):
        candidate, rights = self.object, self.rights
        count_papers([*candidate.criterion_checks.all(), *candidate.negative_checks.all()])
        context = super().get_context_data(
            stale_criteria=sum(check.is_stale_for(candidate) for check in _decided(candidate.criterion_checks)),
            stale_negatives=sum(check.is_stale_for(candidate) for check in _decided(candidate.negative_checks)),
            has_rounds=candidate.round > 1,
            age=_age(candidate),
            standards=self._standards(),
            may_check_standards=candidate.is_open and rights[permission_to_check(candidate)],
            may_check_list=candidate.is_open and rights["review_street"],
            clear_form=ClearForm(candidate=candidate) if rights["review_street"] else None,
            corrections=self._corrections(),
            reviews=[_Opinion(review, self._may_read(review)) for review in candidate.reviews.all()],
            conflict=vetting.conflict_of(candidate, self.request.user),
            matter=vetting.matter_shown_to(candidate, self.request.user, rights),
            **kwargs,
        )
        return context | self.parts_of_file()

    def parts_of_file(self):
        """What the files of people, candidates and communities have alike."""
        user, candidate = self.request.user, self.object
        changed = history.on(Candidate, [candidate.pk], ("candidate.put_forward", "candidate.edit"))
        if access.allowed(user, "view_records", candidate.person):
            changed |= history.on(Person, [candidate.person_id], ("person.update", *history.OF_KIN))
        return {
            "completeness": gaps.of_candidate(user, candidate, self.rights),
            "notes": notes_on(
                user, candidate.election, community=candidate.community, person=candidate.person, back=self.request.path
            ),
            "history": history.history(user, changed),
        }

    def _standards(self):
        """``(standard set, checks)`` in order: those in force, blank ones with none, and others he was held against."""
        checks = list(self.object.criterion_checks.all())
        for standard_set in StandardSet.objects.filter(election=self.object.election):
            mine = [check for check in checks if check.criterion.standard_set_id == standard_set.pk]
            if mine or standard_set.applies_to(self.object.election):
                yield standard_set, mine

    def _corrections(self):
        """What the last return asked for, as the list of things to do."""
        asked = (review for review in self.object.reviews.all() if review.round == self.object.round - 1)
        return [correction for review in asked for correction in review.corrections.all()]

    def _may_read(self, review):
        """The street's words are for those who see the vetting, except what it asks to correct."""
        return self.rights["view_vetting"] or review.level == review.Levels.COMMUNITY or review.decision == "return"


def count_papers(checks):
    """Set ``paper_count`` on checks of either sort, by one query."""
    found = numbers_on(checks)
    for check in checks:
        check.paper_count = found[type(check), check.pk]


def _decided(checks):
    return [check for check in checks.all() if check.result != check.Results.PENDING]


class _Opinion:
    """A review as the reader may see it."""

    def __init__(self, review, is_readable):
        self.review, self.text = review, review.opinion if is_readable else ""


def _age(candidate):
    birth_date = candidate.person.birth_date
    return ids.age_on(birth_date, candidate.election.election_day) if birth_date else None


class PutForward(PickedPersonMixin, ServiceFormMixin, FormView):
    """提出人选: pick a person on file, then say for what."""

    access_rule = holding("fill_records")
    audit_events = ("candidate.put_forward",)
    form_class = PutForwardForm
    template_name = "candidates/candidate_form.html"
    success_message = "已提出人选。请逐条核对标准，再提交社区初审。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form):
        election = require_election(self.request)
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return services.put_forward(actor=self.request.user, election=election, **fields)

    def get_success_url(self):
        return reverse("candidates:detail", args=[self.object.pk])


class CandidateEdit(ServiceFormMixin, FormView):
    """Correct what was put forward."""

    access_rule = holding("fill_records")
    audit_events = ("candidate.edit",)
    form_class = NominationForm
    template_name = "candidates/candidate_form.html"
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.candidate = find_candidate(request.user, kwargs["pk"], "fill_records")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        names = ("version", "source", "intended_post", "is_lead_goose", "recommendation")
        return {name: getattr(self.candidate, name) for name in names}

    def get_context_data(self, **kwargs):
        return super().get_context_data(candidate=self.candidate, person=self.candidate.person, **kwargs)

    def perform(self, form):
        version = form.cleaned_data.pop("version") or 0
        return services.update_candidate(
            actor=self.request.user, candidate=self.candidate, version=version, **form.cleaned_data
        )

    def get_success_url(self):
        return reverse("candidates:detail", args=[self.candidate.pk])
