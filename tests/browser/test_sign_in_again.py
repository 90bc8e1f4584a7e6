"""A session that ended while a page was open is opened again in place, and what was typed goes on."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from communities.models import Announcement
from tests.factories import world
from tests.factories.candidates import make_person


def end_session(page):
    """Let the idle time of the page's session run out."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(session_key=key)
    session["seen_at"] = 0
    session.save()


def sign_in_in_place(page, password=world.PASSWORD):
    dialog = page.locator("#sign-in-again")
    dialog.get_by_label("密码").fill(password)
    dialog.get_by_role("button", name="登录并继续").click()
    return dialog


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_live_filter_goes_on_after_signing_in_again(visit, street, check_page, shoot, size):
    make_person(street.first, "田蕾")
    make_person(street.first, "罗翀")
    page = visit("staff", "/communities/people/", size)
    if size == "phone":
        page.locator(".filter-fold summary").click()
    end_session(page)

    page.locator("#filters input[name=q]").fill("田")
    page.locator("#sign-in-again input[type=password]").wait_for()
    check_page(page)
    shoot(page, f"sign-in-again-{size}")
    sign_in_in_place(page).wait_for(state="hidden")
    page.locator("#results").get_by_text("罗翀").wait_for(state="detached")

    assert page.locator("#results").get_by_text("田蕾").count() == 1
    assert page.locator("#filters input[name=q]").input_value() == "田"


def test_wrong_password_leaves_the_dialog_open(visit, street):
    page = visit("staff", "/communities/people/")
    end_session(page)
    page.locator("#filters input[name=q]").fill("田")

    dialog = sign_in_in_place(page, "Wrong-Horse-7")

    dialog.get_by_text("密码不正确").wait_for()
    sign_in_in_place(page).wait_for(state="hidden")


def test_ordinary_form_is_sent_once_signed_in_again(visit, street):
    page = visit("staff", "/communities/announcements/new/")
    page.clock.install()
    page.reload()
    page.get_by_label("标题").fill("召开动员会")
    page.get_by_label("内容").fill("周五上午九点，三楼会议室。")
    page.clock.fast_forward("00:30")
    page.get_by_text("草稿已存").wait_for()
    end_session(page)
    page.clock.fast_forward("05:00")

    page.locator("main").get_by_role("button", name="发布给").click()
    sign_in_in_place(page)

    page.get_by_text("已发布，各社区书记的消息里已有提示。").wait_for()
    assert Announcement.objects.get().title == "召开动员会"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_before_the_session_ends_a_word_and_a_way_to_go_on(visit, street, check_page, shoot, size):
    page = visit("staff", "/communities/people/", size)
    page.clock.install()
    page.reload()
    warning = page.locator("#session-ending")
    page.clock.fast_forward("12:30")
    assert not warning.is_visible()
    page.clock.fast_forward("00:40")
    warning.wait_for(state="visible")
    check_page(page)
    shoot(page, f"session-ending-{size}")
    warning.get_by_role("button", name="继续使用").click()
    warning.wait_for(state="hidden")
    page.clock.fast_forward("05:00")
    assert not warning.is_visible()
