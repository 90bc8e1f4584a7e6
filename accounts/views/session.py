"""Signing in, signing out, and signing in again in place."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView, View

from accounts import sessions
from accounts.forms import SignInAgainForm, SignInForm
from core.web import PUBLIC

WRONG = "登录名或密码不正确。"  # the same for unknown, disabled and expired accounts


class SignIn(RedirectURLMixin, FormView):
    """The sign-in page."""

    access_rule = PUBLIC
    audit_events = ("session.start", "session.refuse")
    form_class = SignInForm
    template_name = "accounts/login.html"
    next_page = settings.LOGIN_REDIRECT_URL

    def get(self, request, *args, **kwargs):
        return redirect(self.get_success_url()) if request.user.is_authenticated else super().get(request)

    def form_valid(self, form):
        user = sessions.sign_in(self.request, **form.cleaned_data)
        if user is None:
            form.add_error(None, WRONG)
            return self.form_invalid(form)
        _warn_of_expiry(self.request, user)
        return redirect(self.get_success_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _warn_of_expiry(request, user):
    left = user.password_expires_at - timezone.now()
    if 0 <= left.days < settings.PASSWORD_WARN_DAYS:
        on = timezone.localtime(user.password_expires_at)
        messages.warning(request, f"您的密码将于 {on:%m月%d日} 到期，请在此之前修改。")


class SignInInline(FormView):
    """Reopens an ended session from inside a page, for the same user only, so that nothing typed is lost.

    GET answers the form as a fragment. POST answers 204 with ``HX-Trigger: signed-in``.
    Signing in changes the CSRF token: each answer carries the one in force as
    ``X-CSRF-Token``, which the page puts into its forms before it sends again.
    """

    access_rule = PUBLIC
    audit_events = ("session.start", "session.refuse")
    form_class = SignInAgainForm
    template_name = "accounts/login_inline.html"

    def dispatch(self, request, *args, **kwargs):
        self.owner = sessions.resumable_user(request)
        response = super().dispatch(request, *args, **kwargs)
        response["X-CSRF-Token"] = get_token(request)
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(owner=self.owner, **kwargs)

    def form_valid(self, form):
        username = self.owner.username if self.owner else ""
        if sessions.sign_in(self.request, username=username, password=form.cleaned_data["password"]):
            return HttpResponse(status=204, headers={"HX-Trigger": "signed-in"})
        form.add_error("password", "密码不正确。")
        return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOut(View):
    """Ends the session and has the browser forget what it kept."""

    access_rule = PUBLIC
    audit_events = ("session.end",)
    http_method_names = ["post"]

    def post(self, request):
        sessions.sign_out(request)
        response = redirect(settings.LOGOUT_REDIRECT_URL)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def locked_out(request, original_response, credentials):
    """What axes shows while a name is locked; the same whether or not there is such an account."""
    template = "accounts/locked_inline.html" if request.htmx else "accounts/locked.html"
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, template, {"minutes": minutes}, status=429)


def stale_form(request, reason=""):
    """CSRF_FAILURE_VIEW: mostly a page left open while another tab signed in. Carries the token now in force."""
    context = {
        "title": "页面已过期",
        "text": "这个页面打开后，您在别处重新登录过，刚才的操作没有执行。请返回上一页刷新后再试，已填内容请先复制。",
        "incident": getattr(request, "incident", ""),
    }
    response = render(request, "error.html", context, status=403)
    response["X-CSRF-Token"] = get_token(request)
    return response
