"""Ended sessions leave no row behind."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import clear_sessions


def test_rows_of_ended_sessions_go_and_open_ones_stay(street, signed_in):
    signed_in("staff")
    open_one = Session.objects.get()
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(minutes=1))
    clear_sessions()
    assert list(Session.objects.all()) == [open_one]
