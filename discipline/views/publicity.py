"""Publicity on screen: recording it on a phone, the list, one event, and what it came to."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView, ListView, TemplateView

from communities.current import current_election, require_election
from communities.models import Region
from core import access, charts
from core.attachments import attach
from core.web import ListMixin, ServiceFormMixin, holding
from discipline import publicity_totals
from discipline.forms.publicity import PublicityFilter, PublicityForm, VoidForm
from discipline.models import PublicityEvent, PublicityKinds
from discipline.models.study import FILL
from discipline.publicity_totals import Totals, summed
from discipline.services import publicity

MAY_SEE = holding("view_records")
MAY_FILL = holding(FILL)
SHOWN_MONTHS = 6


def may_fill(request, election):
    return bool(election) and election.is_running and access.holds(request.user, FILL)


class PublicityList(ListMixin, ListView):
    """The events of the term, newest first."""

    access_rule = MAY_SEE
    audit_events = ()
    filter_form_class = PublicityFilter
    template_name = "discipline/publicity_list.html"

    @cached_property
    def election(self):
        return current_election(self.request)

    def filter_form_options(self):
        return {"election": self.election}

    def get_queryset(self):
        rows = access.visible_to(self.request.user, PublicityEvent).filter(election=self.election)
        rows = rows.filter(**{name: self.filters[name] for name in ("community", "kind") if self.filters.get(name)})
        if month := self.filters.get("month"):
            rows = rows.filter(held_on__year=month.year, held_on__month=month.month)
        return rows.with_file()

    def get_context_data(self, **kwargs):
        found = publicity_totals.by_kind(self.request.user, self.election) if self.election else []
        total = sum((totals for _, totals in found), Totals())
        return super().get_context_data(
            election=self.election, total=total, may_fill=may_fill(self.request, self.election), **kwargs
        )


class PublicityTotals(TemplateView):
    """Communities × months, and by form: nothing of it is typed."""

    access_rule = MAY_SEE
    template_name = "discipline/publicity_totals.html"

    def get_context_data(self, **kwargs):
        election, user = current_election(self.request), self.request.user
        context = super().get_context_data(election=election, may_fill=may_fill(self.request, election), **kwargs)
        if not election:
            return context
        found, months = publicity_totals.by_community_and_month(user, election)
        kinds = publicity_totals.by_kind(user, election)
        places = self._places(user, election, found)
        by_place, by_month = summed(found, lambda place, month: place), summed(found, lambda place, month: month)
        shown = months[-SHOWN_MONTHS:]
        return context | {
            "rows": [
                (place, by_place[place.pk], [(month, found.get((place.pk, month))) for month in shown])
                for place in places
            ],
            "months": shown,
            "sums": [by_month[month] for month in shown],
            "total": sum(by_place.values(), Totals()),
            "kinds": kinds,
            "chart": self._chart(shown, by_month) if shown else "",
        }  # fmt: skip

    def _places(self, user, election, found):
        """Every community in sight, and the street where it has events of its own."""
        rows = access.visible_to(user, Region).filter(
            access.code_condition("code", [election.region_id]), is_active=True
        )
        return [
            place for place in rows if place.level == Region.Levels.COMMUNITY or any(k == place.pk for k, _ in found)
        ]

    def _chart(self, months, by_month):
        labels = [f"{month.year}年{month.month}月" for month in months]
        people, households = ([getattr(by_month[month], name) for month in months] for name in ("people", "households"))
        return charts.grouped_bars("各月宣传覆盖", labels, [("人次", people), ("户次", households)])


def find_event(user, pk, permission=None):
    rows = PublicityEvent.objects.select_related("community", "election", "recorded_by", "voided_by")
    return access.get_or_404(user, rows, permission, pk=pk)


class PublicityDetail(DetailView):
    access_rule = MAY_SEE
    template_name = "discipline/publicity_detail.html"
    context_object_name = "event"

    def get_object(self, queryset=None):
        return find_event(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        event = self.object
        may_change = event.election.is_running and not event.is_void and access.allowed(self.request.user, FILL, event)
        return super().get_context_data(may_change=may_change, **kwargs)


class PublicityForms(ServiceFormMixin, FormView):
    """Recording and correcting."""

    access_rule = MAY_FILL
    form_class = PublicityForm
    template_name = "discipline/publicity_form.html"
    event = None

    @cached_property
    def election(self):
        return self.event.election if self.event else require_election(self.request)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "election": self.election, "event": self.event}

    def get_context_data(self, **kwargs):
        return super().get_context_data(event=self.event, election=self.election, today=timezone.localdate(),
                                        earliest=publicity.earliest_day(self.election), **kwargs)  # fmt: skip

    def get_success_url(self):
        return reverse("discipline:publicity", args=[self.object.pk])


class PublicityCreate(PublicityForms):
    """Record an event with its photos: all of it is stored, or nothing."""

    audit_events = ("publicity.record", "attachment.add")
    success_message = "已登记。"

    def get_initial(self):
        """Today, in the form and the community of one's last event; the most usual one before the first."""
        last = PublicityEvent.objects.filter(recorded_by=self.request.user, election=self.election)
        last = last.order_by("-created_at").first()
        remembered = {"community": last.community_id, "kind": last.kind} if last else {}
        given = {name: self.request.GET[name] for name in ("community", "kind") if self.request.GET.get(name)}
        return {"held_on": timezone.localdate(), "kind": PublicityKinds.YARD_MEETING} | remembered | given

    def perform(self, form):
        data = form.cleaned_data
        del data["version"]
        photos = data.pop("photos")
        event = publicity.record_publicity(actor=self.request.user, election=self.election, **data)
        for upload in photos:
            attach(actor=self.request.user, subject=event, upload=upload)
        return event


class OneEvent(PublicityForms):
    def dispatch(self, request, *args, **kwargs):
        self.event = self.object = find_event(request.user, kwargs["pk"], FILL)
        return super().dispatch(request, *args, **kwargs)


class PublicityEdit(OneEvent):
    audit_events = ("publicity.edit",)
    success_message = "已保存。"

    def get_initial(self):
        return {name: getattr(self.event, name) for name in ("version", *publicity.FIELDS)}

    def perform(self, form):
        return publicity.edit_publicity(actor=self.request.user, event=self.event, **form.cleaned_data)


class PublicityVoid(OneEvent):
    audit_events = ("publicity.void",)
    form_class = VoidForm
    template_name = "discipline/publicity_void.html"
    success_message = "已作废，不再计入统计。"

    def get_form_kwargs(self):
        return FormView.get_form_kwargs(self)  # of none of the fields above

    def perform(self, form):
        return publicity.void_publicity(actor=self.request.user, event=self.event, **form.cleaned_data)
