"""What a closed survey round says of a member or a team, in the shape of an appraisal's votes.

Only rows that the round itself shows are taken: what protects small groups there protects them
here (communities.survey_results). A row counts if it is rated on the scale of the assessment; it
keeps its own wording, and a single row on a member is his 总体评价.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from communities.models import Question, Questionnaire
from communities.survey_results import latest_results
from interviews.assessment_rules import OVERALL
from interviews.assessment_workflow import scheme_of
from interviews.models import TermAssessment

KINDS = Question.Kinds


@dataclass(frozen=True)
class SurveyVotes:
    """Ballots and votes of a round; ``votes`` as in an appraisal, ``name`` the round's."""

    name: str
    issued: int
    returned: int
    valid: int
    invalid: int
    votes: dict
    appraised_on: date


def survey_votes(assessment):
    """The :class:`SurveyVotes` of the latest closed round about the assessed, a 民主测评票 before others; or None."""
    kind = KINDS.MEMBERS if isinstance(assessment, TermAssessment) else KINDS.RATING
    for asked in ({"questionnaire__kind": Questionnaire.Kinds.APPRAISAL}, {}):
        found = latest_results(assessment.election, [assessment.community_id], kind=kind, **asked)
        votes = _votes(found, assessment, kind)
        if votes:
            return _shaped(found[assessment.community_id], votes)
    return None


def _votes(results, assessment, kind):
    result = results.get(assessment.community_id)
    if result is None:
        return {}
    scale = [grade.label for grade in scheme_of(assessment).grades]
    asked = [one for one in result.questions if one.question.kind == kind and one.question.choices == scale]
    lines = [line for one in asked for line in _lines_about(one, assessment) if not line.protected]
    if len(lines) == 1:
        return {OVERALL: lines[0].votes[: len(scale)]}
    return {_aspect(assessment, line): line.votes[: len(scale)] for line in lines}


def _lines_about(result, assessment):
    """The lines on the assessed member; of a team all lines."""
    person = getattr(assessment, "person_id", None)
    return [line for member, lines in result.groups if person is None or member.person_id == person for line in lines]


def _aspect(assessment, line):
    """The code of a row worded like an aspect of the assessment; else its own words."""
    codes = {label: code for code, label in scheme_of(assessment).aspects.items()}
    return codes.get(line.line.label, line.line.label)


def _shaped(result, votes):
    """An open link is issued to nobody: then as many count as issued as came back."""
    return SurveyVotes(
        name=result.round.name, issued=max(result.issued, result.returned), returned=result.returned,
        valid=result.valid, invalid=result.invalid, votes=votes,
        appraised_on=timezone.localdate(result.round.ended_at),
    )  # fmt: skip
