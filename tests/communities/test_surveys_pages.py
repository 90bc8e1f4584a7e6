"""The street's and the secretary's pages: building, holding, tally, results, exports."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import PaperTally, Question, Questionnaire, SurveyResponse, SurveyRound
from communities.services import surveys
from tests.factories import surveys as make
from tests.factories import world
from tests.hostile import PAYLOADS

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in("staff")


def at(name, *args):
    return reverse(f"communities:{name}", args=args)


def page(client, name, *args):
    answer = client.get(at(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_questionnaire_is_built_on_screen(street, staff):
    made = staff.post(
        at("questionnaire-create"), {"kind": "other", "title": "停车问卷", "instructions": "", "basis": ""}
    )
    questionnaire = Questionnaire.objects.get()
    assert made.url == at("questionnaire", questionnaire.pk)

    first = {
        "version": 1,
        "text": "有车吗",
        "choices": "有\n\n 没有 \n",
        "favourable": 0,
        "required": "on",
        "condition": "",
    }
    assert staff.post(at("questionnaire-question-add", questionnaire.pk, "single"), first).status_code == 302
    question = Question.objects.get()
    second = {"version": 2, "text": "几辆", "minimum": 1, "maximum": 5, "condition": f"{question.pk}:0"}
    assert staff.post(at("questionnaire-question-add", questionnaire.pk, "number"), second).status_code == 302

    number = Question.objects.get(kind="number")
    assert (question.choices, question.required) == (["有", "没有"], True)
    assert (number.shown_if, number.shown_if_choice, number.minimum, number.required) == (question, "有", 1, False)
    assert "仅当第1题选“有”时出现" in page(staff, "questionnaire", questionnaire.pk)


def test_wrong_question_keeps_what_was_typed(street, staff):
    questionnaire = make.questionnaire(street, ())
    url = at("questionnaire-question-add", questionnaire.pk, "rating")
    answer = staff.post(url, {"version": 1, "text": "评价", "rows": "态度", "choices": "好", "favourable": 0})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "应有 2 至 12 行，现有 1 行" in text
    assert ">\n态度</textarea>" in text
    assert Question.objects.count() == 0


def test_edit_form_shows_the_question_as_it_is(street, staff):
    question = make.questionnaire(street).questions.get(order=4)
    initial = staff.get(at("questionnaire-question", question.pk)).context["form"].initial
    assert initial["condition"] == f"{question.shown_if_id}:0"
    assert initial["choices"] == make.SCALE


def test_buttons_move_and_remove_questions(street, staff):
    questionnaire = make.questionnaire(street, make.QUESTIONS[4:])
    first = questionnaire.questions.get(order=1)
    staff.post(at("questionnaire-question-move", first.pk), {"to": "down", "version": 1})
    staff.post(at("questionnaire-question-remove", first.pk), {"version": 2})
    assert list(questionnaire.questions.values_list("order", "text")) == [(1, "住了几年"), (2, "意见")]


def test_preview_tries_the_rules_and_keeps_nothing(street, staff):
    questionnaire = make.questionnaire(street)
    url = at("questionnaire-preview", questionnaire.pk)
    assert "成员甲" in staff.get(url).content.decode()
    assert staff.post(url, {}).status_code == 422
    assert SurveyResponse.objects.count() == 0


def test_templates_are_marked_until_confirmed(street, staff):
    staff.post(at("questionnaire-install"))
    ballot = Questionnaire.objects.get(kind="appraisal")
    assert page(staff, "questionnaire-list").count("warn unverified") == 2
    staff.post(
        at("questionnaire-confirm", ballot.pk), {"version": ballot.version, "document_number": "东街办〔2026〕3号"}
    )
    assert page(staff, "questionnaire-list").count("warn unverified") == 1
    assert "东街办〔2026〕3号" in page(staff, "questionnaire", ballot.pk)


def test_batch_is_held_in_several_communities(street, staff):
    questionnaire = make.questionnaire(street, make.QUESTIONS[2:3])
    data = {
        "questionnaire": questionnaire.pk, "communities": [world.FIRST, world.SECOND], "mode": "link", "issued": 0,
        "name": "满意度测评", "opens_at": "2026-01-01T08:00", "closes_at": "2099-01-01T20:00",
    }  # fmt: skip
    assert staff.post(at("survey-open"), data).url == at("survey-list")
    assert sorted(SurveyRound.objects.values_list("community_id", flat=True)) == [world.FIRST, world.SECOND]
    foreign = staff.post(at("survey-open"), data | {"communities": [world.OUTSIDE]})
    assert (foreign.status_code, SurveyRound.objects.count()) == (422, 2)


def test_open_round_shows_counts_to_its_holder_and_results_to_nobody(street, staff, signed_in):
    survey_round = make.hold(street)
    make.put(survey_round, 12, step=2)
    own, secretary = page(staff, "survey", survey_round.pk), page(signed_in("secretary"), "survey", survey_round.pk)
    assert "12 份线上" in own
    assert survey_round.token in own
    assert "认可率" not in own
    for sign in ("12 份", "已收到", survey_round.token, "认可率"):
        assert sign not in secretary.replace(str(survey_round.pk), "").split("<main")[1].split("截止（")[0]


def test_secretary_sees_the_teams_results_but_not_the_members(street, staff, signed_in):
    survey_round = make.hold(street)
    make.put(survey_round, 8, text="多装路灯")
    make.put(survey_round, 4, step=2, grade=2)
    make.close(street, survey_round)

    secretary, leader = (
        page(signed_in("secretary"), "survey", survey_round.pk),
        page(signed_in("leader"), "survey", survey_round.pk),
    )

    for sign in ("多装路灯", "钱七"):
        assert sign in leader
        assert sign not in secretary
    assert "66.7%" in secretary
    cells = [
        str(cell.value)
        for user in ("secretary", "staff")
        for cell in _cells(signed_in(user).get(at("survey-export", survey_round.pk)).content)
    ]
    assert cells.count("钱七") == 4  # the four grades, in the street's workbook alone


def _cells(content):
    return [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]


def test_tally_is_typed_in_and_refused_at_the_line(street, staff):
    survey_round = make.hold(street, mode="paper")
    names = make.names_of(survey_round)
    data = {"issued": 12, "returned": 11, "valid": 10, "invalid": 1, f"{names[1]}_0_0": 6, f"{names[1]}_0_1": 5}
    wrong = staff.post(at("survey-tally", survey_round.pk), data)
    assert wrong.status_code == 422
    assert "第1题“服务群众”各档合计 11 票，多于有效票 10 张" in wrong.content.decode()
    assert PaperTally.objects.count() == 0

    right = staff.post(
        at("survey-tally", survey_round.pk), data | {f"{names[1]}_0_1": 4, f"{names[7]}_remarks": "一\n二"}
    )
    assert right.url == at("survey", survey_round.pk)
    form = staff.get(at("survey-tally", survey_round.pk)).context["form"]
    assert (form.initial[f"{names[1]}_0_1"], form.initial[f"{names[7]}_remarks"]) == (4, "一\n二")


@pytest.mark.parametrize("name", ["survey-list", "survey-comparison", "questionnaire-list"])
def test_lists_cost_as_many_queries_for_one_as_for_three(street, staff, name):
    asked, questionnaire = [], make.questionnaire(street)
    for size in (1, 2):
        for _ in range(size):
            community = street.first if name != "survey-comparison" or not asked else street.second
            survey_round = make.hold(street, questionnaire, community=community)
            make.put(survey_round, 6)
            make.put(survey_round, 6, step=1)
            make.close(street, survey_round)
            make.questionnaire(street, title="另一份")
        staff.get(at(name))
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(at(name)).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1], captured.captured_queries


def test_hostile_text_is_text_on_every_page_and_in_workbooks(street, staff, client):
    evil = "<script>x()</script>"
    questions = (
        {"kind": "rating", "text": evil, "choices": [evil, "=1+1"], "rows": [evil, "@1+1"], "favourable": 1},
        {"kind": "single", "text": "=1+1", "choices": [evil, "乙"]},
        {"kind": "text", "text": "意见", "required": False},
    )
    survey_round = make.hold(street, make.questionnaire(street, questions, title=evil, instructions=evil), name=evil)
    questionnaire = survey_round.questionnaire
    keys = [str(question.pk) for question in questionnaire.questions.all()]
    for place in (0, 0, 0, 0, 0, 1, 1):
        SurveyResponse.objects.create(round=survey_round, answers={keys[0]: {"0": place, "1": place}, keys[1]: place})
        survey_round.remarks.create(question_id=keys[2], text=evil)
    public = client.get(reverse("public:link", args=[survey_round.token])).content.decode()
    building = [
        page(staff, name, questionnaire.pk) for name in ("questionnaire", "questionnaire-preview", "questionnaire-edit")
    ]
    make.close(street, survey_round)
    shown = [page(staff, "survey", survey_round.pk), page(staff, "survey-list"), page(staff, "survey-comparison"),
             page(staff, "survey-tally", survey_round.pk)]  # fmt: skip
    for text in (public, *building, *shown):
        assert evil not in text
        assert "&lt;script&gt;" in text
    books = [at("survey-export", survey_round.pk), at("survey-comparison-export", questionnaire.family)]
    formulas = [cell for url in books for cell in _cells(staff.get(url).content) if cell.data_type == "f"]
    assert formulas == []
    assert "=1+1" in PAYLOADS


def test_wrong_records_in_the_address_do_not_exist(street, staff, signed_in):
    survey_round = make.hold(street)
    assert signed_in("outsider").get(at("survey", survey_round.pk)).status_code == 404
    assert signed_in("neighbour").get(at("survey", survey_round.pk)).status_code == 404
    assert staff.get(at("questionnaire-question-add", survey_round.questionnaire_id, "essay")).status_code == 404


def test_past_term_offers_no_buttons(street, staff):
    survey_round = make.hold(street)
    make.close(street, survey_round)
    street.running.state = "past"
    street.running.save()
    text = page(staff, "survey", survey_round.pk)
    assert "登记纸质票" not in text
    assert (
        staff.post(
            at("survey-tally", survey_round.pk), {"issued": 1, "returned": 1, "valid": 1, "invalid": 0}
        ).status_code
        == 422
    )
    assert surveys.communities_for(street.users["staff"], street.running).count() == 2
