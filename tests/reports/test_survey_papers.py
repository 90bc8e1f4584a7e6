"""The ballot, the slips and the result on paper."""

import io

import pytest
from pypdf import PdfReader

from communities.models import SurveyRound
from core import fonts, qr
from core.errors import DomainError
from core.files import PDF
from core.jobs import Job, run_job
from reports.registry import find
from reports.services import request_report
from tests.factories import surveys as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fonts_made(db):
    fonts.build()


def built(street, code, survey_round, user="staff"):
    """The file of a report that was asked for and built."""
    run = request_report(actor=street.users[user], code=code, parameters={"subject": survey_round.pk})
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    return job.result.read()


def text_of(paper):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).replace("\n", "")


def test_ballot_has_every_question_and_the_links_code(street, settings):
    settings.PUBLIC_URL = "https://example.org"
    survey_round = make.hold(street)
    paper = built(street, "survey_paper", survey_round)
    text = text_of(paper)
    for words in ("对班子的评价", "服务群众", "钱　七", "不称职", "第3题选“办过”的请答本题", "（可多选）", "不记名"):
        assert words in text
    assert street.users["staff"].full_name not in text
    assert qr.read_codes(paper, PDF) == [(1, f"https://example.org/q/{survey_round.token}/")]


def test_slips_bear_the_codes_that_open_the_questionnaire(street, settings, client):
    settings.PUBLIC_URL = "https://example.org"
    survey_round = make.hold(street, mode="slips", issued=30)
    paper = built(street, "survey_slips", survey_round)
    read = qr.read_codes(paper, PDF)

    codes = {text.partition("#")[2] for _, text in read}
    assert (len(PdfReader(io.BytesIO(paper)).pages), len(codes)) == (2, 30)
    assert all(code in text_of(paper) for code in codes)
    assert all(text.startswith("https://example.org/q/#") for _, text in read)
    answer = client.post("/q/", {"code": codes.pop()})
    assert answer.status_code == 200


def test_slips_of_a_closed_round_cannot_be_printed(street):
    survey_round = make.close(street, make.hold(street, mode="slips"))
    with pytest.raises(DomainError):
        request_report(actor=street.users["staff"], code="survey_slips", parameters={"subject": survey_round.pk})


def test_result_is_that_of_the_screen(street):
    survey_round = make.hold(street)
    make.put(survey_round, 8, text="多装路灯", number=20)
    make.put(survey_round, 4, step=2, grade=2)
    make.close(street, survey_round)
    make.count(street, survey_round, tellers="周某", scrutineers="吴某")
    text = text_of(built(street, "survey_result", survey_round))
    for words in ("发放", "82.1%", "多装路灯", "钱　七", "（周某）", "平均 20", "认可率＝"):
        assert words in text


def test_result_with_members_is_not_for_the_secretary(street):
    survey_round = make.close(street, make.hold(street))
    with pytest.raises(DomainError):
        request_report(actor=street.users["secretary"], code="survey_result", parameters={"subject": survey_round.pk})


def test_result_of_an_open_round_is_not_offered(street):
    survey_round = make.hold(street)
    form = find("survey_result").parameter_form(street.users["staff"], None, None, {"subject": survey_round.pk})
    assert not form.is_valid()
    assert SurveyRound.objects.count() == 1
