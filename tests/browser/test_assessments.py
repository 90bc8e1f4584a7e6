"""A term assessment's way in the browser: generated, reported, voted on, proposed, decided, signed for on a phone."""

import pytest

from interviews.models import TermAssessment
from tests.browser.hand import draw
from tests.factories import assessments as make


@pytest.fixture
def team(street):
    """A community with four members, each at another stage, and its team proposed."""
    for name, post, state in (
        ("张晓薇", "secretary", "fed_back"), ("龙玉兰", "party_member", "decided"),
        ("欧阳明", "party_member", "proposed"), ("韦志强", "residents_member", "underway"),
    ):  # fmt: skip
        assessment = make.lay_out(street, make.seat(street, name, post))
        make.bring_to(street, assessment, state)
    return make.bring_to(street, make.team_of(street), "proposed")


def address(name):
    return f"/interviews/assessments/member/{TermAssessment.objects.get(person__name=name).pk}/"


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("name", ["staff", "secretary", "leader"])
def test_pages_fit_and_are_accessible(visit, street, team, check_page, shoot, name, size):
    paths = {
        "list": "/interviews/assessments/",
        "team": f"/interviews/assessments/team/{team.pk}/",
        "told": address("张晓薇"),
        "underway": address("韦志强"),
    }
    page = visit(name, paths["list"], size)
    for label, path in paths.items():
        page.goto(page.url.split("/interviews")[0] + path)
        check_page(page)
        shoot(page, f"assessments-{label}-{name}-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_forms_fit_and_are_accessible(visit, street, team, check_page, shoot, size):
    meeting = make.meet(street)
    paths = {
        "report": address("韦志强") + "report/", "votes": address("韦志强") + "votes/",
        "propose": address("韦志强") + "propose/", "decide": address("欧阳明") + "decide/",
        "feedback": address("龙玉兰") + "feedback/", "rules": "/interviews/assessments/rules/",
        "meeting": f"/interviews/assessments/meetings/{meeting.pk}/decide/",
    }  # fmt: skip
    page = visit("staff", paths["report"], size)
    for label, path in paths.items():
        page.goto(page.url.split("/interviews")[0] + path)
        check_page(page)
        shoot(page, f"assessments-{label}-{size}")


def test_votes_are_typed_from_the_count_sheet(visit, street, team, check_page):
    page = visit("staff", address("韦志强"))
    page.get_by_role("link", name="登记得票").click()
    for label, number in (("发放票数", "32"), ("收回票数", "31"), ("有效票", "30")):
        page.get_by_label(label, exact=False).first.fill(number)
    for grade, number in (("优秀", "25"), ("称职", "6")):
        page.get_by_label(f"总体评价“{grade}”", exact=True).fill(number)
    page.get_by_role("button", name="保存得票").click()
    page.get_by_text("“总体评价”各等次合计 31 票，多于有效票 30 张").first.wait_for()
    check_page(page)
    page.get_by_label("总体评价“称职”", exact=True).fill("5")
    page.get_by_role("button", name="保存得票").click()
    page.get_by_text("测评得票已保存").wait_for()
    assert "83.3%" in page.locator("#votes").inner_text()


def test_the_grade_is_told_and_signed_for_on_a_phone(visit, street, team, check_page):
    page = visit("staff", address("龙玉兰"), "phone")
    page.get_by_role("link", name="反馈并签字").click()
    page.get_by_role("button", name="确认已反馈").click()
    page.get_by_text("反馈须有签字").first.wait_for()
    draw(page)
    page.get_by_role("button", name="确认已反馈").click()
    page.get_by_text("已反馈，考核结束").wait_for()
    check_page(page)
    assert page.locator("svg.signature").count() == 1
    assert "与现内容一致" in page.locator("#feedback").inner_text()
