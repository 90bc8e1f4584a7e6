"""The reserve pool: registering, accepting, being put forward, leaving; and the numbers it is measured by."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from candidates.models import ReserveEntry
from candidates.pool_rules import rule_of, stocks
from candidates.services import move_candidate
from candidates.services.pool import move_reserve, register_reserve, save_pool_rule, update_reserve
from communities.models import Election, TermRole
from core.errors import DomainError
from tests.factories import candidates, practice
from tests.factories.communities import make_person


def refusal(call, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value.code


def on_roster(entry):
    return TermRole.objects.filter(person=entry.person, capacity="reserve", community=entry.community).exists()


def move(street, entry, name, actor="staff", **fields):
    return move_reserve(actor=street.users[actor], entry=entry, move=name, **fields)


def test_the_secretary_registers_and_the_street_accepts(street):
    entry = practice.registered(street)
    assert (entry.state, on_roster(entry)) == ("submitted", False)
    entry = move(street, entry, "accept", opinion="同意入库，重点培养。")
    assert (entry.state, on_roster(entry), entry.accepted_on is not None) == ("in_pool", True, True)
    assert entry.street_opinion == "同意入库，重点培养。"


def test_an_incomplete_form_is_not_accepted_and_says_what_is_missing(street):
    entry = practice.registered(street, performance="", community_opinion=" ")
    with pytest.raises(DomainError) as refused:
        move(street, entry, "accept")
    assert refused.value.message == "还差：填写现实表现；填写社区党组织意见。"
    entry = move(street, entry, "send_back", note="请补现实表现")
    assert refusal(move, street, entry, "resubmit", actor="secretary") == "form_incomplete"
    entry = update_reserve(actor=street.users["secretary"], entry=entry, version=entry.version, **practice.form())
    assert move(street, entry, "resubmit", actor="secretary").state == "submitted"


@pytest.mark.parametrize("form", ["self", "party"])
def test_who_recommends_himself_needs_no_recommender(street, form):
    entry = practice.registered(street, recommended_by_form=form, recommender="")
    if form == "self":
        assert move(street, entry, "accept").state == "in_pool"
    else:
        assert refusal(move, street, entry, "accept") == "form_incomplete"


def test_nobody_accepts_himself_or_a_relative(street):
    person = candidates.make_person(street.first, user=street.users["staff"])
    entry = practice.registered(street, person)
    assert refusal(move, street, entry, "accept") == "conflict"
    assert move(street, entry, "accept", actor="second_staff").state == "in_pool"


def test_a_person_is_registered_once_a_term(street):
    entry = practice.registered(street)
    assert refusal(practice.registered, street, entry.person) == "already_registered"


def test_another_community_learns_only_that_he_is_registered(street):
    person = make_person(street.second, "跨社区人")
    TermRole.objects.create(person=person, election=street.running, community=street.first, capacity="member")
    practice.registered(street, person, actor="neighbour", community=street.second)
    with pytest.raises(DomainError) as refused:
        practice.registered(street, person)
    assert refused.value.message == "“跨社区人”已由其他社区登记。请联系街道党建办核对。"


def test_what_does_not_fit_is_refused(street):
    person = candidates.make_person(street.first)
    assert refusal(practice.registered, street, person, mentor=person) == "mentor_is_person"
    Election.objects.filter(pk=street.running.pk).update(state="past")
    street.running.refresh_from_db()
    assert refusal(practice.registered, street, person) == "election_past"


def test_a_duplicate_file_is_not_registered(street):
    kept, spare = candidates.make_person(street.second, "留"), candidates.make_person(street.first, "重")
    type(spare).objects.filter(pk=spare.pk).update(duplicate_of=kept)
    spare.refresh_from_db()
    assert refusal(practice.registered, street, spare) == "duplicate_record"


def test_who_may_register_where(street):
    person = candidates.make_person(street.first)
    fields = {"person": person, "election": street.running, "community": street.first, **practice.form()}
    for name, error in (
        ("leader", PermissionDenied),
        ("neighbour", Http404),
        ("outsider", Http404),
        ("auditor", Http404),
    ):
        with pytest.raises(error):
            register_reserve(actor=street.users[name], **fields)


def test_the_street_alone_writes_its_opinion(street):
    entry = practice.registered(street)
    with pytest.raises(PermissionDenied):
        update_reserve(
            actor=street.users["secretary"], entry=entry, version=1, street_opinion="同意", **practice.form()
        )
    entry = update_reserve(
        actor=street.users["staff"], entry=entry, version=1, street_opinion="同意", **practice.form()
    )
    assert entry.street_opinion == "同意"
    with pytest.raises(DomainError) as refused:
        update_reserve(actor=street.users["secretary"], entry=entry, version=1, **practice.form())
    assert refused.value.code == "edited_meanwhile"


def test_being_put_forward_and_withdrawn_is_followed_by_the_pool(street):
    candidates.install_rules(street)
    entry = practice.in_pool(street)
    candidate = candidates.put_forward(street, person=entry.person, source="pick")
    entry = practice.fresh(entry)
    assert entry.state == "nominated"
    assert refusal(move, street, entry, "bring_back", note="回库") == "still_a_candidate"
    move_candidate(actor=street.users["staff"], candidate=candidate, move="withdraw", note="本人放弃")
    assert move(street, entry, "bring_back", note="人选退出").state == "in_pool"


def test_nominating_by_hand_is_refused(street):
    entry = practice.in_pool(street)
    assert refusal(move, street, entry, "nominate") == "no_such_move"


def test_leaving_keeps_reason_and_day_and_leaves_the_roster(street):
    entry = move(street, practice.in_pool(street), "leave", note="调离本社区")
    assert (entry.state, entry.left_reason, on_roster(entry), entry.left_on is not None) == (
        "left",
        "调离本社区",
        False,
        True,
    )
    assert refusal(update_reserve, actor=street.users["staff"], entry=entry, version=entry.version,
                   **practice.form()) == "entry_closed"  # fmt: skip
    entry = move(street, entry, "bring_back", note="误操作")
    assert (entry.state, entry.left_reason, on_roster(entry)) == ("in_pool", "", True)


def test_gaps_are_counted_against_the_rule_of_the_term(street):
    practice.in_pool(street)
    practice.in_pool(street, direction="member")
    practice.registered(street)  # waits: not in the pool yet
    first, second = stocks(street.users["staff"], street.running, street.regions["520102032"])
    assert (first.secretaries, first.members, first.gaps) == (1, 1, [("书记后备", 2)])
    assert second.gaps == [("书记后备", 3), ("委员后备", 1)]
    (own,) = stocks(street.users["neighbour"], street.running, street.regions["520102032"])
    assert own.community == street.second


def test_the_rule_is_a_sample_until_confirmed_and_lapses_when_changed(street):
    assert (rule_of(street.running).secretaries, rule_of(street.running).is_confirmed) == (3, False)
    fields = {"secretaries": 2, "members": 2, "observers": 3, "fields": "基层治理\n应急", "basis": "会议纪要"}
    save = {"actor": street.users["staff"], "election": street.running, **fields}
    rule = save_pool_rule(version=0, document_number="小街党〔2026〕9号", **save)
    assert (rule.is_confirmed, rule.field_names) == (True, ["基层治理", "应急"])
    assert not save_pool_rule(version=rule.version, **save).is_confirmed
    assert refusal(save_pool_rule, version=rule.version, **save) == "edited_meanwhile"
    assert refusal(save_pool_rule, version=9, **save | {"fields": " \n"}) == "no_fields"
    for name in ("secretary", "leader"):
        with pytest.raises(PermissionDenied):
            save_pool_rule(version=0, **save | {"actor": street.users[name]})


def test_the_recommendation_keeps_its_day(street):
    assert ReserveEntry.objects.get(pk=practice.registered(street).pk).recommended_on == date(2026, 10, 8)
