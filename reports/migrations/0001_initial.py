import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from core.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("communities", "0001_initial"),
        ("core", "0002_audit_append_only"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ReportRun",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("code", models.CharField(db_index=True, max_length=40, verbose_name="报告")),
                        (
                            "content_permission",
                            models.CharField(
                                default="build_reports", editable=False, max_length=40, verbose_name="内容权限"
                            ),
                        ),
                        ("parameters", models.JSONField(default=dict, verbose_name="参数")),
                        (
                            "subject_id",
                            models.UUIDField(db_index=True, editable=False, null=True, verbose_name="所涉记录"),
                        ),
                        (
                            "ending",
                            models.CharField(default="pdf", editable=False, max_length=5, verbose_name="文件类型"),
                        ),
                        ("number", models.PositiveIntegerField(default=1, verbose_name="期号")),
                        ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="页数")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "job",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_run",
                                to="core.job",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="范围",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "报告",
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("duty", models.CharField(max_length=60, verbose_name="事项代码")),
                        ("label", models.CharField(max_length=150, verbose_name="事项")),
                        ("missing", models.PositiveIntegerField(verbose_name="未完成人数")),
                        ("told", models.PositiveSmallIntegerField(default=0, verbose_name="站内通知人数")),
                        ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="催办时间")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "sent_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="催办人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "催办",
                        "ordering": ["-sent_at"],
                        "indexes": [
                            models.Index(
                                fields=["election", "region", "-sent_at"], name="reports_rem_electio_baff87_idx"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
