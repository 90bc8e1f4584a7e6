"""Around the checks: their evidence, earlier rounds, confirming anew, and the radar of kin."""

from django.contrib import messages
from django.http import Http404
from django.views.generic import FormView, TemplateView

from candidates import kinship, services
from candidates.desk_forms import ReaffirmForm
from candidates.models import CollectiveDecision, CriterionCheck, CriterionFinding, NegativeCheck, NegativeFinding
from candidates.services.checks import permission_to_check
from candidates.services.rounds import kept_rounds
from candidates.views.candidates import find_candidate
from candidates.views.checks import detail_url
from communities.current import current_election, current_region
from core import access
from core.errors import DomainError
from core.web import ServiceFormMixin, holding

# kind in the address → model, what to join, candidate of the row, permission to add evidence
SUBJECTS = {
    "criterion": (CriterionCheck, "criterion", lambda row: row.candidate),
    "negative": (NegativeCheck, "item", lambda row: row.candidate),
    "decision": (CollectiveDecision, "check_row__candidate__person", lambda row: row.check_row.candidate),
}
KINDS = {"criterion": CriterionCheck, "negative": NegativeCheck}


class CheckEvidence(TemplateView):
    """The photos and scans that a check, or a decision on it, stands on."""

    access_rule = holding("view_vetting_stage")
    template_name = "candidates/evidence.html"

    def get_context_data(self, **kwargs):
        if self.kwargs["kind"] not in SUBJECTS:
            raise Http404
        model, join, candidate_of = SUBJECTS[self.kwargs["kind"]]
        subject = access.get_or_404(self.request.user, model.objects.select_related(join), pk=self.kwargs["pk"])
        candidate = find_candidate(self.request.user, candidate_of(subject).pk)
        return super().get_context_data(
            subject=subject, candidate=candidate,
            may_change=self._may_change(subject), back=detail_url(candidate), **kwargs,
        )  # fmt: skip

    def _may_change(self, subject):
        user = self.request.user
        if not access.allowed(user, type(subject).papers.change, subject):
            return False
        try:
            subject.refuse_evidence_change(user)
        except DomainError:
            return False
        return True


class EarlierRounds(TemplateView):
    """What the checks said at the end of each earlier round."""

    access_rule = holding("view_vetting_stage")
    template_name = "candidates/rounds.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        candidate = find_candidate(user, self.kwargs["pk"])
        sees_list = access.allowed(user, "view_vetting", candidate)
        criteria = kept_rounds(candidate, CriterionFinding)
        negatives = kept_rounds(candidate, NegativeFinding) if sees_list else {}
        rounds = [(n, criteria.get(n, []), negatives.get(n, [])) for n in sorted({*criteria, *negatives}, reverse=True)]
        return super().get_context_data(
            candidate=candidate, rounds=rounds, sees_list=sees_list, back=detail_url(candidate), **kwargs
        )


class Reaffirm(ServiceFormMixin, FormView):
    """重新确认 of one sort of results, by one act with its date."""

    access_rule = holding("fill_records", "review_street")
    audit_events = ("candidate.reaffirm",)
    form_class = ReaffirmForm
    template_name = "candidates/reaffirm_form.html"

    def dispatch(self, request, *args, **kwargs):
        self.model = KINDS.get(kwargs["kind"])
        if self.model is None:
            raise Http404
        self.candidate = find_candidate(request.user, kwargs["pk"])
        is_list = self.model is NegativeCheck
        access.require(
            request.user, "review_street" if is_list else permission_to_check(self.candidate), self.candidate
        )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"candidate": self.candidate, "model": self.model}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            candidate=self.candidate, back=self.get_success_url(), is_list=self.model is NegativeCheck, **kwargs
        )

    def perform(self, form):
        number = services.reaffirm(
            actor=self.request.user, candidate=self.candidate, model=self.model, **form.cleaned_data
        )
        messages.success(self.request, f"已重新确认 {number} 项结论。")

    def get_success_url(self):
        return detail_url(self.candidate, "negatives" if self.model is NegativeCheck else "standards")


class KinRadar(TemplateView):
    """亲属回避雷达: declared relatives among candidates, sitting members and reviewers."""

    access_rule = holding("view_vetting")
    template_name = "candidates/kinship.html"

    def get_context_data(self, **kwargs):
        region, election = current_region(self.request), current_election(self.request)
        pairs = kinship.radar(self.request.user, region, election) if region and election else []
        certain = [pair for pair in pairs if pair.is_certain]
        return super().get_context_data(
            election=election,
            region=region,
            certain=certain,
            unsure=[pair for pair in pairs if not pair.is_certain],
            together=sum(pair.sit_together for pair in certain),
            reviewers=sum(pair.concerns_reviewer for pair in certain),
            **kwargs,
        )
