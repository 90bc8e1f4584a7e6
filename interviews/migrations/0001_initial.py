import core.secrets
import django.db.models.deletion
import django.db.models.expressions
import django_fsm
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
                    name="DepartureAudit",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("planned", "已立项"),
                                    ("notified", "已通知"),
                                    ("opened", "审计中"),
                                    ("reported", "已出报告"),
                                    ("published", "公示中"),
                                    ("rectifying", "整改中"),
                                    ("completed", "离任完成"),
                                ],
                                db_index=True,
                                default="planned",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("post_held", models.CharField(max_length=100, verbose_name="任职职务")),
                        ("term_from", models.DateField(blank=True, null=True, verbose_name="任职起")),
                        ("term_to", models.DateField(blank=True, null=True, verbose_name="任职止")),
                        ("period_from", models.DateField(verbose_name="审计期间起")),
                        ("period_to", models.DateField(verbose_name="审计期间止")),
                        ("lead_agency", models.CharField(max_length=100, verbose_name="审计机构")),
                        ("plan", models.TextField(blank=True, verbose_name="审计方案")),
                        ("notice_number", models.CharField(blank=True, max_length=60, verbose_name="审计通知书文号")),
                        ("notice_on", models.DateField(blank=True, null=True, verbose_name="通知日期")),
                        ("opening_on", models.DateField(blank=True, null=True, verbose_name="进点会日期")),
                        ("opening_place", models.CharField(blank=True, max_length=100, verbose_name="进点会地点")),
                        ("commitment_on", models.DateField(blank=True, null=True, verbose_name="被审计人承诺日期")),
                        (
                            "conclusion_grade",
                            models.CharField(
                                blank=True,
                                choices=[("good", "好"), ("fairly_good", "较好"), ("fair", "一般"), ("poor", "差")],
                                max_length=12,
                                verbose_name="审计评价",
                            ),
                        ),
                        ("conclusion", models.TextField(blank=True, verbose_name="审计结论")),
                        ("report_number", models.CharField(blank=True, max_length=60, verbose_name="报告文号")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="报告日期")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="立项时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="departure_audits",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="立项人",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="departure_audits",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="departure_audits",
                                to="communities.person",
                                verbose_name="被审计人",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "离任审计",
                        "ordering": ["community_id", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="interviews__electio_d2bfa7_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "election"), name="audit_once_a_term"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "planned",
                                            "notified",
                                            "opened",
                                            "reported",
                                            "published",
                                            "rectifying",
                                            "completed",
                                        ],
                                    )
                                ),
                                name="audit_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("conclusion_grade__in", ["", "good", "fairly_good", "fair", "poor"])
                                ),
                                name="audit_grade",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_from__lte", models.F("period_to"))), name="audit_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("term_from", None),
                                    ("term_to", None),
                                    ("term_from__lte", models.F("term_to")),
                                    _connector="OR",
                                ),
                                name="audit_term",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="GradeRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        (
                            "target",
                            models.CharField(
                                choices=[("member", "成员"), ("team", "班子")], max_length=10, verbose_name="对象"
                            ),
                        ),
                        (
                            "best_share",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, verbose_name="最高等次：最高档得票率不低于"
                            ),
                        ),
                        (
                            "best_upper_share",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, verbose_name="最高等次：前两档得票率不低于"
                            ),
                        ),
                        (
                            "second_upper_share",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, verbose_name="第二等次：前两档得票率不低于"
                            ),
                        ),
                        (
                            "third_passing_share",
                            models.DecimalField(
                                decimal_places=1, max_digits=4, verbose_name="第三等次：前三档得票率不低于"
                            ),
                        ),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核定文号")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="核定时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grade_rules",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "等次建议规则",
                        "ordering": ["target"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "target"), name="grade_rule_once"),
                            models.CheckConstraint(
                                condition=models.Q(("target__in", ["member", "team"])), name="grade_rule_target"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("best_share__gte", 0),
                                    ("best_share__lte", 100),
                                    ("best_upper_share__gte", 0),
                                    ("best_upper_share__lte", 100),
                                    ("second_upper_share__gte", 0),
                                    ("second_upper_share__lte", 100),
                                    ("third_passing_share__gte", 0),
                                    ("third_passing_share__lte", 100),
                                ),
                                name="grade_rule_percent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GradingMeeting",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=60, verbose_name="会议名称")),
                        ("held_on", models.DateField(verbose_name="会议日期")),
                        ("expected", models.PositiveSmallIntegerField(verbose_name="应到人数")),
                        ("present", models.PositiveSmallIntegerField(verbose_name="实到人数")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grading_meetings",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="街道",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核定等会议",
                        "ordering": ["-held_on", "-recorded_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "name", "held_on"), name="grading_meeting_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("present__lte", models.F("expected"))),
                                name="grading_meeting_present",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeartTalk",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("heart", "谈心谈话"),
                                    ("leaving", "离任谈话"),
                                    ("losing", "落选谈话"),
                                    ("nominee", "新提名谈话"),
                                ],
                                default="heart",
                                max_length=10,
                                verbose_name="谈话类型",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="编号")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("planned", "待谈"),
                                    ("recorded", "已谈"),
                                    ("signed", "已归档"),
                                    ("cancelled", "已取消"),
                                ],
                                db_index=True,
                                default="planned",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="完成时限")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="安排时间")),
                        ("held_from", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("held_until", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                        (
                            "method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "当面谈话"),
                                    ("at_home", "上门谈话"),
                                    ("telephone", "电话谈话"),
                                    ("video", "视频谈话"),
                                ],
                                max_length=12,
                                verbose_name="谈话方式",
                            ),
                        ),
                        ("people", models.JSONField(blank=True, default=dict, verbose_name="谈话各方")),
                        (
                            "stand",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stay", "继续任职"),
                                    ("obey", "服从安排"),
                                    ("leave", "愿意退出"),
                                    ("transfer", "希望转岗"),
                                    ("rise", "愿意担任更重职务"),
                                    ("silent", "未表态"),
                                ],
                                max_length=10,
                                verbose_name="进退留转表态",
                            ),
                        ),
                        (
                            "mood",
                            models.CharField(
                                blank=True,
                                choices=[("calm", "平稳"), ("watch", "关注"), ("focus", "重点")],
                                max_length=10,
                                verbose_name="思想动态",
                            ),
                        ),
                        (
                            "obedience",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "服从"),
                                    ("conditional", "有条件服从"),
                                    ("no", "不服从"),
                                    ("silent", "未表态"),
                                ],
                                max_length=12,
                                verbose_name="服从组织安排",
                            ),
                        ),
                        ("place", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话地点")),
                        ("outline", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话提纲")),
                        ("content", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话内容要点")),
                        ("suggestions", core.secrets.EncryptedTextField(blank=True, verbose_name="意见建议")),
                        ("recommendation", core.secrets.EncryptedTextField(blank=True, verbose_name="人选推荐")),
                        (
                            "frozen",
                            core.secrets.EncryptedTextField(blank=True, editable=False, verbose_name="签字原文"),
                        ),
                        (
                            "digest",
                            models.CharField(blank=True, editable=False, max_length=64, verbose_name="原文摘要"),
                        ),
                        ("signed_at", models.DateTimeField(editable=False, null=True, verbose_name="归档时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="heart_talks",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="heart_talks",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="heart_talks",
                                to="communities.person",
                                verbose_name="谈话对象",
                            ),
                        ),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排人",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈心谈话",
                        "ordering": ["election_id", "number"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="interviews__electio_182517_idx"
                            ),
                            models.Index(fields=["election", "state", "due_on"], name="interviews__electio_368c9c_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "number"), name="talk_number_once_a_term"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "cancelled"), _negated=True),
                                fields=("election", "partner", "kind"),
                                name="talk_once_a_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["heart", "leaving", "losing", "nominee"])),
                                name="talk_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["planned", "recorded", "signed", "cancelled"])),
                                name="talk_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("held_until__gt", models.F("held_from"))),
                                name="talk_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("method__in", ["", "in_person", "at_home", "telephone", "video"])),
                                name="talk_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stand__in", ["", "stay", "obey", "leave", "transfer", "rise", "silent"])
                                ),
                                name="talk_stand",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mood__in", ["", "calm", "watch", "focus"])), name="talk_mood"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("obedience__in", ["", "yes", "conditional", "no", "silent"])),
                                name="talk_obedience",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(("digest", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="talk_signed_is_frozen",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="TalkOutline",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核定文号")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="核定时间")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("heart", "谈心谈话"),
                                    ("leaving", "离任谈话"),
                                    ("losing", "落选谈话"),
                                    ("nominee", "新提名谈话"),
                                ],
                                max_length=10,
                                verbose_name="谈话类型",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="提纲")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="talk_outlines",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈话提纲",
                        "ordering": ["election_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "kind"), name="talk_outline_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["heart", "leaving", "losing", "nominee"])),
                                name="talk_outline_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TalkScanPage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("page", models.PositiveSmallIntegerField(verbose_name="页码")),
                        ("reason", models.CharField(max_length=200, verbose_name="未归入原因")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="识别时间")),
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
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.storedfile",
                                verbose_name="扫描页",
                            ),
                        ),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.job",
                                verbose_name="识别任务",
                            ),
                        ),
                        (
                            "preview",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.storedfile",
                                verbose_name="预览",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "待归入扫描页",
                        "ordering": ["created_at", "page"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("job", "page"), name="talk_scan_page_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AuditRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("publication_days", models.PositiveSmallIntegerField(default=7, verbose_name="公示天数")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核定文号")),
                        (
                            "election",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="audit_rule",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "离任审计规则",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("publication_days__gte", 1)), name="audit_publication_days"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermAssessment",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("pending", "待考核"),
                                    ("underway", "考核中"),
                                    ("proposed", "拟定等次"),
                                    ("decided", "已定等次"),
                                    ("fed_back", "已反馈"),
                                ],
                                db_index=True,
                                default="pending",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="考核轮次")),
                        ("self_report", models.TextField(blank=True, verbose_name="述职报告")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="述职日期")),
                        ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="同意")),
                        (
                            "votes_against",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="不同意"),
                        ),
                        ("decision_reason", models.CharField(blank=True, max_length=300, verbose_name="会议改定理由")),
                        ("fed_back_on", models.DateField(blank=True, null=True, verbose_name="反馈日期")),
                        ("feedback_opinion", models.CharField(blank=True, max_length=300, verbose_name="本人意见")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        ("posts", models.CharField(max_length=100, verbose_name="职务")),
                        ("duties", models.CharField(blank=True, max_length=200, verbose_name="分管工作")),
                        ("rank", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="排序")),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "称职"),
                                    ("basic", "基本称职"),
                                    ("incompetent", "不称职"),
                                ],
                                max_length=15,
                                verbose_name="考核等次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="term_assessments",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="term_assessments",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="interviews.gradingmeeting",
                                verbose_name="定等会议",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="term_assessments",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "任期考核",
                        "ordering": ["community_id", "rank", "created_at", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="interviews__electio_38498b_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "community", "election"), name="term_assessment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["pending", "underway", "proposed", "decided", "fed_back"])
                                ),
                                name="term_assessment_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grade__in", ["", "excellent", "competent", "basic", "incompetent"])
                                ),
                                name="term_assessment_grade",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["decided", "fed_back"]), _negated=True),
                                    models.Q(models.Q(("grade", ""), _negated=True), ("meeting__isnull", False)),
                                    _connector="OR",
                                ),
                                name="term_assessment_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["pending", "underway"]), _negated=True),
                                    models.Q(("grade", ""), ("meeting", None)),
                                    _connector="OR",
                                ),
                                name="term_assessment_undecided",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="TeamAssessment",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("pending", "待考核"),
                                    ("underway", "考核中"),
                                    ("proposed", "拟定等次"),
                                    ("decided", "已定等次"),
                                    ("fed_back", "已反馈"),
                                ],
                                db_index=True,
                                default="pending",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="考核轮次")),
                        ("self_report", models.TextField(blank=True, verbose_name="述职报告")),
                        ("reported_on", models.DateField(blank=True, null=True, verbose_name="述职日期")),
                        ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="同意")),
                        (
                            "votes_against",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="不同意"),
                        ),
                        ("decision_reason", models.CharField(blank=True, max_length=300, verbose_name="会议改定理由")),
                        ("fed_back_on", models.DateField(blank=True, null=True, verbose_name="反馈日期")),
                        ("feedback_opinion", models.CharField(blank=True, max_length=300, verbose_name="本人意见")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("excellent", "优秀"), ("good", "较好"), ("fair", "一般"), ("poor", "较差")],
                                max_length=15,
                                verbose_name="考核等次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team_assessments",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team_assessments",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="interviews.gradingmeeting",
                                verbose_name="定等会议",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "班子任期考核",
                        "ordering": ["community_id"],
                        "indexes": [models.Index(fields=["election", "state"], name="interviews__electio_325281_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "election"), name="team_assessment_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["pending", "underway", "proposed", "decided", "fed_back"])
                                ),
                                name="team_assessment_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grade__in", ["", "excellent", "good", "fair", "poor"])),
                                name="team_assessment_grade",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["decided", "fed_back"]), _negated=True),
                                    models.Q(models.Q(("grade", ""), _negated=True), ("meeting__isnull", False)),
                                    _connector="OR",
                                ),
                                name="team_assessment_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["pending", "underway"]), _negated=True),
                                    models.Q(("grade", ""), ("meeting", None)),
                                    _connector="OR",
                                ),
                                name="team_assessment_undecided",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="AuditTeamMember",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "role",
                            models.CharField(
                                choices=[("leader", "组长"), ("member", "组员"), ("reviewer", "复核")],
                                default="member",
                                max_length=10,
                                verbose_name="分工",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audit_duties",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="team",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审计组成员",
                        "ordering": [
                            models.Case(
                                models.When(role="leader", then=0),
                                models.When(role="member", then=1),
                                models.When(role="reviewer", then=2),
                            ),
                            "pk",
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("audit", "person"), name="audit_team_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "leader")), fields=("audit",), name="audit_team_one_leader"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["leader", "member", "reviewer"])),
                                name="audit_team_role",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditPublication",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("place", models.CharField(blank=True, max_length=100, verbose_name="公示地点")),
                        ("published_from", models.DateField(blank=True, null=True, verbose_name="公示起")),
                        ("published_to", models.DateField(blank=True, null=True, verbose_name="公示止")),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "audit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="publication",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审计结果公示",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_from", None),
                                    ("published_to", None),
                                    ("published_from__lte", models.F("published_to")),
                                    _connector="OR",
                                ),
                                name="audit_publication_dates",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditHandover",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        (
                            "handed_over_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="移交人",
                            ),
                        ),
                        (
                            "received_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="接交人",
                            ),
                        ),
                        (
                            "supervised_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="监交人",
                            ),
                        ),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "audit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handover",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "离任交接",
                    },
                ),
                migrations.CreateModel(
                    name="AuditFinding",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[("open", "待整改"), ("rectified", "已整改待核实"), ("verified", "已核实销号")],
                                db_index=True,
                                default="open",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("income", "收入不实"),
                                    ("overspending", "扩大开支范围"),
                                    ("off_book", "账外结余"),
                                    ("fixed_assets", "固定资产管理"),
                                    ("cash", "现金管理"),
                                    ("vouchers", "原始凭证"),
                                    ("contracts", "合同管理"),
                                    ("special_funds", "专项资金"),
                                    ("other", "其他"),
                                ],
                                max_length=15,
                                verbose_name="问题类别",
                            ),
                        ),
                        ("description", models.TextField(verbose_name="问题描述")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="涉及金额（元）"
                            ),
                        ),
                        (
                            "responsibility",
                            models.CharField(
                                choices=[
                                    ("direct", "直接责任"),
                                    ("supervisory", "主管责任"),
                                    ("leadership", "领导责任"),
                                ],
                                max_length=12,
                                verbose_name="责任界定",
                            ),
                        ),
                        ("measures", models.TextField(blank=True, verbose_name="整改要求")),
                        ("rectify_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                        ("rectified_on", models.DateField(blank=True, null=True, verbose_name="整改日期")),
                        ("rectification", models.TextField(blank=True, verbose_name="整改情况")),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审计发现问题",
                        "ordering": ["audit_id", "kind", "pk"],
                        "indexes": [
                            models.Index(fields=["audit", "state"], name="interviews__audit_i_5c93bf_idx"),
                            models.Index(fields=["state", "rectify_by"], name="interviews__state_612d47_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "income",
                                            "overspending",
                                            "off_book",
                                            "fixed_assets",
                                            "cash",
                                            "vouchers",
                                            "contracts",
                                            "special_funds",
                                            "other",
                                        ],
                                    )
                                ),
                                name="finding_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "rectified", "verified"])),
                                name="finding_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("responsibility__in", ["direct", "supervisory", "leadership"])),
                                name="finding_responsibility",
                            ),
                            models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="finding_amount"),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="AuditContract",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=100, verbose_name="合同名称")),
                        ("counterparty", models.CharField(max_length=100, verbose_name="对方单位")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="合同金额（元）")),
                        ("signed_on", models.DateField(verbose_name="签订日期")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="到期日期")),
                        ("tendered", models.BooleanField(default=False, verbose_name="经招投标或民主议定")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contracts",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审计合同",
                        "ordering": ["audit_id", "signed_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="audit_contract_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("signed_on__lte", models.F("ends_on")), _connector="OR"
                                ),
                                name="audit_contract_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditAmount",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("cash", "货币资金"),
                                    ("income", "收入"),
                                    ("expenditure", "支出"),
                                    ("claims", "债权（应收款项）"),
                                    ("debts", "债务（应付款项）"),
                                    ("fixed_assets", "固定资产"),
                                    ("special_funds", "专项资金"),
                                ],
                                max_length=15,
                                verbose_name="分类",
                            ),
                        ),
                        ("item", models.CharField(max_length=60, verbose_name="项目")),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="金额（元）"
                            ),
                        ),
                        (
                            "opening",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="期初数（元）"
                            ),
                        ),
                        (
                            "increase",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="本期增加（元）"
                            ),
                        ),
                        (
                            "decrease",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="本期减少（元）"
                            ),
                        ),
                        (
                            "closing",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="期末数（元）"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                        (
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="amounts",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审计数据",
                        "ordering": ["audit_id", "section", "position", "year", "item", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("year", None)),
                                fields=("audit", "section", "item"),
                                name="audit_amount_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("year", None), _negated=True),
                                fields=("audit", "section", "item", "year"),
                                name="audit_amount_once_a_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "section__in",
                                        [
                                            "cash",
                                            "income",
                                            "expenditure",
                                            "claims",
                                            "debts",
                                            "fixed_assets",
                                            "special_funds",
                                        ],
                                    )
                                ),
                                name="audit_amount_section",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("section__in", ("income", "expenditure")),
                                        ("closing", None),
                                        ("decrease", None),
                                        ("increase", None),
                                        ("opening", None),
                                    ),
                                    models.Q(
                                        models.Q(("section__in", ("income", "expenditure")), _negated=True),
                                        ("amount", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="audit_amount_fits_section",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverItem",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("seal", "印章"), ("books", "账册"), ("asset", "资产"), ("archive", "档案")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        ("quantity", models.CharField(max_length=30, verbose_name="数量")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        ("handed_on", models.DateField(blank=True, null=True, verbose_name="交接日期")),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handover_items",
                                to="interviews.departureaudit",
                                verbose_name="离任审计",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "交接清单",
                        "ordering": [
                            "audit_id",
                            models.Case(
                                models.When(kind="seal", then=0),
                                models.When(kind="books", then=1),
                                models.When(kind="asset", then=2),
                                models.When(kind="archive", then=3),
                            ),
                            "name",
                            "pk",
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["seal", "books", "asset", "archive"])),
                                name="handover_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TalkConcern",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "theme",
                            models.CharField(
                                choices=[
                                    ("future", "进退留转去向"),
                                    ("pay", "待遇保障"),
                                    ("workload", "工作负担"),
                                    ("team", "班子团结"),
                                    ("growth", "能力与培训"),
                                    ("residents", "居民矛盾"),
                                    ("conditions", "办公与经费条件"),
                                    ("family", "家庭与健康"),
                                    ("discipline", "换届风气"),
                                    ("other", "其他"),
                                ],
                                db_index=True,
                                max_length=12,
                                verbose_name="主题",
                            ),
                        ),
                        ("text", core.secrets.EncryptedTextField(blank=True, verbose_name="内容")),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="concerns",
                                to="interviews.hearttalk",
                                verbose_name="谈话",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈话诉求",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("talk", "theme"), name="talk_concern_theme_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "theme__in",
                                        [
                                            "future",
                                            "pay",
                                            "workload",
                                            "team",
                                            "growth",
                                            "residents",
                                            "conditions",
                                            "family",
                                            "discipline",
                                            "other",
                                        ],
                                    )
                                ),
                                name="talk_concern_theme",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TalkFollowUp",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("content", core.secrets.EncryptedTextField(verbose_name="措施")),
                        ("due_on", models.DateField(verbose_name="完成时限")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                        ("outcome", core.secrets.EncryptedTextField(blank=True, verbose_name="办理结果")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talk_follow_ups",
                                to="communities.person",
                                verbose_name="责任人",
                            ),
                        ),
                        (
                            "owner_account",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follow_ups",
                                to="interviews.hearttalk",
                                verbose_name="谈话",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈话后续措施",
                        "ordering": ["due_on", "pk"],
                        "indexes": [models.Index(fields=["done_on", "due_on"], name="interviews__done_on_5734c7_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="TalkNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", core.secrets.EncryptedTextField(verbose_name="补充说明")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="补充时间")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="补充人",
                            ),
                        ),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="interviews.hearttalk",
                                verbose_name="谈话",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈话补充说明",
                        "ordering": ["created_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="TalkSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("lead", "谈话人（主谈）"), ("second", "谈话人"), ("recorder", "记录人")],
                                max_length=10,
                                verbose_name="分工",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talk_seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="账号",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talk_seats",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="interviews.hearttalk",
                                verbose_name="谈话",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "谈话分工",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("talk", "role"), name="talk_seat_once"),
                            models.UniqueConstraint(fields=("talk", "person"), name="talk_seat_one_per_person"),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["lead", "second", "recorder"])), name="talk_seat_role"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberAppraisal",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发放票数")),
                        ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                        ("valid", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="有效票")),
                        ("invalid", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="无效票")),
                        ("votes", models.JSONField(default=list, verbose_name="得票")),
                        ("votes_from", models.CharField(blank=True, max_length=120, verbose_name="测评来源")),
                        ("appraised_on", models.DateField(blank=True, null=True, verbose_name="测评日期")),
                        (
                            "talked_to",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="个别谈话人数"),
                        ),
                        ("talked_with", models.CharField(blank=True, max_length=200, verbose_name="谈话对象")),
                        ("talk_summary", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话情况")),
                        ("group_opinion", models.TextField(blank=True, verbose_name="考核组意见")),
                        ("suggested_grade", models.CharField(blank=True, max_length=15, verbose_name="规则建议等次")),
                        ("suggestion_basis", models.CharField(blank=True, max_length=300, verbose_name="建议依据")),
                        (
                            "deviation_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="与建议不一致的理由"),
                        ),
                        (
                            "assessment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="appraisal",
                                serialize=False,
                                to="interviews.termassessment",
                            ),
                        ),
                        (
                            "proposed_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "称职"),
                                    ("basic", "基本称职"),
                                    ("incompetent", "不称职"),
                                ],
                                max_length=15,
                                verbose_name="拟定等次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
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
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "成员考核材料",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("invalid", None), ("issued", None), ("returned", None), ("valid", None)),
                                    models.Q(
                                        (
                                            "returned",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("valid"), "+", models.F("invalid")
                                            ),
                                        ),
                                        ("returned__lte", models.F("issued")),
                                    ),
                                    _connector="OR",
                                ),
                                name="member_appraisal_ballots",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("proposed_grade__in", ["", "excellent", "competent", "basic", "incompetent"])
                                ),
                                name="member_appraisal_proposed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamAppraisal",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="发放票数")),
                        ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="收回票数")),
                        ("valid", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="有效票")),
                        ("invalid", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="无效票")),
                        ("votes", models.JSONField(default=list, verbose_name="得票")),
                        ("votes_from", models.CharField(blank=True, max_length=120, verbose_name="测评来源")),
                        ("appraised_on", models.DateField(blank=True, null=True, verbose_name="测评日期")),
                        (
                            "talked_to",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="个别谈话人数"),
                        ),
                        ("talked_with", models.CharField(blank=True, max_length=200, verbose_name="谈话对象")),
                        ("talk_summary", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话情况")),
                        ("group_opinion", models.TextField(blank=True, verbose_name="考核组意见")),
                        ("suggested_grade", models.CharField(blank=True, max_length=15, verbose_name="规则建议等次")),
                        ("suggestion_basis", models.CharField(blank=True, max_length=300, verbose_name="建议依据")),
                        (
                            "deviation_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="与建议不一致的理由"),
                        ),
                        (
                            "assessment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="appraisal",
                                serialize=False,
                                to="interviews.teamassessment",
                            ),
                        ),
                        (
                            "proposed_grade",
                            models.CharField(
                                blank=True,
                                choices=[("excellent", "优秀"), ("good", "较好"), ("fair", "一般"), ("poor", "较差")],
                                max_length=15,
                                verbose_name="拟定等次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
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
                            "updated_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "班子考核材料",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("invalid", None), ("issued", None), ("returned", None), ("valid", None)),
                                    models.Q(
                                        (
                                            "returned",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("valid"), "+", models.F("invalid")
                                            ),
                                        ),
                                        ("returned__lte", models.F("issued")),
                                    ),
                                    _connector="OR",
                                ),
                                name="team_appraisal_ballots",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proposed_grade__in", ["", "excellent", "good", "fair", "poor"])),
                                name="team_appraisal_proposed",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
