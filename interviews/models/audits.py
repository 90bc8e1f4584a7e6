"""离任审计: one per auditee and term, its team, and the rule of the term on publication."""

import uuid

from django.db import models
from django.db.models import F, Q

from communities.models import Election, Person, Region
from communities.models.regions import readable_below
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.workflow import Workflow, move, state_field
from interviews.audit_access import assigned
from interviews.audit_querysets import DepartureAuditQuerySet


class AuditStates(models.TextChoices):
    PLANNED = "planned", "已立项"
    NOTIFIED = "notified", "已通知"
    OPENED = "opened", "审计中"
    REPORTED = "reported", "已出报告"
    PUBLISHED = "published", "公示中"
    RECTIFYING = "rectifying", "整改中"
    COMPLETED = "completed", "离任完成"


class AuditGrades(models.TextChoices):
    """审计评价 (documents (h): 好、较好、一般、差)."""

    GOOD = "good", "好"
    FAIRLY_GOOD = "fairly_good", "较好"
    FAIR = "fair", "一般"
    POOR = "poor", "差"


class TeamRoles(models.TextChoices):
    LEADER = "leader", "组长"
    MEMBER = "member", "组员"
    REVIEWER = "reviewer", "复核"


def _guard(name):
    """A guard of interviews.audit_rules, looked up when it is asked: the rules read these models."""

    def check(audit, actor):
        from interviews import audit_rules

        getattr(audit_rules, name)(audit, actor)

    return check


_NOT_ONE_S_OWN = _guard("require_no_conflict")
_OFFICE = _guard("require_office")


class DepartureAudit(Versioned, Workflow):
    """离任审计 of one person in one term: plan, notice, opening, figures, conclusion, publication, handover.

    Whoever sets it up holds ``manage_audits`` on the community; who sits on its team works on it
    (interviews.audit_access). ``lead_agency``: 街道审计组 or the name of an accounting firm.
    """

    States = AuditStates
    access = Scope("community_id", view="view_audits", also=assigned("pk"))
    evidence = Evidence(view="view_audits", change="manage_audits")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="departure_audits", verbose_name="届次")
    community = models.ForeignKey(Region, models.PROTECT, related_name="departure_audits", verbose_name="社区")
    person = models.ForeignKey(Person, models.PROTECT, related_name="departure_audits", verbose_name="被审计人")
    state = state_field(AuditStates, AuditStates.PLANNED)
    post_held = models.CharField("任职职务", max_length=100)
    term_from = models.DateField("任职起", null=True, blank=True)
    term_to = models.DateField("任职止", null=True, blank=True)
    period_from = models.DateField("审计期间起")
    period_to = models.DateField("审计期间止")
    lead_agency = models.CharField("审计机构", max_length=100)
    plan = models.TextField("审计方案", blank=True)
    notice_number = models.CharField("审计通知书文号", max_length=60, blank=True)
    notice_on = models.DateField("通知日期", null=True, blank=True)
    opening_on = models.DateField("进点会日期", null=True, blank=True)
    opening_place = models.CharField("进点会地点", max_length=100, blank=True)
    commitment_on = models.DateField("被审计人承诺日期", null=True, blank=True)
    conclusion_grade = models.CharField("审计评价", max_length=12, choices=AuditGrades, blank=True)
    conclusion = models.TextField("审计结论", blank=True)
    report_number = models.CharField("报告文号", max_length=60, blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="立项人")
    created_at = models.DateTimeField("立项时间", auto_now_add=True)

    objects = DepartureAuditQuerySet.as_manager()

    class Meta:
        verbose_name = "离任审计"
        ordering = ["community_id", "pk"]
        indexes = [models.Index(fields=["election", "community", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "election"], name="audit_once_a_term"),
            models.CheckConstraint(condition=Q(state__in=AuditStates.values), name="audit_state"),
            models.CheckConstraint(condition=Q(conclusion_grade__in=["", *AuditGrades.values]), name="audit_grade"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_to")), name="audit_period"),
            models.CheckConstraint(
                condition=Q(term_from=None) | Q(term_to=None) | Q(term_from__lte=F("term_to")), name="audit_term"
            ),
        ]

    def __str__(self):
        return f"{self.person}离任审计"

    @property
    def is_evidence_settled(self):
        """What an issued report stands on stays as it is."""
        return self.state not in (AuditStates.PLANNED, AuditStates.NOTIFIED, AuditStates.OPENED)

    def refuse_evidence_change(self, actor):
        """A closed audit keeps its papers as they are; the auditee does not touch those of his own."""
        from interviews import audit_rules

        audit_rules.require_changeable(self, actor)
        audit_rules.require_no_conflict(self, actor)

    @property
    def is_closed(self):
        return self.state == AuditStates.COMPLETED

    @move([AuditStates.PLANNED], AuditStates.NOTIFIED, label="发出审计通知", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _guard("require_team"), _guard("require_notice")], style="primary")  # fmt: skip
    def notify(self):
        """The notice is out: team, period and agency are known to the auditee."""

    @move([AuditStates.NOTIFIED], AuditStates.OPENED, label="进点", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _guard("require_team"), _guard("require_opening")], style="primary")  # fmt: skip
    def open(self):
        """The opening meeting was held; fieldwork begins."""

    @move([AuditStates.OPENED], AuditStates.REPORTED, label="出具报告", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _guard("require_commitment"), _guard("require_figures"),
                  _guard("require_conclusion"), _guard("require_findings_complete")], style="primary")  # fmt: skip
    def report(self):
        """The report is issued; figures and conclusion stand."""

    @move([AuditStates.REPORTED], AuditStates.OPENED, label="退回补充审计", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _OFFICE], needs_note=True)  # fmt: skip
    def return_to_fieldwork(self):
        """The office wants more before it publishes."""

    @move([AuditStates.REPORTED], AuditStates.PUBLISHED, label="张榜公示", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _guard("require_publication")], style="primary")  # fmt: skip
    def publish(self):
        """The result hangs out in the community."""

    @move([AuditStates.PUBLISHED], AuditStates.RECTIFYING, label="转入整改", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _guard("require_publication_over")])  # fmt: skip
    def rectify(self):
        """Published long enough; findings are put right and the post is handed over."""

    @move([AuditStates.PUBLISHED, AuditStates.RECTIFYING], AuditStates.COMPLETED, label="离任完成",
          permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _OFFICE, _guard("require_publication_over"), _guard("require_findings_verified"),
                  _guard("require_handover")], style="primary")  # fmt: skip
    def complete(self):
        """Nothing open: the audit is closed."""

    @move([AuditStates.COMPLETED], AuditStates.RECTIFYING, label="重新打开", permission="manage_audits",
          guards=[_NOT_ONE_S_OWN, _OFFICE], needs_note=True, style="danger")  # fmt: skip
    def reopen(self):
        """Something came to light afterwards."""


class AuditTeamMember(models.Model):
    """审计组成员: the assignment through which his account sees and works on the audit."""

    access = Scope("audit__community_id", view="view_audits", also=assigned("audit_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(DepartureAudit, models.CASCADE, related_name="team", verbose_name="离任审计")
    person = models.ForeignKey(Person, models.PROTECT, related_name="audit_duties", verbose_name="人员")
    role = models.CharField("分工", max_length=10, choices=TeamRoles, default=TeamRoles.MEMBER)

    class Meta:
        verbose_name = "审计组成员"
        ordering = [models.Case(*(models.When(role=role, then=rank) for rank, role in enumerate(TeamRoles))), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "person"], name="audit_team_once"),
            models.UniqueConstraint(fields=["audit"], condition=Q(role="leader"), name="audit_team_one_leader"),
            models.CheckConstraint(condition=Q(role__in=TeamRoles.values), name="audit_team_role"),
        ]

    def __str__(self):
        return f"{self.person}（{self.get_role_display()}）"


class AuditRule(Versioned):
    """How long a result is published in a term. 示例（待核定）until it cites a document.

    The 2018 law on residents' committees says nothing of it; practice is 5 to 7 days (domain facts §4.4).
    """

    DEFAULT_DAYS = 7
    access = Scope("election__region_id", also=readable_below("election__region_id"))

    election = models.OneToOneField(Election, models.CASCADE, related_name="audit_rule", verbose_name="届次")
    publication_days = models.PositiveSmallIntegerField("公示天数", default=DEFAULT_DAYS)
    document_number = models.CharField("核定文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "离任审计规则"
        constraints = [models.CheckConstraint(condition=Q(publication_days__gte=1), name="audit_publication_days")]

    def __str__(self):
        return f"公示不少于{self.publication_days}天"

    @property
    def is_confirmed(self):
        return bool(self.document_number)
