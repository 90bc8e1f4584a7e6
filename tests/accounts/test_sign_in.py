"""Signing in: what it says, what it locks, what it writes down."""

import threading
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import lockout
from accounts.models import User
from core.audit import AuditEvent
from tests.factories import world

LOGIN = reverse("accounts:login")
WRONG = "登录名或密码不正确。"


def try_in(username, password=world.PASSWORD, client=None, **extra):
    return (client or Client()).post(LOGIN, {"username": username, "password": password, **extra})


def events(code):
    return list(AuditEvent.objects.filter(event=code).values_list("actor_name", "result"))


def test_the_right_password_signs_in_and_is_audited(street, client):
    response = try_in("staff", client=client)
    assert (response.status_code, response.url) == (302, reverse("reports:home"))
    assert client.session[SESSION_KEY] == str(street.users["staff"].pk)
    assert events("session.start") == [("staff", "ok")]


def test_full_width_and_capitals_are_the_same_name(street):
    assert try_in("ＳＴＡＦＦ").status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [("staff", "wrong"), ("nobody", "wrong"), ("nobody", world.PASSWORD), ("inactive", world.PASSWORD)],
)
def test_every_failure_reads_the_same(street, username, password):
    response = try_in(username, password)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [WRONG]


def test_an_account_past_its_end_date_cannot_sign_in(street):
    User.objects.filter(username="staff").update(expires_on=timezone.localdate() - timedelta(days=1))
    assert try_in("staff").status_code == 422


def test_a_session_ends_when_its_account_passes_its_end_date(street, signed_in):
    client = signed_in("staff")
    User.objects.filter(username="staff").update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(reverse("accounts:password")).url.startswith(LOGIN)


def test_a_password_typed_as_name_is_written_nowhere(street):
    try_in("My-Secret-Passw0rd", "x")
    assert events("session.refuse") == [("（无此登录名）", "wrong")]
    assert "my-secret-passw0rd" not in str(list(AccessAttempt.objects.values())).casefold()


def test_next_leads_only_to_this_site(street):
    assert try_in("staff", next="https://elsewhere.example/").url == reverse("reports:home")
    assert try_in("staff", next="/account/password/").url == "/account/password/"


def test_signing_in_changes_the_session_key(street, client):
    client.session.save()
    before = client.session.session_key
    client.cookies["sessionid"] = before
    try_in("staff", client=client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_five_failures_lock_the_name_alone_and_for_a_time(street):
    statuses = [try_in("staff", "wrong").status_code for _ in range(5)]
    assert statuses == [422] * 4 + [429]
    assert try_in("staff").status_code == 429  # the right password
    assert try_in("leader").status_code == 302
    assert events("session.refuse") == [("staff", "wrong")] * 5 + [("staff", "locked")]
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert try_in("staff").status_code == 302


def test_an_unknown_name_is_locked_like_a_known_one(street):
    known = [try_in("staff", "wrong") for _ in range(6)]
    unknown = [try_in("nobody", "wrong") for _ in range(6)]
    assert [r.status_code for r in known] == [r.status_code for r in unknown]
    assert known[5].content.decode().count("已暂停登录") == unknown[5].content.decode().count("已暂停登录") == 1


def test_success_forgets_earlier_failures(street):
    for _ in range(2):
        for _ in range(4):
            try_in("staff", "wrong")
        assert try_in("staff").status_code == 302


def test_locked_names_are_told_from_others(street):
    for _ in range(5):
        try_in("staff", "wrong")
    try_in("leader", "wrong")
    assert lockout.locked_names(["staff", "leader", "inspector"]) == {"staff"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [200])
def test_parallel_tries_get_no_more_than_five(tries):
    user = world.make_user("target")
    left = iter(range(tries))
    guard = threading.Lock()

    def work():
        while True:
            with guard:
                number = next(left, None)
            if number is None:
                break
            try_in("target", f"wrong {number}")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = AuditEvent.objects.filter(event="session.refuse", object_id=str(user.pk))
    assert refused.filter(result="wrong").count() == 5
    assert refused.filter(result="locked").count() == tries - 5
    assert try_in("target").status_code == 429


def test_sign_out_removes_the_row_and_clears_the_browser(street, client):
    try_in("staff", client=client)
    key = client.session.session_key
    response = client.post(reverse("accounts:logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert events("session.end") == [("staff", "ok")]


def test_sign_out_is_no_get(street, signed_in):
    assert signed_in("staff").get(reverse("accounts:logout")).status_code == 405
