"""党员群众认可度 of a person, from the questionnaires: how he was rated in the latest closed round that rated him."""

from django.utils import timezone

from communities.models import Question, SurveyRound
from communities.survey_results import result_of, rounds_with_all
from core import access


def recognition_of(user, election, people):
    """``{person key: (Ratings, SurveyRound)}`` for whom of ``people`` (keys) the reader may know it.

    What members got one by one is for who holds view_appraisals (the street). The number of queries does not
    grow with people or rounds.
    """
    rated = SurveyRound.objects.filter(
        election=election, rated_members__person__in=list(people),
        questionnaire__in=Question.objects.filter(kind=Question.Kinds.MEMBERS).values("questionnaire"),
    ).closed(timezone.now())  # fmt: skip
    rounds = access.visible_to(user, SurveyRound.objects.filter(pk__in=rated.values("pk")), "view_appraisals")
    found = {}
    for one in rounds_with_all(rounds).order_by("closes_at", "pk"):
        found |= {member.person_id: (ratings, one) for member, ratings in result_of(one).members}
    wanted = set(people)
    return {key: value for key, value in found.items() if key in wanted}
