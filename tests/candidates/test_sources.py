"""物色人选: who stands in which source, what a reader learns of each, and several made candidates at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from candidates.sources import sources_of
from communities.services.surveys import rounds
from tests.factories import candidates, communities, practice, surveys


@pytest.fixture
def people(street):
    candidates.install_rules(street)
    member = communities.make_person(street.first, "委员甲", birth_date=None)
    communities.make_member(member, street.running, "party_member")
    head = candidates.make_person(street.first, "书记乙")
    communities.make_member(head, street.running, "secretary")
    communities.make_member(head, street.running, "director")
    cadre = candidates.make_person(street.first, "干部丙")
    return {"member": member, "head": head, "cadre": cadre, "reserve": practice.in_pool(street).person}


def names(street, user="staff"):
    found = sources_of(street.users[user], street.first, street.running)
    return {str(source): [one.person.name for one in group] for source, group in found.items()}


def test_three_sources_with_the_secretary_first(street, people):
    communities.make_person(street.second, "外社区人")
    assert names(street) == {"stay": ["书记乙", "委员甲"], "promote": ["干部丙"], "pick": [people["reserve"].name]}


def test_facts_follow_the_readers_rights(street, people):
    practice.given(street, people["reserve"])
    (one,) = sources_of(street.users["secretary"], street.first, street.running)["pick"]
    assert (one.age, one.tasks, one.post, one.recognition, one.is_free) == (41, 1, "secretary", None, True)


def test_a_candidate_is_said_to_be_one_and_elsewhere_without_more(street, people, signed_in):
    candidates.put_forward(street, person=people["cadre"])
    Candidate.objects.create(person=people["reserve"], election=street.running, community=street.second, source="promote",
                             intended_post="director", put_forward_by=street.users["staff"])  # fmt: skip
    text = signed_in("secretary").get(reverse("candidates:sources")).content.decode()
    assert "已是人选：拟任主任" in text
    assert "已由其他社区提名，请联系街道党建办" in text
    assert "花二社区" not in text


def confirm(street, people):
    data = {}
    for source, key, post in (("stay", "head", "secretary"), ("pick", "reserve", "party_member")):
        person = people[key]
        data |= {source: person.pk, f"{person.pk}-source": source, f"{person.pk}-intended_post": post}
    return data


def test_several_at_once(street, people, signed_in):
    browser, url = signed_in("secretary"), reverse("candidates:sources-confirm", args=[street.first.pk])
    page = browser.get(url, {"stay": people["head"].pk, "pick": people["reserve"].pk})
    assert all(people[key].name in page.content.decode() for key in ("head", "reserve"))
    data = confirm(street, people) | {f"{people['head'].pk}-is_lead_goose": "on"}
    assert browser.post(url, data).status_code == 302
    made = {c.person.name: (c.source, c.intended_post, c.is_lead_goose) for c in Candidate.objects.all()}
    assert made == {"书记乙": ("stay", "secretary", True), people["reserve"].name: ("pick", "party_member", False)}


def test_one_that_does_not_fit_stops_all(street, people, signed_in):
    data = confirm(street, people) | {f"{people['reserve'].pk}-is_lead_goose": "on"}
    answer = signed_in("secretary").post(reverse("candidates:sources-confirm", args=[street.first.pk]), data)
    assert (answer.status_code, Candidate.objects.count()) == (422, 0)
    assert "“头雁”限拟任书记、主任的人选" in answer.content.decode()


def test_who_is_of_no_source_of_the_community_is_not_put_forward(street, people, signed_in):
    stranger = communities.make_person(street.second, "外社区人")
    answer = signed_in("staff").get(
        reverse("candidates:sources-confirm", args=[street.first.pk]), {"promote": [stranger.pk, "x"]}
    )
    assert "外社区人" not in answer.content.decode()


def test_a_round_may_rate_those_in_reserve_and_those_put_forward(street, people):
    candidates.put_forward(street, person=people["cadre"])
    questionnaire = surveys.questionnaire(street)
    (made,) = rounds.open_rounds(
        actor=street.users["staff"], questionnaire=questionnaire, communities=[street.first], name="认可度", mode="link",
        opens_at=timezone.now(), closes_at=timezone.now() + timedelta(days=2), with_prospects=True,
    )  # fmt: skip
    rated = [(one.person.name, one.posts) for one in made.rated_members.all()]
    assert {("书记乙", "书记、主任"), ("干部丙", "意向人选"), (people["reserve"].name, "后备人员")} <= set(rated)
    assert [posts for _, posts in rated[:2]] == ["书记、主任", "党组织委员"]


def test_the_same_confirmation_twice_makes_them_once(street, people, signed_in):
    browser, url = signed_in("secretary"), reverse("candidates:sources-confirm", args=[street.first.pk])
    data = confirm(street, people) | {"once": "11111111-2222-4333-8444-555555555555"}
    answers = [browser.post(url, data) for _ in range(2)]
    assert ([one.status_code for one in answers], answers[0].url == answers[1].url, Candidate.objects.count()) == (
        [302, 302], True, 2,
    )  # fmt: skip
