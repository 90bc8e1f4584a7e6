"""The main paths where scripts are off or have not come: every one is done by links and forms alone."""

import pytest
from playwright.sync_api import expect

from candidates import services
from candidates.models import ReviewOpinion
from core.jobs import Job, run_job
from tests.factories import baselines, candidates, communities, talks
from tests.factories.world import PASSWORD


@pytest.fixture
def open_page(visit):
    """``open_page("staff", "/", "phone")``, where no script runs."""

    def open_it(name, path="/", size="desk"):
        return visit(name, path, size, java_script_enabled=False)

    return open_it


def test_one_signs_in_and_finds_somebody_in_a_list(open_page, street):
    for name in ("田蕾", "罗翀"):
        communities.make_person(street.first, name)
    page = open_page(None, "/account/login/")
    page.get_by_label("登录名").fill("staff")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="人员档案").click()
    page.locator("#filters input[name=q]").fill("田")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#results").get_by_text("田蕾")).to_be_visible()
    expect(page.locator("#results").get_by_text("罗翀")).to_have_count(0)


def test_the_menu_opens_on_a_phone(open_page, street):
    page = open_page("secretary", "/", "phone")
    page.locator(".toggler").click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="社区基线").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("社区基线")


def test_a_section_of_the_baseline_is_saved_on_a_phone(open_page, street):
    baseline = baselines.open_one(street)
    page = open_page("secretary", f"/communities/baselines/{baseline.pk}/basics/", "phone")
    for name, text in baselines.TEXTS["basics"].items():
        box = page.locator(f'[name="{name}"]').first
        if box.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').check()
        elif box.evaluate("node => node.tagName") == "SELECT":
            box.select_option(text)
        else:
            box.fill(text)
    page.get_by_role("button", name="保存，填下一节").click()
    page.wait_for_url("**/population/")
    assert baseline.sections.get(key="basics").answers["households"] == 2310


def test_a_reviewer_submits_an_opinion(open_page, street):
    candidates.install_rules(street)
    services.set_panel(actor=street.users["staff"], election=street.running, level="street", opinions_required=1)
    candidate = candidates.bring_to(street, candidates.put_forward(street), "street_review")
    page = open_page("staff", f"/candidates/{candidate.pk}/desk/")
    page.get_by_label("评分（0–100）").fill("88")
    page.get_by_label("建议通过").check()
    page.get_by_label("评审意见").fill("材料齐全。")
    page.get_by_role("button", name="提交并下一个").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert list(ReviewOpinion.objects.values_list("score", "text")) == [(88, "材料齐全。")]


def test_a_talk_is_written_down(open_page, street):
    talk = talks.planned(street)
    page = open_page("staff", f"/interviews/talks/{talk.pk}/record/")
    page.get_by_label("谈话日期").fill(talks.at().date().isoformat())
    page.get_by_label("开始时间").fill("09:00")
    page.get_by_label("结束时间").fill("09:40")
    page.get_by_label("谈话地点").fill("社区谈心室")
    page.get_by_label("谈话内容要点").fill("谈了任期履职和换届纪律。")
    for answer in ("继续任职", "服从", "平稳"):
        page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert talks.fresh(talk).state == "recorded"


def test_a_briefing_is_asked_for_and_downloaded(open_page, street):
    page = open_page("leader", "/reports/")
    page.get_by_role("link", name="换届筹备工作简报").first.click()
    page.get_by_role("button", name="开始生成").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    run_job(str(Job.objects.get(kind="report").pk))
    page.get_by_role("link", name="刷新查看进度").click()
    with page.expect_download() as found:
        page.get_by_role("link", name="下载 PDF").click()
    assert found.value.suggested_filename.endswith(".pdf")
