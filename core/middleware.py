"""Request context for the audit, the declared access rule, caching headers, errors in Chinese."""

import hashlib
import logging
import uuid

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from core import audit
from core.errors import DomainError
from core.web import rule_of

logger = logging.getLogger(__name__)


def client_address(request):
    """The caller's address; a forwarded one is believed only from a proxy named in TRUSTED_PROXIES."""
    address = request.META.get("REMOTE_ADDR", "")
    if address in settings.TRUSTED_PROXIES:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    return address[:45]


def new_incident():
    """A number by which a user's report and the log are brought together."""
    return uuid.uuid4().hex[:8]


class CompressPagesMiddleware(GZipMiddleware):
    """Sends pages compressed, with Django's random padding against BREACH; files are so already, or are encrypted."""

    def process_response(self, request, response):
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class RequestContextMiddleware:
    """Gives each request an incident number and tells the audit where it came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.incident = new_incident()
        key = request.session.session_key or ""
        session = hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""
        token = audit.source.set(audit.Source(ip=client_address(request), session=session))
        try:
            return self.get_response(request)
        finally:
            audit.source.reset(token)


class AccessDeclaredMiddleware:
    """Shuts every view that declares no rule, and asks the rule of those that do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        rule = rule_of(view_func)
        if rule is None:
            logger.error("view %s declares no access rule", request.resolver_match.view_name)
            raise PermissionDenied
        if rule.kind == "public":
            return None
        if not request.user.is_authenticated:
            return sign_in_again(request)
        if not rule.admits(request.user):
            raise PermissionDenied
        return None


def sign_in_again(request):
    """To the sign-in page; to htmx a 401, on which the page offers to sign in in place and keeps what was typed."""
    if request.htmx:
        return HttpResponse(status=401, headers={"HX-Reswap": "none"})
    if request.method not in ("GET", "HEAD"):
        return redirect(settings.LOGIN_URL)  # a POST cannot be come back to
    return redirect_to_login(request.get_full_path())


class NoStoreMiddleware:
    """Pages hold personal data: no cache keeps them, and a fragment never stands in for its page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["HX-Request"])
        return response


class DomainErrorMiddleware:
    """A rule's no that no form took up: shown as a page that says what and how to go on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, DomainError):
            return None
        template = "components/refusal.html" if request.htmx else "refused.html"
        return render(request, template, {"message": exception.message, "code": exception.code}, status=409)
