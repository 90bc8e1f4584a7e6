"""The inbox: one's own, once a day for a digest, read when opened."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from config.celery import app

DAY = date(2026, 11, 25)


def send(street, *names, **fields):
    fields = {"kind": "reminder", "title": "催办：警示谈话", "text": "还差2人\n请协助", "url": "/coverage/"} | fields
    return notices.send(users=[street.users[name] for name in names], **fields)


def test_each_gets_his_own_and_sees_nobody_elses(street, signed_in):
    send(street, "secretary")
    assert "催办：警示谈话" in signed_in("secretary").get(reverse("accounts:notices")).content.decode()
    assert "催办：警示谈话" not in signed_in("staff").get(reverse("accounts:notices")).content.decode()


def test_a_digest_comes_once_a_day(street):
    fields = {"kind": "digest", "title": "待办", "day": DAY}
    assert [send(street, "staff", **fields), send(street, "staff", **fields)] == [1, 0]
    assert send(street, "staff", **fields | {"day": DAY + timedelta(days=1)}) == 1


def test_whose_account_is_shut_is_not_told(street):
    assert send(street, "inactive") == 0


def test_opening_one_reads_it_and_leads_to_the_work(street, signed_in):
    send(street, "secretary")
    notice = Notice.objects.get()
    browser = signed_in("secretary")
    assert notices.unread_count(street.users["secretary"]) == 1
    answer = browser.post(reverse("accounts:notice-open", args=[notice.pk]))
    assert (answer.status_code, answer.url) == (302, "/coverage/")
    assert notices.unread_count(street.users["secretary"]) == 0


def test_anothers_notice_is_not_there(street, signed_in):
    send(street, "secretary")
    answer = signed_in("staff").post(reverse("accounts:notice-open", args=[Notice.objects.get().pk]))
    assert answer.status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_can_be_read_at_once(street, signed_in):
    send(street, "staff")
    send(street, "staff")
    signed_in("staff").post(reverse("accounts:notices-read"))
    assert notices.unread_count(street.users["staff"]) == 0


def test_old_notices_go(street):
    send(street, "staff")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=notices.KEEP_DAYS + 1))
    send(street, "staff")
    assert notices.purge(today=timezone.localdate()) == 1
    assert Notice.objects.count() == 1


def test_the_top_bar_counts_the_unread(street, signed_in):
    send(street, "staff")
    page = signed_in("staff").get("/").content.decode()
    assert "消息，1 条未读" in page


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=settings.CELERY_BEAT_SCHEDULE)
def test_the_worker_knows_every_task_that_the_scheduler_calls(entry):
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
