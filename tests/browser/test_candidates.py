"""A candidate's main path in the browser: put forward, checked in place, returned, corrected, decided."""

import re

import pytest

from candidates import services
from candidates.models import Candidate
from tests.factories import candidates as make

DECISIONS = re.compile("严审通过|严审退回|严审不通过")


@pytest.fixture
def filled(street):
    """Candidates in several states, one of them with a hit and a decision that waits for a leader."""
    make.install_rules(street)
    first, second, third = (
        make.put_forward(street, person=make.make_person(street.first, name)) for name in ("张晓薇", "龙玉兰", "欧阳明")
    )
    make.bring_to(street, second, "street_review")
    make.clear_negative_list(street, second, leave=["N05", "N12", "N14"])
    make.hit(street, second, "N05")
    check = make.hit(street, second, "N12")
    services.record_decision(actor=street.users["staff"], check=check, **make.decision_fields())
    make.bring_to(street, third, "returned")
    return first, second, third


def address(candidate):
    return f"/candidates/{candidate.pk}/"


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("name", ["staff", "secretary", "leader"])
def test_pages_fit_and_are_accessible(visit, filled, check_page, shoot, name, size):
    paths = {
        "list": "/candidates/",
        "queue": "/candidates/queue/",
        "file": address(filled[1]),
        "returned": address(filled[2]),
    }
    page = visit(name, paths["list"], size)
    for label, path in paths.items():
        page.goto(page.url.split("/candidates")[0] + path)
        check_page(page)
        shoot(page, f"candidates-{label}-{name}-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("path", ["new/", "rules/", "rules/negative/new/"])
def test_forms_and_rules_fit_and_are_accessible(visit, filled, check_page, size, path):
    check_page(visit("staff", f"/candidates/{path}", size))


def test_a_check_is_recorded_in_its_row_and_the_head_follows(visit, filled, check_page):
    candidate = filled[1]
    page = visit("staff", address(candidate))
    assert "负面清单未核查 1 项（N14）" in page.locator(".blocked").inner_text()

    page.get_by_label("核查N14").click()
    page.get_by_label("无此情形").check()
    page.get_by_label("核查单位").fill("区税务局")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    page.locator(".editing .notice.bad").wait_for()  # the date is still missing
    assert "请填写核查日期" in page.locator(".editing").inner_text()
    page.get_by_label("核查日期").fill("2026-11-01")
    page.get_by_role("button", name="保存").click()
    page.locator(".editing").wait_for(state="detached")
    page.get_by_text("负面清单未核查 1 项（N14）").wait_for(state="detached")

    assert candidate.negative_checks.get(item__code="N14").body == "区税务局"


def test_editing_a_row_can_be_left(visit, filled):
    page = visit("staff", address(filled[0]), "phone")

    page.locator("#standards .do").get_by_role("link", name="核对").first.click()
    page.get_by_role("link", name="取消").click()
    page.locator(".editing").wait_for(state="detached")

    assert page.locator("#standards .do").get_by_role("link", name="核对").count() == 5


def test_a_return_asks_for_items_and_the_secretary_answers_them(visit, filled, street):
    candidate = make.put_forward(street, person=make.make_person(street.first, "吴向东"))
    make.bring_to(street, candidate, "street_review")
    page = visit("staff", address(candidate))
    page.get_by_text("严审退回…").click()
    page.get_by_label("需补正事项").fill("补学历证明\n补体检表")
    page.get_by_role("button", name="确认严审退回").click()
    page.locator("#messages").get_by_text("现为“退回补正”").wait_for()

    secretary = visit("secretary", address(candidate), "phone")
    for _ in range(2):
        secretary.locator(".corrections input[name=answer]").first.fill("已补齐")
        secretary.get_by_role("button", name="登记补正").first.click()
        secretary.locator("#messages").get_by_text("已登记补正情况").wait_for()
    secretary.get_by_role("button", name="提交初审").click()
    secretary.locator("#messages").get_by_text("现为“待社区初审”").wait_for()

    assert Candidate.objects.get(pk=candidate.pk).round == 2


def test_a_leader_concludes_a_decision(visit, filled):
    page = visit("leader", "/candidates/queue/")

    page.get_by_role("link", name="N12").click()
    page.get_by_role("button", name="审定").click()

    page.locator("#messages").get_by_text("已审定").wait_for()
    assert page.get_by_text(DECISIONS).and_(page.locator("button, summary")).count() == 0


def test_names_are_found_while_typing_and_stay_out_of_the_address(visit, filled):
    page = visit("staff", "/candidates/")

    page.get_by_label("姓名或拼音首字母").fill("zxw")
    page.get_by_role("link", name="龙玉兰").wait_for(state="detached")

    assert page.get_by_role("link", name="张晓薇").is_visible()
    assert "zxw" not in page.url


def test_a_check_and_a_decision_work_without_javascript(visit, filled):
    page = visit("staff", address(filled[0]), java_script_enabled=False)
    page.locator("#standards .do").get_by_role("link", name="核对").first.click()
    page.get_by_label("基本符合").check()
    page.get_by_label("佐证").fill("查阅档案")
    page.get_by_role("button", name="保存").click()
    assert "基本符合" in page.locator("#standards tbody").inner_text()

    page.get_by_text("退出…").click()
    page.get_by_label("退出的理由").fill("本人不再参选")
    page.get_by_role("button", name="确认退出").click()
    assert "已退出" in page.locator("#panel").inner_text()
