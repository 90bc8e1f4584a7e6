"""A deletion undone, and who may see a file, at both sizes."""

import pytest
from playwright.sync_api import expect

from communities.models import Kinship
from tests.factories.communities import make_person


@pytest.fixture
def person(street):
    person = make_person(street.first, "单建国")
    Kinship.objects.create(person=person, kind="spouse", relative_name="乙远亲")
    return person


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_deletion_is_undone_from_the_word_that_tells_of_it(visit, person, check_page, shoot, size):
    page = visit("secretary", f"/communities/people/{person.pk}/", size)
    page.get_by_role("button", name="删去亲属乙远亲").click()
    page.get_by_role("link", name="撤销删除").click()
    expect(page.get_by_text("配偶 乙远亲")).to_be_visible()
    check_page(page)
    shoot(page, f"recycle-{size}")
    page.get_by_role("button", name="恢复亲属关系").click()
    expect(page.get_by_text("已恢复“配偶 乙远亲”。")).to_be_visible()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_who_may_see_a_file_is_told_with_the_reason(visit, person, check_page, shoot, size):
    page = visit("leader", f"/communities/people/{person.pk}/", size)
    page.get_by_role("link", name="谁能看到").click()
    expect(page.get_by_text("任花一社区的社区书记；此人在该社区建档。")).to_be_visible()
    expect(page.get_by_text("打开人员档案")).to_be_visible()
    check_page(page)
    shoot(page, f"visibility-{size}")
