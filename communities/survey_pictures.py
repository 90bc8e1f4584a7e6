"""Results for the eye: charts of a round, and the communities side by side."""

from dataclasses import dataclass

from django.utils import timezone

from communities.models import Question, Region, SurveyRound
from communities.survey_results import QuestionResult, RoundResult, result_of, rounds_with_all
from core import access, charts

KINDS = Question.Kinds


@dataclass
class Part:
    """A question's result with its chart (None where there is nothing to draw)."""

    result: QuestionResult
    chart: str | None
    is_scale: bool


def parts(result, *, with_members):
    """What the page shows question by question; member matrices and texts only for who may see them."""
    hidden = () if with_members else (KINDS.MEMBERS, KINDS.TEXT)
    return [
        Part(one, _chart(one), one.question.kind in (KINDS.RATING, KINDS.MEMBERS))
        for one in result.questions
        if one.question.kind not in hidden and not _is_in_members_table(one.question)
    ]


def _is_in_members_table(question):
    """One overall line for each member says what the table of members says already."""
    return question.kind == KINDS.MEMBERS and not question.rows


def _chart(one):
    shown = [line for line in one.lines if not line.protected]
    if not shown or one.question.kind == KINDS.MEMBERS:
        return None
    question = one.question
    if question.kind == KINDS.RATING:
        return _stacked(question.text, [line.line.label for line in shown], question.all_choices, shown)
    return charts.grouped_bars(question.text, question.all_choices, [("人数", shown[0].votes)], horizontal=True)


def _stacked(title, labels, choices, lines):
    series = [(choice, [line.votes[place] for line in lines]) for place, choice in enumerate(choices)]
    return charts.stacked_bars(title, labels, series)


def members_chart(result):
    """认可率 of each member whose ratings can be shown; None without any."""
    shown = [(member, ratings) for member, ratings in result.members if ratings.percent is not None]
    if not shown:
        return None
    names = [member.person.name for member, _ in shown]
    return charts.grouped_bars(
        "班子成员认可率（%）", names, [("认可率", [ratings.percent for _, ratings in shown])], horizontal=True
    )


@dataclass
class ComparisonLine:
    """A community's latest closed round of a questionnaire, and its 认可率 in the one before."""

    community: Region
    result: RoundResult
    before: float | None

    @property
    def percent(self):
        return self.result.approval.percent

    @property
    def change(self):
        return None if self.percent is None or self.before is None else round(self.percent - self.before, 1)


def comparison(user, election, family):
    """A :class:`ComparisonLine` for each community whose closed rounds the user sees; queries do not grow with them."""
    rounds = access.visible_to(user, SurveyRound).filter(election=election, questionnaire__family=family)
    rounds = rounds_with_all(rounds.closed(timezone.now()).order_by("community_id", "-closes_at"))
    by_community = {}
    for survey_round in rounds:
        by_community.setdefault(survey_round.community_id, []).append(survey_round)
    return [_line(*newest_first[:2]) for newest_first in by_community.values()]


def _line(latest, previous=None):
    before = result_of(previous).approval.percent if previous else None
    return ComparisonLine(latest.community, result_of(latest), before)


def comparison_chart(lines):
    """认可率 by community, this round and the one before; None where there is nothing to compare."""
    shown = [line for line in lines if line.percent is not None]
    if not shown:
        return None
    series = [("最近一轮", [line.percent for line in shown])]
    if any(line.before is not None for line in shown):
        series.append(("上一轮", [line.before for line in shown]))
    return charts.grouped_bars(
        "各社区认可率（%）", [line.community.short_name for line in shown], series, horizontal=True
    )
