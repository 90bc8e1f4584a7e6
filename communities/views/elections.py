"""Choosing the term one works in."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from communities.current import choose_election
from core.web import holding, open_to


@open_to(holding("view_records"))
@require_POST
def switch_election(request):
    """Work in another term from now on; leads home, since a record's page belongs to its own term."""
    if choose_election(request, request.POST.get("election", "")) is None:
        raise Http404
    return redirect("reports:home")
