"""Every report there is, in one tuple. A new report is one definition and one line here."""

from reports.definitions.assessments import ASSESSMENT_FORM, ASSESSMENT_FORMS
from reports.definitions.audit_handover import AUDIT_HANDOVER
from reports.definitions.briefing import BRIEFING
from reports.definitions.community_plan import COMMUNITY_PLAN
from reports.definitions.departure_audit_summaries import DEPARTURE_AUDIT_COMMUNITY, DEPARTURE_AUDIT_SUMMARY
from reports.definitions.departure_audits import DEPARTURE_AUDIT, DEPARTURE_AUDIT_BATCH
from reports.definitions.ledgers import LEDGER_REPORTS
from reports.definitions.minutes import MINUTES, MINUTES_WORD
from reports.definitions.surveys import SURVEY_PAPER, SURVEY_RESULT, SURVEY_SLIPS
from reports.definitions.talks import TALK_FORMS, TALK_RECORD
from reports.definitions.vetting_form import VETTING_FORM

REPORTS = (
    BRIEFING, VETTING_FORM, TALK_FORMS, TALK_RECORD, MINUTES, MINUTES_WORD, COMMUNITY_PLAN, DEPARTURE_AUDIT,
    DEPARTURE_AUDIT_BATCH, DEPARTURE_AUDIT_COMMUNITY, DEPARTURE_AUDIT_SUMMARY, AUDIT_HANDOVER,
    ASSESSMENT_FORM, ASSESSMENT_FORMS, SURVEY_PAPER, SURVEY_SLIPS, SURVEY_RESULT, *LEDGER_REPORTS,
)  # fmt: skip


def find(code):
    """The report with this code, or None."""
    return next((report for report in REPORTS if report.code == code), None)
