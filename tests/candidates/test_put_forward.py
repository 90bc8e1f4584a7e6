"""Putting forward: who, from which source, once a term; and editing what was put forward."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from candidates import services
from candidates.models import Candidate, Criterion, NegativeItem
from communities.models import Posts, TermRole
from core.errors import DomainError
from tests.factories import candidates as make


def roster(candidate):
    return [entry.capacity for entry in TermRole.objects.filter(person=candidate.person, election=candidate.election)]


def test_a_candidate_starts_as_draft_with_a_check_per_rule_and_on_the_roster(candidate):
    assert candidate.state == "draft"
    assert candidate.criterion_checks.count() == 5  # the five of 德才条件; blanks bind nobody
    assert candidate.negative_checks.count() == NegativeItem.objects.count() == 20
    assert roster(candidate) == ["prospect"]


def test_checks_freeze_wording_class_and_the_day_looked_back_to(candidate):
    check = candidate.negative_checks.get(item__code="N05")
    assert (check.wording, check.kind, str(check.looks_back_to)) == ("黄赌毒", "bar", "2021-12-30")
    assert candidate.negative_checks.get(item__code="N02").looks_back_to is None


def test_source_stay_is_for_sitting_members_of_this_community(rules):
    person = make.make_person(rules.first)
    with pytest.raises(DomainError) as refusal:
        make.put_forward(rules, person=person, source="stay")
    assert (refusal.value.code, refusal.value.field) == ("not_sitting", "source")
    make.seat(person, rules.running)
    assert make.put_forward(rules, person=person, source="stay").source == "stay"


def test_who_left_the_committee_no_longer_counts_as_sitting(rules):
    from datetime import date

    member = make.seat(make.make_person(rules.first), rules.running)
    member.left_on = date(2026, 1, 1)
    member.save()
    with pytest.raises(DomainError, match="限花一社区"):
        make.put_forward(rules, person=member.person, source="stay")


def test_the_same_person_is_not_put_forward_twice(candidate, rules):
    with pytest.raises(DomainError) as refusal:
        make.put_forward(rules, person=candidate.person)
    assert refusal.value.code == "already_candidate"
    assert "拟提名" in refusal.value.message


def test_a_duplicate_elsewhere_is_refused_without_telling_where(candidate, rules):
    TermRole.objects.create(
        person=candidate.person, election=rules.running, community=rules.second, capacity="street_staff"
    )
    with pytest.raises(DomainError) as refusal:
        make.put_forward(rules, community=rules.second, actor="neighbour", person=candidate.person)
    assert "花一" not in refusal.value.message
    assert "其他社区" in refusal.value.message


def test_a_past_term_takes_no_candidates(rules):
    with pytest.raises(DomainError) as refusal:
        services.put_forward(
            actor=rules.users["staff"], person=make.make_person(rules.first), election=rules.past,
            community=rules.first, source="pick", intended_post=Posts.DIRECTOR,
        )  # fmt: skip
    assert refusal.value.code == "term_closed"


def test_an_election_of_another_street_is_refused(rules):
    from communities.models import Election

    elsewhere = Election.objects.create(
        region=rules.outside, number=12, election_day=rules.running.election_day, key_date=rules.running.key_date
    )
    with pytest.raises(DomainError) as refusal:
        services.put_forward(
            actor=rules.users["staff"], person=make.make_person(rules.first), election=elsewhere,
            community=rules.first, source="pick", intended_post=Posts.DIRECTOR,
        )  # fmt: skip
    assert refusal.value.code == "election_elsewhere"


def test_lead_goose_is_for_secretary_or_director(rules):
    with pytest.raises(DomainError) as refusal:
        make.put_forward(rules, intended_post=Posts.RESIDENTS_MEMBER, is_lead_goose=True)
    assert (refusal.value.code, refusal.value.field) == ("lead_goose_post", "is_lead_goose")


@pytest.mark.parametrize(
    ("actor", "error"), [("neighbour", Http404), ("leader", PermissionDenied), ("outsider", Http404)]
)
def test_only_those_who_fill_in_for_the_community_put_forward(rules, actor, error):
    with pytest.raises(error):
        make.put_forward(rules, actor=actor)
    assert Candidate.objects.count() == 0


def change(candidate, actor, **fields):
    current = {
        name: getattr(candidate, name) for name in ("source", "intended_post", "is_lead_goose", "recommendation")
    }
    return services.update_candidate(actor=actor, candidate=candidate, **({"version": 1} | current | fields))


def test_a_draft_can_be_changed(candidate, rules):
    change(candidate, rules.users["secretary"], intended_post=Posts.SECRETARY, is_lead_goose=True)
    fresh = Candidate.objects.get(pk=candidate.pk)
    assert (fresh.intended_post, fresh.is_lead_goose, fresh.version, fresh.state) == ("secretary", True, 2, "draft")


def test_a_second_save_of_the_same_version_overwrites_nothing(candidate, rules):
    change(candidate, rules.users["secretary"], recommendation="甲")
    with pytest.raises(DomainError) as refusal:
        change(candidate, rules.users["staff"], recommendation="乙")
    assert refusal.value.code == "edited_meanwhile"
    assert Candidate.objects.get(pk=candidate.pk).recommendation == "甲"


def test_what_is_under_review_is_not_changed(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    with pytest.raises(DomainError) as refusal:
        change(candidate, rules.users["staff"])
    assert refusal.value.code == "not_editable"


def test_no_standard_item_is_frozen_before_the_office_wrote_it(rules):
    assert Criterion.objects.filter(phrase="").count() == 16
    assert Criterion.objects.applying(rules.running).count() == 5
