"""定等、反馈 and the rule of the suggested grade."""

import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.services.committees import require_running
from core import access, audit, workflow
from core.attachments import attach
from core.editing import claim_version
from core.errors import DomainError
from core.signatures import sign
from interviews import assessment_workflow
from interviews.models import GradingMeeting
from interviews.models.assessments import States
from interviews.services.assessments import locked, require_not_future

SHARES = ("best_share", "best_upper_share", "second_upper_share", "third_passing_share")


# --- meeting --------------------------------------------------------------------------


@transaction.atomic
def record_meeting(*, actor, election, name, held_on, expected, present, document_number=""):
    """Record a meeting of the street that decides grades. ``expected`` and ``present`` are heads.

    Returns the :class:`GradingMeeting`. Raises DomainError ``election_past``, ``future_date``,
    ``too_many_present`` or ``meeting_recorded``.
    """
    access.require(actor, "accept_records", election.region)
    require_running(election)
    require_not_future(held_on, "held_on", "会议日期")
    if present > expected:
        raise DomainError("too_many_present", f"实到 {present} 人多于应到 {expected} 人，请核对。", field="present")
    fields = {"election": election, "region": election.region, "name": name.strip(), "held_on": held_on}
    try:
        with transaction.atomic():
            meeting = GradingMeeting.objects.create(
                **fields, expected=expected, present=present, document_number=document_number.strip(), recorded_by=actor
            )
    except IntegrityError:
        raise DomainError("meeting_recorded", "同名同日的会议已登记，请直接选用。", field="name") from None
    audit.record(actor, "assessment.meeting", meeting, detail={"held_on": held_on, "present": present})
    return meeting


# --- decision -------------------------------------------------------------------------


@transaction.atomic
def decide_grade(*, actor, assessment, meeting, grade, votes_for, votes_against, decision_reason=""):
    """Record the grade that a meeting decided; the assessment goes to 已定等次. Returns the assessment.

    Votes are heads present. A grade other than the proposed one needs ``decision_reason``. Raises
    DomainError ``other_term``, ``too_many_votes``, ``no_majority``, ``change_unexplained``,
    ``wrong_state`` or ``conflict_of_interest``.
    """
    assessment = locked(assessment)
    access.require(actor, "accept_records", assessment)
    _require_proposed(assessment)
    _require_meeting(actor, assessment, meeting)
    _require_vote(meeting, votes_for, votes_against)
    assessment.decision_reason = _change_reason(assessment, grade, decision_reason.strip())
    assessment.grade, assessment.meeting = grade, meeting
    assessment.votes_for, assessment.votes_against = votes_for, votes_against
    assessment.save()
    workflow.apply(actor=actor, obj=assessment, name="decide")
    return type(assessment).objects.get(pk=assessment.pk)


def _require_proposed(assessment):
    if assessment.state != States.PROPOSED:
        raise DomainError(
            "wrong_state", f"“{assessment}”现为“{assessment.get_state_display()}”，“拟定等次”后才能会议定等。"
        )


def _require_meeting(actor, assessment, meeting):
    access.require(actor, "accept_records", meeting)
    if meeting.election_id != assessment.election_id:
        raise DomainError("other_term", f"“{meeting}”不是{assessment.election}的会议，请重新选择。", field="meeting")


def _require_vote(meeting, votes_for, votes_against):
    if votes_for + votes_against > meeting.present:
        raise DomainError(
            "too_many_votes",
            f"同意、不同意合计 {votes_for + votes_against} 人，多于实到 {meeting.present} 人，请核对表决。",
            field="votes_for",
        )
    if votes_for <= votes_against:
        raise DomainError(
            "no_majority", "同意人数不多于不同意人数，该等次未获通过，请核对表决或退回重议。", "votes_for"
        )


def _change_reason(assessment, grade, reason):
    """The meeting may decide otherwise than proposed, and says why."""
    if grade == assessment.appraisal.proposed_grade:
        return ""
    if not reason:
        proposed = assessment.appraisal.get_proposed_grade_display()
        raise DomainError(
            "change_unexplained", f"会议确定的等次与拟定等次“{proposed}”不一致，请写明理由。", field="decision_reason"
        )
    return reason


@transaction.atomic
def decide_as_proposed(*, actor, assessments, meeting, votes_for, votes_against):
    """One vote of the meeting on several proposals as they stand. Returns how many were decided.

    Raises as :func:`decide_grade`; then none is decided.
    """
    for assessment in assessments:
        decide_grade(
            actor=actor, assessment=assessment, meeting=meeting, grade=assessment.appraisal.proposed_grade,
            votes_for=votes_for, votes_against=votes_against,
        )  # fmt: skip
    return len(assessments)


# --- feedback -------------------------------------------------------------------------


def feedback_content(assessment):
    """The bytes that are signed at the feedback: whom it concerns, the grade and who decided it, canonical JSON."""
    meeting = assessment.meeting
    content = {
        "考核": str(assessment), "届次": str(assessment.election), "社区": assessment.community.name,
        "等次": assessment.get_grade_display(), "定等会议": str(meeting), "文号": meeting.document_number,
        "反馈日期": str(assessment.fed_back_on), "本人意见": assessment.feedback_opinion, "轮次": assessment.round,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


@transaction.atomic
def feed_back(*, actor, assessment, fed_back_on, signer_name, feedback_opinion="", strokes="", uploads=()):
    """Tell the grade: who was told, when, what he says to it, and his signature; goes to 已反馈.

    ``strokes``: a signature drawn on the screen (core.signatures); ``uploads``: scans of the signed form;
    one of the two. Raises DomainError ``future_date``, ``told_before_decided``, ``signature_missing``,
    ``wrong_state``, ``conflict_of_interest`` and what sign and attach raise. Returns the assessment.
    """
    assessment = locked(assessment)
    access.require(actor, "accept_records", assessment)
    _require_tellable(assessment, fed_back_on)
    assessment.fed_back_on, assessment.feedback_opinion = fed_back_on, feedback_opinion.strip()
    assessment.save(update_fields=["fed_back_on", "feedback_opinion"])
    if strokes and strokes != "[]":
        sign(actor=actor, subject=assessment, role=assessment_workflow.feedback_role(assessment),
             signer_name=signer_name, strokes=strokes, content=feedback_content(assessment))  # fmt: skip
    for upload in uploads:
        # On the appraisal, whose sight is the street's: the signed form shows votes and opinion.
        caption = assessment_workflow.feedback_scan(assessment)
        attach(actor=actor, subject=assessment.appraisal, upload=upload, caption=caption)
    workflow.apply(actor=actor, obj=assessment, name="feed_back")
    return type(assessment).objects.get(pk=assessment.pk)


def _require_tellable(assessment, day):
    if assessment.state != States.DECIDED:
        raise DomainError(
            "wrong_state", f"“{assessment}”现为“{assessment.get_state_display()}”，“已定等次”后才能反馈。"
        )
    require_not_future(day, "fed_back_on", "反馈日期")
    if day < assessment.meeting.held_on:
        raise DomainError(
            "told_before_decided",
            f"反馈日期早于定等会议（{assessment.meeting.held_on}），请核对。",
            field="fed_back_on",
        )


# --- rule -----------------------------------------------------------------------------


@transaction.atomic
def edit_grade_rule(*, actor, rule, version, basis, **shares):
    """Change the shares (SHARES, in per cent) from which grades are suggested; a confirmation lapses.

    Grades already proposed keep what was suggested then. Raises DomainError ``shares_out_of_order``,
    ``election_past`` or ``edited_meanwhile``. Returns the rule.
    """
    _claim(actor, rule, version)
    if shares["second_upper_share"] > shares["best_upper_share"]:
        raise DomainError(
            "shares_out_of_order", "第二等次的比例不能高于最高等次的比例，请核对。", field="second_upper_share"
        )
    fields = {**{name: shares[name] for name in SHARES}, "basis": basis.strip()}
    changed = audit.changes({name: getattr(rule, name) for name in fields}, fields)
    for name, value in fields.items():
        setattr(rule, name, value)
    if changed:
        rule.document_number, rule.confirmed_by, rule.confirmed_at = "", None, None
    rule.save()
    audit.record(actor, "assessment.edit_rule", rule, detail=changed)
    return rule


@transaction.atomic
def confirm_grade_rule(*, actor, rule, version, document_number):
    """核定: the office stands by the shares, by the document named. Raises DomainError ``document_required``."""
    if not document_number.strip():
        raise DomainError("document_required", "请填写核定所依据的文号。", field="document_number")
    _claim(actor, rule, version)
    rule.document_number, rule.confirmed_by, rule.confirmed_at = document_number.strip(), actor, timezone.now()
    rule.save()
    audit.record(actor, "assessment.confirm_rule", rule, reason=rule.document_number)
    return rule


def _claim(actor, rule, version):
    access.require(actor, "manage_rules", rule)
    require_running(rule.election)
    claim_version(actor=actor, obj=rule, version=version)
