"""Counting answers: from the rows of a round to ``{question key: {line key: [votes of each choice]}}``."""

from communities.models import Question, SurveyResponse
from communities.survey_lines import lines_of, votes_of


def count_answers(survey_round):
    """``(number of answers, counts)`` of what came in online; of a number question the count and the total."""
    questions = list(survey_round.questionnaire.questions.all())
    members = list(survey_round.rated_members.select_related("person"))
    counts = {str(question.pk): empty_count(question, members) for question in questions}
    answered = 0
    for answers in SurveyResponse.objects.filter(round=survey_round).values_list("answers", flat=True).iterator():
        answered += 1
        for question in questions:
            _add(counts[str(question.pk)], question, answers)
    return answered, counts


def empty_count(question, members):
    """Nothing counted yet."""
    if question.kind == Question.Kinds.NUMBER:
        return {"count": 0, "total": 0}
    return {line.key: [0] * len(question.all_choices) for line in lines_of(question, members)}


def _add(count, question, answers):
    if question.kind == Question.Kinds.NUMBER:
        if str(question.pk) in answers:
            count["count"] += 1
            count["total"] += answers[str(question.pk)]
        return
    for line, places in votes_of(question, answers).items():
        for place in places:
            count[line][place] += 1


def counts_of(survey_round):
    """``(number of answers, counts)``: those frozen at closing, or counted now if the closing job is late."""
    if survey_round.counts is not None:
        return survey_round.answered, survey_round.counts
    return count_answers(survey_round)
