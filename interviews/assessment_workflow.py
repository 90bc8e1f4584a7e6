"""What must hold before an assessment goes on: the guards of interviews.models.assessments.Assessment.

A guard is ``(assessment, actor) -> None`` and raises DomainError. What the page shows as
still missing comes from the same functions.
"""

from django.db.models import Q

from communities.models import CommitteeMember, Kinship, Person, are_related
from communities.services import committees
from core import access
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import signatures_of
from interviews.assessment_rules import MEMBER, TEAM
from interviews.models.assessments import States, TermAssessment


def scheme_of(assessment):
    """How this assessment is voted on and graded."""
    return MEMBER if isinstance(assessment, TermAssessment) else TEAM


def require_running(assessment, actor):
    """A past term is for reading only."""
    committees.require_running(assessment.election)


# --- who may assess -------------------------------------------------------------------


def people_assessed(assessment):
    """The persons whom the assessment judges: one member, or everybody who sits in the team."""
    if isinstance(assessment, TermAssessment):
        return Person.objects.filter(pk=assessment.person_id)
    seats = CommitteeMember.objects.sitting().in_election(assessment.election)
    return Person.objects.filter(pk__in=seats.filter(committee__community=assessment.community_id).values("person"))


def conflict_of(assessment, actor):
    """Why ``actor`` must stand aside (domain facts §5.1 近亲属回避), as a sentence; empty if he need not."""
    own = Person.objects.filter(user=actor).first()
    if own is None:
        return ""
    assessed = list(people_assessed(assessment))
    if own in assessed:
        return "您是本次考核的对象，须回避。请由其他经办人办理。"
    if any(are_related(own, person) for person in assessed):
        return "您与考核对象是已申报的亲属，须回避。请由其他经办人办理。"
    return ""


def require_no_conflict(assessment, actor):
    reason = conflict_of(assessment, actor)
    if reason:
        raise DomainError("conflict_of_interest", reason)


def avoided_by(actor, election):
    """``(persons, communities)``: keys of whom, and codes of whose teams, the actor must leave to others.

    The same rule as :func:`conflict_of`, for a list: three queries at most.
    """
    own = Person.objects.filter(user=actor).values_list("pk", flat=True).first()
    if own is None:
        return frozenset(), frozenset()
    pairs = Kinship.objects.filter(Q(person=own) | Q(relative=own), relative__isnull=False)
    persons = {own, *(pk for pair in pairs.values_list("person_id", "relative_id") for pk in pair)}
    seats = CommitteeMember.objects.sitting().in_election(election).filter(person__in=persons)
    return frozenset(persons), frozenset(seats.order_by().values_list("committee__community_id", flat=True))


# --- material -------------------------------------------------------------------------


def missing_material(assessment):
    """What a proposal still lacks: phrases in the order of the work."""
    appraisal = assessment.appraisal
    steps = (
        (assessment.self_report.strip() or attachments_of(assessment).exists(), "述职报告"),
        (appraisal.votes, "民主测评得票"),
        (appraisal.talked_to, "个别谈话情况"),
        (appraisal.group_opinion.strip(), "考核组意见"),
    )
    return [name for present, name in steps if not present]


def require_complete(assessment, actor):
    """述职、测评、谈话、考核组意见 come before the grade (domain facts §4.5), and the group has said which."""
    missing = missing_material(assessment)
    if missing:
        raise DomainError("material_missing", f"还不能拟定等次，尚缺：{'、'.join(missing)}。")
    if not assessment.appraisal.proposed_grade:
        raise DomainError("grade_missing", "请选择拟定等次。", field="grade")


def require_decision(assessment, actor):
    if not (assessment.grade and assessment.meeting_id):
        raise DomainError("decision_missing", "请先登记定等会议，再按会议结果确定等次。")


def feedback_role(assessment):
    """The role under which a signature for this round's grade is filed: an earlier round's stays beside it."""
    return f"assessed-{assessment.round}"


def require_feedback(assessment, actor):
    """Told in person: on a day, with a signature on the screen or a scan of the signed form."""
    if not assessment.fed_back_on:
        raise DomainError("feedback_missing", "请填写反馈日期。", field="fed_back_on")
    signed = signatures_of(assessment).filter(role=feedback_role(assessment)).exists()
    scanned = attachments_of(assessment.appraisal).filter(caption=feedback_scan(assessment)).exists()
    if not (signed or scanned):
        raise DomainError(
            "signature_missing", "反馈须有签字：请在屏幕上签名，或上传已签字的登记表扫描件。", field="strokes"
        )


def feedback_scan(assessment):
    """The caption of this round's signed form: that of a grade corrected since proves nothing of the new one."""
    return "反馈签字扫描件" if assessment.round == 1 else f"反馈签字扫描件（第{assessment.round}轮）"


# --- when it may be written -----------------------------------------------------------


def require_report_open(assessment, actor):
    """The self-report is written until a grade is proposed."""
    require_running(assessment, actor)
    if not assessment.takes_report:
        raise DomainError(
            "report_closed",
            f"“{assessment}”现为“{assessment.get_state_display()}”，述职报告已不能修改。如须更正，请街道退回重议。",
        )


def require_appraisal_open(assessment, actor):
    """The material is written while the assessment is under way, by whoever need not stand aside."""
    require_running(assessment, actor)
    require_no_conflict(assessment, actor)
    if assessment.state != States.UNDERWAY:
        raise DomainError(
            "appraisal_closed",
            f"“{assessment}”现为“{assessment.get_state_display()}”，“考核中”才能登记测评、谈话和考核组意见。",
        )


def require_evidence_open(assessment, actor):
    """Material comes from the community until a grade is proposed; scans of signed forms from the street after."""
    require_running(assessment, actor)
    if not assessment.takes_report and not access.allowed(actor, "accept_records", assessment):
        raise DomainError("report_closed", f"“{assessment}”已拟定等次，材料不能再改。如须补充，请联系街道党建办。")
