"""Who may see a file agrees with who does see it; who opened and exported it is told to those who may know."""

import pytest
from django.urls import reverse

from communities.models import TermRole
from core import access
from core.audit import AuditEvent
from reports.visibility import seers_of_community, seers_of_person
from tests.factories import world
from tests.factories.communities import make_member, make_person


@pytest.fixture
def person(street):
    return make_person(street.first, "甲")


def names(seers):
    return {seer.user.username for seer in seers}


def who_does(street, obj):
    return {name for name, user in street.users.items() if access.allowed(user, "view_records", obj)}


def reason(seers, name):
    return next(seer.reason for seer in seers if seer.user.username == name)


def test_the_list_agrees_with_the_door(street, person):
    assert names(seers_of_person(person)) == who_does(street, person)
    assert names(seers_of_community(street.first)) == who_does(street, street.first)


def test_who_is_on_another_communitys_roster_is_seen_from_there(street, person):
    make_member(person, street.running, community=street.second)
    assert TermRole.objects.filter(person=person, community=street.second).exists()
    seers = seers_of_person(person)
    assert names(seers) == who_does(street, person)
    assert reason(seers, "neighbour") == (
        "任花二社区的社区书记；此人列入该社区第十二届（2026）的名册（现任成员）。"
    )  # fmt: skip


def test_the_reason_is_one_sentence_and_the_rest_is_told_beside(street, person):
    seers = seers_of_person(person)
    assert reason(seers, "secretary") == "任花一社区的社区书记；此人在该社区建档。"
    assert reason(seers, "leader") == "任东街道的街道领导，范围含花一社区；此人在该社区建档。"
    besides = {seer.user.username: seer.besides for seer in seers}
    assert "逐项查看证件号、电话" in besides["secretary"]
    assert "逐项查看证件号、电话" not in besides["leader"]
    assert reason(seers_of_community(street.first), "staff") == "任东街道的街道工作人员，范围含花一社区。"


def test_opening_a_file_is_recorded_once_while_one_comes_back_to_it(street, person, signed_in):
    browser, url = signed_in("secretary"), reverse("communities:person", args=[person.pk])
    browser.get(url)
    browser.get(url)
    assert AuditEvent.objects.filter(event="person.open", object_id=str(person.pk)).count() == 1
    signed_in("neighbour").get(url)
    assert AuditEvent.objects.filter(event="person.open").count() == 1


def test_who_opened_and_exported_is_told_to_those_who_may_know(street, person, signed_in):
    signed_in("secretary").get(reverse("communities:person", args=[person.pk]))
    signed_in("staff").get(reverse("communities:roster-export"))
    signed_in("outsider").get(reverse("communities:roster-export"))
    url = reverse("reports:person-visibility", args=[person.pk])
    for name in ("staff", "leader", "inspector"):
        page = signed_in(name).get(url).content.decode()
        assert "打开人员档案" in page
        assert "范围：东街道" in page
        assert "用户outsider" not in page
    page = signed_in("secretary").get(url).content.decode()
    assert "打开人员档案" not in page
    assert "用户staff" in page  # among those who may see it


def test_a_communitys_page_tells_of_lists_taken_out(street, signed_in):
    signed_in("staff").get(reverse("communities:roster-export"))
    page = signed_in("leader").get(reverse("reports:community-visibility", args=[world.FIRST])).content.decode()
    assert "导出花名册" in page
