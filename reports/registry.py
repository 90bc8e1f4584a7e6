"""Every report there is, in one tuple. A new report is one definition and one line here."""

from reports.definitions.briefing import BRIEFING
from reports.definitions.vetting_form import VETTING_FORM

REPORTS = (BRIEFING, VETTING_FORM)


def find(code):
    """The report with this code, or None."""
    return next((report for report in REPORTS if report.code == code), None)
