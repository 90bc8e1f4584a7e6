"""审查台: one candidate per screen, from the first that waits to the last."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView

from candidates import panels, services, vetting
from candidates.desk_forms import OpinionForm
from candidates.deskrun import DeskRun
from candidates.models import ReviewOpinion, StandardPhrase
from candidates.views.candidates import RETURNS, CandidateDetail, find_candidate
from candidates.views.listing import REVIEWERS
from candidates.ways_out import ways_out
from core import access
from core.web import ServiceFormMixin

DECISIVE = ("pass_community", "return_community", "reject_community", "take_over", "pass_street", "return_street",
            "reject_street")  # fmt: skip
SHORT_LABELS = {"take_over": "社区回避，由街道接办"}


class Choice:
    """One decision as the desk offers it: open, or shut with the reasons in words."""

    def __init__(self, candidate, move, reasons, rights):
        self.move, self.label, self.reasons = move, SHORT_LABELS.get(move.name, move.label), reasons
        self.ways = ways_out(candidate, reasons, rights)
        self.is_return = move.name in RETURNS


def choices_of(candidate, ways, rights):
    """The decisions that the level which has the file may take; one that hands over only where it is open."""
    return [
        Choice(candidate, move, reasons, rights) for move, reasons in ways
        if move.name in DECISIVE and (move.name != "take_over" or not reasons)
    ]  # fmt: skip


def opinions_for(user, candidate):
    """The opinions of this round that the user may read, his own draft aside."""
    rows = access.visible_to(user, ReviewOpinion).filter(candidate=candidate, round=candidate.round)
    return rows.exclude(submitted_at=None).select_related("reviewer")


def phrases_for(user, candidate):
    """The phrases of the office that has the file and of those above it, by use."""
    code = candidate.community_id
    at_street = candidate.state == candidate.States.STREET_REVIEW
    above = [code[:end] for end in range(2, len(code) + (0 if at_street else 1))]
    rows = access.visible_to(user, StandardPhrase, "view_records").filter(region_id__in=above)
    phrases = {"opinion": [], "correction": []}
    for phrase in rows:
        phrases[phrase.use].append(phrase)
    return phrases


def panel_state(user, candidate):
    """What the desk says of parallel reviewers: how many are asked for, how many are in, and the user's own."""
    level = panels.level_of(candidate)
    required = panels.opinions_required(candidate.election, level) if level else 0
    if not required:
        return None
    own = panels.opinions_of(candidate, level).filter(reviewer=user).first()
    refusal = panels.refusal_to_review(candidate, user)
    return {
        "required": required,
        "wanting": panels.opinions_wanting(candidate),
        "own": own if own and own.is_submitted else None,
        "form": OpinionForm(initial=_draft(own)) if refusal is None else None,
        "refusal": refusal,
    }


def _draft(own):
    return {"score": own.score, "advice": own.advice, "text": own.text} if own else {}


class Desk(CandidateDetail):
    """One candidate with all that a decision needs, and the decision itself.

    Whoever must stand aside is told so, sees no form, and is led on; a candidate that no longer waits
    for the user opens as his file.
    """

    access_rule = REVIEWERS
    template_name = "candidates/desk.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.run = DeskRun(request, self.object.election)
        if not self.run.waits(self.object.pk):
            return redirect("candidates:detail", pk=self.object.pk)
        return self.render_to_response(self.get_context_data(object=self.object))

    def parts_of_file(self):
        """The desk shows what a decision needs; the rest is in the file."""
        return {}

    def get_context_data(self, **kwargs):
        user, candidate = self.request.user, self.object
        conflict = vetting.conflict_of(candidate, user)
        context = super().get_context_data(
            run=self.run.place(candidate.pk),
            choices=[] if conflict else choices_of(candidate, self.ways, self.rights),
            panel=None if conflict else panel_state(user, candidate),
            peer_opinions=opinions_for(user, candidate),
            phrases=phrases_for(user, candidate),
            others=vetting.free_reviewers(candidate) if conflict else [],
            on_desk=True,
            **kwargs,
        )
        context["may_check_standards"] = context["may_check_standards"] and not conflict
        context["may_check_list"] = context["may_check_list"] and not conflict
        return context


class FileOpinion(ServiceFormMixin, FormView):
    """独立评审意见: saved as a draft, or submitted and then final."""

    access_rule = REVIEWERS
    audit_events = ("candidate.draft_opinion", "candidate.submit_opinion")
    form_class = OpinionForm
    template_name = "candidates/opinion_form.html"

    def dispatch(self, request, *args, **kwargs):
        self.candidate = find_candidate(request.user, kwargs["pk"])
        level = panels.level_of(self.candidate)
        if request.user.is_authenticated and level:
            access.require(request.user, f"review_{level}", self.candidate)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """The form is part of the desk; a conflict, or an opinion that is final, is told of there."""
        return redirect("candidates:desk", pk=self.candidate.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(candidate=self.candidate, **kwargs)

    def perform(self, form):
        user, submit = self.request.user, self.request.POST.get("act") != "draft"
        following = DeskRun(self.request, self.candidate.election).after(self.candidate.pk)
        services.save_opinion(actor=user, candidate=self.candidate, submit=submit, **form.cleaned_data)
        messages.success(self.request, f"“{self.candidate}”的评审意见已{'提交' if submit else '暂存'}。")
        self.success_url = following if self.request.POST.get("then") == "next" else self._here()

    def _here(self):
        return reverse("candidates:desk", args=[self.candidate.pk])
