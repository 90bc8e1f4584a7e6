"""Discipline texts and what is done with them, clues; one module per noun."""

from discipline.models.clues import Clue, ClueAssignment, ClueExtension, ClueLimit, ClueStep, ClueSubject
from discipline.models.pledges import Pledge, PledgeCampaign, PledgeScanPage, PledgeSheet, PledgeSigning
from discipline.models.publicity import PublicityEvent, PublicityKinds
from discipline.models.study import Attendee, Carriers, CatchUp, SignIn, StudySession
from discipline.models.texts import DisciplineText, Duties, TextDuty, TextItem
from discipline.models.warnings import WarningPair, WarningPartner, WarningTalk

__all__ = [
    "Attendee", "Carriers", "CatchUp", "Clue", "ClueAssignment", "ClueExtension", "ClueLimit", "ClueStep", "ClueSubject",
    "DisciplineText", "Duties", "Pledge", "PledgeCampaign", "PledgeScanPage", "PledgeSheet", "PledgeSigning",
    "PublicityEvent", "PublicityKinds", "SignIn", "StudySession", "TextDuty", "TextItem", "WarningPair", "WarningPartner",
    "WarningTalk",
]  # fmt: skip
