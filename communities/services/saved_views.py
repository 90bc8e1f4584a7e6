"""Keeping and dropping the views of a list."""

from django.db import transaction

from communities.models import SavedView
from core import access, audit
from core.errors import DomainError

OWN_AT_MOST = 8


@transaction.atomic
def save_view(*, actor, list, title, query, region=None):
    """Keep a list's state under ``title``; one of the same name is replaced. Returns the :class:`SavedView`.

    ``region``: with whom to share it, for whoever holds manage_rules there (PermissionDenied / Http404 otherwise).
    Raises DomainError ``too_many``.
    """
    if region:
        access.require(actor, "manage_rules", region)
    own = SavedView.objects.filter(owner=actor, list=list)
    if own.exclude(title=title).count() >= OWN_AT_MOST:
        raise DomainError("too_many", f"每个列表最多保存{OWN_AT_MOST}个视图，请先删除不用的。", field="title")
    view, _ = own.update_or_create(
        owner=actor, list=list, title=title, defaults={"query": query, "region": region}
    )  # fmt: skip
    audit.record(actor, "saved_view.save", view, detail={"list": list, "shared": bool(region)})
    return view


@transaction.atomic
def remove_view(*, actor, view):
    """Drop one's own view; its sharers lose it too."""
    audit.record(actor, "saved_view.remove", view, detail={"list": view.list})
    view.delete()
