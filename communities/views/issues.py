"""The register of difficult issues on screen."""

from typing import ClassVar

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView

from communities.current import require_election
from communities.forms.issues import VIEWS_OF_STATE, EntryForm, IssueFilter, IssueForm, IssueMoveForm
from communities.models import Issue
from communities.models.issues import UNSETTLED_STATES
from communities.services.issues import FIELDS, add_entry, may_edit, move_issue, raise_issue, update_issue
from communities.views.visits import TermListMixin
from core import access, workflow
from core.attachments import attach
from core.web import ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_FILL = holding("fill_records")
MOVES = {move.name: move for move in workflow.moves_of(Issue)}
PLAIN_FILTERS = ("community", "kind", "seriousness", "leader")


class IssueList(TermListMixin, ListView):
    """The register: unsettled ones first seen, overdue ones in red."""

    access_rule = MAY_SEE
    filter_form_class = IssueFilter
    template_name = "communities/issue_list.html"
    columns = ("问题", "社区", "类别", "程度", "责任领导", "责任人", "化解时限", "状态")
    sorts: ClassVar = {
        "due": ("时限近在前", "due_on"),
        "serious": ("程度重在前", "-seriousness"),
        "community": ("按社区", "community_id"),
        "newest": ("最近登记", "-created_at"),
    }

    @cached_property
    def issues(self):
        return access.visible_to(self.request.user, Issue).in_election(self.election)

    def get_queryset(self):
        chosen = {name: self.filters[name] for name in PLAIN_FILTERS if self.filters.get(name)}
        return self.sorted(self._in_state(self.issues.filter(**chosen)).urgent_first().with_file())

    def _in_state(self, rows):
        state = self.filters.get("state", "")
        if state == "unsettled":
            return rows.open()
        if state == "overdue":
            return rows.overdue(timezone.localdate())
        return rows.filter(state=state) if state else rows

    def get_context_data(self, **kwargs):
        return super().get_context_data(today=timezone.localdate(), tabs=self._tabs(), **kwargs)

    def _tabs(self):
        """``(value of the filter, label, number, is here)``, counted in one query."""
        unsettled = Q(state__in=UNSETTLED_STATES)
        counts = {"unsettled": unsettled, "overdue": unsettled & Q(due_on__lt=timezone.localdate())}
        counts |= {state: Q(state=state) for state in Issue.States.values}
        numbers = self.issues.order_by().aggregate(
            everything=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in counts.items()}
        )
        here = self.filters.get("state", "")
        labels = [("", "全部"), *VIEWS_OF_STATE, *Issue.States.choices]
        return [(value, label, numbers[value or "everything"], value == here) for value, label in labels]


def find_issue(user, pk, permission=None):
    """The issue with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = Issue.objects.select_related("community", "election", "owner", "leader", "raised_by", "source_type")
    return access.get_or_404(user, rows, permission, pk=pk)


def source_of(user, issue):
    """The record where the issue came up, if the user sees that; None otherwise, as if there were none."""
    model = issue.source_type and issue.source_type.model_class()
    return access.visible_to(user, model).filter(pk=issue.source_id).first() if model else None


class IssueDetail(DetailView):
    """One issue: what it is, who answers for it, what was done, what proves it."""

    access_rule = MAY_SEE
    template_name = "communities/issue_detail.html"
    context_object_name = "issue"

    def get_object(self, queryset=None):
        return find_issue(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        issue, user, today = self.object, self.request.user, timezone.localdate()
        running = issue.election.is_running
        return super().get_context_data(
            source=source_of(user, issue),
            entries=issue.entries.select_related("author"),
            overdue=issue.is_overdue(today),
            may_edit=running and may_edit(user, issue),
            may_add=running and issue.is_open and access.allowed(user, "fill_records", issue),
            entry_form=EntryForm(),
            **kwargs,
        )


class IssuePages(ServiceFormMixin, FormView):
    """What the forms about issues share."""

    access_rule = MAY_FILL
    issue = None

    @cached_property
    def election(self):
        return self.issue.election if self.issue else require_election(self.request)

    def get_context_data(self, **kwargs):
        return super().get_context_data(issue=self.issue, election=self.election, **kwargs)

    def get_success_url(self):
        return reverse("communities:issue", args=[self.object.pk])


class IssueForms(IssuePages):
    """Raising and editing."""

    form_class = IssueForm
    template_name = "communities/issue_form.html"

    def get_form_kwargs(self):
        kwargs = {"user": self.request.user, "election": self.election, "issue": self.issue}
        return super().get_form_kwargs() | kwargs


class IssueCreate(IssueForms):
    """Enter an issue that came up elsewhere than in a record."""

    audit_events = ("issue.raise",)
    success_message = "已登入难点问题台账。"

    def get_initial(self):
        return {"community": self.request.GET.get("community")}

    def perform(self, form):
        return raise_issue(
            actor=self.request.user, community=form.cleaned_data["community"], election=self.election,
            **form.service_fields(),
        )  # fmt: skip


class OneIssue(IssuePages):
    """Forms about an issue that is there."""

    def dispatch(self, request, *args, **kwargs):
        self.issue = self.object = find_issue(request.user, kwargs["pk"], "fill_records")
        return super().dispatch(request, *args, **kwargs)


class IssueEdit(OneIssue, IssueForms):
    """Change what the register says of an issue."""

    audit_events = ("issue.edit",)
    success_message = "已保存。"

    def get_initial(self):
        return {name: getattr(self.issue, name) for name in ("version", *FIELDS)}

    def perform(self, form):
        return update_issue(
            actor=self.request.user, issue=self.issue, version=form.cleaned_data["version"], **form.service_fields()
        )


class IssueEntryAdd(OneIssue):
    """Add a line of progress, with its photos: both or neither."""

    audit_events = ("issue.entry", "attachment.add")
    form_class = EntryForm
    template_name = "communities/issue_entry_form.html"
    success_message = "已登记进展。"

    def perform(self, form):
        data, user = form.cleaned_data, self.request.user
        add_entry(actor=user, issue=self.issue, text=data["text"], happened_on=data["happened_on"])
        for upload in data["photos"]:
            attach(actor=user, subject=self.issue, upload=upload)


class IssueMove(OneIssue):
    """Any move, named in the form; the workflow decides whether it may be made."""

    access_rule = holding("fill_records", "accept_records")
    audit_events = tuple(f"issue.{name}" for name in MOVES)
    form_class = IssueMoveForm
    template_name = "communities/issue_move_form.html"
    http_method_names = ["post"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(move=MOVES.get(self.request.POST.get("name", "")), **kwargs)

    def perform(self, form):
        move_issue(actor=self.request.user, issue=self.issue, **form.cleaned_data)
        self.success_message = f"已{MOVES[form.cleaned_data['name']].label}。"
