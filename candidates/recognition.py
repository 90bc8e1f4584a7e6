"""党员群众认可度 of a person, from the questionnaires: how he was rated in the latest closed round that rated him."""

from django.utils import timezone

from communities.models import Question, RatedMember, SurveyRound
from communities.survey_results import result_of, rounds_with_all
from core import access


def recognition_of(user, election, people):
    """``{person key: (Ratings, SurveyRound)}`` for whom of ``people`` (keys) the reader may know it.

    What members got one by one is for who holds view_appraisals (the street). The number of queries does not
    grow with people or rounds.
    """
    rated = RatedMember.objects.filter(person__in=list(people), round__election=election).order_by()
    keys = set(rated.values_list("round", flat=True))
    if not keys:  # of most whose file is opened
        return {}
    rounds = SurveyRound.objects.filter(
        pk__in=keys, questionnaire__in=Question.objects.filter(kind=Question.Kinds.MEMBERS).values("questionnaire")
    ).closed(timezone.now())  # fmt: skip
    found = {}
    for one in rounds_with_all(access.visible_to(user, rounds, "view_appraisals")).order_by("closes_at", "pk"):
        found |= {member.person_id: (ratings, one) for member, ratings in result_of(one).members}
    wanted = set(people)
    return {key: value for key, value in found.items() if key in wanted}
