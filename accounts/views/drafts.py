"""One's own drafts of long forms, kept and dropped by js/drafts.js. Pages of forms offer them: see core/drafts.py."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views import View

from core import drafts
from core.errors import DomainError
from core.web import SIGNED_IN, rule_of

STATUS = {"drafts_too_often": 429, "draft_too_long": 413, "already_sent": 409}


class DraftKeep(View):
    """Keep what is typed (``sign``, ``page``, ``content``, ``draft``: the one taken up), or forget it (``drop``). Answers JSON."""

    access_rule = SIGNED_IN  # and the form's own, see _require_door
    audit_events = ()  # nobody's record changes, and no word of it is for others
    http_method_names = ["post"]

    def post(self, request):
        if "drop" in request.POST:
            drafts.drop(actor=request.user, pages=[token(request.POST["drop"])])
            return JsonResponse({})
        try:
            draft = self._keep(request)
        except DomainError as error:
            return JsonResponse({"message": error.message}, status=STATUS.get(error.code, 400))
        return JsonResponse({"time": f"{timezone.localtime(draft.saved_at):%H:%M}"})

    def _keep(self, request):
        data = request.POST
        page = token(data.get("page", ""))
        if page is None:
            raise DomainError("draft_unreadable", "草稿内容不完整。")
        path = drafts.read_sign(request.user, data.get("sign", ""))
        _require_door(request.user, path)
        return drafts.keep(
            actor=request.user, path=path, page=page, content=data.get("content", ""),
            replaces=token(data.get("draft", "")),
        )  # fmt: skip


def _require_door(user, path):
    """Nothing is kept for a form that the user could not open any more."""
    try:
        rule = rule_of(resolve(path).func)
    except Resolver404 as error:
        raise PermissionDenied from error
    if not rule.admits(user):
        raise PermissionDenied


def token(text):
    """A UUID, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
