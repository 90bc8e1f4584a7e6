"""Discipline work in the browser: signing on a phone and on the tablet, publicity in a minute, pages that fit."""

import re

import pytest
from playwright.sync_api import expect

from discipline.models import PublicityEvent, SignIn
from discipline.services.sign_in import token_of
from discipline.services.warnings import propose_pairs
from tests.browser.hand import draw
from tests.factories import discipline, publicity, world
from tests.factories import study as studies
from tests.factories import visits as make
from tests.factories import warnings as talks


@pytest.fixture
def known(street):
    """One of everything: ``(session, talk, event, text)``."""
    talks.levels(street)
    propose_pairs(actor=street.users["staff"], election=street.running)
    session, people = studies.with_people(street, number=4, with_place_code=True)
    studies.sign(people[0], place_code=session.place_code)
    studies.sign(people[1], place_code="x")
    talk = talks.recorded(street)
    return session, talk, publicity.hold(street), discipline.text(street)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, known, check_page, shoot, size):
    session, talk, event, text = known
    page = visit("staff", "/discipline/texts/", size)
    origin = page.url.split("/discipline")[0]
    waiting = SignIn.objects.get(standing="waiting")
    paths = {
        "texts": "texts/", "text": f"texts/{text.pk}/", "text-issue": f"texts/{text.pk}/issue/",
        "text-duties": f"texts/{text.pk}/duties/", "workers": "workers/", "worker-new": "workers/new/",
        "study": "study/", "study-new": "study/new/", "study-one": f"study/{session.pk}/",
        "study-screen": f"study/{session.pk}/screen/", "study-kiosk": f"study/{session.pk}/kiosk/",
        "study-paper": f"study/{session.pk}/paper/", "study-catch-up": f"study/{session.pk}/catch-up/",
        "study-decide": f"study/sign-ins/{waiting.pk}/decide/", "tree": "warnings/", "warning-plan": "warnings/plan/",
        "warning-list": "warnings/talks/", "warning": f"warnings/talks/{talk.pk}/",
        "warning-record": f"warnings/talks/{talk.pk}/record/", "warning-sign": f"warnings/talks/{talk.pk}/sign/talker/",
        "publicity": "publicity/", "publicity-new": "publicity/new/", "publicity-totals": "publicity/totals/",
        "publicity-one": f"publicity/{event.pk}/",
    }  # fmt: skip
    for label, path in paths.items():
        page.goto(f"{origin}/discipline/{path}")
        check_page(page)
        shoot(page, f"discipline-{label}-{size}")


def test_one_signs_in_on_his_phone_without_an_account(visit, street, check_page, shoot):
    session, (first, *_) = studies.with_people(street)
    page = visit(None, f"/q/study/{token_of(session)}/", "phone")
    check_page(page)
    shoot(page, "discipline-sign-in-phone")
    page.get_by_label("姓名").fill(first.person.name)
    page.get_by_label("后四位").fill(first.person.phone[-4:])
    draw(page)
    page.get_by_role("button", name="提交签到").click()
    expect(page.get_by_role("heading", name="签到成功")).to_be_visible()
    check_page(page)
    assert SignIn.objects.get().attendee == first


def test_the_tablet_goes_round(visit, street, check_page):
    session, people = studies.with_people(street)
    page = visit("staff", f"/discipline/study/{session.pk}/kiosk/")
    for one in people:
        page.get_by_role("link", name=one.person.name).click()
        draw(page)
        page.get_by_role("button", name="提交签名").click()
        expect(page.get_by_text(f"{one.person.name}已签到")).to_be_visible()
    expect(page.get_by_text("全部签完")).to_be_visible()
    check_page(page)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_publicity_with_a_photo_takes_few_taps(visit, street, script):
    """Photo, form, place, one number: what a minute on the phone has room for."""
    page = visit("secretary", "/discipline/publicity/new/", "phone", java_script_enabled=script)
    page.get_by_label("现场照片").set_input_files(
        [{"name": "坝坝会.jpg", "mimeType": "image/jpeg", "buffer": make.photo_bytes((1200, 900))}]
    )
    page.get_by_label("坝坝会").check()
    page.get_by_label("地点或范围").fill("花一小区院坝")
    page.get_by_label("覆盖人次").fill("36")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".evidence-grid img")).to_have_count(1)
    event = PublicityEvent.objects.get()
    assert (event.kind, event.people, event.community) == ("yard_meeting", 36, street.first)
    assert re.search(str(event.pk), page.url)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_coverage_fits_and_a_hole_leads_to_its_form(visit, street, check_page, shoot, size):
    talks.levels(street)
    propose_pairs(actor=street.users["staff"], election=street.running)
    person = discipline.somebody(street, name="欧阳明月")
    discipline.somebody(street, community=street.second)
    talks.WarningPair.objects.create(election=street.running, person=person, place=street.first, capacity="member")
    page = visit("staff", "/coverage/", size)
    check_page(page)
    shoot(page, f"coverage-{size}")
    if size == "desk":
        heights = page.eval_on_selector_all(".coverage thead th span", "all => all.map(one => one.clientHeight)")
        assert max(heights) <= 3 * 13 * 1.4 + 1
        assert page.evaluate("document.querySelector('.coverage.people').parentNode.scrollWidth") <= 1366
    line = page.get_by_role("row").filter(has_text=person.name)
    line.get_by_role("link", name="未谈 安排谈话").first.click()
    expect(page.get_by_role("checkbox", name=person.name)).to_be_checked()
    check_page(page)
    page.go_back()
    page.get_by_role("link", name=f"催办{person.name}：警示谈话").click()
    expect(page.get_by_text(f"花一社区 · {person.name}")).to_be_visible()
    check_page(page)
    shoot(page, f"coverage-remind-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_community_reads_the_streets_session(visit, street, check_page, shoot, size):
    discipline.somebody(street, name="甲本社区"), discipline.somebody(street, community=street.second, name="丙邻社区")
    session = studies.plan(street, region=street.regions[world.STREET])
    page = visit("secretary", f"/discipline/study/{session.pk}/", size)
    expect(page.get_by_role("link", name="甲本社区")).to_be_visible()
    expect(page.get_by_text("丙邻社区")).to_have_count(0)
    check_page(page)
    shoot(page, f"study-of-the-street-{size}")
