"""任期考核登记表: of one member, or of all members of a community or street in one file.

Fields: documents.md (e), 任期考核登记表 (任期、分管工作、个人总结、民主测评票数、考核组意见、街道党工委
确定等次、本人签名); layout common practice, not a form published by anybody.
"""

from django.db.models import Min
from django.utils import timezone

from communities.models import CommitteeMember, Region
from core import access, ids
from core.access import code_condition
from core.dates import format_month
from core.errors import DomainError
from core.signatures import Signature
from interviews.assessment_rules import MEMBER, tally
from interviews.assessment_workflow import feedback_role
from interviews.models import MemberAppraisal, MemberGrades
from reports.definitions.base import Report, subject_form
from reports.definitions.batches import PackingForm, render_forms, take

PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)


def _with_file(rows):
    return rows.select_related("assessment__person", "assessment__community", "assessment__meeting")


def one_context(user, region, election, parameters, number):
    """The data of templates/pdf/assessment_form.html for one member."""
    appraisal = access.get_or_404(user, _with_file(MemberAppraisal.objects), pk=parameters["subject"])
    return _context([appraisal], election)


def batch_context(user, region, election, parameters, number):
    """The same for everybody below ``region``; raises DomainError ``nothing_to_print`` or ``too_many``."""
    rows = access.visible_to(user, MemberAppraisal).filter(code_condition("community_id", [region.pk]))
    rows = _with_file(rows.filter(election=election))
    rows = rows.order_by("community_id", "assessment__rank", "assessment__created_at")
    found = take(rows, otherwise="“任期考核台账”导出 Excel")
    if not found:
        raise DomainError("nothing_to_print", "所选范围内还没有任期考核，请先“按现任名册生成”。")
    return _context(found, election)


def _context(appraisals, election):
    signed, since = _signatures(appraisals), _since(appraisals, election)
    return {
        "heading": "社区“两委”成员任期考核登记表",
        "term": str(election),
        "filled_on": timezone.localdate(),
        "grades": MEMBER.grade_labels,
        "forms": [
            _person(one, election)
            | {"since": since.get(one.pk), "signature": signed.get((str(one.pk), feedback_role(one.assessment)))}
            | _result(one)
            for one in appraisals
        ],
    }


def _signatures(appraisals):
    """``{(record key, role): Signature}`` under these assessments, in one query."""
    keys = [str(one.pk) for one in appraisals]
    rows = Signature.objects.filter(
        content_type__app_label="interviews", content_type__model="termassessment", object_id__in=keys
    )
    return {(signature.object_id, signature.role): signature for signature in rows}


def _since(appraisals, election):
    """``{key: 任现职时间}``: the first day of the posts each holds in the community, where that is known."""
    seats = CommitteeMember.objects.in_election(election).sitting().exclude(since=None).order_by()
    seats = seats.filter(person__in=[one.assessment.person_id for one in appraisals])
    first = seats.values_list("committee__community_id", "person_id").annotate(Min("since"))
    days = {(code, person): format_month(day) for code, person, day in first}
    return {one.pk: days.get((one.community_id, one.assessment.person_id)) for one in appraisals}


def _person(appraisal, election):
    assessment, person = appraisal.assessment, appraisal.assessment.person
    born = person.birth_date
    return {
        "bookmark": f"{assessment.community.short_name} {person.name}",
        "community": assessment.community.short_name,
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "birth_month": format_month(born) if born else "",
        "age": ids.age_on(born, election.election_day) if born else None,
        "political_status": person.get_affiliation_display(),
        "joined_party_on": format_month(person.party_joined_on) if person.party_joined_on else "",
        "education": person.get_education_display() or "",
        "posts": assessment.posts,
        "duties": assessment.duties,
        "self_report": assessment.self_report,
        "reported_on": assessment.reported_on,
    }


def _result(appraisal):
    """The votes, what the group proposed, and what the meeting decided, as far as the assessment has come."""
    assessment, meeting = appraisal.assessment, appraisal.assessment.meeting
    proposed = f"拟定等次：{appraisal.get_proposed_grade_display()}" if appraisal.proposed_grade else ""
    return {
        "appraisal": appraisal,
        "tally": tally(MEMBER, appraisal) if appraisal.votes else None,
        "opinion": "\n".join(filter(None, [appraisal.group_opinion, proposed])),
        "grade_choices": [(grade.label, assessment.grade == grade) for grade in MemberGrades],
        "decision": _decision(assessment) if meeting else "",
        "decided_on": meeting and meeting.held_on,
        "feedback_opinion": assessment.feedback_opinion,
        "fed_back_on": assessment.fed_back_on,
    }


def _decision(assessment):
    meeting = assessment.meeting
    number = f"，{meeting.document_number}" if meeting.document_number else ""
    reason = f"。改定理由：{assessment.decision_reason}" if assessment.decision_reason else ""
    return f"{meeting.name}（{meeting.held_on:%Y.%m.%d}）研究确定{number}{reason}"


def describe(appraisal):
    """Members told apart by community, name and posts."""
    assessment = appraisal.assessment
    return f"{assessment.community.short_name}　{assessment.person.name}　{assessment.posts}"


ASSESSMENT_FORM = Report(
    code="assessment_form",
    title="任期考核登记表",
    description="一名成员的述职、测评得票、考核组意见、确定等次和本人签名，供签字盖章。",
    template="pdf/assessment_form.html",
    permission="view_appraisals",
    context=one_context,
    parameter_form=subject_form(
        MemberAppraisal, "view_appraisals", label="考核对象", describe=describe, rows=_with_file
    ),
    levels=PLACES,
    counter="份",
    subject_model=MemberAppraisal,
    subject_label=lambda appraisal: appraisal.assessment.person.name,
    subject_rows=_with_file,
)
ASSESSMENT_FORMS = Report(
    code="assessment_forms",
    title="任期考核登记表（全部成员）",
    description="所选社区或街道每名成员一份，合为一个带书签的 PDF，或每人一个文件打包下载。",
    template="pdf/assessment_form.html",
    permission="view_appraisals",
    context=batch_context,
    render=render_forms,
    parameter_form=PackingForm,
    levels=PLACES,
    counter="份",
    ledger="assessments",
)
