"""What must hold in a departure audit: the guards of its moves, and what is still missing step by step.

Functions named ``missing_…`` list phrases for the person who has to do it; the page shows them beside
each step, and the guards refuse by them. Steps: domain facts §4.4.
"""

from django.utils import timezone

from communities.models import Person, are_related
from communities.services.committees import require_running
from core import access, secrets
from core.attachments import Attachment, attachments_of
from core.errors import DomainError, refuse_if
from core.signatures import is_of, signatures_of
from interviews.audit_figures import problems
from interviews.models import AuditRule, AuditStates, FindingStates, TeamRoles

FIELDWORK_STATES = (AuditStates.PLANNED, AuditStates.NOTIFIED, AuditStates.OPENED)


# --- who may act, and when ---------------------------------------------------------------


def conflict_of(audit, actor):
    """Why ``actor`` must stand aside from this audit, as a sentence; empty if he need not."""
    own = Person.objects.filter(user=actor).first()
    if own and own.pk == audit.person_id:
        return "您就是被审计人，须回避。请由其他经办人办理。"
    if own and are_related(own, audit.person):
        return f"您与被审计人“{audit.person}”是已申报的亲属，须回避。请由其他经办人办理。"
    return ""


def require_no_conflict(audit, actor):
    reason = conflict_of(audit, actor)
    if reason:
        raise DomainError("conflict_of_interest", reason)


def is_office(audit, actor):
    """Whether ``actor`` holds 离任审计立项、指派 by a role, not by a seat on the team."""
    return access.allowed(actor, "manage_audits", audit.community)


def require_office(audit, actor):
    if not is_office(audit, actor):
        raise DomainError("office_only", "这一步由街道办理，请联系街道党建办。")


def require_changeable(audit, actor):
    """Neither of a past term nor closed."""
    require_running(audit.election)
    if audit.is_closed:
        raise DomainError("audit_closed", f"“{audit}”已离任完成，不能再改。如须更正，请由街道重新打开。")


def require_fieldwork(audit, actor):
    """What the report is made of stands still once the report is out."""
    require_changeable(audit, actor)
    if audit.state not in FIELDWORK_STATES:
        raise DomainError(
            "report_issued",
            f"“{audit}”现为“{audit.get_state_display()}”，报告所依据的内容不能再改。如须修改，请先“退回补充审计”。",
        )


def require_finding_changeable(finding, actor):
    """A finding moves while its audit is open, and not by the hand of the auditee or a relative."""
    require_changeable(finding.audit, actor)
    require_no_conflict(finding.audit, actor)


# --- team, notice, opening -----------------------------------------------------------------


def conflict_in_team(auditee, member):
    """Why ``member`` cannot sit on the team that audits ``auditee`` (both Person); empty if he can."""
    if member.pk == auditee.pk:
        return f"“{member}”是被审计人本人，不能列入本人的审计组。"
    if are_related(member, auditee):
        return f"“{member}”与被审计人“{auditee}”是已申报的亲属，须回避，不能列入审计组。"
    return ""


def missing_team(audit):
    team = list(audit.team.select_related("person"))
    missing = [] if any(seat.role == TeamRoles.LEADER for seat in team) else ["未指定审计组组长"]
    return missing + [reason.rstrip("。") for seat in team if (reason := conflict_in_team(audit.person, seat.person))]


def require_team(audit, actor):
    refuse_if(missing_team(audit), "team_incomplete")


def _unfilled(audit, *names):
    """The named fields that are empty, as phrases."""
    return [f"未填{audit._meta.get_field(name).verbose_name}" for name in names if not getattr(audit, name)]


def missing_notice(audit):
    missing = _unfilled(audit, "notice_number", "notice_on")
    if audit.notice_on and audit.notice_on > timezone.localdate():
        missing.append(f"通知日期为{audit.notice_on:%Y-%m-%d}，尚未到")
    return missing


def require_notice(audit, actor):
    refuse_if(missing_notice(audit), "notice_missing")


def missing_opening(audit):
    missing = _unfilled(audit, "opening_on", "opening_place")
    if audit.opening_on and audit.opening_on > timezone.localdate():
        missing.append(f"进点会定于{audit.opening_on:%m月%d日}，尚未召开")
    return missing


def require_opening(audit, actor):
    refuse_if(missing_opening(audit), "opening_missing")


def missing_commitment(audit):
    return _unfilled(audit, "commitment_on")


def require_commitment(audit, actor):
    """被审计人签承诺书 belongs to fieldwork (domain facts §4.4, 流程实例)."""
    refuse_if(missing_commitment(audit), "commitment_missing")


# --- report -----------------------------------------------------------------------------------


def require_figures(audit, actor):
    """The money adds up."""
    refuse_if([problem.rstrip("。") for problem in problems(audit)], "figures_do_not_add_up")


def missing_conclusion(audit):
    missing = _unfilled(audit, "conclusion_grade", "conclusion", "report_number", "reported_on")
    if audit.reported_on and audit.reported_on > timezone.localdate():
        missing.append("报告日期在今天之后")
    return missing


def require_conclusion(audit, actor):
    refuse_if(missing_conclusion(audit), "conclusion_missing")


def incomplete_findings(audit):
    """Findings that say neither what is to be done nor by when, though not settled already."""
    findings = audit.findings.exclude(state=FindingStates.VERIFIED)
    return [
        f"{finding}未填整改要求或整改期限" for finding in findings if not finding.measures or not finding.rectify_by
    ]


def require_findings_complete(audit, actor):
    refuse_if(incomplete_findings(audit), "findings_incomplete")


# --- publication --------------------------------------------------------------------------------


def rule_of(election):
    """The term's :class:`AuditRule`; an unsaved one with the defaults where none was set."""
    return AuditRule.objects.filter(election=election).first() or AuditRule(election=election)


def missing_publication(audit):
    publication, days = audit.publication, rule_of(audit.election).publication_days
    missing = _unfilled(publication, "place", "published_from", "published_to")
    if publication.days and publication.days < days:
        missing.append(f"公示{publication.days}天，少于规定的{days}天")
    if publication.published_from and audit.reported_on and publication.published_from < audit.reported_on:
        missing.append("公示起始日期早于报告日期")
    return missing


def require_publication(audit, actor):
    refuse_if(missing_publication(audit), "publication_missing")


def unfinished_publication(audit):
    """What keeps a publication that began from being over: its last day, and a photo of it."""
    publication, missing = audit.publication, missing_publication(audit)
    if publication.published_to and publication.published_to >= timezone.localdate():
        missing.append(f"公示至{publication.published_to:%m月%d日}期满")
    if not attachments_of(publication).filter(kind=Attachment.Kinds.PHOTO).exists():
        missing.append("未上传公示照片")
    return missing


def require_publication_over(audit, actor):
    refuse_if(unfinished_publication(audit), "publication_unfinished")


# --- findings put right -----------------------------------------------------------------------------


def unsettled_findings(audit):
    """The findings that keep an audit open, a phrase each."""
    return [
        f"{finding}{finding.get_state_display()}（{finding.description[:20]}）"
        for finding in audit.findings.unsettled()
    ]


def require_findings_verified(audit, actor):
    refuse_if(unsettled_findings(audit), "findings_open")


def require_rectification(finding, actor):
    refuse_if(_unfilled(finding, "rectified_on", "rectification"), "rectification_missing")


def require_evidence(finding, actor):
    """整改回执: nothing is verified on words alone."""
    if not attachments_of(finding).exists():
        raise DomainError("evidence_missing", f"{finding}还没有整改佐证，请先上传整改回执或照片，再核实销号。")


# --- handover ---------------------------------------------------------------------------------------


def handover_text(audit):
    """The list as its parties sign it, as bytes: any later change shows."""
    handover = audit.handover
    head = [str(audit.person), *(str(person or "") for person in handover.parties.values()), handover.note]
    lines = [
        [item.get_kind_display(), item.name, item.quantity, item.note, str(item.handed_on or "")]
        for item in audit.handover_items.all()
    ]
    return "\n".join("\t".join(line) for line in [head, *lines]).encode()


def handover_digest(audit):
    """What a page tells of the list that it shows, so that nobody signs another than he read."""
    return secrets.digest(handover_text(audit))


def missing_signatures(audit):
    """The parties who have not signed the list as it now reads; none where a signed scan is on file."""
    if attachments_of(audit.handover).exists():
        return []
    text = handover_text(audit)
    signed = {signature.role for signature in signatures_of(audit.handover) if is_of(signature, text)}
    return [f"{label}未签字" for role, label in audit.handover.ROLES if role not in signed]


def unfinished_handover(audit):
    """What keeps the handover from being done, a phrase each."""
    items = list(audit.handover_items.all())
    missing = [] if items else ["交接清单没有内容"]
    missing += [f"{item.get_kind_display()}“{item.name}”未交接" for item in items if not item.handed_on]
    missing += _unfilled(audit.handover, "handed_over_by", "received_by", "supervised_by")
    return missing + missing_signatures(audit)


def require_handover(audit, actor):
    refuse_if(unfinished_handover(audit), "handover_unfinished")
