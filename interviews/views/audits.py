"""Departure audits: the list, setting up, one audit's working file, and its moves."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, View

from communities.current import current_election, require_election
from communities.forms.people import communities_for
from communities.models import Person
from communities.street_staff import street_staff
from core import access, workflow
from core.attachments import attachments_of, preloaded
from core.web import ListMixin, ServiceFormMixin, holding, working_on
from interviews import audit_progress, audit_rules
from interviews.audit_figures import figures_of
from interviews.forms.audits import AuditFilter, MoveForm, RuleForm, SetUpForm
from interviews.models import AuditStates, DepartureAudit
from interviews.services import audits as services
from interviews.services.audits.setup import auditees

MAY_SEE = holding("view_audits", "manage_audits") | working_on("interviews.DepartureAudit", "view_audits")
MAY_WORK = holding("manage_audits") | working_on("interviews.DepartureAudit", "manage_audits")
MAY_SET_UP = holding("manage_audits")
MOVES = {move.name: move for move in workflow.moves_of(DepartureAudit)}
PLAIN_FILTERS = ("state", "community", "lead_agency")


def find_audit(user, pk, permission=None):
    """The audit with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = DepartureAudit.objects.select_related("person", "community", "election", "publication", "handover")
    return access.get_or_404(user, rows, permission, pk=pk)


def audit_url(audit, anchor=""):
    return reverse("interviews:audit", args=[audit.pk]) + (f"#{anchor}" if anchor else "")


def audits_in_term(request):
    """The audits that the user sees in the term he works in; an auditor, who works in no region, sees all of his."""
    rows, election = access.visible_to(request.user, DepartureAudit), current_election(request)
    return rows.filter(election=election) if election else rows


class AuditList(ListMixin, ListView):
    """The audits of the term; names are searched by POST only."""

    access_rule = MAY_SEE
    audit_events = ()
    filter_form_class = AuditFilter
    template_name = "interviews/audit_list.html"

    def filter_form_options(self):
        return {"audits": audits_in_term(self.request)}

    def get_queryset(self):
        rows = audits_in_term(self.request)
        chosen = {name: self.filters[name] for name in PLAIN_FILTERS if self.filters.get(name)}
        rows = self._by_findings(self._searched(rows.filter(**chosen)))
        return rows.with_file().with_findings().order_by("community_id", "created_at", "pk")

    def _searched(self, rows):
        query = self.filters.get("q", "") if self.request.method == "POST" else ""
        return rows.filter(person__in=Person.objects.matching(query).order_by().values("pk")) if query else rows

    def _by_findings(self, rows):
        narrow = {
            "open": lambda: rows.with_unsettled_findings(),
            "overdue": lambda: rows.with_overdue_findings(timezone.localdate()),
            "none": lambda: rows.without_unsettled_findings(),
        }.get(self.filters.get("findings"))
        return narrow() if narrow else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(tabs=self._tabs(), **kwargs)
        election = current_election(self.request)
        marks = audit_progress.handover_marks(context["object_list"])
        return context | {
            "rows": [(audit, marks.get(audit.pk)) for audit in context["object_list"]],
            "election": election,
            "rule": audit_rules.rule_of(election) if election else None,
        }

    def _tabs(self):
        """``(state, label, number, is here)`` per stage; the first counts all."""
        numbers = audits_in_term(self.request).counts_by_state()
        here = self.filters.get("state", "")
        tabs = [("", "全部", sum(numbers.values()))]
        tabs += [(state.value, state.label, numbers.get(state.value, 0)) for state in AuditStates]
        return [(state, label, number, state == here) for state, label, number in tabs]


class AuditSetUp(ServiceFormMixin, FormView):
    """按现任名册立项: for several sitting members at once."""

    access_rule = MAY_SET_UP
    audit_events = ("departureaudit.plan",)
    form_class = SetUpForm
    template_name = "interviews/audit_setup.html"

    @cached_property
    def election(self):
        return require_election(self.request)

    @cached_property
    def sitting(self):
        return auditees(self.election, communities_for(self.request.user, "manage_audits"))

    @cached_property
    def planned(self):
        """Persons audited in this term already."""
        rows = DepartureAudit.objects.filter(election=self.election)
        return dict(rows.values_list("person", "state"))

    def get_form_kwargs(self):
        waiting = [each for each in self.sitting if each.person.pk not in self.planned]
        return super().get_form_kwargs() | {"candidates": waiting, "staff": street_staff(self.election)}

    def get_initial(self):
        """All 主要负责人; from when the term's members took office to the end of last month."""
        leads = [str(each.person.pk) for each in self.sitting if each.is_lead]
        starts = [each.since for each in self.sitting if each.since]
        first_of_month = timezone.localdate().replace(day=1)
        return {
            "people": leads,
            "period_from": min(starts, default=None),
            "period_to": first_of_month - timedelta(days=1),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=self.election, **kwargs)
        ticked = set(context["form"]["people"].value() or [])
        return context | {"groups": self._groups(ticked), "waiting": bool(context["form"].candidates)}

    def _groups(self, ticked):
        """``{community: [(auditee, state of his audit or "", is ticked)]}``."""
        groups = {}
        for each in self.sitting:
            state = self.planned.get(each.person.pk, "")
            line = (each, AuditStates(state).label if state else "", str(each.person.pk) in ticked)
            groups.setdefault(each.community, []).append(line)
        return groups

    def perform(self, form):
        made = services.plan_audits(actor=self.request.user, election=self.election, **form.service_fields())
        messages.success(self.request, f"已立项 {len(made)} 人。请逐人填写审计通知并发出。")

    def get_success_url(self):
        return reverse("interviews:audit-list")


class AuditDetail(DetailView):
    """One audit as a working file: the steps at the side, every section in place."""

    access_rule = MAY_SEE
    template_name = "interviews/audit_detail.html"
    context_object_name = "audit"

    def get_object(self, queryset=None):
        return find_audit(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        audit, user = self.object, self.request.user
        may_work = access.allowed(user, "manage_audits", audit)
        conflict = audit_rules.conflict_of(audit, user)
        changeable = may_work and not conflict and audit.election.is_running and not audit.is_closed
        return super().get_context_data(
            may_work=may_work,
            conflict=conflict,
            may_change=changeable,
            may_fill=changeable and audit.state in audit_rules.FIELDWORK_STATES,
            is_office=audit_rules.is_office(audit, user),
            steps=audit_progress.steps_of(audit),
            ways_on=workflow.ways_on(user, audit) if may_work and audit.election.is_running else [],
            figures=figures_of(audit),
            team=audit.team.select_related("person"),
            contracts=audit.contracts.all(),
            findings=self._findings(),
            handover=audit_progress.handover_marks([audit])[audit.pk],
            rule=audit_rules.rule_of(audit.election),
            publication_photos=list(attachments_of(audit.publication)),
            lines=audit.timeline(),
            today=timezone.localdate(),
            **kwargs,
        )

    def _findings(self):
        """``(finding, number of its papers)``."""
        findings = list(self.object.findings.all())
        papers = preloaded(findings)
        return [(finding, len(papers[finding.pk])) for finding in findings]


class AuditMove(ServiceFormMixin, FormView):
    """Any move, named in the form; the workflow decides whether it may be made."""

    access_rule = MAY_WORK
    audit_events = tuple(f"departureaudit.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "interviews/audit_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.audit = find_audit(request.user, kwargs["pk"], "manage_audits")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(audit=self.audit, move=move, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        line = services.move_audit(actor=self.request.user, audit_file=self.audit, move=data["name"], note=data["note"])
        messages.success(self.request, f"“{self.audit}”现为“{AuditStates(line.target).label}”。")

    def get_success_url(self):
        return audit_url(self.audit)


class AuditWithdraw(View):
    """撤销立项, while nobody was notified."""

    access_rule = MAY_SET_UP
    audit_events = ("departureaudit.withdraw",)
    http_method_names = ["post"]

    def post(self, request, pk):
        audit = find_audit(request.user, pk, "manage_audits")
        services.withdraw_audit(actor=request.user, audit_file=audit)
        messages.success(request, f"已撤销“{audit.person}”的离任审计立项。")
        return redirect("interviews:audit-list")


class AuditRuleEdit(ServiceFormMixin, FormView):
    """The number of days for which results are published in the term."""

    access_rule = holding("manage_rules")
    audit_events = ("departureaudit.rule",)
    form_class = RuleForm
    template_name = "interviews/audit_rule.html"
    success_message = "已保存公示天数。"

    @cached_property
    def rule(self):
        return audit_rules.rule_of(require_election(self.request))

    def get_initial(self):
        return {name: getattr(self.rule, name) for name in RuleForm.base_fields}

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=self.rule, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        services.set_publication_rule(actor=self.request.user, election=self.rule.election, **form.cleaned_data)

    def get_success_url(self):
        return reverse("interviews:audit-list")
