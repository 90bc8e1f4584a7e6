"""Making assessments, filling them, proposing, deciding, feeding back; who may not; every state × every move."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from communities.models import CommitteeMember, Kinship, Person
from communities.services import close_election
from core import access, workflow
from core.attachments import attachments_of
from core.audit import AuditEvent
from core.errors import DomainError
from core.signatures import is_of, signatures_of
from interviews import assessment_workflow
from interviews.models import (
    AssessmentStates,
    GradeRule,
    MemberAppraisal,
    TeamAppraisal,
    TeamAssessment,
    TermAssessment,
)
from interviews.services import assessment_grades, assessments
from tests.factories import assessments as factory
from tests.factories.communities import make_member
from tests.factories.uploads import upload

States = AssessmentStates


def code_of(call, *arguments, **named):
    with pytest.raises(DomainError) as refused:
        call(*arguments, **named)
    return refused.value.code


# --- from the records -----------------------------------------------------------------


def test_everybody_who_sits_gets_one_and_the_team_one(street):
    head = factory.seat(street)
    make_member(head, street.running, "director", duties="居委会全面工作")
    factory.seat(street, "李四", "party_member")
    assert factory.generate(street) == 3
    mine = TermAssessment.objects.get(person=head)
    assert (mine.posts, mine.duties, mine.state) == ("书记、主任", "主持全面工作；居委会全面工作", "pending")
    assert TeamAssessment.objects.get().community == street.first
    assert MemberAppraisal.objects.count() == 2
    assert TeamAppraisal.objects.count() == 1
    assert {rule.is_confirmed for rule in GradeRule.objects.filter(election=street.running)} == {False}


def test_generating_twice_makes_nothing_more(street):
    factory.lay_out(street)
    assert factory.generate(street) == 0
    assert TermAssessment.objects.count() == 1


def test_who_left_gets_none(street):
    person = factory.seat(street)
    CommitteeMember.objects.filter(person=person).update(left_on=date(2026, 5, 1))
    assert factory.generate(street) == 0


def test_posts_follow_the_records_until_the_grade_is_decided(street):
    open_one = factory.lay_out(street)
    settled = factory.bring_to(street, factory.lay_out(street, factory.seat(street, "李四", "party_member")), "decided")
    CommitteeMember.objects.update(post="deputy_secretary", duties="党建")
    factory.generate(street)
    assert (factory.fresh(open_one).posts, factory.fresh(open_one).duties) == ("副书记", "党建")
    assert factory.fresh(settled).posts == "党组织委员"


def test_the_staff_of_another_street_makes_none_here(street):
    factory.seat(street)
    assert factory.generate(street, "outsider") == 0
    assert (
        code_of(assessments.generate_assessments, actor=street.users["staff"], election=street.past) == "election_past"
    )


# --- 述职 -----------------------------------------------------------------------------


def test_the_secretary_writes_the_report_of_his_community(street):
    assessment = factory.lay_out(street)
    factory.write_report(street, assessment, uploads=[upload()])
    written = factory.fresh(assessment)
    assert (written.self_report, written.reported_on) == ("五年来完成老旧小区改造三个。", date(2026, 11, 10))
    assert [one.caption for one in attachments_of(written)] == ["述职材料"]


def test_nobody_else_writes_it(street):
    assessment = factory.lay_out(street)
    with pytest.raises(Http404):
        factory.write_report(street, assessment, actor="neighbour")
    with pytest.raises(PermissionDenied):
        factory.write_report(street, assessment, actor="leader")


def test_the_report_is_shut_once_a_grade_is_proposed(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "proposed")
    assert code_of(factory.write_report, street, assessment) == "report_closed"


def test_an_empty_report_and_one_of_tomorrow_are_refused(street):
    assessment = factory.lay_out(street)
    assert code_of(factory.write_report, street, assessment, self_report=" ") == "report_empty"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert code_of(factory.write_report, street, assessment, reported_on=tomorrow) == "future_date"


def test_a_photo_that_is_none_leaves_no_report(street):
    assessment = factory.lay_out(street)
    with pytest.raises(DomainError), transaction.atomic():
        factory.write_report(street, assessment, uploads=[upload(b"no picture")])
    assert factory.fresh(assessment).self_report == ""
    assert not attachments_of(assessment).exists()


# --- 民主测评 --------------------------------------------------------------------------


def test_votes_are_kept_in_order(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    appraisal = factory.vote(street, assessment)
    stored = MemberAppraisal.objects.get(pk=appraisal.pk)
    assert dict(stored.votes) == factory.VOTES
    assert [aspect for aspect, _ in stored.votes] == list(factory.VOTES)
    assert (stored.issued, stored.returned, stored.valid, stored.invalid, stored.votes_from) == (32, 31, 30, 1, "")


def test_wrong_counts_are_refused_and_nothing_is_kept(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    assert code_of(factory.vote, street, assessment, returned=33) == "too_many_returned"
    assert code_of(factory.vote, street, assessment, invalid=2) == "ballots_do_not_add_up"
    assert code_of(factory.vote, street, assessment, votes={"overall": [31, 0, 0, 0]}) == "too_many_votes"
    assert code_of(factory.vote, street, assessment, votes={"virtue": [1, 0, 0, 0]}) == "overall_missing"
    assert factory.fresh(assessment).appraisal.votes == []
    assert AuditEvent.objects.filter(event="assessment.votes").count() == 0


def test_ballots_that_do_not_add_up_are_refused_by_the_database_too(street):
    assessment = factory.lay_out(street)
    rows = MemberAppraisal.objects.filter(pk=assessment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(issued=10, returned=11, valid=11, invalid=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(issued=10, returned=9, valid=9, invalid=1)


def test_votes_are_taken_only_while_the_assessment_is_under_way(street):
    assessment = factory.lay_out(street)
    assert code_of(factory.vote, street, assessment) == "appraisal_closed"
    factory.bring_to(street, assessment, "proposed")
    assert code_of(factory.vote, street, assessment) == "appraisal_closed"


def test_votes_written_meanwhile_are_not_overwritten(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    version = assessment.appraisal.version
    factory.vote(street, assessment)
    stale = {"actor": street.users["second_staff"], "assessment": assessment, "version": version}
    refused = code_of(assessments.record_talks, **stale, talked_to=1, talked_with="党员", talk_summary="好")
    assert refused == "edited_meanwhile"


@pytest.mark.parametrize("actor", ["secretary", "leader", "inspector"])
def test_only_the_streets_staff_records_votes(street, actor):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    with pytest.raises(PermissionDenied):
        factory.vote(street, assessment, actor=actor)


# --- nobody on himself or a relative --------------------------------------------------


def test_nobody_assesses_himself_or_a_relative(street):
    person = factory.seat(street)
    assessment = factory.bring_to(street, factory.lay_out(street, person), "underway")
    team = TeamAssessment.objects.get(community=street.first)
    staff = street.users["staff"]
    own = factory.seat(street, "李四", "party_member", user=staff)
    assert code_of(factory.vote, street, factory.lay_out(street, own)) == "conflict_of_interest"
    assert code_of(workflow.apply, actor=staff, obj=team, name="begin") == "conflict_of_interest"
    Kinship.objects.create(person=person, kind="sibling", relative=own, relative_name="李四")
    assert code_of(factory.vote, street, assessment) == "conflict_of_interest"
    assert code_of(factory.talk, street, assessment) == "conflict_of_interest"
    factory.vote(street, assessment, actor="second_staff")


def test_a_team_is_not_assessed_by_a_relative_of_a_member(street):
    team = factory.team_of(street)
    away = factory.seat(street, "赵六", community=street.second, user=street.users["staff"])
    Kinship.objects.create(person=away, kind="spouse", relative=Person.objects.get(name="张三"), relative_name="张三")
    assert "回避" in assessment_workflow.conflict_of(team, street.users["staff"])
    assert assessment_workflow.conflict_of(team, street.users["second_staff"]) == ""


def test_a_list_avoids_the_same_people_as_each_record(street):
    people = [factory.seat(street), factory.seat(street, "李四", "party_member", user=street.users["staff"])]
    factory.seat(street, "王五", community=street.second)
    Kinship.objects.create(person=people[0], kind="spouse", relative=people[1], relative_name="李四")
    factory.generate(street)
    persons, communities = assessment_workflow.avoided_by(street.users["staff"], street.running)
    for one in TermAssessment.objects.all():
        assert bool(assessment_workflow.conflict_of(one, street.users["staff"])) == (one.person_id in persons)
    for team in TeamAssessment.objects.all():
        assert bool(assessment_workflow.conflict_of(team, street.users["staff"])) == (team.community_id in communities)


def test_begin_all_leaves_what_one_must_avoid(street):
    factory.seat(street)
    factory.seat(street, "李四", "party_member", user=street.users["staff"])
    factory.generate(street)
    begun = assessments.begin_all(actor=street.users["staff"], election=street.running, community=street.first)
    assert begun == (1, 2)


# --- 拟定等次 --------------------------------------------------------------------------


def test_a_proposal_keeps_what_the_rule_suggested(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "proposed")
    kept = assessment.appraisal
    assert (kept.suggested_grade, kept.proposed_grade, kept.deviation_reason) == ("excellent", "excellent", "")
    assert kept.suggestion_basis == "优秀率 63.3%，称职以上率 93.3%，基本称职以上率 100.0%（规则为示例、待核定）"


def test_another_grade_than_suggested_needs_a_reason(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    factory.vote(street, assessment)
    factory.talk(street, assessment)
    assert code_of(factory.propose, street, assessment, grade="competent") == "deviation_unexplained"
    factory.propose(street, assessment, grade="competent", reason="任现职不满两年")
    kept = factory.fresh(assessment).appraisal
    assert (kept.suggested_grade, kept.proposed_grade, kept.deviation_reason) == (
        "excellent",
        "competent",
        "任现职不满两年",
    )


def test_a_proposal_without_material_names_what_is_missing(street):
    assessment = factory.lay_out(street)
    assessments.move_assessment(actor=street.users["staff"], assessment=assessment, move="begin")
    with pytest.raises(DomainError) as refused:
        factory.propose(street, assessment)
    assert refused.value.message == "还不能拟定等次，尚缺：述职报告、民主测评得票、个别谈话情况。"
    assert factory.fresh(assessment).appraisal.group_opinion == ""


# --- 定等 -----------------------------------------------------------------------------


def test_a_meeting_decides_and_the_grade_stands(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "decided")
    assert (assessment.grade, assessment.meeting.name, assessment.votes_for) == ("excellent", "街道党工委会议", 8)


def test_a_meeting_that_decides_otherwise_says_why(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "proposed")
    assert code_of(factory.decide, street, assessment, grade="competent") == "change_unexplained"
    decided = factory.decide(street, assessment, grade="competent", decision_reason="优秀名额有限")
    assert (decided.grade, decided.decision_reason) == ("competent", "优秀名额有限")


def test_votes_of_a_meeting_must_fit_it(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "proposed")
    assert code_of(factory.decide, street, assessment, votes_for=8, votes_against=1) == "too_many_votes"
    assert code_of(factory.decide, street, assessment, votes_for=4, votes_against=4) == "no_majority"
    assert factory.fresh(assessment).grade == ""


def test_a_meeting_in_the_future_over_full_or_recorded_before_is_refused(street):
    assert code_of(factory.meet, street, held_on=timezone.localdate() + timedelta(days=1)) == "future_date"
    assert code_of(factory.meet, street, present=10) == "too_many_present"
    meeting = factory.meet(street)
    again = {"name": meeting.name, "held_on": meeting.held_on, "expected": 9, "present": 9}
    twice = code_of(assessment_grades.record_meeting, actor=street.users["staff"], election=street.running, **again)
    assert twice == "meeting_recorded"


def test_one_vote_decides_several_or_none(street):
    first = factory.bring_to(street, factory.lay_out(street), "proposed")
    second = factory.lay_out(street, factory.seat(street, "李四", "party_member"))
    together = {"actor": street.users["staff"], "meeting": factory.meet(street), "votes_for": 8, "votes_against": 0}
    assert code_of(assessment_grades.decide_as_proposed, assessments=[first, second], **together) == "wrong_state"
    assert factory.fresh(first).state == States.PROPOSED
    second = factory.bring_to(street, second, "proposed")
    assert assessment_grades.decide_as_proposed(assessments=[first, second], **together) == 2
    assert {factory.fresh(one).state for one in (first, second)} == {States.DECIDED}


def test_a_grade_stands_only_with_its_meeting(street):
    factory.lay_out(street)
    for wrong in ({"grade": "excellent"}, {"state": States.DECIDED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TermAssessment.objects.update(**wrong)


# --- 反馈 -----------------------------------------------------------------------------


def test_feedback_is_signed_over_what_stands(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "fed_back")
    signature = signatures_of(assessment).get()
    assert (signature.role, signature.signer_name) == ("assessed-1", "张三")
    assert is_of(signature, assessment_grades.feedback_content(assessment))
    assessment.feedback_opinion = "不同意"
    assert not is_of(signature, assessment_grades.feedback_content(assessment))


def test_feedback_needs_a_signature_or_a_scan(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "decided")
    assert code_of(factory.feed_back, street, assessment, strokes="") == "signature_missing"
    assert factory.fresh(assessment).fed_back_on is None
    told = factory.feed_back(street, assessment, strokes="", uploads=[upload()])
    assert (told.state, attachments_of(told.appraisal).get().caption) == (States.FED_BACK, "反馈签字扫描件")


def test_feedback_before_the_meeting_is_refused(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "decided")
    assert code_of(factory.feed_back, street, assessment, fed_back_on=date(2026, 11, 15)) == "told_before_decided"


def test_a_correction_takes_the_grade_back_and_is_signed_anew(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "fed_back")
    assessments.move_assessment(actor=street.users["staff"], assessment=assessment, move="correct", note="得票统计有误")
    taken_up = factory.fresh(assessment)
    assert (taken_up.state, taken_up.grade, taken_up.meeting, taken_up.round) == (States.UNDERWAY, "", None, 2)
    factory.vote(street, taken_up, votes={"overall": [5, 20, 5, 0]})
    factory.propose(street, taken_up, grade="competent")
    factory.decide(street, taken_up)
    told = factory.feed_back(street, taken_up)
    assert sorted(signature.role for signature in signatures_of(told)) == ["assessed-1", "assessed-2"]


def test_a_scan_of_the_round_before_signs_for_no_corrected_grade(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "decided")
    factory.feed_back(street, assessment, strokes="", uploads=[upload()])
    assessments.move_assessment(actor=street.users["staff"], assessment=assessment, move="correct", note="得票统计有误")
    factory.vote(street, assessment, votes={"overall": [5, 20, 5, 0]})
    factory.propose(street, assessment, grade="competent")
    factory.decide(street, assessment)
    assert code_of(factory.feed_back, street, assessment, strokes="") == "signature_missing"
    told = factory.feed_back(street, assessment, strokes="", uploads=[upload()])
    captions = sorted(attachments_of(told.appraisal).values_list("caption", flat=True))
    assert captions == ["反馈签字扫描件", "反馈签字扫描件（第2轮）"]


# --- moves ----------------------------------------------------------------------------

OPEN_FROM = {
    "begin": {"pending"}, "propose": {"underway"}, "give_back": {"proposed"}, "decide": {"proposed"},
    "feed_back": {"decided"}, "correct": {"decided", "fed_back"},
}  # fmt: skip


@pytest.mark.parametrize("state", States.values)
@pytest.mark.parametrize("model", [TermAssessment, TeamAssessment])
def test_every_state_and_every_move(street, state, model):
    assessment = factory.lay_out(street) if model is TermAssessment else factory.team_of(street)
    factory.bring_to(street, assessment, state)
    for move in workflow.moves_of(model):
        with transaction.atomic():
            outcome = _try(street, assessment, move.name)
            transaction.set_rollback(True)
        if state in OPEN_FROM[move.name]:
            assert outcome in ("made", *GUARDED.get(move.name, ()))
        else:
            assert outcome == "wrong_state"


# What a bare move lacks, that its service would have written first.
GUARDED = {
    "propose": ("material_missing",), "decide": ("decision_missing",), "feed_back": ("feedback_missing",),
}  # fmt: skip


def _try(street, assessment, name):
    try:
        workflow.apply(actor=street.users["staff"], obj=factory.fresh(assessment), name=name, note="说明")
    except DomainError as error:
        return error.code
    return "made"


@pytest.mark.parametrize("actor", ["secretary", "leader", "inspector"])
def test_only_the_streets_staff_moves(street, actor):
    assessment = factory.lay_out(street)
    with pytest.raises(PermissionDenied):
        workflow.apply(actor=street.users[actor], obj=assessment, name="begin")


def test_a_move_with_a_form_is_not_made_without_it(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "proposed")
    outcome = code_of(assessments.move_assessment, actor=street.users["staff"], assessment=assessment, move="decide")
    assert outcome == "form_required"


def test_a_past_term_is_only_read(street):
    assessment = factory.bring_to(street, factory.lay_out(street), "underway")
    rule = GradeRule.objects.get(target="member")
    election = street.running
    close_election(actor=street.users["staff"], election=election, version=election.version)
    assert code_of(factory.vote, street, assessment) == "election_past"
    assert code_of(factory.write_report, street, assessment) == "election_past"
    assert _try(street, assessment, "correct") == "wrong_state"
    shares = {name: getattr(rule, name) for name in assessment_grades.SHARES}
    edit = {"actor": street.users["staff"], "rule": rule, "version": rule.version, "basis": "", **shares}
    assert code_of(assessment_grades.edit_grade_rule, **edit) == "election_past"


# --- rule -----------------------------------------------------------------------------


def test_a_changed_rule_must_be_confirmed_anew(street):
    factory.lay_out(street)
    rule, staff = GradeRule.objects.get(target="member"), street.users["staff"]
    assessment_grades.confirm_grade_rule(
        actor=staff, rule=rule, version=rule.version, document_number="街党工〔2026〕9号"
    )
    assert GradeRule.objects.get(pk=rule.pk).is_confirmed
    shares = {name: getattr(rule, name) for name in assessment_grades.SHARES} | {"best_share": 60}
    assessment_grades.edit_grade_rule(actor=staff, rule=rule, version=rule.version, basis="", **shares)
    changed = GradeRule.objects.get(pk=rule.pk)
    assert (changed.best_share, changed.is_confirmed, changed.document_number) == (60, False, "")


def test_shares_out_of_order_and_a_blank_document_are_refused(street):
    factory.lay_out(street)
    rule, staff = GradeRule.objects.get(target="team"), street.users["staff"]
    shares = {name: getattr(rule, name) for name in assessment_grades.SHARES} | {"second_upper_share": 95}
    edit = {"actor": staff, "rule": rule, "version": rule.version, "basis": "", **shares}
    assert code_of(assessment_grades.edit_grade_rule, **edit) == "shares_out_of_order"
    confirm = {"actor": staff, "rule": rule, "version": rule.version, "document_number": " "}
    assert code_of(assessment_grades.confirm_grade_rule, **confirm) == "document_required"


# --- who sees the material ------------------------------------------------------------


def seen_by(street, name, assessment):
    model = MemberAppraisal if isinstance(assessment, TermAssessment) else TeamAppraisal
    return access.visible_to(street.users[name], model).filter(pk=assessment.pk).exists()


@pytest.mark.parametrize(
    ("name", "sees"),
    [("staff", True), ("leader", True), ("inspector", True), ("secretary", False), ("neighbour", False),
     ("outsider", False), ("auditor", False), ("system_admin", False), ("inactive", False)],
)  # fmt: skip
def test_the_material_is_the_streets(street, name, sees):
    assert seen_by(street, name, factory.lay_out(street)) is sees
    assert seen_by(street, name, factory.team_of(street)) is sees


def test_the_assessed_sees_his_votes_once_they_were_fed_back(street):
    person = factory.seat(street, user=street.users["secretary"])
    assessment = factory.bring_to(street, factory.lay_out(street, person), "decided")
    other = factory.bring_to(street, factory.lay_out(street, factory.seat(street, "李四", "party_member")), "fed_back")
    assert seen_by(street, "secretary", assessment) is False
    factory.feed_back(street, assessment)
    assert seen_by(street, "secretary", assessment) is True
    assert seen_by(street, "secretary", other) is False


def test_the_street_itself_does_not_show_anybody_his_own_before(street):
    person = factory.seat(street, user=street.users["leader"])
    assessment = factory.bring_to(street, factory.lay_out(street, person), "decided")
    assert seen_by(street, "leader", assessment) is False
    assert seen_by(street, "leader", factory.team_of(street)) is False
    assert seen_by(street, "staff", assessment) is True
    factory.feed_back(street, assessment)
    assert seen_by(street, "leader", assessment) is True


def test_the_community_sees_its_teams_result_once_fed_back(street):
    team = factory.bring_to(street, factory.team_of(street), "decided")
    assert seen_by(street, "secretary", team) is False
    factory.feed_back(street, team)
    assert seen_by(street, "secretary", team) is True
    assert seen_by(street, "neighbour", team) is False
