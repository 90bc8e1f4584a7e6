"""Which days are worked: what the State Council's yearly notice says beside the plain weeks."""

from django.db import models
from django.db.models import Q

from communities.models.regions import Election, readable_below
from core.access import Scope
from core.editing import Versioned


class Holiday(Versioned):
    """One day that differs from its week: a weekday off, or a weekend day worked (调休)."""

    class Kinds(models.TextChoices):
        OFF = "off", "放假"
        WORKED = "worked", "调休上班"

    access = Scope("election__region_id", also=readable_below("election__region_id"))

    election = models.ForeignKey(Election, models.CASCADE, related_name="holidays", verbose_name="届次")
    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=10, choices=Kinds)
    name = models.CharField("节日", max_length=20)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "节假日"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["election", "day"], name="holiday_day_once"),
            models.CheckConstraint(condition=Q(kind__in=["off", "worked"]), name="holiday_kind"),
        ]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}"
