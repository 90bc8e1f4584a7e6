"""Counts, rates, approval, comparison; small groups; what other pages ask of the results."""

import pytest

from communities import survey_results
from communities.models import SurveyRound
from communities.survey_pictures import comparison
from core.errors import DomainError
from tests.factories import communities
from tests.factories import surveys as make

pytestmark = pytest.mark.django_db


def result(survey_round, **options):
    found = survey_results.rounds_with_all(SurveyRound.objects.filter(pk=survey_round.pk)).get()
    return survey_results.result_of(found, **options)


def votes(outcome, order):
    """``[votes or None]`` of the lines of a question."""
    return [None if line.protected else line.votes for line in outcome.questions[order - 1].lines]


def closed(street, survey_round, *answers):
    for count, fields in answers:
        make.put(survey_round, count, **fields)
    make.close(street, survey_round)
    return result(survey_round)


def test_online_answers_are_counted_line_by_line(street):
    outcome = closed(
        street, make.hold(street), (6, {"step": 0}), (3, {"step": 1, "grade": 1}), (1, {"step": 2, "done": 1})
    )

    assert (outcome.issued, outcome.returned, outcome.valid, outcome.invalid) == (0, 10, 10, 0)
    assert votes(outcome, 1) == [[6, 3, 1, 0]] * 2
    assert votes(outcome, 2) == [[7, 3, 0, 0]]
    assert votes(outcome, 3) == [[9, 1]]
    assert outcome.return_rate is None  # an open link is given to nobody


def test_slips_and_paper_are_issued(street):
    survey_round = make.hold(street, mode="slips")
    make.put(survey_round, 6)
    make.put(survey_round, 1, step=1)
    make.close(street, survey_round)
    make.count(street, survey_round)

    outcome = result(survey_round)

    assert (outcome.issued, outcome.returned, outcome.valid, outcome.invalid) == (22, 18, 17, 1)
    assert (outcome.return_rate, outcome.valid_rate) == (81.8, 94.4)
    assert votes(outcome, 1) == [[12, 4, 1, 0]] * 2


def test_approval_is_that_of_the_formula(street):
    """前两档 of 满意/基本满意/不满意 over both lines, 前一档 of 办事满意; 不了解 is out of the whole."""
    outcome = closed(street, make.hold(street), (6, {"step": 0}), (2, {"step": 2}), (2, {"step": 3, "done": 1}))

    # 服务群众 and 公道廉洁: 6 of 8 each; 办事满意: unanimous among 8 of those asked, so left out
    assert votes(outcome, 1) == [[6, 0, 2, 2]] * 2
    assert votes(outcome, 4) == [None]
    assert outcome.approval == survey_results.Approval(75.0, 10, 0, "满意度测评", False)


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_fewer_answers_than_the_smallest_group_are_not_shown(street, answers, shown):
    survey_round = make.hold(street)
    outcome = closed(street, survey_round, (answers - 1, {}), (1, {"step": 1, "grade": 1, "done": 1}))

    assert [line is not None for line in votes(outcome, 1) + votes(outcome, 2)] == [shown] * 3
    assert (outcome.approval.percent is not None, outcome.approval.protected) == (shown, not shown)
    [(_, ratings)] = outcome.members
    assert (ratings.protected, bool(ratings.steps)) == (not shown, shown)


@pytest.mark.parametrize(("answers", "shown"), [(9, False), (10, True)])
def test_of_few_who_all_say_the_same_everybodys_answer_would_be_known(street, answers, shown):
    outcome = closed(street, make.hold(street), (answers, {"grade": 3}))
    assert votes(outcome, 2) == [[0, 0, 0, answers] if shown else None]


def test_skipped_question_is_protected_by_how_many_answered_it(street):
    outcome = closed(street, make.hold(street), (10, {"done": 1}), (3, {"done": 0}))
    assert votes(outcome, 3) == [[3, 10]]
    assert votes(outcome, 4) == [None]


def test_few_online_answers_do_not_stand_beside_a_paper_count(street):
    """Whoever counted the paper would find them by subtraction."""
    survey_round = make.hold(street, mode="slips")
    make.put(survey_round, 2, step=2, grade=3)
    make.close(street, survey_round)
    make.count(street, survey_round)
    assert votes(result(survey_round), 1) == [[6, 3, 1, 0]] * 2
    assert votes(result(survey_round), 2) == [[5, 3, 1, 1]]


def test_number_is_a_mean_of_enough(street):
    few, many = make.hold(street), make.hold(street, community=street.second)
    shown = closed(street, many, (3, {"number": 10}), (3, {"number": 20})).questions[5]
    hidden = closed(street, few, (4, {"number": 10}), (6, {})).questions[5]
    assert (shown.count, shown.mean, hidden.mean, hidden.protected) == (6, 15.0, None, True)


def test_texts_are_shown_of_enough_answers_by_their_wording(street):
    survey_round = make.hold(street)
    make.put(survey_round, 1, text="乙")
    make.put(survey_round, 1, text="丙")
    make.put(survey_round, 2, text="甲")
    few = make.hold(street, community=street.second)
    make.put(few, 4, text="少")
    assert closed(street, few).questions[6].remarks == []
    assert closed(street, survey_round, (1, {})).questions[6].remarks == []  # only where they are asked for
    assert result(survey_round, with_texts=True).questions[6].remarks == sorted(["乙", "丙", "甲", "甲"])


def test_nothing_is_shown_while_answers_come_in(street):
    survey_round = make.hold(street)
    make.put(survey_round, 20)
    with pytest.raises(DomainError, match="截止后"):
        result(survey_round)
    assert survey_results.approval_of(street.running, [street.first.pk]) == {}
    assert survey_results.member_ratings(street.running, street.first) == {}


def test_frozen_counts_are_those_of_the_rows(street):
    survey_round = make.hold(street)
    before = closed(street, survey_round, (6, {"number": 3}), (4, {"step": 1, "done": 1}))
    SurveyRound.objects.filter(pk=survey_round.pk).update(counts=None, answered=None)
    assert [votes(result(survey_round), order) for order in range(1, 6)] == [
        votes(before, order) for order in range(1, 6)
    ]


def test_comparison_with_the_round_before(street):
    questionnaire = make.questionnaire(street)
    first, second = (make.hold(street, questionnaire) for _ in range(2))
    SurveyRound.objects.filter(pk=first.pk).update(closes_at=second.opens_at)
    closed(street, first, (5, {"step": 0}), (5, {"step": 2}))
    outcome = closed(street, second, (8, {"step": 0}), (2, {"step": 2}))

    survey_results.compare(outcome, result(survey_results.previous_of(outcome.round)))

    assert [(line.percent, line.before, line.change) for line in outcome.questions[0].lines] == [(80.0, 50.0, 30.0)] * 2
    [line] = comparison(street.users["staff"], street.running, questionnaire.family)
    assert (line.community, line.result.round, line.result.round.number) == (street.first, second, 2)


def test_what_meetings_and_assessments_ask(street):
    person = communities.make_person(street.first, "钱七")
    posts = [communities.make_member(person, street.running, post) for post in ("secretary", "director")]
    make_one = make.questionnaire(street)
    closed(street, make.hold(street, make_one), (8, {}), (2, {"step": 2, "grade": 2}))
    closed(street, make.hold(street, make_one, community=street.second), (3, {}))

    approvals = survey_results.approval_of(street.running, [street.first.pk, street.second.pk, street.outside.pk])
    ratings = survey_results.member_ratings(street.running, street.first)

    assert {code: (one.percent, one.valid, one.protected) for code, one in approvals.items()} == {
        street.first.pk: (86.7, 10, False), street.second.pk: (None, 3, True),
    }  # fmt: skip
    assert set(ratings) == {member.pk for member in posts}
    assert ratings[posts[0].pk] == survey_results.Ratings(
        "钱七（书记、主任）", (("优秀", 8), ("称职", 0), ("基本称职", 2), ("不称职", 0)), 80.0, 10, "满意度测评", False
    )


def test_questionnaire_on_something_else_tells_nothing_of_the_team(street):
    closed(street, make.hold(street), (8, {}), (2, {"step": 2}))
    parking = make.questionnaire(street, title="停车问卷", kind="other")
    closed(street, make.hold(street, parking, name="停车"), (9, {"step": 2}))
    assert survey_results.approval_of(street.running, [street.first.pk])[street.first.pk].round_name == "满意度测评"


def test_residents_come_before_insiders_and_a_figure_before_none(street):
    closed(street, make.hold(street), (8, {}), (2, {"step": 2}))
    insiders = make.questionnaire(street, title="民主测评票", kind="appraisal")
    closed(street, make.hold(street, insiders, name="内部测评"), (9, {"step": 2}))
    closed(street, make.hold(street, name="人太少的一次"), (2, {}))
    approval = survey_results.approval_of(street.running, [street.first.pk])[street.first.pk]
    assert (approval.round_name, approval.protected) == ("满意度测评", False)


def test_queries_do_not_grow_with_the_communities(street, django_assert_num_queries):
    questionnaire = make.questionnaire(street)
    for community in (street.first, street.second):
        closed(street, make.hold(street, questionnaire, community=community), (6, {}))
    codes = [street.first.pk, street.second.pk]
    with django_assert_num_queries(4):
        survey_results.approval_of(street.running, codes[:1])
    with django_assert_num_queries(4):
        survey_results.approval_of(street.running, codes)
