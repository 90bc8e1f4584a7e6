"""One's own jobs in one list, their end in the inbox, and a word where nobody does the work."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core import jobs, pulse
from core.jobs import Job
from core.pulse import WorkerPulse
from reports import services
from reports.job_results import subjects_of

JOBS = reverse("reports:jobs")
SILENT = "后台服务暂未运行"


@pytest.fixture
def run(street):
    return services.request_report(
        actor=street.users["staff"], code="briefing", region=street.regions["520102032"], election=street.running
    )


def fail(job, **fields):
    Job.objects.filter(pk=job.pk).update(state=Job.States.FAILED, message="第3行缺姓名", **fields)


def test_a_job_is_named_by_what_it_makes_and_leads_there(run):
    subject = subjects_of([run.job])[run.job_id]
    assert (subject.title, subject.url, subject.download) == (str(run), run.get_absolute_url(), "")


def test_a_job_of_an_unknown_kind_has_a_plain_name(street):
    job = Job.objects.create(kind="earlier", requested_by=street.users["staff"])
    assert subjects_of([job])[job.pk].title == "后台任务"


def test_one_sees_his_own_jobs_and_nobody_elses(run, signed_in):
    assert str(run) in signed_in("staff").get(JOBS).content.decode()
    assert str(run) not in signed_in("leader").get(JOBS).content.decode()


def test_a_failed_job_tells_why_and_can_be_tried_again(run, signed_in):
    fail(run.job)
    browser = signed_in("staff")
    assert "第3行缺姓名" in browser.get(JOBS).content.decode()
    browser.post(reverse("reports:job-retry", args=[run.job_id]))
    assert Job.objects.get(pk=run.job_id).state == Job.States.QUEUED


def test_the_top_bar_counts_the_open_jobs(run, signed_in):
    assert "我的任务，1 项办理中" in signed_in("staff").get("/").content.decode()
    fail(run.job)
    assert "办理中" not in signed_in("staff").get(JOBS).content.decode()


def test_the_end_of_a_job_is_told_once_however_often_it_is_tried(run, street):
    jobs.run_job(str(run.job_id))
    first = Notice.objects.get(kind="job")
    assert (first.user, first.title) == (street.users["staff"], f"{run}已完成")
    assert first.url == run.get_absolute_url()
    Notice.objects.update(read_at=timezone.now())
    fail(run.job)
    jobs._follow(run.job_id)
    again = Notice.objects.get(kind="job")
    assert (again.pk, again.title, again.text, again.url, again.read_at) == (
        first.pk, f"{run}未成功", "第3行缺姓名", JOBS, None,
    )  # fmt: skip


def test_a_job_given_up_by_the_sweeper_is_told_too(run):
    past = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=run.job_id).update(
        state=Job.States.RUNNING, lease=uuid4(), lease_until=past, attempts=jobs.MAX_ATTEMPTS
    )
    jobs.sweep_jobs()
    assert Job.objects.get(pk=run.job_id).state == Job.States.FAILED
    assert Notice.objects.get(kind="job").title == f"{run}未成功"


def test_pages_say_when_no_worker_is_alive(run, signed_in):
    browser = signed_in("staff")
    assert SILENT in browser.get(JOBS).content.decode()
    pulse.beat()
    assert SILENT not in browser.get(JOBS).content.decode()
    WorkerPulse.objects.update(at=timezone.now() - pulse.SILENT_AFTER - timedelta(seconds=1))
    assert SILENT in browser.get(reverse("reports:report-create", args=["briefing"])).content.decode()


def test_a_worker_busy_with_a_long_job_is_alive(run):
    assert not jobs.worker_is_alive()
    Job.objects.filter(pk=run.job_id).update(
        state=Job.States.RUNNING, lease=uuid4(), lease_until=timezone.now() + timedelta(minutes=1)
    )
    assert jobs.worker_is_alive()


def test_a_notice_of_a_report_is_read_once_its_page_or_file_was_seen(run, signed_in):
    """Not while it is being built, nor because somebody else looks; the page it is seen on already counts without it."""
    jobs.run_job(str(run.job_id))
    notice = Notice.objects.get(kind="job")
    for name, url in (("leader", run.get_absolute_url()), ("staff", JOBS)):
        signed_in(name).get(url)
        notice.refresh_from_db()
        assert notice.read_at is None

    page = signed_in("staff").get(run.get_absolute_url()).content.decode()
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "条未读" not in page

    Notice.objects.update(read_at=None)
    signed_in("staff").get(reverse("reports:report-download", args=[run.pk]))
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_report_still_being_built_leaves_other_notices_unread(run, street, signed_in):
    Notice.objects.create(user=street.users["staff"], kind="job", title="x", url=run.get_absolute_url())
    Notice.objects.create(user=street.users["staff"], kind="reminder", title="y", url=JOBS)
    browser = signed_in("staff")
    browser.get(run.get_absolute_url())
    browser.get(JOBS)
    assert Notice.objects.filter(read_at=None).count() == 2


def test_a_notice_of_a_failed_job_is_read_where_its_reason_stands(run, street, signed_in):
    fail(run.job)
    jobs._follow(run.job_id)
    assert Notice.objects.get().url == JOBS
    signed_in("staff").get(JOBS)
    assert Notice.objects.get().read_at is not None
