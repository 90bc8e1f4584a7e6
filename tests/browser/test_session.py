"""Signing in and out as a person at a shared desk does it; and the administrators' pages."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.audit import AuditEvent
from tests.factories import world

LOGIN = reverse("accounts:login")


def sign_in(page, username, password=world.PASSWORD):
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_after_signing_out_the_back_button_shows_the_sign_in_page(visit, check_page, shoot, size):
    page = visit(None, LOGIN, size)
    check_page(page)
    shoot(page, f"sign-in-{size}")
    sign_in(page, "staff")
    page.wait_for_url("**/")
    page.goto(page.url + "communities/people/")
    page.locator("details.who summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")
    page.go_back()
    page.wait_for_url("**/login/**")
    assert page.get_by_label("登录名").is_visible()
    kept = page.evaluate("Object.keys({...sessionStorage, ...localStorage})")
    assert kept == ["htmx-current-path-for-history"]  # an address, and nothing of any page


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_wrong_password_and_then_the_lock_are_said_in_words(visit, check_page, shoot, size):
    page = visit(None, LOGIN, size)
    for _ in range(4):
        sign_in(page, "staff", "wrong")
    page.get_by_text("登录名或密码不正确").wait_for()
    check_page(page)
    shoot(page, f"sign-in-wrong-{size}")
    sign_in(page, "staff", "wrong")
    page.get_by_text("已暂停登录").wait_for()
    check_page(page)
    shoot(page, f"sign-in-locked-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_one_time_password_must_be_changed_first(visit, street, check_page, shoot, size):
    User.objects.filter(username="staff").update(must_change_password=True)
    page = visit(None, LOGIN, size)
    sign_in(page, "staff")
    page.wait_for_url("**/password/")
    check_page(page)
    shoot(page, f"password-first-{size}")
    page.get_by_label("当前密码").fill(world.PASSWORD)
    page.get_by_label("新密码", exact=False).first.fill("Fresh-Horse-99")
    page.get_by_label("再输一次新密码").fill("Fresh-Horse-99")
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(lambda url: "password" not in url)


def pages(street):
    """The administrators' pages: who, which, and under what name the picture is kept."""
    user, grant_user = street.users["staff"].pk, street.users["secretary"].pk
    event = AuditEvent.objects.filter(event="role.grant").latest("seq")
    return [
        ("system_admin", reverse("accounts:user-list"), "accounts"),
        ("system_admin", reverse("accounts:user-create"), "account-new"),
        ("system_admin", reverse("accounts:user-edit", args=[user]), "account"),
        ("security_admin", reverse("communities:grant-list"), "grants"),
        ("security_admin", reverse("communities:grant-user", args=[grant_user]) + f"?region={world.STREET}", "grant"),
        ("audit_admin", reverse("accounts:audit-log"), "audit"),
        ("audit_admin", reverse("accounts:audit-event", args=[event.seq]), "audit-event"),
        ("staff", reverse("accounts:password"), "password"),
    ]


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("number", range(8))
def test_the_administrators_pages(visit, street, check_page, shoot, size, number):
    name, url, picture = pages(street)[number]
    page = visit(name, url, size)
    check_page(page)
    shoot(page, f"{picture}-{size}")


def test_an_account_is_made_in_the_browser(visit, street, check_page, shoot):
    page = visit("system_admin", reverse("accounts:user-create"))
    page.get_by_label("登录名").fill("New1")
    page.get_by_label("姓名").fill("新同志")
    page.get_by_role("button", name="建立账号").click()
    password = page.locator("code.one-time").inner_text()
    check_page(page)
    shoot(page, "one-time-password")
    assert User.objects.get(username="new1").check_password(password)


def test_the_chain_is_checked_in_the_browser(visit, street, check_page, shoot):
    page = visit("audit_admin", reverse("accounts:audit-log"))
    page.get_by_role("button", name="核验审计链").click()
    page.get_by_text("核验通过").wait_for()
    check_page(page)
    shoot(page, "audit-check")
