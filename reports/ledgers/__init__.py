"""Every ledger there is, in one tuple. A new ledger is one definition and one line here."""

from reports.ledgers.assessments import ASSESSMENTS, TEAM_ASSESSMENTS
from reports.ledgers.audits import AUDITS
from reports.ledgers.base import Ledger
from reports.ledgers.basics import BASICS
from reports.ledgers.clues import CLUES
from reports.ledgers.deliberations import LISTS, MEETINGS, PLANS, TASKS
from reports.ledgers.discipline import COVERAGE, PUBLICITY, STUDY, WARNINGS
from reports.ledgers.handovers import HANDOVERS
from reports.ledgers.issues import ISSUES, RISKS
from reports.ledgers.joint_review import JOINT_REVIEW
from reports.ledgers.nominations import NOMINATIONS
from reports.ledgers.notices import NOTICES
from reports.ledgers.pledges import PLEDGES
from reports.ledgers.progress import PROGRESS, WEEKLY
from reports.ledgers.reserves import RESERVES
from reports.ledgers.results import RESULTS
from reports.ledgers.roster import ROSTER
from reports.ledgers.structure import STRUCTURE
from reports.ledgers.surveys import SURVEYS
from reports.ledgers.talks import TALKS
from reports.ledgers.visits import VISITS

LEDGERS = (
    PROGRESS, WEEKLY, BASICS, ROSTER, STRUCTURE, VISITS, SURVEYS, ISSUES, RISKS, MEETINGS, TASKS, LISTS, PLANS, TALKS,
    ASSESSMENTS, TEAM_ASSESSMENTS, AUDITS, HANDOVERS, RESERVES, NOMINATIONS, JOINT_REVIEW, NOTICES, CLUES, PLEDGES,
    COVERAGE, STUDY, WARNINGS, PUBLICITY, RESULTS,
)  # fmt: skip

__all__ = ["LEDGERS", "Ledger", "find"]


def find(code):
    """The ledger with this code, or None."""
    return next((ledger for ledger in LEDGERS if ledger.code == code), None)
