"""When a session ends, and how it is opened again in place."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from communities.services import grant_role, revoke_role
from core.audit import AuditEvent
from tests.factories import world

LOGIN = reverse("accounts:login")
AGAIN = reverse("accounts:login-inline")
PAGE = reverse("accounts:password")


@pytest.fixture
def at(street):
    """``at(minutes)`` → a context in which that much time has passed."""
    start = timezone.now()
    return lambda minutes: time_machine.travel(start + timedelta(minutes=minutes), tick=False)


def sign_in(username="staff", **options):
    client = Client(**options)
    client.post(LOGIN, {"username": username, "password": world.PASSWORD})
    return client


def is_in(client, **headers):
    return client.get(PAGE, headers=headers).status_code == 200


def test_fifteen_idle_minutes_end_it(at):
    with at(0):
        client = sign_in()
    with at(14):
        assert is_in(client)
    with at(28):
        assert is_in(client)
    with at(44):
        assert not is_in(client)
    assert AuditEvent.objects.filter(event="session.expire", actor_name="staff").count() == 1


def test_polling_does_not_prolong_it(at):
    with at(0):
        client = sign_in()
    for minute in range(1, 15, 2):
        with at(minute):
            assert is_in(client, hx_request="true", x_poll="1")
    with at(16):
        assert client.get(PAGE, headers={"hx-request": "true", "x-poll": "1"}).status_code == 401


def test_eight_hours_end_it_however_busy(at):
    with at(0):
        client = sign_in()
    for minute in range(10, 480, 10):
        with at(minute):
            assert is_in(client)
    with at(481):
        assert not is_in(client)


def test_the_cookie_ends_with_the_browser(street):
    client = sign_in()
    cookie = client.cookies["sessionid"]
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")


def test_an_htmx_request_is_told_to_sign_in_again(at):
    with at(0):
        client = sign_in()
    with at(20):
        response = client.get(PAGE, headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Reswap"]) == (401, "none")


def disable(street, user):
    services.disable_account(actor=street.users["system_admin"], user=user)


def reset(street, user):
    services.reset_password(actor=street.users["system_admin"], user=user)


def new_password(street, user):
    services.change_password(user=user, password="Another-Horse-8")


def grant(street, user):
    admin = street.users["security_admin"]
    grant_role(actor=admin, user=user, role="leader", region=street.regions[world.STREET])


def revoke(street, user):
    revoke_role(actor=street.users["security_admin"], grant=user.role_grants.get())


def end(street, user):
    services.end_sessions(actor=street.users["security_admin"], user=user)


@pytest.mark.parametrize("act", [disable, reset, new_password, grant, revoke, end])
def test_all_sessions_end_at_once(street, act):
    desk, phone, other = sign_in(), sign_in(), sign_in("leader")
    act(street, street.users["staff"])
    assert [is_in(desk), is_in(phone), is_in(other)] == [False, False, True]


def test_the_fragment_names_whose_session_it_was(at):
    with at(0):
        client = sign_in()
    with at(20):
        client.get(PAGE)
        page = client.get(AGAIN).content.decode()
    assert "staff" in page
    assert "<html" not in page


def test_it_is_opened_again_for_the_same_user_only(at):
    with at(0):
        client = sign_in()
    with at(20):
        client.get(PAGE)
        posted = {"username": "leader", "password": world.PASSWORD}
        response = client.post(AGAIN, posted)
        assert response.status_code == 204
        assert response["HX-Trigger"] == "signed-in"
        assert client.session[SESSION_KEY] == str(world.User.objects.get(username="staff").pk)


def test_another_users_password_does_not_open_it(at, street):
    services.change_password(user=street.users["leader"], password="Leader-Horse-99")
    with at(0):
        client = sign_in()
    with at(20):
        client.get(PAGE)
        assert client.post(AGAIN, {"username": "leader", "password": "Leader-Horse-99"}).status_code == 422


def test_after_a_raised_epoch_it_can_still_be_opened_in_place(street):
    client = sign_in()
    end(street, street.users["staff"])
    assert client.get(PAGE, headers={"hx-request": "true"}).status_code == 401
    assert client.post(AGAIN, {"password": world.PASSWORD}).status_code == 204


def test_a_disabled_user_cannot_open_it(street):
    client = sign_in()
    disable(street, street.users["staff"])
    client.get(PAGE)
    assert client.post(AGAIN, {"password": world.PASSWORD}).status_code == 422


def test_five_failures_lock_here_too(at):
    with at(0):
        client = sign_in()
    with at(20):
        client.get(PAGE)
        statuses = [
            client.post(AGAIN, {"password": "wrong"}, headers={"hx-request": "true"}).status_code for _ in "12345"
        ]
        assert statuses == [422] * 4 + [429]


def test_nobody_is_asked_where_no_session_was(client, db):
    assert "accounts:login-inline" not in client.get(AGAIN).content.decode()
    assert client.post(AGAIN, {"password": "x"}).status_code == 422


def test_the_page_goes_on_with_the_token_it_is_given(at):
    """The CSRF token turns at sign-in: the old one fails, that of X-CSRF-Token works."""
    with at(0):
        client = Client(enforce_csrf_checks=True)
        token = client.get(LOGIN).context["csrf_token"]
        fields = {"username": "staff", "password": world.PASSWORD, "csrfmiddlewaretoken": str(token)}
        assert client.post(LOGIN, fields).status_code == 302
        page_token = str(client.get(PAGE).context["csrf_token"])
    with at(20):
        assert client.get(PAGE, headers={"hx-request": "true"}).status_code == 401
        response = client.post(AGAIN, {"password": world.PASSWORD}, headers={"x-csrftoken": page_token})
        assert response.status_code == 204
        fresh = response["X-CSRF-Token"]
        assert client.post(PAGE, {}, headers={"x-csrftoken": page_token}).status_code == 403
        assert client.post(PAGE, {}, headers={"x-csrftoken": fresh}).status_code == 422


def test_a_stale_form_says_so_and_brings_the_token(street):
    client = Client(enforce_csrf_checks=True)
    client.force_login(street.users["staff"], backend="accounts.backends.AccountBackend")
    response = client.post(PAGE, {})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    assert response["X-CSRF-Token"]
