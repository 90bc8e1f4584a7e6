"""Every rule that stands between a candidate and the next stage."""

from datetime import date

import pytest

from candidates import services, vetting
from candidates.models import Candidate, CriterionCheck, NegativeItem
from core.errors import DomainError
from tests.factories import candidates as make

States = Candidate.States


def refusal_of(call, **arguments):
    with pytest.raises(DomainError) as refusal:
        call(**arguments)
    return refusal.value


def decide(street, candidate, move, actor, **fields):
    return services.decide(actor=street.users[actor], candidate=candidate, move=move, **fields)


def record(street, check, actor="staff", **fields):
    services.record_criterion(actor=street.users[actor], check=check, version=check.version, **fields)


# --- basic data ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "phrase"),
    [
        ("id_number", "", "公民身份号码"),
        ("birth_date", None, "出生日期"),
        ("ethnicity", "", "民族"),
        ("education", None, "学历"),
        ("party_joined_on", None, "入党时间"),
        ("birth_date", date(2009, 1, 1), "不满18周岁"),
    ],
)
def test_submission_needs_the_basic_data(candidate, rules, field, value, phrase):
    setattr(candidate.person, field, value)
    candidate.person.save()
    refusal = refusal_of(services.move_candidate, actor=rules.users["staff"], candidate=candidate, move="submit")
    assert refusal.code == "basic_data_missing"
    assert phrase in refusal.message


def test_whoever_turns_18_on_election_day_may_stand(rules):
    person = make.make_person(rules.first, birth_date=date(2008, 12, 30))
    assert vetting.missing_basic_data(make.put_forward(rules, person=person)) == []


@pytest.mark.parametrize(("affiliation", "missing"), [("party", 0), ("probationary", 1), ("none", 1)])
def test_a_party_post_is_for_full_party_members(rules, affiliation, missing):
    person = make.make_person(rules.first, affiliation=affiliation)
    candidate = make.put_forward(rules, person=person, intended_post="secretary")
    assert len(vetting.missing_basic_data(candidate)) == missing


# --- standards ------------------------------------------------------------------------------


def test_a_pending_item_stops_the_community_review(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    refusal = refusal_of(decide, street=rules, candidate=candidate, move="pass_community", actor="secretary")
    assert refusal.code == "standards_not_met"
    assert "标准“奉公守法”待核" in refusal.message


def test_an_unmet_item_stops_and_a_mostly_met_one_does_not(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    check = candidate.criterion_checks.first()
    record(rules, check, result="unmet", evidence="近两年有投诉")
    refusal = refusal_of(decide, street=rules, candidate=candidate, move="pass_community", actor="secretary")
    assert refusal.message == "还差：标准“奉公守法”不符合。"
    record(rules, check, result="mostly", evidence="已改正")
    decide(rules, candidate, "pass_community", "secretary")
    assert Candidate.objects.get(pk=candidate.pk).state == States.STREET_REVIEW


def test_evidence_is_required(candidate, rules):
    check = candidate.criterion_checks.first()
    refusal = refusal_of(record, street=rules, check=check, result="met", evidence="  ")
    assert (refusal.code, refusal.field) == ("evidence_required", "evidence")


def test_unmet_always_needs_grounds(candidate, rules):
    check = candidate.criterion_checks.select_related("criterion").first()
    check.criterion.evidence_required = False
    record(rules, check, result="met")
    refusal = refusal_of(record, street=rules, check=check, result="unmet")
    assert refusal.code == "evidence_required"


def test_standards_are_the_streets_once_it_has_the_file(candidate, rules):
    from django.core.exceptions import PermissionDenied

    candidate = make.bring_to(rules, candidate, "street_review")
    with pytest.raises(PermissionDenied):
        record(rules, candidate.criterion_checks.first(), actor="secretary", result="unmet", evidence="改主意")


def test_a_second_save_of_one_check_is_told_who_was_first(candidate, rules):
    first, second = (CriterionCheck.objects.filter(candidate=candidate).first() for _ in range(2))
    record(rules, first, result="met", evidence="档案")
    refusal = refusal_of(record, street=rules, check=second, actor="secretary", result="unmet", evidence="反映")
    assert refusal.code == "edited_meanwhile"
    assert CriterionCheck.objects.get(pk=first.pk).result == "met"


def test_without_any_written_standard_nobody_passes(street):
    candidate = make.put_forward(street)
    make.bring_to(street, candidate, "community_review")
    refusal = refusal_of(decide, street=street, candidate=candidate, move="pass_community", actor="secretary")
    assert "尚无可对照的标准条目" in refusal.message


# --- negative list --------------------------------------------------------------------------


def at_street(street, candidate, leave=()):
    make.bring_to(street, candidate, "street_review")
    make.clear_negative_list(street, candidate, leave=leave)


def pass_street(street, candidate, actor="staff"):
    return decide(street, candidate, "pass_street", actor)


def test_a_pending_item_is_named(candidate, rules):
    at_street(rules, candidate, leave=["N05", "N07"])
    refusal = refusal_of(pass_street, street=rules, candidate=candidate)
    assert (refusal.code, refusal.message) == ("negative_list_open", "还差：负面清单 N05 待核查；负面清单 N07 待核查。")


def test_a_clear_list_passes(candidate, rules):
    at_street(rules, candidate)
    pass_street(rules, candidate)
    assert Candidate.objects.get(pk=candidate.pk).state == States.PASSED


def test_a_caution_needs_a_concluded_decision_to_go_on(candidate, rules):
    at_street(rules, candidate, leave=["N12"])
    check = make.hit(rules, candidate, "N12")
    assert "须集体研究" in refusal_of(pass_street, street=rules, candidate=candidate).message
    decision = services.record_decision(actor=rules.users["staff"], check=check, **make.decision_fields())
    assert "待领导审定" in refusal_of(pass_street, street=rules, candidate=candidate).message
    services.conclude_decision(actor=rules.users["leader"], decision=decision)
    pass_street(rules, candidate)
    assert Candidate.objects.get(pk=candidate.pk).state == States.PASSED


def test_a_decision_not_to_go_on_stops(candidate, rules):
    at_street(rules, candidate, leave=["N12"])
    make.lift(rules, make.hit(rules, candidate, "N12"), votes_for=1, votes_against=7, proceed=False)
    assert "不同意继续" in refusal_of(pass_street, street=rules, candidate=candidate).message


def test_a_bar_is_lifted_only_by_a_document(candidate, rules):
    at_street(rules, candidate, leave=["N05"])
    check = make.hit(rules, candidate, "N05")
    refusal = refusal_of(make.lift, street=rules, check=check)
    assert (refusal.code, refusal.field) == ("document_required", "document_number")
    make.lift(rules, check, document_number="南组函〔2026〕8号")
    pass_street(rules, candidate)
    assert Candidate.objects.get(pk=candidate.pk).state == States.PASSED


def test_a_bar_stops_the_community_too_without_telling_it_why(candidate, rules):
    make.bring_to(rules, candidate, "community_review")
    make.meet_standards(rules, candidate)
    make.hit(rules, candidate, "N05")
    refusal = refusal_of(decide, street=rules, candidate=candidate, move="pass_community", actor="secretary")
    assert refusal.code == "barred"
    assert "N05" not in refusal.message
    assert "黄赌毒" not in refusal.message


def test_a_new_finding_outdates_the_decision(candidate, rules):
    at_street(rules, candidate, leave=["N12"])
    check = make.hit(rules, candidate, "N12")
    make.lift(rules, check)
    make.hit(rules, candidate, "N12")
    assert "须集体研究" in refusal_of(pass_street, street=rules, candidate=candidate).message


def test_a_decision_on_an_outdated_finding_is_not_concluded(candidate, rules):
    at_street(rules, candidate, leave=["N12"])
    check = make.hit(rules, candidate, "N12")
    decision = services.record_decision(actor=rules.users["staff"], check=check, **make.decision_fields())
    make.hit(rules, candidate, "N12")
    refusal = refusal_of(services.conclude_decision, actor=rules.users["leader"], decision=decision)
    assert refusal.code == "finding_changed"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"evidence": ""}, "hit_without_evidence"),
        ({"body": " "}, "body_required"),
        ({"checked_on": None}, "date_required"),
    ],
)
def test_a_hit_is_recorded_with_evidence_body_and_date(candidate, rules, changed, code):
    check = candidate.negative_checks.first()
    found = {"result": "hit", "evidence": "处理决定", "body": "公安", "checked_on": date(2026, 11, 1)} | changed
    refusal = refusal_of(
        services.record_negative, actor=rules.users["staff"], check=check, version=check.version, **found
    )
    assert refusal.code == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"present": 5}, "too_many_votes"),
        ({"votes_for": 3, "votes_against": 3}, "no_majority"),
    ],
)
def test_a_decision_must_add_up(candidate, rules, changed, code):
    check = make.hit(rules, candidate, "N12")
    refusal = refusal_of(
        services.record_decision, actor=rules.users["staff"], check=check, **make.decision_fields(**changed)
    )
    assert refusal.code == code


def test_there_is_one_open_decision_and_only_on_a_hit(candidate, rules):
    clear = candidate.negative_checks.get(item__code="N13")
    arguments = {"actor": rules.users["staff"]} | make.decision_fields()
    assert refusal_of(services.record_decision, check=clear, **arguments).code == "no_hit"
    check = make.hit(rules, candidate, "N12")
    services.record_decision(check=check, **arguments)
    assert refusal_of(services.record_decision, check=check, **arguments).code == "decision_open"


def test_a_decision_is_concluded_once_and_by_another_person(candidate, rules):
    from communities.services import grant_role

    grant_role(actor=rules.users["security_admin"], user=rules.users["leader"], role="street_staff",
               region=rules.regions["520102032"])  # fmt: skip
    leader = type(rules.users["leader"]).objects.get(username="leader")
    check = make.hit(rules, candidate, "N12")
    own = services.record_decision(actor=leader, check=check, **make.decision_fields())
    assert refusal_of(services.conclude_decision, actor=leader, decision=own).code == "own_record"
    other = make.hit(rules, candidate, "N13")
    decision = make.lift(rules, other)
    assert refusal_of(services.conclude_decision, actor=leader, decision=decision).code == "already_concluded"


def test_clearing_several_items_leaves_a_hit_alone(candidate, rules):
    make.hit(rules, candidate, "N12")
    number = services.clear_negatives(
        actor=rules.users["staff"], candidate=candidate, checks=candidate.negative_checks.all(),
        body="区公安分局", checked_on=date(2026, 11, 1),
    )  # fmt: skip
    assert number == 19
    assert candidate.negative_checks.get(item__code="N12").result == "hit"


def test_a_closed_candidate_is_not_checked_any_more(candidate, rules):
    candidate = make.bring_to(rules, candidate, "passed")
    refusal = refusal_of(
        record, street=rules, check=candidate.criterion_checks.first(), result="unmet", evidence="晚了"
    )
    assert refusal.code == "closed_candidate"


# --- rules that change meanwhile ------------------------------------------------------------


def negative_fields(item, **changed):
    names = ("title", "kind", "look_back_years", "period", "checking_bodies", "basis", "valid_from")
    return {name: getattr(item, name) for name in names} | changed


def edit(street, code, **changed):
    item = NegativeItem.objects.get(election=street.running, code=code)
    return services.edit_negative_item(
        actor=street.users["staff"], item=item, version=item.version, **negative_fields(item, **changed)
    )


def test_what_was_decided_keeps_its_wording_and_class_and_the_rest_follows(candidate, rules):
    make.clear_negative_list(rules, candidate, leave=["N13"])
    edit(rules, "N12", title="新说法", kind="bar")
    edit(rules, "N13", title="损害环境", look_back_years=3)
    decided, pending = (candidate.negative_checks.get(item__code=code) for code in ("N12", "N13"))
    assert (decided.wording, decided.kind) == ("违法用地、违章建筑未整改", "caution")
    assert (pending.wording, str(pending.looks_back_to), pending.version) == ("损害环境", "2023-12-30", 2)


def test_an_added_rule_reaches_open_candidates_alone(candidate, rules):
    passed = make.bring_to(rules, make.put_forward(rules), "passed")
    item = NegativeItem.objects.get(election=rules.running, code="N20")
    services.add_negative_item(
        actor=rules.users["staff"], election=rules.running, **negative_fields(item, title="新条目")
    )
    assert [c.negative_checks.filter(item__code="N21").count() for c in (candidate, passed)] == [1, 0]


def test_a_rule_out_of_force_stops_nobody(candidate, rules):
    at_street(rules, candidate, leave=["N05", "N14"])
    make.hit(rules, candidate, "N05")
    for code in ("N05", "N14"):
        item = NegativeItem.objects.get(election=rules.running, code=code)
        services.set_in_force(actor=rules.users["staff"], rule=item, version=item.version, in_force=False)
    pass_street(rules, candidate)
    assert Candidate.objects.get(pk=candidate.pk).state == States.PASSED
