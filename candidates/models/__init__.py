"""Rules, candidates, checks and reviews."""

from candidates.models.candidates import (
    Candidate,
    CollectiveDecision,
    CriterionCheck,
    NegativeCheck,
    Review,
)
from candidates.models.rules import Criterion, NegativeItem, StandardSet

__all__ = [
    "Candidate", "CollectiveDecision", "Criterion", "CriterionCheck", "NegativeCheck", "NegativeItem", "Review",
    "StandardSet",
]  # fmt: skip
