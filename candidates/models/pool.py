"""后备库: who is in reserve for which kind of post, on whose recommendation, and how many a community should have."""

import uuid

from django.db import models
from django.db.models import Count, Q

from communities.models import Election, Person, Region
from communities.models.rules import Confirmable
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.errors import DomainError
from core.workflow import Workflow, move, state_field

WAITING, IN_POOL, CLOSED = ("submitted", "returned"), ("in_pool", "nominated"), ("left",)


def _guard(name):
    """A guard of candidates.pool_rules, looked up when it is asked: the rules read these models."""

    def check(entry, actor):
        from candidates import pool_rules

        getattr(pool_rules, name)(entry, actor)

    return check


class ReserveEntryQuerySet(models.QuerySet):
    def standing(self):
        """All but those who left the pool."""
        return self.exclude(state__in=CLOSED)

    def in_pool(self):
        """Accepted, put forward already or not."""
        return self.filter(state__in=IN_POOL)

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("person", "community", "mentor", "election")

    def counts(self):
        """``{(community code, direction): number}`` of those in the pool, in one query."""
        rows = self.in_pool().order_by().values_list("community_id", "direction").annotate(Count("pk"))
        return {(code, direction): number for code, direction, number in rows}


class ReserveEntry(Workflow, Versioned):
    """后备干部登记: one person in one term, from registration to the pool and out of it."""

    class States(models.TextChoices):
        SUBMITTED = "submitted", "待入库"
        RETURNED = "returned", "退回补充"
        IN_POOL = "in_pool", "在库"
        NOMINATED = "nominated", "已提名"
        LEFT = "left", "出库"

    class Directions(models.TextChoices):
        SECRETARY = "secretary", "书记后备"
        MEMBER = "member", "委员后备"

    class Recommendations(models.TextChoices):
        ORGANISATION = "organisation", "组织推荐"
        PARTY = "party", "党员推荐"
        MASSES = "masses", "群众推荐"
        SELF = "self", "自荐"

    class Origins(models.TextChoices):
        SOCIAL_WORKER = "social_worker", "社区工作者"
        GRID_WORKER = "grid_worker", "网格员"
        GROUP_LEADER = "group_leader", "居民小组长、楼栋长"
        VETERAN = "veteran", "退役军人"
        GRADUATE = "graduate", "高校毕业生"
        ENTERPRISE = "enterprise", "辖区企业、社会组织人员"
        RETIRED = "retired", "机关企事业单位离退休人员"
        OTHER = "other", "其他"

    EDITABLE = ("direction", "origin", "recommended_by_form", "recommender", "recommended_on", "speciality", "performance",
                "training_post", "mentor", "community_opinion")  # fmt: skip
    access = Scope("community_id")
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="reserve_entries", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="reserve_entries", verbose_name="社区")
    person = models.ForeignKey(Person, models.PROTECT, related_name="reserve_entries", verbose_name="人员")
    state = state_field(States, States.SUBMITTED)
    direction = models.CharField("培养方向", max_length=12, choices=Directions)
    origin = models.CharField("来源", max_length=15, choices=Origins)
    recommended_by_form = models.CharField("推荐方式", max_length=15, choices=Recommendations)
    recommender = models.CharField("推荐人或推荐组织", max_length=60, blank=True)
    recommended_on = models.DateField("推荐日期", null=True, blank=True)
    speciality = models.CharField("熟悉专业、有何特长", max_length=200, blank=True)
    performance = models.TextField("现实表现", blank=True)
    training_post = models.CharField("培育岗位", max_length=60, blank=True)
    mentor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mentored_entries", verbose_name="帮带人"
    )
    community_opinion = models.TextField("社区党组织意见", blank=True)
    street_opinion = models.TextField("街道党工委意见", blank=True)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    accepted_on = models.DateField("入库日期", null=True, blank=True, editable=False)
    left_on = models.DateField("出库日期", null=True, blank=True, editable=False)
    left_reason = models.CharField("出库原因", max_length=200, blank=True, editable=False)

    objects = ReserveEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "后备干部登记"
        ordering = ["community_id", "direction", "registered_at"]
        indexes = [models.Index(fields=["election", "community", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "election"], name="reserve_once_a_term"),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "returned", "in_pool", "nominated", "left"]), name="reserve_state"
            ),
            models.CheckConstraint(condition=Q(direction__in=["secretary", "member"]), name="reserve_direction"),
            models.CheckConstraint(
                condition=Q(recommended_by_form__in=["organisation", "party", "masses", "self"]),
                name="reserve_recommendation",
            ),
            models.CheckConstraint(condition=~Q(mentor=models.F("person")), name="reserve_mentor_is_another"),
        ]  # fmt: skip

    def __str__(self):
        return self.person.name

    @property
    def is_in_pool(self):
        return self.state in IN_POOL

    @property
    def is_standing(self):
        return self.state not in CLOSED

    def refuse_evidence_change(self, actor):
        """Papers of a past term stay as they are."""
        if not self.election.is_running:
            raise DomainError("term_closed", f"{self.election}已是往届，资料只供查阅。请切换到筹备中的届次。")

    @move([States.RETURNED], States.SUBMITTED, label="重新报送", permission="fill_records", style="primary",
          guards=[_guard("require_form_complete")])  # fmt: skip
    def resubmit(self):
        """The community has put right what was asked."""

    @move([States.SUBMITTED], States.IN_POOL, label="接收入库", permission="accept_records", style="primary",
          guards=[_guard("require_form_complete"), _guard("require_not_concerned")])  # fmt: skip
    def accept(self):
        """The street takes him into the pool; its opinion stands on the form."""

    @move([States.SUBMITTED], States.RETURNED, label="退回补充", permission="accept_records", needs_note=True)
    def send_back(self):
        """To the community, with what is missing."""

    @move([States.IN_POOL], States.NOMINATED, label="列为人选", permission="fill_records",
          guards=[_guard("require_candidacy")])  # fmt: skip
    def nominate(self):
        """He was put forward (candidates.services.put_forward calls it)."""

    @move([States.NOMINATED, States.LEFT], States.IN_POOL, label="回到在库", permission="accept_records",
          guards=[_guard("require_no_candidacy"), _guard("require_form_complete")], needs_note=True)  # fmt: skip
    def bring_back(self):
        """No longer a candidate, or left by mistake: in reserve again."""
        self.left_on, self.left_reason = None, ""

    @move(
        [States.SUBMITTED, States.RETURNED], States.LEFT, label="撤回登记", permission="fill_records", needs_note=True
    )
    def withdraw(self):
        """The community takes back what was never accepted."""

    @move([States.IN_POOL, States.NOMINATED], States.LEFT, label="出库", permission="accept_records", needs_note=True,
          style="danger")  # fmt: skip
    def leave(self):
        """Out of the pool, for a reason that is kept."""


class PoolRule(Confirmable):
    """后备与历练口径 of a term: how many in reserve, how many observers, which fields of practice.

    A sample until the office confirms it by document number; ``fields`` holds a line each.
    """

    access = Scope("election__region_id")

    election = models.OneToOneField(Election, models.CASCADE, related_name="pool_rule", verbose_name="届次")
    secretaries = models.PositiveSmallIntegerField("每社区书记后备不少于")
    members = models.PositiveSmallIntegerField("每社区委员后备不少于")
    observers = models.PositiveSmallIntegerField("每项历练任务观察人不少于")
    fields = models.TextField("历练领域")

    class Meta:
        verbose_name = "后备与历练口径"

    def __str__(self):
        return f"{self.election}后备与历练口径"

    @property
    def field_names(self):
        return [line.strip() for line in self.fields.splitlines() if line.strip()]
