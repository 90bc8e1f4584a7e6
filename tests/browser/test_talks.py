"""A talk on the phone: written down, signed by finger, archived."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from core.signatures import signatures_of
from tests.browser.hand import draw
from tests.factories import talks as make


def test_a_talk_is_recorded_and_signed_on_the_phone(visit, street, check_page, shoot):
    talk = make.planned(street)
    page = visit("staff", reverse("interviews:talk-list"), "phone")
    check_page(page)
    shoot(page, "talk-list-phone")
    page.get_by_role("link", name=talk.partner.name).click()
    page.get_by_role("link", name="登记谈话记录").click()
    check_page(page)
    page.get_by_label("谈话日期").fill(make.at().date().isoformat())
    page.get_by_label("开始时间").fill("09:00")
    page.get_by_label("结束时间").fill("09:40")
    page.get_by_label("谈话地点").fill("社区谈心室")
    page.get_by_label("谈话内容要点").fill("谈了任期履职和换届纪律。")
    for answer in ("继续任职", "服从", "平稳"):
        page.get_by_label(answer, exact=True).check()
    shoot(page, "talk-record-phone")
    page.get_by_role("button", name="保存记录").click()
    page.get_by_role("link", name="签字", exact=True).first.click()
    for _ in range(2):
        expect(page.get_by_role("heading", name=re.compile("^请.*签字$"))).to_be_visible()
        draw(page)
        shoot(page, "talk-sign-phone")
        page.get_by_role("button", name="确认签字").click()
    page.get_by_role("button", name="签字归档").click()
    expect(page.get_by_text("已签字归档，记录不能再改。")).to_be_visible()
    check_page(page)
    shoot(page, "talk-detail-phone")
    talk = make.fresh(talk)
    assert (talk.state, signatures_of(talk).count()) == ("signed", 2)


def test_the_pages_of_talks_fit_the_desk(visit, street, check_page, shoot):
    make.planned(street)
    make.plan(street)
    talk = make.signed(street)
    for name, *arguments in (
        ("talk-list",), ("talk-assign",), ("talk-statistics",), ("talk-scans",), ("talk-detail", talk.pk)
    ):  # fmt: skip
        page = visit("staff", reverse(f"interviews:{name}", args=arguments))
        check_page(page)
        shoot(page, name)
