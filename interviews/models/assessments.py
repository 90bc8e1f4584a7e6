"""任期考核: how the sitting teams and their members are assessed before the election.

What the street alone may see (votes, talks with colleagues, the group's opinion, the proposed grade) lies
in a row of its own, the appraisal, with its own scope; so nothing that shows the assessment can give it
away. The grade stands on the assessment, empty until it is decided. Steps and scales: domain facts §4.5.
"""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from communities.models import CommitteeMember, Election, Person, Region
from core import secrets
from core.access import NOBODY, Scope, code_condition, granted_codes
from core.attachments import Evidence
from core.editing import Versioned
from core.workflow import Workflow, move, state_field


class MemberGrades(models.TextChoices):
    """等次 of a member, from the best."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    INCOMPETENT = "incompetent", "不称职"


class TeamGrades(models.TextChoices):
    """等次 of a team, from the best."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "较好"
    FAIR = "fair", "一般"
    POOR = "poor", "较差"


class AssessmentStates(models.TextChoices):
    PENDING = "pending", "待考核"
    UNDERWAY = "underway", "考核中"
    PROPOSED = "proposed", "拟定等次"
    DECIDED = "decided", "已定等次"
    FED_BACK = "fed_back", "已反馈"


States = AssessmentStates
SETTLED = (States.DECIDED, States.FED_BACK)


def _guard(name):
    """A guard of interviews.assessment_workflow, looked up when it is asked: the rules read these models."""

    def check(assessment, actor):
        from interviews import assessment_workflow

        getattr(assessment_workflow, name)(assessment, actor)

    return check


class GradingMeeting(models.Model):
    """考核定等会议: the recorded meeting of the street that decides grades, many at a time."""

    access = Scope("region_id", view="view_appraisals")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="街道")
    election = models.ForeignKey(Election, models.PROTECT, related_name="grading_meetings", verbose_name="届次")
    name = models.CharField("会议名称", max_length=60)
    held_on = models.DateField("会议日期")
    expected = models.PositiveSmallIntegerField("应到人数")
    present = models.PositiveSmallIntegerField("实到人数")
    document_number = models.CharField("文号", max_length=60, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "考核定等会议"
        ordering = ["-held_on", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["election", "name", "held_on"], name="grading_meeting_once"),
            models.CheckConstraint(condition=Q(present__lte=F("expected")), name="grading_meeting_present"),
        ]

    def __str__(self):
        return f"{self.name}（{self.held_on:%Y-%m-%d}）"


class AssessmentQuerySet(models.QuerySet):
    def in_election(self, election):
        return self.filter(election=election)

    def without_report(self):
        """Those that still take a self-report and have none, neither written nor filed."""
        return self.filter(state__in=[States.PENDING, States.UNDERWAY], self_report="", reported_on=None)

    def settled(self):
        """Those whose grade is decided."""
        return self.filter(state__in=SETTLED)


class Assessment(Workflow, Versioned):
    """What members' and teams' assessments share. ``round`` rises whenever a decided grade is taken up again."""

    States = AssessmentStates
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = state_field(States, States.PENDING)
    round = models.PositiveSmallIntegerField("考核轮次", default=1)
    self_report = models.TextField("述职报告", blank=True)
    reported_on = models.DateField("述职日期", null=True, blank=True)
    meeting = models.ForeignKey(
        GradingMeeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定等会议"
    )
    votes_for = models.PositiveSmallIntegerField("同意", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("不同意", null=True, blank=True)
    decision_reason = models.CharField("会议改定理由", max_length=300, blank=True)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    feedback_opinion = models.CharField("本人意见", max_length=300, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_settled(self):
        return self.state in SETTLED

    @property
    def takes_report(self):
        """Whether the self-report may still be written."""
        return self.state in (States.PENDING, States.UNDERWAY)

    @property
    def is_evidence_settled(self):
        """What a decided grade stands on stays as it is."""
        return self.state in (self.States.DECIDED, self.States.FED_BACK)

    def refuse_evidence_change(self, actor):
        """Material is filed by the community until the grade is proposed, afterwards by the street."""
        from interviews import assessment_workflow

        assessment_workflow.require_evidence_open(self, actor)

    @move([States.PENDING], States.UNDERWAY, label="开始考核", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict")], style="primary")  # fmt: skip
    def begin(self):
        """The assessment group takes it up."""

    @move([States.UNDERWAY], States.PROPOSED, label="拟定等次", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict"), _guard("require_complete")],
          style="primary")  # fmt: skip
    def propose(self):
        """The group proposes the grade that stands on the appraisal."""

    @move([States.PROPOSED], States.UNDERWAY, label="退回重议", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict")], needs_note=True)  # fmt: skip
    def give_back(self):
        """The group looks at it again."""

    @move([States.PROPOSED], States.DECIDED, label="会议定等", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict"), _guard("require_decision")],
          style="primary")  # fmt: skip
    def decide(self):
        """The meeting's grade is recorded."""

    @move([States.DECIDED], States.FED_BACK, label="反馈本人", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict"), _guard("require_feedback")],
          style="primary")  # fmt: skip
    def feed_back(self):
        """The grade was told and signed for."""

    @move([States.DECIDED, States.FED_BACK], States.UNDERWAY, label="更正等次", permission="accept_records",
          guards=[_guard("require_running"), _guard("require_no_conflict")], needs_note=True,
          style="danger")  # fmt: skip
    def correct(self):
        """A decided grade is taken up again: it no longer stands; what was signed stays under its round."""
        self.round += 1
        self.grade, self.meeting, self.votes_for, self.votes_against = "", None, None, None
        self.decision_reason, self.fed_back_on, self.feedback_opinion = "", None, ""


def _state_checks(name, grades):
    states = ["pending", "underway", "proposed", "decided", "fed_back"]
    graded = ~Q(grade="") & Q(meeting__isnull=False)
    return [
        models.CheckConstraint(condition=Q(state__in=states), name=f"{name}_state"),
        models.CheckConstraint(condition=Q(grade__in=["", *grades.values]), name=f"{name}_grade"),
        models.CheckConstraint(condition=~Q(state__in=["decided", "fed_back"]) | graded, name=f"{name}_decided"),
        models.CheckConstraint(
            condition=~Q(state__in=["pending", "underway"]) | Q(grade="", meeting=None), name=f"{name}_undecided"
        ),
    ]


class TermAssessment(Assessment):
    """任期考核 of one sitting member of a community in a term, whatever posts he holds there.

    ``posts``, ``duties`` and ``rank`` (the place of his first post in the order of posts) follow the
    records until the grade is decided, and stay what they were after.
    """

    access = Scope("community_id")

    person = models.ForeignKey(Person, models.PROTECT, related_name="term_assessments", verbose_name="人员")
    community = models.ForeignKey(Region, models.PROTECT, related_name="term_assessments", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="term_assessments", verbose_name="届次")
    posts = models.CharField("职务", max_length=100)
    duties = models.CharField("分管工作", max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField("排序", default=0, editable=False)
    grade = models.CharField("考核等次", max_length=15, choices=MemberGrades, blank=True)

    class Meta:
        verbose_name = "任期考核"
        ordering = ["community_id", "rank", "created_at", "pk"]
        indexes = [models.Index(fields=["election", "community", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "community", "election"], name="term_assessment_once"),
            *_state_checks("term_assessment", MemberGrades),
        ]

    def __str__(self):
        return f"{self.person}任期考核"


class TeamAssessment(Assessment):
    """班子任期考核: a community's two committees as one team."""

    access = Scope("community_id")

    community = models.ForeignKey(Region, models.PROTECT, related_name="team_assessments", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="team_assessments", verbose_name="届次")
    grade = models.CharField("考核等次", max_length=15, choices=TeamGrades, blank=True)

    class Meta:
        verbose_name = "班子任期考核"
        ordering = ["community_id"]
        indexes = [models.Index(fields=["election", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["community", "election"], name="team_assessment_once"),
            *_state_checks("team_assessment", TeamGrades),
        ]

    def __str__(self):
        return f"{self.community.short_name}班子任期考核"


class Appraisal(Versioned):
    """民主测评, 个别谈话, 考核组意见 and the proposed grade: for the street's eyes.

    ``votes``: ``[[aspect, [number per grade, best first]], …]`` in order (interviews.assessment_rules).
    ``votes_from``: the survey round whose results were taken over; empty when entered from paper.
    ``suggested_grade`` and ``suggestion_basis`` are what the rule said when the grade was proposed.
    """

    evidence = Evidence(view="accept_records", change="accept_records")  # ballots show the hand that filled them in

    community = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    issued = models.PositiveSmallIntegerField("发放票数", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("收回票数", null=True, blank=True)
    valid = models.PositiveSmallIntegerField("有效票", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("无效票", null=True, blank=True)
    votes = models.JSONField("得票", default=list)
    votes_from = models.CharField("测评来源", max_length=120, blank=True)
    appraised_on = models.DateField("测评日期", null=True, blank=True)
    talked_to = models.PositiveSmallIntegerField("个别谈话人数", null=True, blank=True)
    talked_with = models.CharField("谈话对象", max_length=200, blank=True)
    talk_summary = secrets.EncryptedTextField("谈话情况", blank=True)
    group_opinion = models.TextField("考核组意见", blank=True)
    suggested_grade = models.CharField("规则建议等次", max_length=15, blank=True)
    suggestion_basis = models.CharField("建议依据", max_length=300, blank=True)
    deviation_reason = models.CharField("与建议不一致的理由", max_length=300, blank=True)

    class Meta:
        abstract = True

    def refuse_evidence_change(self, actor):
        """Whoever may not assess may not file tally sheets either; the signed form comes once the grade is decided."""
        from interviews import assessment_workflow

        if self.assessment.state != self.assessment.States.DECIDED:
            assessment_workflow.require_appraisal_open(self.assessment, actor)

    @property
    def is_evidence_settled(self):
        """What a proposed grade stands on stays as it is."""
        return self.assessment.state != self.assessment.States.UNDERWAY


def _ballot_checks(name, grades):
    empty = Q(issued=None, returned=None, valid=None, invalid=None)
    sound = Q(returned__lte=F("issued"), returned=F("valid") + F("invalid"))
    return [
        models.CheckConstraint(condition=empty | sound, name=f"{name}_ballots"),
        models.CheckConstraint(condition=Q(proposed_grade__in=["", *grades.values]), name=f"{name}_proposed"),
    ]


def _assessments_of(user):
    """The user's own assessments; none for who has no account (core.access.Operator)."""
    return TermAssessment.objects.filter(person__user__isnull=False, person__user_id=getattr(user, "pk", None))


def _own_once_fed_back(scope_q, user, permission):
    """The assessed reads his own votes once they were fed back to him."""
    if permission != "view_appraisals":
        return NOBODY
    return Q(assessment__in=_assessments_of(user).filter(state=States.FED_BACK))


def _not_own_before(user):
    """Nobody reads what is being said of himself before it is fed back, whatever his role."""
    return ~Q(assessment__in=_assessments_of(user).exclude(state=States.FED_BACK))


class MemberAppraisal(Appraisal):
    """The street's material on one member."""

    access = Scope("community_id", view="view_appraisals", also=_own_once_fed_back, narrow=_not_own_before)

    assessment = models.OneToOneField(TermAssessment, models.CASCADE, primary_key=True, related_name="appraisal")
    proposed_grade = models.CharField("拟定等次", max_length=15, choices=MemberGrades, blank=True)

    class Meta:
        verbose_name = "成员考核材料"
        constraints = _ballot_checks("member_appraisal", MemberGrades)

    def __str__(self):
        return f"{self.assessment.person}考核材料"


def _team_once_fed_back(scope_q, user, permission):
    """The community reads its team's result once it was fed back."""
    if permission != "view_appraisals":
        return NOBODY
    seen = code_condition("community_id", granted_codes(user, "view_records"))
    return seen & Q(assessment__state=States.FED_BACK)


def _not_own_team_before(user):
    seat = CommitteeMember.objects.sitting().filter(
        person__user__isnull=False, person__user_id=getattr(user, "pk", None),
        committee__community=OuterRef("community"), committee__election=OuterRef("election"),
    )  # fmt: skip
    own = TeamAssessment.objects.filter(Exists(seat)).exclude(state=States.FED_BACK)
    return ~Q(assessment__in=own)


class TeamAppraisal(Appraisal):
    """The street's material on a team."""

    access = Scope("community_id", view="view_appraisals", also=_team_once_fed_back, narrow=_not_own_team_before)

    assessment = models.OneToOneField(TeamAssessment, models.CASCADE, primary_key=True, related_name="appraisal")
    proposed_grade = models.CharField("拟定等次", max_length=15, choices=TeamGrades, blank=True)

    class Meta:
        verbose_name = "班子考核材料"
        constraints = _ballot_checks("team_appraisal", TeamGrades)

    def __str__(self):
        return f"{self.community.short_name}班子考核材料"


class GradeRule(Versioned):
    """等次建议规则: from which shares of the votes a grade is suggested; a rule of the term, in percent.

    No national standard is known, so it ships 示例（待核定）. A suggestion is no decision.
    """

    class Targets(models.TextChoices):
        MEMBER = "member", "成员"
        TEAM = "team", "班子"

    access = Scope("election__region_id", view="view_appraisals")

    election = models.ForeignKey(Election, models.PROTECT, related_name="grade_rules", verbose_name="届次")
    target = models.CharField("对象", max_length=10, choices=Targets)
    best_share = models.DecimalField("最高等次：最高档得票率不低于", max_digits=4, decimal_places=1)
    best_upper_share = models.DecimalField("最高等次：前两档得票率不低于", max_digits=4, decimal_places=1)
    second_upper_share = models.DecimalField("第二等次：前两档得票率不低于", max_digits=4, decimal_places=1)
    third_passing_share = models.DecimalField("第三等次：前三档得票率不低于", max_digits=4, decimal_places=1)
    basis = models.CharField("依据", max_length=200, blank=True)
    document_number = models.CharField("核定文号", max_length=60, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)

    class Meta:
        verbose_name = "等次建议规则"
        ordering = ["target"]
        constraints = [
            models.UniqueConstraint(fields=["election", "target"], name="grade_rule_once"),
            models.CheckConstraint(condition=Q(target__in=["member", "team"]), name="grade_rule_target"),
            models.CheckConstraint(
                condition=Q(best_share__lte=100, best_upper_share__lte=100, second_upper_share__lte=100,
                            third_passing_share__lte=100, best_share__gte=0, best_upper_share__gte=0,
                            second_upper_share__gte=0, third_passing_share__gte=0),
                name="grade_rule_percent",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_target_display()}等次建议规则"

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None
