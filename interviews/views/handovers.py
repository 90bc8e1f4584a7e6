"""离任交接: what the community sees of an audit: publication, the list of what is handed over, three signatures."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, View

from communities.current import current_election
from communities.models import Person, TermRole
from communities.street_staff import street_staff
from core import access
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import signatures_of
from core.web import PagedMixin, ServiceFormMixin, holding, working_on
from interviews import audit_progress, audit_rules
from interviews.forms.audit_outcomes import HandoverForm, ItemFormSet, ReasonForm, SignForm, usual_lines
from interviews.forms.audits import section_values
from interviews.models import AuditHandover
from interviews.services import audits as services

MAY_SEE = holding("view_records") | working_on("interviews.AuditHandover", "view_records")
MAY_FILL = holding("fill_records") | working_on("interviews.AuditHandover", "fill_records")
ITEM_FIELDS = ("kind", "name", "quantity", "handed_on", "note")


def notified():
    """Handovers of audits whose notice is out, with what their pages show."""
    return AuditHandover.objects.known_to_community().select_related(
        "audit__person", "audit__community", "audit__election", "audit__publication",
        "handed_over_by", "received_by", "supervised_by",
    )  # fmt: skip


def find_handover(user, pk, permission=None):
    """The handover of the audit ``pk``; 404 out of sight, 403 without ``permission``."""
    return access.get_or_404(user, notified(), permission, audit=pk)


def handover_url(handover):
    return reverse("interviews:handover", args=[handover.audit_id])


class HandoverList(PagedMixin, ListView):
    """The handovers that the user sees, with how far each is."""

    access_rule = MAY_SEE
    template_name = "interviews/handover_list.html"

    def get_queryset(self):
        rows, election = access.visible_to(self.request.user, notified()), current_election(self.request)
        rows = rows.filter(audit__election=election) if election else rows
        return rows.order_by("audit__community_id", "audit__created_at", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        audits = [handover.audit for handover in context["object_list"]]
        marks = audit_progress.handover_marks(audits)
        return context | {
            "rows": [(handover, marks[handover.audit_id]) for handover in context["object_list"]],
            "election": current_election(self.request),
        }


class HandoverDetail(DetailView):
    """One handover: publication, people, list, signatures, scan."""

    access_rule = MAY_SEE
    template_name = "interviews/handover.html"
    context_object_name = "handover"

    def get_object(self, queryset=None):
        return find_handover(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        handover, user = self.object, self.request.user
        audit = handover.audit
        may_fill = access.allowed(user, "fill_records", handover) and audit.election.is_running and not audit.is_closed
        signed = {signature.role: signature for signature in signatures_of(handover)}
        scans = list(attachments_of(handover))
        return super().get_context_data(
            audit=audit,
            items=audit.handover_items.all(),
            signatures=[(role, label, handover.parties[role], signed.get(role)) for role, label in handover.ROLES],
            is_signed=bool(signed),
            scans=scans,
            photos=list(attachments_of(audit.publication)),
            missing=audit_rules.unfinished_handover(audit),
            may_fill=may_fill,
            may_edit=may_fill and not signed and not scans,
            may_see_audit=access.allowed(user, "view_audits", audit),
            **kwargs,
        )


class HandoverForms(ServiceFormMixin, FormView):
    """Base of what is done with a handover; leads back to it."""

    access_rule = MAY_FILL
    template_name = "interviews/handover_form.html"
    title = ""
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.handover = find_handover(request.user, kwargs["pk"], "fill_records")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            handover=self.handover, audit=self.handover.audit, title=self.title, back=self.get_success_url(), **kwargs
        )

    def get_success_url(self):
        return handover_url(self.handover)


class HandoverParties(HandoverForms):
    """接交人 and 监交人. To choose from: the community's roster of the term, and the street's people."""

    audit_events = ("departureaudit.handover",)
    form_class = HandoverForm
    title = "交接人员"

    def get_form_kwargs(self):
        audit = self.handover.audit
        roster = TermRole.objects.filter(election=audit.election, community=audit.community)
        staff = street_staff(audit.election)
        local = Q(pk__in=roster.values("person"))
        receivers = Person.objects.filter(local | Q(pk__in=staff.order_by().values("pk"))).exclude(pk=audit.person_id)
        return super().get_form_kwargs() | {
            "receivers": receivers.order_by("community_id", "name"), "witnesses": staff,
        }  # fmt: skip

    def get_initial(self):
        return section_values(self.handover, HandoverForm)

    def perform(self, form):
        services.edit_handover(actor=self.request.user, handover=self.handover, **form.cleaned_data)


class HandoverItems(HandoverForms):
    """The whole list on one screen; usual items are offered while it is empty."""

    audit_events = ("departureaudit.handover",)
    form_class = ItemFormSet
    template_name = "interviews/handover_items.html"
    title = "交接清单"

    @cached_property
    def stored(self):
        return [
            {name: getattr(item, name) for name in ITEM_FIELDS} for item in self.handover.audit.handover_items.all()
        ]

    def get_initial(self):
        return self.stored or usual_lines()

    def get_context_data(self, **kwargs):
        version = self.request.POST.get("version", self.handover.version)
        return super().get_context_data(is_suggested=not self.stored, version=version, **kwargs)

    def perform(self, form):
        version = self.request.POST.get("version", "")
        services.replace_items(
            actor=self.request.user, handover=self.handover, version=int(version) if version.isdecimal() else None,
            lines=form.lines(),
        )  # fmt: skip


class HandoverSign(HandoverForms):
    """One party signs on this screen."""

    audit_events = ("signature.add",)
    form_class = SignForm
    template_name = "interviews/handover_sign.html"
    title = "交接签字"
    success_message = "已签字。"

    def dispatch(self, request, *args, **kwargs):
        self.role = kwargs["role"]
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            role=self.role, role_label=dict(AuditHandover.ROLES).get(self.role, ""),
            signer=self.handover.parties.get(self.role), items=self.handover.audit.handover_items.all(),
            parties=[(label, self.handover.parties[role]) for role, label in AuditHandover.ROLES],
            shown=audit_rules.handover_digest(self.handover.audit), **kwargs,
        )  # fmt: skip

    def perform(self, form):
        services.sign_handover(actor=self.request.user, handover=self.handover, role=self.role, **form.cleaned_data)


class HandoverUnsign(View):
    """Strike the signatures, with a reason, so that the list can be changed."""

    access_rule = MAY_FILL
    audit_events = ("departureaudit.withdraw_signatures",)
    http_method_names = ["post"]

    def post(self, request, pk):
        handover = find_handover(request.user, pk, "fill_records")
        form = ReasonForm(request.POST)
        if not form.is_valid():
            raise DomainError("reason_required", "理由过长，请压缩到300字以内。")
        services.withdraw_signatures(actor=request.user, handover=handover, reason=form.cleaned_data["reason"])
        messages.success(request, "已撤销签字，清单可以修改。")
        return redirect(handover_url(handover))
