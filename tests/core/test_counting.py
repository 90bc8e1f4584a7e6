"""Counts asked together: the querysets' own numbers, in one query that is put together once."""

from accounts import notices
from accounts.models import Notice
from core.counting import CountedTogether
from core.jobs import Job


def counted():
    return CountedTogether(lambda key: Job.objects.of(key).open(), notices.unread)


def fill(street):
    staff, leader = street.users["staff"], street.users["leader"]
    for state in ("queued", "running", "done"):
        Job.objects.create(kind="report", requested_by=staff, state=state)
    notices.send(users=[staff, staff, staff, leader], kind=Notice.Kinds.JOB, title="办好了")
    notices.mark_read(actor=staff, notices=[Notice.objects.filter(user=staff).first()])
    return staff, leader


def test_each_account_is_told_its_own_numbers(street):
    ask, (staff, leader) = counted(), fill(street)
    numbers = [(Job.objects.of(user).open().count(), notices.unread_count(user)) for user in (staff, leader)]
    assert [ask(user.pk) for user in (staff, leader)] == numbers == [(2, 2), (0, 1)]
    assert ask(street.users["outsider"].pk) == (0, 0)


def test_one_query_whatever_is_counted(street, django_assert_num_queries):
    ask, (staff, _) = counted(), fill(street)
    with django_assert_num_queries(2):
        ask(staff.pk)
        ask(staff.pk)
