"""Every report there is, in one tuple. A new report is one definition and one line here."""

from reports.definitions.briefing import BRIEFING
from reports.definitions.ledgers import LEDGER_REPORTS
from reports.definitions.vetting_form import VETTING_FORM

REPORTS = (BRIEFING, VETTING_FORM, *LEDGER_REPORTS)


def find(code):
    """The report with this code, or None."""
    return next((report for report in REPORTS if report.code == code), None)
