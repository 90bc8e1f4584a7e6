"""回收站: what was deleted is kept for thirty days, encrypted, and comes back for whoever deleted it.

Only records on which nothing else hangs are deleted this way. The record is kept as its columns; files that belong to
it stay where they are until the thirty days are over. Coming back asks for the same permission as deleting did.
"""

import uuid
from datetime import timedelta

from celery import shared_task
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core import access, audit
from core.errors import DomainError
from core.files import StoredFile
from core.secrets import EncryptedTextField

KEEP_DAYS = 30


class Discarded(models.Model):
    """One deleted record. ``under``: the record on which ``permission`` is asked when it shall come back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.CharField("类别", max_length=80)
    title = EncryptedTextField("名称")  # may name a person
    columns = EncryptedTextField("内容")
    under_model = models.CharField(max_length=80)
    under_id = models.CharField(max_length=36)
    permission = models.CharField(max_length=40)
    files = models.JSONField("文件", default=list)  # keys of the StoredFile that go with it
    discarded_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="删除人")
    discarded_at = models.DateTimeField("删除时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "回收站"
        ordering = ["-discarded_at", "pk"]

    def __str__(self):
        return self.title

    @property
    def kind(self):
        """What it was, in words."""
        return apps.get_model(self.model)._meta.verbose_name

    @property
    def goes_at(self):
        """When it is gone for good."""
        return self.discarded_at + timedelta(days=KEEP_DAYS)

    def under(self):
        """The record it belonged to; None if that is gone too."""
        return apps.get_model(self.under_model).objects.filter(pk=self.under_id).first()


@transaction.atomic
def discard(*, actor, obj, under, permission, title="", files=()):
    """Delete ``obj`` and keep it. The caller has checked rights and writes the audit. Returns the :class:`Discarded`."""
    kept = Discarded.objects.create(
        model=obj._meta.label, title=title or str(obj), columns=serializers.serialize("json", [obj]),
        under_model=under._meta.label, under_id=str(under.pk), permission=permission,
        files=[str(file.pk) for file in files if file], discarded_by=actor,
    )  # fmt: skip
    obj.delete()
    return kept


def discarded_by(user):
    """What the user deleted within the thirty days, newest first."""
    return Discarded.objects.filter(discarded_by=user, discarded_at__gt=timezone.now() - timedelta(days=KEEP_DAYS))


@transaction.atomic
def restore(*, actor, kept):
    """Bring one's own deleted record back as it was. Returns it.

    Raises DomainError ``under_gone``, ``term_closed`` or ``came_again``; 403 and 404 as ``access.require``.
    """
    under = kept.under()
    if under is None:
        raise DomainError("under_gone", f"“{kept}”所属的记录已不存在，无法恢复。")
    access.require(actor, kept.permission, under)
    if not getattr(under, "is_running", True):
        raise DomainError("term_closed", f"“{kept}”所属届次已结束，不能恢复。")
    (found,) = serializers.deserialize("json", kept.columns)
    try:
        with transaction.atomic():
            found.save(force_insert=True)
            connection.check_constraints(table_names=[found.object._meta.db_table])
    except IntegrityError:
        raise DomainError("came_again", f"“{kept}”已另行登记，或所引用的记录已不存在，无法恢复。") from None
    for path in settings.RESTORE_FOLLOWERS:
        import_string(path)(actor=actor, obj=found.object)
    audit.record(actor, "recycle.restore", found.object, detail={"model": kept.model})
    kept.delete()
    return found.object


@shared_task(name="core.purge_discarded", ignore_result=True)
def purge_discarded():
    """Daily: what was deleted more than thirty days ago goes for good, bytes and all. Returns the number."""
    old = Discarded.objects.filter(discarded_at__lte=timezone.now() - timedelta(days=KEEP_DAYS))
    gone = list(old)
    for kept in gone:
        with transaction.atomic():
            for file in StoredFile.objects.filter(pk__in=kept.files):
                file.remove()
            kept.delete()
    return len(gone)
