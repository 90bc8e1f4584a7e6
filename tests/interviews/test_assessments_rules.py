"""Percentages, checks of the ballots, and the grade suggested by rule."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.errors import DomainError
from interviews import assessment_rules
from interviews.assessment_rules import MEMBER, TEAM
from interviews.models import GradeRule, MemberGrades

pytestmark = pytest.mark.pure


def appraisal(valid, **votes):
    return SimpleNamespace(valid=valid, votes=[[aspect, counts] for aspect, counts in votes.items()])


def rule(**changed):
    return GradeRule(**{**assessment_rules.SAMPLE_SHARES, **changed})


@pytest.mark.parametrize(
    ("votes", "valid", "expected"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 16, "6.3"), (1, 2000, "0.1"), (0, 5, "0.0"), (5, 5, "100.0")],
)
def test_a_share_has_one_decimal_rounded_half_up(votes, valid, expected):
    assert assessment_rules.share(votes, valid) == Decimal(expected)


def test_a_share_of_no_ballots_is_unknown():
    assert assessment_rules.share(0, 0) is None


def test_blanks_stay_in_the_denominator():
    row = assessment_rules.tally(MEMBER, appraisal(10, overall=[5, 2, 1, 0])).rows[0]
    assert row.cells == ((5, Decimal("50.0")), (2, Decimal("20.0")), (1, Decimal("10.0")), (0, Decimal("0.0")))
    assert row.blank == (2, Decimal("20.0"))


def test_shares_that_do_not_add_up_are_told():
    thirds = assessment_rules.tally(MEMBER, appraisal(3, overall=[1, 1, 1, 0]))
    assert thirds.rows[0].shown_sum == Decimal("99.9")
    assert thirds.is_rounded is True
    assert assessment_rules.tally(MEMBER, appraisal(4, overall=[1, 1, 1, 1])).is_rounded is False


def test_cumulative_rates_are_computed_from_votes():
    """Summing the rounded 33.3 and 33.3 would give 66.6."""
    assert assessment_rules.rates(MEMBER, appraisal(3, overall=[1, 1, 1, 0])) == (
        ("优秀率", Decimal("33.3")), ("称职以上率", Decimal("66.7")), ("基本称职以上率", Decimal("100.0")),
    )  # fmt: skip


def test_rows_of_a_survey_without_overall_are_counted_together():
    pooled = assessment_rules.rates(MEMBER, appraisal(10, 政策水平=[6, 4, 0, 0], 工作态度=[9, 0, 0, 1]))
    assert pooled == (("优秀率", Decimal("75.0")), ("称职以上率", Decimal("95.0")), ("基本称职以上率", Decimal("95.0")))


def test_rates_without_votes_are_empty():
    assert assessment_rules.rates(TEAM, appraisal(None)) == ()


def refusal(call, *arguments):
    with pytest.raises(DomainError) as refused:
        call(*arguments)
    return refused.value.code, refused.value.field, refused.value.message


def test_more_returned_than_issued_is_refused():
    assert refusal(assessment_rules.check_ballots, 30, 31, 31, 0) == (
        "too_many_returned", "returned", "收回票数 31 张多于发放票数 30 张，请核对。",
    )  # fmt: skip


def test_valid_and_invalid_must_make_what_was_returned():
    assert refusal(assessment_rules.check_ballots, 32, 31, 30, 2) == (
        "ballots_do_not_add_up", "valid", "有效票 30 张与无效票 2 张合计 32 张，与收回票数 31 张不符，请核对。",
    )  # fmt: skip


def test_a_row_with_more_votes_than_ballots_is_named():
    votes = {"virtue": [10, 0, 0, 0], "diligence": [20, 8, 2, 1], "overall": [10, 0, 0, 0]}
    assert refusal(assessment_rules.check_votes, MEMBER, votes, 30) == (
        "too_many_votes", "diligence_0", "“勤”各等次合计 31 票，多于有效票 30 张，请核对这一行。",
    )  # fmt: skip


def test_the_overall_row_is_asked_for():
    assert refusal(assessment_rules.check_votes, TEAM, {"politics": [1, 0, 0, 0]}, 1)[:2] == (
        "overall_missing",
        "overall_0",
    )


@pytest.mark.parametrize(
    ("counts", "grade"),
    [
        ([50, 40, 10, 0], "excellent"), ([49, 41, 10, 0], "competent"), ([50, 39, 11, 0], "competent"),
        ([0, 70, 30, 0], "competent"), ([0, 69, 31, 0], "basic"), ([0, 0, 67, 33], "basic"),
        ([0, 0, 66, 34], "incompetent"), ([0, 0, 0, 0], "incompetent"),
    ],
)  # fmt: skip
def test_the_suggestion_follows_the_thresholds(counts, grade):
    assert assessment_rules.suggest(MEMBER, appraisal(100, overall=counts), rule()).grade == MemberGrades(grade)


def test_a_team_is_suggested_a_grade_of_its_own_scale():
    found = assessment_rules.suggest(TEAM, appraisal(10, overall=[0, 8, 2, 0]), rule())
    assert (found.grade, found.basis) == (
        "good",
        "优秀率 0.0%，较好以上率 80.0%，一般以上率 100.0%（规则为示例、待核定）",
    )


def test_nothing_is_suggested_without_votes_or_rule():
    assert assessment_rules.suggest(MEMBER, appraisal(None), rule()) is None
    assert assessment_rules.suggest(MEMBER, appraisal(1, overall=[1, 0, 0, 0]), None) is None
