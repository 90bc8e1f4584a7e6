"""Counts asked together: the querysets' own numbers, in one query."""

from accounts import notices
from accounts.models import Notice
from core.counting import CountedTogether, numbers_by
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


def test_numbers_by_a_column_end_where_there_are_too_many(street, django_assert_num_queries):
    for user in fill(street):
        Job.objects.create(kind="report", requested_by=user, state="done")
    rows = Job.objects.order_by("-created_at")
    with django_assert_num_queries(1):
        assert numbers_by(rows, "state", 5) == {"queued": 1, "running": 1, "done": 3}
    assert numbers_by(rows, "state", 4) is None
    assert numbers_by(rows.exclude(state="queued"), "state", 4) == {"running": 1, "done": 3}
    assert numbers_by(rows.none(), "state", 4) == {}
