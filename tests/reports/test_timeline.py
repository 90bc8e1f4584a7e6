"""A person's and a community's timeline: everything on record, for whoever may see it, and no words of a talk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import CommitteeMember
from core.access import visible_to
from reports.timeline import KINDS, of_community, of_person
from tests.factories import communities as people
from tests.factories import records

STREET_ONLY = {"研判", "任务", "清单", "审计"}


@pytest.fixture
def busy(street):
    for community in (street.first, street.second):
        records.fill(street, community)
    return street


@pytest.fixture
def person(busy):
    return CommitteeMember.objects.get(committee__community=busy.first).person


def kinds(events):
    return {event.kind for event in events}


def test_everything_about_a_person_is_on_his_timeline(busy, person):
    events = of_person(busy.users["staff"], person)
    assert kinds(events) == {"走访", "难点", "任务", "清单", "谈话", "考核", "审计", "公示", "后备", "历练"}
    assert [event.on for event in events] == sorted((event.on for event in events), reverse=True)
    assert "停车难" in "".join(event.text for event in events)
    assert "花二" not in "".join(event.text for event in events)


def test_everything_in_a_community_is_on_its_timeline(busy):
    events = of_community(busy.users["leader"], busy.first, busy.running)
    assert kinds(events) == {
        "走访", "测评", "难点", "风险", "研判", "任务", "清单", "一策", "谈话", "考核", "审计", "公示",
        "后备", "历练", "学习会", "宣传",
    }  # fmt: skip
    assert of_community(busy.users["leader"], busy.first, busy.past) == []


@pytest.mark.parametrize("name", ["secretary", "neighbour", "outsider", "auditor", "system_admin"])
def test_the_streets_own_is_kept_from_all_others(busy, person, name):
    user = busy.users[name]
    found = kinds(of_person(user, person)) | kinds(of_community(user, busy.first, busy.running))
    assert not found & STREET_ONLY
    assert bool(found) == (name == "secretary")


@pytest.mark.parametrize("name", ["staff", "leader", "inspector", "secretary"])
def test_what_was_said_is_on_no_timeline(busy, person, name):
    user = busy.users[name]
    events = [*of_person(user, person), *of_community(user, busy.first, busy.running)]
    text = "".join(event.text for event in events)
    assert [secret for secret in (records.TALK_SECRET, records.VOTE_SECRET) if secret in text] == []
    assert (records.LIST_SECRET in text) == (name != "secretary")


def test_each_event_leads_to_a_record_its_reader_may_open(busy, person, signed_in):
    for name in ("staff", "secretary"):
        client = signed_in(name)
        events = [*of_person(busy.users[name], person), *of_community(busy.users[name], busy.first, busy.running)]
        answers = {event.url: client.get(event.url).status_code for event in events if event.url}
        assert {url: status for url, status in answers.items() if status != 200} == {}


def test_the_file_of_a_person_shows_his_timeline(busy, person, signed_in):
    page = signed_in("secretary").get(reverse("reports:person-records", args=[person.pk])).content.decode()
    assert "离任审计结果公示（公开栏）" in page
    assert records.LIST_SECRET not in page


def test_a_longer_timeline_costs_no_more_queries(busy, person):
    def asked():
        user = type(busy.users["staff"]).objects.get(username="staff")
        with CaptureQueriesContext(connection) as captured:
            of_person(user, person)
            of_community(user, busy.first, busy.running)
        return len(captured)

    one = asked()
    for _ in range(2):
        records.visit(busy, busy.first, person)
        records.issue(busy, busy.first, person)
        records.deliberate(busy, busy.first, person)
        records.survey(busy, busy.first)
        records.grade(busy, busy.first)
    assert asked() == one
    assert one <= 2 * 3 * len(KINDS)


def test_each_kind_belongs_somewhere_and_has_a_scope(busy):
    assert len({kind.label for kind in KINDS}) == len(KINDS)
    assert all(kind.people or kind.community for kind in KINDS)
    assert all(visible_to(busy.users["inactive"], kind.model).count() == 0 for kind in KINDS)


def test_a_past_terms_office_is_on_record(street):
    person = people.make_person(street.first)
    people.make_member(person, street.past, since="2016-10-01", left_on="2021-10-20", left_reason="届满")
    texts = [event.text for event in of_person(street.users["staff"], person)]
    assert texts == ["张三 不再担任花一社区党组织委员会书记（届满）", "张三 任花一社区党组织委员会书记"]
