"""What the tables of answers do not hold, and that nothing of an answer goes elsewhere."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from communities.models import SpentForm, SurveyRemark, SurveyResponse, SurveySlip
from communities.services import surveys
from communities.services.surveys import codes
from core.audit import AuditEvent
from core.editing import Submission
from tests.factories import surveys as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def columns(model):
    return {field.column for field in model._meta.concrete_fields}


def test_no_column_says_when_whence_or_with_which_slip():
    assert columns(SurveyResponse) == {"id", "round_id", "answers"}
    assert columns(SurveyRemark) == {"id", "round_id", "question_id", "text"}
    assert columns(SurveySlip) == {"id", "round_id", "code_hash", "is_used"}
    assert columns(SpentForm) == {"id", "round_id"}
    pointing = [field for model in (SurveyResponse, SurveyRemark, SurveySlip) for field in model._meta.related_objects]
    assert pointing == []


def test_the_tables_own_order_is_not_that_of_arrival(street):
    survey_round = make.hold(street)
    for step in range(4):
        make.put(survey_round, 10, step=step)

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM communities_surveyresponse")
        stored = [row[0] for row in cursor.fetchall()]

    if connection.vendor == "sqlite":  # PostgreSQL's order is shuffled at closing
        assert stored != sorted(stored, key=lambda text: stored.index(text))
    keys = list(SurveyResponse.objects.order_by("pk").values_list("pk", flat=True))
    assert len(set(keys)) == 40
    assert max(keys) - min(keys) > 10**15  # drawn from a wide range, not counted


def test_closing_writes_every_answer_anew_and_forgets_what_was_transient(street):
    survey_round = make.hold(street)
    make.put(survey_round, 8, text="多装路灯")
    make.answer(survey_round)
    before = set(SurveyResponse.objects.values_list("pk", flat=True))
    answers = sorted(str(a) for a in SurveyResponse.objects.values_list("answers", flat=True))

    closed = make.close(street, survey_round)

    after = SurveyResponse.objects.all()
    assert {row.pk for row in after} & before == set()
    assert sorted(str(row.answers) for row in after) == answers
    assert [remark.text for remark in SurveyRemark.objects.all()] == ["多装路灯"] * 8
    assert (SpentForm.objects.count(), closed.answered) == (0, 9)


def test_closing_wipes_the_seed_of_the_slips(street):
    survey_round = make.hold(street, mode="slips")
    printed = surveys.slip_codes(survey_round)
    assert len(set(printed)) == 10
    assert set(SurveySlip.objects.values_list("code_hash", flat=True)) == {codes.hash_of(code) for code in printed}

    closed = make.close(street, survey_round)

    with pytest.raises(Exception, match="没有可打印的答题码"):
        surveys.slip_codes(closed)


def test_an_answer_leaves_no_trace_beside_itself(street, client):
    """No audit event, no session, no cookie but the token's, no submission, nothing in the log."""
    survey_round = make.hold(street)
    url = reverse("public:link", args=[survey_round.token])
    page = client.get(url)
    events = AuditEvent.objects.count()

    answer = client.post(
        url, make.posted(survey_round, mark=page.context["mark"]), REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Phone X"
    )

    assert answer.url == reverse("public:thanks")
    assert (AuditEvent.objects.count(), Submission.objects.count()) == (events, 0)
    assert set(client.cookies) == {"csrftoken"}
    stored = str(list(SurveyResponse.objects.values())) + str(list(SpentForm.objects.values()))
    assert "203.0.113.9" not in stored
    assert "Phone" not in stored


def test_text_lies_apart_from_its_answer_and_encrypted(street):
    survey_round = make.hold(street)
    make.put(survey_round, 1, text="书记不好")

    assert "书记不好" not in str(SurveyResponse.objects.values_list("answers", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM communities_surveyremark")
        assert "书记不好" not in cursor.fetchone()[0]


def test_codes_find_wrong_and_swapped_signs():
    code = codes.codes_of("ab" * 32, 1)[0]
    wrong = [
        code[:place] + sign + code[place + 1 :] for place in range(10) for sign in codes.ALPHABET if sign != code[place]
    ]
    swapped = [code[:p] + code[p + 1] + code[p] + code[p + 2 :] for p in range(9) if code[p] != code[p + 1]]

    assert codes.is_well_formed(code)
    assert [one for one in wrong + swapped if codes.is_well_formed(one)] == []
    assert codes.normalise(f" {codes.printed(code).lower()} ") == code
