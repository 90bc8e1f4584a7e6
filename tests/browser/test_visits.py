"""Research visits in the browser: recorded on a phone with a photo, an issue taken to its settlement, risk set."""

import pytest
from playwright.sync_api import expect

from communities.models import FieldVisit, Issue, RiskGrade
from communities.services.risk import install_risk_scale
from core.attachments import attachments_of
from tests.factories import visits as make
from tests.factories import world


@pytest.fixture
def known(street):
    """A street whose people, areas, visits, issues and grades are there."""
    leader, clerk = make.make_staff(street, "章若谷"), make.make_staff(
        street, "罗昕", office="党建办主任", user=street.users["staff"]
    )  # fmt: skip
    make.assign(street, leader, [clerk])
    visit = make.make_visit(street, visitors=[leader], issues=[
        {"title": "楼顶违建引发信访", "kind": "disputes", "seriousness": 2},
    ])  # fmt: skip
    make.make_issue(street, title="物业撤管后无人接手", overdue_days=3, seriousness=3)
    make.make_issue(street, title="书记主任不和", street_only=True)
    install_risk_scale(actor=street.users["staff"], election=street.running)
    make.grade(street)
    return visit


PAGES = {
    "visits": "visits/", "new": "visits/new/", "coverage": "visits/coverage/", "areas": "areas/",
    "area": f"areas/{world.FIRST}/", "staff": "street-staff/", "staff-new": "street-staff/new/", "issues": "issues/",
    "issue-new": "issues/new/", "risk": "risk/", "risk-one": f"risk/{world.FIRST}/",
}  # fmt: skip


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, known, check_page, shoot, size):
    page = visit("staff", "/communities/visits/", size)
    origin = page.url.split("/communities")[0]
    paths = PAGES | {
        "visit": f"visits/{known.pk}/",
        "issue": f"issues/{Issue.objects.overdue('2100-01-01').first().pk}/",
    }
    for label, path in paths.items():
        page.goto(f"{origin}/communities/{path}")
        check_page(page)
        shoot(page, f"visits-{label}-{size}")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_visit_with_a_photo_is_recorded_on_the_phone(visit, street, known, check_page, script):
    page = visit("staff", "/communities/visits/coverage/", "phone", java_script_enabled=script)
    page.get_by_role("link", name="花二社区座谈未到，去登记").click()
    assert page.get_by_label("座谈").is_checked()
    assert page.get_by_label("罗昕").is_checked()
    page.get_by_label("现任班子工作实绩").fill("班子团结，网格走访扎实。")
    page.get_by_label("照片与扫描件").set_input_files(
        [{"name": "座谈.jpg", "mimeType": "image/jpeg", "buffer": make.photo_bytes((1200, 900))}]
    )
    page.get_by_text("现场发现的难点问题").click()
    page.get_by_label("问题").first.fill("停车位纠纷")
    page.get_by_label("类别").first.select_option(label="矛盾信访")
    if script:
        check_page(page)
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_text("已登记")).to_be_visible()
    expect(page.get_by_role("link", name="停车位纠纷")).to_be_visible()
    expect(page.locator(".evidence-grid img")).to_have_count(1)
    recorded = FieldVisit.objects.get(method="symposium")
    assert (recorded.community, [person.name for person in recorded.visitors.all()], attachments_of(recorded).count()) == (
        street.second, ["罗昕"], 1,
    )  # fmt: skip


def test_what_was_typed_survives_a_bad_photo(visit, known):
    page = visit("staff", f"/communities/visits/new/?community={world.FIRST}", "phone")
    page.get_by_label("后备干部储备").fill("后备四人")
    page.get_by_label("照片与扫描件").set_input_files(
        [{"name": "假照片.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}]
    )
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_role("alert")).to_contain_text("假照片")
    assert page.get_by_label("后备干部储备").input_value() == "后备四人"
    assert FieldVisit.objects.count() == 1


def test_an_issue_is_taken_to_its_settlement(visit, known):
    issue = Issue.objects.get(title="楼顶违建引发信访")
    secretary = visit("secretary", f"/communities/issues/{issue.pk}/", "phone")
    secretary.get_by_role("button", name="开始处置").click()
    expect(secretary.get_by_text("已开始处置")).to_be_visible()
    secretary.locator("summary", has_text="登记进展").click()
    secretary.get_by_label("做了什么、进展如何").fill("与六户签订拆除协议")
    secretary.get_by_role("button", name="登记进展").click()
    expect(secretary.get_by_text("与六户签订拆除协议")).to_be_visible()
    expect(secretary.get_by_text("化解…")).to_have_count(0)

    staff = visit("staff", f"/communities/issues/{issue.pk}/")
    staff.get_by_text("化解…").click()
    staff.get_by_label("化解的理由").fill("现场核验已拆除")
    staff.locator(".pop-body").get_by_role("button", name="确认化解").click()

    expect(staff.locator("#messages")).to_contain_text("已化解")
    assert Issue.objects.get(pk=issue.pk).state == "resolved"


def test_a_community_is_graded(visit, known):
    page = visit("staff", "/communities/risk/")
    page.get_by_role("link", name="评定花一社区").click()
    page.get_by_label("红 重点").check()
    page.get_by_label("评定理由").fill("物业问题逾期未化解")
    page.get_by_role("button", name="评定").click()

    expect(page.locator(".timeline")).to_contain_text("物业问题逾期未化解")
    assert [grade.grade for grade in RiskGrade.objects.all()] == ["red", "yellow"]


def test_each_file_of_an_upload_is_told_of(visit, known, check_page):
    issue = Issue.objects.get(title="楼顶违建引发信访")
    page = visit("secretary", f"/communities/issues/{issue.pk}/", "phone")
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": make.photo_bytes((1200, 900))}
    page.get_by_label("照片或扫描件").set_input_files(
        [{"name": "假照片.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}, photo]
    )
    page.get_by_role("button", name="上传").click()
    told = page.get_by_role("list", name="上传进度").get_by_role("listitem")
    expect(told.nth(0)).to_contain_text("未上传")
    expect(told.nth(1)).to_contain_text("已上传")
    check_page(page)
    page.reload()
    expect(page.locator(".evidence-grid li")).to_have_count(1)
    page.get_by_label("照片或扫描件").set_input_files([photo | {"name": "之一.jpg"}, photo | {"name": "之二.jpg"}])
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".evidence-grid li")).to_have_count(3)
    assert attachments_of(issue).count() == 3
