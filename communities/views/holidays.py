"""节假日 on screen: the days that differ from their week, by which limits in working days are counted."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from django.views.generic import FormView, ListView

from accounts.views.recycle import deleted
from communities.current import current_election
from communities.models import Holiday
from communities.services.holidays import install_holidays, remove_holiday, save_holiday
from communities.views.schedule import MAY_MANAGE, MAY_SEE, managed_election
from core import access
from core.web import ServiceFormMixin


class HolidayList(ListView):
    """The days on file, with what they do."""

    access_rule = MAY_SEE
    template_name = "communities/holidays.html"

    def get_queryset(self):
        return access.visible_to(self.request.user, Holiday).filter(election=current_election(self.request))

    def get_context_data(self, **kwargs):
        election = current_election(self.request)
        is_running = bool(election) and election.is_running
        may_manage = is_running and access.allowed(self.request.user, "manage_rules", election)
        return super().get_context_data(election=election, may_manage=may_manage, **kwargs)


class HolidayForm(forms.ModelForm):
    """One day; ``version`` is what the page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Holiday
        fields = ["day", "kind", "name", "source"]
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts = {"source": "写明国务院办公厅当年放假通知或上级文件的名称。"}


class HolidayEdit(ServiceFormMixin, FormView):
    """Add or change a day."""

    access_rule = MAY_MANAGE
    audit_events = ("holiday.save",)
    form_class = HolidayForm
    template_name = "communities/holiday_form.html"
    success_message = "已保存。"

    def get_form_kwargs(self):
        election = managed_election(self.request)
        found = _holiday(election, self.kwargs["pk"]) if "pk" in self.kwargs else Holiday(election=election)
        return super().get_form_kwargs() | {"instance": found, "initial": {"version": found.version}}

    def perform(self, form):
        save_holiday(actor=self.request.user, holiday=form.instance, version=form.cleaned_data["version"])

    def get_success_url(self):
        return reverse("communities:holidays")


def _holiday(election, pk):
    found = election.holidays.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class HolidayRemove(View):
    """Take a day out of the table."""

    access_rule = MAY_MANAGE
    audit_events = ("holiday.remove",)
    http_method_names = ["post"]

    def post(self, request, pk):
        remove_holiday(actor=request.user, holiday=_holiday(managed_election(request), pk))
        messages.success(request, deleted("已删除。"))
        return redirect("communities:holidays")


class HolidayInstall(View):
    """Take over the notice that ships with the product."""

    access_rule = MAY_MANAGE
    audit_events = ("holiday.install",)
    http_method_names = ["post"]

    def post(self, request):
        added = install_holidays(actor=request.user, election=managed_election(request))
        messages.success(request, f"已装入 {added} 天，请与国务院办公厅通知核对。")
        return redirect("communities:holidays")
