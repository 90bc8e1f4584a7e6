"""人选: who is put forward, checked against the rules, and reviewed at two levels."""

import uuid

from django.db import models
from django.db.models import Q

from candidates.querysets import OPEN_STATES, CandidateQuerySet
from communities.models import Election, Person, Posts, Region
from core.access import Scope
from core.editing import Versioned
from core.workflow import Workflow, move, state_field


def _guard(name):
    """A guard of candidates.vetting, looked up when it is asked: the rules read these models."""

    def check(candidate, actor):
        from candidates import vetting

        getattr(vetting, name)(candidate, actor)

    return check


class Candidate(Workflow, Versioned):
    """A person put forward for a post in a term."""

    class States(models.TextChoices):
        DRAFT = "draft", "拟提名"
        COMMUNITY_REVIEW = "community_review", "待社区初审"
        STREET_REVIEW = "street_review", "待街道严审"
        RETURNED = "returned", "退回补正"
        PASSED = "passed", "严审通过"
        REJECTED = "rejected", "未通过"
        WITHDRAWN = "withdrawn", "已退出"

    class Sources(models.TextChoices):
        STAY = "stay", "留"
        PROMOTE = "promote", "提"
        PICK = "pick", "挑"

    SOURCE_EXPLANATIONS = {"stay": "现任书记、主任中“留”", "promote": "优秀社区干部中“提”", "pick": "后备库中“挑”"}
    access = Scope("community_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies", verbose_name="人员")
    election = models.ForeignKey(Election, models.PROTECT, related_name="candidates", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="candidates", verbose_name="社区")
    state = state_field(States, States.DRAFT)
    source = models.CharField("来源", max_length=10, choices=Sources)
    intended_post = models.CharField("拟任职务", max_length=20, choices=Posts)
    is_lead_goose = models.BooleanField("头雁", default=False, help_text="拟任书记、主任的带头人。")
    recommendation = models.TextField("推荐理由", blank=True)
    round = models.PositiveSmallIntegerField("审查轮次", default=1)
    put_forward_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提名经办人")
    created_at = models.DateTimeField("提名时间", auto_now_add=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "人选"
        ordering = ["community_id", "pk"]
        indexes = [models.Index(fields=["community", "election", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "election"], name="candidate_once_a_term"),
            models.CheckConstraint(condition=Q(source__in=["stay", "promote", "pick"]), name="candidate_source"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "community_review", "street_review", "returned", "passed",
                                       "rejected", "withdrawn"]),
                name="candidate_state",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.person.name

    @property
    def is_editable(self):
        """Whether what was put forward may still be changed."""
        return self.state in (self.States.DRAFT, self.States.RETURNED)

    @property
    def is_open(self):
        """Whether the checks go on: not yet passed, rejected or withdrawn."""
        return self.state in OPEN_STATES

    @move([States.DRAFT, States.RETURNED], States.COMMUNITY_REVIEW, label="提交初审", permission="fill_records",
          guards=[_guard("require_basic_data"), _guard("require_corrections_made")], style="primary")  # fmt: skip
    def submit(self):
        """To the community's first review."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="初审通过", permission="review_community",
          guards=[_guard("require_no_conflict"), _guard("require_standards_met"), _guard("require_no_bar")],
          style="primary")  # fmt: skip
    def pass_community(self):
        """社区初审 passed: to the street."""

    @move([States.COMMUNITY_REVIEW], States.RETURNED, label="初审退回", permission="review_community",
          guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def return_community(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.COMMUNITY_REVIEW], States.REJECTED, label="初审不通过", permission="review_community",
          guards=[_guard("require_no_conflict")], needs_note=True, style="danger")  # fmt: skip
    def reject_community(self):
        """社区初审 says no."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="社区回避，转街道审查", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_community_conflict"),
                  _guard("require_standards_met"), _guard("require_no_bar")], needs_note=True)  # fmt: skip
    def take_over(self):
        """The community's reviewers must stand aside (the candidate is one of them, or a relative)."""

    @move([States.STREET_REVIEW], States.PASSED, label="严审通过", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_other_level"), _guard("require_standards_met"),
                  _guard("require_negative_list_clear")], style="primary")  # fmt: skip
    def pass_street(self):
        """街道严审 passed."""

    @move([States.STREET_REVIEW], States.RETURNED, label="严审退回", permission="review_street",
          guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def return_street(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.STREET_REVIEW], States.REJECTED, label="严审不通过", permission="review_street",
          guards=[_guard("require_no_conflict"), _guard("require_other_level")], needs_note=True,
          style="danger")  # fmt: skip
    def reject_street(self):
        """街道严审 says no."""

    @move([States.DRAFT, States.COMMUNITY_REVIEW, States.STREET_REVIEW, States.RETURNED, States.PASSED],
          States.WITHDRAWN, label="退出", permission="fill_records", needs_note=True)  # fmt: skip
    def withdraw(self):
        """The candidate no longer stands; what was decided stays on the timeline."""

    @move([States.PASSED, States.REJECTED, States.WITHDRAWN], States.COMMUNITY_REVIEW, label="重新启动审查",
          permission="conclude_vetting", guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def reopen(self):
        """Start a new round; the old decisions are kept."""
        self.round += 1
