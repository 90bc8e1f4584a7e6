"""名单公示 on screen: the list, one notice with its objections, drawing up, publishing, answering."""

from django.contrib import messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView

from candidates.forms import MoveForm
from candidates.models import NameNotice, Objection, Slate
from candidates.publicity_forms import NoticeForm, ObjectionForm, ResolveForm
from candidates.publicity_rules import may_be_named
from candidates.services.publicity import (
    EDITABLE,
    draft_notice,
    move_notice,
    record_objection,
    resolve_objection,
    update_notice,
)
from candidates.views.slates import find_community
from communities.current import current_election, require_election
from communities.models import Region
from communities.working_days import WorkingDays
from core import access, workflow
from core.web import PagedMixin, ServiceFormMixin, holding

MAY_SEE = holding("view_records")
MAY_WORK = holding("record_conclusions")
MOVES = {move.name: move for move in workflow.moves_of(NameNotice)}
KEPT = ("working_days", "basis", "contact_office", "contact_phone", "contact_address")


def find_notice(user, pk, permission=None):
    """The notice with what its pages show; 404 out of sight, 403 without ``permission``."""
    rows = NameNotice.objects.select_related("election", "community", "slate", "made_by")
    return access.get_or_404(user, rows, permission, pk=pk)


class NoticeList(PagedMixin, ListView):
    """The notices of the term; communities without one below, for who draws them up."""

    access_rule = MAY_SEE
    template_name = "candidates/notice_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, NameNotice).filter(election=current_election(self.request))
        return rows.select_related("community").annotate(
            number=Count("names", distinct=True),
            objected=Count("objections", distinct=True),
            unanswered=Count("objections", filter=Q(objections__result=""), distinct=True),
        )

    def get_context_data(self, **kwargs):
        user, election = self.request.user, current_election(self.request)
        may_work = bool(election and election.is_running) and access.holds(user, "record_conclusions")
        return super().get_context_data(
            election=election, may_work=may_work, with_vetting=access.holds(user, "view_vetting"),
            communities=self._communities(user, election) if may_work else [], **kwargs,
        )  # fmt: skip

    def _communities(self, user, election):
        inside = access.code_condition("code", [election.region_id])
        rows = access.visible_to(user, Region, "record_conclusions").filter(inside, level=Region.Levels.COMMUNITY)
        return rows.filter(is_active=True)


class NoticeDetail(DetailView):
    """One notice as published; its objections for who sees the vetting."""

    access_rule = MAY_SEE
    template_name = "candidates/notice_detail.html"
    context_object_name = "notice"

    def get_object(self, queryset=None):
        return find_notice(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user, notice = self.request.user, self.object
        may_work = notice.election.is_running and access.allowed(user, "record_conclusions", notice)
        sees = access.allowed(user, "view_vetting", notice)
        days = WorkingDays(notice.election)
        rows = access.visible_to(user, Objection).filter(notice=notice) if sees else Objection.objects.none()
        return super().get_context_data(
            names=list(notice.names.all()),
            objections=list(rows.select_related("about", "recorded_by", "resolved_by")),
            sees_objections=sees,
            may_work=may_work,
            may_file=may_work and notice.state != NameNotice.States.REVOKED,
            left=days.between(timezone.localdate(), notice.ends_on),
            days_known=days.is_known(notice.ends_on),
            blocked=workflow.shut(workflow.ways_on(user, notice)) if may_work else [],
            **kwargs,
        )


class NoticeForms(ServiceFormMixin, FormView):
    """What drawing up and changing a notice share."""

    access_rule = MAY_WORK
    form_class = NoticeForm
    template_name = "candidates/notice_form.html"
    notice = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"able": may_be_named(self.election, self.community)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.notice, community=self.community, election=self.election, **kwargs)

    def get_success_url(self):
        return reverse("candidates:notice", args=[self.object.pk])


class NoticeCreate(NoticeForms):
    """拟制公示: from the adopted slate if there is one, with the street's last contact."""

    audit_events = ("namenotice.draft",)
    success_message = "已保存为草拟公示。核对后发布，再打印张贴。"

    def dispatch(self, request, *args, **kwargs):
        self.community = find_community(request.user, kwargs["code"], "record_conclusions")
        self.election = require_election(request)
        rows = access.visible_to(request.user, Slate).filter(election=self.election, community=self.community)
        self.slate = rows.filter(state=Slate.States.ADOPTED).first()
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        last = access.visible_to(self.request.user, NameNotice).filter(election=self.election).first()
        kept = {name: getattr(last, name) for name in KEPT} if last else {"working_days": 5}
        named = [one.pk for one in may_be_named(self.election, self.community)]
        return kept | {
            "kind": "both", "starts_on": timezone.localdate(), "candidates": named,
            "place": f"{self.community.short_name}公示栏",
        }  # fmt: skip

    def perform(self, form):
        return draft_notice(
            actor=self.request.user, election=self.election, community=self.community, slate=self.slate,
            **form.service_fields(),
        )  # fmt: skip


class NoticeEdit(NoticeForms):
    """Change a notice while it is 草拟."""

    audit_events = ("namenotice.update",)
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        self.notice = find_notice(request.user, kwargs["pk"], "record_conclusions")
        self.election, self.community = self.notice.election, self.notice.community
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        named = list(self.notice.names.values_list("candidate_id", flat=True))
        return {name: getattr(self.notice, name) for name in ("version", *EDITABLE)} | {"candidates": named}

    def perform(self, form):
        return update_notice(
            actor=self.request.user, notice=self.notice, version=form.cleaned_data["version"], **form.service_fields()
        )


class NoticeMove(ServiceFormMixin, FormView):
    """Any move, named in the form."""

    access_rule = MAY_WORK
    audit_events = tuple(f"namenotice.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "candidates/notice_move.html"
    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        self.notice = find_notice(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        move = MOVES.get(self.request.POST.get("name", ""))
        return super().get_context_data(notice=self.notice, move=move, **kwargs)

    def perform(self, form):
        data = form.cleaned_data
        move_notice(actor=self.request.user, notice=self.notice, name=data["name"], note=data["note"])
        now = NameNotice.objects.select_related("community").get(pk=self.notice.pk)
        messages.success(self.request, f"“{now}”现为“{now.get_state_display()}”。")

    def get_success_url(self):
        return reverse("candidates:notice", args=[self.notice.pk])


class ObjectionCreate(ServiceFormMixin, FormView):
    """登记异议."""

    access_rule = MAY_WORK
    audit_events = ("namenotice.object",)
    form_class = ObjectionForm
    template_name = "candidates/objection_form.html"
    success_message = "已登记异议。办结之前公示不能结束。"

    def dispatch(self, request, *args, **kwargs):
        self.notice = find_notice(request.user, kwargs["pk"], "record_conclusions")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"notice": self.notice}

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.notice, **kwargs)

    def perform(self, form):
        record_objection(actor=self.request.user, notice=self.notice, **form.cleaned_data)

    def get_success_url(self):
        return reverse("candidates:notice", args=[self.notice.pk])


class ObjectionResolve(ServiceFormMixin, FormView):
    """办结异议."""

    access_rule = MAY_WORK
    audit_events = ("namenotice.resolve",)
    form_class = ResolveForm
    template_name = "candidates/objection_resolve.html"
    success_message = "已办结。"

    def dispatch(self, request, *args, **kwargs):
        rows = Objection.objects.select_related("notice__community", "about")
        self.objection = access.get_or_404(request.user, rows, "record_conclusions", pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"version": self.objection.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(objection=self.objection, notice=self.objection.notice, **kwargs)

    def perform(self, form):
        resolve_objection(actor=self.request.user, objection=self.objection, **form.cleaned_data)

    def get_success_url(self):
        return reverse("candidates:notice", args=[self.objection.notice_id])
