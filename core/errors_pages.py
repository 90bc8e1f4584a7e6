"""Error pages in Chinese with an incident number; none shows what went wrong inside."""

import logging

from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from core.middleware import new_incident

logger = logging.getLogger(__name__)


def bad_request(request, exception=None):
    """A request that no page of ours sends: a strange host, too many fields. Menu and session are not asked."""
    text = "这次请求的地址或内容不合要求，没有处理。请从首页重新进入。"
    return HttpResponse(_plain(request, "请求有误", text), status=400)


def broken(request):
    """Rendered without the request: what broke may be the database, which session and menu would ask again."""
    logger.error("incident %s", incident_of(request))
    text = "刚才的操作没有完成，已填内容未被写入。请稍后重试；仍不成功请将编号告诉系统管理员。"
    return HttpResponseServerError(_plain(request, "系统出错", text))


def _plain(request, title, text):
    return render_to_string("broken.html", {"title": title, "text": text, "incident": incident_of(request)})


def incident_of(request):
    """The request's number; one of its own where it failed before it was given any."""
    if not hasattr(request, "incident"):
        request.incident = new_incident()
    return request.incident
