"""倒排工期 in the browser: put in, looked at, moved with its effect seen before it is saved, on desk and phone."""

import pytest
from playwright.sync_api import expect

from communities.models import CommunityMilestone
from communities.services.schedule import install_schedule


@pytest.fixture
def planned(street):
    install_schedule(actor=street.users["staff"], election=street.running)
    return street


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("query", ["", "?view=calendar", "?view=communities", "?state=overdue"])
def test_every_view_fits_and_is_accessible(visit, planned, check_page, shoot, query, size):
    page = visit("staff", f"/schedule/{query}", size)
    check_page(page)
    shoot(page, f"schedule{query.replace('?', '-').replace('=', '-')}-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_clerk_moves_a_step_and_sees_what_breaks_first(visit, planned, check_page, size):
    step = planned.running.milestones.get(title="公示正式候选人")
    page = visit("staff", f"/communities/schedule/{step.pk}/{planned.first.pk}/", size)
    check_page(page)
    page.get_by_label("改期至").fill("2026-12-27")
    page.get_by_label("原因").fill("会场冲突")
    page.get_by_label("原因").blur()
    expect(page.locator("#effect")).to_contain_text("相差2日")
    check_page(page)
    assert not CommunityMilestone.objects.exists()
    page.get_by_label("仍要保存").check()
    page.get_by_role("button", name="保存改期").click()
    expect(page.locator("#messages")).to_contain_text("已改期")
    assert CommunityMilestone.objects.get().reason == "会场冲突"


def test_a_schedule_is_put_in_and_a_rule_edited_without_javascript(visit, street):
    page = visit("staff", "/schedule/", java_script_enabled=False)
    page.get_by_role("button", name="6日前公示").click()
    page.get_by_role("link", name="修改“公示正式候选人”").click()
    page.get_by_label("倒排天数").fill("-3")
    page.get_by_role("button", name="看看影响").click()
    expect(page.locator("#effect")).to_contain_text("相差2日")
    page.get_by_label("倒排天数").fill("-8")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("已保存")
    assert street.running.milestones.get(title="公示正式候选人").offset == -8


def test_a_secretary_reports_a_step_done_in_three_taps(visit, planned, check_page):
    page = visit("secretary", "/schedule/", "phone")
    check_page(page)
    page.get_by_role("link", name="选民登记截止", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="登记办结").click()
    expect(page.locator("#messages")).to_contain_text("已登记办结")
    assert CommunityMilestone.objects.get().done_on
