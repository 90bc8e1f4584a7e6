"""What follows from an audit: findings and how they were put right, publication, handover of the post."""

import uuid

from django.db import models
from django.db.models import F, Q

from communities.models import Person
from core.access import Scope
from core.attachments import Evidence
from core.editing import Versioned
from core.workflow import Workflow, move, state_field
from interviews.audit_access import assigned
from interviews.audit_querysets import AuditFindingQuerySet, HandoverQuerySet
from interviews.models.audit_money import MONEY
from interviews.models.audits import DepartureAudit, _guard


class FindingKinds(models.TextChoices):
    """Typical findings of a street's audits (documents (h))."""

    INCOME = "income", "收入不实"
    OVERSPENDING = "overspending", "扩大开支范围"
    OFF_BOOK = "off_book", "账外结余"
    FIXED_ASSETS = "fixed_assets", "固定资产管理"
    CASH = "cash", "现金管理"
    VOUCHERS = "vouchers", "原始凭证"
    CONTRACTS = "contracts", "合同管理"
    SPECIAL_FUNDS = "special_funds", "专项资金"
    OTHER = "other", "其他"


class Responsibilities(models.TextChoices):
    DIRECT = "direct", "直接责任"
    SUPERVISORY = "supervisory", "主管责任"
    LEADERSHIP = "leadership", "领导责任"


class FindingStates(models.TextChoices):
    OPEN = "open", "待整改"
    RECTIFIED = "rectified", "已整改待核实"
    VERIFIED = "verified", "已核实销号"


class HandoverKinds(models.TextChoices):
    SEAL = "seal", "印章"
    BOOKS = "books", "账册"
    ASSET = "asset", "资产"
    ARCHIVE = "archive", "档案"


class AuditFinding(Versioned, Workflow):
    """审计发现问题: what, how much, whose responsibility, what is to be done by when, and what was done."""

    States = FindingStates
    access = Scope("audit__community_id", view="view_audits", also=assigned("audit_id"))
    evidence = Evidence(view="view_audits", change="manage_audits")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(DepartureAudit, models.CASCADE, related_name="findings", verbose_name="离任审计")
    state = state_field(FindingStates, FindingStates.OPEN)
    kind = models.CharField("问题类别", max_length=15, choices=FindingKinds)
    description = models.TextField("问题描述")
    amount = models.DecimalField("涉及金额（元）", default=0, **MONEY)
    responsibility = models.CharField("责任界定", max_length=12, choices=Responsibilities)
    measures = models.TextField("整改要求", blank=True)
    rectify_by = models.DateField("整改期限", null=True, blank=True)
    rectified_on = models.DateField("整改日期", null=True, blank=True)
    rectification = models.TextField("整改情况", blank=True)

    objects = AuditFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "审计发现问题"
        ordering = ["audit_id", "kind", "pk"]
        indexes = [models.Index(fields=["audit", "state"]), models.Index(fields=["state", "rectify_by"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FindingKinds.values), name="finding_kind"),
            models.CheckConstraint(condition=Q(state__in=FindingStates.values), name="finding_state"),
            models.CheckConstraint(
                condition=Q(responsibility__in=Responsibilities.values), name="finding_responsibility"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="finding_amount"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}问题"

    def refuse_evidence_change(self, actor):
        """As of its audit."""
        self.audit.refuse_evidence_change(actor)

    @property
    def is_settled(self):
        return self.state == FindingStates.VERIFIED

    @move([FindingStates.OPEN], FindingStates.RECTIFIED, label="登记整改完成", permission="manage_audits",
          guards=[_guard("require_finding_changeable"), _guard("require_rectification")], style="primary")  # fmt: skip
    def rectify(self):
        """The community says it is put right."""

    @move([FindingStates.RECTIFIED], FindingStates.VERIFIED, label="核实销号", permission="manage_audits",
          guards=[_guard("require_finding_changeable"), _guard("require_evidence")], style="primary")  # fmt: skip
    def verify(self):
        """The auditors saw that it is."""

    @move([FindingStates.RECTIFIED, FindingStates.VERIFIED], FindingStates.OPEN, label="退回整改",
          permission="manage_audits", guards=[_guard("require_finding_changeable")], needs_note=True)  # fmt: skip
    def send_back(self):
        """It is not."""


class AuditPublication(Versioned):
    """公示 of an audit's result: where, from when to when; its photos are the evidence. One per audit, from the start.

    The community sees it too.
    """

    access = Scope("audit__community_id", also=assigned("audit_id"))
    evidence = Evidence(view="view_records", change="manage_audits")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.OneToOneField(DepartureAudit, models.CASCADE, related_name="publication", verbose_name="离任审计")
    place = models.CharField("公示地点", max_length=100, blank=True)
    published_from = models.DateField("公示起", null=True, blank=True)
    published_to = models.DateField("公示止", null=True, blank=True)

    class Meta:
        verbose_name = "审计结果公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(published_from=None) | Q(published_to=None) | Q(published_from__lte=F("published_to")),
                name="audit_publication_dates",
            ),
        ]

    def __str__(self):
        return f"{self.audit.person}离任审计结果公示"

    def refuse_evidence_change(self, actor):
        """As of its audit."""
        self.audit.refuse_evidence_change(actor)

    @property
    def days(self):
        """How many days it hangs out, both ends counted; 0 while unknown."""
        known = self.published_from and self.published_to
        return (self.published_to - self.published_from).days + 1 if known else 0


class AuditHandover(Versioned):
    """交接: who hands over to whom before whom. One per audit, from the start; the community fills it in too."""

    ROLES = (("handover_from", "移交人"), ("handover_to", "接交人"), ("handover_witness", "监交人"))
    access = Scope("audit__community_id", also=assigned("audit_id"))
    evidence = Evidence(view="view_records", change="fill_records")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.OneToOneField(DepartureAudit, models.CASCADE, related_name="handover", verbose_name="离任审计")
    handed_over_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移交人"
    )
    received_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接交人"
    )
    supervised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="监交人"
    )
    note = models.CharField("备注", max_length=300, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "离任交接"

    def __str__(self):
        return f"{self.audit.person}离任交接"

    def refuse_evidence_change(self, actor):
        """A closed audit keeps its signed list; the auditee, who hands over, may file it himself."""
        from interviews import audit_rules

        audit_rules.require_changeable(self.audit, actor)

    @property
    def is_fully_named(self):
        return all((self.handed_over_by_id, self.received_by_id, self.supervised_by_id))

    @property
    def parties(self):
        """``{signature role: Person or None}`` in the order of signing."""
        return {
            "handover_from": self.handed_over_by,
            "handover_to": self.received_by,
            "handover_witness": self.supervised_by,
        }


class HandoverItem(models.Model):
    """交接清单 line: a seal, an account book, an asset, a file; ``handed_on`` is when it changed hands."""

    access = Scope("audit__community_id", also=assigned("audit_id"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit = models.ForeignKey(DepartureAudit, models.CASCADE, related_name="handover_items", verbose_name="离任审计")
    kind = models.CharField("类别", max_length=10, choices=HandoverKinds)
    name = models.CharField("名称", max_length=100)
    quantity = models.CharField("数量", max_length=30)
    note = models.CharField("备注", max_length=200, blank=True)
    handed_on = models.DateField("交接日期", null=True, blank=True)

    class Meta:
        verbose_name = "交接清单"
        ordering = [
            "audit_id",
            models.Case(*(models.When(kind=kind, then=rank) for rank, kind in enumerate(HandoverKinds))),
            "name",
            "pk",
        ]
        constraints = [models.CheckConstraint(condition=Q(kind__in=HandoverKinds.values), name="handover_kind")]

    def __str__(self):
        return self.name
