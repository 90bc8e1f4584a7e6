"""The home pages of each role at both sizes, the menu on a phone, and all of it without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from communities.models import Baseline, FieldVisit, Issue
from tests.factories import progress as make
from tests.factories.visits import make_staff

ROLES = ("staff", "secretary", "leader", "inspector", "auditor", "system_admin")  # one for each kind of home


@pytest.fixture
def busy(street):
    for community in (street.first, street.second):
        make.fill(street, community)
    return street


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("name", ROLES)
def test_home_fits_and_is_accessible(visit, busy, check_page, shoot, name, size):
    page = visit(name, "/", size)

    check_page(page)
    shoot(page, f"home-{name}-{size}")


def test_menu_of_a_phone_opens_and_closes(visit, busy, check_page):
    page = visit("staff", "/", "phone")
    entry = page.get_by_role("link", name="社区基线", exact=True)

    assert not entry.is_visible()
    page.get_by_role("button", name="打开菜单").click()
    entry.wait_for(state="visible")
    page.wait_for_timeout(400)  # the panel slides in
    check_page(page)
    page.get_by_role("button", name="关闭菜单").click()
    entry.wait_for(state="hidden")


def test_menu_and_term_switch_work_without_javascript(visit, busy):
    page = visit("staff", "/", "phone", java_script_enabled=False)

    page.get_by_label("打开菜单").click()
    page.locator("#side").get_by_role("link", name="社区基线", exact=True).wait_for(state="visible")
    page.get_by_label("关闭菜单").click()
    page.get_by_text("第十二届（2026）").first.click()
    page.get_by_role("button", name="第十一届（2021）").click()

    assert "第十一届（2021）" in page.locator(".term > summary").inner_text()


def test_cells_lead_to_the_work(visit, busy):
    Baseline.objects.update(due_on=timezone.localdate() + timedelta(days=3))
    page = visit("staff")

    page.get_by_role("row", name="花一社区").get_by_role("link", name="填报中").first.click()

    assert "花一社区" in page.locator("h1, .sub").all_inner_texts()[0]


def test_print_keeps_the_mark_and_the_content(visit, busy, settings):
    settings.DEMO = True
    page = visit("staff")

    page.emulate_media(media="print")

    shown = {part: page.locator(part).first.is_visible() for part in (".ribbon", ".figures", ".side", ".topbar")}
    assert shown == {".ribbon": True, ".figures": True, ".side": False, ".topbar": False}


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_all_functions_fit_and_are_accessible(visit, busy, check_page, size):
    check_page(visit("staff", "/functions/", size))


def test_a_leader_puts_the_guide_and_the_changes_away(visit, busy):
    page = visit("leader", "/", "phone")
    page.get_by_role("button", name="知道了，不再显示").click()
    page.get_by_role("heading", name="最近七天").wait_for()
    assert page.get_by_text("初次使用，从这里开始").count() == 0


def test_a_secretary_saves_a_record_three_taps_from_home(visit, busy):
    page = visit("secretary", "/", "phone")
    page.get_by_role("link", name="报难点问题").tap()
    page.locator("#id_title").fill("楼道灯不亮")
    page.get_by_label("类别").select_option(label="其他")
    page.get_by_role("button", name="登记", exact=True).tap()
    expect(page.locator(".notice.bad")).to_have_count(0)
    page.get_by_role("heading", name="楼道灯不亮").wait_for()
    assert Issue.objects.get(title="楼道灯不亮").community == busy.first


def test_from_a_secretarys_phone_two_taps_lead_to_a_saved_visit(visit, busy):
    """The entry stands on the first screen, all but her words is filled in, the button is always in reach."""
    make_staff(busy, "罗翊", office="社区书记", user=busy.users["secretary"])
    page = visit("secretary", "/", "phone")
    entry = page.get_by_role("link", name="记走访")
    assert entry.bounding_box()["y"] < 844 / 2
    entry.tap()
    page.get_by_label("现任班子工作实绩").fill("班子团结，网格走访扎实。")
    save = page.locator("main").get_by_role("button", name="登记", exact=True)
    expect(save).to_be_in_viewport()
    save.tap()
    expect(page.get_by_text("已登记。")).to_be_visible()
    assert FieldVisit.objects.get(recorded_by__username="secretary").achievements == "班子团结，网格走访扎实。"
