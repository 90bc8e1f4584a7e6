"""Answering without an account: skip logic, required questions, times, codes, limits."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from communities.models import SurveyResponse, SurveyRound, SurveySlip
from communities.services import surveys
from core.errors import DomainError
from tests.factories import surveys as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def link(survey_round):
    return reverse("public:link", args=[survey_round.token])


def send(client, survey_round, **data):
    mark = client.get(link(survey_round)).context["mark"]
    return client.post(link(survey_round), make.posted(survey_round, mark=mark, **data))


def stored(survey_round):
    """The one answer, by the order of its questions."""
    answers = SurveyResponse.objects.get(round=survey_round).answers
    orders = {str(question.pk): question.order for question in survey_round.questionnaire.questions.all()}
    return {orders[key]: value for key, value in answers.items()}


def test_open_link_takes_a_full_answer(street, client):
    survey_round = make.hold(street)
    at = make.names_of(survey_round)
    more = {f"{at[5]}_0": ["2", "0"], f"{at[6]}_0": "12", f"{at[7]}_0": "多装路灯"}

    answer = send(client, survey_round, step="1", **more)

    assert answer.url == reverse("public:thanks")
    assert stored(survey_round) == {1: {"0": 1, "1": 1}, 2: {"m1": 0}, 3: 0, 4: 0, 5: [0, 2], 6: 12}
    assert survey_round.remarks.get().text == "多装路灯"


def test_skipped_question_is_neither_asked_nor_kept(street, client):
    """The browser may send what it likes: the server decides."""
    survey_round = make.hold(street)
    at = make.names_of(survey_round)

    send(client, survey_round, done="1", **{f"{at[4]}_0": "2"})

    assert stored(survey_round) == {1: {"0": 0, "1": 0}, 2: {"m1": 0}, 3: 1}


def test_missing_answers_are_named_and_nothing_is_kept(street, client):
    survey_round = make.hold(street)
    at = make.names_of(survey_round)

    answer = send(client, survey_round, **{f"{at[1]}_1": "", f"{at[4]}_0": "", f"{at[6]}_0": "120"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第1题“公道廉洁”：这一行还没有选。" in page
    assert "第4题：请回答本题。" in page
    assert "第6题：" in page
    assert "80" in page
    assert 'value="120"' in page  # what was typed stays
    assert SurveyResponse.objects.count() == 0


@pytest.mark.parametrize("value", ["9", "-1", "abc", "1;2"])
def test_choices_that_there_are_not_are_refused(street, client, value):
    survey_round = make.hold(street)
    assert send(client, survey_round, step=value).status_code == 422
    assert SurveyResponse.objects.count() == 0


def test_page_answered_twice_counts_once(street, client):
    survey_round = make.hold(street)
    mark = client.get(link(survey_round)).context["mark"]
    data = make.posted(survey_round, mark=mark)

    first, second = client.post(link(survey_round), data), client.post(link(survey_round), data)

    assert (first.status_code, second.status_code, SurveyResponse.objects.count()) == (302, 409, 1)
    assert "您已提交过这份答卷" in second.content.decode()


@pytest.mark.parametrize("mark", ["", "forged", "other"])
def test_page_without_its_mark_is_stale(street, client, mark):
    survey_round = make.hold(street)
    if mark == "other":
        other = make.hold(street, community=street.second)
        mark = surveys.new_mark(other)

    answer = client.post(link(survey_round), make.posted(survey_round, mark=mark))

    assert answer.status_code == 409
    assert "页面已过期" in answer.content.decode()
    assert SurveyResponse.objects.count() == 0


def test_before_opening_and_after_closing(street, client):
    survey_round = make.hold(street)
    now = timezone.now()
    rounds = SurveyRound.objects.filter(pk=survey_round.pk)

    rounds.update(opens_at=now + timedelta(hours=1))
    assert "开始，请届时再来" in client.get(link(survey_round)).content.decode()

    rounds.update(opens_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1))
    page = client.get(link(survey_round)).content.decode()
    answer = client.post(link(survey_round), make.posted(survey_round, mark=surveys.new_mark(survey_round)))
    assert "本次问卷已于" in page
    assert "截止" in page
    assert (answer.status_code, SurveyResponse.objects.count()) == (409, 0)


def test_form_opened_in_time_is_refused_after_closing(street, client):
    survey_round = make.hold(street)
    mark = client.get(link(survey_round)).context["mark"]
    make.close(street, survey_round)

    answer = client.post(link(survey_round), make.posted(survey_round, mark=mark))

    assert (answer.status_code, SurveyResponse.objects.count()) == (409, 0)


@pytest.mark.parametrize("mode", ["slips", "paper"])
def test_only_a_link_round_has_a_link(street, client, mode):
    survey_round = make.hold(street, mode=mode)
    assert client.get(link(survey_round)).status_code == 404


def test_unknown_link(client, db):
    answer = client.get(reverse("public:link", args=["unknown"]))
    assert answer.status_code == 404
    assert "没有找到这份问卷" in answer.content.decode()


def test_open_link_is_limited_by_the_minute(street, client, settings):
    settings.SURVEY_ANSWERS_PER_MINUTE = 2
    survey_round = make.hold(street)

    answers = [send(client, survey_round) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "请过一分钟再试" in answers[2].content.decode()
    assert "checked" in answers[2].content.decode()  # nothing has to be filled in again
    assert SurveyResponse.objects.count() == 2


def test_refused_for_the_rush_may_be_sent_again(street, client, settings):
    settings.SURVEY_ANSWERS_PER_MINUTE = 0
    survey_round = make.hold(street)
    mark = send(client, survey_round).context["mark"]
    settings.SURVEY_ANSWERS_PER_MINUTE = 5

    answer = client.post(link(survey_round), make.posted(survey_round, mark=mark))

    assert (answer.status_code, SurveyResponse.objects.count()) == (302, 1)


def test_open_link_is_limited_in_all(street, client):
    survey_round = make.hold(street, issued=1)
    answers = [send(client, survey_round) for _ in range(2)]
    assert "答卷已满1份" in answers[1].content.decode()
    assert SurveyResponse.objects.count() == 1


def start(client, code):
    return client.post(reverse("public:start"), {"code": code})


def test_slip_opens_the_questionnaire_and_is_used_up(street, client):
    survey_round = make.hold(street, mode="slips")
    code = make.slip(survey_round)

    page = start(client, code.lower().replace("-", " "))
    data = make.posted(survey_round, code=page.context["code"])
    first, second = (client.post(reverse("public:slip"), data) for _ in range(2))
    third = start(client, code)

    assert page.status_code == 200
    assert first.url == reverse("public:thanks")
    assert "这个答题码已经用过" in second.content.decode()
    assert "这个答题码已经用过" in third.content.decode()
    assert (SurveyResponse.objects.count(), SurveySlip.objects.filter(is_used=True).count()) == (1, 1)


def test_answer_refused_leaves_the_slip_unused(street, client):
    survey_round = make.hold(street, mode="slips")
    data = make.posted(survey_round, step="", code=make.slip(survey_round))

    assert client.post(reverse("public:slip"), data).status_code == 422
    assert SurveySlip.objects.filter(is_used=True).count() == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "这个字段是必填项"), ("ABCDE", "答题码有误"), ("IIIII-00000", "答题码有误"), ("' OR 1=1 --", "答题码有误")],
)
def test_malformed_codes(client, db, code, words):
    answer = start(client, code)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_unknown_codes_are_limited_for_all(street, client, settings):
    settings.SURVEY_WRONG_CODES_PER_MINUTE = 3
    survey_round = make.hold(street, mode="slips")
    good = make.slip(survey_round)
    unknown = surveys.codes.codes_of("cd" * 32, 4)

    refusals = [start(client, code).context["form"].errors["code"][0] for code in unknown]

    assert [text[:4] for text in refusals] == ["没有这个"] * 3 + ["现在提交"]
    assert start(client, good).status_code == 422  # guessing is stopped, at the price of a minute for all
    cache.clear()
    assert start(client, good).status_code == 200


def test_code_of_a_closed_round_says_so(street, client):
    survey_round = make.hold(street, mode="slips")
    code = make.slip(survey_round)
    make.close(street, survey_round)
    assert "截止" in start(client, code).content.decode()


def test_a_slip_answers_its_own_round_only(street):
    one, other = make.hold(street, mode="slips"), make.hold(street, community=street.second, mode="slips")
    code = surveys.codes.normalise(make.slip(one))
    with pytest.raises(DomainError) as refusal:
        surveys.answer_by_slip(survey_round=other, code=code, answers={}, remarks=[])
    assert refusal.value.code == "code_used"
    assert SurveyResponse.objects.count() == 0
