"""常用视图: the state of a list (core.lists) kept under a name, by one user for himself or for his street."""

import uuid

from django.db import models
from django.db.models import Q

from communities.models.regions import Region, readable_below
from core.access import Scope


def _own_and_above(scope_q, user, permission):
    """One's own, and those of the regions in which one works."""
    return readable_below("region_id")(scope_q, user, permission) | Q(owner=user.pk)


class SavedViewQuerySet(models.QuerySet):
    def of_list(self, name):
        return self.filter(list=name)


class SavedView(models.Model):
    """A list's filters, order and columns under a name. ``query``: urlencoded, as ``ListState.query`` makes it.

    It holds conditions and no result: who opens it sees what he may see. ``region``: the street whose people share it;
    None while it is its owner's alone.
    """

    access = Scope("region_id", also=_own_and_above)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.CharField("列表", max_length=60)
    title = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=500)
    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="保存人")
    region = models.ForeignKey(Region, models.CASCADE, null=True, related_name="+", verbose_name="共用范围")
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "常用视图"
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "list", "title"], name="saved_view_title_once")]

    def __str__(self):
        return self.title
