"""Where and in which term the signed-in user works now: what the top bar shows and the pages start from."""

from copy import copy

from communities.models import Election, Region
from core.access import asked_once, granted_codes
from core.errors import DomainError

SESSION_KEY = "election"


def current_region(request):
    """The highest region on which the user holds view_records: a secretary's community; None without one."""
    if "_region" not in request.__dict__:
        request._region = copy(asked_once(request.user, "region", _highest_region))
    return request._region


def _highest_region(user):
    codes = granted_codes(user, "view_records")
    return Region.objects.filter(code__in=codes).order_by("level", "code").first() if codes else None


def elections_of(request):
    """The elections that cover the user's region, newest first; a list, asked once a request."""
    if "_elections" not in request.__dict__:
        kept = asked_once(request.user, "elections", _over_his_region)
        request._elections = [copy(election) for election in kept]  # the records of this request, to be changed by it
    return request._elections


def _over_his_region(user):
    region = asked_once(user, "region", _highest_region)
    return list(Election.objects.over(region.code)) if region else []


def current_election(request):
    """The election chosen in this session, else the running one, else the newest; None where there is none."""
    elections = elections_of(request)
    chosen = request.session.get(SESSION_KEY)
    return next(
        (e for e in elections if e.pk == chosen),
        next((e for e in elections if e.state == Election.States.RUNNING), elections[0] if elections else None),
    )


def require_election(request):
    """:func:`current_election`; where there is none, DomainError ``no_election`` that says who opens one."""
    election = current_election(request)
    if election is None:
        raise DomainError("no_election", "还没有届次。街道党建办在“届次”中新建本次换届后，才能办理这一项。")
    return election


def choose_election(request, number):
    """Keep the election with key ``number`` for the session if it covers the user's region; returns it, or None."""
    chosen = next((e for e in elections_of(request) if str(e.pk) == str(number)), None)
    if chosen:
        request.session[SESSION_KEY] = chosen.pk
    return chosen


class CountedOnceMixin:
    """Before ListMixin: a list of records of the term, whose number follows from nothing but what is chosen on it."""

    def count_question(self):
        conditions, election = self.conditions, current_election(self.request)
        return None if conditions is None else (election and election.pk, *conditions)
