"""The one door of every state: who may pass, in which order, and how many at once."""

import threading
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from candidates.models import JointReview, JointReviewLetter
from core import audit_catalogue, workflow
from core.audit import AuditEvent
from core.errors import DomainError
from core.workflow import Transition, Workflow, moves_of
from discipline.models import WarningTalk
from interviews.models import GradingMeeting, HeartTalk
from interviews.models.assessments import Assessment
from tests.factories import (
    assessments,
    audits,
    baselines,
    candidates,
    clues,
    deliberations,
    duplicates,
    joint_review,
    meetings,
    notices,
    practice,
    slates,
    study,
    talks,
    visits,
    warnings,
    world,
)

MODELS = [model for model in apps.get_models() if issubclass(model, Workflow)]
EVERY_MOVE = [(model, move) for model in MODELS for move in moves_of(model)]
FACTORIES = {
    "Baseline": baselines.open_one,
    "Clue": lambda street: clues.assign(street, clues.register(street)),
    "Candidate": lambda street: candidates.install_rules(street) and None or candidates.put_forward(street),
    "Deliberation": deliberations.planned,
    "Assignment": lambda street: practice.given(street, observers=()),
    "DuplicateCase": duplicates.found,
    "ReserveEntry": practice.registered,
    "Issue": visits.make_issue,
    "Slate": slates.make_one,
    "VettingMeeting": meetings.prepare_one,
    "NameNotice": notices.draft,
    "HeartTalk": talks.planned,
    "TermAssessment": lambda street: assessments.meet(street) and assessments.lay_out(street),
    "TeamAssessment": lambda street: assessments.meet(street) and assessments.team_of(street),
    "DepartureAudit": audits.plan,
    "JointReview": lambda street: candidates.install_rules(street) and None or joint_review.open_batch(street),
    "JointReviewLetter": lambda street: make(JointReview, street).letters.first(),
    "AuditFinding": lambda street: audits.add_finding(street, audits.plan(street)),
    "StudySession": lambda street: study.with_people(street)[0],
    "WarningTalk": warnings.plan,
}  # a record of the first community; a model without a factory here fails the walk


def name_of(value):
    return getattr(value, "__name__", None) or getattr(value, "name", value)


def make(model, street):
    return FACTORIES[model.__name__](street)


def at_state(obj, state):
    type(obj)._default_manager.filter(pk=obj.pk).update(state=state, **implied(obj, state))
    return type(obj)._default_manager.get(pk=obj.pk)


def implied(obj, state):
    """What the database asks for along with a state: a signed talk's digest, a decided grade and its meeting."""
    if isinstance(obj, (HeartTalk, WarningTalk)):
        return {"digest": "0" * 64}
    if isinstance(obj, JointReviewLetter):
        return {"number": "〔2026〕1号", "due_on": date(2026, 12, 1)}
    if not isinstance(obj, Assessment):
        return {}
    if state not in ("decided", "fed_back"):
        return {"grade": "", "meeting": None}
    return {"grade": obj._meta.get_field("grade").choices[0][0], "meeting": GradingMeeting.objects.first()}


def holder_of(street, permission):
    """A user of the first community, or of the street, who holds the permission."""
    return street.users[{"review_community": "secretary", "conclude_vetting": "leader", "work_clue": "named",
                         "charge_clue": "clue_lead"}.get(permission, "staff")]  # fmt: skip


def refusal(**arguments):
    with pytest.raises(DomainError) as refused:
        workflow.apply(**arguments)
    return refused.value.code


@pytest.mark.parametrize(("model", "move"), EVERY_MOVE, ids=name_of)
def test_a_move_is_possible_from_its_sources_alone(street, model, move):
    """From a source only a guard may still refuse (each app tests its guards); from elsewhere the state refuses."""
    made, actor = make(model, street), holder_of(street, move.permission)
    for state in model.States.values:
        with transaction.atomic():
            ended, refused = outcome(at_state(made, state), actor, move)
            transaction.set_rollback(True)
        if state not in move.sources:
            assert (ended, refused) == (state, "wrong_state")
        elif refused:
            assert ended == state
            assert refused not in ("wrong_state", "stale_state", "note_required")
        else:
            assert ended == move.target


def outcome(obj, actor, move):
    """``(the state after, the refusal's code or None)``."""
    refused = None
    try:
        workflow.apply(actor=actor, obj=obj, name=move.name, note="说明")
    except DomainError as refusal:
        refused = refusal.code
    return type(obj)._default_manager.get(pk=obj.pk).state, refused


@pytest.mark.parametrize(("model", "move"), EVERY_MOVE, ids=name_of)
def test_strangers_find_nothing_and_the_unentitled_are_refused(street, model, move):
    obj = at_state(make(model, street), move.sources[0])
    answers = {}
    for name, user in street.users.items():
        try:
            with transaction.atomic():
                workflow.apply(actor=user, obj=obj, name=move.name, note="说明")
                transaction.set_rollback(True)
            answers[name] = "may"
        except Http404:
            answers[name] = "404"
        except PermissionDenied:
            answers[name] = "403"
        except DomainError:
            answers[name] = "may"  # the right is there; a guard says no
    usual = IN_SIGHT.get(model.__name__, {*STREET_TEAM, "secretary"})
    in_sight = IN_SIGHT.get((model.__name__, move.sources[0]), usual)
    assert {name for name, answer in answers.items() if answer == "404"} == set(street.users) - in_sight
    assert {name for name, answer in answers.items() if answer == "may"} == ENTITLED[move.permission]


STREET_TEAM = {"staff", "second_staff", "leader", "inspector"}
AUDITORS = {*STREET_TEAM, "auditor"}  # the one who sits on the team; not the community
NAMED = {"named", "clue_lead", "second_lead"}  # a clue is seen by the one assigned and those in charge
IN_SIGHT = {
    "Clue": NAMED,
    "DepartureAudit": AUDITORS,
    "AuditFinding": AUDITORS,
    "Deliberation": STREET_TEAM,
    "DuplicateCase": {"staff", "second_staff"},
    "JointReview": STREET_TEAM,
    "JointReviewLetter": STREET_TEAM,
    "Slate": STREET_TEAM,
    "VettingMeeting": STREET_TEAM,
    ("NameNotice", "draft"): STREET_TEAM,
}
ENTITLED = {
    "manage_audits": {"staff", "second_staff", "auditor"},
    "fill_records": {"staff", "second_staff", "secretary"},
    "accept_records": {"staff", "second_staff"},
    "review_community": {"secretary"},
    "review_street": {"staff", "second_staff"},
    "conclude_vetting": {"leader"},
    "record_conclusions": {"staff", "second_staff"},
    "conduct_talks": STREET_TEAM,
    "work_clue": NAMED,
    "charge_clue": NAMED - {"named"},
    "hold_talk": {"staff"},  # who sits at it
    "hold_warning": {"staff"},
    "fill_discipline": {"staff", "second_staff", "inspector", "secretary"},
}


@pytest.mark.parametrize(("model", "move"), [pair for pair in EVERY_MOVE if pair[1].needs_note], ids=name_of)
def test_a_note_that_is_needed_is_demanded(street, model, move):
    obj = at_state(make(model, street), move.sources[0])
    actor = holder_of(street, move.permission)
    assert refusal(actor=actor, obj=obj, name=move.name, note="  ") == "note_required"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_state_cannot_be_assigned(street, model):
    obj = make(model, street)
    with pytest.raises(AttributeError):
        obj.state = model.States.values[-1]


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_the_database_knows_every_state_and_no_other(street, model):
    obj = make(model, street)
    for state in model.States.values:
        at_state(obj, state)
    with pytest.raises(IntegrityError), transaction.atomic():
        at_state(obj, "invented")


def test_an_unknown_move_is_refused(street):
    with pytest.raises(PermissionDenied):
        workflow.apply(actor=street.users["staff"], obj=baselines.open_one(street), name="delete")


def test_a_move_writes_one_line_and_one_event(street):
    baseline = at_state(baselines.open_one(street), "submitted")
    line = workflow.apply(actor=street.users["staff"], obj=baseline, name="accept", note=" 齐全 ")
    assert (line.source, line.target, line.note, line.actor) == ("submitted", "accepted", "齐全", street.users["staff"])
    assert list(baseline.timeline()) == [line]
    event = AuditEvent.objects.latest("seq")
    assert (event.event, event.object_id, event.reason) == ("baseline.accept", str(baseline.pk), "齐全")


def test_buttons_are_drawn_from_the_same_table(street):
    baseline = at_state(baselines.open_one(street), "submitted")
    open_to = {name: [m.name for m in workflow.moves_open_to(user, baseline)] for name, user in street.users.items()}
    assert open_to["staff"] == ["accept"]  # to return it there must be reasons first
    assert {name for name, moves in open_to.items() if moves} == {"staff", "second_staff"}


def test_every_move_has_a_name_in_the_audit():
    codes = {f"{model._meta.model_name}.{move.name}" for model, move in EVERY_MOVE}
    assert codes <= set(audit_catalogue.entries())


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_decide_at_once_one_decides():
    street = world.build()
    baseline = at_state(baselines.open_one(street), "submitted")
    start, outcomes = threading.Barrier(8), []

    def decide(name):
        start.wait()
        try:
            workflow.apply(actor=street.users[name], obj=baseline, name="accept")
            outcomes.append("decided")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[("staff", "second_staff")[n % 2]]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided"] + ["wrong_state"] * 7
    assert Transition.objects.filter(move="accept").count() == 1
    assert AuditEvent.objects.filter(event="baseline.accept").count() == 1
