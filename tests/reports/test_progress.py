"""The overview counts the records of the work: each figure right, nobody else's in it, whatever the number of rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.models import Region
from reports.definitions import briefing
from reports.progress import community_rows, totals
from tests.factories import progress as make
from tests.factories import world
from tests.factories.communities import make_committee, make_member, make_person

TODAY = date(2026, 11, 22)


def rows_of(street, name="staff", code=world.STREET):
    return community_rows(street.users[name], street.regions[code], street.running, TODAY)


def add_community(street, code, name="花三社区居民委员会"):
    return Region.objects.create(code=code, name=name, level=5, parent=street.regions[world.STREET])


def test_briefing_tells_vacancies_and_surplus_community_by_community(street):
    make_committee(street.first, street.running, seats=2)
    full = make_committee(street.second, street.running, seats=0)
    make_member(make_person(street.second), street.running)
    overview = briefing.context(
        street.users["staff"], street.regions[world.STREET], street.running, {}, 1
    )["overview"]  # fmt: skip
    assert (full.seats, overview["filled"], overview["vacancies"], overview["surplus"]) == (0, 1, 2, 1)


def test_row_counts_each_thing_once(street):
    make.fill(street, street.first)

    row = rows_of(street)[0]

    assert (row.code, row.name) == (world.FIRST, "花一社区")
    assert (row.sitting, row.seats_filled, row.seats, row.vacancies) == (2, 3, 10, 7)
    assert (row.candidates, row.passed, row.awaiting_community, row.awaiting_street) == (8, 3, 1, 1)
    assert (row.returned, row.rejected) == (1, 1)
    assert row.stages == [
        ("cleared", "联审通过", 1), ("district_review", "区级联审中", 1), ("passed", "严审通过", 1),
        ("street_review", "待街道严审", 1), ("community_review", "待社区初审", 1), ("returned", "退回补正", 1), ("draft", "拟提名", 1), ("rejected", "未通过", 1),
    ]  # fmt: skip


def test_row_of_a_community_with_nothing_is_empty(street):
    row = rows_of(street)[1]

    assert (row.baseline, row.baseline_label, row.days_left, row.is_overdue) == (None, "未下发", None, False)
    assert (row.sitting, row.seats, row.candidates, row.stages) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("state", "due_on", "label", "tone"),
    [
        ("draft", date(2026, 12, 20), "填报中", "wait"),
        ("draft", date(2026, 11, 29), "填报中", "warn"),
        ("draft", date(2026, 11, 22), "填报中", "warn"),
        ("draft", date(2026, 11, 21), "逾期 1 天", "bad"),
        ("returned", date(2026, 12, 20), "退回补正", "warn"),
        ("returned", date(2026, 11, 12), "逾期 10 天", "bad"),
        ("submitted", date(2026, 11, 12), "待街道接收", "warn"),
        ("accepted", date(2026, 11, 12), "已接收", "ok"),
    ],
)
def test_baseline_shows_lateness_before_state(street, state, due_on, label, tone):
    make.open_baseline(street, street.first, state, due_on)

    row = rows_of(street)[0]

    assert (row.baseline_label, row.baseline_tone) == (label, tone)


def test_rows_are_those_of_the_users_own_places(street):
    for community in (street.first, street.second, street.outside):
        make.fill(street, community)

    seen = {name: [row.code for row in rows_of(street, name, code)] for name, code in (
        ("staff", world.STREET), ("leader", world.STREET), ("inspector", world.STREET), ("secretary", world.STREET),
        ("outsider", world.STREET), ("auditor", world.STREET), ("system_admin", world.STREET),
    )}  # fmt: skip

    both = [world.FIRST, world.SECOND]
    assert seen == {
        "staff": both, "leader": both, "inspector": both, "secretary": [world.FIRST],
        "outsider": [], "auditor": [], "system_admin": [],
    }  # fmt: skip


def test_other_terms_are_not_counted(street):
    make.fill(street, street.first)

    row = community_rows(street.users["staff"], street.regions[world.STREET], street.past, TODAY)[0]

    assert (row.baseline, row.sitting, row.seats, row.candidates) == (None, 0, 0, 0)


def test_merged_community_stays_in_the_term_in_which_it_sat(street):
    make.seat_both_committees(street, street.second)
    Region.objects.filter(pk=world.SECOND).update(is_active=False)

    assert [row.code for row in rows_of(street)] == [world.FIRST, world.SECOND]
    past = community_rows(street.users["staff"], street.regions[world.STREET], street.past, TODAY)
    assert [row.code for row in past] == [world.FIRST]


def test_those_who_left_are_not_sitting(street):
    committees = make.seat_both_committees(street, street.first)
    committees["residents"].members.update(left_on=TODAY)

    assert (rows_of(street)[0].sitting, rows_of(street)[0].seats_filled) == (1, 1)


def test_totals_add_up(street):
    make.fill(street, street.first)
    make.open_baseline(street, street.second, "accepted")
    make.propose(street, street.second, "passed", "withdrawn")

    total = totals(rows_of(street))

    assert (total.communities, total.baselines_accepted, total.baselines_overdue) == (2, 1, 0)
    assert (total.sitting, total.seats_filled, total.seats) == (2, 3, 10)
    assert (total.candidates, total.passed, total.returned, total.rejected) == (9, 4, 1, 1)


def test_number_of_queries_does_not_grow(street):
    def queries():
        user = type(street.users["staff"]).objects.get(pk=street.users["staff"].pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            totals(community_rows(user, street.regions[world.STREET], street.running, TODAY))
        return len(captured)

    make.fill(street, street.first)
    Region.objects.filter(pk=world.SECOND).update(is_active=False)
    one = queries()
    Region.objects.filter(pk=world.SECOND).update(is_active=True)
    make.fill(street, street.second)
    make.fill(street, add_community(street, "520102032003"))

    assert queries() == one
