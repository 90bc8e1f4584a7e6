"""The password policy, the forced change, one-time passwords."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import password_validation
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.passwords import one_time_password
from tests.factories import world

PASSWORD_PAGE = reverse("accounts:password")
LOGIN = reverse("accounts:login")


@pytest.mark.parametrize(
    "password",
    ["Ab1-", "abcdefghijkl", "ABCDEFGHIJKL", "123456789012", "abcdef123456", "ABCDEF123456", "abcdefghijk-",
     "password1234", "Zhangsan-2026"],
)  # fmt: skip
def test_weak_passwords_are_refused(db, password):
    with pytest.raises(ValidationError):
        password_validation.validate_password(password, User(username="zhangsan-2026", full_name="张三"))


@pytest.mark.parametrize(
    "password", ["Correct-horse", "correct-horse7", "CORRECT-HORSE7", "Correcthorse7", "换届筹备ab-1234567"]
)
def test_three_classes_of_twelve_are_enough(db, password):
    password_validation.validate_password(password, User(username="zhangsan", full_name="张三"))


def test_the_last_five_are_refused_and_the_sixth_is_not(street):
    user = street.users["staff"]
    used = [f"Correct-Horse-{number}" for number in range(10, 17)]
    for password in used:
        services.change_password(user=user, password=password)
    refused = []
    for password in [world.PASSWORD, *used]:
        try:
            password_validation.validate_password(password, user)
        except ValidationError:
            refused.append(password)
    assert refused == used[-6:]  # the one in use and the five before it


def test_one_time_passwords_meet_the_policy_and_differ(db):
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        password_validation.validate_password(password)


def test_a_one_time_password_leads_to_the_change_and_nowhere_else(street):
    user, password = services.create_account(actor=street.users["system_admin"], username="new", full_name="新同志")
    client = Client()
    client.post(LOGIN, {"username": "new", "password": password})
    assert client.get(reverse("reports:home")).url == PASSWORD_PAGE
    assert client.get(reverse("reports:home"), headers={"hx-request": "true"})["HX-Redirect"] == PASSWORD_PAGE
    fields = {"current": password, "new": "Correct-Horse-9", "again": "Correct-Horse-9"}
    assert client.post(PASSWORD_PAGE, fields).status_code == 302
    user.refresh_from_db()
    assert user.needs_new_password is False
    assert client.get(PASSWORD_PAGE).status_code == 200  # this session went on


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"current": "wrong", "new": "Correct-Horse-9", "again": "Correct-Horse-9"}, {"current"}),
        ({"current": world.PASSWORD, "new": "short", "again": "short"}, {"new"}),
        ({"current": world.PASSWORD, "new": world.PASSWORD, "again": world.PASSWORD}, {"new"}),
        ({"current": world.PASSWORD, "new": "Correct-Horse-9", "again": "Correct-Horse-8"}, {"again"}),
    ],
)
def test_what_the_form_refuses(street, signed_in, fields, wrong):
    response = signed_in("staff").post(PASSWORD_PAGE, fields)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == wrong


def test_ninety_days_later_it_must_be_changed(street):
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        client = Client()
        client.post(LOGIN, {"username": "staff", "password": world.PASSWORD})
        assert client.get(reverse("reports:home")).url == PASSWORD_PAGE


@pytest.mark.parametrize(("days", "warnings"), [(82, 0), (84, 1), (89, 1)])
def test_a_week_before_it_is_said_at_sign_in(street, days, warnings):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        response = Client().post(LOGIN, {"username": "staff", "password": world.PASSWORD})
        assert len(list(get_messages(response.wsgi_request))) == warnings


@override_settings(PASSWORD_MAX_AGE_DAYS=36500)
def test_the_policy_is_a_setting(street):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert not street.users["staff"].needs_new_password


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_passwords_are_kept_as_argon2(db):
    assert world.make_user("kept").password.startswith("argon2$")


def test_every_refusal_is_in_chinese(db):
    user = User(username="password", full_name="张三")
    with pytest.raises(ValidationError) as refusal:
        password_validation.validate_password("password", user)
    texts = refusal.value.messages + password_validation.password_validators_help_texts()
    assert [text for text in texts if not any("一" <= sign <= "鿿" for sign in text)] == []
