"""People and teams in the browser: every page at both sizes, a number shown for a minute, picking a person."""

from datetime import date

import pytest
from django.urls import reverse

from communities.models import CommitteeMember
from core.audit import AuditEvent
from tests.factories.communities import make_committee, make_id_number, make_member, make_person
from tests.factories.world import PASSWORD


@pytest.fixture
def secretary_of_first(street):
    number = make_id_number(date(1975, 6, 1), "female")
    person = make_person(street.first, "单㛃", sex="female", id_number=number, phone="13812345678", affiliation="party")
    make_member(person, street.running, "secretary", since=date(2021, 10, 1), duties="党建")
    make_member(person, street.running, "director")
    make_member(make_person(street.first, "阿依古丽·买买提"), street.running, "residents_member")
    make_committee(street.second, street.running)
    return person


def urls(street, person):
    member = person.memberships.get(post="secretary")
    add = reverse("communities:member-add", args=[street.first.pk, "party"])
    return {
        "people": reverse("communities:people"),
        "person": reverse("communities:person", args=[person.pk]),
        "person-edit": reverse("communities:person-edit", args=[person.pk]),
        "person-account": reverse("communities:person-account", args=[person.pk]),
        "person-reveal": reverse("communities:person-reveal", args=[person.pk]) + "?field=phone",
        "person-choose": reverse("communities:person-choose") + f"?picker_next={add}",
        "kinship-create": reverse("communities:kinship-create", args=[person.pk]),
        "committees": reverse("communities:committees"),
        "committee": reverse("communities:committee", args=[street.first.pk]),
        "committee-empty": reverse("communities:committee", args=[street.second.pk]),
        "member-add": add,
        "member-edit": reverse("communities:member-edit", args=[member.pk]),
        "member-leave": reverse("communities:member-leave", args=[member.pk]),
        "election-list": reverse("communities:election-list"),
        "election-create": reverse("communities:election-create"),
        "election-close": reverse("communities:election-close", args=[street.running.pk]),
    }


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_fits_and_is_accessible(visit, street, secretary_of_first, check_page, shoot, live_server, size):
    pages = urls(street, secretary_of_first)
    page = visit("staff", pages["people"], size)
    for name, path in pages.items():
        page.goto(live_server.url + path)
        check_page(page)
        shoot(page, f"{name}-{size}")


def test_a_number_is_shown_for_a_minute(visit, secretary_of_first):
    path = reverse("communities:person", args=[secretary_of_first.pk])
    page = visit("secretary", path, "phone")
    page.clock.install()
    masked = page.locator(".mask").first.inner_text()
    page.locator(".mask a").first.click()
    page.get_by_label("查看事由").select_option("核对证件原件")
    page.get_by_label("登录密码").fill(PASSWORD)
    page.locator(".reveal button").click()
    page.locator(".secret").wait_for()
    assert page.locator(".secret").inner_text() == secretary_of_first.id_number
    page.locator("[data-hide-after][data-running]").wait_for()  # its minute has begun: htmx has settled
    page.clock.fast_forward("01:01")
    page.locator(".secret").wait_for(state="detached")
    assert page.locator(".mask").first.inner_text() == masked
    assert AuditEvent.objects.get(event="person.reveal").reason == "核对证件原件"


def test_a_member_is_picked_while_typing(visit, street, secretary_of_first):
    make_person(street.first, "仇建国")
    page = visit("secretary", reverse("communities:member-add", args=[street.first.pk, "party"]), "phone")
    page.get_by_label("人员", exact=True).press_sequentially("qjg")
    page.get_by_label("仇建国").check()
    page.get_by_label("职务").select_option("deputy_secretary")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已登记成员。").wait_for()
    assert str(CommitteeMember.objects.get(post="deputy_secretary")) == "仇建国 副书记"


def test_a_member_is_picked_without_javascript(visit, street, secretary_of_first):
    make_person(street.first, "仇建国")
    path = reverse("communities:member-add", args=[street.first.pk, "party"])
    page = visit("secretary", path, java_script_enabled=False)
    page.get_by_label("人员", exact=True).fill("qjg")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="仇建国").click()
    page.get_by_label("职务").select_option("party_member")
    page.get_by_role("button", name="保存").click()
    assert page.get_by_role("cell", name="仇建国").count() == 1


def test_a_namesake_is_confirmed_on_the_page(visit, street, secretary_of_first):
    page = visit("secretary", reverse("communities:person-create"))
    page.locator("#id_name").fill("单㛃")
    page.get_by_label("公民身份号码").fill(make_id_number(date(1975, 6, 1), "female"))
    page.keyboard.press("Tab")
    page.get_by_text("女，1975年6月1日出生，选举日（2026年12月30日）51 周岁").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_label("已核对").check()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已建立档案。").wait_for()
