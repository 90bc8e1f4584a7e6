"""Conclusions: proposed by the staff on one page, concluded by a leader with all names shown first."""

from django.contrib import messages
from django.views.generic import FormView

from candidates.joint_review.forms import ConcludeForm, ProposalRowForm, VersionForm
from candidates.joint_review.matrix import matrix_of
from candidates.services import joint_review as services
from candidates.vetting import people_to_avoid
from candidates.views.joint_review.base import MAY_CONCLUDE, MAY_RECORD, batch_url, find_batch
from core.web import ServiceFormMixin


class ConclusionPages(ServiceFormMixin, FormView):
    """Base: the batch, and where its open people stand."""

    permission = ""

    def dispatch(self, request, *args, **kwargs):
        self.batch = find_batch(request.user, kwargs["pk"], self.permission)
        return super().dispatch(request, *args, **kwargs)

    def open_standings(self):
        return [standing for standing in matrix_of(self.batch).standings if standing.entry.is_open]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch, back=batch_url(self.batch), avoid=people_to_avoid(self.request.user), **kwargs
        )

    def get_success_url(self):
        return batch_url(self.batch)


class Propose(ConclusionPages):
    """拟定结论, a line for each person; what the answers suggest is chosen already."""

    access_rule = MAY_RECORD
    audit_events = ("jointreview.propose",)
    permission = "record_conclusions"
    form_class = VersionForm
    template_name = "candidates/joint_propose.html"

    def get_initial(self):
        return {"version": self.batch.version}

    def rows(self):
        posted = self.request.POST if self.request.method == "POST" else None
        return [
            (standing, ProposalRowForm(
                posted, prefix=f"e{standing.entry.pk}",
                initial={"version": standing.entry.version, "verdict": standing.entry.verdict or standing.suggested,
                         "reason": standing.entry.reason},
            ))
            for standing in self.open_standings()
        ]  # fmt: skip

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"rows": self.rows()} | kwargs))

    def form_valid(self, form):
        rows = self.rows()
        if not all(row.is_valid() for _, row in rows):
            form.add_error(None, "有的行填写有误，请核对结论和说明。")
            return self.form_invalid(form)
        self.proposals = {
            standing.entry.pk: tuple(row.cleaned_data[name] for name in ("version", "verdict", "reason"))
            for standing, row in rows if standing.candidate.person_id not in people_to_avoid(self.request.user)
        }  # fmt: skip
        return super().form_valid(form)

    def perform(self, form):
        number = services.propose_conclusions(actor=self.request.user, batch=self.batch, proposals=self.proposals)
        said = f"已拟定 {number} 人的结论，待街道领导审定。" if number else "结论没有变化。"
        messages.success(self.request, said)


class Conclude(ConclusionPages):
    """审定: tick, see the names, confirm. The first step writes nothing."""

    access_rule = MAY_CONCLUDE
    audit_events = (
        "jointreview.conclude", "jointreview.close", "candidate.clear_district", "candidate.reject_district",
        "candidate.return_district",
    )  # fmt: skip
    permission = "conclude_vetting"
    form_class = ConcludeForm
    template_name = "candidates/joint_conclude.html"

    def standings(self):
        return [standing for standing in self.open_standings() if standing.entry.verdict]

    def chosen(self):
        """``{entry id: version}`` as ticked; what is no number was not ticked on our page."""
        pairs = (value.partition(":") for value in self.request.POST.getlist("entries"))
        return {int(key): int(version) for key, _, version in pairs if key.isdecimal() and version.isdecimal()}

    def get_context_data(self, **kwargs):
        standings = self.standings()
        chosen = self.chosen() if self.request.method == "POST" else {}
        kept = [standing for standing in standings if standing.entry.pk in chosen]
        context = {
            "standings": standings,
            "chosen": kept,
            "has_shortfalls": any(standing.shortfalls for standing in (kept or standings)),
            "is_confirming": bool(kwargs.get("is_confirming")),
        }
        return super().get_context_data(**(context | kwargs))

    def form_valid(self, form):
        if "confirmed" not in self.request.POST and self.chosen():
            return self.render_to_response(self.get_context_data(form=form, is_confirming=True))
        return super().form_valid(form)

    def perform(self, form):
        done = services.conclude(
            actor=self.request.user, batch=self.batch, entries=self.chosen(),
            closing_reason=form.cleaned_data["closing_reason"],
        )  # fmt: skip
        messages.success(
            self.request, f"已审定 {len(done)} 人的联审结论：{'、'.join(str(entry) for entry in done[:10])}。"
        )
