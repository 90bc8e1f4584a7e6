"""疑似重复档案: two files that may be of one person, for the street to look at side by side.

A community learns no more than that there is one; the case hangs on the lowest region that holds both
communities, so that whoever settles it may see both.
"""

import uuid

from django.db import models
from django.db.models import Q

from communities.models.people import Person
from communities.models.regions import Region
from core.access import Scope
from core.workflow import Workflow, move, state_field


class DuplicateCaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DuplicateCase.States.OPEN)

    def about(self, person):
        return self.filter(Q(first=person) | Q(second=person))

    def with_people(self):
        return self.select_related("first__community", "second__community", "claimed_for", "found_by")


class DuplicateCase(Workflow):
    """Two files (``first``, ``second``), or one and the attempt to file its ID number again elsewhere.

    Of an attempt ``second`` is None; ``claimed_for`` is the community that tried, ``claimed_name`` what it typed.
    """

    class States(models.TextChoices):
        OPEN = "open", "待核对"
        SAME = "same", "同一人"
        DIFFERENT = "different", "不是同一人"

    class Grounds(models.TextChoices):
        NUMBER = "number", "公民身份号码相同"
        NAME = "name", "姓名、出生日期相同"

    access = Scope("region_id", view="accept_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="核对单位所在区划")
    first = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="档案")
    second = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name="另一份档案")
    grounds = models.CharField("依据", max_length=10, choices=Grounds)
    claimed_for = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="申报社区")
    claimed_name = models.CharField("申报姓名", max_length=50, blank=True)
    state = state_field(States, States.OPEN)
    found_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="建档经办人")
    found_at = models.DateTimeField("发现时间", auto_now_add=True)

    objects = DuplicateCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "疑似重复档案"
        ordering = ["found_at", "pk"]
        indexes = [models.Index(fields=["region", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.UniqueConstraint(
                fields=["first", "claimed_for"], condition=Q(second=None, state="open"), name="duplicate_claim_once"
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "same", "different"]), name="duplicate_state"),
            models.CheckConstraint(condition=Q(grounds__in=["number", "name"]), name="duplicate_grounds"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="duplicate_of_two"),
            models.CheckConstraint(
                condition=Q(second=None) ^ Q(claimed_for=None), name="duplicate_pair_or_claim"
            ),
        ]  # fmt: skip

    def __str__(self):
        return "疑似重复档案"

    @property
    def files(self):
        """The two, or the one there is."""
        return [person for person in (self.first, self.second) if person]

    @move([States.OPEN], States.SAME, label="认定为同一人", permission="accept_records", needs_note=True,
          style="primary")  # fmt: skip
    def confirm_same(self):
        """One person, filed twice: the service says with which file work goes on."""

    @move([States.OPEN], States.DIFFERENT, label="认定不是同一人", permission="accept_records", needs_note=True)
    def confirm_different(self):
        """Two people of one name and birth date, or a number typed wrongly."""

    @move([States.SAME, States.DIFFERENT], States.OPEN, label="重新核对", permission="accept_records", needs_note=True)
    def reopen(self):
        """What was said is taken back; the line of it stays."""
