"""Questionnaires on paper: the blank ballot, the slips with codes, the result of a round."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from communities import survey_pictures
from communities.forms.survey_answers import LONGEST_REMARK
from communities.models import Question, Region, SurveyRound
from communities.services.surveys import codes, slip_codes
from communities.survey_lines import by_member, lines_of
from communities.survey_results import compare, previous_of, result_of, rounds_with_all, smallest_group
from core import access, qr
from reports.definitions.base import Report, subject_form

KINDS = Question.Kinds
REMARK_LINES = 4


def with_names(rounds):
    """What naming rounds takes."""
    return rounds.select_related("community", "questionnaire")


def describe(survey_round):
    return f"{survey_round}（第{survey_round.number}轮）"


def _unclosed_slips(rounds):
    return with_names(rounds).filter(mode=SurveyRound.Modes.SLIPS, closed_at=None)


def _closed(rounds):
    return with_names(rounds).closed(timezone.now())


def _round(user, permission, parameters):
    return access.get_or_404(user, rounds_with_all(SurveyRound.objects.all()), permission, pk=parameters["subject"])


def public_address(survey_round, code=""):
    """Where a phone is led from paper. A code goes behind the #, where no server and no log sees it."""
    if survey_round.mode == SurveyRound.Modes.LINK:
        return settings.PUBLIC_URL + reverse("public:link", args=[survey_round.token])
    return settings.PUBLIC_URL + reverse("public:start") + (f"#{codes.printed(code)}" if code else "")


def paper_context(user, region, election, parameters, number):
    """The data of templates/pdf/questionnaire.html: one ballot, to be copied."""
    survey_round = _round(user, "accept_records", parameters)
    members = survey_round.members_rated
    questions = survey_round.questionnaire.questions.all()
    by_link = survey_round.mode == SurveyRound.Modes.LINK and not survey_round.is_closed
    return {
        "questionnaire": survey_round.questionnaire,
        "round": survey_round,
        "questions": [(question, by_member(lines_of(question, members))) for question in questions],
        "members": members,
        "qr": qr.svg(public_address(survey_round)) if by_link else "",
        "remark_lines": range(REMARK_LINES),
        "longest": LONGEST_REMARK,
    }


def slips_context(user, region, election, parameters, number):
    """The data of templates/pdf/questionnaire_slips.html; raises DomainError ``no_slips`` once the round is closed."""
    survey_round = _round(user, "accept_records", parameters)
    return {
        "round": survey_round,
        "address": public_address(survey_round),
        "slips": [
            {"code": codes.printed(code), "qr": qr.svg(public_address(survey_round, code))}
            for code in slip_codes(survey_round)
        ],
    }


def result_context(user, region, election, parameters, number):
    """The data of templates/pdf/survey_result.html; raises DomainError ``round_open`` before the round is closed."""
    survey_round = _round(user, "view_appraisals", parameters)
    result = result_of(survey_round, with_texts=True)
    previous = previous_of(survey_round)
    if previous:
        compare(result, result_of(previous))
    return {
        "round": survey_round,
        "result": result,
        "previous": previous,
        "parts": survey_pictures.parts(result, with_members=True),
        "member_chart": survey_pictures.members_chart(result),
        "tally": getattr(survey_round, "tally", None),
        "smallest": smallest_group(),
    }


def _report(code, title, description, template, permission, context, rows, is_stamped):
    return Report(
        code=code, title=title, description=description, template=template, permission=permission, context=context,
        parameter_form=subject_form(SurveyRound, permission, label="批次", describe=describe, rows=rows),
        levels=(Region.Levels.COMMUNITY,), counter="份", subject_model=SurveyRound, subject_label=describe,
        subject_rows=with_names, is_stamped=is_stamped,
    )  # fmt: skip


SURVEY_PAPER = _report(
    "survey_paper", "纸质问卷（测评票）", "一份空白问卷，黑白A4，可直接复印发放；开放链接的附二维码。",
    "pdf/questionnaire.html", "accept_records", paper_context, with_names, is_stamped=False,  # handed to residents
)  # fmt: skip
SURVEY_SLIPS = _report(
    "survey_slips", "一次性答题码纸条", "每张一个二维码和答题码，裁开后打乱发放；截止后不能再打印。",
    "pdf/questionnaire_slips.html", "accept_records", slips_context, _unclosed_slips, is_stamped=False,
)  # fmt: skip
SURVEY_RESULT = _report(
    "survey_result", "问卷测评结果", "一个批次的发放、收回、有效、作废票数，各题结果、成员测评和意见，附计票人、监票人签名栏。",
    "pdf/survey_result.html", "view_appraisals", result_context, _closed, is_stamped=True,
)  # fmt: skip
