"""Background work: a row first, a message second.

A :class:`Job` is written in the business transaction; on commit Celery is told its id,
and nothing else. A worker takes the row by compare-and-swap, holds it under a lease that
a heartbeat extends, and stores result and state in one transaction. The sweeper queues
again whatever the broker, or a dead worker, lost. So no broker fault loses work, and a
message delivered twice runs once.
"""

import logging
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from celery import shared_task
from celery.signals import task_prerun, worker_ready
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, close_old_connections, connection, models, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import ChannelError

from core import audit, give_way, job_parts, pulse
from core.errors import DomainError
from core.files import StoredFile, store

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
RETRY_QUEUED_AFTER = timedelta(seconds=45)


class JobQuerySet(models.QuerySet):
    def open(self):
        """Those that wait or run."""
        return self.filter(state__in=[Job.States.QUEUED, Job.States.RUNNING])

    def of(self, user):
        """Those that ``user`` (an account or its key) asked for."""
        return self.filter(requested_by=user)


class Job(models.Model):
    """One piece of background work and its fate."""

    class States(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "处理中"
        DONE = "done", "已完成"
        FAILED = "failed", "未成功"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=40)
    parameters = models.JSONField("参数", default=dict)  # ids and codes only, never personal data
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="申请人")
    state = models.CharField("状态", max_length=10, choices=States, default=States.QUEUED)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)
    step = models.CharField("当前步骤", max_length=100, blank=True)
    message = models.CharField("说明", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField("通知时间", null=True)
    idempotency_key = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 - many jobs without one
    result = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("申请时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["queued", "running", "done", "failed"]), name="job_state"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress"),
        ]

    objects = JobQuerySet.as_manager()

    def __str__(self):
        return f"{self.kind} {self.get_state_display()}"

    @property
    def is_open(self):
        return self.state in (self.States.QUEUED, self.States.RUNNING)


@dataclass(frozen=True)
class Product:
    """A file that a job made; it is stored together with the job's end."""

    content: bytes
    name: str
    content_type: str


class LeaseLost(Exception):
    """Another worker took the job over; this one must stop without writing."""


def enqueue(*, actor, kind, parameters, idempotency_key=None):
    """Write a job in the caller's transaction and tell Celery on commit. Returns the :class:`Job`.

    The same ``idempotency_key`` twice gives the same job.
    """
    if kind not in settings.JOB_KINDS:
        raise ValueError(f"unknown job kind {kind}")
    with transaction.atomic():
        fields = {"kind": kind, "parameters": parameters, "requested_by": actor}
        if idempotency_key:
            job, _ = Job.objects.get_or_create(idempotency_key=idempotency_key, defaults=fields)
        else:
            job = Job.objects.create(**fields)
        transaction.on_commit(lambda: tell(job.pk))
    return job


def tell(job_id):
    """Send the hint. A broker that is down costs nothing but time: the sweeper sends it again."""
    Job.objects.filter(pk=job_id).update(told_at=timezone.now())
    try:
        run_job.apply_async([str(job_id)], retry=False)
    except (run_job.OperationalError, ChannelError):
        logger.warning("broker unreachable; job %s waits for the sweeper", job_id)


@transaction.atomic
def retry(*, actor, job):
    """Queue a failed job once more; raises DomainError ``not_failed`` otherwise."""
    changed = Job.objects.filter(pk=job.pk, state=Job.States.FAILED).update(
        state=Job.States.QUEUED, attempts=0, progress=0, step="", message="", finished_at=None
    )
    if not changed:
        raise DomainError("not_failed", "该任务未处于“未成功”状态，无需重试。")
    audit.record(actor, "job.retry", job)
    transaction.on_commit(lambda: tell(job.pk))


class Running:
    """What a job function gets: the job's data, and ways to report. Its requester has the rights he has *now*."""

    def __init__(self, job, lease):
        self.job, self.lease = job, lease
        self.actor = job.requested_by
        self.parameters = job.parameters

    def report(self, percent, step=""):
        """Show progress; raises :class:`LeaseLost` if the job was taken over."""
        if not self._mine().update(progress=min(int(percent), 99), step=step[:100], lease_until=_lease_end()):
            raise LeaseLost

    def still_mine(self):
        """Whether the lease holds. Locks the row until the transaction ends, so that two workers cannot both write."""
        return bool(self._mine().select_for_update().values_list("pk"))

    def require_mine(self):
        """Call first in a transaction of the job's own that writes; raises :class:`LeaseLost`."""
        if not self.still_mine():
            raise LeaseLost

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, state=Job.States.RUNNING, lease=self.lease)


def _lease_end():
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _take(job_id):
    """Claim the job if it is free; None if it is done, or another worker holds it."""
    now, lease = timezone.now(), uuid.uuid4()
    free = Q(state=Job.States.QUEUED) | Q(state=Job.States.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=Job.States.RUNNING, lease=lease, lease_until=_lease_end(), attempts=F("attempts") + 1, started_at=now
    )
    if not taken:
        return None
    return Running(Job.objects.select_related("requested_by").get(pk=job_id), lease)


@contextmanager
def _heartbeat(running):
    """Extend the lease from a thread while the function works, however long one step takes."""
    stop = threading.Event()

    def beat():
        while not stop.wait(settings.JOB_LEASE_SECONDS / 4):
            try:
                running._mine().update(lease_until=_lease_end())
            except DatabaseError:
                logger.warning("heartbeat of job %s missed", running.job.pk)
        close_old_connections()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _finish(running, state, *, product=None, message=""):
    """Store what was made and set the state, in one transaction; nothing if the lease was lost."""
    fields = {
        "state": state,
        "message": message[:500],
        "finished_at": timezone.now(),
        "lease": None,
        "lease_until": None,
    }
    if state == Job.States.DONE:
        fields |= {"progress": 100, "step": ""}
    with transaction.atomic():
        if not running.still_mine():
            return
        if state == Job.States.DONE:
            job_parts.drop(running.job.parts)
        if product:
            fields["result"] = store(
                product.content, name=product.name, content_type=product.content_type, created_by=running.actor
            )
        Job.objects.filter(pk=running.job.pk).update(**fields)
        audit.record(
            running.actor,
            f"job.{state}",
            running.job,
            result="ok" if state == Job.States.DONE else "failed",
            detail={"kind": running.job.kind},
        )
        _follow(running.job.pk)


def _follow(job_id):
    """Tell those named in JOB_FOLLOWERS that a job came to its end, in the transaction that ended it."""
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    for path in settings.JOB_FOLLOWERS:
        import_string(path)(job)


def worker_is_alive():
    """Whether somebody does the work: a worker was heard of lately, or holds a job whose lease has not run out."""
    return pulse.was_felt() or Job.objects.filter(state=Job.States.RUNNING, lease_until__gt=timezone.now()).exists()


@shared_task(name="core.run_job", ignore_result=True)
def run_job(job_id):
    """Run one job. The function named in JOB_KINDS returns a :class:`Product` or None, or raises DomainError."""
    running = _take(job_id)
    if running is None:
        return
    if not running.actor.is_in_force:
        _finish(running, Job.States.FAILED, message="申请人账号已停用，任务已失效。")
        return
    function = import_string(settings.JOB_KINDS[running.job.kind])
    try:
        with _heartbeat(running):
            product = function(running)
        _finish(running, Job.States.DONE, product=product)
    except DomainError as error:
        _finish(running, Job.States.FAILED, message=error.message)
    except (PermissionDenied, Http404):
        _finish(running, Job.States.FAILED, message="申请人现在无权取得其中内容，任务已失效。")
    except LeaseLost:
        logger.warning("job %s was taken over", job_id)
    except Exception:  # the task's outermost boundary: whatever broke, the requester is told
        logger.exception("job %s broke", job_id)
        _finish(
            running,
            Job.States.FAILED,
            message=f"处理时发生意外错误，请重试；仍不成功请报系统管理员（编号 {str(job_id)[:8]}）。",
        )


@shared_task(name="core.sweep_jobs", ignore_result=True)
def sweep_jobs():
    """Queue again what was lost, and give up what failed too often. Returns the number told again."""
    pulse.beat()
    now = timezone.now()
    dead = Q(state=Job.States.RUNNING, lease_until__lt=now)
    for job_id in Job.objects.filter(dead, attempts__gte=MAX_ATTEMPTS).values_list("pk", flat=True):
        _give_up(Job.objects.filter(dead, pk=job_id), job_id)
    untold = Q(state=Job.States.QUEUED) & (Q(told_at=None) | Q(told_at__lt=now - RETRY_QUEUED_AFTER))
    lost = list(Job.objects.filter(dead | untold).order_by("created_at").values_list("pk", flat=True)[:200])
    for job_id in lost:
        tell(job_id)
    return len(lost)


@transaction.atomic
def _give_up(rows, job_id):
    """End a job that was begun too often; nothing if a worker has it again."""
    changed = rows.update(
        state=Job.States.FAILED,
        finished_at=timezone.now(),
        lease=None,
        message="处理中断超过三次，已停止。请重试；仍不成功请报系统管理员。",
    )
    if changed:
        _follow(job_id)


@worker_ready.connect
def sweep_at_start(**_):
    """A worker that comes back looks at once for what its predecessor left."""
    sweep_jobs.delay()


@task_prerun.connect
def give_way_to_pages(**_):
    """A job rests while pages keep the machine busy, but not where others wait for what it has locked. Said before each,
    for a child's handlers of signals are the pool's until its first."""
    give_way.install(may_rest=lambda: not connection.in_atomic_block)
