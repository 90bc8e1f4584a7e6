"""Rules, candidates, checks, reviews, slates, meetings, notices and what the desk keeps."""

from candidates.models.assignments import Assignment, Observation, ObserverSeat
from candidates.models.candidates import Candidate
from candidates.models.checks import CollectiveDecision, CriterionCheck, NegativeCheck
from candidates.models.desk import BulkDecision, BulkItem, StandardPhrase
from candidates.models.findings import CriterionFinding, NegativeFinding
from candidates.models.inspections import Inspection
from candidates.models.joint_review import DepartmentOpinion, JointReview, JointReviewEntry, JointReviewLetter
from candidates.models.meetings import AgendaItem, Attendee, Recusal, VettingMeeting
from candidates.models.opinions import PanelSetting, ReviewOpinion
from candidates.models.pool import PoolRule, ReserveEntry
from candidates.models.publicity import NameNotice, NoticeName, Objection
from candidates.models.results import ElectionResult, ElectionVotes
from candidates.models.reviews import Correction, Review
from candidates.models.rules import Criterion, NegativeItem, StandardSet
from candidates.models.slates import Slate, SlateSeat
from candidates.models.targets import Comparisons, Measures, ReviewDepartment, StructureTarget

__all__ = [
    "Assignment", "BulkDecision", "BulkItem", "Candidate", "CollectiveDecision", "Comparisons", "Correction",
    "AgendaItem", "Attendee", "Criterion", "CriterionCheck", "CriterionFinding", "DepartmentOpinion", "ElectionResult",
    "ElectionVotes", "Inspection",
    "JointReview", "JointReviewEntry", "JointReviewLetter", "Measures", "NameNotice", "NegativeCheck",
    "NegativeFinding", "NegativeItem", "NoticeName", "Objection", "Observation", "ObserverSeat", "PanelSetting",
    "PoolRule", "Recusal", "ReserveEntry", "Review", "ReviewDepartment", "ReviewOpinion", "Slate", "SlateSeat",
    "StandardPhrase", "StandardSet", "StructureTarget", "VettingMeeting",
]  # fmt: skip
