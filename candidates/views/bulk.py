"""批量办理: names and count before it is done, and how it went with each after."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import DetailView, FormView, View

from candidates import services
from candidates.desk_forms import BulkForm
from candidates.models import BulkDecision
from candidates.services.bulk import bulk_move
from candidates.views.listing import open_to
from communities.current import current_election
from core import access, workflow
from core.errors import in_one_line
from core.web import ServiceFormMixin, holding

MAY_DECIDE = holding("review_community", "review_street")


class _Line:
    """One candidate of the list to be decided on: whether the move is open now, or why not."""

    def __init__(self, user, candidate, move):
        self.candidate = candidate
        if candidate.state not in move.sources:
            self.reasons = [f"现为“{candidate.get_state_display()}”，不能{move.label}"]
        elif not access.allowed(user, move.permission, candidate):
            self.reasons = ["您没有办理该人选的权限"]
        else:
            self.reasons = workflow.reasons_against(user, candidate, move)
        self.said = in_one_line(self.reasons[:3])


class BulkPreview(View):
    """Who is meant, how many, and of whom it will be refused: nothing is changed yet."""

    access_rule = MAY_DECIDE
    audit_events = ()
    http_method_names = ["post"]

    def post(self, request):
        form = BulkForm(self._chosen(), user=request.user)
        if not form.is_valid():
            messages.error(request, in_one_line(error for errors in form.errors.values() for error in errors))
            return redirect("candidates:queue")
        move = bulk_move(form.cleaned_data["move"])
        lines = [_Line(request.user, candidate, move) for candidate in form.cleaned_data["candidates"]]
        context = {"move": move, "lines": lines, "ready": sum(not line.reasons for line in lines)}
        return render(request, "candidates/bulk_preview.html", context)

    def _chosen(self):
        """What was sent; where the whole queue is meant, with everyone in it on whom one may decide."""
        data = self.request.POST.copy()
        if data.get("scope") == "all":
            rows = open_to(self.request.user, current_election(self.request), data.get("stage", ""))
            data.setlist("candidates", [str(pk) for pk in rows.values_list("pk", flat=True)])
        return data


class BulkCommit(ServiceFormMixin, FormView):
    """办理: the same services as one by one."""

    access_rule = MAY_DECIDE
    audit_events = ("candidate.bulk", "candidate.pass_community", "candidate.pass_street", "candidate.nominate",
                    "candidate.keep_clearance")  # fmt: skip
    form_class = BulkForm
    template_name = "candidates/bulk_refused.html"
    http_method_names = ["post"]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form):
        return services.decide_together(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("candidates:bulk-result", args=[self.object.pk])


class BulkResult(DetailView):
    """How it went with each."""

    access_rule = MAY_DECIDE
    context_object_name = "bulk"
    template_name = "candidates/bulk_result.html"

    def get_object(self, queryset=None):
        return access.get_or_404(self.request.user, BulkDecision, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        items = list(self.object.items.select_related("candidate__person", "candidate__community"))
        return super().get_context_data(
            refused=[item for item in items if not item.is_done],
            done=[item for item in items if item.is_done],
            **kwargs,
        )
