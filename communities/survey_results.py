"""What a round says once it is closed: counts, rates, approval; nothing that would point at a person.

Formulas (percentages with one decimal):

* 回收率 = 收回 ÷ 发放; 有效率 = 有效 ÷ 收回. Answers through link or slips are returned and valid.
* 认可率 of a line = votes of its favourable steps ÷ (its votes − 不了解). That of the round pools the
  lines of every question with favourable steps but those on members; that of a member his own lines.

Small groups (``settings.SURVEY_SMALLEST_GROUP``, k):

* A line with fewer than k answers is not shown, nor one with fewer than 2k that all say the same:
  there everybody's answer would be known.
* Online answers to a line are left out beside a paper count while they are fewer than k: whoever counted
  the paper knows its numbers and could subtract them.
* A skipped question counts for itself: its line is shown by how many answered *it*.
* Texts are shown from k answers on, sorted by their own wording, apart from all else.
* There are no results before closing, so that nobody sees which answer came between two looks, and no
  result of one question filtered by another.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from communities.models import CommitteeMember, Question, Questionnaire, SurveyRound
from communities.survey_counts import counts_of, empty_count
from communities.survey_lines import by_member, lines_of
from core.errors import DomainError

KINDS = Question.Kinds


@dataclass(frozen=True)
class Approval:
    """认可率 of a community: ``percent`` is None where ``protected`` or nothing was asked.

    ``valid``: answers and ballots that count; ``issued``: how many were given out (0: not known).
    """

    percent: float | None
    valid: int
    issued: int
    round_name: str
    protected: bool


@dataclass(frozen=True)
class Ratings:
    """How a member was rated: ``steps`` is ``[(grade, votes)]`` over all aspects, without 不了解.

    ``valid``: ballots and answers behind it; ``percent``: 认可率. Both None-like while ``protected``.
    """

    label: str
    steps: tuple
    percent: float | None
    valid: int
    round_name: str
    protected: bool


@dataclass
class LineResult:
    """A line's votes, in the order of the question's choices; none of them where ``protected``."""

    line: object
    votes: list
    protected: bool
    percent: float | None = None  # 认可率
    before: float | None = None  # the same line in the round before

    @property
    def total(self):
        return sum(self.votes)

    @property
    def change(self):
        """Percentage points against the round before; None if either is not known."""
        return None if self.percent is None or self.before is None else round(self.percent - self.before, 1)


@dataclass
class QuestionResult:
    question: Question
    groups: list = field(default_factory=list)  # [(member or None, [LineResult])]
    count: int = 0  # of a number question: how many answered; of a text: how many wrote
    mean: float | None = None
    remarks: list = field(default_factory=list)
    protected: bool = False

    @property
    def lines(self):
        return [line for _, lines in self.groups for line in lines]


@dataclass
class RoundResult:
    """All of a closed round. ``online`` and ``paper`` are what came each way; ``approval`` an :class:`Approval`."""

    round: SurveyRound
    issued: int
    returned: int
    valid: int
    invalid: int
    online: int
    paper: int
    questions: list
    members: list  # [(RatedMember, Ratings)]
    approval: Approval

    @property
    def return_rate(self):
        return _percent(self.returned, self.issued)

    @property
    def valid_rate(self):
        return _percent(self.valid, self.returned)


def _percent(part, whole):
    return round(100 * part / whole, 1) if whole else None


def smallest_group():
    return settings.SURVEY_SMALLEST_GROUP


def _is_too_small(votes):
    """Whether these votes would point at a person; see the module's rules."""
    total, smallest = sum(votes), smallest_group()
    return total < smallest or (total < 2 * smallest and max(votes) == total)


def _known_votes(question, votes):
    return votes[: len(question.choices)]


def approval_of_votes(question, votes):
    """认可率 of one line's votes in percent; None where nothing was said."""
    known = _known_votes(question, votes)
    return _percent(sum(known[: question.favourable]), sum(known)) if question.favourable else None


def rounds_with_all(rounds):
    """A queryset of rounds with what results are made of; the number of queries does not grow with the rounds."""
    return rounds.select_related("questionnaire", "community", "tally").prefetch_related(
        "questionnaire__questions", Prefetch("rated_members", to_attr="members_rated"), "members_rated__person"
    )


def result_of(survey_round, *, with_texts=False):
    """The :class:`RoundResult` of a round from :func:`rounds_with_all`; free texts only if they are asked for.

    Raises DomainError ``round_open`` before it is closed.
    """
    if not survey_round.is_closed:
        ended = timezone.localtime(survey_round.closes_at)
        raise DomainError("round_open", f"“{survey_round}”截止后（{ended:%Y年%m月%d日 %H:%M}）才能查看结果。")
    online, counts = counts_of(survey_round)
    tally = getattr(survey_round, "tally", None)
    questions = [
        _question_result(question, survey_round, counts, tally)
        for question in survey_round.questionnaire.questions.all()
    ]
    if with_texts:
        _add_texts(questions, survey_round, online, tally)
    ballots = _ballots(survey_round, online, tally)
    return RoundResult(
        round=survey_round, online=online, paper=tally.returned if tally else 0, questions=questions,
        members=_member_ratings(survey_round, questions, ballots["valid"]),
        approval=_approval(survey_round, questions, ballots), **ballots,
    )  # fmt: skip


def _ballots(survey_round, online, tally):
    """发放、收回、有效、作废 over both ways; an open link was given to nobody, so that none are known as issued."""
    slips = survey_round.issued if survey_round.mode == SurveyRound.Modes.SLIPS else 0
    by_link = survey_round.mode == SurveyRound.Modes.LINK and online
    paper = {name: getattr(tally, name) if tally else 0 for name in ("issued", "returned", "valid", "invalid")}
    return {
        "issued": 0 if by_link else slips + paper["issued"],
        "returned": online + paper["returned"],
        "valid": online + paper["valid"],
        "invalid": paper["invalid"],
    }


def _question_result(question, survey_round, counts, tally):
    online = counts.get(str(question.pk), {})
    paper = tally.counts.get(str(question.pk), {}) if tally else {}
    if question.kind == KINDS.TEXT:
        return QuestionResult(question)
    if question.kind == KINDS.NUMBER:
        return _number_result(question, online, paper)
    lines = lines_of(question, survey_round.members_rated)
    nothing = empty_count(question, survey_round.members_rated)
    results = {
        line.key: _line_result(question, line, online.get(line.key, nothing[line.key]), paper.get(line.key))
        for line in lines
    }
    groups = [(member, [results[line.key] for line in of_member]) for member, of_member in by_member(lines)]
    return QuestionResult(question, groups=groups, protected=all(line.protected for line in results.values()))


def _line_result(question, line, online, paper):
    votes = _merged(online, paper)
    if _is_too_small(votes):
        return LineResult(line, [], True)
    return LineResult(line, votes, False, approval_of_votes(question, votes))


def _merged(online, paper):
    """Votes of both ways; a few online ones are left out, or the paper count would give them away."""
    if paper is None or not any(paper):
        return online
    if sum(online) < smallest_group():
        return paper
    return [one + other for one, other in zip(online, paper, strict=True)]


def _number_result(question, online, paper):
    parts = [part for part in (online, paper) if part.get("count", 0) >= smallest_group()]
    count = sum(part["count"] for part in parts)
    mean = round(sum(part["total"] for part in parts) / count, 1) if count else None
    return QuestionResult(question, count=count, mean=mean, protected=not count)


def _add_texts(results, survey_round, online, tally):
    """Texts of either way from k answers of that way on; sorted by wording, which says nothing of when they came."""
    smallest, texts = smallest_group(), defaultdict(list)
    if online >= smallest:
        for remark in survey_round.remarks.all():
            texts[str(remark.question_id)].append(remark.text)
    if tally and tally.valid >= smallest and tally.remarks:
        for key, lines in json.loads(tally.remarks).items():
            texts[key] += lines
    for one in results:
        if one.question.kind == KINDS.TEXT:
            one.remarks = sorted(texts[str(one.question.pk)])
            one.count = len(one.remarks)


def _pooled(results):
    """``(favourable votes, known votes)`` over the lines shown."""
    favourable = known = 0
    for result, question in results:
        votes = _known_votes(question, result.votes)
        favourable += sum(votes[: question.favourable])
        known += sum(votes)
    return favourable, known


def _approval(survey_round, questions, ballots):
    asked = [one for one in questions if one.question.favourable and one.question.kind != KINDS.MEMBERS]
    shown = [(line, one.question) for one in asked for line in one.lines if not line.protected]
    favourable, known = _pooled(shown)
    return Approval(
        percent=_percent(favourable, known), valid=ballots["valid"], issued=ballots["issued"],
        round_name=survey_round.name, protected=bool(asked) and not shown,
    )  # fmt: skip


def _member_ratings(survey_round, questions, valid):
    """``[(RatedMember, Ratings)]`` from the member matrices with favourable steps."""
    asked = [one for one in questions if one.question.kind == KINDS.MEMBERS]
    lines = defaultdict(list)
    for one in asked:
        for member, results in one.groups:
            lines[member.order] += [(result, one.question) for result in results]
    return [
        (member, _ratings(member, lines[member.order], valid, survey_round.name))
        for member in survey_round.members_rated
        if lines[member.order]
    ]


def _ratings(member, results, valid, name):
    shown = [(result, question) for result, question in results if not result.protected]
    favourable, known = _pooled(shown)
    votes = defaultdict(int)
    for result, question in shown:
        for choice, number in zip(question.choices, result.votes, strict=False):
            votes[choice] += number
    percent = _percent(favourable, known) if any(question.favourable for _, question in shown) else None
    return Ratings(str(member), tuple(votes.items()), percent, valid, name, protected=not shown)


def closed_rounds(election, communities):
    """Closed rounds of the term in these communities (codes), the latest end first."""
    rounds = SurveyRound.objects.filter(election=election, community_id__in=communities)
    return rounds.closed(timezone.now()).order_by("-closes_at", "-created_at")


def _latest(rounds):
    """The first round of each community."""
    found = {}
    for survey_round in rounds:
        found.setdefault(survey_round.community_id, survey_round.pk)
    return list(found.values())


def latest_results(election, community_codes, **asked):
    """``{code: RoundResult}`` of the latest closed round in which ``asked`` (look-ups on Question) was asked."""
    asking = Questionnaire.objects.filter(pk__in=Question.objects.filter(**asked).values("questionnaire_id"))
    rounds = closed_rounds(election, community_codes).filter(questionnaire__in=asking)
    newest = _latest(rounds.only("pk", "community_id"))
    return {one.community_id: result_of(one) for one in rounds_with_all(SurveyRound.objects.filter(pk__in=newest))}


def approval_of(election, community_codes):
    """``{code: Approval}`` of the team's standing; communities that were never asked about it are absent.

    What residents said (满意度问卷) comes before what insiders said (民主测评), a figure before one that too few
    answers hide, and among equals the latest. A questionnaire on something else (其他问卷: parking, say) tells
    nothing of the team, whatever it rates.
    """
    kinds = (Questionnaire.Kinds.SATISFACTION, Questionnaire.Kinds.APPRAISAL)
    about_team = Question.objects.filter(
        favourable__gt=0, kind__in=[KINDS.SINGLE, KINDS.RATING], questionnaire__kind__in=kinds
    )  # fmt: skip
    rounds = closed_rounds(election, community_codes).filter(questionnaire__in=about_team.values("questionnaire_id"))
    best = {}
    for one in rounds_with_all(rounds).order_by("closes_at", "pk"):
        result = result_of(one)
        rank = (result.approval.percent is not None, one.questionnaire.kind == kinds[0])
        if rank >= best.get(one.community_id, ((), None))[0]:
            best[one.community_id] = (rank, result.approval)
    return {code: approval for code, (_, approval) in best.items()}


def member_ratings(election, community):
    """``{CommitteeMember pk: Ratings}`` of the latest closed round of the community that asked about members.

    Who sits in both committees has one rating under both keys. Whether the reader may see
    them (permission view_appraisals) is the caller's business.
    """
    result = latest_results(election, [community.pk], kind=KINDS.MEMBERS).get(community.pk)
    if result is None:
        return {}
    by_person = {member.person_id: ratings for member, ratings in result.members}
    rows = CommitteeMember.objects.filter(
        committee__community=community, committee__election=election, person_id__in=by_person
    )
    return {pk: by_person[person] for pk, person in rows.values_list("pk", "person_id")}


def previous_of(survey_round):
    """The closed round before this one with the same questionnaire in the same community, or None."""
    earlier = SurveyRound.objects.filter(
        questionnaire__family=survey_round.questionnaire.family, community=survey_round.community,
        closes_at__lt=survey_round.closes_at,
    )  # fmt: skip
    return rounds_with_all(earlier.closed(timezone.now()).order_by("-closes_at")).first()


def compare(result, previous):
    """Note on each line of ``result`` its 认可率 in ``previous`` (a RoundResult): the same wording, the same member."""
    before = {
        _wording(one.question, member, line): line.percent
        for one in previous.questions for member, lines in one.groups for line in lines
    }  # fmt: skip
    for one in result.questions:
        for member, lines in one.groups:
            for line in lines:
                line.before = before.get(_wording(one.question, member, line))


def _wording(question, member, result):
    return question.kind, question.text, member and member.person_id, result.line.label
