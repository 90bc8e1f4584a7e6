"""每周简报: once in each ISO week, after a stop too, with the rights of whoever switched it on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from accounts.models import Notice, User
from communities.services import revoke_role
from core.audit import AuditEvent
from core.errors import DomainError
from reports.models import ReportRun, WeeklyBriefing
from reports.tasks import ask_for_weekly_briefings
from reports.weekly import ask_for_due, last_due, set_weekly_briefing, week_of
from tests.factories import world

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=CHINA)


@pytest.fixture
def weekly(street):
    """Every Monday at 8, switched on by a clerk the Friday before."""
    row = set_weekly_briefing(
        actor=street.users["staff"], region=street.regions[world.STREET], is_on=True, weekday=0, hour=8
    )
    WeeklyBriefing.objects.update(since=MONDAY - timedelta(days=3))
    return row


def asked(*moments):
    """How many briefings the clock asked for at each of these moments."""
    return [ask_for_due(moment) for moment in moments]


@pytest.mark.parametrize(("now", "due"), [
    (datetime(2026, 11, 23, 8, 0, tzinfo=CHINA), MONDAY),
    (datetime(2026, 11, 23, 7, 59, tzinfo=CHINA), MONDAY - timedelta(days=7)),
    (datetime(2026, 11, 29, 23, 59, tzinfo=CHINA), MONDAY),
    (datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("UTC")), MONDAY),
])  # fmt: skip
def test_when_it_was_last_due(now, due):
    assert last_due(WeeklyBriefing(weekday=0, hour=8), now) == due


def test_a_week_belongs_to_its_iso_year():
    assert week_of(datetime(2027, 1, 1, 8, tzinfo=CHINA)) == "2026-W53"


def test_once_a_week_however_often_the_clock_strikes(weekly):
    before, after = MONDAY - timedelta(minutes=1), MONDAY + timedelta(minutes=10)
    assert asked(before, MONDAY, MONDAY, after, MONDAY + timedelta(days=6)) == [0, 1, 0, 0, 0]
    assert asked(MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)) == [1, 0]
    assert list(ReportRun.objects.order_by("number").values_list("number", "requested_by__username")) == [
        (1, "staff"), (2, "staff"),
    ]  # fmt: skip


def test_a_missed_strike_is_made_up_for_once(weekly):
    assert asked(MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)) == [1, 0]
    assert asked(MONDAY + timedelta(days=25)) == [1]  # three weeks off: the last of them only
    assert ReportRun.objects.count() == 2


def test_what_was_due_before_it_was_switched_on_is_not_made_up_for(weekly):
    WeeklyBriefing.objects.update(since=MONDAY + timedelta(hours=1))
    assert asked(MONDAY + timedelta(days=1)) == [0]


def test_another_day_of_the_same_week_asks_no_second_time(weekly):
    assert asked(MONDAY) == [1]
    WeeklyBriefing.objects.update(weekday=4)
    assert asked(MONDAY + timedelta(days=4), MONDAY + timedelta(days=11)) == [0, 1]


def test_switched_off_it_asks_for_nothing(weekly):
    WeeklyBriefing.objects.update(is_on=False)
    assert asked(MONDAY) == [0]


def test_leaders_and_whoever_set_it_are_told(street, weekly):
    asked(MONDAY, MONDAY + timedelta(minutes=10))
    run = ReportRun.objects.get()
    told = Notice.objects.filter(kind="briefing").values_list("user__username", "url", "day")
    assert sorted(told) == [
        ("leader", reverse("reports:report-run", args=[run.pk]), MONDAY.date()),
        ("staff", reverse("reports:report-run", args=[run.pk]), MONDAY.date()),
    ]


def test_without_the_right_nothing_is_built_and_it_is_said_why(street, weekly):
    revoke_role(actor=street.users["security_admin"], grant=street.users["staff"].role_grants.get())
    assert asked(MONDAY, MONDAY + timedelta(minutes=10)) == [0, 0]
    assert "权限" in WeeklyBriefing.objects.get().problem
    assert ReportRun.objects.count() == 0
    assert Notice.objects.filter(kind="briefing").values_list("user__username", "title").get() == (
        "staff", "每周简报未能生成",
    )  # fmt: skip


def test_an_account_out_of_force_lends_no_rights(street, weekly):
    User.objects.filter(username="staff").update(is_active=False)
    assert asked(MONDAY) == [0]
    assert "已停用" in WeeklyBriefing.objects.get().problem


def test_the_task_asks_at_the_present_moment(weekly):
    WeeklyBriefing.objects.update(since=MONDAY - timedelta(days=800))
    ask_for_weekly_briefings()
    ask_for_weekly_briefings()
    assert ReportRun.objects.count() == 1


def test_who_may_set_it(street):
    for name, refusal in (
        ("secretary", Http404), ("outsider", Http404), ("inspector", PermissionDenied), ("system_admin", Http404),
    ):  # fmt: skip
        with pytest.raises(refusal):
            set_weekly_briefing(
                actor=street.users[name], region=street.regions[world.STREET], is_on=True, weekday=0, hour=8
            )
    with pytest.raises(DomainError) as refused:
        set_weekly_briefing(actor=street.users["staff"], region=street.first, is_on=True, weekday=0, hour=8)
    assert refused.value.code == "not_a_street"


def test_it_is_set_on_the_page_and_shown_in_the_list(street, signed_in):
    client, page = signed_in("staff"), reverse("reports:report-weekly", args=[world.STREET])
    assert "未开启" in client.get(reverse("reports:report-list")).content.decode()
    client.post(page, {"is_on": "on", "weekday": 2, "hour": 9})
    assert "每星期三 09:00 自动生成简报" in client.get(reverse("reports:report-list")).content.decode()
    assert AuditEvent.objects.filter(event="report.schedule").count() == 1
    assert client.post(page, {"is_on": "on", "weekday": 9, "hour": 24}).status_code == 422
    secretary = signed_in("secretary")
    assert "每周简报" not in secretary.get(reverse("reports:report-list")).content.decode()
