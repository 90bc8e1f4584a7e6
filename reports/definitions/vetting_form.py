"""资格审查表: one candidate on paper, with everything he was held against and every opinion."""

from django.utils import timezone

from candidates.models import Candidate, Review
from core import access
from reports.candidate_facts import (
    file_number,
    negatives,
    person_facts,
    relatives,
    resume_lines,
    review_boxes,
    standards,
)
from reports.definitions.base import Report
from reports.definitions.of_candidate import OF_CANDIDATE
from reports.joint_answers import district_boxes


def context(user, region, election, parameters, number):
    """The data of templates/pdf/vetting_form.html; ID number and phone stay masked."""
    candidate = access.get_or_404(
        user,
        Candidate.objects.select_related("person", "community", "election"),
        "view_vetting",
        pk=parameters["subject"],
    )
    latest = {review.level: review for review in candidate.reviews.select_related("reviewer").order_by("round")}
    return {
        "heading": "社区“两委”换届人选资格审查表",
        "community": candidate.community.short_name,
        "term": str(candidate.election),
        "number": file_number(candidate),
        "filled_on": timezone.localdate(),
        "person": person_facts(candidate),
        "sources": [(text, candidate.source == code) for code, text in Candidate.SOURCE_EXPLANATIONS.items()],
        "recommendation": candidate.recommendation,
        "resume": resume_lines(candidate.person.resume),
        "relatives": relatives(candidate.person),
        "standards": standards(user, candidate),
        "negatives": negatives(user, candidate),
        **district_boxes(user, candidate),
        **review_boxes("community", latest.get(Review.Levels.COMMUNITY)),
        **review_boxes("street", latest.get(Review.Levels.STREET)),
    }


VETTING_FORM = Report(
    code="vetting_form",
    title="人选资格审查表",
    description="一名人选的基本情况、对标、负面清单核查、两级审查意见和区级联审各部门意见、结论，供签字盖章。",
    template="pdf/vetting_form.html",
    context=context,
    **OF_CANDIDATE,
)
