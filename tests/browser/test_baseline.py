"""The whole job on a phone: fill in with autosave, session ends in place, submit, return, correct, accept."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from communities.models import Baseline
from tests.factories import baselines as make
from tests.factories.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# The text is read, the deferred scripts have not run: as on a slow line.
TYPE_BEFORE_SCRIPTS = """
  document.addEventListener("readystatechange", () => {
    const box = document.querySelector('[name="households"]');
    if (document.readyState !== "interactive" || !box) return;
    box.value = "2310";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
"""


def url(baseline, rest=""):
    return f"/communities/baselines/{baseline.pk}/{rest}"


def type_in(page, texts):
    """Type a section's texts as a person would: into boxes, lists, radio buttons and tick boxes."""
    for name, text in texts.items():
        box = page.locator(f'[name="{name}"]').first
        kind = box.evaluate("node => node.type")
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').check()
        elif kind == "checkbox":
            box.check()
        elif kind == "select-one":
            box.select_option(text)
        else:
            box.fill(text)


def fill_section(page, key):
    texts = dict(make.TEXTS[key])
    if key == "population":  # a second row has to be asked for
        type_in(page, {name: text for name, text in texts.items() if "-1-" not in name})
        page.get_by_role("button", name="再加一个民族").click()
        expect(page.locator('[name="ethnicities-1-name"]')).to_be_visible()
        expect(page.locator('[name="ethnicities-0-count"]')).to_have_value("4300")
        texts = {name: text for name, text in texts.items() if "-1-" in name}
    type_in(page, texts)


def save_by_typing(page, name, text):
    """Type, and wait until the autosave says that it got through."""
    before = page.locator('[name="version"]').input_value()
    page.locator(f'[name="{name}"]').fill(text)
    expect_saved(page, before)


def expect_saved(page, before):
    """The autosave got through: the page has a newer version than ``before`` and says when."""
    expect(page.locator('[name="version"]')).not_to_have_value(before)
    expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d"))


def end_session():
    """As when the phone lay in a pocket for a quarter of an hour: the idle time has run out."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["seen_at"] = 0
        session.save()


def test_whole_job_on_a_phone(visit, street, check_page, shoot):
    make.seat_team(street)
    baseline = make.open_one(street)
    page = visit("secretary", "/communities/baselines/", "phone")
    expect(page.get_by_role("heading", level=1)).to_have_text("社区基线")
    expect(page.get_by_text("核对并报送（还差 7 项）")).to_be_visible()
    check_page(page)
    shoot(page, "baseline-tasks-phone")

    # Draft kept as she types; the session ends, she signs in in place, nothing is lost.
    page.get_by_role("link", name="基本情况").click()
    save_by_typing(page, "households", "2310")
    end_session()
    before = page.locator('[name="version"]').input_value()
    page.locator('[name="grids"]').fill("9")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    shoot(page, "baseline-sign-in-again-phone")
    dialog.locator("input[type=password]").fill(PASSWORD)
    dialog.get_by_role("button", name="登录").click()
    expect(dialog).to_be_hidden()
    expect_saved(page, before)
    assert baseline.sections.get(key="basics").draft == {"households": "2310", "grids": "9"}
    page.reload()
    expect(page.locator('[name="grids"]')).to_have_value("9")
    check_page(page)
    shoot(page, "baseline-section-phone")

    # Every section, one leading to the next; then check and submit.
    for key in make.TEXTS:
        expect(page).to_have_url(re.compile(f"/{key}/$"))
        fill_section(page, key)
        page.get_by_role("button", name="保存，填下一节").click()
    page.get_by_role("link", name="核对并报送").click()
    expect(page.get_by_label("以上内容已逐项核对")).to_be_visible()
    check_page(page)
    shoot(page, "baseline-check-phone")
    page.get_by_label("以上内容已逐项核对").check()
    page.get_by_role("button", name="报送街道").click()
    expect(page.get_by_text("第 1 次报送成功")).to_be_visible()
    shoot(page, "baseline-submitted-phone")

    # The street returns one item.
    desk = visit("staff", url(baseline, "review/"))
    shoot(desk, "baseline-review-desk")
    row = desk.locator(".answers > div", has_text="党员总数")
    row.locator("summary").click()
    row.get_by_role("textbox").fill("与名册相差 3 人，请核对。")
    row.get_by_role("button", name="标为退回项").click()
    expect(desk.get_by_role("button", name="接收")).to_have_count(0)
    desk.get_by_role("button", name="退回补正").last.click()
    expect(desk.get_by_text("已退回补正。")).to_be_visible()

    # She sees the reason at the field, corrects, submits again; the street sees the change and accepts.
    page.goto(page.url.replace("submitted/", ""))
    page.get_by_role("link", name="党员结构 · 党员总数").click()
    expect(page.locator("#q-total")).to_contain_text("街道退回：与名册相差 3 人")
    type_in(page, {"total": "123", "age_35": "23", "bachelor": "39"})
    page.get_by_role("button", name="保存，填下一节").click()
    page.get_by_role("link", name="核对并报送").click()
    page.get_by_label("以上内容已逐项核对").check()
    page.get_by_role("button", name="报送街道").click()
    expect(page.get_by_text("第 2 次报送成功")).to_be_visible()
    desk.reload()
    expect(desk.locator(".is-changed", has_text="党员总数")).to_contain_text("上次：120 人")
    check_page(desk)
    desk.get_by_role("button", name="接收").click()
    expect(desk.get_by_text("已接收。")).to_be_visible()
    assert Baseline.objects.get(pk=baseline.pk).state == "accepted"


def test_two_people_on_one_section_see_both_contents(visit, street, check_page, shoot):
    baseline = make.open_one(street)
    hers = visit("secretary", url(baseline, "basics/"), "phone")
    his = visit("staff", url(baseline, "basics/"))
    save_by_typing(hers, "grids", "9")

    his.locator('[name="grids"]').fill("8")
    expect(his.locator("#saved")).to_contain_text("已由用户secretary于")
    his.locator('[name="grids"]').fill("7")
    his.wait_for_timeout(1200)  # longer than the pause that starts a save
    assert baseline.sections.get(key="basics").draft == {"grids": "9"}

    his.get_by_role("button", name="对照两份内容").click()
    expect(his.locator(".versus")).to_contain_text(re.compile(r"您填的7.*用户secretary填的9", re.S))
    check_page(his)
    shoot(his, "baseline-conflict-desk")


def test_what_is_typed_before_the_scripts_arrive_is_saved(visit, street):
    baseline = make.open_one(street)
    page = visit("secretary", "/communities/baselines/", "phone")
    page.add_init_script(TYPE_BEFORE_SCRIPTS)

    page.get_by_role("link", name="基本情况").click()

    expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d"))
    assert baseline.sections.get(key="basics").draft == {"households": "2310"}


def test_section_without_script(visit, street):
    baseline = make.open_one(street)
    page = visit("secretary", url(baseline, "population/"), "phone", java_script_enabled=False)
    page.locator('[name="registered"]').fill("5200")
    page.get_by_role("button", name="再加一个民族").click()
    expect(page.locator('[name="registered"]')).to_have_value("5200")
    expect(page.locator('[name="ethnicities-1-name"]')).to_be_visible()
    page.get_by_role("button", name="保存，填下一节").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写“流入人口”。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_text("“人口与民族”已存为草稿。")).to_be_visible()
