"""Every report there is, in one tuple. A new report is one definition and one line here."""

from reports.definitions.assessments import ASSESSMENT_FORM, ASSESSMENT_FORMS
from reports.definitions.audit_handover import AUDIT_HANDOVER
from reports.definitions.briefing import BRIEFING, BRIEFING_WORD
from reports.definitions.candidate_records import PLEDGE_RECORD, PRACTICE_RECORD
from reports.definitions.candidate_register import (
    CANDIDATE_REGISTER,
    CANDIDATE_REGISTER_WORD,
    CANDIDATE_REGISTERS,
)
from reports.definitions.candidate_roster import CANDIDATE_ROSTER
from reports.definitions.clues import CLUE_FORM
from reports.definitions.community_file import COMMUNITY_FILE, COMMUNITY_FILES
from reports.definitions.community_plan import COMMUNITY_PLAN, COMMUNITY_PLAN_WORD
from reports.definitions.conclusion_basis import CONCLUSION_BASIS
from reports.definitions.departure_audit_summaries import DEPARTURE_AUDIT_COMMUNITY, DEPARTURE_AUDIT_SUMMARY
from reports.definitions.departure_audits import DEPARTURE_AUDIT, DEPARTURE_AUDIT_BATCH
from reports.definitions.dossier import DOSSIER, DOSSIERS
from reports.definitions.inspection import INSPECTION, INSPECTION_WORD
from reports.definitions.joint_review import JOINT_LETTER, JOINT_REPLY_SHEET
from reports.definitions.ledgers import LEDGER_REPORTS
from reports.definitions.minutes import MINUTES, MINUTES_WORD
from reports.definitions.name_notices import NAME_NOTICE
from reports.definitions.pledges import PLEDGE, PLEDGE_SHEETS
from reports.definitions.research_report import (
    COMMUNITY_RESEARCH,
    COMMUNITY_RESEARCH_WORD,
    RESEARCH_REPORT,
    RESEARCH_REPORT_WORD,
)
from reports.definitions.reserve_form import RESERVE_FORM, RESERVE_FORMS
from reports.definitions.slates import SLATE, SLATE_OVERVIEW
from reports.definitions.study import STUDY_RECORD, STUDY_SHEET
from reports.definitions.surveys import SURVEY_PAPER, SURVEY_RESULT, SURVEY_SLIPS
from reports.definitions.talks import TALK_FORMS, TALK_RECORD
from reports.definitions.team_table import TEAM_TABLE
from reports.definitions.vetting_form import VETTING_FORM
from reports.definitions.vetting_minutes import VETTING_MINUTES, VETTING_MINUTES_WORD
from reports.definitions.wall_sheet import WALL_SHEET
from reports.definitions.warnings import WARNING_RECORD

# What the list of reports shows, in this order.
GROUPS = (
    ("综合简报", (BRIEFING, BRIEFING_WORD, COMMUNITY_FILE, COMMUNITY_FILES, WALL_SHEET)),
    ("调研研判", (
        RESEARCH_REPORT, RESEARCH_REPORT_WORD, COMMUNITY_RESEARCH, COMMUNITY_RESEARCH_WORD, TEAM_TABLE, SURVEY_PAPER,
        SURVEY_SLIPS, SURVEY_RESULT, MINUTES, MINUTES_WORD, COMMUNITY_PLAN, COMMUNITY_PLAN_WORD,
    )),
    ("谈话、考核、审计", (
        TALK_FORMS, TALK_RECORD, ASSESSMENT_FORM, ASSESSMENT_FORMS, DEPARTURE_AUDIT, DEPARTURE_AUDIT_BATCH,
        DEPARTURE_AUDIT_COMMUNITY, DEPARTURE_AUDIT_SUMMARY, AUDIT_HANDOVER,
    )),
    ("后备与人选", (
        RESERVE_FORM, RESERVE_FORMS, CANDIDATE_ROSTER, CANDIDATE_REGISTER, CANDIDATE_REGISTER_WORD,
        CANDIDATE_REGISTERS, INSPECTION, INSPECTION_WORD, PRACTICE_RECORD, PLEDGE_RECORD, DOSSIER, DOSSIERS,
    )),
    ("审查、联审、议定", (
        VETTING_FORM, CONCLUSION_BASIS, JOINT_LETTER, JOINT_REPLY_SHEET, SLATE, SLATE_OVERVIEW, VETTING_MINUTES,
        VETTING_MINUTES_WORD, NAME_NOTICE,
    )),
    ("换届纪律", (STUDY_SHEET, STUDY_RECORD, WARNING_RECORD, PLEDGE_SHEETS, PLEDGE, CLUE_FORM)),
)  # fmt: skip

REPORTS = (*(report for _, reports in GROUPS for report in reports), *LEDGER_REPORTS)


def find(code):
    """The report with this code, or None."""
    return next((report for report in REPORTS if report.code == code), None)
