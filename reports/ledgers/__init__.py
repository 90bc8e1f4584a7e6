"""Every ledger there is, in one tuple. A new ledger is one definition and one line here."""

from reports.ledgers.assessments import ASSESSMENTS, TEAM_ASSESSMENTS
from reports.ledgers.audits import AUDITS
from reports.ledgers.base import Ledger
from reports.ledgers.basics import BASICS
from reports.ledgers.deliberations import LISTS, MEETINGS, PLANS, TASKS
from reports.ledgers.issues import ISSUES, RISKS
from reports.ledgers.roster import ROSTER
from reports.ledgers.surveys import SURVEYS
from reports.ledgers.talks import TALKS
from reports.ledgers.visits import VISITS

LEDGERS = (
    BASICS, ROSTER, VISITS, SURVEYS, ISSUES, RISKS, MEETINGS, TASKS, LISTS, PLANS, TALKS, ASSESSMENTS, TEAM_ASSESSMENTS,
    AUDITS,
)  # fmt: skip

__all__ = ["LEDGERS", "Ledger", "find"]


def find(code):
    """The ledger with this code, or None."""
    return next((ledger for ledger in LEDGERS if ledger.code == code), None)
