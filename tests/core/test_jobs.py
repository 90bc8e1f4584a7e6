"""Jobs with a real worker process: what dies, doubles or gets lost costs time, and no work."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import b64decode
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu import Exchange, Queue
from redis import AuthenticationError, Redis

from config.celery import app
from core import job_parts, jobs
from core.audit import AuditEvent
from core.files import StoredFile
from core.job_parts import JobPart, Parts
from core.jobs import Job
from tests.core import job_functions
from tests.core.full_disk import full_disk
from tests.core.worker_settings import KINDS
from tests.factories import world

PATIENCE = 60  # seconds; a loaded machine starts a worker slowly


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.JOB_KINDS = settings.JOB_KINDS | KINDS
    _empty_broker()
    yield
    _empty_broker()


def _empty_broker():
    with app.connection_for_write() as broker:
        broker.default_channel.queue_declare("celery", durable=True, auto_delete=False, exclusive=False)
        broker.default_channel.queue_purge("celery")


@pytest.fixture
def requester(transactional_db):
    return world.make_user("requester")


def database_url():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    before, _, after = os.environ["DATABASE_URL"].rpartition("/")
    return f"{before}/{name}" + ("?" + after.partition("?")[2] if "?" in after else "")


@contextmanager
def worker():
    """A Celery worker on the test's own database, broker and keys; killed at the end, if not before."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.core.worker_settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "REDIS_URL": settings.REDIS_URL,
        "JOB_LEASE_SECONDS": "2",
        "CLOCK": timezone.now().isoformat(),
    }
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--app", "config", "--quiet", "--skip-checks", "worker",
               "--pool", "prefork", "--concurrency", "1", "--loglevel", "ERROR", "--without-gossip",
               "--without-mingle", "--without-heartbeat"]  # fmt: skip
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    """As the machine's own out-of-memory killer would: the worker and its children, without warning."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition, *, meanwhile=lambda: None):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        meanwhile()
        time.sleep(0.1)


def wait_until(job, state, *, meanwhile=lambda: None):
    wait_for(lambda: Job.objects.get(pk=job.pk).state == state, meanwhile=meanwhile)
    return Job.objects.get(pk=job.pk)


def runs(job):
    path = job_functions.marks(job)
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_killed_worker_leaves_its_job_to_the_next(requester):
    job = jobs.enqueue(actor=requester, kind="waits", parameters={})
    with worker() as first:
        wait_for(lambda: runs(job) == 1)
        kill(first)
    assert Job.objects.get(pk=job.pk).state == Job.States.RUNNING
    job_functions.may_go_on(job).touch()
    with worker():
        done = wait_until(job, Job.States.DONE, meanwhile=jobs.sweep_jobs)
    assert (runs(job), done.attempts, done.progress) == (2, 2, 100)
    assert done.result.read() == b"made"
    assert StoredFile.objects.count() == 1
    assert AuditEvent.objects.filter(event="job.done").count() == 1


def test_after_a_killed_worker_only_the_missing_pieces_are_made(requester):
    job = jobs.enqueue(actor=requester, kind="pieces", parameters={})
    with worker() as first:
        wait_for(lambda: JobPart.objects.count() == 3)
        kill(first)
    kept = [part.file.path for part in JobPart.objects.select_related("file")]
    job_functions.may_go_on(job).touch()
    with worker():
        done = wait_until(job, Job.States.DONE, meanwhile=jobs.sweep_jobs)
    assert (runs(job), done.attempts, done.result.read()) == (job_functions.PIECES, 2, b"01234")
    assert not JobPart.objects.exists()
    assert (StoredFile.objects.count(), [path.exists() for path in kept]) == (1, [False] * 3)


def test_old_pieces_are_made_anew_and_swept(requester):
    job = jobs.enqueue(actor=requester, kind="pieces", parameters={})
    Job.objects.update(state=Job.States.RUNNING, lease=uuid4())
    running = jobs.Running(Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk).lease)
    Parts(running).keep("0", b"old", 1, name="part", content_type="text/plain")
    assert Parts(running).find("0").read() == b"old"
    JobPart.objects.update(created_at=timezone.now() - job_parts.USEFUL_FOR)
    assert Parts(running).find("0") is None
    assert (job_parts.sweep_parts(), StoredFile.objects.count()) == (1, 0)


def test_who_lost_the_job_keeps_nothing(requester):
    job = jobs.enqueue(actor=requester, kind="pieces", parameters={})
    with pytest.raises(jobs.LeaseLost):
        Parts(jobs.Running(job, uuid4())).keep("0", b"late", 1, name="part", content_type="text/plain")
    assert not JobPart.objects.exists()


def test_twenty_messages_run_a_job_once_and_a_pickle_is_not_opened(requester, tmp_path):
    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    for _ in range(20):
        jobs.tell(job.pk)
    _send_pickle(tmp_path / "opened")
    last = jobs.enqueue(actor=requester, kind="quick", parameters={})
    with worker():
        wait_until(job, Job.States.DONE)
        wait_until(last, Job.States.DONE)
    assert (runs(job), runs(last)) == (1, 1)
    assert StoredFile.objects.count() == 2
    assert not (tmp_path / "opened").exists()


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def _send_pickle(path):
    with app.connection_for_write() as broker:
        exchange = Exchange("celery", type="direct")
        broker.Producer(serializer="pickle").publish(
            Trap(path), exchange=exchange, routing_key="celery",
            declare=[Queue("celery", exchange, routing_key="celery")],
            headers={"task": "core.run_job", "id": "1", "lang": "py"},
        )  # fmt: skip


def test_only_json_is_accepted():
    assert set(app.conf.accept_content) == {"json"}
    assert (app.conf.task_serializer, app.conf.result_serializer, app.conf.event_serializer) == ("json",) * 3


@pytest.mark.services
def test_redis_without_its_password_answers_nobody(settings):
    bare = re.sub(r"//[^@]*@", "//", settings.REDIS_URL)
    with pytest.raises(AuthenticationError), Redis.from_url(bare) as stranger:
        stranger.ping()


@pytest.mark.services
def test_a_flushed_broker_loses_nothing(requester):
    import redis

    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    Job.objects.update(told_at=timezone.now() - 2 * jobs.RETRY_QUEUED_AFTER)
    with worker():
        wait_until(job, Job.States.DONE)  # the worker looks for lost jobs when it starts
    assert runs(job) == 1


def test_a_message_holds_the_jobs_id_and_nothing_else(requester):
    job = jobs.enqueue(actor=requester, kind="quick", parameters={"region": world.FIRST})
    with app.connection_for_read() as broker:
        body = broker.default_channel.basic_get("celery").body
    arguments = json.loads(b64decode(body) if not body.startswith((b"[", "[")[isinstance(body, str)]) else body)
    assert arguments[:2] == [[str(job.pk)], {}]


def test_a_broker_that_is_down_only_delays(requester, monkeypatch):
    with app.connection_for_write() as broker:
        address = broker.as_uri(include_password=True)
    pools_of_dead_broker(monkeypatch)
    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    assert Job.objects.get(pk=job.pk).state == Job.States.QUEUED
    monkeypatch.undo()
    with app.connection_for_write() as broker:
        assert broker.as_uri(include_password=True) == address
    jobs.run_job(str(job.pk))
    assert runs(job) == 1


def pools_of_dead_broker(monkeypatch):
    """Point Celery at a port on which nobody listens."""
    monkeypatch.setitem(app.conf.changes, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


def test_a_rolled_back_act_leaves_no_job_and_no_message(requester):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(actor=requester, kind="quick", parameters={})
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_the_same_key_twice_is_one_job(requester):
    made = {jobs.enqueue(actor=requester, kind="quick", parameters={}, idempotency_key="k").pk for _ in "ab"}
    assert len(made) == 1


def test_run_twice_is_run_once(requester):
    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    for _ in "ab":
        jobs.run_job(str(job.pk))
    assert runs(job) == 1
    assert AuditEvent.objects.filter(event="job.done").count() == 1


def failed(job):
    jobs.run_job(str(job.pk))
    job = Job.objects.get(pk=job.pk)
    assert job.state == Job.States.FAILED
    return job.message


def test_the_job_of_a_disabled_user_does_not_run(requester):
    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    requester.is_active = False
    requester.save()
    assert "已停用" in failed(job)
    assert runs(job) == 0


def test_a_job_runs_with_the_rights_of_now(transactional_db):
    street = world.build()
    from communities.services import revoke_role

    staff = street.users["staff"]
    kept, lost = (jobs.enqueue(actor=staff, kind="needs_right", parameters={"region": world.FIRST}) for _ in "ab")
    jobs.run_job(str(kept.pk))
    assert Job.objects.get(pk=kept.pk).state == Job.States.DONE
    revoke_role(actor=street.users["security_admin"], grant=staff.role_grants.get())
    assert "无权" in failed(lost)


def test_what_broke_is_told_without_the_inside(requester, caplog):
    job = jobs.enqueue(actor=requester, kind="breaks", parameters={})
    message = failed(job)
    assert str(job.pk)[:8] in message
    assert "secret inside" not in message


def test_a_full_disk_fails_the_job_at_once_and_says_so(requester):
    job = jobs.enqueue(actor=requester, kind="large", parameters={})
    with full_disk():
        assert "存储空间已满" in failed(job)
    jobs.retry(actor=requester, job=job)
    jobs.run_job(str(job.pk))
    assert Job.objects.get(pk=job.pk).state == Job.States.DONE


def test_a_failed_job_is_tried_again_on_demand(requester):
    job = jobs.enqueue(actor=requester, kind="breaks", parameters={})
    failed(job)
    jobs.retry(actor=requester, job=job)
    assert Job.objects.get(pk=job.pk).state == Job.States.QUEUED
    assert failed(job)
    assert runs(job) == 2


def test_a_poison_job_is_given_up_after_three_attempts(requester):
    job = jobs.enqueue(actor=requester, kind="quick", parameters={})
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.update(state=Job.States.RUNNING, attempts=jobs.MAX_ATTEMPTS, lease_until=past)
    assert jobs.sweep_jobs() == 0
    assert Job.objects.get(pk=job.pk).state == Job.States.FAILED
