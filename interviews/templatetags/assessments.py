"""Tones of an assessment's state and grade, for c-state."""

from django import template

from interviews.models import AssessmentStates, MemberGrades, TeamGrades

register = template.Library()
STATE_TONES = {
    AssessmentStates.PENDING: "wait",
    AssessmentStates.UNDERWAY: "warn",
    AssessmentStates.PROPOSED: "warn",
    AssessmentStates.DECIDED: "warn",
    AssessmentStates.FED_BACK: "ok",
}
GRADE_TONES = {
    MemberGrades.EXCELLENT: "ok",
    MemberGrades.COMPETENT: "ok",
    MemberGrades.BASIC: "warn",
    MemberGrades.INCOMPETENT: "bad",
    TeamGrades.GOOD: "ok",
    TeamGrades.FAIR: "warn",
    TeamGrades.POOR: "bad",
}


@register.filter
def state_tone(assessment):
    return STATE_TONES[assessment.state]


@register.filter
def grade_tone(grade):
    """``{{ assessment.grade|grade_tone }}``: a grade's code, of a member or a team."""
    return GRADE_TONES.get(grade, "wait")
