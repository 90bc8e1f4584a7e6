"""A study meeting in the browser: called, signed in, held, concluded on, shown on the wall; a plan confirmed."""

import pytest
from playwright.sync_api import expect

from communities.models import CommunityPlan, CommunitySnapshot, Deliberation
from tests.browser.hand import press
from tests.factories import communities, deliberations, world


@pytest.fixture
def filled(street):
    """A second meeting now held, with a list, a task and a plan that waits to be confirmed."""
    sitting = communities.make_person(street.first, "田蕾")
    communities.make_member(sitting, street.running)
    first = deliberations.held(street)
    communities.make_member(communities.make_person(street.first, "李㛃"), street.running, "director")
    meeting = deliberations.next_held(street, first)
    deliberations.put_on_list(street, meeting, street.first, sitting, "adjust", "到龄")
    deliberations.give_task(street, meeting, street.first, meeting.host)
    deliberations.make_plan(street, street.first, meeting.host)
    return meeting


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, filled, check_page, shoot, size):
    meeting = f"/communities/deliberations/{filled.pk}/"
    paths = {
        "list": "/communities/deliberations/", "detail": meeting, "community": f"{meeting}{world.FIRST}/",
        "attendance": f"{meeting}attendance/", "edit": f"{meeting}edit/", "screen": f"{meeting}screen/{world.FIRST}/",
        "tasks": "/communities/deliberations/tasks/", "plans": "/communities/plans/",
        "plan": f"/communities/plans/{world.FIRST}/", "plan-edit": f"/communities/plans/{world.FIRST}/edit/",
    }  # fmt: skip
    page = visit("staff", "/communities/deliberations/", size)
    origin = page.url.split("/communities")[0]
    for label, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"deliberations-{label}-{size}")


def test_a_meeting_is_held_and_its_results_are_written(visit, street):
    deliberations.make_staff(street, "党建丙", "党建办主任")
    communities.make_member(communities.make_person(street.first, "田蕾"), street.running)
    page = visit("staff", "/communities/deliberations/new/")
    page.get_by_label("地点").fill("三楼会议室")
    for label in ("主持人", "记录人"):
        page.get_by_label(label).select_option(label="党建丙（党建办主任）")
    page.get_by_label("议题").fill("逐个社区研判")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="签到").click()
    page.get_by_role("radiogroup", name="党建丙到会情况").get_by_label("已到").check()
    page.get_by_role("button", name="保存到会情况").click()
    page.get_by_role("button", name="召开会议").click()
    expect(page.get_by_text("现为“已召开”")).to_be_visible()
    assert CommunitySnapshot.objects.count() == 2

    page.get_by_role("link", name="花一社区").first.click()
    page.get_by_label("研判意见").fill("班子稳定。")
    page.get_by_role("button", name="保存研判意见").click()
    page.get_by_label("田蕾列入").select_option(label="继续留任")
    page.get_by_role("button", name="保存三张清单").click()
    expect(page.get_by_text("已保存三张清单")).to_be_visible()
    page.locator("main").get_by_label("任务", exact=False).first.fill("走访二十户")
    page.locator("select[name=owner]").select_option(label="党建丙（党建办主任）")
    page.locator("input[name=due_on]").fill("2026-12-20")
    page.get_by_role("button", name="交办").click()
    expect(page.get_by_text("已交办任务")).to_be_visible()
    meeting = Deliberation.objects.get()
    assert (meeting.tasks.count(), meeting.dispositions.get().kind) == (1, "stay")


def test_arrow_keys_lead_through_the_communities_on_the_wall(visit, filled):
    page = visit("leader", f"/communities/deliberations/{filled.pk}/screen/")
    expect(page.get_by_role("heading", name="花一社区")).to_be_visible()
    sizes = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.childElementCount === 0 && e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 24
    press(page, "ArrowRight")
    expect(page.get_by_role("heading", name="花二社区")).to_be_visible()
    press(page, "ArrowLeft")
    expect(page.get_by_role("heading", name="花一社区")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("heading", name="第2次研判会")).to_be_visible()


def test_a_plan_is_confirmed_at_the_meeting(visit, filled):
    page = visit("staff", f"/communities/deliberations/{filled.pk}/{world.FIRST}/")
    page.get_by_role("button", name="本次会议审定").click()
    expect(page.get_by_text("第 1 版，本次会议审定")).to_be_visible()
    assert CommunityPlan.objects.get().is_confirmed
