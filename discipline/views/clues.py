"""Clues on screen: the list, registering and correcting, one clue's page, its reporter, the street's totals."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, TemplateView

from accounts import reauthentication
from communities.current import current_election, current_region, require_election
from core import access
from core.attachments import attach
from core.errors import DomainError
from core.web import ListMixin, ServiceFormMixin, holding
from discipline import clue_rules
from discipline.clue_access import CHARGE, HANDLE, LEAD, SUBSTITUTE, TOTALS, WORK
from discipline.clue_moves import NEXT, moves_for
from discipline.forms.clues import ClueFilter, ClueForm, ReporterForm
from discipline.models import Clue
from discipline.services import clue_handling, clue_people, clues

SEES_CLUES = holding(HANDLE, LEAD, SUBSTITUTE)
REGISTERS = holding(HANDLE)
SHOWN_SECONDS = 60
HANDED_OVER = "已登记。这件线索涉及您本人或已申报的亲属，已直接交由负责人办理，您不能再查看。"


def find_clue(user, pk, permission=None):
    """The clue with what its pages show; 404 for whoever is not named, 403 without ``permission``."""
    rows = Clue.objects.select_related("election", "community", "registered_by", "reported_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def clue_url(clue, anchor=""):
    return reverse("discipline:clue", args=[clue.pk]) + (f"#{anchor}" if anchor else "")


class ClueList(ListMixin, ListView):
    """The clues that the user is named for, those whose limit ends first on top."""

    access_rule = SEES_CLUES
    audit_events = ()
    filter_form_class = ClueFilter
    template_name = "discipline/clue_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, Clue).filter(election=current_election(self.request))
        for name in ("channel", "matter"):
            if self.filters.get(name):
                rows = rows.filter(**{name: self.filters[name]})
        return self._in_state(rows).with_list().order_by("-year", "-number")

    def _in_state(self, rows):
        state, today = self.filters.get("state"), timezone.localdate()
        views = {
            "open": rows.open, "overdue": lambda: rows.overdue(today), "soon": lambda: rows.due_soon(today),
            "unassigned": rows.unassigned, "feedback": rows.without_feedback,
            "extension": lambda: rows.filter(extensions__decision="waiting"),
        }  # fmt: skip
        if state in views:
            return views[state]()
        return rows.filter(state=state) if state else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(election=current_election(self.request), **kwargs)
        rows = access.visible_to(self.request.user, Clue).filter(election=context["election"])
        today = timezone.localdate()
        region = current_region(self.request)
        return context | {
            "today": today,
            "open": rows.open().count(),
            "soon": rows.due_soon(today).count(),
            "overdue": rows.overdue(today).count(),
            "to_feed_back": rows.without_feedback().count(),
            "nobody_in_charge": region is not None and clue_rules.nobody_in_charge(region),
            "is_unlinked": not hasattr(self.request.user, "person"),
        }


class ClueFormView(ServiceFormMixin, FormView):
    """Base of registering and correcting."""

    form_class = ClueForm
    template_name = "discipline/clue_form.html"
    clue = None

    def get_form_kwargs(self):
        election = self.clue.election if self.clue else require_election(self.request)
        return super().get_form_kwargs() | {"user": self.request.user, "election": election, "clue": self.clue}

    def get_success_url(self):
        if clue_people.is_lost_to(self.request.user, self.object):
            return reverse("discipline:clue-list")
        return self.seen_url()

    def tell(self, clue, message):
        """Say what happened, or that the clue is gone from sight."""
        lost = clue_people.is_lost_to(self.request.user, clue)
        (messages.warning if lost else messages.success)(self.request, HANDED_OVER if lost else message)


class ClueRegister(ClueFormView):
    """登记线索, at the desk or on the phone."""

    access_rule = REGISTERS
    audit_events = ("clue.register", "clue.subject", "clue.accept", "attachment.add")

    def perform(self, form):
        user, data = self.request.user, dict(form.cleaned_data)
        photos, accept_now = data.pop("photos", []), data.pop("accept_now", False)
        data.pop("version")
        clue = clues.register_clue(actor=user, election=require_election(self.request), **data)
        is_mine = not clue_people.is_lost_to(user, clue)
        if is_mine:  # whoever has just lost sight of it hands the papers over by hand
            for upload in photos:
                attach(actor=user, subject=clue, upload=upload)
        is_late = timezone.localdate() > clue.due_on
        if accept_now and is_mine and not is_late:
            clue_handling.accept_clue(actor=user, clue=clue)
        self.tell(clue, f"已登记为{clue.code}{'，已受理' if accept_now and not is_late else ''}。")
        if is_late and is_mine:
            messages.warning(self.request, "已过当日受理时限，请在下面说明原因后受理。")
        return clue

    def seen_url(self):
        clue = self.object
        if clue.reported and clues.people_named_in(self.request.user, clue):
            return reverse("discipline:clue-subjects", args=[clue.pk])
        return clue_url(clue)


class ClueEdit(ClueFormView):
    """更正登记."""

    access_rule = SEES_CLUES
    audit_events = ("clue.edit", "clue.subject")

    def dispatch(self, request, *args, **kwargs):
        self.clue = find_clue(request.user, kwargs["pk"], WORK)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        names = ("version", "channel", "received_on", "content", "reported", "community", "matter", "source_number")
        return {name: getattr(self.clue, name) for name in names}

    def get_context_data(self, **kwargs):
        return super().get_context_data(clue=self.clue, **kwargs)

    def perform(self, form):
        clue = clues.update_clue(actor=self.request.user, clue=self.clue, **form.cleaned_data)
        self.tell(clue, "已保存。")
        return clue

    def seen_url(self):
        return clue_url(self.object)


class ClueDetail(DetailView):
    """One clue: what was reported, who handles it, what was done, what is next."""

    access_rule = SEES_CLUES
    template_name = "discipline/clue_detail.html"
    context_object_name = "clue"

    def get_object(self, queryset=None):
        return find_clue(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        clue, user = self.object, self.request.user
        is_running = clue.election.is_running
        may_work = is_running and access.allowed(user, WORK, clue)
        may_charge = is_running and access.allowed(user, CHARGE, clue)
        moves, refused = moves_for(user, clue) if is_running else ([], [])
        extensions = list(clue.extensions.select_related("requested_by", "decided_by"))
        return super().get_context_data(
            today=timezone.localdate(),
            path=_path(clue),
            next_step=NEXT[clue.state],
            subjects=clue.subjects.select_related("person__community"),
            inspectors=clue.assignments.filter(ended_at=None).select_related("account"),
            steps=clue.steps.select_related("author"),
            extensions=extensions,
            waiting=next((one for one in extensions if one.decision == "waiting"), None),
            moves=moves,
            refused_moves=refused,
            may_work=may_work and clue.is_open,
            may_charge=may_charge,
            may_extend=may_work and clue.state in ("checking", "transferred"),
            may_feed_back=may_work and clue.is_named and clue.state in ("concluded", "closed", "declined"),
            may_follow_up=may_work and clue.state == "concluded" and clue.result in clue_rules.SUBSTANTIATED,
            **kwargs,
        )


def _path(clue):
    """``[(step, the day it was taken or None)]`` of the way that every clue goes."""
    return [
        ("收到", clue.received_on), ("受理", clue.accepted_on), ("呈阅", clue.presented_on), ("批办", clue.decided_on),
        ("查结", clue.concluded_on), ("办结", clue.closed_on),
    ]  # fmt: skip


class ClueReporter(FormView):
    """举报人: asked for with a reason each time, shown for a minute, logged for all who handle the clue."""

    access_rule = SEES_CLUES
    audit_events = ("clue.reveal",)
    form_class = ReporterForm

    def dispatch(self, request, *args, **kwargs):
        self.clue = find_clue(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        page = "discipline/clue_reporter.html"
        return [f"{page}#panel" if self.request.htmx else page]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ask_password": not reauthentication.is_fresh(self.request)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(clue=self.clue, seconds=SHOWN_SECONDS, **kwargs)

    def form_valid(self, form):
        password = form.cleaned_data.get("password")
        if password is not None and not reauthentication.confirm_password(self.request, password):
            form.add_error("password", "密码不正确。")
            return self.form_invalid(form)
        try:
            found = clues.reveal_reporter(actor=self.request.user, clue=self.clue, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.form_invalid(form)
        return self._shown(found)

    def _shown(self, found):
        response = render(self.request, self.get_template_names(), self.get_context_data(form=None, reporter=found))
        if not self.request.htmx:  # without JavaScript the page itself leaves after a minute
            response["Refresh"] = f"{SHOWN_SECONDS};url={clue_url(self.clue)}"
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class ClueTotals(TemplateView):
    """线索总数: three figures of the term for the whole street, and nothing that leads to a single clue."""

    access_rule = holding(TOTALS)
    template_name = "discipline/clue_totals.html"

    @cached_property
    def totals(self):
        rows = access.visible_to(self.request.user, Clue, TOTALS).filter(election=current_election(self.request))
        return rows.totals(timezone.localdate())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            election=current_election(self.request), now=timezone.now(), **self.totals, **kwargs
        )
