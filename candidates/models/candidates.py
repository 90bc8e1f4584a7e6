"""人选: who is put forward, checked against the rules, and reviewed by community, street and district.

A person goes the way twice: as 意向人选 (``prospect``) and, once the district has cleared him, as 候选人
(``nominee``): a new round in which every check is confirmed anew.
"""

import uuid
from importlib import import_module

from django.db import models
from django.db.models import Q

from candidates.querysets import OPEN_STATES, THROUGH_STATES, CandidateQuerySet
from communities.models import Election, Person, Posts, Region
from core.access import Scope
from core.editing import Versioned
from core.workflow import Workflow, move, state_field


def _guard(name, module="vetting"):
    """A guard of candidates.vetting or candidates.district, looked up when it is asked: they read these models."""

    def check(candidate, actor):
        getattr(import_module(f"candidates.{module}"), name)(candidate, actor)

    return check


NO_BAR = _guard("require_no_bar")
NO_MATTER = _guard("require_no_open_matter")
RECHECKED = _guard("require_rechecked")  # a changed rule left no result in question
OPINIONS_IN = _guard("require_opinions", "panels")
MAY_DECIDE = (_guard("require_no_conflict"), _guard("require_not_proposer"))
MAY_DECIDE_STREET = (*MAY_DECIDE, _guard("require_other_level"))


class Candidate(Workflow, Versioned):
    """A person put forward for a post in a term."""

    class States(models.TextChoices):
        DRAFT = "draft", "拟提名"
        COMMUNITY_REVIEW = "community_review", "待社区初审"
        STREET_REVIEW = "street_review", "待街道严审"
        RETURNED = "returned", "退回补正"
        PASSED = "passed", "严审通过"
        DISTRICT_REVIEW = "district_review", "区级联审中"
        CLEARED = "cleared", "联审通过"
        REJECTED = "rejected", "未通过"
        WITHDRAWN = "withdrawn", "已退出"

    class Sources(models.TextChoices):
        STAY = "stay", "留"
        PROMOTE = "promote", "提"
        PICK = "pick", "挑"

    class Phases(models.TextChoices):
        PROSPECT = "prospect", "意向人选"
        NOMINEE = "nominee", "候选人"

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
    phase = models.CharField("身份", max_length=10, choices=Phases, default=Phases.PROSPECT, editable=False)
    nominated_round = models.PositiveSmallIntegerField("列为候选人的轮次", null=True, editable=False)
    put_forward_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提名经办人")
    created_at = models.DateTimeField("提名时间", auto_now_add=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "人选"
        ordering = ["community_id", "pk"]
        indexes = [
            # scope and order of the list; what it is filtered by is read from the index too
            models.Index(
                fields=["election", "community", "id", "state", "source", "intended_post", "is_lead_goose"],
                name="candidate_list",
            ),
            models.Index(fields=["election", "state", "community", "created_at", "id"], name="candidate_queue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "election"], name="candidate_once_a_term"),
            models.CheckConstraint(condition=Q(source__in=["stay", "promote", "pick"]), name="candidate_source"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "community_review", "street_review", "returned", "passed",
                                       "district_review", "cleared", "rejected", "withdrawn"]),
                name="candidate_state",
            ),
            models.CheckConstraint(
                condition=Q(phase="prospect", nominated_round=None) | Q(phase="nominee", nominated_round__gte=1),
                name="candidate_phase",
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

    @property
    def is_nominee(self):
        return self.phase == self.Phases.NOMINEE

    @property
    def through(self):
        """Whether the last review that the phase needs is passed; 严审通过 still waits for the district."""
        return self.state in THROUGH_STATES

    @move([States.DRAFT, States.RETURNED], States.COMMUNITY_REVIEW, label="提交初审", permission="fill_records",
          guards=[_guard("require_basic_data"), _guard("require_corrections_made"), NO_BAR], style="primary")  # fmt: skip
    def submit(self):
        """To the community's first review."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="初审通过", permission="review_community",
          guards=[*MAY_DECIDE, _guard("require_standards_met"), NO_BAR, OPINIONS_IN], style="primary")  # fmt: skip
    def pass_community(self):
        """社区初审 passed: to the street."""

    @move([States.COMMUNITY_REVIEW], States.RETURNED, label="初审退回", permission="review_community",
          guards=MAY_DECIDE, needs_note=True)  # fmt: skip
    def return_community(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.COMMUNITY_REVIEW], States.REJECTED, label="初审不通过", permission="review_community",
          guards=[*MAY_DECIDE, OPINIONS_IN], needs_note=True, style="danger")  # fmt: skip
    def reject_community(self):
        """社区初审 says no."""

    @move([States.COMMUNITY_REVIEW], States.STREET_REVIEW, label="社区回避，转街道审查", permission="review_street",
          guards=[*MAY_DECIDE, _guard("require_community_conflict"), _guard("require_standards_met"), NO_BAR],
          needs_note=True)  # fmt: skip
    def take_over(self):
        """The community's reviewers must stand aside (one is the candidate, a relative, or put him forward)."""

    @move([States.STREET_REVIEW], States.PASSED, label="严审通过", permission="review_street",
          guards=[*MAY_DECIDE_STREET, _guard("require_standards_met"), _guard("require_negative_list_clear"),
                  OPINIONS_IN, NO_MATTER],
          style="primary")  # fmt: skip
    def pass_street(self):
        """街道严审 passed."""

    @move([States.STREET_REVIEW], States.RETURNED, label="严审退回", permission="review_street",
          guards=MAY_DECIDE, needs_note=True)  # fmt: skip
    def return_street(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.STREET_REVIEW], States.REJECTED, label="严审不通过", permission="review_street",
          guards=[*MAY_DECIDE_STREET, OPINIONS_IN], needs_note=True, style="danger")  # fmt: skip
    def reject_street(self):
        """街道严审 says no."""

    @move([States.PASSED], States.DISTRICT_REVIEW, label="报区级联审", permission="review_street",
          guards=[_guard("require_no_conflict"), NO_BAR, NO_MATTER, RECHECKED, _guard("require_in_open_batch", "district")],
          style="primary")  # fmt: skip
    def send_to_district(self):
        """With a batch of 区级联审; material and checks are locked while the letter is out."""

    @move([States.DISTRICT_REVIEW], States.PASSED, label="撤回联审", permission="review_street",
          guards=[_guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def recall_from_district(self):
        """Taken out of the batch before it is concluded."""

    @move([States.DISTRICT_REVIEW], States.CLEARED, label="联审通过", permission="conclude_vetting",
          guards=[*MAY_DECIDE, NO_BAR, NO_MATTER, RECHECKED, _guard("require_conclusion", "district")], style="primary")  # fmt: skip
    def clear_district(self):
        """区级联审 has nothing against him."""

    @move([States.DISTRICT_REVIEW], States.RETURNED, label="联审退回", permission="conclude_vetting",
          guards=[*MAY_DECIDE, _guard("require_conclusion", "district")], needs_note=True)  # fmt: skip
    def return_district(self):
        """Back for correction; the next submission is a new round."""
        self.round += 1

    @move([States.DISTRICT_REVIEW], States.REJECTED, label="联审不通过", permission="conclude_vetting",
          guards=[*MAY_DECIDE, _guard("require_conclusion", "district")], needs_note=True, style="danger")  # fmt: skip
    def reject_district(self):
        """区级联审 says no."""

    @move([States.PASSED], States.CLEARED, label="沿用联审结论", permission="review_street",
          guards=[*MAY_DECIDE, NO_BAR, RECHECKED, NO_MATTER, _guard("require_standing_clearance", "district")])  # fmt: skip
    def keep_clearance(self):
        """同一人选不得重复联审: the district's unchanged conclusion stands for the nominee too."""

    @move([States.CLEARED], States.COMMUNITY_REVIEW, label="列为候选人", permission="review_street",
          guards=[_guard("require_prospect"), *MAY_DECIDE, NO_BAR, NO_MATTER], style="primary")  # fmt: skip
    def nominate(self):
        """From 意向人选 to 候选人: a new round in which each check is confirmed anew."""
        self.round += 1
        self.phase, self.nominated_round = self.Phases.NOMINEE, self.round

    @move([States.DRAFT, States.COMMUNITY_REVIEW, States.STREET_REVIEW, States.RETURNED, States.PASSED,
           States.DISTRICT_REVIEW, States.CLEARED],
          States.WITHDRAWN, label="退出", permission="fill_records", needs_note=True)  # fmt: skip
    def withdraw(self):
        """The candidate no longer stands; what was decided stays on the timeline."""

    @move([States.PASSED, States.CLEARED, States.REJECTED, States.WITHDRAWN], States.COMMUNITY_REVIEW,
          label="重新启动审查", permission="conclude_vetting", guards=[_guard("require_no_conflict")],
          needs_note=True)  # fmt: skip
    def reopen(self):
        """Start a new round; the old decisions are kept."""
        self.round += 1
