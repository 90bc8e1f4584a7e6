"""Findings of an audit: entering, correcting, putting right with proof, verifying."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView, FormView, View

from core import access, workflow
from core.web import ServiceFormMixin
from interviews import audit_rules
from interviews.forms.audit_outcomes import FindingForm, RectificationForm
from interviews.forms.audits import MoveForm, section_values
from interviews.models import AuditFinding, FindingStates
from interviews.services import audits as services
from interviews.views.audit_sections import SectionForm
from interviews.views.audits import MAY_SEE, MAY_WORK, audit_url, find_audit

MOVES = {move.name: move for move in workflow.moves_of(AuditFinding)}
FORM_MOVES = ("rectify",)  # made by its own form, which asks for what it needs


def find_finding(user, pk, finding, permission=None):
    """The finding of this very audit; one of another audit does not exist."""
    rows = AuditFinding.objects.filter(audit=pk).select_related("audit__person", "audit__community", "audit__election")
    return access.get_or_404(user, rows, permission, pk=finding)


def finding_url(finding):
    return reverse("interviews:audit-finding", args=[finding.audit_id, finding.pk])


class FindingAdd(SectionForm):
    audit_events = ("departureaudit.finding",)
    form_class = FindingForm
    title, anchor = "登记发现问题", "findings"

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        services.add_finding(actor=self.request.user, audit_file=self.audit, **fields)


class FindingForms(SectionForm):
    """Forms about one finding; they lead back to its page."""

    anchor = "findings"

    def dispatch(self, request, *args, **kwargs):
        self.finding = find_finding(request.user, kwargs["pk"], kwargs["finding"], "manage_audits")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return finding_url(self.finding)


class FindingEdit(FindingForms):
    audit_events = ("departureaudit.finding",)
    form_class = FindingForm
    title = "修改发现问题"

    def get_initial(self):
        return section_values(self.finding, FindingForm)

    def perform(self, form):
        services.edit_finding(actor=self.request.user, finding=self.finding, **form.cleaned_data)


class FindingRectify(FindingForms):
    audit_events = ("departureaudit.rectification",)
    form_class = RectificationForm
    title = "登记整改"
    success_message = "已登记整改。上传整改佐证后，即可核实销号。"

    def get_initial(self):
        return section_values(self.finding, RectificationForm)

    def perform(self, form):
        services.record_rectification(actor=self.request.user, finding=self.finding, **form.cleaned_data)


class FindingDetail(DetailView):
    """One finding with its proof and what may be done with it."""

    access_rule = MAY_SEE
    template_name = "interviews/audit_finding.html"
    context_object_name = "finding"

    def get_object(self, queryset=None):
        return find_finding(self.request.user, self.kwargs["pk"], self.kwargs["finding"])

    def get_context_data(self, **kwargs):
        finding, user = self.object, self.request.user
        audit = finding.audit
        may_work = access.allowed(user, "manage_audits", audit) and not audit_rules.conflict_of(audit, user)
        may_change = may_work and audit.election.is_running and not audit.is_closed
        ways_on = workflow.ways_on(user, finding) if may_change else []
        return super().get_context_data(
            audit=audit,
            may_change=may_change,
            may_edit=may_change and audit.state in audit_rules.FIELDWORK_STATES,
            may_rectify=may_change and finding.state == FindingStates.OPEN,
            ways_on=[(move, reasons) for move, reasons in ways_on if move.name not in FORM_MOVES],
            lines=finding.timeline(),
            **kwargs,
        )


class FindingMove(ServiceFormMixin, FormView):
    """核实销号 or 退回整改."""

    access_rule = MAY_WORK
    audit_events = tuple(f"auditfinding.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "interviews/audit_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.finding = find_finding(request.user, kwargs["pk"], kwargs["finding"], "manage_audits")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(audit=self.finding.audit, move=move, back=self.get_success_url(), **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        line = services.move_finding(
            actor=self.request.user, finding=self.finding, move=data["name"], note=data["note"]
        )
        messages.success(self.request, f"{self.finding}现为“{FindingStates(line.target).label}”。")

    def get_success_url(self):
        return finding_url(self.finding)


class FindingRemove(View):
    """Take a finding back before the report is out."""

    access_rule = MAY_WORK
    audit_events = ("departureaudit.finding",)
    http_method_names = ["post"]

    def post(self, request, pk, finding):
        services.remove_finding(actor=request.user, finding=find_finding(request.user, pk, finding, "manage_audits"))
        messages.success(request, "已删除该问题。")
        return redirect(audit_url(find_audit(request.user, pk), "findings"))
