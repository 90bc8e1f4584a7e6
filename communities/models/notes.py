"""记事: what one who works on a file writes down by hand for the next, apart from what the system records of itself."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from communities.models.issues import kept_from_the_community
from communities.models.people import Person
from communities.models.regions import Election, Region
from core import secrets
from core.access import Scope

_above = kept_from_the_community()


def _not_about_oneself(user):
    """What is written about a person is not for himself; what is marked 仅街道可见 not for the community."""
    return _above(user) & (Q(person=None) | ~Q(person__user=user.pk))


class FileNote(models.Model):
    """One note, on a community's file or, with ``person``, on a person's as far as that community deals with him."""

    class Kinds(models.TextChoices):
        FACT = "fact", "情况"
        CONTACT = "contact", "沟通"
        REMINDER = "reminder", "提醒"

    access = Scope("community_id", narrow=_not_about_oneself)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name="人员")
    kind = models.CharField("类别", max_length=10, choices=Kinds, default=Kinds.FACT)
    text = secrets.EncryptedTextField("内容")
    noted_on = models.DateField("日期", default=timezone.localdate)
    street_only = models.BooleanField("仅街道可见", default=False)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="记录人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "记事"
        ordering = ["-noted_on", "-created_at"]
        indexes = [models.Index(fields=["community", "election", "-noted_on"])]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["fact", "contact", "reminder"]), name="note_kind")]

    def __str__(self):
        return f"{self.get_kind_display()}记事"
