"""每周简报: whether and when a street's briefing is built by the clock."""

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from communities.models import Region
from core import access
from core.web import ServiceFormMixin, holding
from reports import weekly
from reports.models import WeeklyBriefing


class WeeklyForm(forms.ModelForm):
    """On or off, the day and the hour."""

    hour = forms.TypedChoiceField(
        label="生成时刻", coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)], initial=8
    )

    class Meta:
        model = WeeklyBriefing
        fields = ("is_on", "weekday", "hour")


class WeeklySettings(ServiceFormMixin, FormView):
    """The form of one street; who saves it lends his rights to what is built."""

    access_rule = holding("build_reports")
    audit_events = ("report.schedule",)
    template_name = "reports/weekly.html"
    form_class = WeeklyForm
    success_message = "已保存每周简报的设置。"

    @cached_property
    def row(self):
        streets = Region.objects.filter(level=Region.Levels.STREET, is_active=True)
        street = access.get_or_404(self.request.user, streets, "build_reports", pk=self.kwargs["place"])
        row = WeeklyBriefing.objects.filter(region=street).select_related("region", "requested_by").first()
        return row or WeeklyBriefing(region=street)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.row}

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, **kwargs)

    def perform(self, form):
        weekly.set_weekly_briefing(actor=self.request.user, region=self.row.region, **form.cleaned_data)

    def get_success_url(self):
        return reverse("reports:report-list")
