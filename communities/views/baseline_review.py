"""The street's side of baselines: the list, opening, due dates, review with returns, taking over."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, ListView, TemplateView, View

from communities import baseline_answers
from communities.baseline_progress import Progress
from communities.current import CountedOnceMixin, current_election, current_region
from communities.forms.baselines import BaselineFilterForm, DueDateForm, DueDatesForm, ReturnForm
from communities.models import Baseline, BaselineReturn, Region
from communities.services.baselines import mark_return, move_baseline, open_baselines, set_due_date, withdraw_return
from communities.views.baselines import MAY_SEE, BaselineMixin
from core import access
from core.errors import DomainError
from core.web import ListMixin, ServiceFormMixin, holding

MAY_ACCEPT = holding("accept_records")


def _without_baseline(user, election):
    """Communities in use that the user accepts for and that have no baseline in this term."""
    places = access.visible_to(user, Region, "accept_records").filter(
        access.code_condition("code", [election.region_id]), level=Region.Levels.COMMUNITY, is_active=True
    )
    return places.exclude(baselines__election=election)


class BaselineList(CountedOnceMixin, ListMixin, ListView):
    """All communities' baselines of the term. A secretary goes straight to her own."""

    access_rule = MAY_SEE
    audit_events = ()  # POST only filters
    template_name = "communities/baseline_list.html"
    filter_form_class = BaselineFilterForm

    def get(self, request, *args, **kwargs):
        region, self.election = current_region(request), current_election(request)
        if region and region.level == Region.Levels.COMMUNITY and self.election:
            own = Baseline.objects.filter(community=region, election=self.election).first()
            if own:
                return redirect("communities:baseline", own.pk)
        return super().get(request, *args, **kwargs)

    def _all(self):
        return access.visible_to(self.request.user, Baseline).filter(election=self.election)

    def get_queryset(self):
        rows, state = self._all().select_related("community"), self.filters.get("state")
        if state == "overdue":
            return rows.overdue(timezone.localdate())
        return rows.filter(state=state) if state else rows

    def _counts(self):
        """How many stand where; counted once until somebody changes a record."""
        return access.asked_once(
            self.request.user, ("baseline states", self.election and self.election.pk), lambda user: self._counted()
        )

    def _counted(self):
        states = Baseline.States
        return self._all().aggregate(
            total=Count("pk"),
            accepted=Count("pk", filter=Q(state=states.ACCEPTED)),
            submitted=Count("pk", filter=Q(state=states.SUBMITTED)),
            returned=Count("pk", filter=Q(state=states.RETURNED)),
            overdue=Count("pk", filter=Q(state__in=[states.DRAFT, states.RETURNED], due_on__lt=timezone.localdate())),
        )

    def _lines(self, baselines):
        """``[(baseline, how many sections are done, of how many)]``; weighed anew once somebody has changed a record."""
        question = "baselines", tuple(baseline.pk for baseline in baselines)
        done = access.asked_once(
            self.request.user,
            question,
            lambda user: {pk: (each.done, each.total) for pk, each in Progress.of_many(baselines).items()},
        )
        return [(baseline, *done[baseline.pk]) for baseline in baselines]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        may_accept = bool(self.election) and access.holds(user, "accept_records")
        return context | {
            "election": self.election,
            "lines": self._lines(list(context["object_list"])),
            "counts": self._counts(),
            "may_accept": may_accept,
            "not_opened": _without_baseline(user, self.election).count()
            if may_accept and self.election.is_running
            else 0,
            "due_form": DueDateForm(),
        }


class _ElectionForm(ServiceFormMixin, FormView):
    """A form about the term one works in."""

    access_rule = MAY_ACCEPT
    form_class = DueDateForm
    template_name = "communities/baseline_open.html"

    def get_context_data(self, **kwargs):
        election = self.election()
        places = list(_without_baseline(self.request.user, election).order_by("code"))
        return super().get_context_data(election=election, places=places, **kwargs)

    def election(self):
        election = current_election(self.request)
        if election is None:
            raise Http404
        return election

    def get_success_url(self):
        return reverse("communities:baseline-list")


class BaselineOpen(_ElectionForm):
    """Open baselines for all communities that have none, with one due date."""

    audit_events = ("baseline.open",)

    def perform(self, form):
        made = open_baselines(
            actor=self.request.user, election=self.election(), region=current_region(self.request),
            due_on=form.cleaned_data["due_on"],
        )  # fmt: skip
        messages.success(self.request, f"已为 {len(made)} 个社区建立基线。")


class BaselineDue(View):
    """Set the due date of the ticked baselines, or of all not yet accepted."""

    access_rule = MAY_ACCEPT
    audit_events = ("baseline.set_due",)
    http_method_names = ["post"]

    def post(self, request):
        form = DueDatesForm(request.POST, election=current_election(request))
        try:
            changed = set_due_date(actor=request.user, **self._wanted(form))
            messages.success(request, f"已更新 {changed} 个社区的报送期限。")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("communities:baseline-list")

    def _wanted(self, form):
        if not form.is_valid():
            raise DomainError("unreadable", " ".join(error for errors in form.errors.values() for error in errors))
        return {"baselines": form.chosen, "due_on": form.cleaned_data["due_on"]}


class BaselineReview(BaselineMixin, TemplateView):
    """Every answer, with what changed since the last round; the street marks items and decides."""

    access_rule = MAY_SEE
    template_name = "communities/baseline_review.html"

    def get_context_data(self, **kwargs):
        may_accept = access.allowed(self.request.user, "accept_records", self.baseline)
        sections = baseline_answers.read(self.baseline, with_marks=may_accept)
        marks = sum(len(section.marks) + sum(len(line.marks) for line in section.lines) for section in sections)
        return super().get_context_data(
            sections=sections, marks=marks, latest=self._latest() if may_accept and marks else None, timeline=self.baseline.timeline(),
            may_mark=may_accept and self.baseline.state == Baseline.States.SUBMITTED,
            has_changes=any(section.is_changed for section in sections), **kwargs,
        )  # fmt: skip

    def _latest(self):
        """The return reason noted last, which the street may take back at once."""
        return BaselineReturn.objects.this_round(self.baseline).last()


class _ReviewAct(BaselineMixin, View):
    """A POST from the review page: does one thing, says what came of it, and returns there."""

    access_rule = MAY_ACCEPT
    permission = "accept_records"
    http_method_names = ["post"]

    def act(self):
        """Do it; return the success message and the anchor to return to."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        anchor = ""
        try:
            text, anchor = self.act()
            messages.success(request, text)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(reverse("communities:baseline-review", args=[self.baseline.pk]) + anchor)


class BaselineMove(_ReviewAct):
    """接收, 退回补正, 重新打开."""

    audit_events = ("baseline.accept", "baseline.give_back", "baseline.reopen")

    def act(self):
        line = move_baseline(
            actor=self.request.user, baseline=self.baseline,
            name=self.request.POST.get("name", ""), note=self.request.POST.get("note", ""),
        )  # fmt: skip
        if self.baseline.state == Baseline.States.RETURNED:
            return f"已{line.label}，等社区更正后重新报送。", ""
        return f"已{line.label}。", ""


class ReturnMark(_ReviewAct):
    """Note why one item goes back."""

    audit_events = ("baseline.mark_return",)

    def act(self):
        form = ReturnForm(self.request.POST)
        if not form.is_valid():
            raise DomainError("reason_required", next(iter(form.errors.values()))[0])
        item = mark_return(actor=self.request.user, baseline=self.baseline, **form.cleaned_data)
        return "已标为退回项。", f"#section-{item.section}"


class ReturnWithdraw(_ReviewAct):
    """Take such a note back."""

    audit_events = ("baseline.withdraw_return",)

    def act(self):
        item = BaselineReturn.objects.filter(baseline=self.baseline, pk=self.kwargs["item"]).first()
        if item is None:
            raise Http404
        section = item.section
        withdraw_return(actor=self.request.user, item=item)
        return "已撤销这条退回理由。", f"#section-{section}"
