"""Named questions about candidates."""

from django.db import models
from django.db.models import Q

OPEN_STATES = ("draft", "community_review", "street_review", "returned")
THROUGH_STATES = ("cleared",)
THROUGH_STREET_STATES = ("passed", "district_review", "cleared")
REVIEW_STATES = {"community": "community_review", "street": "street_review"}


class CandidateQuerySet(models.QuerySet):
    def open(self):
        """Those whose checks go on."""
        return self.filter(state__in=OPEN_STATES)

    def standing(self):
        """All but those who withdrew: what figures count."""
        return self.exclude(state="withdrawn")

    def through(self):
        """Those who passed the last review that their phase needs."""
        return self.filter(state__in=THROUGH_STATES)

    def proposed(self):
        """拟推荐人选: those through 街道严审, and nominees whose second sieve goes on."""
        return self.filter(Q(state__in=THROUGH_STREET_STATES) | Q(phase="nominee", state__in=OPEN_STATES))

    def needing_recheck(self):
        """Those of whose results one or more stand under a rule that has changed since; withdrawn ones aside."""
        from candidates.models import CriterionCheck, NegativeCheck

        criteria, negatives = (
            model.objects.filter(needs_recheck=True).order_by().values("candidate")
            for model in (CriterionCheck, NegativeCheck)
        )
        return self.exclude(state="withdrawn").filter(pk__in=criteria.union(negatives))  # few, and an index of them

    def awaiting(self, level):
        """Those waiting for the decision of a level (``community`` or ``street``)."""
        return self.filter(state=REVIEW_STATES[level])

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("person", "community")

    def for_list(self):
        """As ``with_file``, without what no list shows: numbers would be decrypted for each row."""
        hidden = ("id_number", "phone", "resume", "school", "occupation", "native_place")
        return self.with_file().defer("recommendation", *(f"person__{name}" for name in hidden))

    def for_rows(self):
        """With what a row of the candidates' own list shows, and no more."""
        person = (f"person__{name}" for name in ("name", "birth_date", "education"))
        shown = ("state", "intended_post", "source", "is_lead_goose", "created_at", "community__name")
        return self.select_related("person", "community").only(*shown, *person)
