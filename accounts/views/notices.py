"""The inbox: what one was told, and the way to where it is done."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from accounts import notices
from core.web import SIGNED_IN, PagedMixin


class NoticeList(PagedMixin, ListView):
    """One's own notices, the unread marked."""

    access_rule = SIGNED_IN
    template_name = "accounts/notice_list.html"
    paginate_by = 30

    def get_queryset(self):
        return notices.inbox(self.request.user)


@method_decorator(require_POST, name="dispatch")
class NoticeOpen(View):
    """Go to the page that a notice speaks of; it counts as read from then on."""

    access_rule = SIGNED_IN
    audit_events = ()  # one's own reading of one's own inbox changes no record

    def post(self, request, pk):
        notice = notices.inbox(request.user).filter(pk=pk).first()
        if notice is None:
            raise Http404
        notices.mark_read(actor=request.user, notices=[notice])
        return redirect(notice.url or "accounts:notices")


@method_decorator(require_POST, name="dispatch")
class NoticesRead(View):
    """Mark as read: those ticked, or all."""

    access_rule = SIGNED_IN
    audit_events = ()

    def post(self, request):
        chosen = None
        if "chosen" in request.POST or request.POST.get("scope") == "chosen":
            keys = [key for key in request.POST.getlist("chosen") if _is_key(key)]
            chosen = notices.inbox(request.user).filter(pk__in=keys)
        number = notices.mark_read(actor=request.user, notices=chosen)
        messages.success(request, f"{number} 条消息已标为已读。" if number else "没有未读消息。")
        return redirect("accounts:notices")


def _is_key(text):
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
