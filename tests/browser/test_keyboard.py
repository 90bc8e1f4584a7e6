"""Everything by keyboard: each control is reached and shown, nothing holds one fast, Escape leads back."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_sign_in_again import end_session
from tests.factories import baselines, candidates, communities

# What can be reached by Tab and is on screen; of radios with one name the group is one stop.
STOPS = """() => {
    const groups = new Set();
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((each) => !each.disabled && each.type !== "hidden" && each.tabIndex >= 0
            && each.checkVisibility({visibilityProperty: true}))
        .filter((each) => each.type !== "radio" || (!groups.has(each.name) && groups.add(each.name)))
        .map((each, place) => {
            each.dataset.stop = each.type === "radio" ? `radio ${each.name}` : place;
            return each.type === "radio" ? `radio ${each.name}` : String(place);
        });
}"""
HERE = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)";
    const told = `${at.tagName.toLowerCase()}.${at.className} ${at.getAttribute("aria-label") || at.textContent.trim().slice(0, 20)}`;
    return at === document.body ? null
        : {stop: at.type === "radio" ? `radio ${at.name}` : at.dataset.stop, shown: outlined || style.boxShadow !== "none", told};
}"""


@pytest.fixture
def world(street):
    """A street in which the pages below have something to show."""
    candidates.install_rules(street)
    street.baseline = baselines.open_one(street)
    street.person = communities.make_person(street.first, "张三")
    street.candidate = candidates.bring_to(street, candidates.put_forward(street), "street_review")
    return street


PAGES = {
    "home": ("staff", lambda world: "/"),
    "people": ("staff", lambda world: "/communities/people/"),
    "person form": ("staff", lambda world: "/communities/people/new/"),
    "person": ("staff", lambda world: f"/communities/people/{world.person.pk}/"),
    "baseline": ("secretary", lambda world: f"/communities/baselines/{world.baseline.pk}/"),
    "section": ("secretary", lambda world: f"/communities/baselines/{world.baseline.pk}/basics/"),
    "candidate": ("staff", lambda world: f"/candidates/{world.candidate.pk}/"),
    "reports": ("leader", lambda world: "/reports/"),
    "audit log": ("audit_admin", lambda world: "/account/audit/"),
    "sign-in": (None, lambda world: "/account/login/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_and_shown_by_tab(visit, world, name):
    user, address = PAGES[name]
    page = visit(user, address(world))
    page.wait_for_load_state("networkidle")  # what the page fetches by itself is there
    stops, reached, unseen = page.evaluate(STOPS), [], []
    for _ in range(3 * len(stops)):  # a date has more than one stop
        here = page.evaluate(HERE)
        if here and reached and here["stop"] == reached[0] != reached[-1]:
            break  # once around
        if here and here["stop"] not in reached:
            reached.append(here["stop"])
            unseen += [] if here["shown"] else [here["told"]]
        page.keyboard.press("Tab")

    missed = page.evaluate(
        "(stops) => stops.map((stop) => document.querySelector(`[data-stop='${stop}']`).outerHTML.slice(0, 160))",
        [stop for stop in stops if stop not in reached],
    )
    assert (missed, unseen) == ([], [])
    assert len(stops) > 2


def test_skip_link_leads_to_the_content(visit):
    page = visit("staff", "/communities/people/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menu_of_the_bar_opens_by_key_and_escape_leads_back(visit):
    page = visit("staff")
    summary = page.locator("details.who > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.who .pop-body').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator("details.who[open]")).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_side_menu_of_a_phone_opens_by_key_and_escape_leads_back(visit, key):
    page = visit("secretary", "/", "phone")
    page.locator(".toggler").focus()
    page.keyboard.press(key)
    page.locator("#side.show").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#side').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.locator("#side.show").wait_for(state="hidden")
    expect(page.locator(".toggler")).to_be_focused()


def test_sign_in_dialog_keeps_the_focus_and_gives_it_back(visit):
    page = visit("staff", "/communities/people/")
    box = page.locator("#filters input[name=q]")
    end_session(page)
    box.fill("田")
    page.locator("#sign-in-again input[type=password]").wait_for()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body"
                             " || document.activeElement.closest('#sign-in-again') !== null")  # fmt: skip
    page.keyboard.press("Escape")
    expect(box).to_be_focused()


def test_errors_are_read_out_and_lead_to_their_fields(visit):
    page = visit("staff", "/communities/people/new/")
    page.get_by_role("button", name="保存", exact=False).first.click()
    summary = page.locator("[role=alert][data-focus]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    link = page.locator("[data-focus] a").first
    expect(link).to_be_focused()
    field = page.locator(link.get_attribute("href"))
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    told = page.evaluate(
        "(id) => document.getElementById(id).getAttribute('aria-describedby').split(' ')"
        ".map((one) => document.getElementById(one).textContent.trim()).join(' ')",
        field.get_attribute("id"),
    )
    assert (field.get_attribute("aria-invalid"), "必填" in told) == ("true", True)
