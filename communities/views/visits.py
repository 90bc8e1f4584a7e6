"""Research visits on screen: the list, one visit, recording, correcting, declaring void, and the holes."""

from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, TemplateView

from communities.current import current_election, require_election
from communities.forms.visits import IssuesOnTheSpot, VisitFilter, VisitForm, VoidForm
from communities.models import FieldVisit, Issue
from communities.services.visits import FIELDS, earliest_day, record_visit, update_visit, void_visit
from communities.visit_coverage import METHODS, coverage
from core import access
from core.attachments import attach
from core.web import ListMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_records")


class TermListMixin(ListMixin):
    """A list of the term one works in, whose filter offers people of that term."""

    audit_events = ()  # a filter is posted, and changes nothing

    @cached_property
    def election(self):
        return current_election(self.request)

    def filter_form_options(self):
        return {"election": self.election}

    def get_context_data(self, **kwargs):
        return super().get_context_data(election=self.election, may_fill=self.may_fill, **kwargs)

    @property
    def may_fill(self):
        return bool(self.election) and self.election.is_running and access.holds(self.request.user, "fill_records")


class VisitList(TermListMixin, ListView):
    """The visits of the term, newest first; void ones stay in their place, marked."""

    access_rule = MAY_SEE
    filter_form_class = VisitFilter
    template_name = "communities/visit_list.html"
    columns = ("日期", "社区", "方式", "走访人", "会见对象", "状态")
    sorts: ClassVar = {"earliest": ("日期早在前", "visited_on"), "community": ("按社区", "community_id")}

    def get_queryset(self):
        rows = access.visible_to(self.request.user, FieldVisit).in_election(self.election)
        chosen = {name: self.filters[name] for name in ("community", "method") if self.filters.get(name)}
        if self.filters.get("visitor"):
            chosen["visitors"] = self.filters["visitor"]
        if month := self.filters.get("month"):
            chosen |= {"visited_on__year": month.year, "visited_on__month": month.month}
        return self.sorted(rows.filter(**chosen).with_file())


class VisitCoverage(TemplateView):
    """Communities × methods: where nobody has been leads to the form, filled in so far."""

    access_rule = MAY_SEE
    template_name = "communities/visit_coverage.html"

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        rows = coverage(user, election) if election else []
        return super().get_context_data(
            election=election,
            rows=rows,
            methods=METHODS,
            visits=sum(row.number for row in rows),
            holes=sum(len(row.holes) for row in rows),
            complete=sum(not row.holes for row in rows),
            may_fill=bool(election) and election.is_running and access.holds(user, "fill_records"),
            **kwargs,
        )


def find_visit(user, pk, permission=None):
    """The visit with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = FieldVisit.objects.select_related("community", "election", "recorded_by", "voided_by")
    return access.get_or_404(user, rows.prefetch_related("visitors"), permission, pk=pk)


class VisitDetail(DetailView):
    """One visit: who, when, where, the three findings, what came of it."""

    access_rule = MAY_SEE
    template_name = "communities/visit_detail.html"
    context_object_name = "visit"

    def get_object(self, queryset=None):
        return find_visit(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        visit, user = self.object, self.request.user
        may_change = visit.election.is_running and not visit.is_void and access.allowed(user, "fill_records", visit)
        issues = access.visible_to(user, Issue).raised_from(visit).with_file()
        return super().get_context_data(may_change=may_change, issues=issues, today=timezone.localdate(), **kwargs)


class VisitPages(ServiceFormMixin, FormView):
    """What the forms about visits share."""

    access_rule = MAY_FILL
    visit = None

    @cached_property
    def election(self):
        return self.visit.election if self.visit else require_election(self.request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(visit=self.visit, election=self.election, **kwargs)

    def get_success_url(self):
        return reverse("communities:visit", args=[self.object.pk])


class VisitForms(VisitPages):
    """Recording and correcting."""

    form_class = VisitForm
    template_name = "communities/visit_form.html"

    def get_form_kwargs(self):
        kwargs = {"user": self.request.user, "election": self.election, "visit": self.visit}
        return super().get_form_kwargs() | kwargs

    def get_context_data(self, **kwargs):
        return super().get_context_data(earliest=earliest_day(self.election), today=timezone.localdate(), **kwargs)


class VisitCreate(VisitForms):
    """Record a visit, with its photos and the issues that came up: all of it is stored, or nothing."""

    audit_events = ("visit.record", "issue.raise", "attachment.add")
    success_message = "已登记。"

    def get_initial(self):
        """Today, by myself, in the community and by the method that a hole in the coverage named."""
        person = getattr(self.request.user, "person", None)
        return {
            "visited_on": timezone.localdate(),
            "visitors": [person.pk] if person else [],
            "community": self.request.GET.get("community"),
            "method": self.request.GET.get("method", FieldVisit.Methods.INSPECTION),
        }

    def issues(self):
        """The formset of the issues that came up on the spot."""
        return IssuesOnTheSpot(self.request.POST if self.request.method == "POST" else None, prefix="issues")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"issues": self.issues()} | kwargs))

    def form_valid(self, form):
        lines = self.issues()
        if not lines.is_valid():
            form.add_error(None, "现场发现的问题填写有误，请按提示改正。")
            return self.form_invalid(form)
        self.lines = [line.cleaned_data for line in lines if line.has_changed()]
        return super().form_valid(form)

    def perform(self, form):
        data, user = form.cleaned_data, self.request.user
        visit = record_visit(
            actor=user, community=data["community"], election=self.election, visitors=data["visitors"],
            issues=self.lines, **form.service_fields(),
        )  # fmt: skip
        for upload in data["photos"]:
            attach(actor=user, subject=visit, upload=upload)
        return visit


class OneVisit(VisitPages):
    """Forms about a visit that is there."""

    def dispatch(self, request, *args, **kwargs):
        self.visit = self.object = find_visit(request.user, kwargs["pk"], "fill_records")
        return super().dispatch(request, *args, **kwargs)


class VisitEdit(OneVisit, VisitForms):
    """Correct a visit."""

    audit_events = ("visit.edit",)
    success_message = "已保存。"

    def get_initial(self):
        names = ("version", *FIELDS)
        return {name: getattr(self.visit, name) for name in names} | {"visitors": self.visit.visitors.all()}

    def perform(self, form):
        return update_visit(
            actor=self.request.user, visit=self.visit, version=form.cleaned_data["version"],
            visitors=form.cleaned_data["visitors"], **form.service_fields(),
        )  # fmt: skip


class VisitVoid(OneVisit):
    """Declare a visit void."""

    audit_events = ("visit.void",)
    form_class = VoidForm
    template_name = "communities/visit_void.html"
    success_message = "已作废，不再计入覆盖情况。"

    def perform(self, form):
        return void_visit(actor=self.request.user, visit=self.visit, reason=form.cleaned_data["reason"])
