"""纪律覆盖: people × duties, percentages by community, and a reminder out of every hole."""

from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from communities.current import current_region, require_election
from communities.models import Region, TermRole
from core import access
from core.forms import DayField
from core.paging import Pages
from core.web import ServiceFormMixin, holding
from reports.coverage import Matrix
from reports.ledgers.discipline import COVERAGE
from reports.models import Reminder
from reports.next_acts import NextActs
from reports.reminders import address_of, picture_of, remind, text_of

PER_PAGE = 60
LATEST = 10


class CoverageFilter(forms.Form):
    """What the people are narrowed by."""

    place = forms.ChoiceField(label="社区", required=False)
    capacity = forms.ChoiceField(label="身份", required=False, choices=[("", "全部"), *TermRole.Capacities.choices])
    duty = forms.ChoiceField(label="未完成的事项", required=False)

    def __init__(self, data, *, matrix):
        super().__init__(data)
        self.fields["place"].choices = [("", "全部"), *((place.pk, place.short_name) for place in matrix.places)]
        any_hole = ("any", "任何一项")
        self.fields["duty"].choices = [("", "不限"), any_hole, *((duty.code, duty.label) for duty in matrix.duties)]


class CoverageView(TemplateView):
    """The matrix of the reader's region and term."""

    access_rule = holding("view_records")
    template_name = "reports/coverage.html"

    def get_context_data(self, **kwargs):
        election, region = require_election(self.request), current_region(self.request)
        matrix = Matrix(self.request.user, election, region)
        form = CoverageFilter(self.request.GET or None, matrix=matrix)
        chosen = form.cleaned_data if form.is_valid() else {}
        page = Pages(_narrowed(matrix, chosen), PER_PAGE).page(self.request.GET.get("page", ""))
        reminders = access.visible_to(self.request.user, Reminder).filter(election=election)
        return super().get_context_data(
            matrix=matrix,
            shares=matrix.shares(),
            totals=list(zip(matrix.duties, matrix.totals(), strict=True)),
            filter_form=form,
            page_obj=page,
            rows=NextActs(self.request.user, election, page.object_list).rows(page.object_list),
            reminders=reminders.select_related("region", "sent_by")[:LATEST],
            may_remind=election.is_running and access.holds(self.request.user, "fill_discipline"),
            may_export=COVERAGE.may_export(self.request.user),
            query="".join(f"{urlencode({name: value})}&" for name, value in chosen.items() if value),
            **kwargs,
        )


def _narrowed(matrix, chosen):
    lines = matrix.lines
    if place := chosen.get("place"):
        lines = [line for line in lines if line.place_id == place]
    if capacity := chosen.get("capacity"):
        label = TermRole.Capacities(capacity).label
        lines = [line for line in lines if line.capacity == label]
    if code := chosen.get("duty"):
        lines = [line for line in lines if any(code in ("any", cell.duty.code) for cell in line.open)]
    return lines


class RemindForm(forms.Form):
    """Nothing is typed: community and duty are in the address."""


class DueForm(forms.Form):
    """By when it is to be done, as the text shall say."""

    due_on = DayField(label="办结时限", required=False)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("办结时限不能早于今天。")
        return day


class RemindView(ServiceFormMixin, FormView):
    """One hole of the table: the text to paste, the QR code, and the record that it was done.

    ``?person=``: about that one alone. ``?due_on=``: by when, written into the text.
    """

    access_rule = holding("fill_discipline")
    audit_events = ("reminder.send",)
    form_class = RemindForm
    template_name = "reports/remind.html"
    success_message = "已记录催办，并在站内通知该社区的经办人（含名单）。文字不含姓名，可复制后发到工作群。"

    def dispatch(self, request, *args, **kwargs):
        self.place = access.get_or_404(request.user, Region, "fill_discipline", pk=kwargs["place"])
        self.election = require_election(request)
        if self.duty is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self):
        return self.request.GET.get("person", "")

    @cached_property
    def due_form(self):
        return DueForm(self.request.GET)

    @property
    def due_on(self):
        return self.due_form.cleaned_data["due_on"] if self.due_form.is_valid() else None

    @cached_property
    def matrix(self):
        return Matrix(self.request.user, self.election, self.place)

    @cached_property
    def duty(self):
        return self.matrix.find(self.kwargs["duty"])

    def get_context_data(self, **kwargs):
        person = self.person
        lines = self.matrix.missing(self.duty, self.place, person)
        address = address_of(self.duty, self.place, person)
        sent = access.visible_to(self.request.user, Reminder).filter(election=self.election, region=self.place)
        return super().get_context_data(
            region=self.place,  # “place” is the base template's own
            duty=self.duty,
            lines=lines,
            text=text_of(self.duty, self.place, lines, self.request.user, self.election, self.due_on) if lines else "",
            only_one=bool(person),
            person=person,
            due_form=self.due_form,
            address=address,
            picture=picture_of(address),
            sent=sent.filter(duty=self.duty.code).select_related("sent_by")[:LATEST],
            **kwargs,
        )

    def perform(self, form):
        remind(
            actor=self.request.user, election=self.election, place=self.place, code=self.duty.code, person=self.person,
            due_on=self.due_on,
        )  # fmt: skip

    def get_success_url(self):
        url = reverse("reports:remind", args=[self.place.pk, self.duty.code])
        return f"{url}?{urlencode({'person': self.person})}" if self.person else url


class ActView(View):
    """Where a reminder's code leads: on to the form that fills the hole, for whoever opens it (reports.next_acts)."""

    access_rule = holding("view_records")
    http_method_names = ["get"]

    def get(self, request, place, duty):
        place = access.get_or_404(request.user, Region, pk=place)
        election = require_election(request)
        matrix = Matrix(request.user, election, place)
        found = matrix.find(duty)
        if found is None:  # another edition is in force by now
            return redirect(f"{reverse('reports:coverage')}?{urlencode({'place': place.pk})}#people")
        lines = matrix.missing(found, place, request.GET.get("person", ""))
        return redirect(NextActs(request.user, election, lines).address(found, place, lines))
