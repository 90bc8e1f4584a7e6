"""后备库: the list with its gaps, the form, one entry's page, and the numbers it is measured by."""

from django.contrib import messages
from django.urls import reverse
from django.views.generic import DetailView, FormView, ListView

from candidates import pool_rules
from candidates.models import ReserveEntry
from candidates.pool_forms import MoveForm, PoolRuleForm, RegisterForm, ReserveFilter, ReserveForm
from candidates.services import pool as services
from communities.current import current_election, current_region, require_election
from communities.services import search_people
from communities.views.picker import PickedPersonMixin
from core import access, ids
from core.errors import DomainError
from core.web import ListMixin, ServiceFormMixin, holding
from core.workflow import moves_of, moves_open_to

MAY_SEE, MAY_FILL = holding("view_records"), holding("fill_records")
MOVES = {move.name: move for move in moves_of(ReserveEntry)}
TONES = {"submitted": "warn", "returned": "bad", "in_pool": "ok", "nominated": "ok", "left": "wait"}


def find_entry(user, pk, permission=None):
    rows = ReserveEntry.objects.with_file().select_related("person__community", "registered_by")
    return access.get_or_404(user, rows, permission, pk=pk)


def entry_url(entry):
    return reverse("candidates:reserve", args=[entry.pk])


def searched(view, rows, path="person"):
    """``rows`` narrowed by the name that was posted; the limit on numbers becomes the field's error."""
    query = view.filters.get("q", "") if view.request.method == "POST" else ""
    if not query:
        return rows
    try:
        found = search_people(actor=view.request.user, query=query)
    except DomainError as error:
        view.filter_form.add_error("q", error.message)
        return rows.none()
    return rows.filter(**{f"{path}__in": found.order_by().values("pk")})


class PoolList(ListMixin, ListView):
    """Who is in reserve, and what each community lacks."""

    access_rule = MAY_SEE
    audit_events = ("person.search_id",)
    filter_form_class = ReserveFilter
    template_name = "candidates/pool_list.html"

    def get_queryset(self):
        rows = access.visible_to(self.request.user, ReserveEntry).filter(election=current_election(self.request))
        chosen = {
            name: self.filters[name] for name in ("state", "direction", "origin", "community") if self.filters.get(name)
        }
        rows = rows.filter(**chosen) if chosen.get("state") else rows.standing().filter(**chosen)
        return searched(self, rows).with_file().order_by("community_id", "-direction", "registered_at", "pk")

    def get_context_data(self, **kwargs):
        election, region, user = current_election(self.request), current_region(self.request), self.request.user
        context = super().get_context_data(election=election, tones=TONES, **kwargs)
        if not election or not region:
            return context
        stocks = pool_rules.stocks(user, election, region)
        for entry in context["object_list"]:
            entry.age = _age(entry)
        return context | {
            "stocks": stocks, "rule": pool_rules.rule_of(election), "short": sum(bool(stock.gaps) for stock in stocks),
            "may_fill": election.is_running and access.holds(user, "fill_records"),
            "may_rule": election.is_running and access.allowed(user, "manage_rules", election),
        }  # fmt: skip


def _age(entry):
    born = entry.person.birth_date
    return ids.age_on(born, entry.election.key_date) if born else None


class ReserveCreate(PickedPersonMixin, ServiceFormMixin, FormView):
    """Register somebody on file."""

    access_rule = MAY_FILL
    audit_events = ("reserve.register",)
    form_class = RegisterForm
    template_name = "candidates/reserve_form.html"
    success_message = "已登记，等街道接收入库。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": require_election(self.request)}

    def perform(self, form):
        return services.register_reserve(
            actor=self.request.user, election=require_election(self.request), **form.cleaned_data
        )

    def get_success_url(self):
        return entry_url(self.object)


class OneEntry:
    """Views of one entry: found first, and refused without ``permission``."""

    permission = "fill_records"

    def dispatch(self, request, *args, **kwargs):
        self.entry = find_entry(request.user, kwargs["pk"], self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(entry=self.entry, **kwargs)

    def get_success_url(self):
        return entry_url(self.entry)


class ReserveEdit(OneEntry, ServiceFormMixin, FormView):
    """Correct the form; the street adds its opinion."""

    access_rule = MAY_FILL
    audit_events = ("reserve.edit",)
    form_class = ReserveForm
    template_name = "candidates/reserve_form.html"
    success_message = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "user": self.request.user, "election": self.entry.election, "entry": self.entry,
        }  # fmt: skip

    def get_initial(self):
        return {name: getattr(self.entry, name) for name in (*ReserveEntry.EDITABLE, "street_opinion", "version")}

    def perform(self, form):
        services.update_reserve(actor=self.request.user, entry=self.entry, **form.cleaned_data)


class ReserveDetail(DetailView):
    """One entry: the form as it stands, what he was tried at, and the moves open to the reader."""

    access_rule = MAY_SEE
    template_name = "candidates/reserve_detail.html"
    context_object_name = "entry"

    def get_object(self, queryset=None):
        return find_entry(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        entry, user = self.object, self.request.user
        is_open = entry.election.is_running
        moves = [move for move in moves_open_to(user, entry) if move.name != "nominate"] if is_open else []
        may_fill = is_open and access.allowed(user, "fill_records", entry)
        return super().get_context_data(
            age=_age(entry),
            moves=moves,
            accept=next((move for move in moves if move.name == "accept"), None),
            missing=pool_rules.shortfalls(entry) if entry.state in ("submitted", "returned") else [],
            may_fill=may_fill,
            may_edit=may_fill and entry.is_standing,
            may_print=access.allowed(user, "build_reports", entry),
            tone=TONES[entry.state],
            **kwargs,
        )


class ReserveMove(OneEntry, ServiceFormMixin, FormView):
    """Any move, named in the form; the workflow decides whether it may be made."""

    permission = None
    access_rule = MAY_FILL
    audit_events = tuple(f"reserveentry.{name}" for name in MOVES)
    form_class = MoveForm
    template_name = "candidates/reserve_move.html"
    http_method_names = ["post"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            move=MOVES.get(self.request.POST.get("name", "")), back=entry_url(self.entry), **kwargs
        )

    def perform(self, form):
        data = form.cleaned_data
        entry = services.move_reserve(
            actor=self.request.user, entry=self.entry, move=data["name"], note=data["note"], opinion=data["opinion"]
        )
        messages.success(self.request, f"“{self.entry}”现为“{entry.get_state_display()}”。")


class PoolRuleEdit(ServiceFormMixin, FormView):
    """The numbers of the term, or 核定 them."""

    access_rule = holding("manage_rules")
    audit_events = ("reserve.edit_rule",)
    form_class = PoolRuleForm
    template_name = "candidates/pool_rule_form.html"
    success_message = "已保存。"

    def dispatch(self, request, *args, **kwargs):
        election = require_election(request)
        access.require(request.user, "manage_rules", election)
        self.rule = pool_rules.rule_of(election)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        names = ("version", "secretaries", "members", "observers", "basis", "document_number")
        return {name: getattr(self.rule, name) for name in names} | {"fields_text": self.rule.fields}

    def get_context_data(self, **kwargs):
        return super().get_context_data(rule=self.rule, **kwargs)

    def perform(self, form):
        data = dict(form.cleaned_data)
        services.save_pool_rule(
            actor=self.request.user, election=self.rule.election, fields=data.pop("fields_text"), **data
        )

    def get_success_url(self):
        return reverse("candidates:pool")
