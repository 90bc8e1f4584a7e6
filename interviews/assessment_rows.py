"""任期考核 as rows, for the ledger and for whoever sums up.

Votes, the group's opinion and the proposed grade come from the appraisals that the user may
see; where he may not, those cells are empty. The grade is there once it is decided.
"""

from core.access import code_condition, visible_to
from interviews.assessment_rules import MEMBER, TEAM, rates
from interviews.models import MemberAppraisal, TeamAppraisal, TeamAssessment, TermAssessment


def member_rows(user, region, election):
    """A dict per assessed member, in order: ``record`` (key), ``community``, ``name``, ``posts``, ``state``,
    ``grade``, ``proposed_grade``, ``issued``, ``returned``, ``valid``, ``invalid``, ``best_share``,
    ``upper_share``, ``passing_share`` (Decimal per cent or None), ``talked_to``, ``meeting``, ``decided_on``,
    ``document_number``, ``fed_back_on``. Two queries.
    """
    rows = visible_to(user, TermAssessment).select_related("person", "community", "meeting")
    found = _inside(rows, region, election)
    appraisals = _appraisals(user, MemberAppraisal, region, election)
    return [{"name": one.person.name, "posts": one.posts, **_row(one, appraisals.get(one.pk), MEMBER)} for one in found]


def team_rows(user, region, election):
    """The same per team; without ``name`` and ``posts``."""
    rows = visible_to(user, TeamAssessment).select_related("community", "meeting")
    appraisals = _appraisals(user, TeamAppraisal, region, election)
    return [_row(one, appraisals.get(one.pk), TEAM) for one in _inside(rows, region, election)]


def _inside(rows, region, election):
    return rows.filter(code_condition("community_id", [region.code]), election=election)


def _appraisals(user, model, region, election):
    return {one.pk: one for one in _inside(visible_to(user, model), region, election)}


def _row(assessment, appraisal, scheme):
    meeting = assessment.meeting
    return {
        "record": assessment.pk,
        "community": assessment.community.short_name,
        "state": assessment.get_state_display(),
        "grade": assessment.get_grade_display() if assessment.is_settled else "",
        "meeting": meeting.name if meeting else "",
        "decided_on": meeting and meeting.held_on,
        "document_number": meeting.document_number if meeting else "",
        "fed_back_on": assessment.fed_back_on,
        **_confidential(appraisal, scheme),
    }


CONFIDENTIAL = ("issued", "returned", "valid", "invalid", "talked_to", "proposed_grade")
SHARES = ("best_share", "upper_share", "passing_share")


def _confidential(appraisal, scheme):
    if appraisal is None:
        return dict.fromkeys((*CONFIDENTIAL, *SHARES))
    shares = [share for _, share in rates(scheme, appraisal)] or [None] * len(SHARES)
    cells = {name: getattr(appraisal, name) for name in CONFIDENTIAL}
    return cells | {"proposed_grade": scheme.label(appraisal.proposed_grade)} | dict(zip(SHARES, shares, strict=True))
