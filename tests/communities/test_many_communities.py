"""Filters and lists where there are more communities than a drop-down holds, and people filed elsewhere."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.forms import people as forms
from communities.models import Person, people
from communities.services.roster import put_on_roster
from core import access
from tests.factories.communities import make_person


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(forms, "MANY_COMMUNITIES", 1)


def listed(client, **data):
    page = client.post(reverse("communities:people"), data)
    return [person.name for person in page.context["object_list"]], page


@pytest.mark.parametrize("typed", ["520102032002", "花二社区居民委员会", "花二", " 花二社区 "])
def test_a_community_is_typed_by_name_or_code(street, signed_in, many, typed):
    make_person(street.first, "张三")
    make_person(street.second, "李四")
    assert listed(signed_in("staff"), community=typed)[0] == ["李四"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("花", "不止一个：花一社区（520102032001）、花二社区（520102032002）"),
        ("柳一", "没有找到"),
        ("甲省", "没有找到"),
    ],
)
def test_what_is_no_community_in_sight_is_explained(street, signed_in, many, typed, said):
    page = listed(signed_in("staff"), community=typed)[1]
    assert said in page.content.decode()


def test_a_drop_down_is_drawn_for_few(street, signed_in):
    page = signed_in("staff").get(reverse("communities:people")).content.decode()
    assert '<option value="520102032002">花二社区</option>' in page


@pytest.mark.parametrize("few", [0, people.FEW])  # many regions lie outside, or few
def test_who_stands_here_and_is_filed_elsewhere_is_listed(street, monkeypatch, few):
    monkeypatch.setattr(people, "FEW", few)
    guest, kept = make_person(street.outside, "客人"), make_person(street.outside, "保留")
    make_person(street.outside, "别人")
    put_on_roster(person=guest, election=street.running, community=street.first, capacity="prospect")
    double = make_person(street.first, "重复")
    Person.objects.filter(pk=double.pk).update(duplicate_of=kept)

    for name, expected in (
        ("secretary", {"客人", "保留", "重复"}),
        ("neighbour", set()),
        ("staff", {"客人", "保留", "重复"}),
    ):
        user = street.users[name]
        assert {one.name for one in access.visible_to(user, Person)} == expected, name
        assert {one.name for one in Person.objects.all() if access.allowed(user, "view_records", one)} == expected, name
        assert not set(access.visible_to(user, Person, "fill_records")) & {guest, kept}


def test_a_province_lists_whom_a_look_at_each_finds(street):
    """Its way to those filed elsewhere is another; here nobody of the province is, but for two."""
    from communities.models import Region
    from communities.services import grant_role
    from tests.factories.world import make_user

    Region.objects.create(code="53", name="乙省", level=1)
    elsewhere = [make_person(Region.objects.get(code="53"), name) for name in ("客人", "别人")]
    put_on_roster(person=elsewhere[0], election=street.running, community=street.first, capacity="prospect")
    make_person(street.first, "本地")
    leader = make_user("province")
    grant_role(actor=street.users["security_admin"], user=leader, role="leader", region=street.regions["52"])

    assert {one.name for one in access.visible_to(leader, Person)} == {"客人", "本地"}
    assert {one.name for one in Person.objects.all() if access.allowed(leader, "view_records", one)} == {"客人", "本地"}


def test_the_list_of_people_asks_no_row_for_its_roster(street, signed_in):
    """The condition on the range stands beside keys, so that the index serves it."""
    with CaptureQueriesContext(connection) as asked:
        list(access.visible_to(street.users["secretary"], Person).filter(Q(name="张三")))
    assert "EXISTS" not in asked[-1]["sql"]
