"""问卷结果台账: what came of each closed round. Small groups stay protected: the result itself withholds them."""

from django.utils import timezone

from communities.models import Questionnaire, SurveyRound
from communities.survey_results import result_of, rounds_with_all
from reports.ledgers.base import Choice, Ledger, LedgerColumn, day, inside, number, text

KEPT_BACK = "人数过少，不显示"


def rows(user, region, election, filters):
    """A line for each closed round, the latest first within a community."""
    rounds = inside(user, SurveyRound, "community_id", region).filter(election=election).closed(timezone.now())
    if kind := filters.get("kind"):
        rounds = rounds.filter(questionnaire__kind=kind)
    for survey_round in rounds_with_all(rounds).order_by("community_id", "-closes_at", "pk"):
        result = result_of(survey_round)
        yield {
            "community": survey_round.community.short_name,
            "name": survey_round.name,
            "questionnaire": str(survey_round.questionnaire),
            "mode": survey_round.get_mode_display(),
            "issued": result.issued or None,
            "returned": result.returned,
            "valid": result.valid,
            "invalid": result.invalid,
            "return_rate": _percent(result.return_rate),
            "valid_rate": _percent(result.valid_rate),
            "approval": KEPT_BACK if result.approval.protected else _percent(result.approval.percent),
            "ended_at": timezone.localdate(survey_round.ended_at),
            "record": survey_round.pk,
        }


def _percent(value):
    return None if value is None else f"{value}%"


def share(key, heading):
    """A column of a percentage, a text where it is kept back."""
    return LedgerColumn(key, heading, width=9, render=lambda value: value or "", is_number=True)


SURVEYS = Ledger(
    "surveys", "问卷结果台账", "调研摸底",
    (
        text("community", "社区", 12), text("name", "批次", 14), text("questionnaire", "问卷", 18),
        text("mode", "填答方式", 10), number("issued", "发放"), number("returned", "收回"), number("valid", "有效"),
        number("invalid", "作废"), share("return_rate", "回收率"), share("valid_rate", "有效率"), share("approval", "认可率"),
        day("ended_at", "截止日期"),
    ),
    rows,
    basis="已截止的测评批次。回收率＝收回÷发放，有效率＝有效÷收回，认可率＝各评价项认可档票数÷（票数－不了解）；开放链接无发放数。",
    made_at="communities:survey-list",
    record_view="communities:survey",
    choices=(Choice("kind", "类别", Questionnaire.Kinds.choices),),
)  # fmt: skip
