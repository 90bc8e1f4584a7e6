"""Nothing typed is lost: a tab closed, a session ended, another device; and nothing is sent twice."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candidates.models import Candidate
from communities.models import Announcement, Issue
from core.drafts import Draft
from discipline.models import Clue
from tests.browser.test_sign_in_again import end_session, sign_in_in_place
from tests.factories import candidates, clues, world
from tests.factories import visits as make

NEW = reverse("communities:issue-create")
TITLE = "楼道灯坏了三个月"


def kept():
    """The name and value pairs of the one draft there is."""
    return {line[0]: line[1] for line in json.loads(Draft.objects.get().content)}


def wait_for_draft(page):
    for _ in range(100):
        if Draft.objects.exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft came")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_closed_tab_is_taken_up_in_another_session(visit, street, check_page, shoot, size):
    page = visit("secretary", NEW, size)
    page.get_by_label("具体情况").fill("三单元一至六楼")
    page.get_by_label("类别").select_option("disputes")
    page.locator("#id_title").fill(TITLE)
    page.close()  # long before the pause is over

    page = visit("secretary", NEW, size)
    wait_for_draft(page)
    page.reload()
    page.get_by_text("未保存的草稿，只有您能看到").wait_for()
    check_page(page)
    shoot(page, f"draft-offered-{size}")
    assert page.locator("#id_title").input_value() == ""  # nothing comes by itself
    page.get_by_role("button", name="恢复").click()
    assert page.locator("#id_title").input_value() == TITLE
    assert page.get_by_label("具体情况").input_value() == "三单元一至六楼"
    assert page.get_by_label("类别").input_value() == "disputes"
    page.get_by_text("草稿已存").wait_for()
    check_page(page)
    shoot(page, f"draft-restored-{size}")
    assert Draft.objects.count() == 1
    page.get_by_label("化解措施").fill("联系物业更换")
    page.locator("main").get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(lambda url: "/new/" not in url)

    assert Issue.objects.get().title == TITLE
    assert not Draft.objects.exists()
    page = visit("secretary", NEW, size)
    expect(page.get_by_text("未保存的草稿")).to_have_count(0)


def test_what_is_typed_is_kept_after_a_pause_and_given_up_when_asked(visit, street):
    page = visit("secretary", NEW)
    page.clock.install()
    page.reload()
    page.locator("#id_title").fill(TITLE)
    page.clock.fast_forward("00:19")
    assert not Draft.objects.exists()
    page.clock.fast_forward("00:02")
    page.get_by_text("草稿已存").wait_for()
    assert kept()["title"] == TITLE

    page = visit("secretary", NEW)
    page.get_by_role("button", name="放弃").click()
    expect(page.get_by_text("未保存的草稿")).to_have_count(0)
    assert not Draft.objects.exists()


def test_a_draft_older_than_the_record_says_so_and_overwrites_nothing(visit, street):
    issue = make.make_issue(street, title="物业撤管")
    url = reverse("communities:issue-edit", args=[issue.pk])
    page = visit("secretary", url)
    page.locator("#id_title").fill(TITLE)
    page.close()
    other = visit("staff", url)
    wait_for_draft(other)
    other.locator("#id_title").fill("物业撤管，居民自管")
    other.locator("main").get_by_role("button", name="保存", exact=True).click()
    other.wait_for_url(lambda address: "edit" not in address)

    page = visit("secretary", url)
    page.get_by_text("这条记录此后已被修改").wait_for()
    page.get_by_role("button", name="恢复").click()
    page.locator("main").get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("您的内容尚未保存").wait_for()

    assert page.locator("#id_title").input_value() == TITLE
    issue.refresh_from_db()
    assert issue.title == "物业撤管，居民自管"


def test_a_session_that_ended_is_opened_again_and_the_draft_goes_on(visit, street):
    page = visit("secretary", NEW)
    page.clock.install()
    page.reload()
    page.locator("#id_title").fill(TITLE)
    end_session(page)
    page.clock.fast_forward("00:21")
    sign_in_in_place(page).wait_for(state="hidden")
    page.get_by_text("草稿已存").wait_for()
    assert kept()["title"] == TITLE


def test_who_signs_in_again_in_another_tab_goes_on_typing_here(visit, street):
    """The page's token is of no use any more; the answer brings the one in force."""
    page = visit("secretary", NEW)
    page.clock.install()
    page.reload()
    page.context.clear_cookies(name="csrftoken")
    page.locator("#id_title").fill(TITLE)
    page.clock.fast_forward("00:21")
    page.get_by_text("草稿未能保存，稍后自动再存").wait_for()
    page.clock.fast_forward("00:21")
    page.get_by_text("草稿已存").wait_for()
    assert kept()["title"] == TITLE


def test_a_picked_person_is_picked_again(visit, street):
    candidates.install_rules(street)
    person = candidates.make_person(street.first, "田蕾")
    url = reverse("candidates:create")
    page = visit("secretary", url)
    page.locator("#pick-person").fill("田蕾")
    page.locator(".picker .results").get_by_text("田蕾").first.click()
    page.locator("textarea").first.fill("群众基础好")
    page.close()
    page = visit("secretary", url)
    wait_for_draft(page)
    page.reload()
    page.get_by_role("button", name="恢复").click()

    assert page.locator("input[name=person]:checked").get_attribute("value") == str(person.pk)
    assert page.locator(".picker .chosen").inner_text().strip().startswith("田蕾")
    assert page.locator("textarea").first.input_value() == "群众基础好"
    assert not Candidate.objects.exists()


def test_the_reporter_of_a_clue_stays_out_of_its_draft(visit, street):
    clues.people(street)
    page = visit("named", reverse("discipline:clue-register"))
    page.get_by_label("反映内容").fill("反映有人拉票")
    page.get_by_label("举报人姓名").fill("匿名人甲")
    page.get_by_label("举报人电话").fill("13808510001")
    page.close()
    page = visit("named", reverse("discipline:clue-register"))
    wait_for_draft(page)
    assert kept()["content"] == "反映有人拉票"
    assert not {"reporter_name", "reporter_phone", "reporter_address", "csrfmiddlewaretoken", "photos"} & set(kept())
    page.reload()
    page.get_by_role("button", name="恢复").click()
    page.get_by_text("保密内容不存入草稿，请重新填写").wait_for()
    assert not Clue.objects.exists()


def press_twice(page, name):
    """As impatient people do; and once more from the keyboard's script, which no browser holds back."""
    button = page.locator("main").get_by_role("button", name=name).first
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/*", slowly)
    button.evaluate("button => { button.click(); button.click(); button.form.requestSubmit(button); }")
    page.wait_for_url(lambda url: "/new/" not in url)
    page.unroute_all()
    return [url for url in sent if not url.endswith(reverse("accounts:draft"))]


def slowly(route):
    if route.request.method == "POST":
        route.request.frame.page.wait_for_timeout(300)
    route.continue_()


def test_a_double_click_sends_an_announcement_once(visit, street):
    page = visit("staff", reverse("communities:announcement-create"))
    page.get_by_label("标题").fill("召开动员会")
    page.get_by_label("内容").fill("周五上午九点。")
    assert len(press_twice(page, "发布给")) == 1
    assert Announcement.objects.count() == 1


def test_a_double_click_sends_an_issue_once(visit, street):
    page = visit("secretary", NEW)
    page.locator("#id_title").fill(TITLE)
    page.get_by_label("类别").select_option("disputes")
    assert len(press_twice(page, "登记")) == 1
    assert Issue.objects.count() == 1


def test_a_double_click_sends_a_step_of_an_issue_once(visit, street):
    issue = make.make_issue(street, title="物业撤管")
    page = visit("secretary", reverse("communities:issue-entry", args=[issue.pk]) + "?from=/new/")
    page.locator("textarea").first.fill("已上门")
    assert len(press_twice(page, "登记进展")) == 1
    assert issue.entries.filter(text="已上门").count() == 1


def test_a_form_answered_with_errors_can_be_sent_again(visit, street):
    page = visit("secretary", NEW)
    page.locator("main").get_by_role("button", name="登记", exact=True).click()
    page.locator("[data-focus]").wait_for()
    page.locator("#id_title").fill(TITLE)
    page.get_by_label("类别").select_option("disputes")
    page.locator("main").get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(lambda url: "/new/" not in url)
    assert Issue.objects.get().community_id == world.FIRST
