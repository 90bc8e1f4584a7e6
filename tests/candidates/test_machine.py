"""Random walks through the whole review by several people; whatever they do, the invariants hold.

The suite walks a few dozen steps. More: ``HYPOTHESIS_STEPS=2000 pytest tests/candidates/test_machine.py -s``.
"""

import os
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, sampled_from

from candidates import district, services, vetting
from candidates.models import Candidate, CriterionCheck, NegativeCheck, Review
from candidates.services.rounds import to_reaffirm
from core import workflow
from core.audit import AuditEvent
from core.errors import DomainError
from core.workflow import Transition
from tests.factories import candidates as make
from tests.factories import world

MOVES = [move.name for move in workflow.moves_of(Candidate)]
ACTORS = ["staff", "second_staff", "secretary", "leader"]  # second_staff put the candidate forward
BAR, CAUTION = "N05", "N12"
WALK = 50  # steps of one walk in the large run
PASSED = ("passed", "district_review", "cleared")
THROUGH_COMMUNITY = ("street_review", *PASSED)
WAY_ON = {
    "draft": ("submit", "staff"), "returned": ("submit", "staff"), "community_review": ("pass_community", "secretary"),
    "street_review": ("pass_street", "staff"), "passed": ("send_to_district", "staff"),
    "district_review": ("clear_district", "leader"), "cleared": ("nominate", "staff"),
    "rejected": ("reopen", "leader"), "withdrawn": ("reopen", "leader"),
}  # fmt: skip
taken = Counter()


def steps_asked():
    return int(os.environ.get("HYPOTHESIS_STEPS", "0"))


class Vetting(RuleBasedStateMachine):
    """One candidate, four people, every act there is in any order. What is refused leaves no trace.

    The batches of 区级联审 have tests of their own: here the district agrees to whatever it is asked, so
    that walks reach 候选人.
    """

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()  # each walk starts from an empty database
        self.undone.__enter__()
        self.kept = {name: getattr(district, name) for name in ("require_in_open_batch", "require_conclusion",
                                                               "has_standing_clearance")}  # fmt: skip
        district.require_in_open_batch = district.require_conclusion = lambda candidate, actor: None
        district.has_standing_clearance = lambda candidate: candidate.is_nominee
        self.street = world.build()
        make.install_rules(self.street)
        self.candidate = make.put_forward(self.street)
        services.set_panel(
            actor=self.street.users["staff"], election=self.street.running, level="street", opinions_required=1
        )

    @property
    def now(self):
        return Candidate.objects.get(pk=self.candidate.pk)

    def trace(self):
        return AuditEvent.objects.count(), Transition.objects.count(), Review.objects.count(), self.now.state

    def attempt(self, call, *, entries=1, **arguments):
        """Make an act: done, it left ``entries`` audit entries (a move: one per transition); refused, nothing."""
        before = self.trace()
        try:
            with transaction.atomic():
                call(**arguments)
        except (DomainError, PermissionDenied, Http404) as refusal:
            taken[f"refused {getattr(refusal, 'code', 'right')}"] += 1
            assert self.trace() == before
            return False
        after = self.trace()
        moved = after[1] - before[1]
        assert after[0] - before[0] == (moved or entries)
        return True

    @rule(move=sampled_from(MOVES), name=sampled_from(ACTORS))
    def move(self, move, name):
        source = self.now.state
        done = self.attempt(
            services.move_candidate, actor=self.street.users[name], candidate=self.now, move=move, note="说明",
            corrections=["补材料"],
        )  # fmt: skip
        taken["steps"] += 1
        if done:
            taken[f"move {move}"] += 1
            assert not (name == "second_staff" and move in services.reviews.REVIEW_MOVES)
            if self.now.state not in ("returned", "rejected", "withdrawn") and move not in (
                "reopen",
                "recall_from_district",
            ):
                assert self.open_bars() == [], (move, source)

    @rule(prepared=booleans())
    def go_on(self, prepared):
        """The way on by whoever is entitled to it, mostly with its work done before: so that walks get far."""
        if prepared:
            self.answer_corrections()
            self.check_standards()
            self.clear_list()
            self.confirm_anew(CriterionCheck)
            self.confirm_anew(NegativeCheck)
            self.give_opinion("staff", True)
        self.move(*WAY_ON[self.now.state])

    @rule()
    def answer_corrections(self):
        taken["steps"] += 1
        for correction in vetting.open_corrections(self.candidate):
            self.attempt(services.answer_correction, actor=self.street.users["secretary"], correction=correction,
                         answer="已补")  # fmt: skip

    @rule()
    def check_standards(self):
        taken["steps"] += 1
        for check in self.candidate.criterion_checks.filter(result="pending"):
            self.attempt(services.record_criterion, actor=self.street.users["staff"], check=check,
                         version=check.version, result="met", evidence="查阅档案")  # fmt: skip

    @rule()
    def clear_list(self):
        taken["steps"] += 1
        checks = list(make.pending(self.candidate))
        self.attempt(services.clear_negatives, actor=self.street.users["staff"], candidate=self.now, checks=checks,
                     body="区公安分局", checked_on=date(2026, 11, 1))  # fmt: skip

    @rule(code=sampled_from([BAR, CAUTION]), proof=sampled_from(["", "1号"]), result=sampled_from(["hit", "clear"]))
    def find(self, code, proof, result):
        taken["steps"] += 1
        check = self.candidate.negative_checks.get(item__code=code)
        done = self.attempt(
            services.record_negative, actor=self.street.users["staff"], check=check, version=check.version,
            result=result, body="区公安分局", document_number=proof, checked_on=date(2026, 11, 2), evidence="有决定书",
        )  # fmt: skip
        assert not (done and result == "hit" and not proof)

    @rule(code=sampled_from([BAR, CAUTION]), proceed=booleans())
    def decide_collectively(self, code, proceed):
        taken["steps"] += 1
        check = self.candidate.negative_checks.get(item__code=code)
        fields = make.decision_fields(proceed=proceed, document_number="8号")
        if self.attempt(services.record_decision, actor=self.street.users["staff"], check=check, **fields):
            decision = check.decisions.latest("pk")
            self.attempt(services.conclude_decision, actor=self.street.users["leader"], decision=decision)

    @rule(name=sampled_from(ACTORS), submit=booleans())
    def give_opinion(self, name, submit):
        taken["steps"] += 1
        self.attempt(services.save_opinion, actor=self.street.users[name], candidate=self.now, score=80, advice="pass",
                     text="可以", submit=submit)  # fmt: skip

    @rule(model=sampled_from([CriterionCheck, NegativeCheck]))
    def confirm_anew(self, model):
        taken["steps"] += 1
        self.attempt(services.reaffirm, actor=self.street.users["staff"], candidate=self.now, model=model,
                     checks=list(to_reaffirm(self.now, model)), confirmed_on=timezone.localdate())  # fmt: skip

    def open_bars(self):
        hits = NegativeCheck.objects.filter(candidate=self.candidate, kind="bar", result="hit")
        return [check for check in hits.prefetch_related("decisions") if check.obstacle]

    @invariant()
    def no_bar_passes(self):
        if self.now.state in PASSED:
            assert self.open_bars() == []

    @invariant()
    def no_level_is_skipped(self):
        now = self.now
        said = Review.objects.filter(candidate=now, round=now.round, decision__in=["pass", "stand_aside"])
        levels = set(said.values_list("level", flat=True))
        if now.state in THROUGH_COMMUNITY:
            assert "community" in levels
        if now.state in PASSED:
            assert "street" in levels
        if now.state == "cleared":
            kept = now.timeline().last().move == "keep_clearance"
            assert "district" in levels or (kept and now.is_nominee)

    @invariant()
    def nobody_decides_on_his_own_proposal_or_at_two_levels(self):
        reviews = Review.objects.filter(candidate=self.candidate)
        assert not reviews.filter(reviewer=self.candidate.put_forward_by).exists()
        decided = list(reviews.filter(decision__in=["pass", "reject"]).values_list("round", "reviewer"))
        assert len(set(decided)) == len(decided)

    @invariant()
    def every_decision_has_its_transition(self):
        moves = Transition.objects.filter(move__in=services.reviews.REVIEW_MOVES)
        assert moves.count() == Review.objects.count()

    @invariant()
    def the_timeline_is_one_chain(self):
        lines = list(self.now.timeline().values_list("source", "target"))
        assert all(before[1] == after[0] for before, after in zip(lines, lines[1:], strict=False))
        assert not lines or lines[-1][1] == self.now.state

    @invariant()
    def a_nominee_was_cleared_before(self):
        now = self.now
        assert now.is_nominee == now.timeline().filter(move="nominate", source="cleared").exists()

    def teardown(self):
        for name, function in self.kept.items():
            setattr(district, name, function)
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_sequence_of_steps_breaks_what_must_hold():
    taken.clear()
    asked = steps_asked()
    run_state_machine_as_test(
        Vetting,
        settings=settings(
            max_examples=asked // WALK + 1 if asked else 4, stateful_step_count=WALK if asked else 14,
            deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=not asked,
        ),
    )  # fmt: skip
    print(f"\n{taken['steps']} steps: {dict(sorted(taken.items()))}")  # noqa: T201 - the figure is asked for
    assert taken["steps"] >= (asked or 20)
