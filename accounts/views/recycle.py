"""回收站: one's own deletions of thirty days, and the way back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from core import recycle
from core.web import SIGNED_IN, ListMixin


def deleted(text):
    """What is said after a deletion, with the way to undo it."""
    return format_html('{} <a href="{}">撤销删除</a>', text, reverse("accounts:recycle"))


class RecycleBin(ListMixin, ListView):
    """What one deleted, with the days left."""

    access_rule = SIGNED_IN
    audit_events = ()
    template_name = "accounts/recycle.html"
    paginate_by = 30

    def get_queryset(self):
        return recycle.discarded_by(self.request.user)


@method_decorator(require_POST, name="dispatch")
class RecycleRestore(View):
    """Bring one back; the right to it is asked again."""

    access_rule = SIGNED_IN
    audit_events = ("recycle.restore",)

    def post(self, request, pk):
        kept = recycle.discarded_by(request.user).filter(pk=pk).first()
        if kept is None:
            raise Http404
        title = str(kept)
        recycle.restore(actor=request.user, kept=kept)
        messages.success(request, f"已恢复“{title}”。")
        return redirect("accounts:recycle")
