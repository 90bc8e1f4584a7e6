"""常用视图: keep a list's filters, order and columns; open, share and drop them."""

from copy import copy
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST

from communities.current import current_region
from communities.models import SavedView
from communities.services.saved_views import remove_view, save_view
from core import access
from core.errors import DomainError
from core.lists import SENSITIVE
from core.web import StateMixin, holding, rule_of

MAY_SEE = holding("view_records")
COUNTED_TO = 999
SHOWN = 12


@dataclass(frozen=True)
class Shown:
    """A saved view (a row of ``_kept_of``) as its list shows it: how many records meet it now, at most COUNTED_TO + 1; None where they are not counted."""

    view: tuple
    address: str
    number: int | None
    is_here: bool
    is_own: bool

    @property
    def number_shown(self):
        if self.number is None:
            return ""
        return f"{COUNTED_TO}+" if self.number > COUNTED_TO else str(self.number)


def views_of(list_view):
    """The :class:`Shown` of a list for its reader, his own first: one query at most, and one count for each."""
    user, request = list_view.request.user, list_view.request
    rows = access.asked_once(user, (SavedView, list_view.list_key), lambda user: _kept_of(user, list_view.list_key))
    here = list_view.list_state.query()
    return [
        Shown(
            row, f"{request.path}?{row.query}", _count(list_view, row.query), row.query == here, row.owner_id == user.pk
        )
        for row in sorted(rows, key=lambda row: row.owner_id != user.pk)
    ]


def _kept_of(user, key):
    """The saved views of the list ``key`` that the user may open, as rows of what is shown of them."""
    rows = access.visible_to(user, SavedView).of_list(key)
    return list(rows.values_list("pk", "title", "query", "region_id", "owner_id", named=True)[:SHOWN])


def _count(list_view, query):
    """How many records a list would show for ``query``, asked of the list itself."""
    request = copy(list_view.request)
    request.method, request.GET = "GET", QueryDict(query)
    twin = type(list_view)()
    twin.setup(request, *list_view.args, **list_view.kwargs)
    return twin.count_up_to(COUNTED_TO + 1)


class SaveForm(forms.Form):
    """Which list, its state, and the name to keep it under."""

    list = forms.CharField(max_length=60)
    query = forms.CharField(max_length=500, required=False)
    title = forms.CharField(label="名称", max_length=20, error_messages={"required": "请填写视图名称。"})
    shared = forms.BooleanField(required=False)

    def clean_query(self):
        """As an address would have it, without names and numbers of people."""
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        for name in (*SENSITIVE, "page"):
            query.pop(name, None)
        return query.urlencode()


def _address_of(request, key):
    """The address of the list with this ``list_key``, if it is one that the user may open; 404 otherwise."""
    name, *arguments = key.split("/")
    try:
        url = reverse(name, args=arguments)
    except NoReverseMatch:
        raise Http404 from None
    view = resolve(url).func
    if not issubclass(getattr(view, "view_class", object), StateMixin) or not rule_of(view).admits(request.user):
        raise Http404
    return url


@method_decorator(require_POST, name="dispatch")
class ViewSave(View):
    """Keep the present state of a list."""

    access_rule = MAY_SEE
    audit_events = ("saved_view.save",)

    def post(self, request):
        form = SaveForm(request.POST)
        url = _address_of(request, request.POST.get("list", ""))
        if not form.is_valid():
            messages.error(request, "；".join(error for errors in form.errors.values() for error in errors))
            return redirect(url)
        data = form.cleaned_data
        region = current_region(request) if data.pop("shared") else None
        try:
            view = save_view(actor=request.user, region=region, **data)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect(url)
        messages.success(request, f"已保存视图“{view}”。")
        return redirect(f"{url}?{view.query}")


@method_decorator(require_POST, name="dispatch")
class ViewRemove(View):
    """Drop one's own view."""

    access_rule = MAY_SEE
    audit_events = ("saved_view.remove",)

    def post(self, request, pk):
        view = SavedView.objects.filter(owner=request.user, pk=pk).first()
        if view is None:
            raise Http404
        remove_view(actor=request.user, view=view)
        messages.success(request, f"已删除视图“{view}”。")
        return redirect(_address_of(request, view.list))
