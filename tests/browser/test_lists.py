"""A list narrowed, sorted, its columns chosen, kept as a view and opened again; at both sizes and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.communities import make_person

PEOPLE = "/communities/people/"


@pytest.fixture
def people(street):
    make_person(street.first, "单建国", affiliation="party")
    make_person(street.second, "单秀英", affiliation="none")
    return street


def unfold(page, size):
    """On a phone the conditions stand behind a button."""
    if size == "phone":
        page.locator(".filter-fold summary").click()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_list_keeps_its_state_in_its_address_and_under_a_name(visit, people, check_page, shoot, size):
    page = visit("staff", PEOPLE, size)
    unfold(page, size)
    page.get_by_label("姓名、拼音或完整证件号").fill("单")
    page.get_by_label("政治面貌", exact=True).select_option("中共党员")
    expect(page.get_by_role("link", name="单秀英")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?affiliation=party$"))
    chip = page.get_by_role("link", name="去掉条件：姓名、拼音或完整证件号 单")
    chip.click()
    expect(chip).to_have_count(0)
    page.wait_for_load_state("load")  # what is chosen next is sent by the page's script
    expect(page.get_by_role("link", name="单建国")).to_be_visible()
    unfold(page, size)
    page.get_by_text("显示的列").first.click()
    page.get_by_label("显示列：民族").uncheck()
    expect(page.locator("table.without-4")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_text("保存为常用视图").click()
    page.get_by_label("名称").fill("党员")
    check_page(page)
    page.get_by_role("button", name="保存", exact=True).click()
    here = page.get_by_role("link", name="党员 1")
    expect(here).to_have_attribute("aria-current", "page")
    expect(page.locator("table.without-4")).to_have_count(1)
    check_page(page)
    shoot(page, f"list-{size}")
    page.get_by_role("button", name="删除视图：党员").click()
    expect(page.get_by_text("已删除视图“党员”。")).to_be_visible()


def test_a_list_is_narrowed_and_sorted_without_javascript(visit, people):
    page = visit("staff", PEOPLE, java_script_enabled=False)
    page.get_by_label("政治面貌", exact=True).select_option("中共党员")
    page.get_by_label("排序").select_option("年长在前")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("link", name="单秀英")).to_have_count(0)
    page.get_by_role("link", name="去掉条件：政治面貌 中共党员").click()
    expect(page.get_by_role("link", name="单秀英")).to_be_visible()
    assert page.url.endswith("?sort=eldest")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_on_a_phone_the_conditions_stand_behind_one_button(visit, people, check_page, shoot, script):
    page = visit("staff", PEOPLE, "phone", java_script_enabled=script)
    fold, bar = page.locator(".filter-fold summary"), page.locator("#filters")
    expect(bar).to_be_hidden()
    assert page.get_by_role("link", name="单建国").bounding_box()["y"] < 844 / 2  # the list begins on the first half
    fold.click()
    page.get_by_label("政治面貌", exact=True).select_option("中共党员")
    if not script:
        bar.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("link", name="单秀英")).to_have_count(0)
    expect(fold).to_have_text(re.compile(r"筛选\s*1\s*项已设"))
    if script:
        expect(bar).to_be_visible()  # narrowed in place: it stays open
        check_page(page)
        shoot(page, "list-conditions-phone")
        fold.click()
    expect(bar).to_be_hidden()
    expect(page.get_by_role("link", name="去掉条件：政治面貌 中共党员")).to_be_visible()


def test_on_a_desk_the_conditions_stand_open(visit, people):
    page = visit("staff", PEOPLE)
    expect(page.locator(".filter-fold")).to_be_hidden()
    expect(page.locator("#filters")).to_be_visible()
