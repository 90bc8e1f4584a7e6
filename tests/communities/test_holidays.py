"""Working days: plain weeks, holidays, weekend days worked instead; and the table of them."""

from datetime import date

import pytest

from communities.models import Holiday
from communities.services.holidays import install_holidays, remove_holiday, save_holiday
from communities.working_days import WorkingDays
from core.errors import DomainError


@pytest.fixture
def calendar(street):
    install_holidays(actor=street.users["staff"], election=street.running)
    return WorkingDays(street.running)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2026, 11, 25), 5, date(2026, 12, 2)),  # Wednesday, over a weekend
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # over the National Day; 10 October, a Saturday, is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the Saturday before the Spring Festival is worked
        (date(2026, 11, 25), 0, date(2026, 11, 25)),  # 当日
        (date(2026, 10, 3), 0, date(2026, 10, 8)),  # 当日 of what came on a holiday: the next working day
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2027, 1, 1), 1, date(2027, 1, 4)),  # a year not on file: plain weeks
    ],
)
def test_a_limit_ends_on_a_working_day(calendar, start, number, end):
    assert calendar.after(start, number) == end


def test_working_days_between_are_what_a_limit_counts(calendar):
    start = date(2026, 9, 18)
    assert [calendar.between(start, calendar.after(start, number)) for number in range(1, 30)] == list(range(1, 30))
    assert calendar.between(date(2026, 10, 8), date(2026, 9, 30)) == -1


def test_a_year_without_holidays_is_not_known(calendar):
    assert (calendar.is_known(date(2026, 12, 1)), calendar.is_known(date(2027, 1, 4))) == (True, False)


def test_installing_twice_adds_nothing(street, calendar):
    assert install_holidays(actor=street.users["staff"], election=street.running) == 0
    assert Holiday.objects.count() == 39


def test_a_day_is_on_file_once(street, calendar):
    again = Holiday(election=street.running, day=date(2026, 10, 1), kind="off", name="国庆节", source="通知")
    with pytest.raises(DomainError, match="已经登记"):
        save_holiday(actor=street.users["staff"], holiday=again)


def test_a_weekday_is_worked_anyway(street):
    wrong = Holiday(election=street.running, day=date(2026, 11, 25), kind="worked", name="元旦", source="通知")
    with pytest.raises(DomainError, match="不是周末"):
        save_holiday(actor=street.users["staff"], holiday=wrong)


def test_a_day_taken_out_is_what_its_week_says(street, calendar):
    remove_holiday(actor=street.users["staff"], holiday=Holiday.objects.get(day=date(2026, 10, 10)))
    assert not WorkingDays(street.running).is_worked(date(2026, 10, 10))
