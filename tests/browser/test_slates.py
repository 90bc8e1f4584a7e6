"""Slates in the browser: drawn up with the preview beside, compared, seen for the whole street."""

import pytest
from playwright.sync_api import expect

from candidates.models import Slate
from tests.factories import candidates, communities, slates, world


@pytest.fixture
def filled(street):
    """Two slates of the first community, a rule book, and a sitting team to compare with."""
    candidates.install_rules(street)
    for kind in (street.first, street.second):
        slates.committees(street, community=kind)
    for number, post in enumerate(("secretary", "director", "residents_member")):
        communities.make_member(communities.make_person(street.first, f"现{number}"), street.running, post)
    slate = slates.make(street, slates.full_team(street), note="以现任骨干为主，补充年轻力量。")
    slates.make(street, slates.full_team(street)[:4])
    return slate


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pages_fit_and_are_accessible(visit, filled, check_page, shoot, size):
    community = f"/candidates/slates/community/{world.FIRST}/"
    paths = {
        "street": "/candidates/slates/", "community": community, "detail": f"/candidates/slates/{filled.pk}/",
        "edit": f"/candidates/slates/{filled.pk}/edit/", "compare": f"{community}compare/",
        "empty": f"/candidates/slates/community/{world.SECOND}/",
    }  # fmt: skip
    page = visit("staff", "/candidates/slates/", size)
    origin = page.url.split("/candidates")[0]
    for label, path in paths.items():
        page.goto(origin + path)
        check_page(page)
        shoot(page, f"slates-{label}-{size}")


def test_the_preview_follows_the_choice_and_is_saved(visit, street):
    slates.committees(street, party=1, residents=1)
    slates.candidate(street, "方一", affiliation="party")
    page = visit("staff", f"/candidates/slates/community/{world.FIRST}/new/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("拟配0名，应配1名，缺1名")
    page.get_by_label("方一拟任党组织职务").select_option(label="书记")
    expect(preview).to_contain_text("拟配1名，应配1名，配齐")
    page.get_by_label("方一拟任居委会职务").select_option(label="主任")
    row = preview.get_by_role("row", name="书记主任一肩挑")
    expect(row).to_contain_text("是")
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_role("heading", name="方案一")).to_be_visible()
    assert sorted(Slate.objects.get().seats.values_list("post", flat=True)) == ["director", "secretary"]
