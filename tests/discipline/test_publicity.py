"""换届宣传: recording, correcting, voiding, and the totals."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from core.errors import DomainError
from discipline.publicity_totals import Totals, by_community_and_month, by_kind, summed
from discipline.services import publicity as service
from tests.factories import publicity, world
from tests.factories.discipline import fresh

pytestmark = pytest.mark.django_db


def code_of(call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"held_on": timezone.localdate() + timedelta(days=1)}, "future_event"),
     ({"held_on": date(2021, 3, 1)}, "event_too_early"),
     ({"households": None, "people": 0, "copies": None}, "nothing_reached")],
)  # fmt: skip
def test_what_cannot_be_is_refused(street, changed, code):
    assert code_of(publicity.hold, street, **changed) == code


def test_a_secretary_records_in_his_own_community(street):
    assert publicity.hold(street, "secretary").community == street.first
    with pytest.raises(Http404):
        publicity.hold(street, "neighbour")
    with pytest.raises(PermissionDenied):
        publicity.hold(street, "leader")


def test_an_edit_read_too_early_is_refused(street):
    event = publicity.hold(street)
    edit = {"actor": street.users["staff"], "event": event, "version": 1}
    service.edit_publicity(**edit, **publicity.fields(people=99))
    assert fresh(event).people == 99
    assert code_of(service.edit_publicity, **edit, **publicity.fields()) == "edited_meanwhile"


def test_a_void_event_is_counted_no_more(street):
    event = publicity.hold(street)
    publicity.hold(street, kind="letter", people=5)
    void = {"actor": street.users["staff"], "event": event}
    assert code_of(service.void_publicity, reason=" ", **void) == "reason_missing"
    service.void_publicity(reason="重复", **void)
    assert by_kind(street.users["staff"], street.running) == [("一封信", Totals(1, 20, 5, 40))]
    assert code_of(service.void_publicity, reason="再次", **void) == "publicity_void"


def test_totals_by_community_and_month_are_sums_of_what_the_user_sees(street):
    publicity.hold(street, held_on=date(2026, 10, 5), people=10)
    publicity.hold(street, held_on=date(2026, 10, 25), people=None)
    publicity.hold(street, held_on=date(2026, 11, 2), people=7)
    publicity.hold(street, community=street.second, held_on=date(2026, 11, 3), people=1)
    found, months = by_community_and_month(street.users["staff"], street.running)
    assert months == [date(2026, 10, 1), date(2026, 11, 1)]
    assert found[world.FIRST, months[0]] == Totals(2, 40, 10, 80)
    assert summed(found, lambda place, month: month)[months[1]] == Totals(2, 40, 8, 80)
    own, _ = by_community_and_month(street.users["secretary"], street.running)
    assert {place for place, _ in own} == {world.FIRST}
