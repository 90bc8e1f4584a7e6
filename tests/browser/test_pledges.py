"""Pledges: signed on the phone, a stack uploaded and a waiting page placed, the check page without an account."""

from django.urls import reverse
from playwright.sync_api import expect

from core.jobs import Job, run_job
from discipline.models import PledgeScanPage
from tests.browser.hand import draw
from tests.factories import discipline, uploads
from tests.factories import pledges as make


def test_a_pledge_is_signed_on_the_phone(visit, street, check_page, shoot):
    pledge = make.one(street)
    page = visit("secretary", reverse("discipline:pledge-campaign", args=[pledge.campaign_id]), "phone")
    check_page(page)
    shoot(page, "pledge-campaign-phone")
    page.get_by_role("link", name=f"{pledge.person.name}屏幕签署").click()
    expect(page.get_by_role("heading", name=f"请{pledge.person.name}签署")).to_be_visible()
    check_page(page)
    draw(page)
    shoot(page, "pledge-sign-phone")
    page.get_by_role("button", name="确认签署").click()
    expect(page.get_by_text("已签署，承诺书已存档。")).to_be_visible()
    check_page(page)
    shoot(page, "pledge-phone")
    assert make.state_of(pledge) == "signed"


def test_a_stack_is_uploaded_and_a_page_placed_by_its_picture(visit, street, check_page, shoot, tmp_path):
    pledge = make.one(street)
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(uploads.pdf(1))
    page = visit("staff", reverse("discipline:pledge-scans", args=[pledge.campaign_id]))
    page.set_input_files("input[type=file]", scan)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_text("已上传，正在逐页识别二维码。")).to_be_visible()
    run_job(str(Job.objects.get(kind="pledge_scans").pk))
    page.reload()
    check_page(page)
    shoot(page, "pledge-scans")
    page.get_by_role("link", name="看图归入").click()
    check_page(page)
    shoot(page, "pledge-page")
    page.get_by_label("承诺人").select_option(str(pledge.pk))
    page.get_by_role("button", name="归入", exact=True).click()
    expect(page.get_by_text("已归入。")).to_be_visible()
    assert (make.state_of(pledge), PledgeScanPage.objects.count()) == ("signed", 0)


def test_the_check_page_needs_no_account(visit, street, check_page, shoot):
    signing = make.sign(street, make.one(street))
    page = visit(None, reverse("discipline_public:pledge-check", args=[signing.sheet_id]), "phone")
    expect(page.get_by_text("与存档一致", exact=True)).to_be_visible()
    check_page(page)
    shoot(page, "pledge-check-phone")


def test_the_pages_of_pledges_fit_the_desk(visit, street, check_page, shoot):
    signing = make.sign(street, make.one(street))
    discipline.somebody(street, community=street.second)
    for name, *arguments in (
        ("pledge-list",), ("pledge-start",), ("pledge-campaign", signing.pledge.campaign_id), ("pledge", signing.pledge_id),
    ):  # fmt: skip
        page = visit("staff", reverse(f"discipline:{name}", args=arguments))
        check_page(page)
        shoot(page, name)


def test_a_button_in_a_notice_keeps_the_looks_of_a_button(visit, street, check_page, shoot):
    pledge = make.one(street)
    pledge.person.user = street.users["secretary"]
    pledge.person.save()
    for size in ("desk", "phone"):
        page = visit("secretary", reverse("discipline:pledge-list"), size)
        button = page.get_by_role("link", name="阅读并签署")
        expect(button).to_have_css("color", "rgb(255, 255, 255)")
        expect(button).to_have_css("text-decoration-line", "none")
        check_page(page)
        shoot(page, f"pledge-own-{size}")
