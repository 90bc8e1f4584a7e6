"""What was built, for whom, from what: the list in which a report waits."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from communities.models import Election, Region
from communities.roles import PERMISSIONS
from core.access import Scope, code_condition, granted_codes
from core.jobs import Job


def _about_visible_records(user):
    """Runs about one record, for whoever may build them."""
    from reports.registry import REPORTS

    seen = Q(pk__in=[])
    for report in REPORTS:
        if report.subject_model:
            seen |= Q(code=report.code, subject_id__in=report.records_for(user).order_by().values("pk"))
    return seen


def _shared_or_own(user):
    """What was made of one reader's sight is his alone: in the same region another may see less."""
    from reports.registry import REPORTS

    personal = [report.code for report in REPORTS if report.is_personal]
    return ~Q(code__in=personal) | Q(requested_by=user.pk)


def _may_see_content(user):
    """A run is seen only by whoever holds, in its region or on its record, the permission that its content asks for."""
    seen = _about_visible_records(user)
    for permission in PERMISSIONS:
        if codes := granted_codes(user, permission):
            seen |= Q(subject_id=None, content_permission=permission) & code_condition("region_id", codes)
    return seen & _shared_or_own(user)


class ReportRun(models.Model):
    """One report built, or being built. The file hangs on the job."""

    access = Scope(
        "region_id",
        view="build_reports",
        also=lambda scope_q, user, permission: _about_visible_records(user),
        narrow=_may_see_content,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("报告", max_length=40, db_index=True)
    content_permission = models.CharField("内容权限", max_length=40, default="build_reports", editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="范围")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    parameters = models.JSONField("参数", default=dict)
    subject_id = models.UUIDField("所涉记录", null=True, editable=False, db_index=True)
    ending = models.CharField("文件类型", max_length=5, default="pdf", editable=False)
    number = models.PositiveIntegerField("期号", default=1)
    job = models.OneToOneField(Job, models.PROTECT, related_name="report_run", null=True)
    pages = models.PositiveSmallIntegerField("页数", null=True)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    created_at = models.DateTimeField("申请时间", auto_now_add=True)

    class Meta:
        verbose_name = "报告"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.report.title}（{self.region.short_name}）"

    @property
    def report(self):
        """Its definition."""
        from reports.registry import find

        return find(self.code)

    @property
    def document_number(self):
        """What stands at the foot of each page and leads back to this row and its audit records."""
        return f"{timezone.localdate(self.created_at):%Y%m%d}-{self.pk.hex[:8].upper()}"

    @property
    def file_name(self):
        """Names the kind, the place and the issue; never a person."""
        return f"{self.report.title}-{self.region.short_name}-{self.issue}.{self.ending}"

    @property
    def issue(self):
        """“第3期” of a bulletin, “第3份” of a form."""
        return f"第{self.number}{self.report.counter}"
