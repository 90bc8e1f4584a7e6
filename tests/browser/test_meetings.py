"""党工委会 in the browser: prepared, held on the wall by the arrow keys, concluded by a leader; and names published."""

import pytest
from playwright.sync_api import expect

from candidates.models import AgendaItem, NameNotice, Slate, VettingMeeting
from tests.browser.hand import press
from tests.factories import candidates, meetings, notices, slates, world


@pytest.fixture
def underway(street):
    """Two candidates and a slate, three with a vote."""
    candidates.install_rules(street)
    slates.committees(street)
    places = slates.full_team(street)
    slate = slates.table(street, slates.make(street, places))
    people = [places[0][0], places[1][0]]
    meeting = meetings.prepare(street, ["党一", "党二", "党三"], candidates=people, slates=[slate])
    return meetings.begin(street, meeting)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, street, underway, check_page, shoot, size):
    meetings.recuse(street, underway)
    notice = notices.posted(street)
    notices.object_to(street, notice)
    meeting = f"/candidates/meetings/{underway.pk}/"
    paths = {
        "meeting-list": "/candidates/meetings/", "meeting": meeting, "meeting-edit": f"{meeting}edit/",
        "meeting-attendance": f"{meeting}attendance/", "meeting-screen": f"{meeting}screen/1/",
        "meeting-screen-slate": f"{meeting}screen/3/", "notice-list": "/candidates/notices/",
        "notice": f"/candidates/notices/{notice.pk}/",
        "notice-create": f"/candidates/notices/community/{world.FIRST}/new/",
        "objection": f"/candidates/notices/{notice.pk}/objection/",
    }  # fmt: skip
    page = visit("staff", "/candidates/meetings/", size)
    origin = page.url.split("/candidates")[0]
    for label, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"{label}-{size}")


def test_the_arrow_keys_lead_through_the_agenda_and_votes_are_written_down(visit, street, underway):
    page = visit("staff", f"/candidates/meetings/{underway.pk}/screen/1/")
    expect(page.get_by_role("heading", level=1)).to_have_text("方一")
    press(page, "ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("方二")
    press(page, "ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text("方一")
    votes = page.get_by_role("spinbutton", name="同意", exact=True)
    votes.fill("3")
    votes.press("ArrowRight")  # in a field the keys are the field's
    expect(page.get_by_role("heading", level=1)).to_have_text("方一")
    page.get_by_role("radio", name="同意", exact=True).check()
    page.get_by_role("button", name="记下，看下一项").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("方二")
    page.get_by_role("spinbutton", name="同意", exact=True).fill("4")
    page.get_by_role("radio", name="同意", exact=True).check()
    page.get_by_role("button", name="记下，看下一项").click()
    expect(page.get_by_text("表决合计4人，多于到会可表决的3人")).to_be_visible()
    assert [item.result for item in AgendaItem.objects.order_by("order")] == ["agree", "", ""]


def test_a_leader_concludes_and_everything_takes_effect(visit, street, underway):
    for item in underway.items.all():
        meetings.vote(street, item, for_=3)
    page = visit("staff", f"/candidates/meetings/{underway.pk}/")
    page.get_by_role("button", name="提交审定").click()
    expect(page.get_by_text("现为“待审定”")).to_be_visible()
    page = visit("leader", f"/candidates/meetings/{underway.pk}/")
    page.get_by_role("button", name="审定并生效").click()
    expect(page.get_by_text("3 项决定已生效")).to_be_visible()
    assert VettingMeeting.objects.get().state == "concluded"
    assert Slate.objects.get().state == "adopted"


def test_names_are_published(visit, street):
    slates.candidate(street, "公一", state="cleared")
    page = visit("staff", f"/candidates/notices/community/{world.FIRST}/new/")
    page.get_by_label("受理单位").fill("东街道党建办")
    page.get_by_label("受理电话").fill("0851-80000000")
    page.get_by_label("受理地址").fill("东街道办事处三楼")
    page.get_by_role("button", name="保存公示").click()
    page.get_by_role("button", name="发布公示").click()
    expect(page.get_by_text("现为“公示中”")).to_be_visible()
    assert NameNotice.objects.get().state == "posted"
    page = visit("secretary", "/candidates/notices/")
    expect(page.get_by_role("link", name="花一社区")).to_be_visible()
