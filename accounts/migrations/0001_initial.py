import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from core.schema import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("username", models.CharField(max_length=60, unique=True, verbose_name="登录名")),
                        ("full_name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("duty", models.CharField(blank=True, max_length=100, verbose_name="单位职务")),
                        (
                            "admin_kind",
                            models.CharField(
                                blank=True,
                                choices=[("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计管理员")],
                                max_length=10,
                                verbose_name="管理员类别",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "expires_on",
                            models.DateField(
                                blank=True,
                                help_text="借调人员请填写，到期自动停用。",
                                null=True,
                                verbose_name="有效期至",
                            ),
                        ),
                        ("must_change_password", models.BooleanField(default=True, verbose_name="须改密码")),
                        (
                            "password_changed_at",
                            models.DateTimeField(default=django.utils.timezone.now, verbose_name="改密时间"),
                        ),
                        ("session_epoch", models.PositiveIntegerField(default=0, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "账号",
                        "ordering": ["username"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("is_superuser", False)), name="user_no_superuser"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("admin_kind__in", ["", "system", "security", "audit"])),
                                name="user_admin_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("digest", "每日提醒"), ("reminder", "催办")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="标题")),
                        ("text", models.TextField(blank=True, verbose_name="内容")),
                        ("url", models.CharField(blank=True, max_length=200, verbose_name="办理页面")),
                        ("day", models.DateField(editable=False, null=True, verbose_name="所属日期")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="阅读时间")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="收件人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "消息",
                        "ordering": ["-created_at", "pk"],
                        "indexes": [
                            models.Index(fields=["user", "-created_at"], name="accounts_no_user_id_6d4522_idx"),
                            models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("day__isnull", False)),
                                fields=("user", "kind", "day"),
                                name="notice_one_digest_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["digest", "reminder"])), name="notice_kind"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldPassword",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="old_passwords",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "历史密码",
                        "ordering": ["-at"],
                    },
                ),
            ]
        ),
    ]
