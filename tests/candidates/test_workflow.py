"""Every state × every move. Random walks through all of them: test_machine.py."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from candidates import services
from candidates.models import Candidate
from core import workflow
from core.errors import DomainError
from tests.factories import candidates as make
from tests.factories import world

MOVES = workflow.moves_of(Candidate)
STATES = list(Candidate.States.values)
NEEDS_DISTRICT = {  # move → what refuses it where no batch of 区级联审 holds the candidate
    "send_to_district": "not_in_batch",
    "clear_district": "no_conclusion",
    "return_district": "no_conclusion",
    "reject_district": "no_conclusion",
    "keep_clearance": "no_standing_clearance",
}
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


@pytest.mark.parametrize("move", [m for m in MOVES if m.name not in NEEDS_DISTRICT], ids=lambda move: move.name)
def test_a_move_leads_from_its_states_to_its_target(rules, move):
    if move.name == "take_over":  # nobody in the community is left to decide
        rules.users["secretary"].is_active = False
        rules.users["secretary"].save()
    reached = [attempt(rules, ready(rules, state), move) for state in move.sources]
    assert reached == [move.target] * len(move.sources)


@pytest.mark.parametrize(("name", "code"), NEEDS_DISTRICT.items())
def test_a_move_of_the_district_needs_its_batch(rules, name, code):
    move = next(move for move in MOVES if move.name == name)
    candidate = ready(rules, move.sources[0])
    with pytest.raises(DomainError) as refusal:
        attempt(rules, candidate, move)
    assert (refusal.value.code, Candidate.objects.get(pk=candidate.pk).state) == (code, move.sources[0])


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
