import core.secrets
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                        ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                        (
                            "actor_id",
                            models.CharField(blank=True, db_index=True, max_length=36, verbose_name="用户编号"),
                        ),
                        ("actor_name", models.CharField(blank=True, max_length=150, verbose_name="用户")),
                        ("roles", models.CharField(blank=True, max_length=200, verbose_name="当时角色")),
                        ("ip", models.CharField(blank=True, max_length=45, verbose_name="来源地址")),
                        ("session", models.CharField(blank=True, max_length=64, verbose_name="会话")),
                        ("event", models.CharField(db_index=True, max_length=60, verbose_name="事件")),
                        ("object_type", models.CharField(blank=True, max_length=60, verbose_name="对象类别")),
                        (
                            "object_id",
                            models.CharField(blank=True, db_index=True, max_length=64, verbose_name="对象编号"),
                        ),
                        ("result", models.CharField(default="ok", max_length=10, verbose_name="结果")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                        ("detail", models.TextField(blank=True, verbose_name="内容（密文）")),
                        ("previous", models.BinaryField()),
                        ("mac", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "审计记录",
                        "ordering": ["seq"],
                    },
                ),
                migrations.CreateModel(
                    name="AuditHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seq", models.BigIntegerField(default=0)),
                        (
                            "mac",
                            models.BinaryField(
                                default=b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                        ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文件",
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        ("token", models.UUIDField(primary_key=True, serialize=False)),
                        ("result_url", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "表单提交",
                    },
                ),
                migrations.CreateModel(
                    name="Transition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("object_id", models.CharField(max_length=36)),
                        ("move", models.CharField(max_length=40, verbose_name="动作")),
                        ("label", models.CharField(max_length=40, verbose_name="动作名称")),
                        ("source", models.CharField(max_length=30, verbose_name="原状态")),
                        ("target", models.CharField(max_length=30, verbose_name="新状态")),
                        ("note", models.TextField(blank=True, verbose_name="意见")),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "办理记录",
                        "ordering": ["at", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["content_type", "object_id", "at"], name="core_transi_content_992383_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("object_id", models.CharField(max_length=36)),
                        ("role", models.CharField(max_length=20, verbose_name="身份")),
                        ("signer_name", core.secrets.EncryptedTextField(verbose_name="签名人")),
                        ("strokes", core.secrets.EncryptedTextField(verbose_name="笔迹")),
                        ("digest", models.CharField(max_length=64, verbose_name="所签内容摘要")),
                        ("signed_at", models.DateTimeField(auto_now_add=True, verbose_name="签名时间")),
                        (
                            "collected_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "签名",
                        "ordering": ["signed_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("content_type", "object_id", "role"), name="signature_once_in_role"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=40, verbose_name="类别")),
                        ("parameters", models.JSONField(default=dict, verbose_name="参数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "排队中"),
                                    ("running", "处理中"),
                                    ("done", "已完成"),
                                    ("failed", "未成功"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0, verbose_name="进度（%）")),
                        ("step", models.CharField(blank=True, max_length=100, verbose_name="当前步骤")),
                        ("message", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                        ("lease", models.UUIDField(null=True)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("told_at", models.DateTimeField(null=True, verbose_name="通知时间")),
                        ("idempotency_key", models.CharField(max_length=100, null=True, unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请人",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "后台任务",
                        "ordering": ["-created_at"],
                        "indexes": [models.Index(fields=["state", "lease_until"], name="core_job_state_512303_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                                name="job_state",
                            ),
                            models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="job_progress"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("object_id", models.CharField(max_length=36)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("photo", "照片"), ("document", "文件")], max_length=10, verbose_name="类别"
                            ),
                        ),
                        ("caption", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                            ),
                        ),
                        (
                            "preview",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.storedfile",
                            ),
                        ),
                        (
                            "sealed_title",
                            core.secrets.EncryptedTextField(blank=True, default="", verbose_name="密存名称"),
                        ),
                    ],
                    options={
                        "verbose_name": "佐证材料",
                        "ordering": ["created_at", "pk"],
                        "indexes": [
                            models.Index(fields=["content_type", "object_id"], name="core_attach_content_d3cac2_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["photo", "document"])), name="attachment_kind"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=40, verbose_name="类别")),
                        ("region_code", models.CharField(db_index=True, max_length=12, verbose_name="范围")),
                        ("election_id", models.BigIntegerField(verbose_name="届次")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checking", "检查中"),
                                    ("checked", "待确认"),
                                    ("stale", "需重新检查"),
                                    ("refused", "文件未通过检查"),
                                    ("writing", "写入中"),
                                    ("written", "已导入"),
                                    ("undone", "已撤销"),
                                    ("dropped", "已放弃"),
                                ],
                                default="checking",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("message", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                        ("notices", models.JSONField(default=list, verbose_name="提示")),
                        ("only_right", models.BooleanField(default=False, verbose_name="只导入正确的行")),
                        ("new_count", models.PositiveIntegerField(default=0, verbose_name="新增")),
                        ("changed_count", models.PositiveIntegerField(default=0, verbose_name="变更")),
                        ("same_count", models.PositiveIntegerField(default=0, verbose_name="无变化")),
                        ("wrong_count", models.PositiveIntegerField(default=0, verbose_name="有误")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        ("written_at", models.DateTimeField(null=True, verbose_name="导入时间")),
                        ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                        ("purged_at", models.DateTimeField(null=True, verbose_name="清除明细时间")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                            ),
                        ),
                        (
                            "error_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.storedfile",
                            ),
                        ),
                        (
                            "upload",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.storedfile",
                            ),
                        ),
                        (
                            "subject_id",
                            models.UUIDField(db_index=True, editable=False, null=True, verbose_name="所涉记录"),
                        ),
                    ],
                    options={
                        "verbose_name": "导入批次",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "checking",
                                            "checked",
                                            "stale",
                                            "refused",
                                            "writing",
                                            "written",
                                            "undone",
                                            "dropped",
                                        ],
                                    )
                                ),
                                name="import_batch_state",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sheet", models.CharField(max_length=100, verbose_name="工作表")),
                        ("number", models.PositiveIntegerField(verbose_name="行号")),
                        (
                            "status",
                            models.CharField(
                                choices=[("new", "新增"), ("changed", "变更"), ("same", "无变化"), ("wrong", "有误")],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        ("raw", core.secrets.EncryptedTextField(verbose_name="原值")),
                        ("preview", core.secrets.EncryptedTextField(blank=True, default="", verbose_name="预览")),
                        ("errors", models.JSONField(default=list, verbose_name="错误")),
                        ("basis", models.CharField(blank=True, max_length=300, verbose_name="比对依据")),
                        ("target_id", models.CharField(blank=True, max_length=36)),
                        ("before", core.secrets.EncryptedTextField(blank=True, verbose_name="写入前")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="core.importbatch"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "导入行",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "sheet", "number"), name="import_row_once")
                        ],
                    },
                ),
            ]
        ),
    ]
