"""Named questions about candidates."""

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

OPEN_STATES = ("draft", "community_review", "street_review", "returned")
REVIEW_STATES = {"community": "community_review", "street": "street_review"}


def _count_of(rows, condition=None):
    """A subquery that counts ``rows`` of the outer candidate: several such counts do not multiply one another."""
    counted = rows.filter(candidate=OuterRef("pk")).order_by().values("candidate")
    counted = counted.annotate(number=Count("pk", filter=condition)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class CandidateQuerySet(models.QuerySet):
    def open(self):
        """Those whose checks go on."""
        return self.filter(state__in=OPEN_STATES)

    def standing(self):
        """All but those who withdrew: what figures count."""
        return self.exclude(state="withdrawn")

    def awaiting(self, level):
        """Those waiting for the decision of a level (``community`` or ``street``)."""
        return self.filter(state=REVIEW_STATES[level])

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("person", "community")

    def with_progress(self):
        """Annotates how many items are checked, of how many, and how many of the negative list hit."""
        from candidates.models import CriterionCheck, NegativeCheck

        criteria, negatives = CriterionCheck.objects.all(), NegativeCheck.objects.all()
        return self.annotate(
            criteria_total=_count_of(criteria),
            criteria_done=_count_of(criteria, ~Q(result="pending")),
            negatives_total=_count_of(negatives),
            negatives_done=_count_of(negatives, ~Q(result="pending")),
            negatives_hit=_count_of(negatives, Q(result="hit")),
        )
