"""An auditor's way through his audit in the browser, and the community's through the handover."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hand import draw
from tests.factories import audits


@pytest.fixture
def opened(street):
    """An audit in fieldwork with a finding and a contract; its team is led by the account “auditor”."""
    audit = audits.plan(street)
    audits.add_finding(street, audit)
    audits.add_contract(street, audit)
    return audits.bring_to(street, audit, "opened")


def address(audit, rest=""):
    return f"/interviews/audits/{audit.pk}/{rest}"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, opened, street, check_page, shoot, size):
    audits.fill_handover(street, opened)
    finding = opened.findings.get()
    paths = {
        "home": "/", "list": "/interviews/audits/", "file": address(opened), "notice": address(opened, "edit/notice/"),
        "finding": address(opened, f"findings/{finding.pk}/"), "handover": address(opened, "handover/"),
        "items": address(opened, "handover/items/"), "sign": address(opened, "handover/sign/handover_to/"),
    }  # fmt: skip
    page = visit("auditor", "/", size)
    origin = page.url.rstrip("/")
    for label, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"audits-{label}-auditor-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_setting_up_fits_and_makes_audits(visit, street, check_page, shoot, size):
    audits.make_auditee(street)
    audits.make_staff(street, "许审", user="auditor")
    page = visit("staff", "/interviews/audits/new/", size)
    check_page(page)
    shoot(page, f"audits-setup-staff-{size}")
    page.get_by_label("组长").select_option(label="许审（街道审计站干部）")
    page.get_by_role("button", name="立项").click()
    expect(page.get_by_text("已立项 1 人")).to_be_visible()
    check_page(page)


def test_an_auditor_finds_his_audit_and_issues_the_report(visit, opened, check_page):
    audits.fill_figures(opened)
    page = visit("auditor", "/")
    page.get_by_role("link", name="钱进").click()
    expect(page.get_by_text("暂不能“出具报告”")).to_be_visible()
    page.get_by_role("link", name="修改进点会与承诺").click()  # in its place
    page.get_by_label("被审计人承诺日期").fill(audits.today().isoformat())
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="修改审计结论与报告").click()
    page.get_by_label("审计评价").select_option("good")
    page.get_by_role("textbox", name="审计结论").fill("收支真实，管理规范。")
    page.get_by_label("报告文号").fill("街审报〔2026〕9号")
    page.get_by_label("报告日期").fill(audits.today().isoformat())
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="出具报告").click()
    expect(page.get_by_text("现为“已出报告”")).to_be_visible()
    check_page(page)


def test_a_secretary_signs_with_a_finger(visit, opened, street, check_page):
    audits.fill_handover(street, opened)
    page = visit("secretary", "/interviews/audits/handovers/", "phone")
    page.get_by_role("link", name="钱进").click()
    page.get_by_role("link", name="接交人签字").click()
    draw(page)
    page.get_by_role("button", name="确认签字").click()
    expect(page.get_by_text("已签字。")).to_be_visible()
    expect(page.locator("svg.signature")).to_be_visible()
    expect(page.get_by_text(re.compile("移交人未签字"))).to_be_visible()
    check_page(page)
