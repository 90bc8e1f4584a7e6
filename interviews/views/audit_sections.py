"""The sections of one audit, each edited in its place with htmx and on a page of its own without."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView, View

from communities.street_staff import street_staff
from core import access
from core.web import ServiceFormMixin
from interviews.forms.audit_outcomes import ContractForm
from interviews.forms.audits import (
    ConclusionForm,
    NoticeForm,
    OpeningForm,
    PublicationForm,
    TeamChangeForm,
    section_values,
)
from interviews.models import AuditContract, TeamRoles
from interviews.services import audits as services
from interviews.views.audits import MAY_SET_UP, MAY_WORK, audit_url, find_audit

# key of the section → (title, form)
SECTIONS = {
    "notice": ("任职与审计通知", NoticeForm),
    "opening": ("进点会与承诺", OpeningForm),
    "conclusion": ("审计结论与报告", ConclusionForm),
}


class SectionForm(ServiceFormMixin, FormView):
    """Base: a form about one audit that stands in its section's card, or on a page of its own.

    Subclasses give ``title`` and ``anchor`` (of the section it leads back to).
    """

    access_rule = MAY_WORK
    title = anchor = ""
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.audit = find_audit(request.user, kwargs["pk"], "manage_audits")
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        return ["interviews/_audit_form.html" if self.request.htmx else "interviews/audit_form.html"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            audit=self.audit, title=self.title, action=self.request.path, back=self.get_success_url(), **kwargs
        )

    def get_success_url(self):
        return audit_url(self.audit, self.anchor)


class AuditEdit(SectionForm):
    """One of SECTIONS, named in the address."""

    audit_events = ("departureaudit.edit",)

    def dispatch(self, request, *args, **kwargs):
        if kwargs["section"] not in SECTIONS:
            raise Http404
        self.anchor = kwargs["section"]
        self.title, self.form_class = SECTIONS[self.anchor]
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return section_values(self.audit, self.form_class)

    def perform(self, form):
        services.edit_audit(actor=self.request.user, audit_file=self.audit, **form.cleaned_data)


class AuditTeam(SectionForm):
    """指派审计组: the office's."""

    access_rule = MAY_SET_UP
    audit_events = ("departureaudit.assign",)
    form_class = TeamChangeForm
    title, anchor = "审计组", "team"
    success_message = "已指派审计组。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"staff": street_staff(self.audit.election)}

    def get_initial(self):
        seats = list(self.audit.team.all())
        leader = next((seat.person_id for seat in seats if seat.role == TeamRoles.LEADER), None)
        return {
            "version": self.audit.version,
            "leader": leader,
            "members": [seat.person_id for seat in seats if seat.role == TeamRoles.MEMBER],
            "reviewers": [seat.person_id for seat in seats if seat.role == TeamRoles.REVIEWER],
        }

    def perform(self, form):
        services.assign_team(
            actor=self.request.user, audit_file=self.audit, version=form.cleaned_data["version"], team=form.team()
        )


class AuditPublish(SectionForm):
    """Where and how long the result is published."""

    audit_events = ("departureaudit.edit",)
    form_class = PublicationForm
    title, anchor = "张榜公示", "publication"

    def get_initial(self):
        return section_values(self.audit.publication, PublicationForm)

    def perform(self, form):
        services.edit_publication(actor=self.request.user, publication=self.audit.publication, **form.cleaned_data)


class ContractAdd(SectionForm):
    audit_events = ("departureaudit.contract",)
    form_class = ContractForm
    title, anchor = "登记合同", "contracts"

    def perform(self, form):
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        services.add_contract(actor=self.request.user, audit_file=self.audit, **fields)


def _contract(user, pk, contract):
    """The contract of this very audit; one of another audit does not exist."""
    rows = AuditContract.objects.filter(audit=pk)
    return access.get_or_404(user, rows, "manage_audits", pk=contract)


class ContractEdit(SectionForm):
    audit_events = ("departureaudit.contract",)
    form_class = ContractForm
    title, anchor = "修改合同", "contracts"

    def dispatch(self, request, *args, **kwargs):
        self.contract = _contract(request.user, kwargs["pk"], kwargs["contract"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return section_values(self.contract, ContractForm)

    def perform(self, form):
        services.edit_contract(actor=self.request.user, contract=self.contract, **form.cleaned_data)


class ContractRemove(View):
    access_rule = MAY_WORK
    audit_events = ("departureaudit.contract",)
    http_method_names = ["post"]

    def post(self, request, pk, contract):
        services.remove_contract(actor=request.user, contract=_contract(request.user, pk, contract))
        return redirect(audit_url(find_audit(request.user, pk), "contracts"))
