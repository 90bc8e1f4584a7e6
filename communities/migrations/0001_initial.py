import communities.models.questionnaires
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
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Region",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=12, primary_key=True, serialize=False, verbose_name="统计用区划代码"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "省"), (2, "市"), (3, "区县"), (4, "街道"), (5, "社区")],
                                verbose_name="层级",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="communities.region",
                                verbose_name="上级",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="communities.region",
                                verbose_name="并入",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "区划",
                        "ordering": ["code"],
                        "permissions": [
                            ("view_records", "看档案、进度、名册"),
                            ("fill_records", "填报、导入、走访、学习、宣传"),
                            ("fill_discipline", "填报纪律工作记录"),
                            ("accept_records", "接收/退回、问卷、研判、一社区一策"),
                            ("conduct_talks", "谈心/警示谈话"),
                            ("view_talk_texts", "看他人谈话原文"),
                            ("review_community", "社区初审"),
                            ("review_street", "街道严审"),
                            ("record_conclusions", "登记集体决定、结论"),
                            ("conclude_vetting", "审定集体决定、结论"),
                            ("view_vetting_stage", "看人选所处环节与退回事项"),
                            ("view_vetting", "看负面清单、联审明细"),
                            ("manage_audits", "离任审计立项、指派"),
                            ("view_audits", "看离任审计"),
                            ("view_appraisals", "看任期考核测评、考核组意见"),
                            ("handle_clues", "登记线索，办理所派线索"),
                            ("lead_clues", "主管线索：看全部线索，指派、审定"),
                            ("lead_recused_clues", "接办主管人须回避的线索"),
                            ("view_clue_totals", "看线索总数"),
                            ("view_identity", "逐项查看证件号、电话"),
                            ("export_records", "导出台账、名单"),
                            ("export_discipline", "导出纪律工作台账"),
                            ("build_reports", "生成简报、报告"),
                            ("build_discipline_reports", "生成纪律工作报告"),
                            ("manage_rules", "标准、清单、纪律文本、日程（核定）"),
                        ],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Election",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="第几届")),
                        ("term_years", models.PositiveSmallIntegerField(default=5, verbose_name="任期（年）")),
                        ("election_day", models.DateField(verbose_name="选举日")),
                        (
                            "key_date",
                            models.DateField(
                                help_text="年龄、年限和负面清单回溯期均以此日计算。", verbose_name="基准日"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "筹备中"), ("past", "往届")],
                                default="running",
                                max_length=10,
                                verbose_name="状态",
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
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="elections",
                                to="communities.region",
                                verbose_name="区划",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "届次",
                        "ordering": ["-election_day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("region", "number"), name="election_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("region",),
                                name="election_one_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["running", "past"])), name="election_state"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("name_keys", models.TextField(blank=True, editable=False)),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别"
                            ),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                        ("ethnicity", models.CharField(default="汉族", max_length=20, verbose_name="民族")),
                        ("id_number", core.secrets.EncryptedTextField(blank=True, verbose_name="公民身份号码")),
                        ("id_number_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("phone", core.secrets.EncryptedTextField(blank=True, verbose_name="联系电话")),
                        (
                            "education",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "初中及以下"),
                                    (2, "高中（中专）"),
                                    (3, "大专"),
                                    (4, "本科"),
                                    (5, "研究生"),
                                ],
                                null=True,
                                verbose_name="学历",
                            ),
                        ),
                        ("school", models.CharField(blank=True, max_length=100, verbose_name="毕业院校及专业")),
                        (
                            "affiliation",
                            models.CharField(
                                choices=[
                                    ("party", "中共党员"),
                                    ("probationary", "中共预备党员"),
                                    ("democratic", "民主党派"),
                                    ("league", "共青团员"),
                                    ("none", "群众"),
                                ],
                                default="none",
                                max_length=15,
                                verbose_name="政治面貌",
                            ),
                        ),
                        ("party_joined_on", models.DateField(blank=True, null=True, verbose_name="入党时间")),
                        ("occupation", models.CharField(blank=True, max_length=100, verbose_name="现工作单位及职务")),
                        ("native_place", models.CharField(blank=True, max_length=50, verbose_name="籍贯")),
                        ("resume", models.TextField(blank=True, verbose_name="简历")),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicates",
                                to="communities.person",
                                verbose_name="保留的档案",
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
                            "user",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="对应账号",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="communities.region",
                                verbose_name="建档社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "人员",
                        "ordering": ["community_id", "name", "pk"],
                        "indexes": [
                            models.Index(fields=["community", "name"], name="communities_communi_a9c6dd_idx"),
                            models.Index(fields=["name", "birth_date"], name="communities_name_5f0a16_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("id_number_hash", ""), _negated=True),
                                fields=("id_number_hash",),
                                name="person_id_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                                name="person_not_duplicate_of_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegionGroupObjectPermission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="communities.region"),
                        ),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                        (
                            "permission",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "unique_together": {("group", "permission", "content_object")},
                    },
                ),
                migrations.CreateModel(
                    name="RegionUserObjectPermission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "content_object",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="communities.region"),
                        ),
                        (
                            "permission",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                        ),
                        (
                            "user",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "unique_together": {("user", "permission", "content_object")},
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                                choices=[
                                    ("street_staff", "街道工作人员"),
                                    ("community_secretary", "社区书记"),
                                    ("leader", "街道领导"),
                                    ("inspector", "纪检干部"),
                                    ("clue_lead", "纪工委负责人"),
                                    ("clue_substitute", "线索回避接办人"),
                                    ("auditor", "审计人员"),
                                    ("talk_reader", "谈话原文查阅人"),
                                ],
                                max_length=30,
                                verbose_name="角色",
                            ),
                        ),
                        ("granted_at", models.DateTimeField(auto_now_add=True, verbose_name="授权时间")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="授权人",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_grants",
                                to="communities.region",
                                verbose_name="区划",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="role_grants",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="账号",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "授权",
                        "ordering": ["region_id", "role"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "role", "region"), name="role_granted_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "street_staff",
                                            "community_secretary",
                                            "leader",
                                            "inspector",
                                            "clue_lead",
                                            "clue_substitute",
                                            "auditor",
                                            "talk_reader",
                                        ],
                                    )
                                ),
                                name="role_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "填报中"),
                                    ("submitted", "待街道接收"),
                                    ("returned", "退回补正"),
                                    ("accepted", "已接收"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="报送期限")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="报送时间")),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="报送轮次")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "社区基线",
                        "ordering": ["community_id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "election"), name="baseline_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "submitted", "returned", "accepted"])),
                                name="baseline_state",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Issue",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("open", "待处置"),
                                    ("in_progress", "处置中"),
                                    ("resolved", "已化解"),
                                    ("reopened", "重新打开"),
                                    ("withdrawn", "已撤销"),
                                ],
                                db_index=True,
                                default="open",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="问题")),
                        ("description", models.TextField(blank=True, verbose_name="具体情况")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("complex_election", "选情复杂"),
                                    ("disputes", "矛盾信访"),
                                    ("no_candidate", "无合适人选"),
                                    ("disunity", "班子不团结"),
                                    ("legacy", "历史遗留"),
                                    ("assets", "集体资产/财务"),
                                    ("other", "其他"),
                                ],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "seriousness",
                            models.PositiveSmallIntegerField(
                                choices=[(3, "重大"), (2, "较大"), (1, "一般")], default=1, verbose_name="程度"
                            ),
                        ),
                        ("street_only", models.BooleanField(default=False, verbose_name="仅街道可见")),
                        ("source_id", models.CharField(blank=True, max_length=36)),
                        ("measures", models.TextField(blank=True, verbose_name="化解措施")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="化解时限")),
                        ("resolved_on", models.DateField(blank=True, null=True, verbose_name="化解日期")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "source_type",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
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
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues_led",
                                to="communities.person",
                                verbose_name="责任领导",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues_owned",
                                to="communities.person",
                                verbose_name="责任人",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "难点问题",
                        "ordering": ["-seriousness", "due_on", "community_id", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="communities_electio_7d38d4_idx"
                            ),
                            models.Index(fields=["election", "state", "due_on"], name="communities_electio_1e2814_idx"),
                            models.Index(fields=["source_type", "source_id"], name="communities_source__e71749_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "in_progress", "resolved", "reopened", "withdrawn"])
                                ),
                                name="issue_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "complex_election",
                                            "disputes",
                                            "no_candidate",
                                            "disunity",
                                            "legacy",
                                            "assets",
                                            "other",
                                        ],
                                    )
                                ),
                                name="issue_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seriousness__range", (1, 3))), name="issue_seriousness"
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Deliberation",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="会次")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("planned", "筹备"),
                                    ("held", "已召开"),
                                    ("concluded", "已定稿"),
                                    ("cancelled", "已取消"),
                                ],
                                db_index=True,
                                default="planned",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="召开日期")),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                        ("place", models.CharField(max_length=100, verbose_name="地点")),
                        ("agenda", models.TextField(help_text="一行一项。", verbose_name="议题")),
                        (
                            "summary",
                            models.TextField(
                                blank=True, help_text="写入纪要的总体情况和要求。", verbose_name="会议总体意见"
                            ),
                        ),
                        ("frozen_at", models.DateTimeField(editable=False, null=True, verbose_name="快照时间")),
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
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliberations",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="主持人",
                            ),
                        ),
                        (
                            "recorder",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="记录人",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliberations",
                                to="communities.region",
                                verbose_name="街道",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "研判会",
                        "ordering": ["-number"],
                        "indexes": [
                            models.Index(fields=["region", "election", "number"], name="communities_region__1d9655_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "cancelled"), _negated=True),
                                fields=("election", "region", "number"),
                                name="deliberation_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["planned", "held", "concluded", "cancelled"])),
                                name="deliberation_state",
                            ),
                            models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="deliberation_number"),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Questionnaire",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("family", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="问卷")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="版本号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("satisfaction", "群众满意度问卷"),
                                    ("appraisal", "民主测评票"),
                                    ("other", "其他问卷"),
                                ],
                                default="satisfaction",
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        ("title", models.CharField(max_length=60, verbose_name="标题")),
                        ("instructions", models.TextField(blank=True, max_length=500, verbose_name="填写说明")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="来源或依据")),
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
                                related_name="questionnaires",
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
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="编制单位",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "问卷",
                        "ordering": ["kind", "title", "-number"],
                        "indexes": [models.Index(fields=["election", "region"], name="communities_electio_35ab36_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("family", "number"), name="questionnaire_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["satisfaction", "appraisal", "other"])),
                                name="questionnaire_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FieldVisit",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("inspection", "实地查看"),
                                    ("symposium", "座谈"),
                                    ("household", "走访"),
                                    ("questionnaire", "问卷"),
                                ],
                                max_length=15,
                                verbose_name="方式",
                            ),
                        ),
                        ("visited_on", models.DateField(verbose_name="日期")),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                        ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                        ("companions", models.CharField(blank=True, max_length=200, verbose_name="同行人员")),
                        ("met", models.CharField(blank=True, max_length=200, verbose_name="会见对象")),
                        ("met_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="会见人数")),
                        (
                            "household_count",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="走访户数"),
                        ),
                        ("achievements", models.TextField(blank=True, verbose_name="现任班子工作实绩")),
                        ("reserve", models.TextField(blank=True, verbose_name="后备干部储备")),
                        ("recognition", models.TextField(blank=True, verbose_name="党员群众认可度")),
                        ("follow_up", models.TextField(blank=True, verbose_name="后续工作")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                        ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="field_visits",
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
                            "voided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废人",
                            ),
                        ),
                        (
                            "visitors",
                            models.ManyToManyField(
                                blank=True, related_name="field_visits", to="communities.person", verbose_name="走访人"
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="field_visits",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "走访调研",
                        "ordering": ["-visited_on", "-created_at"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "method"], name="communities_electio_e7d44c_idx"
                            ),
                            models.Index(fields=["election", "-visited_on"], name="communities_electio_cb4e55_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("method__in", ["inspection", "symposium", "household", "questionnaire"])
                                ),
                                name="field_visit_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at", None),
                                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="field_visit_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_at", None), models.Q(("void_reason", ""), _negated=True), _connector="OR"
                                ),
                                name="field_visit_void_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DuplicateCase",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "grounds",
                            models.CharField(
                                choices=[("number", "公民身份号码相同"), ("name", "姓名、出生日期相同")],
                                max_length=10,
                                verbose_name="依据",
                            ),
                        ),
                        ("claimed_name", models.CharField(blank=True, max_length=50, verbose_name="申报姓名")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[("open", "待核对"), ("same", "同一人"), ("different", "不是同一人")],
                                db_index=True,
                                default="open",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="发现时间")),
                        (
                            "found_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="建档经办人",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="communities.person",
                                verbose_name="档案",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="communities.person",
                                verbose_name="另一份档案",
                            ),
                        ),
                        (
                            "claimed_for",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="申报社区",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="核对单位所在区划",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "疑似重复档案",
                        "ordering": ["found_at", "pk"],
                        "indexes": [models.Index(fields=["region", "state"], name="communities_region__c642e4_idx")],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("second", None), ("state", "open")),
                                fields=("first", "claimed_for"),
                                name="duplicate_claim_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "same", "different"])), name="duplicate_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("grounds__in", ["number", "name"])), name="duplicate_grounds"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first", models.F("second")), _negated=True),
                                name="duplicate_of_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("second", None), ("claimed_for", None), _connector="XOR"),
                                name="duplicate_pair_or_claim",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Committee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("party", "社区党组织委员会"), ("residents", "社区居民委员会")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("seats", models.PositiveSmallIntegerField(default=5, verbose_name="职数")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committees",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committees",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "班子",
                        "ordering": ["community_id", "kind"],
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "election", "kind"), name="committee_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AreaAssignment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("is_leader", models.BooleanField(default=False, verbose_name="包片领导")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="area_assignments",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="area_assignments",
                                to="communities.person",
                                verbose_name="包片人员",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="area_assignments",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "包片安排",
                        "ordering": ["community_id", "-is_leader", "pk"],
                        "indexes": [
                            models.Index(fields=["election", "community"], name="communities_electio_f5eec3_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "person", "election"), name="area_assignment_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_leader", True)),
                                fields=("community", "election"),
                                name="area_assignment_one_leader",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskGrade",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[("red", "红 重点"), ("yellow", "黄 关注"), ("green", "绿 平稳")],
                                max_length=10,
                                verbose_name="风险等级",
                            ),
                        ),
                        (
                            "suggested",
                            models.CharField(
                                blank=True,
                                choices=[("red", "红 重点"), ("yellow", "黄 关注"), ("green", "绿 平稳")],
                                max_length=10,
                                verbose_name="系统建议",
                            ),
                        ),
                        ("reasons", models.TextField(verbose_name="评定理由")),
                        ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="评定时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="risk_grades",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="risk_grades",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="评定人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "风险等级",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["election", "community", "-id"], name="communities_electio_33071f_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("grade__in", ["red", "yellow", "green"])), name="risk_grade_grade"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RiskScale",
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
                            "grade",
                            models.CharField(
                                choices=[("red", "红 重点"), ("yellow", "黄 关注"), ("green", "绿 平稳")],
                                max_length=10,
                                verbose_name="风险等级",
                            ),
                        ),
                        ("criteria", models.TextField(verbose_name="标准")),
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
                                related_name="risk_scale",
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
                        "verbose_name": "风险等级标准",
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "grade"), name="risk_scale_once"),
                            models.CheckConstraint(
                                condition=models.Q(("grade__in", ["red", "yellow", "green"])), name="risk_scale_grade"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("member", "现任成员"),
                                    ("prospect", "意向人选"),
                                    ("candidate", "候选人"),
                                    ("street_staff", "街道干部职工"),
                                    ("election_worker", "选举工作人员"),
                                    ("reserve", "后备人员"),
                                ],
                                max_length=20,
                                verbose_name="身份",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="term_roles",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="term_roles",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="term_roles",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "届次名册",
                        "indexes": [
                            models.Index(
                                fields=["community", "election", "capacity"], name="communities_communi_a563fe_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "election", "community", "capacity"), name="term_role_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Holiday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("off", "放假"), ("worked", "调休上班")], max_length=10, verbose_name="类别"
                            ),
                        ),
                        ("name", models.CharField(max_length=20, verbose_name="节日")),
                        ("source", models.CharField(max_length=200, verbose_name="依据")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holidays",
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
                        "verbose_name": "节假日",
                        "ordering": ["day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "day"), name="holiday_day_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["off", "worked"])), name="holiday_kind"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("title", models.CharField(max_length=100, verbose_name="事项")),
                        ("due_on", models.DateField(verbose_name="完成时限")),
                        ("responsible", models.CharField(blank=True, max_length=60, verbose_name="责任单位")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核定文号")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
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
                        "verbose_name": "日程节点",
                        "ordering": ["due_on", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("election", "title"), name="milestone_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Kinship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("spouse", "配偶"),
                                    ("parent", "父母"),
                                    ("child", "子女"),
                                    ("sibling", "兄弟姐妹"),
                                    ("other", "其他近亲属"),
                                ],
                                max_length=10,
                                verbose_name="关系",
                            ),
                        ),
                        ("relative_name", models.CharField(max_length=50, verbose_name="亲属姓名")),
                        (
                            "relative_occupation",
                            models.CharField(blank=True, max_length=100, verbose_name="工作单位及职务"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kinships",
                                to="communities.person",
                                verbose_name="本人",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="communities.person",
                                verbose_name="亲属档案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "亲属关系",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("relative")), _negated=True),
                                name="kinship_not_self",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("section", models.CharField(max_length=30, verbose_name="分节")),
                        ("field", models.CharField(blank=True, max_length=40, verbose_name="项目")),
                        ("reason", models.CharField(max_length=300, verbose_name="退回理由")),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        ("resolved_at", models.DateTimeField(null=True, verbose_name="更正时间")),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="returns",
                                to="communities.baseline",
                                verbose_name="基线",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="退回人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "退回事项",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(verbose_name="进展")),
                        ("happened_on", models.DateField(verbose_name="日期")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="communities.issue",
                                verbose_name="问题",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "处置进展",
                        "ordering": ["happened_on", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("order", models.PositiveSmallIntegerField(verbose_name="题号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("single", "单选"),
                                    ("multiple", "多选"),
                                    ("rating", "评价表"),
                                    ("members", "成员测评"),
                                    ("number", "数字"),
                                    ("text", "文字"),
                                ],
                                max_length=10,
                                verbose_name="题型",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="题目")),
                        ("required", models.BooleanField(default=True, verbose_name="必答")),
                        ("choices", models.JSONField(blank=True, default=list, verbose_name="选项或等次")),
                        ("rows", models.JSONField(blank=True, default=list, verbose_name="评价内容")),
                        ("has_unknown", models.BooleanField(default=False, verbose_name="可选“不了解”")),
                        ("favourable", models.PositiveSmallIntegerField(default=0, verbose_name="认可档数")),
                        ("minimum", models.IntegerField(blank=True, null=True, verbose_name="最小值")),
                        ("maximum", models.IntegerField(blank=True, null=True, verbose_name="最大值")),
                        ("shown_if_choice", models.CharField(blank=True, max_length=60, verbose_name="选了")),
                        (
                            "shown_if",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="followers",
                                to="communities.question",
                                verbose_name="仅当此题",
                            ),
                        ),
                        (
                            "questionnaire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="communities.questionnaire",
                                verbose_name="问卷",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "题目",
                        "ordering": ["order"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["single", "multiple", "rating", "members", "number", "text"])
                                ),
                                name="question_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum", None),
                                    ("maximum", None),
                                    ("minimum__lte", models.F("maximum")),
                                    _connector="OR",
                                ),
                                name="question_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pk", models.F("shown_if")), _negated=True),
                                name="question_not_after_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberDisposition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("stay", "继续留任"), ("use", "建议使用"), ("adjust", "建议调整")],
                                max_length=10,
                                verbose_name="清单",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                        (
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dispositions",
                                to="communities.deliberation",
                                verbose_name="研判会",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispositions",
                                to="communities.person",
                                verbose_name="人员",
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
                    ],
                    options={
                        "verbose_name": "三张清单",
                        "ordering": ["community_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("deliberation", "community", "person"), name="disposition_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["stay", "use", "adjust"])), name="disposition_kind"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeliberationTask",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("content", models.CharField(max_length=300, verbose_name="任务")),
                        ("due_on", models.DateField(verbose_name="完成时限")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                        ("result", models.CharField(blank=True, max_length=300, verbose_name="完成情况")),
                        (
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="communities.deliberation",
                                verbose_name="研判会",
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
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliberation_tasks",
                                to="communities.person",
                                verbose_name="责任人",
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
                    ],
                    options={
                        "verbose_name": "研判任务",
                        "ordering": ["due_on", "community_id", "pk"],
                        "indexes": [
                            models.Index(fields=["community", "due_on"], name="communities_communi_4c9f0b_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommunitySnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("content", models.JSONField(editable=False, verbose_name="内容")),
                        ("digest", models.CharField(editable=False, max_length=64, verbose_name="摘要")),
                        (
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="snapshots",
                                to="communities.deliberation",
                                verbose_name="研判会",
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
                    ],
                    options={
                        "verbose_name": "社区快照",
                        "ordering": ["community_id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("deliberation", "community"), name="snapshot_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommunityPlan",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="版次")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("steady", "平稳"), ("focus", "重点"), ("hard", "难点")],
                                max_length=10,
                                verbose_name="类型",
                            ),
                        ),
                        ("main_problems", models.TextField(blank=True, verbose_name="主要问题")),
                        ("risk_points", models.TextField(blank=True, verbose_name="风险点")),
                        ("measures", models.TextField(blank=True, verbose_name="化解措施")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                        ("progress", models.TextField(blank=True, verbose_name="进展")),
                        ("confirmed_at", models.DateTimeField(editable=False, null=True, verbose_name="审定时间")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
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
                            "deliberation",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="communities.deliberation",
                                verbose_name="审定会议",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="责任领导",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="责任人",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "一社区一策",
                        "ordering": ["community_id", "-number"],
                        "indexes": [
                            models.Index(
                                fields=["community", "election", "number"], name="communities_communi_10f1a2_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "election", "number"), name="plan_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("confirmed_at", None)),
                                fields=("community", "election"),
                                name="plan_one_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["steady", "focus", "hard"])), name="plan_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("deliberation", None)),
                                    models.Q(("confirmed_at__isnull", False), ("deliberation__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_confirmed_by_meeting",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommunityConclusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("text", models.TextField(blank=True, verbose_name="研判意见")),
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
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conclusions",
                                to="communities.deliberation",
                                verbose_name="研判会",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conclusions",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "研判意见",
                        "ordering": ["community_id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("deliberation", "community"), name="conclusion_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyRound",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "batch",
                            models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name="批次"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="批次名称")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="第几轮")),
                        (
                            "mode",
                            models.CharField(
                                choices=[("link", "开放链接"), ("slips", "一次性答题码"), ("paper", "纸质")],
                                max_length=10,
                                verbose_name="填答方式",
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                default=communities.models.questionnaires.random_token,
                                editable=False,
                                max_length=24,
                                unique=True,
                                verbose_name="链接标识",
                            ),
                        ),
                        (
                            "slip_seed",
                            core.secrets.EncryptedTextField(blank=True, editable=False, verbose_name="答题码种子"),
                        ),
                        ("issued", models.PositiveIntegerField(default=0, verbose_name="发放数")),
                        ("opens_at", models.DateTimeField(verbose_name="开始时间")),
                        ("closes_at", models.DateTimeField(verbose_name="截止时间")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="截止办理时间")),
                        ("answered", models.PositiveIntegerField(editable=False, null=True, verbose_name="线上答卷数")),
                        ("counts", models.JSONField(editable=False, null=True, verbose_name="线上计票")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="布置时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_rounds",
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
                                verbose_name="布置人",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_rounds",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "questionnaire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="communities.questionnaire",
                                verbose_name="问卷",
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
                        "verbose_name": "测评批次",
                        "ordering": ["-opens_at", "community_id"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "closes_at"], name="communities_electio_437c90_idx"
                            ),
                            models.Index(fields=["closed_at", "closes_at"], name="communities_closed__c323cb_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("mode__in", ["link", "slips", "paper"])), name="survey_round_mode"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="survey_round_times"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("key", models.CharField(max_length=30, verbose_name="分节")),
                        (
                            "state",
                            models.CharField(
                                choices=[("empty", "未填写"), ("draft", "填写中"), ("done", "已完成")],
                                default="empty",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("answers", models.JSONField(default=dict, verbose_name="内容")),
                        ("draft", models.JSONField(default=dict, verbose_name="草稿")),
                        ("page", models.UUIDField(editable=False, null=True)),
                        ("explanations", models.JSONField(default=dict, verbose_name="情况说明")),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sections",
                                to="communities.baseline",
                                verbose_name="基线",
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
                        "verbose_name": "基线分节",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("baseline", "key"), name="baseline_section_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["empty", "draft", "done"])),
                                name="baseline_section_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineSubmission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        ("answers", models.JSONField(verbose_name="内容")),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="报送时间")),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="submissions",
                                to="communities.baseline",
                                verbose_name="基线",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "基线报送",
                        "ordering": ["round"],
                        "constraints": [
                            models.UniqueConstraint(fields=("baseline", "round"), name="baseline_submission_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("post", models.CharField(blank=True, max_length=100, verbose_name="单位及职务")),
                        (
                            "role",
                            models.CharField(
                                choices=[("member", "出席"), ("observer", "列席")],
                                default="member",
                                max_length=10,
                                verbose_name="身份",
                            ),
                        ),
                        (
                            "attendance",
                            models.CharField(
                                choices=[("expected", "未签到"), ("present", "已到"), ("absent", "请假")],
                                default="expected",
                                max_length=10,
                                verbose_name="到会",
                            ),
                        ),
                        ("absence_reason", models.CharField(blank=True, max_length=100, verbose_name="请假原因")),
                        ("signed_in_at", models.DateTimeField(editable=False, null=True, verbose_name="签到时间")),
                        (
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participants",
                                to="communities.deliberation",
                                verbose_name="研判会",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "参会人员",
                        "ordering": ["role", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("deliberation", "person"),
                                name="participant_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["member", "observer"])), name="participant_role"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attendance__in", ["expected", "present", "absent"])),
                                name="participant_attendance",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitteeMember",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "post",
                            models.CharField(
                                choices=[
                                    ("secretary", "书记"),
                                    ("deputy_secretary", "副书记"),
                                    ("party_member", "党组织委员"),
                                    ("director", "主任"),
                                    ("deputy_director", "副主任"),
                                    ("residents_member", "居委会委员"),
                                ],
                                max_length=20,
                                verbose_name="职务",
                            ),
                        ),
                        ("duties", models.CharField(blank=True, max_length=100, verbose_name="分工")),
                        ("since", models.DateField(blank=True, null=True, verbose_name="任现职时间")),
                        ("terms_served", models.PositiveSmallIntegerField(default=1, verbose_name="连任届数")),
                        ("left_on", models.DateField(blank=True, null=True, verbose_name="离任时间")),
                        ("left_reason", models.CharField(blank=True, max_length=100, verbose_name="离任原因")),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="communities.committee",
                                verbose_name="班子",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "班子成员",
                        "ordering": ["committee__community_id", "committee__kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_on", None)),
                                fields=("committee", "person"),
                                name="member_once_in_committee",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyResponse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=communities.models.questionnaires.random_key, primary_key=True, serialize=False
                            ),
                        ),
                        ("answers", models.JSONField(default=dict, verbose_name="答案")),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="responses",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "答卷",
                    },
                ),
                migrations.CreateModel(
                    name="SurveyRemark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=communities.models.questionnaires.random_key, primary_key=True, serialize=False
                            ),
                        ),
                        ("text", core.secrets.EncryptedTextField(verbose_name="意见")),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.question",
                                verbose_name="题目",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="remarks",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文字意见",
                    },
                ),
                migrations.CreateModel(
                    name="SpentForm",
                    fields=[
                        ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="spent_forms",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "用过的答题页",
                    },
                ),
                migrations.CreateModel(
                    name="RatedMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("posts", models.CharField(max_length=60, verbose_name="职务")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="成员",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rated_members",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "被测评人",
                        "ordering": ["order"],
                        "constraints": [models.UniqueConstraint(fields=("round", "person"), name="rated_member_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PaperTally",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("issued", models.PositiveIntegerField(verbose_name="发放票数")),
                        ("returned", models.PositiveIntegerField(verbose_name="收回票数")),
                        ("valid", models.PositiveIntegerField(verbose_name="有效票数")),
                        ("invalid", models.PositiveIntegerField(verbose_name="作废票数")),
                        ("counts", models.JSONField(default=dict, verbose_name="计票")),
                        ("remarks", core.secrets.EncryptedTextField(blank=True, verbose_name="文字意见")),
                        ("tellers", models.CharField(blank=True, max_length=60, verbose_name="计票人")),
                        ("scrutineers", models.CharField(blank=True, max_length=60, verbose_name="监票人")),
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
                            "round",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tally",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "纸质票统计",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("returned__lte", models.F("issued"))),
                                name="tally_returned_of_issued",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "returned",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("valid"), "+", models.F("invalid")
                                        ),
                                    )
                                ),
                                name="tally_valid_and_invalid",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveySlip",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("code_hash", models.CharField(max_length=64, unique=True, verbose_name="答题码摘要")),
                        ("is_used", models.BooleanField(default=False, verbose_name="已使用")),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slips",
                                to="communities.surveyround",
                                verbose_name="批次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "答题码",
                    },
                ),
            ]
        ),
    ]
