"""早历练: tasks, observers, what they saw, and who learns of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from candidates.models import Assignment, Observation, ObserverSeat
from candidates.models.assignments import OBSERVE
from candidates.practice_rules import spreads
from candidates.services.assignments import (
    add_to_observation,
    give_assignment,
    move_assignment,
    name_observers,
    observe,
    observers_for,
    update_assignment,
)
from communities.models import Kinship, Person
from core import access
from core.attachments import attachments_of
from core.errors import DomainError
from tests.factories import candidates, practice, uploads, world

THREE = ("auditor", "inspector", "leader")


def refusal(call, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value.code


@pytest.fixture
def assignment(street):
    return practice.given(street, observers=THREE)


def spread(street, assignment, user):
    return spreads(street.users[user], [assignment], street.running)[assignment.pk]


def test_tasks_are_for_the_pool_and_for_candidates(street):
    stranger = candidates.make_person(street.first)
    assert refusal(practice.given, street, stranger) == "not_in_training"
    candidates.install_rules(street)
    candidate = candidates.put_forward(street)
    assert practice.given(street, candidate.person).state == "ongoing"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"until": timezone.localdate() - timedelta(days=30)}, "wrong_dates"),
        ({"mentor": "himself"}, "mentor_is_person"),
    ],
)
def test_what_does_not_fit_is_refused(street, changed, code):
    person = practice.in_pool(street).person
    changed = {"mentor": person} if "mentor" in changed else changed
    assert refusal(practice.given, street, person, **changed) == code


def test_an_observer_needs_a_seat_and_nothing_else(street, assignment):
    auditor = street.users["auditor"]  # who holds no permission anywhere
    assert access.allowed(auditor, OBSERVE, assignment)
    found = practice.observed(street, assignment)
    assert (found.ability, found.remark) == (4, f"{practice.SECRET}auditor")
    for name, error in (("staff", PermissionDenied), ("secretary", PermissionDenied), ("neighbour", Http404)):
        with pytest.raises(error):
            practice.observed(street, assignment, name)


def test_nobody_observes_himself_or_a_relative(street):
    person = practice.in_pool(street).person
    Person.objects.filter(pk=person.pk).update(user=street.users["auditor"])
    person.refresh_from_db()
    assert refusal(practice.given, street, person) == "observer_concerned"
    brother = candidates.make_person(street.first, user=street.users["leader"])
    Kinship.objects.create(person=brother, kind="sibling", relative=person)
    assert refusal(practice.given, street, person, observers=("leader",)) == "observer_concerned"


def test_a_relative_declared_later_cannot_observe_any_more(street, assignment):
    own = candidates.make_person(street.first, user=street.users["auditor"])
    Kinship.objects.create(person=assignment.person, kind="sibling", relative=own)
    assert refusal(practice.observed, street, assignment) == "observer_concerned"


def test_whom_a_secretary_may_name(street):
    own = set(observers_for(street.users["secretary"], street.first))
    assert street.users["auditor"] in own
    assert street.users["secretary"] in own
    assert not own & {street.users[name] for name in ("neighbour", "outsider", "inactive", "system_admin")}
    assert street.users["neighbour"] in observers_for(street.users["staff"], street.first)
    made = practice.given(street, observers=())
    assert refusal(name_observers, actor=street.users["secretary"], assignment=made,
                   observers=[street.users["neighbour"]]) == "observer_out_of_reach"  # fmt: skip


def test_who_observed_keeps_his_seat(street, assignment):
    practice.observed(street, assignment)
    number = name_observers(actor=street.users["staff"], assignment=assignment, observers=[street.users["leader"]])
    assert number == 2
    assert {seat.account.username for seat in assignment.seats.all()} == {"auditor", "leader"}


def test_the_same_day_is_corrected_and_another_day_is_another_observation(street, assignment):
    first = practice.observed(street, assignment)
    again = practice.observed(street, assignment, ratings=(2, 2, 2))
    assert (again.pk, Observation.objects.count(), again.version) == (first.pk, 1, 2)
    Observation.objects.update(observed_on=timezone.localdate() - timedelta(days=3))
    practice.observed(street, assignment, ratings=(3, 3, 3))
    assert Observation.objects.count() == 2
    assert [aspect.votes[1] for aspect in spread(street, assignment, "staff").aspects] == [
        ("较好", 1)
    ] * 3  # his latest


def test_photos_and_a_sentence_come_with_it_or_after(street, assignment):
    found = practice.observed(street, assignment, photos=[uploads.upload()])
    add_to_observation(actor=street.users["auditor"], observation=found, remark="后补一句", photos=[uploads.upload()])
    assert (practice.fresh(found).remark, attachments_of(found).count()) == ("后补一句", 2)
    with pytest.raises(PermissionDenied):
        add_to_observation(actor=street.users["staff"], observation=found, remark="代写")


def test_bad_ratings_and_an_ended_task_are_refused(street, assignment):
    assert refusal(practice.observed, street, assignment, ratings=(5, 1, 1)) == "bad_rating"
    done = move_assignment(actor=street.users["secretary"], assignment=assignment, move="finish", note="已完成")
    assert (done.state, done.result, done.ended_on) == ("done", "已完成", timezone.localdate())
    assert refusal(practice.observed, street, done) == "assignment_ended"
    assert refusal(name_observers, actor=street.users["staff"], assignment=done, observers=[]) == "assignment_ended"
    assert refusal(update_assignment, actor=street.users["staff"], assignment=done, version=done.version,
                   **practice.task()) == "assignment_ended"  # fmt: skip
    again = move_assignment(actor=street.users["staff"], assignment=done, move="resume", note="继续")
    assert (again.state, again.ended_on, again.result) == ("ongoing", None, "")


def test_nobody_says_his_own_task_is_done(street):
    person = practice.in_pool(street).person
    Person.objects.filter(pk=person.pk).update(user=street.users["secretary"])
    assignment = practice.given(street, person)
    assert refusal(move_assignment, actor=street.users["secretary"], assignment=assignment, move="finish",
                   note="完成") == "oneself"  # fmt: skip


def test_a_task_is_changed_at_the_version_read(street, assignment):
    changed = update_assignment(actor=street.users["secretary"], assignment=assignment, version=1,
                                **practice.task(content="换了任务"))  # fmt: skip
    assert (changed.content, changed.version) == ("换了任务", 2)
    assert refusal(update_assignment, actor=street.users["secretary"], assignment=assignment, version=1,
                   **practice.task()) == "edited_meanwhile"  # fmt: skip


def test_single_observations_are_read_by_the_street_and_their_author_alone(street, assignment):
    practice.observed(street, assignment)
    readers = {name for name, user in street.users.items() if access.visible_to(user, Observation).exists()}
    assert readers == {"staff", "second_staff", "leader", "inspector", "auditor"}


def test_who_is_observed_reads_none_of_himself_whatever_his_rank(street, assignment):
    Person.objects.filter(pk=assignment.person_id).update(user=street.users["staff"])
    practice.observed(street, assignment)
    street.users["staff"] = type(street.users["staff"]).objects.get(username="staff")  # who has a person now
    assert not access.visible_to(street.users["staff"], Observation).exists()
    assert not spread(street, assignment, "staff").is_shown
    assert access.visible_to(street.users["second_staff"], Observation).count() == 1


def test_the_community_sees_the_spread_from_three_observers_on(street, assignment):
    for user, ratings in zip(THREE[:2], ((4, 3, 4), (4, 4, 1)), strict=True):
        practice.observed(street, assignment, user, ratings)
    hidden = spread(street, assignment, "secretary")
    assert (hidden.is_shown, hidden.words) == (False, "已观察 2 人，满 3 人显示")
    assert spread(street, assignment, "staff").words == "工作能力 好2；担当作为 好1、较好1；群众口碑 好1、差1"
    practice.observed(street, assignment, "leader", (2, 3, 3))
    assert (
        spread(street, assignment, "secretary").words
        == "工作能力 好2、一般1；担当作为 好1、较好2；群众口碑 好1、较好1、差1"
    )


def test_one_observer_of_three_tasks_is_one_observer(street):
    person = practice.in_pool(street).person
    tasks = [practice.given(street, person) for _ in range(3)]
    for task in tasks:
        practice.observed(street, task)
    shown = spreads(street.users["secretary"], tasks, street.running, by_person=True)[person.pk]
    assert (shown.observers, shown.is_shown) == (1, False)


def test_the_configured_number_never_falls_below_three(street, assignment):
    from candidates.services.pool import save_pool_rule

    save_pool_rule(actor=street.users["staff"], election=street.running, version=0, secretaries=3, members=1,
                   observers=1, fields="基层治理", basis="")  # fmt: skip
    practice.observed(street, assignment)
    assert spread(street, assignment, "secretary").needed == 3


def test_spreads_cost_the_same_for_many(street, assignment, django_assert_num_queries):
    tasks = [assignment, *(practice.given(street, assignment.person) for _ in range(3))]
    for task in tasks:
        practice.observed(street, task)
    user = type(street.users["staff"]).objects.get(username="staff")
    with django_assert_num_queries(6):
        spreads(user, tasks, street.running)


def test_who_may_give_tasks(street):
    person = practice.in_pool(street).person
    for name, error in (("leader", PermissionDenied), ("neighbour", Http404), ("auditor", Http404)):
        with pytest.raises(error):
            give_assignment(actor=street.users[name], person=person, election=street.running, community=street.first,
                            **practice.task())  # fmt: skip


def test_an_observer_sees_his_tasks_and_no_others(street, assignment):
    practice.given(street, assignment.person, observers=("leader",))
    assert list(access.visible_to(street.users["auditor"], Assignment)) == [assignment]
    assert access.visible_to(street.users["auditor"], ObserverSeat).count() == 1
    assert not access.visible_to(street.users["neighbour"], Assignment).exists()
    assert assignment.community_id == world.FIRST


def test_a_second_tap_at_once_corrects_the_first(street, assignment):
    seat = ObserverSeat.objects.get(assignment=assignment, account=street.users["auditor"])
    Observation.objects.create(seat=seat, ability=1, courage=1, standing=1, updated_by=street.users["auditor"])
    found = observe(actor=street.users["auditor"], assignment=assignment, ability=4, courage=4, standing=4)
    assert (Observation.objects.get(), found.ability) == (found, 4)
