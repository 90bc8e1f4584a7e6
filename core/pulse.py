"""Whether a worker is alive: each round of the sweeper leaves its time in a row, and a page can ask for it.

The broker is not asked: a page does not wait for one that is down, and a message that nobody takes away says nothing
about who should have taken it.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone

SILENT_AFTER = timedelta(minutes=2)  # the sweeper comes every thirty seconds


class WorkerPulse(models.Model):
    """One row: when a worker was last heard of."""

    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "后台服务心跳"

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"


def beat():
    """A worker is at it, now."""
    WorkerPulse.objects.update_or_create(pk=1, defaults={"at": timezone.now()})


def was_felt():
    """Whether a worker was heard of within SILENT_AFTER."""
    return WorkerPulse.objects.filter(pk=1, at__gte=timezone.now() - SILENT_AFTER).exists()
