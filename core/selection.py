"""Several records of a list at once: chosen by ticks, by page or by the list's own filter, named before anything is done.

Nothing of the choice is kept between the pages: the filter is sent again, and what is committed are the very records
that were named. Each is done by the service of the single act, with its rules; of each is told how it went.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core import access
from core.editing import AlreadySubmitted
from core.errors import attempt, in_one_line
from core.web import OnceMixin

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Act:
    """What may be done. ``run(actor, obj, text)`` is the single act; ``reasons(actor, obj)`` why it is shut now.

    ``permission``: held somewhere by whoever is offered it. ``asks``: what the text box before it is called; empty
    for none. ``facts(obj)``: ``{heading: words}`` that one has to know of each before it is done; ``result``: where
    those done stand now; ``then``: who acts next, and whether it can be undone, in a sentence.
    """

    name: str
    label: str
    permission: str
    run: Callable
    reasons: Callable = lambda actor, obj: []
    asks: str = ""
    facts: Callable = lambda obj: {}
    result: str = ""
    then: str = ""


@dataclass(frozen=True)
class Line:
    """One record of a choice: its name and where it is, and why it will not be (or was not) done."""

    obj: object
    reason: str = ""


class BulkMixin(OnceMixin):
    """Put before a list's view: its filter, its rows, and ``acts`` on several of them.

    ``list_name``: the list's URL name. ``base_rows()``: the rows to choose among, without a filter.
    """

    http_method_names = ("post",)
    acts = ()
    list_name = ""
    unit = "条"

    @classmethod
    def acts_for(cls, user):
        """The acts that the user may do somewhere at all."""
        return [act for act in cls.acts if access.holds(user, act.permission)]

    def post(self, request, *args, **kwargs):
        act = next((act for act in self.acts_for(request.user) if act.name == request.POST.get("act")), None)
        if act is None:
            raise PermissionDenied
        rows = self.chosen()
        if not rows or len(rows) > MOST_AT_ONCE:
            few = f"请先选择要办理的{self.unit}。"
            messages.warning(request, f"一次最多办理 {MOST_AT_ONCE} {self.unit}，请先筛选。" if rows else few)
            return redirect(self.list_name)
        return self.commit(act, rows) if "confirm" in request.POST else self.preview(act, rows)

    def chosen(self):
        """The rows that are meant, at most one more than may be done at once."""
        data = self.request.POST
        if data.get("scope") == "all":
            return list(self.get_queryset()[: MOST_AT_ONCE + 1])
        keys = data.getlist("here" if data.get("scope") == "page" else "chosen")
        try:
            return list(self.base_rows().filter(pk__in=keys)[: MOST_AT_ONCE + 1])
        except (ValueError, ValidationError):
            raise Http404 from None

    def preview(self, act, rows):
        """Who is meant and of whom it will be refused: nothing is changed yet."""
        user = self.request.user
        lines = [Line(row, in_one_line(act.reasons(user, row)[:3])) for row in rows]
        ready = sum(not line.reason for line in lines)
        return self._show("bulk/preview.html", act, lines=lines, ready=ready)

    def commit(self, act, rows):
        """The single act on each; sent twice it is done once."""
        try:
            with transaction.atomic():
                self._claim()
        except AlreadySubmitted:
            messages.info(self.request, "这一批已经办理过，没有重复办理。")
            return redirect(self.list_name)
        user, text = self.request.user, self.request.POST.get("text", "").strip()[:1000]
        lines = [Line(row, attempt(lambda row=row: act.run(user, row, text))) for row in rows]
        done = [line for line in lines if not line.reason]
        return self._show("bulk/result.html", act, done=done, refused=[line for line in lines if line.reason])

    def _show(self, template, act, **context):
        context |= {"act": act, "unit": self.unit, "back": reverse(self.list_name), "url_of": self.url_of}
        for line in (*context.get("lines", ()), *context.get("done", ()), *context.get("refused", ())):
            line.obj.page, line.obj.place = self.url_of(line.obj), self.place_of(line.obj)
            line.obj.facts = act.facts(line.obj)
        return render(self.request, template, context)

    def url_of(self, row):
        """The page of one row."""
        return row.get_absolute_url()

    def place_of(self, row):
        return row.community.short_name
