"""What was counted from paper ballots."""

import json

from django.db import transaction

from communities.models import PaperTally, Question, SurveyRound
from communities.services.committees import require_running
from communities.survey_lines import lines_of
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

BALLOTS = ("issued", "returned", "valid", "invalid")


@transaction.atomic
def save_tally(*, actor, survey_round, version, counts, remarks, tellers="", scrutineers="", **ballots):
    """Write the paper tally of a round, last read at ``version`` (None: there was none). Returns it.

    ``ballots``: issued, returned, valid, invalid. ``counts``, ``remarks``: as in :class:`PaperTally`.
    Raises DomainError, naming the line: ``returned_exceed_issued``, ``ballots_do_not_add_up``,
    ``votes_exceed_ballots``, ``number_out_of_bounds``; or ``round_pending``.
    """
    access.require(actor, "accept_records", survey_round)
    require_running(survey_round.election)
    if survey_round.stage == SurveyRound.Stages.PENDING:
        raise DomainError("round_pending", f"“{survey_round}”还没有开始，不能登记计票。")
    _require_ballots(**ballots)
    _require_counts(survey_round, counts, ballots["valid"])
    tally, old = _claim(actor, survey_round, version)
    for name in BALLOTS:
        setattr(tally, name, ballots[name])
    tally.counts, tally.tellers, tally.scrutineers = counts, tellers, scrutineers
    tally.remarks = json.dumps(remarks, ensure_ascii=False) if remarks else ""
    tally.save()
    audit.record(actor, "survey.tally", survey_round, detail=audit.changes(old, {**ballots, "counts": counts}))
    return tally


def _claim(actor, survey_round, version):
    """The tally to write and what it said before."""
    SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    tally = PaperTally.objects.filter(round=survey_round).first()
    if tally is None:
        return PaperTally(round=survey_round, updated_by=actor), {}
    old = {name: getattr(tally, name) for name in (*BALLOTS, "counts")}
    claim_version(actor=actor, obj=tally, version=version)
    return tally, old


def _require_ballots(issued, returned, valid, invalid):
    if returned > issued:
        raise DomainError(
            "returned_exceed_issued", f"收回 {returned} 张，多于发放的 {issued} 张，请核对。", field="returned"
        )
    if valid + invalid != returned:
        raise DomainError(
            "ballots_do_not_add_up",
            f"有效 {valid} 张与作废 {invalid} 张合计 {valid + invalid} 张，不等于收回的 {returned} 张，请核对。",
            field="valid",
        )


def _require_counts(survey_round, counts, valid):
    members = list(survey_round.rated_members.select_related("person"))
    for question in survey_round.questionnaire.questions.all():
        count = counts.get(str(question.pk), {})
        if question.kind == Question.Kinds.NUMBER:
            _require_number(question, count, valid)
        for line in lines_of(question, members):
            _require_line(question, line, count[line.key], valid)


def _require_line(question, line, votes, valid):
    """Of a single choice the votes together, of a multiple one those of each choice, are no more than the ballots."""
    many = question.kind == Question.Kinds.MULTIPLE
    most = max(votes) if many else sum(votes)
    if most > valid:
        name = f"{line.member.person.name} {line.label}" if line.member else line.label
        word = "有选项" if many else "各档合计"
        raise DomainError(
            "votes_exceed_ballots",
            f"第{question.order}题“{name}”{word} {most} 票，多于有效票 {valid} 张，请核对。",
            field=f"q{question.pk.hex}_{line.key}_0",
        )


def _require_number(question, count, valid):
    answered, total = count.get("count", 0), count.get("total", 0)
    if answered > valid:
        raise DomainError(
            "votes_exceed_ballots",
            f"第{question.order}题填写 {answered} 张，多于有效票 {valid} 张，请核对。",
            field=f"q{question.pk.hex}_count",
        )
    too_small = question.minimum is not None and total < answered * question.minimum
    too_large = question.maximum is not None and total > answered * question.maximum
    if too_small or too_large:
        raise DomainError(
            "number_out_of_bounds",
            f"第{question.order}题合计 {total} 与填写的 {answered} 张不符：每张应在"
            f"{'' if question.minimum is None else question.minimum}～{'' if question.maximum is None else question.maximum}之间。",
            field=f"q{question.pk.hex}_total",
        )
