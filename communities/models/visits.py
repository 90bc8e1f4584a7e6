"""调研走访: which street staff answer for which communities, and what they saw and heard there."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from communities.models.people import Person
from communities.models.regions import Election, Region
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned


class AreaAssignment(models.Model):
    """包片: a member of the street's staff answers for a community in a term; one of them leads (包片领导)."""

    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="area_assignments", verbose_name="包片人员")
    election = models.ForeignKey(Election, models.PROTECT, related_name="area_assignments", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="area_assignments", verbose_name="社区")
    is_leader = models.BooleanField("包片领导", default=False)

    class Meta:
        verbose_name = "包片安排"
        ordering = ["community_id", "-is_leader", "pk"]
        indexes = [models.Index(fields=["election", "community"])]
        constraints = [
            models.UniqueConstraint(fields=["community", "person", "election"], name="area_assignment_once"),
            models.UniqueConstraint(
                fields=["community", "election"], condition=Q(is_leader=True), name="area_assignment_one_leader"
            ),
        ]

    def __str__(self):
        return f"{self.community.short_name} {self.person}"


class FieldVisitQuerySet(models.QuerySet):
    def counted(self):
        """All but those declared void (作废)."""
        return self.filter(voided_at=None)

    def in_election(self, election):
        return self.filter(election=election)

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("community", "recorded_by").prefetch_related("visitors")


class FieldVisit(Versioned):
    """One research visit by one of the four methods, with findings on the three questions.

    Methods and questions: domain facts §4.1. A visit is never deleted; one recorded in error is
    declared void with a reason, stays readable and is not counted.
    """

    class Methods(models.TextChoices):
        INSPECTION = "inspection", "实地查看"
        SYMPOSIUM = "symposium", "座谈"
        HOUSEHOLD = "household", "走访"
        QUESTIONNAIRE = "questionnaire", "问卷"

    access = Scope("community_id")
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Region, models.PROTECT, related_name="field_visits", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="field_visits", verbose_name="届次")
    method = models.CharField("方式", max_length=15, choices=Methods)
    visited_on = models.DateField("日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    visitors = models.ManyToManyField(Person, related_name="field_visits", verbose_name="走访人", blank=True)
    companions = models.CharField("同行人员", max_length=200, blank=True)
    met = models.CharField("会见对象", max_length=200, blank=True)
    met_count = models.PositiveSmallIntegerField("会见人数", null=True, blank=True)
    household_count = models.PositiveSmallIntegerField("走访户数", null=True, blank=True)
    achievements = models.TextField("现任班子工作实绩", blank=True)
    reserve = models.TextField("后备干部储备", blank=True)
    recognition = models.TextField("党员群众认可度", blank=True)
    follow_up = models.TextField("后续工作", blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = FieldVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "走访调研"
        ordering = ["-visited_on", "-created_at"]
        indexes = [
            models.Index(fields=["election", "community", "method"]),
            models.Index(fields=["election", "-visited_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=["inspection", "symposium", "household", "questionnaire"]),
                name="field_visit_method",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="field_visit_times",
            ),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="field_visit_void_reason"),
        ]

    def __str__(self):
        return f"{self.community.short_name}{self.get_method_display()}（{self.visited_on:%Y-%m-%d}）"

    def get_absolute_url(self):
        return reverse("communities:visit", args=[self.pk])

    @property
    def is_void(self):
        return self.voided_at is not None

    def refuse_evidence_change(self, actor):
        """Photos of a void visit, or of a past term, stay as they are."""
        from communities.services.visits import require_changeable

        require_changeable(self)
