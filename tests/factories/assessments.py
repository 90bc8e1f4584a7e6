"""Term assessments taken through the services to any state."""

from datetime import date

from django.utils import timezone

from interviews.models import GradingMeeting, TermAssessment
from interviews.services import assessment_grades, assessments
from tests.factories.communities import make_member, make_person
from tests.factories.signatures import drawn

VOTES = {
    "virtue": [20, 8, 2, 0], "ability": [18, 10, 2, 0], "diligence": [19, 9, 1, 1], "results": [17, 11, 2, 0],
    "integrity": [21, 8, 1, 0], "overall": [19, 9, 2, 0],
}  # fmt: skip
TEAM_VOTES = {"politics": [20, 8, 2, 0], "overall": [16, 12, 2, 0]}
TALKED_OF = "同事普遍认为工作扎实但偶有急躁"
OPINION = "考核组认为该同志履职尽责综合表现较好"


def seat(street, name="张三", post="secretary", community=None, **fields):
    """A sitting member of the running term. Returns the person."""
    person = make_person(community or street.first, name, **fields)
    make_member(person, street.running, post, duties="主持全面工作")
    return person


def generate(street, actor="staff"):
    return assessments.generate_assessments(actor=street.users[actor], election=street.running)


def lay_out(street, person=None):
    """An assessment of a member, just generated."""
    person = person or seat(street)
    generate(street)
    return TermAssessment.objects.get(person=person, community=person.community)


def team_of(street, community=None):
    """The team's assessment of a community that has a sitting member."""
    community = community or street.first
    if not community.committees.filter(members__isnull=False).exists():
        seat(street, community=community)
    generate(street)
    return community.team_assessments.get(election=street.running)


def write_report(street, assessment, actor="secretary", **changed):
    fields = {"self_report": "五年来完成老旧小区改造三个。", "reported_on": date(2026, 11, 10)} | changed
    return assessments.write_self_report(
        actor=street.users[actor], assessment=assessment, version=fresh(assessment).version, **fields
    )


def vote(street, assessment, actor="staff", **changed):
    """A sound count sheet, unless ``changed``."""
    votes = VOTES if isinstance(assessment, TermAssessment) else TEAM_VOTES
    sheet = {"issued": 32, "returned": 31, "valid": 30, "invalid": 1, "votes": votes} | changed
    return assessments.record_votes(
        actor=street.users[actor], assessment=assessment, version=fresh(assessment).appraisal.version,
        appraised_on=sheet.pop("appraised_on", date(2026, 11, 12)), **sheet,
    )  # fmt: skip


def talk(street, assessment, actor="staff"):
    return assessments.record_talks(
        actor=street.users[actor], assessment=assessment, version=fresh(assessment).appraisal.version,
        talked_to=8, talked_with="在职“两委”成员、党员和群众代表", talk_summary=TALKED_OF,
    )  # fmt: skip


def propose(street, assessment, grade=None, reason="", actor="staff"):
    grade = grade or "excellent"
    return assessments.propose_grade(
        actor=street.users[actor], assessment=assessment, version=fresh(assessment).appraisal.version,
        group_opinion=OPINION, grade=grade, deviation_reason=reason,
    )  # fmt: skip


def meet(street, **changed):
    """The term's grading meeting, recorded once."""
    fields = {"name": "街道党工委会议", "held_on": date(2026, 11, 16), "expected": 9, "present": 8} | changed
    known = GradingMeeting.objects.filter(name=fields["name"], held_on=fields["held_on"]).first()
    return known or assessment_grades.record_meeting(actor=street.users["staff"], election=street.running, **fields)


def decide(street, assessment, actor="staff", **changed):
    fields = {"grade": fresh(assessment).appraisal.proposed_grade, "votes_for": 8, "votes_against": 0} | changed
    return assessment_grades.decide_grade(
        actor=street.users[actor], assessment=assessment, meeting=fields.pop("meeting", None) or meet(street), **fields
    )


def feed_back(street, assessment, actor="staff", **changed):
    fields = {
        "fed_back_on": timezone.localdate(),
        "signer_name": "张三",
        "feedback_opinion": "同意",
        "strokes": drawn(),
    }
    return assessment_grades.feed_back(actor=street.users[actor], assessment=assessment, **fields | changed)


def bring_to(street, assessment, state, actor="staff"):
    """Take a fresh assessment to ``state``; returns it as it stands then."""
    if state != "pending":
        write_report(street, assessment)
        assessments.move_assessment(actor=street.users[actor], assessment=assessment, move="begin")
    if state in ("proposed", "decided", "fed_back"):
        vote(street, assessment, actor)
        talk(street, assessment, actor)
        propose(street, assessment, actor=actor)
    if state in ("decided", "fed_back"):
        decide(street, assessment, actor)
    if state == "fed_back":
        feed_back(street, assessment, actor)
    return fresh(assessment)


def fresh(assessment):
    return type(assessment).objects.get(pk=assessment.pk)
