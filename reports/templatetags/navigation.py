"""Tags of the base layout: where one is, and where one may go."""

from functools import cache
from types import SimpleNamespace

from django import template
from django.urls import resolve, reverse
from django.utils import timezone

from accounts import notices
from communities.backward_plan import election_day_in
from communities.current import current_election, current_region, elections_of
from communities.views.saved_views import views_of
from core import jobs
from core.access import asked_once
from core.counting import CountedTogether
from core.jobs import Job
from core.web import StateMixin, rule_of
from reports import handbook
from reports.menu import groups_for, lines_for

register = template.Library()
NOWHERE = SimpleNamespace(region=None, election=None, elections=(), days_left=None)


@register.simple_tag(takes_context=True)
def workplace(context):
    """The user's region, term, the terms to choose from, and the days left to election day (None once past)."""
    request = context.get("request")
    if request is None or not hasattr(request, "user") or current_region(request) is None:
        return NOWHERE
    election = current_election(request)
    days = (_election_day(request, election) - timezone.localdate()).days if election else -1
    return SimpleNamespace(
        region=current_region(request),
        election=election,
        elections=elections_of(request),
        days_left=days if days >= 0 else None,
    )


def _election_day(request, election):
    region = current_region(request)
    return asked_once(request.user, ("election day", election.pk), lambda user: election_day_in(region, election))


@register.simple_tag(takes_context=True)
def page_help(context):
    """The help on this page for the signed-in user (reports.handbook.Help), or None."""
    request = context.get("request")
    if request is None or not request.resolver_match or not request.user.is_authenticated:
        return None
    return handbook.help_on(request.user, request.resolver_match.view_name)


_waiting = CountedTogether(
    lambda key: Job.objects.of(key).open(),
    notices.unread,
)


@register.simple_tag(takes_context=True)
def waiting(context):
    """``{"jobs": n, "notices": n}``: how many of the signed-in user's own jobs wait or run, how many notices are unread."""
    return dict(zip(("jobs", "notices"), _waiting(context["request"].user.pk), strict=True))


@register.simple_tag(takes_context=True)
def filter_field(context, field):
    """A field of a filter; where nothing is chosen it is written once until somebody changes a record."""
    if field.form.data or field.errors:
        return field.as_widget()
    request, election = context["request"], current_election(context["request"])
    question = request.path, "field", field.name, election and election.pk
    return asked_once(request.user, question, lambda user: field.as_widget())


@register.simple_tag(takes_context=True)
def saved_views(context):
    """The saved views of the list that a page shows, for whoever works on records; empty for other pages."""
    view = context.get("view")
    return views_of(view) if isinstance(view, StateMixin) and current_region(view.request) else []


@cache
def _view_called(name):
    return resolve(reverse(name)).func


@register.simple_tag(takes_context=True)
def bulk_acts(context, name):
    """What the reader may do with several rows at once in the view ``name`` (core.selection); nothing in a past term."""
    view, user = _view_called(name), context["request"].user
    election = current_election(context["request"])
    is_open = election is not None and election.is_running and rule_of(view).admits(user)
    return view.view_class.acts_for(user) if is_open else []


@register.simple_tag
def worker_is_alive():
    """Whether jobs are being done at all."""
    return jobs.worker_is_alive()


@register.simple_tag(takes_context=True)
def menu(context):
    """The menu's groups for this user, with the entry of the present page marked."""
    request = context.get("request")
    return groups_for(request) if request is not None and hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def menu_lines(context):
    """The side menu's headings and entries, the present page's marked."""
    request = context.get("request")
    return lines_for(request) if request is not None and hasattr(request, "user") else ""
