"""One slip under many requests at once takes exactly one answer; so does one page of an open link."""

import pytest
from django.core.cache import cache

from communities.models import SurveyResponse, SurveySlip
from communities.services import surveys
from tests.candidates.test_concurrency import at_once
from tests.factories import surveys as make
from tests.factories import world

THREADS = 12


@pytest.fixture
def street(transactional_db):
    cache.clear()
    return world.build()


def test_one_of_many_uses_the_slip(street):
    survey_round = make.hold(street, mode="slips")
    code = surveys.codes.normalise(make.slip(survey_round))

    outcomes = at_once(
        THREADS, lambda place: surveys.answer_by_slip(survey_round=survey_round, code=code, answers={}, remarks=[])
    )

    assert sorted(map(str, outcomes)) == ["None"] + ["code_used"] * (THREADS - 1)
    assert (SurveyResponse.objects.count(), SurveySlip.objects.filter(is_used=True).count()) == (1, 1)


def test_one_of_many_spends_the_page(street):
    survey_round = make.hold(street)
    mark = surveys.new_mark(survey_round)

    outcomes = at_once(
        THREADS, lambda place: surveys.answer_by_link(survey_round=survey_round, mark=mark, answers={}, remarks=[])
    )

    assert sorted(map(str, outcomes)) == ["None"] + ["answered_already"] * (THREADS - 1)
    assert SurveyResponse.objects.count() == 1


def test_answers_and_the_closing_do_not_miss_one_another(street):
    """Whatever got in before the seal is counted, whatever came after is refused; none is in between."""
    survey_round = make.hold(street)
    marks = [surveys.new_mark(survey_round) for _ in range(THREADS)]

    def act(place):
        if place == THREADS // 2:
            make.close(street, survey_round)
        else:
            surveys.answer_by_link(survey_round=survey_round, mark=marks[place], answers={}, remarks=[])

    outcomes = at_once(THREADS, act)

    survey_round.refresh_from_db()
    taken = outcomes.count(None) - 1
    assert set(outcomes) <= {None, "round_closed"}
    assert (survey_round.answered, SurveyResponse.objects.count()) == (taken, taken)
