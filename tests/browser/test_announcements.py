"""An announcement from the street's desk to a secretary's phone and back."""

from playwright.sync_api import expect


def test_an_announcement_is_written_read_and_its_readers_are_seen(visit, street, check_page, shoot):
    page = visit("staff", "/communities/announcements/")
    page.get_by_role("main").get_by_role("link", name="发布公告").first.click()
    page.get_by_label("标题").fill("报送名册")
    page.get_by_label("内容").fill("请于周五前报送。")
    check_page(page)
    page.get_by_role("button", name="发布给 2 名社区书记").click()
    expect(page.get_by_text("已阅 0 / 2")).to_be_visible()

    phone = visit("secretary", "/account/notices/", "phone")
    phone.get_by_role("button", name="查看").click()
    check_page(phone)
    shoot(phone, "announcement-phone")
    phone.get_by_role("button", name="我已阅知").click()
    expect(phone.get_by_text("已确认阅知。")).to_be_visible()

    page.reload()
    expect(page.get_by_text("已阅 1 / 2")).to_be_visible()
    page.get_by_role("button", name="催办未阅知的").click()
    expect(page.get_by_text("已催办 1 人。")).to_be_visible()
    check_page(page)
    shoot(page, "announcement-desk")
