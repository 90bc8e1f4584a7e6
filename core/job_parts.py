"""Pieces of a long job, kept as they are finished: a worker that dies costs the pieces it was at, and no more.

A piece is found again by a key that its maker computes from what the piece is made of, so that one whose data changed
meanwhile is made anew. Pieces are stored like all files, encrypted; they go when the job is done, and after an hour
they are of no use to anybody.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from celery import shared_task
from django.db import models, transaction
from django.utils import timezone

from core.files import StoredFile, store

USEFUL_FOR = timedelta(hours=1)


class JobPart(models.Model):
    """One finished piece of a job that is not done."""

    job = models.ForeignKey("core.Job", models.CASCADE, related_name="parts", verbose_name="任务")
    key = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField("页数")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    created_at = models.DateTimeField("完成时间", auto_now_add=True)

    class Meta:
        verbose_name = "任务分件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="job_part_once")]

    def __str__(self):
        return f"{self.job_id} {self.key[:8]}"

    def read(self):
        """Its bytes; asks the disk alone, so that a child process may."""
        return self.file.read()


class Parts:
    """The pieces of one running job (core.jobs.Running)."""

    def __init__(self, running):
        self.running = running
        kept = JobPart.objects.filter(job=running.job, created_at__gt=timezone.now() - USEFUL_FOR)
        self.kept = {part.key: part for part in kept.select_related("file")}

    def find(self, key):
        """The piece with ``key``, or None."""
        return self.kept.get(key)

    def keep(self, key, content, pages, *, name, content_type):
        """Store a piece and return it. Raises :class:`core.jobs.LeaseLost` if another worker took the job over."""
        with transaction.atomic():
            self.running.require_mine()
            drop(JobPart.objects.filter(job=self.running.job, key=key))
            file = store(content, name=name, content_type=content_type, created_by=self.running.actor)
            self.kept[key] = JobPart.objects.create(job=self.running.job, key=key, pages=pages, file=file)
        return self.kept[key]


@dataclass
class PartInHand:
    """A piece that nobody keeps."""

    content: bytes
    pages: int

    def read(self):
        return self.content


@dataclass
class PartsInHand:
    """What stands in for :class:`Parts` where there is no job: on the command line."""

    kept: dict = field(default_factory=dict)

    def find(self, key):
        return self.kept.get(key)

    def keep(self, key, content, pages, **_):
        self.kept[key] = PartInHand(content, pages)
        return self.kept[key]


def drop(parts):
    """Delete the pieces of a queryset with their files; in the caller's transaction."""
    for part in parts.select_related("file"):
        part.delete()
        part.file.remove()


@shared_task(name="core.sweep_parts", ignore_result=True)
def sweep_parts():
    """Hourly: delete the pieces of jobs that failed and were not tried again. Returns their number."""
    with transaction.atomic():
        old = JobPart.objects.filter(created_at__lte=timezone.now() - USEFUL_FOR)
        count = old.count()
        drop(old)
    return count
