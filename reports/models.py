"""What was built, for whom, from what: the list in which a report waits."""

import uuid
from collections import defaultdict

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from communities.models import Election, Region
from communities.models.regions import readable_below
from communities.models.rules import Confirmable
from communities.roles import PERMISSIONS
from core.access import NOBODY, Scope, code_condition, either, granted_codes
from core.files import StoredFile
from core.jobs import Job
from discipline.pledge_papers import new_key


def _seen_from_further(scope_q, user, permission):
    """Runs about one record, for whoever may build them, and of reports that ask for another right than build_reports."""
    return either(_about_visible_records(user), _by_another_right(user))


def _about_visible_records(user):
    from reports.registry import REPORTS

    alike = defaultdict(list)
    for report in REPORTS:
        if report.subject_model:
            alike[report.subject_access].append(report)
    return either(*(_about_records_of(user, reports) for reports in alike.values()))


def _about_records_of(user, reports):
    """Runs of ``reports``, which are about the same records to the same readers."""
    if not reports[0].may_be_built_by(user):
        return NOBODY
    records, codes = reports[0].records_for(user), [report.code for report in reports]
    return Q(code__in=codes, subject_id__in=records.order_by().values("pk"))


def _by_another_right(user):
    """Where they were built, as far as their content may be seen there."""
    from reports.registry import REPORTS

    codes_of = defaultdict(list)
    for report in REPORTS:
        if not report.subject_model and report.build_permission != "build_reports":
            codes_of[report.build_permission or report.permission].append(report.code)
    places = [code_condition("region_id", granted_codes(user, permission)) & Q(code__in=codes)
              for permission, codes in codes_of.items() if granted_codes(user, permission)]  # fmt: skip
    return either(*places) & _may_see_content(user) if places else NOBODY


def _may_see_content(user):
    """A run about no record is seen only by whoever holds, in its region, the permission that its content asks for."""
    places = (Q(content_permission__in=permissions) & code_condition("region_id", codes)
              for codes, permissions in _permissions_by_place(user))  # fmt: skip
    return Q(subject_id=None) & either(*places)


def _permissions_by_place(user):
    """``(codes, [permissions])``: what the user holds, grouped by where; mostly all in one place."""
    permissions_in = defaultdict(list)
    for permission in PERMISSIONS:
        if codes := granted_codes(user, permission):
            permissions_in[codes].append(permission)
    return permissions_in.items()


def _shared_or_own(user):
    """What was made of one reader's sight is his alone: in the same region another may see less."""
    from reports.registry import REPORTS

    personal = [report.code for report in REPORTS if report.is_personal]
    return ~Q(code__in=personal) | Q(requested_by=user.pk)


class Wording(Confirmable):
    """公文用语: one version of the words of one kind of paper in a region (reports.wording.KINDS).

    A version is written once; only its confirmation is added. The newest is in use, confirmed or not: a new
    wording is 示例（待核定） until somebody with manage_rules confirms it.
    """

    access = Scope("region_id", also=readable_below("region_id"))

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="适用地区")
    report = models.CharField("材料", max_length=40)
    number = models.PositiveSmallIntegerField("版次")
    opening = models.TextField("开头语", blank=True)
    closing = models.TextField("结尾语", blank=True)
    addressee = models.CharField("主送", max_length=200, blank=True)
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    report_to = models.CharField("报", max_length=200, blank=True)
    send_to = models.CharField("送", max_length=200, blank=True)
    number_pattern = models.CharField("文号格式", max_length=60, blank=True)
    foot = models.CharField("页脚", max_length=60, blank=True)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    written_at = models.DateTimeField("登记时间", default=timezone.now)
    change_note = models.CharField("修改说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "公文用语"
        ordering = ["region_id", "report", "-number"]
        constraints = [models.UniqueConstraint(fields=["region", "report", "number"], name="wording_number_once")]

    def __str__(self):
        return f"第{self.number}版"


class ReportRun(models.Model):
    """One report built, or being built. The file hangs on the job."""

    access = Scope(
        "region_id",
        view="build_reports",
        within=_may_see_content,
        also=_seen_from_further,
        narrow=_shared_or_own,
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
    wording = models.ForeignKey(
        Wording, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="用语版本"
    )  # None: the words shipped
    figures = models.JSONField(
        "数据摘要", default=dict, editable=False
    )  # counts, no names: see reports.briefing_figures
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
    def is_issued(self):
        """Whether it stands under a number; otherwise it is a draft."""
        return hasattr(self, "issued")

    @property
    def document_number(self):
        """What stands at the foot of each page and leads back to this row and its audit records."""
        return f"{timezone.localdate(self.created_at):%Y%m%d}-{self.pk.hex[:8].upper()}"

    @property
    def file_name(self):
        """Names the kind, the place and the issue; never a person."""
        return f"{self.report.title}-{self.region.short_name}-{self.issue}.{self.ending}"

    def get_absolute_url(self):
        return reverse("reports:report-run", args=[self.pk])

    @property
    def issue(self):
        """“第3期” of a bulletin, “第3份” of a form."""
        return f"第{self.number}{self.report.counter}"


class WeeklyBriefing(models.Model):
    """每周简报: when a street's briefing is built without being asked for, and in whose name (reports.weekly)."""

    class Weekdays(models.IntegerChoices):
        MONDAY = 0, "星期一"
        TUESDAY = 1, "星期二"
        WEDNESDAY = 2, "星期三"
        THURSDAY = 3, "星期四"
        FRIDAY = 4, "星期五"
        SATURDAY = 5, "星期六"
        SUNDAY = 6, "星期日"

    access = Scope("region_id", view="build_reports")

    region = models.OneToOneField(Region, models.PROTECT, related_name="+", verbose_name="街道")
    is_on = models.BooleanField("每周自动生成", default=False)
    weekday = models.PositiveSmallIntegerField("生成日", choices=Weekdays, default=Weekdays.MONDAY)
    hour = models.PositiveSmallIntegerField("生成时刻（时）", default=8)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设置人")
    since = models.DateTimeField("设置时间")
    week = models.CharField("最近一次所属周", max_length=8, default="", blank=True, editable=False)
    problem = models.CharField("最近一次未生成的原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "每周简报"
        ordering = ["region_id"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_briefing_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="weekly_briefing_hour"),
        ]

    def __str__(self):
        return f"{self.region.short_name}每周简报"


class IssuedDocument(models.Model):
    """印发: a run that stands under a number, frozen; who sees it follows from its run. See reports/issuing.py.

    Rows are written once. ``file`` is protected, so nothing that tidies up can take it.
    """

    NUMBER_LENGTH = 60

    key = models.CharField("核验码", max_length=16, primary_key=True, default=new_key, editable=False)
    run = models.OneToOneField(ReportRun, models.PROTECT, related_name="issued", verbose_name="报告")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="范围")
    year = models.PositiveSmallIntegerField("年份")
    number = models.CharField("文号", max_length=NUMBER_LENGTH)
    number_key = models.CharField(max_length=NUMBER_LENGTH, db_index=True, editable=False)
    title = models.CharField("标题", max_length=200)  # the kind and the place, never a person
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="印发原件")
    digest = models.CharField("原件摘要", max_length=64, db_index=True)
    pages = models.PositiveSmallIntegerField("页数")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="替代")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="印发人")
    issued_at = models.DateTimeField("印发时间")

    class Meta:
        verbose_name = "印发文件"
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["region", "year", "number_key"], name="issued_number_once")]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def is_replaced(self):
        return hasattr(self, "replaced_by")

    @property
    def spaced_key(self):
        """The key as it is read aloud: ABCD-EFGH-JKLM-NPQR."""
        return "-".join(self.key[start : start + 4] for start in range(0, len(self.key), 4))


class HandedCopy(models.Model):
    """A stamped copy of an issued document: its digest, so that the copy can be checked and traced. Never its bytes."""

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="copies", verbose_name="印发文件")
    digest = models.CharField("下载件摘要", max_length=64, db_index=True)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="下载人")
    taken_at = models.DateTimeField("下载时间", auto_now_add=True)

    class Meta:
        verbose_name = "下载件"
        ordering = ["-taken_at"]

    def __str__(self):
        return f"{self.document.number} {self.digest[:8]}"


def _may_see_snapshot(user):
    """Whoever asked for it, and the street's readers of that ledger: in a community its own people see less.

    What reads otherwise for each reader stays with him who asked.
    """
    seen = []
    for codes, permissions in _permissions_by_place(user):
        own = Q(requested_by=user.pk) & code_condition("region_id", codes)
        shared = Q(is_personal=False) & code_condition("office_id", codes)
        seen.append(Q(content_permission__in=permissions) & (own | shared))
    return either(*seen)


class LedgerSnapshot(models.Model):
    """留存快照: the lines of a ledger as they stood at one moment, in words and as the workbook made then.

    ``taken_for``: the day at whose end it is taken; ``office``: the street (or what else ``region`` lies in, itself
    included); ``filters``: chosen codes; ``content_permission`` and ``is_personal`` are the ledger's. Two files, so
    that what is shown and what is downloaded stay byte for byte what was frozen; both None until then.
    """

    access = Scope(
        "office_id", also=lambda scope_q, user, permission: Q(requested_by=user.pk), narrow=_may_see_snapshot
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ledger = models.CharField("台账", max_length=40, db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="范围")
    office = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="街道")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    filters = models.JSONField("条件", default=dict)
    content_permission = models.CharField("内容权限", max_length=40, editable=False)
    is_personal = models.BooleanField("仅本人", default=False, editable=False)
    taken_for = models.DateField("留存日期")
    job = models.OneToOneField(Job, models.PROTECT, related_name="+", null=True)
    lines = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    workbook = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", null=True)
    rows = models.PositiveIntegerField("条数", null=True)
    taken_at = models.DateTimeField("留存时间", null=True)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="申请人")
    created_at = models.DateTimeField("申请时间", auto_now_add=True)

    class Meta:
        verbose_name = "台账快照"
        ordering = ["-taken_for", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None, lines=None, workbook=None, rows=None)
                | Q(taken_at__isnull=False, lines__isnull=False, workbook__isnull=False, rows__isnull=False),
                name="ledger_snapshot_whole",
            ),
        ]

    def __str__(self):
        return f"{self.region.short_name} {self.taken_for:%Y-%m-%d}"

    @property
    def is_taken(self):
        return self.taken_at is not None

    @property
    def is_planned(self):
        """Whether it waits for its day and may still be cancelled."""
        return self.taken_at is None and self.job_id is None

    @property
    def state(self):
        """In a word; why, where it came to nothing."""
        if self.is_taken:
            return "已留存"
        return f"未成功：{self.job.message}" if self.job and self.job.state == Job.States.FAILED else "待留存"


class Reminder(models.Model):
    """催办: that a community was reminded of a duty, when, and of how many people; never of whom."""

    access = Scope("region_id")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name="届次")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    duty = models.CharField("事项代码", max_length=60)
    label = models.CharField("事项", max_length=150)
    missing = models.PositiveIntegerField("未完成人数")
    told = models.PositiveSmallIntegerField("站内通知人数", default=0)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="催办人")
    sent_at = models.DateTimeField("催办时间", auto_now_add=True)

    class Meta:
        verbose_name = "催办"
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["election", "region", "-sent_at"])]

    def __str__(self):
        return f"{self.region.short_name} {self.label}"


class LedgerFormat(models.Model):
    """How one user takes one ledger out: as he chose it last. ``age_on``: empty means the election day."""

    class IdNumbers(models.TextChoices):
        NONE = "none", "不含"
        MASKED = "masked", "掩码"
        FULL = "full", "完整"

    class Dates(models.TextChoices):
        MONTH = "month", "1988.03"
        DAY = "day", "1988-03-05"

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="使用人")
    ledger = models.CharField("台账", max_length=40)
    id_number = models.CharField("公民身份号码", max_length=6, choices=IdNumbers, default=IdNumbers.NONE)
    dates = models.CharField("出生、入党等年月", max_length=5, choices=Dates, default=Dates.MONTH)
    age_on = models.DateField("年龄计算至", null=True, blank=True)

    class Meta:
        verbose_name = "台账导出格式"
        constraints = [
            models.UniqueConstraint(fields=["user", "ledger"], name="ledger_format_once"),
            models.CheckConstraint(
                condition=Q(id_number__in=["none", "masked", "full"]), name="ledger_format_id_number"
            ),
            models.CheckConstraint(condition=Q(dates__in=["month", "day"]), name="ledger_format_dates"),
        ]

    def __str__(self):
        return self.ledger


class LedgerTemplate(models.Model):
    """An office's own workbook for a ledger, as one user uploaded it last; filled in whenever he asks for it."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name="上传人")
    ledger = models.CharField("台账", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="模板")
    recognised = models.JSONField("认出的标题", default=list)
    unknown = models.JSONField("未认出的标题", default=list)
    uploaded_at = models.DateTimeField("上传时间", auto_now=True)

    class Meta:
        verbose_name = "台账模板"
        constraints = [models.UniqueConstraint(fields=["user", "ledger"], name="ledger_template_once")]

    def __str__(self):
        return self.file.name


class RegionFigures(models.Model):
    """What is counted of a region in a term, the regions below it included; kept by ``reports.rollup`` alone."""

    access = Scope("region_id")

    election = models.ForeignKey(Election, models.CASCADE, related_name="+", verbose_name="届次")
    region = models.ForeignKey(Region, models.CASCADE, related_name="+", verbose_name="区划")
    numbers = models.JSONField("数字", default=dict)  # by the keys of rollup.scan
    counted_at = models.DateTimeField("计算时间", auto_now=True)

    class Meta:
        verbose_name = "区划统计"
        constraints = [models.UniqueConstraint(fields=["election", "region"], name="region_figures_once")]

    def __str__(self):
        return f"{self.region_id} {self.election_id}"
