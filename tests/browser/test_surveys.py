"""A questionnaire's main path: built by the street, answered on a phone by its link, read after closing."""

import re

import pytest
from playwright.sync_api import expect

from communities.models import SurveyResponse, SurveyRound
from tests.factories import surveys as make


@pytest.fixture
def rounds(street):
    """An open round by link, one by slips, and a closed one with enough answers."""
    questionnaire = make.questionnaire(street)
    is_open, by_slips = make.hold(street, questionnaire), make.hold(street, questionnaire, mode="slips")
    closed = make.hold(street, questionnaire)
    make.put(closed, 9, text="多装路灯", number=12)
    make.put(closed, 4, step=2, grade=1)
    make.close(street, closed)
    return is_open, by_slips, closed


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, rounds, check_page, shoot, size):
    is_open, by_slips, closed = rounds
    questionnaire = is_open.questionnaire
    paths = {
        "list": "/communities/surveys/", "new": "/communities/surveys/new/",
        "open": f"/communities/surveys/{is_open.pk}/", "closed": f"/communities/surveys/{closed.pk}/",
        "tally": f"/communities/surveys/{by_slips.pk}/tally/", "comparison": "/communities/surveys/comparison/",
        "questionnaires": "/communities/questionnaires/", "building": f"/communities/questionnaires/{questionnaire.pk}/",
        "preview": f"/communities/questionnaires/{questionnaire.pk}/preview/", "public": f"/q/{is_open.token}/",
        "code": "/q/", "thanks": "/q/thanks/",
    }  # fmt: skip
    page = visit("staff", paths["list"], size)
    origin = page.url.split("/communities")[0]
    for label, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"surveys-{label}-{size}")


def test_built_answered_on_a_phone_and_read_after_closing(visit, street, live_server, browser):
    make.hold(street)  # a sitting member, and somewhere to come from
    page = visit("staff", "/communities/questionnaires/new/")
    page.get_by_label("标题").fill("停车问卷")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="单选", exact=True).click()
    page.get_by_label("题目").fill("家里有车吗")
    page.get_by_label("选项").fill("有\n没有")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="评价表", exact=True).click()
    page.get_by_label("题目").fill("对停车管理的评价")
    page.get_by_label("评价内容").fill("收费\n秩序")
    page.get_by_label("什么时候出现").select_option(label="第1题选“有”时")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="布置测评").click()
    page.get_by_label("花一社区").check()
    page.get_by_label("批次名称").fill("停车调查")
    page.get_by_role("button", name="布置", exact=True).click()
    address = page.get_by_label("网址").input_value()
    survey_round = SurveyRound.objects.get(name="停车调查")

    for _ in range(6):
        answer(browser, address, "有", "不满意")
    for _ in range(5):
        answer(browser, address, "没有", None)
    assert SurveyResponse.objects.filter(round=survey_round).count() == 11

    page.reload()
    expect(page.get_by_text("11 份线上")).to_be_visible()
    page.get_by_text("提前截止…").click()
    page.get_by_role("button", name="确认截止").click()
    expect(page.get_by_role("row", name="收费")).to_contain_text("答卷较少")  # six alike of fewer than ten
    expect(page.get_by_role("row", name=re.compile("家里有车吗 6 5"))).to_be_visible()


def answer(browser, address, car, step):
    """Somebody's phone, without account and with nothing from before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", is_mobile=True)
    phone = context.new_page()
    phone.goto(address)
    parking = phone.get_by_text("对停车管理的评价")
    expect(parking).to_be_hidden()
    phone.get_by_label(car, exact=True).check()
    if step:
        expect(parking).to_be_visible()
        for line in ("收费", "秩序"):
            phone.get_by_role("group", name=line).get_by_label(step, exact=True).check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="已提交，谢谢您")).to_be_visible()
    context.close()


def test_slip_scanned_brings_its_code_and_is_used_once(browser, live_server, rounds):
    by_slips = rounds[1]
    code = make.slip(by_slips)
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    for words in ("满意度问卷", "这个答题码已经用过"):
        phone.goto("about:blank")
        phone.goto(f"{live_server.url}/q/#{code}")
        expect(phone.get_by_label("答题码")).to_have_value(code)
        assert "#" not in phone.url
        phone.get_by_role("button", name="开始填写").click()
        expect(phone.get_by_text(words).first).to_be_visible()
        if words == "满意度问卷":
            for line in ("服务群众", "公道廉洁"):
                phone.get_by_role("group", name=line).get_by_label("满意", exact=True).check()
            phone.get_by_role("group", name="总体评价").get_by_label("优秀").check()
            phone.get_by_label("没有", exact=True).check()
            phone.get_by_role("button", name="提交").click()
            expect(phone.get_by_role("heading", name="已提交，谢谢您")).to_be_visible()


def test_without_javascript_every_question_is_shown_with_its_condition(browser, live_server, rounds):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/q/{rounds[0].token}/")
    expect(page.get_by_text("第3题选“办过”的人回答")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("还不能提交")).to_be_visible()
    context.close()
