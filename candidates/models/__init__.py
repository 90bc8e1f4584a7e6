"""Rules, candidates, checks and reviews."""

from candidates.models.candidates import Candidate
from candidates.models.checks import CollectiveDecision, CriterionCheck, NegativeCheck
from candidates.models.reviews import Correction, Review
from candidates.models.rules import Criterion, NegativeItem, StandardSet

__all__ = [
    "Candidate", "CollectiveDecision", "Correction", "Criterion", "CriterionCheck", "NegativeCheck", "NegativeItem",
    "Review", "StandardSet",
]  # fmt: skip
