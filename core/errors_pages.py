"""Error pages in Chinese with an incident number; none shows what went wrong inside."""

import logging

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def _page(request, status, title, text):
    incident = getattr(request, "incident", "")
    return render(request, "error.html", {"title": title, "text": text, "incident": incident}, status=status)


def forbidden(request, exception=None):
    return _page(request, 403, "没有权限", "您的角色不能进行这项操作。如工作需要，请联系安全管理员授权。")


def not_found(request, exception=None):
    return _page(request, 404, "没有找到", "页面不存在，或不在您的管辖范围内。请从左侧菜单重新进入。")


def broken(request):
    """Rendered without the request: what broke may be the database, which session and menu would ask again."""
    incident = getattr(request, "incident", "")
    logger.error("incident %s", incident)
    return HttpResponseServerError(render_to_string("broken.html", {"incident": incident}))
