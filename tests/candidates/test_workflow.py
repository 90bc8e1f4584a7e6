"""Every state × every move; and no sequence of steps that breaks what must always hold."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from hypothesis.strategies import sampled_from

from candidates import services
from candidates.models import Candidate, NegativeCheck, Review
from core import workflow
from core.errors import DomainError
from core.workflow import Transition
from tests.factories import candidates as make
from tests.factories import world

MOVES = workflow.moves_of(Candidate)
STATES = list(Candidate.States.values)
ACTORS = {
    "fill_records": "staff",
    "review_community": "secretary",
    "review_street": "staff",
    "conclude_vetting": "leader",
}


def ready(street, state):
    """A candidate with nothing against him, put into ``state``."""
    candidate = make.put_forward(street)
    make.meet_standards(street, candidate)
    make.clear_negative_list(street, candidate)
    Candidate.objects.filter(pk=candidate.pk).update(state=state)
    return candidate


def attempt(street, candidate, move):
    services.move_candidate(
        actor=street.users[ACTORS[move.permission]], candidate=candidate, move=move.name, note="说明",
        corrections=["补材料"],
    )  # fmt: skip
    return Candidate.objects.get(pk=candidate.pk).state


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_a_move_leads_from_its_states_to_its_target(rules, move):
    if move.name == "take_over":  # nobody in the community is left to decide
        rules.users["secretary"].is_active = False
        rules.users["secretary"].save()
    reached = [attempt(rules, ready(rules, state), move) for state in move.sources]
    assert reached == [move.target] * len(move.sources)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_a_move_is_refused_from_every_other_state(rules, move):
    candidate = ready(rules, "draft")
    for state in set(STATES) - set(move.sources):
        Candidate.objects.filter(pk=candidate.pk).update(state=state)
        with pytest.raises(DomainError) as refusal:
            attempt(rules, candidate, move)
        assert refusal.value.code == "wrong_state"
        assert Candidate.objects.get(pk=candidate.pk).state == state


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_no_move_is_open_to_strangers(rules, move):
    candidate = make.put_forward(rules)
    Candidate.objects.filter(pk=candidate.pk).update(state=move.sources[0])
    for name in ("outsider", "neighbour", "inactive", "auditor", *world.ADMINISTRATORS):
        with pytest.raises((Http404, PermissionDenied)):
            services.move_candidate(
                actor=rules.users[name], candidate=candidate, move=move.name, note="说明", corrections=["补"]
            )


class Vetting(RuleBasedStateMachine):
    """Random steps of several people on one candidate; whatever a rule refuses must leave no trace."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()  # each run starts from an empty database
        self.undone.__enter__()
        self.street = world.build()
        make.install_rules(self.street)
        self.candidate = make.put_forward(self.street)

    @property
    def now(self):
        return Candidate.objects.get(pk=self.candidate.pk)

    def attempt(self, call, **arguments):
        before = Transition.objects.count(), Review.objects.count(), self.now.state
        try:
            call(**arguments)
        except (DomainError, PermissionDenied):
            assert (Transition.objects.count(), Review.objects.count(), self.now.state) == before

    @rule(
        move=sampled_from([move.name for move in MOVES]),
        name=sampled_from(["staff", "second_staff", "secretary", "leader"]),
    )
    def move(self, move, name):
        self.attempt(services.move_candidate, actor=self.street.users[name], candidate=self.now, move=move,
                     note="说明", corrections=["补材料"])  # fmt: skip

    @precondition(lambda self: self.now.is_open)
    @rule()
    def check_everything(self):
        make.meet_standards(self.street, self.now)
        make.clear_negative_list(self.street, self.now)

    @precondition(lambda self: self.now.is_open)
    @rule(code=sampled_from(["N05", "N12"]))
    def find(self, code):
        make.hit(self.street, self.now, code)

    @rule(code=sampled_from(["N05", "N12"]), proceed=sampled_from([True, False]))
    def resolve(self, code, proceed):
        check = self.now.negative_checks.get(item__code=code)
        self.attempt(make.lift, street=self.street, check=check, proceed=proceed, document_number="1号")

    @invariant()
    def whoever_passed_is_clear(self):
        if self.now.state == "passed":
            checks = NegativeCheck.objects.filter(candidate=self.now).prefetch_related("decisions")
            assert [check.obstacle for check in checks if check.obstacle] == []
            assert not self.now.criterion_checks.filter(result__in=["pending", "unmet"]).exists()

    @invariant()
    def every_decision_has_its_transition(self):
        moves = Transition.objects.filter(move__in=services.reviews.REVIEW_MOVES)
        assert moves.count() == Review.objects.count()

    @invariant()
    def nobody_decided_at_both_levels_of_a_round(self):
        decided = Review.objects.filter(decision__in=["pass", "reject"]).values_list("round", "reviewer")
        assert len(set(decided)) == len(decided)

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_sequence_of_steps_breaks_what_must_hold():
    run_state_machine_as_test(
        Vetting,
        settings=settings(
            max_examples=4, stateful_step_count=12, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip
