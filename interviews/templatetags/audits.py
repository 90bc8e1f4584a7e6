"""Tones of audits and findings, and what comes next: for the audits' pages."""

from django import template
from django.utils import timezone

from interviews.models import AuditGrades, AuditStates, FindingStates

register = template.Library()
STATE_TONES = {
    AuditStates.PLANNED: "wait",
    AuditStates.NOTIFIED: "warn",
    AuditStates.OPENED: "warn",
    AuditStates.REPORTED: "warn",
    AuditStates.PUBLISHED: "warn",
    AuditStates.RECTIFYING: "warn",
    AuditStates.COMPLETED: "ok",
}
GRADE_TONES = {
    AuditGrades.GOOD: "ok",
    AuditGrades.FAIRLY_GOOD: "ok",
    AuditGrades.FAIR: "warn",
    AuditGrades.POOR: "bad",
}
NEXT_STEPS = {
    AuditStates.PLANNED: "定审计组，填审计通知，发出通知。",
    AuditStates.NOTIFIED: "召开进点会，宣读审计纪律。",
    AuditStates.OPENED: "核实数据、合同和问题，形成结论，出具报告。",
    AuditStates.REPORTED: "在社区张榜公示。",
    AuditStates.PUBLISHED: "公示期满，上传公示照片；督促整改，办理交接。",
    AuditStates.RECTIFYING: "问题整改销号，三方交接签字，办结离任。",
    AuditStates.COMPLETED: "已办结。",
}


@register.filter
def audit_tone(audit):
    """The tone of an audit's state, for c-state."""
    return STATE_TONES[audit.state]


@register.filter
def grade_tone(audit):
    """The tone of the conclusion's grade."""
    return GRADE_TONES.get(audit.conclusion_grade, "wait")


@register.filter
def finding_tone(finding):
    """The tone of a finding's state: bad once it is past its date."""
    if finding.state == FindingStates.OPEN:
        return "bad" if is_overdue(finding) else "warn"
    return "ok" if finding.is_settled else "wait"


@register.filter
def is_overdue(finding):
    """Whether a finding is not put right though its date has passed."""
    return bool(
        finding.state == FindingStates.OPEN and finding.rectify_by and finding.rectify_by < timezone.localdate()
    )


@register.filter
def next_audit_step(audit):
    """Who has to do what next, in a sentence."""
    return NEXT_STEPS[audit.state]
