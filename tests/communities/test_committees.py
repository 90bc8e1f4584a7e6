"""Sitting teams: seats, appointments, departures, the roster in step; structure counted in the database."""

from datetime import date
from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse

from communities.models import Committee, CommitteeMember, Election, Person, TermRole
from communities.services import appoint_member, end_membership, set_seats, update_member
from communities.structure import (
    AGE_BANDS,
    Structure,
    double_posts,
    sitting_members,
    team_structure,
    team_structures,
)
from communities.teams import teams
from communities.views.committees import CommitteeList
from core.errors import DomainError
from core.ids import age_on
from tests.factories.communities import make_committee, make_member, make_person

DAY = date(2026, 12, 30)


def roster(street):
    return set(TermRole.objects.filter(capacity="member").values_list("person__name", "community_id"))


def refusal(call, **arguments):
    with pytest.raises(DomainError) as refused:
        call(**arguments)
    return refused.value.code


def test_seats_are_registered_once_and_changed(street):
    staff = street.users["staff"]
    where = {"actor": staff, "community": street.first, "election": street.running, "kind": "party"}
    first, again = set_seats(**where, seats=5), set_seats(**where, seats=7)
    assert (first.pk, again.seats) == (again.pk, 7)


def test_an_appointment_puts_the_person_on_the_roster(street):
    committee, person = make_committee(street.first, street.running), make_person(street.first)
    member = appoint_member(
        actor=street.users["secretary"], committee=committee, person=person, post="secretary", since=date(2021, 10, 1)
    )
    assert str(member) == "张三 书记"
    assert roster(street) == {("张三", street.first.pk)}


def test_appointments_that_cannot_be(street):
    staff, person = street.users["staff"], make_person(street.first)
    committee = make_committee(street.first, street.running)
    make_member(make_person(street.first, "李四"), street.running, "secretary")
    ask = {"call": appoint_member, "actor": staff, "committee": committee, "person": person}
    assert refusal(**ask, post="director") == "wrong_committee"
    assert refusal(**ask, post="secretary") == "post_taken"
    appoint_member(actor=staff, committee=committee, person=person, post="party_member")
    assert refusal(**ask, post="party_member") == "already_member"


def test_a_past_term_is_read_only(street):
    committee = make_committee(street.first, street.past)
    person = make_person(street.first)
    ask = {"actor": street.users["staff"], "committee": committee, "person": person, "post": "secretary"}
    assert refusal(appoint_member, **ask) == "election_past"


def test_a_secretary_appoints_in_her_own_community_and_whom_she_sees(street):
    own, other = make_committee(street.first, street.running), make_committee(street.second, street.running)
    near, far = make_person(street.first), make_person(street.second)
    for committee, person in ((other, near), (own, far)):
        with pytest.raises(Http404):
            appoint_member(actor=street.users["secretary"], committee=committee, person=person, post="secretary")


def test_leaving_one_committee_keeps_who_sits_in_the_other(street):
    person, staff = make_person(street.first), street.users["staff"]
    secretary = make_member(person, street.running, "secretary")
    director = make_member(person, street.running, "director")
    leave = {"actor": staff, "version": 1, "left_on": date(2026, 3, 1), "reason": "工作调动"}
    end_membership(member=secretary, **leave)
    assert roster(street) == {("张三", street.first.pk)}
    end_membership(member=director, **leave)
    assert roster(street) == set()
    assert refusal(end_membership, member=director, **leave | {"version": 2}) == "member_left"


def test_nobody_leaves_before_he_came(street):
    member = make_member(make_person(street.first), street.running, "secretary", since=date(2021, 10, 1))
    ask = {
        "actor": street.users["staff"],
        "member": member,
        "version": 1,
        "left_on": date(2021, 9, 1),
        "reason": "辞职",
    }
    assert refusal(end_membership, **ask) == "left_before_start"


def test_a_correction_of_an_old_page_is_refused(street):
    member, staff = make_member(make_person(street.first), street.running, "secretary"), street.users["staff"]
    update_member(actor=staff, member=member, version=1, duties="党建")
    late = CommitteeMember.objects.get(pk=member.pk)
    assert refusal(update_member, actor=staff, member=late, version=1, duties="综治") == "edited_meanwhile"
    assert CommitteeMember.objects.get(pk=member.pk).duties == "党建"


# --- figures --------------------------------------------------------------------------------


@pytest.fixture
def team(street):
    """Five sitting members: one in both posts, one left, one of unknown age and education."""
    rows = [
        ("张三", "secretary", {"birth_date": date(1966, 12, 31), "education": 3, "affiliation": "party"}),
        ("李四", "party_member", {"birth_date": date(1966, 12, 30), "education": 4, "affiliation": "probationary"}),
        ("王五", "residents_member", {"birth_date": date(1991, 12, 29), "sex": "female", "ethnicity": "苗族"}),
        ("赵六", "residents_member", {"birth_date": date(1991, 1, 1), "education": 2, "ethnicity": "布依族"}),
        ("钱七", "residents_member", {"birth_date": None}),
    ]
    for name, post, fields in rows:
        make_member(make_person(street.first, name, **fields), street.running, post)
    make_member(Person.objects.get(name="张三"), street.running, "director")
    make_member(make_person(street.first, "离任人"), street.running, "residents_member", left_on=date(2025, 1, 1))
    make_member(make_person(street.second, "孙八", education=5), street.running, "secretary")
    return street


EXPECTED = Structure(
    count=5, women=1, minority=2, party=2, college=2, average_age=47.2,
    age_bands={"35岁及以下": 2, "36—45岁": 0, "46—55岁": 0, "56—59岁": 1, "60岁及以上": 1}, age_unknown=1, oldest=60,
    educations={"初中及以下": 0, "高中（中专）": 1, "大专": 1, "本科": 1, "研究生": 0}, education_unknown=2,
)  # fmt: skip


def sitting_people(street, community):
    return Person.objects.filter(memberships__in=sitting_members(street.running, [community]))


def test_a_team_is_counted_once_per_person(team, django_assert_num_queries):
    people = sitting_people(team, team.first)
    with django_assert_num_queries(1):
        assert team_structure(people, DAY) == EXPECTED


def test_every_community_is_counted_in_one_query(team, django_assert_num_queries):
    members = TermRole.objects.filter(election=team.running, capacity="member")
    with django_assert_num_queries(1):
        found = team_structures(members, DAY)
    assert found[team.first.pk] == EXPECTED
    assert (found[team.second.pk].count, found[team.second.pk].college) == (1, 1)


def test_nobody_has_no_average(street):
    assert team_structure(Person.objects.none(), DAY) == Structure(
        age_bands=dict.fromkeys(AGE_BANDS, 0), educations=dict.fromkeys(EXPECTED.educations, 0)
    )


@pytest.mark.parametrize("day", [date(2026, 12, 30), date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1)])
def test_ages_in_the_database_agree_with_those_of_the_id_rules(street, day):
    births = [date(1990, 2, 28), date(1988, 2, 29), date(1990, 3, 1), date(1964, 12, 30), date(1964, 12, 31)]
    for place, born in enumerate(births):
        person = make_person(street.first, f"人{place}", birth_date=born)
        found = team_structure(Person.objects.filter(pk=person.pk), day)
        age = age_on(born, day)
        band = next(label for label, (youngest, oldest) in AGE_BANDS.items() if youngest <= age <= oldest)
        assert (found.average_age, found.age_bands[band]) == (age, 1), born


def test_one_shoulder_and_cross_posts_follow_from_the_rows(team):
    chair = Person.objects.get(name="张三")
    assert double_posts(team.running) == ({team.first.pk: chair.pk}, {team.first.pk: {chair.pk}})
    assert double_posts(team.running, [team.second]) == double_posts(team.past) == ({}, {})


def test_the_list_of_teams_counts_seats_and_vacancies(team, django_assert_num_queries):
    staff = team.users["staff"]
    teams(staff, team.running)
    with django_assert_num_queries(3):
        first, second = teams(staff, team.running)
    assert (first.party.sitting, first.residents.sitting, first.vacancies) == (2, 4, 4)
    assert (first.is_one_shoulder, first.cross_posts, second.is_one_shoulder) == (True, 1, False)
    assert (second.residents, second.vacancies) == (None, 4)


def test_too_many_in_one_committee_do_not_hide_a_vacancy_in_the_other(team):
    Committee.objects.filter(community=team.first, kind="residents").update(seats=3)
    first = teams(team.users["staff"], team.running)[0]
    assert (first.vacancies, first.surplus) == (3, 1)


# --- pages ----------------------------------------------------------------------------------


def test_the_whole_way_of_a_member_on_screen(street, signed_in):
    browser, person = signed_in("secretary"), make_person(street.first)
    where = [street.first.pk, "party"]
    browser.post(reverse("communities:committee-seats", args=where), {"seats": 5, "once": uuid4()})
    form = {"person": person.pk, "post": "secretary", "since": "2021.10", "terms_served": 2, "once": uuid4()}
    browser.post(reverse("communities:member-add", args=where), form)
    member = CommitteeMember.objects.get()
    assert (member.post, member.since, member.terms_served) == ("secretary", date(2021, 10, 1), 2)
    edit = {"version": 1, "post": "deputy_secretary", "duties": "党建", "since": "2021.10", "terms_served": 2}
    browser.post(reverse("communities:member-edit", args=[member.pk]), edit | {"once": uuid4()})
    leave = {"version": 2, "left_on": "2026.03", "reason": "工作调动", "once": uuid4()}
    browser.post(reverse("communities:member-leave", args=[member.pk]), leave)
    member.refresh_from_db()
    assert (member.post, member.left_on, member.left_reason) == ("deputy_secretary", date(2026, 3, 1), "工作调动")
    page = browser.get(reverse("communities:committee", args=[street.first.pk])).content.decode()
    assert "原任副书记，2026.03 离任（工作调动）" in page


def test_the_neighbour_sees_nothing_and_the_leader_changes_nothing(street, signed_in):
    make_member(make_person(street.first), street.running, "secretary")
    detail = reverse("communities:committee", args=[street.first.pk])
    seats = reverse("communities:committee-seats", args=[street.first.pk, "party"])
    assert signed_in("neighbour").get(detail).status_code == 404
    page = signed_in("leader").get(detail)
    assert page.status_code == 200
    assert seats not in page.content.decode()
    assert signed_in("leader").get(seats).status_code == 403
    assert signed_in("secretary").get(seats.replace("party", "other")).status_code == 404


def test_the_list_shows_a_community_without_committees_too(street, signed_in):
    make_member(make_person(street.first), street.running, "secretary")
    page = signed_in("staff").get(reverse("communities:committees"))
    assert [team.community for team in page.context["teams"]] == [street.first, street.second]
    assert Committee.objects.count() == 1


def test_a_past_terms_team_is_the_one_that_sat_to_its_end(street):
    member = make_member(make_person(street.first), street.running)
    left_early = make_member(make_person(street.first, "早退"), street.running, "deputy_secretary")
    CommitteeMember.objects.filter(pk=member.pk).update(left_on=street.running.election_day)
    CommitteeMember.objects.filter(pk=left_early.pk).update(left_on=date(2026, 1, 1))
    assert not CommitteeMember.objects.sitting().exists()
    Election.objects.filter(pk=street.running.pk).update(state="past")
    assert list(CommitteeMember.objects.sitting()) == [member]


def test_many_communities_come_in_pages_and_sums_where_one_page_holds_all(street, signed_in, monkeypatch):
    staff, url = signed_in("staff"), reverse("communities:committees")
    whole = staff.get(url)
    assert [each.community for each in whole.context["teams"]] == [street.first, street.second]
    assert "一肩挑" in whole.content.decode()
    monkeypatch.setattr(CommitteeList, "paginate_by", 1)
    first = staff.get(url)
    second = staff.get(url, {"page": first.context["page_obj"].next})
    shown = [[each.community for each in page.context["teams"]] for page in (first, second)]
    assert shown == [[street.first], [street.second]]
    assert "各级合计见" in first.content.decode()
