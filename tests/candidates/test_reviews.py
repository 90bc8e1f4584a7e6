"""Who may decide, what a decision writes, and what a return asks for."""

import pytest

from candidates import services, vetting
from candidates.models import Candidate, Review
from communities.models import Kinship, TermRole
from core import workflow
from core.errors import DomainError
from tests.factories import candidates as make

States = Candidate.States


def refusal_of(call, *places, **arguments):
    with pytest.raises(DomainError) as refusal:
        call(*places, **arguments)
    return refusal.value


def decide(street, candidate, move, actor, **fields):
    return services.decide(actor=street.users[actor], candidate=candidate, move=move, **fields)


def record(street, check, actor="staff", **fields):
    services.record_criterion(actor=street.users[actor], check=check, version=check.version, **fields)


def pass_street(street, candidate, actor="staff"):
    return decide(street, candidate, "pass_street", actor)


def as_person(street, name, person=None):
    """Tie an account to a person on file."""
    person = person or make.make_person(street.first)
    person.user = street.users[name]
    person.save()
    return person


# --- who may decide -------------------------------------------------------------------------


def test_nobody_reviews_himself(candidate, rules):
    as_person(rules, "secretary", candidate.person)
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    refusal = refusal_of(decide, street=rules, candidate=candidate, move="pass_community", actor="secretary")
    assert refusal.code == "conflict_of_interest"
    assert (
        workflow.moves_open_to(rules.users["secretary"], Candidate.objects.get(pk=candidate.pk))[0].name == "withdraw"
    )


@pytest.mark.parametrize("declared_by_reviewer", [True, False])
def test_nobody_reviews_a_declared_relative(candidate, rules, declared_by_reviewer):
    own = as_person(rules, "staff")
    pair = (own, candidate.person) if declared_by_reviewer else (candidate.person, own)
    Kinship.objects.create(person=pair[0], relative=pair[1], kind="sibling", relative_name="亲属")
    assert vetting.people_to_avoid(rules.users["staff"]) == {own.pk, candidate.person_id}
    check = candidate.criterion_checks.first()
    assert refusal_of(record, street=rules, check=check, result="met", evidence="档案").code == "conflict_of_interest"


@pytest.mark.parametrize("move", ["pass_community", "return_community", "reject_community"])
def test_every_community_decision_is_barred_to_the_candidate_himself(candidate, rules, move):
    as_person(rules, "secretary", candidate.person)
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    refusal = refusal_of(
        decide, street=rules, candidate=candidate, move=move, actor="secretary", note="说明", corrections=["补"]
    )
    assert refusal.code == "conflict_of_interest"


def test_the_street_takes_over_only_from_a_community_in_conflict(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    arguments = {"street": rules, "candidate": candidate, "move": "take_over", "actor": "staff", "note": "书记回避"}
    assert refusal_of(decide, **arguments).code == "community_can_review"
    as_person(rules, "secretary", candidate.person)
    assert decide(**arguments).decision == Review.Decisions.STAND_ASIDE


def test_to_stand_aside_is_no_decision_so_the_same_clerk_may_go_on(candidate, rules):
    as_person(rules, "secretary", candidate.person)
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    make.clear_negative_list(rules, candidate)
    decide(rules, candidate, "take_over", "staff", note="书记回避")
    pass_street(rules, candidate, actor="staff")
    assert Candidate.objects.get(pk=candidate.pk).state == States.PASSED


@pytest.mark.parametrize("move", ["pass_street", "reject_street"])
def test_nobody_decides_at_both_levels_of_a_round(rules, move):
    from communities.services import grant_role

    candidate = make.put_forward(rules, actor="secretary")
    grant_role(actor=rules.users["security_admin"], user=rules.users["staff"], role="community_secretary",
               region=rules.first)  # fmt: skip
    both = type(rules.users["staff"]).objects.get(username="staff")
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    services.decide(actor=both, candidate=candidate, move="pass_community")
    make.clear_negative_list(rules, candidate, actor="second_staff")
    refusal = refusal_of(services.decide, actor=both, candidate=candidate, move=move, note="不行")
    assert refusal.code == "decided_at_community"
    decide(rules, candidate, move, "second_staff", note="说明")


# --- decisions and their rows ---------------------------------------------------------------


def test_a_decision_writes_its_row_with_level_round_and_reviewer(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    review = decide(rules, candidate, "pass_community", "secretary", note="同意")
    assert (review.level, review.round, review.decision, review.reviewer, review.opinion) == (
        "community", 1, "pass", rules.users["secretary"], "同意",
    )  # fmt: skip


@pytest.mark.parametrize("move", ["reject_community", "return_community"])
def test_no_means_a_reason(candidate, rules, move):
    make.bring_to(rules, candidate, "community_review")
    refusal = refusal_of(decide, street=rules, candidate=candidate, move=move, actor="secretary")
    assert refusal.code in ("note_required", "corrections_required")
    assert Review.objects.count() == 0


def test_a_return_opens_a_round_and_its_items_must_be_answered(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    review = decide(rules, candidate, "return_community", "secretary", corrections=["补学历证明", " ", "补体检"])
    fresh = Candidate.objects.get(pk=candidate.pk)
    assert (fresh.round, review.round, review.opinion) == (2, 1, "补学历证明；补体检")
    staff = rules.users["staff"]
    refusal = refusal_of(services.move_candidate, actor=staff, candidate=fresh, move="submit")
    assert (refusal.code, refusal.message) == ("corrections_open", "还差：补正“补学历证明”；补正“补体检”。")
    for correction in review.corrections.all():
        services.answer_correction(actor=rules.users["secretary"], correction=correction, answer="已补")
    services.move_candidate(actor=staff, candidate=fresh, move="submit")
    assert Candidate.objects.get(pk=candidate.pk).state == States.COMMUNITY_REVIEW


def test_an_answer_needs_words_and_a_returned_candidate(candidate, rules):
    candidate = make.bring_to(rules, candidate, "returned")
    correction = candidate.reviews.get().corrections.get()
    arguments = {"actor": rules.users["secretary"], "correction": correction}
    assert refusal_of(services.answer_correction, answer=" ", **arguments).code == "answer_required"
    services.answer_correction(answer="已补", **arguments)
    services.move_candidate(actor=rules.users["secretary"], candidate=candidate, move="submit")
    assert refusal_of(services.answer_correction, answer="再补", **arguments).code == "not_returned"


def test_the_review_of_a_new_round_stands_beside_the_old_one(candidate, rules):
    make.bring_to(rules, candidate, "rejected")
    services.move_candidate(actor=rules.users["leader"], candidate=candidate, move="reopen", note="复议")
    make.meet_standards(rules, candidate)
    decide(rules, candidate, "pass_community", "secretary")
    assert list(Review.objects.values_list("round", "decision")) == [(1, "reject"), (2, "pass")]


@pytest.mark.parametrize(("state", "listed"), [("rejected", 0), ("withdrawn", 0), ("returned", 1)])
def test_the_roster_follows_the_candidate(candidate, rules, state, listed):
    make.bring_to(rules, candidate, state)
    prospects = TermRole.objects.filter(person=candidate.person, capacity=TermRole.Capacities.PROSPECT)
    assert prospects.count() == listed


def test_a_reopened_candidate_is_on_the_roster_again(candidate, rules):
    make.bring_to(rules, candidate, "withdrawn")
    services.move_candidate(actor=rules.users["leader"], candidate=candidate, move="reopen", note="复议")
    assert TermRole.objects.filter(person=candidate.person, capacity="prospect").count() == 1


def test_what_is_no_review_is_not_decided(candidate, rules):
    assert refusal_of(decide, street=rules, candidate=candidate, move="submit", actor="staff").code == "not_a_review"


# --- who put forward does not decide; from prospect to nominee ---------------------------


@pytest.mark.parametrize("move", ["pass_street", "reject_street", "return_street"])
def test_who_put_forward_decides_nothing(candidate, rules, move):
    at_street = make.bring_to(rules, candidate, "street_review")
    make.clear_negative_list(rules, at_street)
    refusal = refusal_of(decide, rules, at_street, move, "second_staff", note="说明", corrections=["补材料"])
    assert refusal.code == "own_proposal"


def test_the_street_takes_over_where_the_only_reviewer_put_forward(rules):
    candidate = make.put_forward(rules, actor="secretary")
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    assert refusal_of(decide, rules, candidate, "pass_community", "secretary").code == "own_proposal"
    decide(rules, candidate, "take_over", "second_staff", note="书记是提名经办人")
    assert Candidate.objects.get(pk=candidate.pk).state == States.STREET_REVIEW


def at_state(candidate, state):
    Candidate.objects.filter(pk=candidate.pk).update(state=state)
    return Candidate.objects.get(pk=candidate.pk)


def capacities(candidate):
    rows = candidate.person.term_roles.filter(capacity__in=["prospect", "candidate"])
    return sorted(rows.values_list("capacity", flat=True))


def test_a_cleared_prospect_becomes_a_nominee_in_a_new_round(candidate, rules):
    cleared = at_state(candidate, "cleared")
    assert (cleared.phase, cleared.through, capacities(candidate)) == ("prospect", True, ["prospect"])
    services.move_candidate(actor=rules.users["staff"], candidate=cleared, move="nominate")
    now = Candidate.objects.get(pk=candidate.pk)
    assert (now.phase, now.state, now.round, now.nominated_round) == ("nominee", States.COMMUNITY_REVIEW, 2, 2)
    assert capacities(candidate) == ["candidate"]
    refusal = refusal_of(
        services.move_candidate, actor=rules.users["staff"], candidate=at_state(candidate, "cleared"), move="nominate"
    )
    assert refusal.code == "already_nominee"


def test_a_nominee_who_withdraws_leaves_the_roster(candidate, rules):
    services.move_candidate(actor=rules.users["staff"], candidate=at_state(candidate, "cleared"), move="nominate")
    services.move_candidate(
        actor=rules.users["staff"], candidate=Candidate.objects.get(pk=candidate.pk), move="withdraw", note="身体原因"
    )
    assert capacities(candidate) == []


def test_checks_are_locked_while_the_letter_is_out(candidate, rules):
    at_state(candidate, "district_review")
    assert refusal_of(make.meet_standards, rules, candidate).code == "district_review_open"
    assert refusal_of(make.clear_negative_list, rules, candidate).code == "district_review_open"
    assert refusal_of(make.hit, rules, candidate, "N05").code == "district_review_open"


@pytest.mark.parametrize(
    ("state", "move"),
    [("draft", "submit"), ("community_review", "pass_community"), ("passed", "send_to_district"),
     ("district_review", "clear_district"), ("cleared", "nominate")],
)  # fmt: skip
def test_a_bar_stops_every_way_on(candidate, rules, state, move):
    make.meet_standards(rules, candidate)
    make.hit(rules, candidate, "N05")
    at_state(candidate, state)
    actor = {"pass_community": "secretary", "clear_district": "leader"}.get(move, "staff")
    refusal = refusal_of(
        services.move_candidate, actor=rules.users[actor], candidate=Candidate.objects.get(pk=candidate.pk), move=move
    )
    assert refusal.code == "barred"
