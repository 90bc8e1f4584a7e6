"""What one may see and what not: the pages 没有权限 and 没有找到 with the reason, and 我能看到什么."""

from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.generic import TemplateView

from core.errors_pages import incident_of
from core.web import SIGNED_IN, rule_of
from reports import closed
from reports.menu import MENU


def forbidden(request, exception=None):
    """403: which role opens the page, or the step, and who grants it."""
    user, rule = _asked(request)
    permission = getattr(exception, "permission", "")
    if user is None or rule is None:
        text = "您的角色不能进行这项操作。如工作需要，请联系安全管理员授权。"
    elif not rule.admits(user):
        text = closed.why_refused(user, rule)
    elif permission:
        text = closed.why_lacking(user, permission)
    else:
        text = "这一步不由您的角色或您本人办理。工作需要的，请安全管理员授予相应角色。"
    return _page(request, 403, "没有权限", text)


def not_found(request, exception=None):
    """404: the same of what is hidden and of what does not exist."""
    user, rule = _asked(request)
    text = closed.why_not_found(user, rule) if user else "页面不存在，或不在您的管辖范围内。请从左侧菜单重新进入。"
    return _page(request, 404, "没有找到", text)


def _asked(request):
    """``(the signed-in user or None, the rule of the view asked for or None)``."""
    user, match = getattr(request, "user", None), request.resolver_match
    return (user if user and user.is_authenticated else None), (rule_of(match.func) if match else None)


def _page(request, status, title, text):
    context = {"title": title, "text": text, "incident": incident_of(request), "is_explained": True}
    return render(request, "error.html", context, status=status)


class MyAccess(TemplateView):
    """我能看到什么: one's own roles and until when, what they open, and what stays shut and why."""

    access_rule = SIGNED_IN
    template_name = "reports/my_access.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        rights = [] if user.admin_kind else closed.rights_of(user)
        return super().get_context_data(
            grants=closed.grants_of(user),
            held=[right for right in rights if right.is_open],
            lacked=[right for right in rights if not right.is_open],
            functions=list(_functions(user)),
            **kwargs,
        )


def _functions(user):
    """``(entry, url, empty or why it is shut)`` of every line of the menu."""
    for _, entries in MENU:
        for entry in entries:
            url = reverse(entry.view)
            rule = rule_of(resolve(url).func)
            yield entry, url, "" if rule.admits(user) else "、".join(closed.openers(rule))
