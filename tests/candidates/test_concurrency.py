"""T27: of many who decide at once exactly one does; nothing is decided twice or half."""

import threading

import pytest
from django.db import connections

from candidates import services
from candidates.models import Candidate, CollectiveDecision, Review, ReviewOpinion
from communities.services import grant_role
from core.audit import AuditEvent
from core.errors import DomainError
from core.workflow import Transition
from tests.factories import candidates as make
from tests.factories import world

REVIEWERS = 16


def at_once(number, act, told=None):
    """Run ``act(place)`` in so many threads at the same moment; returns the DomainError codes, None for success.

    ``told``: a list that takes what the refused were told.
    """
    told = [] if told is None else told
    gate, outcomes = threading.Barrier(number), []

    def run(place):
        gate.wait()
        try:
            act(place)
            outcomes.append(None)
        except DomainError as error:
            outcomes.append(error.code)
            told.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def street(transactional_db):
    built = world.build()
    make.install_rules(built)
    return built


def reviewers(street):
    for place in range(REVIEWERS):
        user = world.make_user(f"reviewer{place}")
        grant_role(actor=street.users["security_admin"], user=user, role="street_staff",
                   region=street.regions[world.STREET])  # fmt: skip
        yield user


def test_exactly_one_of_sixteen_reviewers_decides(street):
    candidate = make.bring_to(street, make.put_forward(street), "street_review")
    make.clear_negative_list(street, candidate)
    users, before = list(reviewers(street)), Transition.objects.count()
    moves = ["pass_street", "reject_street", "return_street"]

    def decide(place):
        services.move_candidate(
            actor=users[place], candidate=Candidate.objects.get(pk=candidate.pk), move=moves[place % 3],
            note="意见", corrections=["补材料"],
        )  # fmt: skip

    told = []
    outcomes = at_once(REVIEWERS, decide, told)
    assert (outcomes.count(None), set(outcomes) - {None}) == (1, {"wrong_state"})
    decider = Review.objects.get(level="street").reviewer.full_name
    assert [message for message in told if decider not in message] == []  # all the others learn who decided
    assert AuditEvent.objects.filter(event__in=[f"candidate.{move}" for move in moves]).count() == 1
    assert Transition.objects.count() == before + 1
    assert Review.objects.filter(level="street").count() == 1


def test_one_of_several_conclusions_takes_effect(street):
    candidate = make.put_forward(street)
    check = make.hit(street, candidate, "N12")
    decision = services.record_decision(actor=street.users["staff"], check=check, **make.decision_fields())
    outcomes = at_once(4, lambda place: services.conclude_decision(actor=street.users["leader"], decision=decision))
    assert sorted(map(str, outcomes)) == ["None", *["already_concluded"] * 3]
    assert CollectiveDecision.objects.get().concluded_by == street.users["leader"]


def test_a_person_put_forward_by_several_at_once_is_one_candidate(street):
    person = make.make_person(street.first)
    outcomes = at_once(4, lambda place: make.put_forward(street, person=person))
    assert sorted(map(str, outcomes)) == ["None", *["already_candidate"] * 3]
    assert Candidate.objects.count() == 1


def test_one_of_several_findings_of_the_same_version_is_saved(street):
    check = make.put_forward(street).criterion_checks.first()

    def record(place):
        fresh = type(check).objects.get(pk=check.pk)
        services.record_criterion(
            actor=street.users["staff"], check=fresh, version=1, result="met", evidence=f"第{place}人"
        )

    outcomes = at_once(4, record)
    assert sorted(map(str, outcomes)) == ["None", *["edited_meanwhile"] * 3]
    assert type(check).objects.get(pk=check.pk).version == 2


def test_of_sixteen_opinions_at_once_as_many_are_taken_as_were_asked_for(street):
    services.set_panel(actor=street.users["staff"], election=street.running, level="street", opinions_required=3)
    candidate = make.bring_to(street, make.put_forward(street), "street_review")
    users = list(reviewers(street))

    def say(place):
        services.save_opinion(
            actor=users[place], candidate=candidate, score=place, advice="pass", text="可以", submit=True
        )

    outcomes = at_once(REVIEWERS, say)
    assert (outcomes.count(None), set(outcomes) - {None}) == (3, {"panel_complete"})
    assert ReviewOpinion.objects.filter(released=True).count() == 3
