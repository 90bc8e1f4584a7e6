"""A clue taken down on the phone, handled at the desk."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from communities.models import Kinship
from discipline.models import Clue
from tests.factories import clues as make
from tests.factories import communities


def test_a_clue_is_registered_on_the_phone_and_handled_at_the_desk(visit, street, check_page, shoot):
    make.people(street)
    communities.make_person(street.first, "钱多多")
    page = visit("named", reverse("discipline:clue-list"), "phone")
    check_page(page)
    page.get_by_role("link", name="登记线索").first.click()
    check_page(page)
    page.get_by_label("来访", exact=True).check()
    page.get_by_label("所涉社区").select_option(label=street.first.short_name)
    page.get_by_label("反映问题类别").select_option("bribery")
    page.get_by_label("反映内容").fill("来访人称听说有人请客拉票。")
    page.get_by_label("被反映人（姓名、单位及职务）").fill("花一社区钱多多")
    page.get_by_label("举报人姓名").fill("来访人甲")
    page.get_by_label("举报人电话").fill("13800000000")
    shoot(page, "clue-form-phone")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记为线索〔")).to_be_visible()
    page.get_by_role("button", name="关联钱多多").click()
    check_page(page)
    shoot(page, "clue-subjects-phone")
    page.get_by_role("link", name="完成").click()
    page.get_by_role("link", name="呈阅", exact=True).click()
    page.get_by_label("拟办意见").fill("建议自办")
    page.get_by_role("button", name="呈阅").click()
    check_page(page)
    shoot(page, "clue-detail-phone")
    clue = Clue.objects.get()

    desk = visit("clue_lead", reverse("discipline:clue", args=[clue.pk]))
    check_page(desk)
    desk.get_by_role("link", name="指派承办人").click()
    check_page(desk)
    desk.get_by_label("用户named").check()
    shoot(desk, "clue-assign-desk")
    desk.get_by_role("button", name="指派").click()
    desk.get_by_role("link", name="批办核查").click()
    desk.get_by_role("button", name="批办核查").click()
    expect(desk.get_by_text("核查中").first).to_be_visible()
    desk.get_by_role("link", name="查看", exact=True).click()
    desk.get_by_label("查看事由").select_option("约见举报人")
    if desk.get_by_label("登录密码").count():
        desk.get_by_label("登录密码").fill("Correct-Horse-7")
    desk.locator("form.reveal").get_by_role("button", name="查看").click()
    expect(desk.get_by_text("来访人甲")).to_be_visible()
    desk.get_by_role("link", name="隐藏").click()
    expect(desk.get_by_text("来访人甲")).to_have_count(0)
    check_page(desk)
    shoot(desk, "clue-detail-desk")


def test_whoever_registers_a_clue_about_his_kin_hands_it_over(visit, street, check_page):
    make.people(street)
    relative = communities.make_person(street.first, "孙亲属")
    own = make.own_person(street, "named")
    Kinship.objects.create(person=own, kind="sibling", relative=relative, relative_name=relative.name)
    page = visit("named", reverse("discipline:clue-register"), "phone")
    page.get_by_label("反映问题类别").select_option("other")
    page.get_by_label("反映内容").fill("反映孙亲属占用公共楼道。")
    page.get_by_label("被反映人（姓名、单位及职务）").fill("孙亲属")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已直接交由负责人办理")).to_be_visible()
    expect(page.get_by_text("没有您办理的线索")).to_be_visible()
    check_page(page)


def test_the_pages_of_clues_fit_the_desk(visit, street, check_page, shoot):
    make.people(street)
    person = communities.make_person(street.first, "钱多多")
    clue, *_ = make.one_of_each(street, person)
    page = visit("clue_lead", reverse("discipline:clue-list"))
    check_page(page)
    shoot(page, "clue-list-desk")
    for url in ("discipline:clue-limits", "discipline:clue-register", "discipline:street-clue-totals"):
        page.goto(page.url.split("/discipline")[0] + reverse(url))
        check_page(page)
    page.goto(page.url.split("/discipline")[0] + reverse("discipline:clue", args=[clue.pk]))
    check_page(page)
    assert clue.received_on == timezone.localdate()
