"""A batch of rows from one uploaded workbook, and each row's fate."""

import uuid

from django.db import models

from core import jsontext
from core.access import NOBODY, Scope, visible_to
from core.files import StoredFile
from core.jobs import Job
from core.secrets import EncryptedTextField


def _about_records(user):
    """Batches whose rows belong to one record, for whoever may fill in that record, be it by assignment alone."""
    from core.imports.kinds import kinds_about_records

    seen = NOBODY
    for kind in kinds_about_records():
        records = visible_to(user, kind.subject_model(), kind.permission)
        seen |= models.Q(kind=kind.code, subject_id__in=records.order_by().values("pk"))
    return seen


class ImportBatch(models.Model):
    """One uploaded workbook and what became of it. ``subject_id``: the one record that it is about, if it is."""

    class States(models.TextChoices):
        CHECKING = "checking", "检查中"
        CHECKED = "checked", "待确认"
        STALE = "stale", "需重新检查"
        REFUSED = "refused", "文件未通过检查"
        WRITING = "writing", "写入中"
        WRITTEN = "written", "已导入"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    access = Scope(
        "region_code",
        view="fill_records",
        also=lambda scope_q, user, permission: _about_records(user),
        narrow=lambda user: models.Q(subject_id=None) | _about_records(user),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=40)
    region_code = models.CharField("范围", max_length=12, db_index=True)
    election_id = models.BigIntegerField("届次")
    subject_id = models.UUIDField("所涉记录", null=True, editable=False, db_index=True)
    state = models.CharField("状态", max_length=10, choices=States, default=States.CHECKING)
    upload = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    error_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    message = models.CharField("说明", max_length=1000, blank=True)
    notices = models.JSONField("提示", default=list)  # Chinese sentences on what was read and what was not
    only_right = models.BooleanField("只导入正确的行", default=False)
    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("变更", default=0)
    same_count = models.PositiveIntegerField("无变化", default=0)
    wrong_count = models.PositiveIntegerField("有误", default=0)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name="上传人")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    written_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    purged_at = models.DateTimeField("清除明细时间", null=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "checking",
                        "checked",
                        "stale",
                        "refused",
                        "writing",
                        "written",
                        "undone",
                        "dropped",
                    ]  # fmt: skip
                ),
                name="import_batch_state",
            ),
        ]

    def __str__(self):
        return f"导入批次 {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_working(self):
        """Whether a job is at it: it was not given up, however long it takes."""
        return self.state in (self.States.CHECKING, self.States.WRITING) and not self.has_stopped

    @property
    def has_stopped(self):
        """Whether the job that should check or write gave up; nothing of it was written."""
        return (
            self.state in (self.States.CHECKING, self.States.WRITING)
            and self.job is not None
            and self.job.state == Job.States.FAILED
        )

    @property
    def writable_count(self):
        """Rows that confirming would write."""
        return self.new_count + self.changed_count


class ImportRow(models.Model):
    """One row of a batch. Values are personal data and encrypted; messages are masked."""

    class Statuses(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        WRONG = "wrong", "有误"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, db_index=False, related_name="rows")
    sheet = models.CharField("工作表", max_length=100)
    number = models.PositiveIntegerField("行号")
    status = models.CharField("结果", max_length=10, choices=Statuses)
    raw = EncryptedTextField("原值")  # JSON: the cells as they came, by column key
    preview = EncryptedTextField(
        "预览", blank=True, default=""
    )  # JSON: {name, place, changes: [[heading, old, new]]}, masked
    errors = models.JSONField("错误", default=list)  # [{column, heading, value, message}], personal values masked
    basis = models.CharField("比对依据", max_length=300, blank=True)  # the records and versions the preview stood on

    class Meta:
        verbose_name = "导入行"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]

    def __str__(self):
        return f"{self.sheet} 第 {self.number} 行"

    @property
    def shown(self):
        """The preview as a dict; empty once the details were cleared away."""
        return jsontext.loads(self.preview) if self.preview else {}


class WrittenRow(models.Model):
    """What writing a row did. Beside the row, not in it: thousands are noted in a seventh of the time that changing
    as many long rows takes."""

    row = models.OneToOneField(ImportRow, models.CASCADE, primary_key=True, related_name="written")
    target_id = models.CharField(max_length=36)  # the record it changed or made
    before = EncryptedTextField("写入前", blank=True)  # JSON: what undo restores; blank once it was cleared away

    class Meta:
        verbose_name = "已写入的行"

    def __str__(self):
        return f"第{self.row.number}行“{self.row.shown.get('name', '')}”"
