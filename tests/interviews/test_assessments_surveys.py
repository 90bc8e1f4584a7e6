"""Votes taken over from a closed survey round."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.models import Questionnaire
from communities.services.surveys import close_round, save_tally
from core.errors import DomainError
from interviews import assessment_rules
from interviews.assessment_surveys import survey_votes
from interviews.models import MemberAppraisal
from interviews.services import assessments
from tests.factories import assessments as make
from tests.factories import surveys

MEMBERS = {
    "kind": "members",
    "text": "对成员的总体评价",
    "choices": surveys.GRADES,
    "favourable": 2,
    "has_unknown": True,
}
BY_ITEM = MEMBERS | {"rows": ["德", "服务群众"]}
TEAM = {
    "kind": "rating",
    "text": "对班子的评价",
    "choices": ["优秀", "较好", "一般", "较差"],
    "rows": ["领导水平", "总体评价"],
}


@pytest.fixture
def assessment(street):
    return make.bring_to(street, make.lay_out(street), "underway")


def held(street, question, counts, *, valid=30, kind="appraisal", name="民主测评"):
    """A closed paper round of one question; ``counts``: ``{line: votes}``, the first member's being ``m1``."""
    survey_round = surveys.hold(street, surveys.questionnaire(street, [question], kind=kind), mode="paper", name=name)
    key = str(survey_round.questionnaire.questions.get().pk)
    save_tally(
        actor=street.users["staff"], survey_round=survey_round, version=None, counts={key: counts}, remarks={},
        issued=valid + 2, returned=valid + 1, valid=valid, invalid=1,
    )  # fmt: skip
    return close_round(actor=street.users["staff"], survey_round=survey_round)


def take_over(street, assessment, actor="staff"):
    return assessments.take_over_survey(
        actor=street.users[actor], assessment=assessment, version=make.fresh(assessment).appraisal.version
    )


def test_the_single_row_on_a_member_is_his_overall_vote(street, assessment):
    held(street, MEMBERS, {"m1": [18, 9, 2, 0, 1]})
    take_over(street, assessment)
    kept = MemberAppraisal.objects.get()
    assert (dict(kept.votes), kept.votes_from) == ({"overall": [18, 9, 2, 0]}, "民主测评")
    assert (kept.issued, kept.returned, kept.valid, kept.invalid) == (32, 31, 30, 1)
    assert kept.appraised_on == timezone.localdate()


def test_rows_keep_their_wording_and_are_counted_together(street, assessment):
    held(street, BY_ITEM, {"m1-0": [30, 0, 0, 0, 0], "m1-1": [15, 15, 0, 0, 0]})
    kept = take_over(street, assessment)
    assert kept.votes == [["virtue", [30, 0, 0, 0]], ["服务群众", [15, 15, 0, 0]]]
    tally = assessment_rules.tally(assessment_rules.MEMBER, kept)
    assert [row.label for row in tally.rows] == ["德", "服务群众"]
    assert tally.rates[0] == ("优秀率", Decimal("75.0"))


def test_a_ballot_on_members_goes_before_a_residents_questionnaire(street, assessment):
    held(street, MEMBERS, {"m1": [18, 9, 2, 0, 1]})
    held(street, MEMBERS, {"m1": [1, 1, 20, 8, 0]}, kind="satisfaction", name="群众满意度")
    assert survey_votes(assessment).name == "民主测评"


def test_a_team_takes_the_rows_on_its_own_scale(street):
    team = make.bring_to(street, make.team_of(street), "underway")
    held(street, TEAM, {"0": [10, 15, 5, 0], "1": [12, 15, 3, 0]})
    kept = take_over(street, team)
    assert dict(kept.votes) == {"leadership": [10, 15, 5, 0], "overall": [12, 15, 3, 0]}


def test_a_small_group_is_not_taken_over(street, assessment):
    held(street, MEMBERS, {"m1": [2, 1, 0, 0, 0]}, valid=3)
    assert survey_votes(assessment) is None
    with pytest.raises(DomainError) as refused:
        take_over(street, assessment)
    assert refused.value.code == "no_survey"


def test_an_open_round_and_another_scale_are_not_taken_over(street, assessment):
    surveys.hold(street, surveys.questionnaire(street, [MEMBERS], kind=Questionnaire.Kinds.APPRAISAL))
    held(street, MEMBERS | {"choices": surveys.SCALE}, {"m1": [20, 5, 5, 0]})
    assert survey_votes(assessment) is None


def test_what_was_copied_stays_when_a_later_round_says_otherwise(street, assessment):
    held(street, MEMBERS, {"m1": [18, 9, 2, 0, 1]})
    take_over(street, assessment)
    held(street, MEMBERS, {"m1": [1, 1, 20, 8, 0]}, name="第二次测评")
    assert dict(MemberAppraisal.objects.get().votes) == {"overall": [18, 9, 2, 0]}


def test_the_page_offers_it_with_one_click(street, assessment, signed_in):
    held(street, MEMBERS, {"m1": [18, 9, 2, 0, 1]})
    staff = signed_in("staff")
    url = reverse("interviews:assessment", args=["member", assessment.pk])
    assert "取用该批次结果" in staff.get(url).content.decode()
    data = {"version": make.fresh(assessment).appraisal.version}
    answer = staff.post(reverse("interviews:assessment-take-over", args=["member", assessment.pk]), data, follow=True)
    assert "取自“民主测评”" in answer.content.decode()
    assert "取用该批次结果" not in signed_in("secretary").get(url).content.decode()
