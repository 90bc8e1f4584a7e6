"""That something which is counted has changed: what the figures of the regions are kept by."""

from django.db import models

from communities.models.regions import Election, Region


class FigureChange(models.Model):
    """In ``region`` and all below it something was changed since the figures were counted.

    Written in the transaction of the change and taken away when it is counted. A line of its own each time: two who
    work in one place never wait for each other.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="+", verbose_name="届次")
    region = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="区划")

    class Meta:
        verbose_name = "待计入的变动"
        indexes = [models.Index(fields=["election", "region"], name="figure_change_place")]

    def __str__(self):
        return f"{self.region_id} {self.election_id}"
