"""公告通知 on screen: the list, writing one, one with who has read it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, ListView

from communities.current import current_region
from communities.models import Announcement, AnnouncementReceipt
from communities.services.announcements import WRITE, announce, confirm_reading, press_readers, secretaries_of
from core import access
from core.web import ListMixin, ServiceFormMixin, holding

MAY_SEE, MAY_WRITE = holding("view_records"), holding(WRITE)


class AnnouncementList(ListMixin, ListView):
    """What the street has announced: to its writers with how many have read it, to a reader whether he has."""

    access_rule = MAY_SEE
    audit_events = ()
    template_name = "communities/announcement_list.html"
    paginate_by = 30

    def get_queryset(self):
        return access.visible_to(self.request.user, Announcement).with_counts()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["page_obj"])
        mine = AnnouncementReceipt.objects.filter(announcement__in=rows, user=self.request.user)
        read = dict(mine.values_list("announcement", "read_at"))
        lines = [(row, row.pk in read, read.get(row.pk)) for row in rows]
        return context | {"lines": lines}


class AnnouncementForm(forms.ModelForm):
    class Meta:
        model = Announcement
        fields = ("title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}  # noqa: RUF012 - django's own way to say it


class AnnouncementCreate(ServiceFormMixin, FormView):
    """Write to all secretaries of one's street; it cannot be changed afterwards."""

    access_rule = MAY_WRITE
    audit_events = ("announcement.send",)
    form_class = AnnouncementForm
    template_name = "communities/announcement_form.html"
    success_message = "已发布，各社区书记的消息里已有提示。"

    def get_context_data(self, **kwargs):
        region = current_region(self.request)
        return super().get_context_data(region=region, readers=secretaries_of(region), **kwargs)

    def perform(self, form):
        return announce(actor=self.request.user, region=current_region(self.request), **form.cleaned_data)

    def get_success_url(self):
        return reverse("communities:announcement", args=[self.object.pk])


class AnnouncementDetail(DetailView):
    """The text; for those who write, who has read it and when; for a reader the button that says so."""

    access_rule = MAY_SEE
    template_name = "communities/announcement_detail.html"

    def get_object(self, queryset=None):
        return access.get_or_404(self.request.user, Announcement.objects.with_counts(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        user = self.request.user
        writes = access.allowed(
            user, "view_records", self.object.region
        )  # whom it was only sent to does not work there
        receipts = self.object.receipts.select_related("user", "community") if writes else ()
        return super().get_context_data(
            mine=self.object.receipts.filter(user=user).first(),
            receipts=receipts,
            may_press=access.allowed(user, WRITE, self.object),
            **kwargs,
        )


@method_decorator(require_POST, name="dispatch")
class AnnouncementConfirm(View):
    """我已阅知."""

    access_rule = MAY_SEE
    audit_events = ("announcement.read",)

    def post(self, request, pk):
        announcement = access.get_or_404(request.user, Announcement, pk=pk)
        confirm_reading(actor=request.user, announcement=announcement)
        messages.success(request, "已确认阅知。")
        return redirect(announcement)


@method_decorator(require_POST, name="dispatch")
class AnnouncementPress(View):
    """催办: tell those again who have not confirmed."""

    access_rule = MAY_WRITE
    audit_events = ("announcement.press",)

    def post(self, request, pk):
        announcement = access.get_or_404(request.user, Announcement, WRITE, pk=pk)
        number = press_readers(actor=request.user, announcement=announcement)
        messages.success(request, f"已催办 {number} 人。")
        return redirect(announcement)
