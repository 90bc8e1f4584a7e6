"""Editing without losing: no silent overwrite, no double submission."""

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.errors import DomainError


class Versioned(models.Model):
    """Counts its saves, so that two people editing one record notice each other."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    updated_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True


class EditedMeanwhile(DomainError):
    """Somebody else saved the record since it was read; ``stored`` is how it stands now."""

    def __init__(self, message, stored):
        super().__init__("edited_meanwhile", message)
        self.stored = stored


@transaction.atomic
def claim_version(*, actor, obj, version):
    """Take the right to change ``obj``, last read at ``version``; sets the new version on ``obj``.

    Raises :class:`EditedMeanwhile` that says who changed it and when; for a ``version`` of None
    too, which is what a form without one has read. Call it first in the service that saves.
    """
    version = version or 0
    fields = {"version": version + 1, "updated_by": actor, "updated_at": timezone.now()}
    if not type(obj)._default_manager.filter(pk=obj.pk, version=version).update(**fields):
        now = type(obj)._default_manager.select_related("updated_by").get(pk=obj.pk)
        at = timezone.localtime(now.updated_at)
        raise EditedMeanwhile(
            f"“{obj}”已由{_editor(now, actor)}于 {at:%m月%d日 %H:%M} 修改，您的内容尚未保存。请核对下列最新内容后再保存。",
            now,
        )
    obj.version, obj.updated_by = version + 1, actor


def _editor(obj, actor):
    """Who saved last, to somebody who is told so: often himself, on his other device."""
    if obj.updated_by == actor:
        return "您在另一页面"
    return obj.updated_by.full_name if obj.updated_by else "他人"


class Submission(models.Model):
    """A form's one-time token and where its first submission led: the same POST twice makes one record."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    result_url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "表单提交"

    def __str__(self):
        return str(self.token)


class AlreadySubmitted(Exception):
    """This form was submitted before; ``url`` is where that led."""

    def __init__(self, url):
        super().__init__(url)
        self.url = url


def result_of_submission(*, actor, token):
    """Where an earlier submission of this form led; empty if there was none."""
    return Submission.objects.filter(token=token, user=actor).values_list("result_url", flat=True).first() or ""


def claim_submission(*, actor, token):
    """Take a form's token inside the transaction that makes the record; set ``result_url`` on what it returns.

    Raises :class:`AlreadySubmitted` for a repeated POST.
    """
    try:
        with transaction.atomic():
            return Submission.objects.create(token=token, user=actor)
    except IntegrityError:
        earlier = Submission.objects.filter(token=token, user=actor).first()
        raise AlreadySubmitted(earlier.result_url if earlier else "/") from None
