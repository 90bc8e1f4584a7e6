"""早历练: what somebody is given to do, and how several people saw him do it.

That a task was given and how it ended is a fact of the community. Who rated what is not: a single
:class:`Observation` is read by its author and by the street alone, and never by the one observed. Two names stand
for the observers' right: ``observe_practice`` is granted on no region, it comes from a seat.
"""

import uuid

from django.db import models
from django.db.models import Case, Exists, Max, OuterRef, Q, When
from django.utils import timezone

from communities.models import Election, Person, Region
from core import secrets
from core.access import NOBODY, Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field

OBSERVE, READ = "observe_practice", "view_vetting"


def _guard(name):
    """A guard of candidates.practice_rules, looked up when it is asked."""

    def check(assignment, actor):
        from candidates import practice_rules

        getattr(practice_rules, name)(assignment, actor)

    return check


def _account(path, user):
    return Q(**{path: user.pk}) if hasattr(user, "pk") else NOBODY


def observed_by(path):
    """For a Scope's ``also``: rows whose assignment (at ``path``) the user observes."""

    def also(scope_q, user, permission):
        if permission not in ("view_records", OBSERVE):
            return NOBODY
        return Q(Exists(ObserverSeat.objects.filter(_account("account", user), assignment=OuterRef(path))))

    return also


class AssignmentQuerySet(models.QuerySet):
    def ongoing(self):
        return self.filter(state="ongoing")

    def overdue(self, on):
        """Those whose time is over and whose end nobody noted."""
        return self.ongoing().filter(until__lt=on)

    def with_file(self):
        return self.select_related("person", "community", "mentor", "election")


class Assignment(Workflow, Versioned):
    """历练任务: a task given (交任务), a place to act (搭平台), or a way taught (教方法)."""

    class States(models.TextChoices):
        ONGOING = "ongoing", "进行中"
        DONE = "done", "完成"
        STOPPED = "stopped", "中止"

    class Kinds(models.TextChoices):
        TASK = "task", "交任务"
        PLATFORM = "platform", "搭平台"
        METHOD = "method", "教方法"

    EDITABLE = ("kind", "field", "content", "mentor", "since", "until")
    access = Scope("community_id", also=observed_by("pk"))
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="assignments", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="assignments", verbose_name="社区")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name="历练人员")
    state = state_field(States, States.ONGOING)
    kind = models.CharField("历练方式", max_length=10, choices=Kinds)
    field = models.CharField("领域", max_length=30)
    content = models.CharField("任务内容", max_length=300)
    mentor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mentored_assignments", verbose_name="带教人"
    )
    since = models.DateField("开始日期")
    until = models.DateField("计划完成日期")
    ended_on = models.DateField("结束日期", null=True, blank=True, editable=False)
    result = models.TextField("完成情况", blank=True, editable=False)
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="安排人")
    given_at = models.DateTimeField("安排时间", auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "历练任务"
        ordering = ["community_id", "-since", "pk"]
        indexes = [
            models.Index(fields=["election", "community", "state"]),
            models.Index(fields=["person", "election"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["ongoing", "done", "stopped"]), name="assignment_state"),
            models.CheckConstraint(condition=Q(kind__in=["task", "platform", "method"]), name="assignment_kind"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="assignment_ends_after_start"),
            models.CheckConstraint(condition=~Q(mentor=models.F("person")), name="assignment_mentor_is_another"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.content[:20]}"

    @property
    def is_overdue(self):
        return self.state == self.States.ONGOING and self.until < timezone.localdate()

    def refuse_evidence_change(self, actor):
        """Papers of a past term stay as they are."""
        if not self.election.is_running:
            raise DomainError("term_closed", f"{self.election}已是往届，资料只供查阅。请切换到筹备中的届次。")

    @move([States.ONGOING], States.DONE, label="登记完成", permission="fill_records", style="primary", needs_note=True,
          guards=[_guard("require_not_oneself")])  # fmt: skip
    def finish(self):
        """Done; the note says how it went."""
        self.ended_on = timezone.localdate()

    @move([States.ONGOING], States.STOPPED, label="中止", permission="fill_records", needs_note=True, style="danger")
    def stop(self):
        """Broken off, for a reason."""
        self.ended_on = timezone.localdate()

    @move([States.DONE, States.STOPPED], States.ONGOING, label="恢复进行", permission="accept_records", needs_note=True)
    def resume(self):
        """Goes on after all."""
        self.ended_on = None


class ObserverSeatQuerySet(models.QuerySet):
    def waiting(self):
        """Those who have not observed yet a task that goes on."""
        return self.filter(assignment__state="ongoing", observations=None)

    def with_progress(self):
        """Annotated with ``last_on``, the day of the latest observation, and ``is_over``, whether the task has ended."""
        return self.annotate(
            last_on=Max("observations__observed_on"),
            is_over=Case(
                When(assignment__state="ongoing", then=False), default=True, output_field=models.BooleanField()
            ),
        )


class ObserverSeat(models.Model):
    """观察人: an account that is to watch one assignment; it needs no other right."""

    access = Scope("assignment__community_id", also=lambda scope_q, user, permission: (
        _account("account", user) if permission in ("view_records", OBSERVE) else NOBODY
    ))  # fmt: skip

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="seats", verbose_name="历练任务")
    account = models.ForeignKey("accounts.User", models.PROTECT, related_name="observer_seats", verbose_name="观察人")

    objects = ObserverSeatQuerySet.as_manager()

    class Meta:
        verbose_name = "历练观察人"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assignment", "account"], name="observer_once")]

    def __str__(self):
        return self.account.full_name


class Ratings(models.IntegerChoices):
    GOOD = 4, "好"
    FAIR = 3, "较好"
    MEDIUM = 2, "一般"
    POOR = 1, "差"


def _own_observation(scope_q, user, permission):
    return _account("seat__account", user) if permission in (READ, OBSERVE) else NOBODY


def _not_on_himself(user):
    """Whoever is observed reads no observation of himself, whatever his rank."""
    return ~Q(seat__assignment__person__user=user.pk) if hasattr(user, "pk") else Q()


class Observation(Versioned):
    """观察: what one observer saw on one day. His latest counts when several observers are laid together."""

    ASPECTS = ("ability", "courage", "standing")
    access = Scope("seat__assignment__community_id", view=READ, also=_own_observation, narrow=_not_on_himself)
    evidence = Evidence(view=READ, change=OBSERVE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey(ObserverSeat, models.PROTECT, related_name="observations", verbose_name="观察人")
    observed_on = models.DateField("观察日期", default=timezone.localdate)
    ability = models.PositiveSmallIntegerField("工作能力", choices=Ratings)
    courage = models.PositiveSmallIntegerField("担当作为", choices=Ratings)
    standing = models.PositiveSmallIntegerField("群众口碑", choices=Ratings)
    remark = secrets.EncryptedTextField("一句话", blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "历练观察"
        ordering = ["-observed_on", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "observed_on"], name="observation_once_a_day"),
            *(
                models.CheckConstraint(condition=Q(**{f"{aspect}__in": [1, 2, 3, 4]}), name=f"observation_{aspect}")
                for aspect in ("ability", "courage", "standing")
            ),
        ]

    def __str__(self):
        return "历练观察"

    def refuse_evidence_change(self, actor):
        """Photos come while the task goes on."""
        from candidates import practice_rules

        practice_rules.require_ongoing(self.seat.assignment)
