"""维持原结论 of several results of the list of impact: who is meant, then the same service as one by one."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import FormView, View

from candidates import impact, services
from candidates.rule_forms import RecheckManyForm
from core.web import ServiceFormMixin, holding

MAY_CONFIRM = holding("fill_records", "review_street")


class RecheckPreview(View):
    """The names, what changed, and of whom it will be refused: nothing is written yet."""

    access_rule = MAY_CONFIRM
    audit_events = ()
    http_method_names = ["post"]

    def post(self, request):
        form = RecheckManyForm(request.POST)
        if not form.is_valid():
            messages.error(request, "；".join(error for errors in form.errors.values() for error in errors))
            return redirect("candidates:rule-impact")
        items = form.cleaned_data["items"]
        lines = impact.lines(request.user, items)
        open_ones = impact.confirmable(request.user, [line for line in lines if line.check.needs_recheck])
        rows = [(line, items[line.key], line.key in open_ones) for line in lines]
        return render(
            request, "candidates/recheck_preview.html", {"rows": rows, "ready": len(open_ones), "note": form["note"]}
        )


class RecheckCommit(ServiceFormMixin, FormView):
    """维持原结论 of all that can be; who is refused is told by name."""

    access_rule = MAY_CONFIRM
    audit_events = ("candidate.recheck",)
    form_class = RecheckManyForm
    template_name = "candidates/recheck_refused.html"
    http_method_names = ["post"]

    def perform(self, form):
        user, items = self.request.user, form.cleaned_data["items"]
        lines = impact.lines(user, items)
        done, refused = services.confirm_together(
            actor=user, chosen=[(line.check, items[line.key]) for line in lines], note=form.cleaned_data["note"]
        )
        if done:
            messages.success(self.request, f"已复核 {len(done)} 项，维持原结论。")
        if refused:
            told = "；".join(f"{check.candidate}“{check.wording}”：{reason}" for check, reason in refused)
            messages.error(self.request, f"未办理 {len(refused)} 项：{told}")

    def get_success_url(self):
        return reverse("candidates:rule-impact")
