"""The rule book on the desk and on the phone: a rule is changed, the list of whom it touches, a result confirmed."""

from django.urls import reverse
from playwright.sync_api import expect

from candidates.models import NegativeItem
from tests.factories import candidates as make


def test_a_changed_rule_lists_whom_it_touches(visit, street, check_page, shoot):
    make.install_rules(street)
    candidate = make.put_forward(street)
    make.clear_negative_list(street, candidate, leave=["N06"])
    item = NegativeItem.objects.get(election=street.running, code="N05")
    page = visit("staff", reverse("candidates:rules") + "?kind=negative")
    check_page(page)
    shoot(page, "rules-negative")
    page.get_by_role("link", name="修改黄赌毒").click()
    check_page(page)
    shoot(page, "rule-form")
    page.get_by_label("回溯年限").fill("10")
    page.get_by_label("修改说明").fill("按区换届办文件")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("保存后，1 人的 1 项已作出的结论需复核")).to_be_visible()
    check_page(page)
    shoot(page, "rule-effect")
    page.get_by_role("button", name="确认保存").click()
    expect(page.get_by_text("有 1 项已作出的结论需复核，见影响清单。")).to_be_visible()
    page.get_by_role("link", name="查看影响清单").click()
    check_page(page)
    shoot(page, "rule-impact")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="所选维持原结论…").click()
    expect(page.get_by_text("已选 1 项，可办理 1 项")).to_be_visible()
    check_page(page)
    shoot(page, "recheck-preview")
    page.get_by_label("复核说明").fill("年限改长，原核查已覆盖")
    page.get_by_role("button", name="确认维持 1 项").click()
    expect(page.get_by_text("没有需复核的结论")).to_be_visible()
    made = NegativeItem.objects.live().get(code="N05", election=street.running)
    page = visit("staff", reverse("candidates:rule-history", args=["negative", made.pk]), "phone")
    expect(page.get_by_text("按区换届办文件")).to_be_visible()
    check_page(page)
    shoot(page, "rule-history-phone")
    assert made.previous == item
