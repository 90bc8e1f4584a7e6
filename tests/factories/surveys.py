"""Questionnaires, rounds and answers for tests."""

from datetime import timedelta

from django.utils import timezone

from communities.models import Question, Questionnaire, SurveyRemark, SurveyResponse
from communities.services import surveys
from communities.services.surveys import codes
from tests.factories import communities

SCALE = ["满意", "基本满意", "不满意"]
GRADES = ["优秀", "称职", "基本称职", "不称职"]
# One question of every kind; the fourth is asked of those who chose 办过 in the third.
QUESTIONS = (
    {"kind": "rating", "text": "对班子的评价", "choices": SCALE, "rows": ["服务群众", "公道廉洁"], "favourable": 2,
     "has_unknown": True},
    {"kind": "members", "text": "对成员的评价", "choices": GRADES, "favourable": 2},
    {"kind": "single", "text": "办过事吗", "choices": ["办过", "没有"]},
    {"kind": "single", "text": "办事满意吗", "choices": SCALE, "favourable": 1, "shown_if": 2, "shown_if_choice": "办过"},
    {"kind": "multiple", "text": "要改进的", "choices": ["环境", "停车", "养老"], "required": False},
    {"kind": "number", "text": "住了几年", "minimum": 0, "maximum": 80, "required": False},
    {"kind": "text", "text": "意见", "required": False},
)  # fmt: skip
EMPTY = {
    "required": True, "choices": [], "rows": [], "has_unknown": False, "favourable": 0, "minimum": None,
    "maximum": None, "shown_if": None, "shown_if_choice": "",
}  # fmt: skip


def question_fields(**fields):
    """What the question services take."""
    return {**EMPTY, **fields}


def questionnaire(street, questions=QUESTIONS, **fields):
    """A questionnaire of the street with these questions; ``shown_if`` is the place of an earlier one."""
    made = Questionnaire.objects.create(
        region=street.regions["520102032"], election=street.running, **{"title": "满意度问卷", **fields}
    )
    added = []
    for order, question in enumerate(questions, start=1):
        earlier = question.get("shown_if")
        values = question_fields(**question) | {"shown_if": None if earlier is None else added[earlier]}
        added.append(Question.objects.create(questionnaire=made, order=order, **values))
    return made


def hold(street, made=None, community=None, mode="link", **fields):
    """An open round in a community that has one sitting member."""
    community = community or street.first
    if not street.running.committees.filter(community=community, members__isnull=False).exists():
        communities.make_member(communities.make_person(community, "钱七"), street.running)
    times = {"opens_at": timezone.now() - timedelta(hours=1), "closes_at": timezone.now() + timedelta(days=1)}
    issued = 10 if mode == "slips" else 0
    [survey_round] = surveys.open_rounds(
        actor=street.users["staff"], questionnaire=made or questionnaire(street), communities=[community],
        **{"name": "满意度测评", "mode": mode, "issued": issued, **times, **fields},
    )  # fmt: skip
    return survey_round


def close(street, survey_round):
    return surveys.close_round(actor=street.users["staff"], survey_round=survey_round)


def names_of(survey_round):
    """``{order of the question: start of its field names}``."""
    return {question.order: f"q{question.pk.hex}" for question in survey_round.questionnaire.questions.all()}


def posted(survey_round, *, step="0", grade="0", done="0", **extra):
    """A full answer as a browser posts it; ``extra`` by field name."""
    at = names_of(survey_round)
    data = {f"{at[1]}_0": step, f"{at[1]}_1": step, f"{at[2]}_m1": grade, f"{at[3]}_0": done}
    if done == "0":
        data[f"{at[4]}_0"] = "0"
    return data | extra


def put(survey_round, count, *, step=0, grade=0, done=0, text="", number=None):
    """``count`` answers straight into the box, one after another."""
    questions = list(survey_round.questionnaire.questions.all())
    keys = [str(question.pk) for question in questions]
    answers = {keys[0]: {"0": step, "1": step}, keys[1]: {"m1": grade}, keys[2]: done}
    if done == 0:
        answers[keys[3]] = 0
    if number is not None:
        answers[keys[5]] = number
    for _ in range(count):
        SurveyResponse.objects.create(round=survey_round, answers=answers)
        if text:
            SurveyRemark.objects.create(round=survey_round, question=questions[6], text=text)


def answer(survey_round):
    """One answer of an open link, as the service takes it."""
    mark = surveys.new_mark(survey_round)
    surveys.answer_by_link(survey_round=survey_round, mark=mark, answers={}, remarks=[])


def slip(survey_round, place=0):
    """One of the codes of a round, as printed."""
    return codes.printed(surveys.slip_codes(survey_round)[place])


def tally_counts(survey_round, step_votes, grade_votes):
    """Counts of a tally: every line of the rating table, of the members, and nothing for the rest."""
    questions = list(survey_round.questionnaire.questions.all())
    empty = {
        str(questions[2].pk): {"0": [0, 0]},
        str(questions[3].pk): {"0": [0, 0, 0]},
        str(questions[4].pk): {"0": [0, 0, 0]},
    }
    return empty | {
        str(questions[0].pk): {"0": step_votes, "1": step_votes},
        str(questions[1].pk): {"m1": grade_votes},
        str(questions[5].pk): {"count": 0, "total": 0},
    }  # fmt: skip


def count(
    street,
    survey_round,
    *,
    step_votes=(6, 3, 1, 0),
    grade_votes=(5, 3, 1, 1),
    issued=12,
    returned=11,
    valid=10,
    invalid=1,
    version=None,
    **fields,
):
    """A paper tally: twelve given out, eleven back, ten valid unless said otherwise."""
    return surveys.save_tally(
        actor=street.users["staff"], survey_round=survey_round, version=version,
        counts=tally_counts(survey_round, list(step_votes), list(grade_votes)), remarks={}, issued=issued,
        returned=returned, valid=valid, invalid=invalid, **fields,
    )  # fmt: skip
