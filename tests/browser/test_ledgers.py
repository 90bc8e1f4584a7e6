"""Ledgers, the file of a community and a person's timeline, at both sizes."""

import io

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from communities.models import CommitteeMember
from tests.factories import progress as make
from tests.factories import records, world


@pytest.fixture
def busy(street):
    for community in (street.first, street.second):
        make.open_baseline(street, community, "accepted")
        records.fill(street, community)
    return street


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize(
    "path", ["/files/", f"/files/{world.FIRST}/", "/ledgers/", "/ledgers/basics/", "/ledgers/audits/"]
)
def test_pages_fit_and_are_accessible(visit, busy, check_page, shoot, path, size):
    page = visit("staff", path, size)

    check_page(page)
    shoot(page, f"{path.strip('/').replace('/', '-')}-{size}")


def test_a_ledger_is_narrowed_and_taken_out_as_it_is_seen(visit, busy):
    page = visit("leader", reverse("reports:ledger", args=["issues"]))
    rows = page.locator("table.ledger tbody tr")

    assert rows.count() == 2
    page.get_by_label("社区", exact=True).select_option(label="花二社区")
    expect(rows).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()

    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    lines = [[cell.value for cell in row][1:3] for row in sheet.iter_rows() if row[0].value == 1]
    assert lines == [["花二社区", "花二社区居民委员会停车难"]]


def test_the_way_from_the_overview_to_a_gap(visit, busy):
    page = visit("staff")

    page.get_by_role("row", name="花一社区").get_by_role("link", name="花一社区").last.click()
    page.wait_for_url("**/files/**")
    page.get_by_role("link", name="四种方式走访").click()

    assert "走访" in page.locator("h1").inner_text()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_persons_file_shows_his_timeline(visit, busy, check_page, size):
    person = CommitteeMember.objects.filter(committee__community=busy.first).first().person
    page = visit("secretary", reverse("communities:person", args=[person.pk]), size)

    page.get_by_text("离任审计结果公示").wait_for()
    assert page.get_by_text(records.TALK_SECRET).count() == 0
    check_page(page)


def test_a_ledger_works_without_javascript(visit, busy):
    page = visit("staff", reverse("reports:ledger", args=["visits"]), "phone", java_script_enabled=False)

    page.locator(".filter-fold summary").click()
    page.get_by_label("方式", exact=True).select_option(label="问卷")
    page.get_by_role("button", name="筛选").click()

    page.get_by_text("没有符合条件的记录").wait_for()
