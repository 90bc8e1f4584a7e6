"""Early tempering and the sources in the browser: an observation in three taps, candidates in one click."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candidates.models import Candidate, Observation
from core.attachments import attachments_of
from tests.factories import candidates, communities, duplicates, practice, visits

PAGES = ("sources", "pool", "reserve-create", "pool-rule", "practice-list", "practice-create")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, street, check_page, shoot, size):
    candidates.install_rules(street)
    entry, waiting, assignment, _ = practice.everything(street)
    for user in ("leader", "inspector"):
        practice.name_observers(actor=street.users["staff"], assignment=assignment,
                                observers=[street.users[name] for name in ("leader", "inspector")])  # fmt: skip
        practice.observed(street, assignment, user, (3, 2, 4))
    communities.make_member(communities.make_person(street.first, "在任书记"), street.running)
    case = duplicates.found(street)
    paths = {name: reverse(f"candidates:{name}") for name in PAGES} | {
        "reserve": reverse("candidates:reserve", args=[waiting.pk]), "task": reverse("candidates:practice", args=[assignment.pk]),
        "observers": reverse("candidates:practice-observers", args=[assignment.pk]),
        "confirm": f"{reverse('candidates:sources-confirm', args=[street.first.pk])}?pick={entry.person_id}",
        "duplicates": reverse("communities:duplicate-list"), "duplicate": reverse("communities:duplicate", args=[case.pk]),
    }  # fmt: skip
    page = visit("staff", paths.pop("sources"), size)
    origin = page.url.split("/candidates")[0]
    check_page(page)
    shoot(page, f"practice-sources-{size}")
    for name, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"practice-{name}-{size}")


def test_an_observation_takes_three_taps_and_a_photo(visit, street, check_page, shoot):
    """Opened from the list, rated by three taps of a finger, of which the last saves; the photo was taken before."""
    assignment = practice.given(street, observers=("auditor",))
    page = visit("auditor", reverse("candidates:observer-tasks"), "phone")
    check_page(page)
    page.get_by_role("link", name=f"观察{assignment.person.name}").tap()
    expect(page.get_by_text("点完自动保存")).to_be_visible()
    check_page(page)
    shoot(page, "practice-observe-phone")
    page.get_by_label("现场照片").set_input_files(
        [{"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": visits.photo_bytes((1200, 900))}]
    )
    taps = 0
    for aspect, rating in (("工作能力", "好"), ("担当作为", "较好"), ("群众口碑", "好")):
        page.get_by_role("group", name=aspect).get_by_label(rating, exact=True).tap()
        taps += 1
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    check_page(page)
    shoot(page, "practice-observed-phone")
    found = Observation.objects.get()
    assert (taps, found.ability, found.courage, found.standing, attachments_of(found).count()) == (3, 4, 3, 4, 1)


def test_without_javascript_the_button_saves(visit, street):
    assignment = practice.given(street, observers=("auditor",))
    page = visit("auditor", reverse("candidates:observe", args=[assignment.pk]), "phone", java_script_enabled=False)
    for aspect in ("工作能力", "担当作为", "群众口碑"):
        page.get_by_role("group", name=aspect).get_by_label("一般").tap()
    assert Observation.objects.count() == 0
    page.get_by_role("button", name="保存观察").tap()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    assert Observation.objects.get().standing == 2


def test_one_click_and_a_confirmation_make_a_candidate(visit, street):
    candidates.install_rules(street)
    entry = practice.in_pool(street)
    page = visit("secretary", reverse("candidates:sources"))
    page.get_by_role("link", name=f"把{entry.person.name}列为人选").click()
    expect(page.get_by_label(f"{entry.person.name}的拟任职务")).to_have_value("secretary")
    page.get_by_role("button", name="提出 1 名人选").click()
    expect(page.locator("#messages")).to_contain_text(entry.person.name)
    expect(page.get_by_role("link", name="已是人选：拟任书记")).to_be_visible()
    made = Candidate.objects.get()
    assert (made.source, practice.fresh(entry).state) == ("pick", "nominated")
