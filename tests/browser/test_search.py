"""The search box of every page, by key and by hand, at both sizes and without JavaScript; one's own jobs."""

import pytest
from playwright.sync_api import expect

from core.jobs import Job
from reports import services
from tests.factories.communities import make_person


@pytest.fixture
def found(street):
    make_person(street.first, "单建国")
    return street


def test_a_key_leads_to_the_box_from_any_page(visit, found, check_page, shoot):
    page = visit("staff", "/communities/people/")
    expect(page.get_by_role("link", name="单建国")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    page.keyboard.type("sjg")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="人员", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="单建国")).to_be_visible()
    assert "sjg" not in page.url
    check_page(page)
    shoot(page, "search-desk")


def test_on_a_phone_the_box_has_a_page(visit, found, check_page, shoot):
    page = visit("secretary", "/", "phone", java_script_enabled=False)
    page.get_by_role("link", name="查找").click()
    page.get_by_label("姓名的一部分").fill("花一")
    page.get_by_role("button", name="查找").click()

    expect(page.get_by_role("link", name="花一社区").last).to_be_visible()
    page = visit("secretary", "/search/", "phone")
    check_page(page)
    shoot(page, "search-phone")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_jobs_are_listed_with_their_reason_and_a_retry(visit, street, check_page, shoot, size):
    run = services.request_report(
        actor=street.users["staff"], code="briefing", region=street.regions["520102032"], election=street.running
    )
    Job.objects.filter(pk=run.job_id).update(state="failed", message="缺少字体，请报系统管理员。")
    page = visit("staff", "/jobs/", size)

    expect(page.get_by_text("缺少字体，请报系统管理员。")).to_be_visible()
    check_page(page)
    shoot(page, f"jobs-{size}")
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_text("已重新排队。")).to_be_visible()
