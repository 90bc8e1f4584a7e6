"""Session limits and the forced change of password, before any view is reached."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import sessions
from core.web import PUBLIC, rule_of

OPEN_BEFORE_CHANGE = {"accounts:password", "accounts:logout"}


class SessionLimitMiddleware:
    """Ends sessions that are over; lets nobody past a password that must be changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sessions.enforce_limits(request)
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if rule_of(view_func) == PUBLIC or request.resolver_match.view_name in OPEN_BEFORE_CHANGE:
            return None
        if request.user.is_authenticated and request.user.needs_new_password:
            return _to_password_page(request)
        return None


def _to_password_page(request):
    url = reverse("accounts:password")
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if request.htmx else redirect(url)
