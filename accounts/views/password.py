"""The owner's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from accounts import services
from accounts.forms import PasswordForm
from core.web import SIGNED_IN


def policy_in_words():
    """The rules in force, a sentence each."""
    return [
        f"至少 {settings.PASSWORD_MIN_LENGTH} 个字符，含大写字母、小写字母、数字、符号中的至少 {settings.PASSWORD_MIN_CLASSES} 类。",
        "不得与登录名、姓名相近，不得是常见密码。",
        f"不得与最近 {settings.PASSWORD_HISTORY} 次用过的密码相同；每 {settings.PASSWORD_MAX_AGE_DAYS} 天须更换一次。",
    ]


class ChangePassword(FormView):
    """Reached freely from the user menu, and by force while the password is a one-time one or too old."""

    access_rule = SIGNED_IN
    audit_events = ("account.change_password",)
    form_class = PasswordForm
    template_name = "accounts/password.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rules=policy_in_words(),
            max_age_days=settings.PASSWORD_MAX_AGE_DAYS,
            **kwargs,
        )

    def form_valid(self, form):
        services.change_password(user=self.request.user, password=form.cleaned_data["new"])
        update_session_auth_hash(self.request, self.request.user)  # this session goes on, all others ended
        self.request.session["auth_at"] = timezone.now().timestamp()
        messages.success(self.request, "密码已修改，您在其他地方的登录已全部退出。")
        return redirect(settings.LOGIN_REDIRECT_URL)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
