"""考察材料: what the street's inspectors wrote of a candidate, beside what the records already say of him."""

import uuid

from django.db import models
from django.db.models import F, Q

from candidates.models.candidates import Candidate
from communities.models import Person
from core.access import Scope
from core.editing import Versioned


class Inspection(Versioned):
    """The words of one candidate's inspection; facts, grades and practice come from their own records.

    Sections and figures follow the forms in use (documents facts, Part 3 (e)): 德、能勤绩、廉、不足,
    会议推荐 and 座谈推荐 with the number present and the votes.
    """

    WORDS = ("virtue", "ability", "integrity", "shortcomings")
    access = Scope("candidate__community_id", view="view_vetting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.OneToOneField(Candidate, models.CASCADE, related_name="inspection", verbose_name="人选")
    virtue = models.TextField("德的表现", blank=True)
    ability = models.TextField("能、勤、绩的表现", blank=True)
    integrity = models.TextField("廉的表现", blank=True)
    shortcomings = models.TextField("主要不足", blank=True)
    meeting_present = models.PositiveSmallIntegerField("会议推荐到会人数", null=True, blank=True)
    meeting_votes = models.PositiveSmallIntegerField("会议推荐得票", null=True, blank=True)
    talks_present = models.PositiveSmallIntegerField("座谈推荐参加人数", null=True, blank=True)
    talks_votes = models.PositiveSmallIntegerField("座谈推荐得票", null=True, blank=True)
    inspectors = models.ManyToManyField(Person, related_name="+", blank=True, verbose_name="考察人")
    inspected_on = models.DateField("考察日期", null=True, blank=True)

    class Meta:
        verbose_name = "考察材料"
        ordering = ["candidate__community_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting_votes=None) | Q(meeting_votes__lte=F("meeting_present")),
                name="inspection_meeting_votes",
            ),
            models.CheckConstraint(
                condition=Q(talks_votes=None) | Q(talks_votes__lte=F("talks_present")), name="inspection_talks_votes"
            ),
        ]

    def __str__(self):
        return f"{self.candidate}考察材料"

    @property
    def missing(self):
        """The sections that are still to be written, by name."""
        return [self._meta.get_field(name).verbose_name for name in self.WORDS if not getattr(self, name)]
