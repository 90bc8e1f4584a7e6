import core.secrets
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
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
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[("ongoing", "进行中"), ("done", "完成"), ("stopped", "中止")],
                                db_index=True,
                                default="ongoing",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("task", "交任务"), ("platform", "搭平台"), ("method", "教方法")],
                                max_length=10,
                                verbose_name="历练方式",
                            ),
                        ),
                        ("field", models.CharField(max_length=30, verbose_name="领域")),
                        ("content", models.CharField(max_length=300, verbose_name="任务内容")),
                        ("since", models.DateField(verbose_name="开始日期")),
                        ("until", models.DateField(verbose_name="计划完成日期")),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="结束日期")),
                        ("result", models.TextField(blank=True, editable=False, verbose_name="完成情况")),
                        ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="安排时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排人",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentored_assignments",
                                to="communities.person",
                                verbose_name="带教人",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="communities.person",
                                verbose_name="历练人员",
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
                        "verbose_name": "历练任务",
                        "ordering": ["community_id", "-since", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="candidates__electio_087ce6_idx"
                            ),
                            models.Index(fields=["person", "election"], name="candidates__person__baf441_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["ongoing", "done", "stopped"])),
                                name="assignment_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["task", "platform", "method"])), name="assignment_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("since"))),
                                name="assignment_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mentor", models.F("person")), _negated=True),
                                name="assignment_mentor_is_another",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="BulkDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("move", models.CharField(max_length=40, verbose_name="动作")),
                        ("label", models.CharField(max_length=40, verbose_name="动作名称")),
                        ("note", models.TextField(blank=True, verbose_name="意见")),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
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
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="区划",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "批量办理",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Candidate",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "拟提名"),
                                    ("community_review", "待社区初审"),
                                    ("street_review", "待街道严审"),
                                    ("returned", "退回补正"),
                                    ("passed", "严审通过"),
                                    ("district_review", "区级联审中"),
                                    ("cleared", "联审通过"),
                                    ("rejected", "未通过"),
                                    ("withdrawn", "已退出"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[("stay", "留"), ("promote", "提"), ("pick", "挑")],
                                max_length=10,
                                verbose_name="来源",
                            ),
                        ),
                        (
                            "intended_post",
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
                                verbose_name="拟任职务",
                            ),
                        ),
                        (
                            "is_lead_goose",
                            models.BooleanField(
                                default=False, help_text="拟任书记、主任的带头人。", verbose_name="头雁"
                            ),
                        ),
                        ("recommendation", models.TextField(blank=True, verbose_name="推荐理由")),
                        ("round", models.PositiveSmallIntegerField(default=1, verbose_name="审查轮次")),
                        (
                            "phase",
                            models.CharField(
                                choices=[("prospect", "意向人选"), ("nominee", "候选人")],
                                default="prospect",
                                editable=False,
                                max_length=10,
                                verbose_name="身份",
                            ),
                        ),
                        (
                            "nominated_round",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="列为候选人的轮次"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="提名时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidates",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidacies",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "put_forward_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提名经办人",
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
                        "verbose_name": "人选",
                        "ordering": ["community_id", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["community", "election", "state"], name="candidates__communi_352570_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "election"), name="candidate_once_a_term"),
                            models.CheckConstraint(
                                condition=models.Q(("source__in", ["stay", "promote", "pick"])), name="candidate_source"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "community_review",
                                            "street_review",
                                            "returned",
                                            "passed",
                                            "district_review",
                                            "cleared",
                                            "rejected",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="candidate_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("nominated_round", None), ("phase", "prospect")),
                                    models.Q(("nominated_round__gte", 1), ("phase", "nominee")),
                                    _connector="OR",
                                ),
                                name="candidate_phase",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="JointReview",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="批次")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "拟制中"),
                                    ("out", "联审中"),
                                    ("closed", "已办结"),
                                    ("recalled", "已撤回"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("number_pattern", models.CharField(max_length=40, verbose_name="发文字号")),
                        ("due_days", models.PositiveSmallIntegerField(default=5, verbose_name="答复时限（工作日）")),
                        ("contact", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                        ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="拟制时间")),
                        ("sent_on", models.DateField(null=True, verbose_name="发出日期")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟制人",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint_reviews",
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
                                verbose_name="街道",
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
                        "verbose_name": "区级联审批次",
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "number"), name="joint_review_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "out", "closed", "recalled"])),
                                name="joint_review_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_days__gte", 1), ("due_days__lte", 60)),
                                name="joint_review_due_days",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="NegativeItem",
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
                        ("valid_from", models.DateField(verbose_name="生效日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                        ("in_force", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "superseded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="被更正时间"),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                            ),
                        ),
                        ("change_note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                        ("code", models.CharField(max_length=10, verbose_name="编号")),
                        ("title", models.CharField(max_length=100, verbose_name="情形")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("bar", "不得"), ("caution", "不宜")], max_length=10, verbose_name="类别"
                            ),
                        ),
                        (
                            "look_back_years",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="回溯年限"),
                        ),
                        (
                            "period",
                            models.CharField(
                                blank=True,
                                help_text="无固定年限时写明，如“影响期内”。",
                                max_length=60,
                                verbose_name="期限口径",
                            ),
                        ),
                        ("checking_bodies", models.CharField(blank=True, max_length=100, verbose_name="核查单位")),
                        ("evidence_required", models.BooleanField(default=False, verbose_name="“无此情形”也须写依据")),
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
                                related_name="negative_items",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="candidates.negativeitem",
                                verbose_name="原版本",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                help_text="依据文件由哪一级制定；全国通用或未注明的留空。",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="适用地区",
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
                            "written_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "负面清单条目",
                        "ordering": ["election_id", "code", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("election", "code", "valid_from"),
                                name="negative_item_version_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="negative_item_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["bar", "caution"])), name="negative_item_kind"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PanelSetting",
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
                            "level",
                            models.CharField(
                                choices=[("community", "社区初审"), ("street", "街道严审")],
                                max_length=10,
                                verbose_name="层级",
                            ),
                        ),
                        ("opinions_required", models.PositiveSmallIntegerField(default=0, verbose_name="独立评审人数")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="panel_settings",
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
                        "verbose_name": "评审设置",
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "level"), name="panel_setting_once"),
                            models.CheckConstraint(
                                condition=models.Q(("opinions_required__lte", 9)), name="panel_setting_size"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoolRule",
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
                        ("secretaries", models.PositiveSmallIntegerField(verbose_name="每社区书记后备不少于")),
                        ("members", models.PositiveSmallIntegerField(verbose_name="每社区委员后备不少于")),
                        ("observers", models.PositiveSmallIntegerField(verbose_name="每项历练任务观察人不少于")),
                        ("fields", models.TextField(verbose_name="历练领域")),
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pool_rule",
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
                        "verbose_name": "后备与历练口径",
                    },
                ),
                migrations.CreateModel(
                    name="ReserveEntry",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("submitted", "待入库"),
                                    ("returned", "退回补充"),
                                    ("in_pool", "在库"),
                                    ("nominated", "已提名"),
                                    ("left", "出库"),
                                ],
                                db_index=True,
                                default="submitted",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("secretary", "书记后备"), ("member", "委员后备")],
                                max_length=12,
                                verbose_name="培养方向",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("social_worker", "社区工作者"),
                                    ("grid_worker", "网格员"),
                                    ("group_leader", "居民小组长、楼栋长"),
                                    ("veteran", "退役军人"),
                                    ("graduate", "高校毕业生"),
                                    ("enterprise", "辖区企业、社会组织人员"),
                                    ("retired", "机关企事业单位离退休人员"),
                                    ("other", "其他"),
                                ],
                                max_length=15,
                                verbose_name="来源",
                            ),
                        ),
                        (
                            "recommended_by_form",
                            models.CharField(
                                choices=[
                                    ("organisation", "组织推荐"),
                                    ("party", "党员推荐"),
                                    ("masses", "群众推荐"),
                                    ("self", "自荐"),
                                ],
                                max_length=15,
                                verbose_name="推荐方式",
                            ),
                        ),
                        ("recommender", models.CharField(blank=True, max_length=60, verbose_name="推荐人或推荐组织")),
                        ("recommended_on", models.DateField(blank=True, null=True, verbose_name="推荐日期")),
                        ("speciality", models.CharField(blank=True, max_length=200, verbose_name="熟悉专业、有何特长")),
                        ("performance", models.TextField(blank=True, verbose_name="现实表现")),
                        ("training_post", models.CharField(blank=True, max_length=60, verbose_name="培育岗位")),
                        ("community_opinion", models.TextField(blank=True, verbose_name="社区党组织意见")),
                        ("street_opinion", models.TextField(blank=True, verbose_name="街道党工委意见")),
                        ("registered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "accepted_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="入库日期"),
                        ),
                        ("left_on", models.DateField(blank=True, editable=False, null=True, verbose_name="出库日期")),
                        (
                            "left_reason",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="出库原因"),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reserve_entries",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reserve_entries",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "mentor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentored_entries",
                                to="communities.person",
                                verbose_name="帮带人",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reserve_entries",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "registered_by",
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
                    ],
                    options={
                        "verbose_name": "后备干部登记",
                        "ordering": ["community_id", "direction", "registered_at"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "state"], name="candidates__electio_89e8d8_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "election"), name="reserve_once_a_term"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["submitted", "returned", "in_pool", "nominated", "left"])
                                ),
                                name="reserve_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("direction__in", ["secretary", "member"])), name="reserve_direction"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recommended_by_form__in", ["organisation", "party", "masses", "self"])
                                ),
                                name="reserve_recommendation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mentor", models.F("person")), _negated=True),
                                name="reserve_mentor_is_another",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="ReviewDepartment",
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
                        ("valid_from", models.DateField(verbose_name="生效日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                        ("in_force", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "superseded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="被更正时间"),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                            ),
                        ),
                        ("change_note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                        ("code", models.CharField(max_length=10, verbose_name="编号")),
                        ("name", models.CharField(max_length=60, verbose_name="部门名称")),
                        ("order", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                        ("duty", models.CharField(blank=True, max_length=200, verbose_name="核查内容")),
                        ("contact", models.CharField(blank=True, max_length=100, verbose_name="联系科室及方式")),
                        ("item_codes", models.JSONField(blank=True, default=list, verbose_name="答复的负面清单条目")),
                        ("columns", models.JSONField(blank=True, default=list, verbose_name="函件列出的人员信息")),
                        (
                            "working_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="反馈时限（工作日）",
                            ),
                        ),
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
                                related_name="review_departments",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="candidates.reviewdepartment",
                                verbose_name="原版本",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                help_text="依据文件由哪一级制定；全国通用或未注明的留空。",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="适用地区",
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
                            "written_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "联审部门",
                        "ordering": ["order", "code", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("election", "code", "valid_from"),
                                name="review_department_version_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="review_department_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Slate",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[("draft", "草拟"), ("tabled", "上会"), ("adopted", "采用"), ("void", "作废")],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "note",
                            models.TextField(
                                blank=True, help_text="这样配的考虑、和其他方案的差别。", verbose_name="说明"
                            ),
                        ),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="拟制时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slates",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slates",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟制人",
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
                        "verbose_name": "班子方案",
                        "ordering": ["community_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "community", "number"), name="slate_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "adopted")),
                                fields=("election", "community"),
                                name="slate_adopted_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "tabled", "adopted", "void"])),
                                name="slate_state",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="StandardPhrase",
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
                            "use",
                            models.CharField(
                                choices=[("opinion", "审查意见"), ("correction", "补正事项")],
                                default="opinion",
                                max_length=12,
                                verbose_name="用于",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="常用语")),
                        ("order", models.PositiveSmallIntegerField(default=10, verbose_name="顺序")),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="使用单位",
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
                        "verbose_name": "常用语",
                        "ordering": ["use", "order", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("region", "use", "text"), name="phrase_once")],
                    },
                ),
                migrations.CreateModel(
                    name="StandardSet",
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
                        ("valid_from", models.DateField(verbose_name="生效日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                        ("in_force", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "superseded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="被更正时间"),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                            ),
                        ),
                        ("change_note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                        ("name", models.CharField(max_length=40, verbose_name="名称")),
                        ("order", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
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
                                related_name="standard_sets",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="candidates.standardset",
                                verbose_name="原版本",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                help_text="依据文件由哪一级制定；全国通用或未注明的留空。",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="适用地区",
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
                            "written_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "人选标准",
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("election", "name", "valid_from"),
                                name="standard_set_version_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="standard_set_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StructureTarget",
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
                        ("valid_from", models.DateField(verbose_name="生效日期")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                        ("in_force", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "superseded_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="被更正时间"),
                        ),
                        (
                            "written_at",
                            models.DateTimeField(
                                default=django.utils.timezone.now, editable=False, verbose_name="登记时间"
                            ),
                        ),
                        ("change_note", models.CharField(blank=True, max_length=200, verbose_name="修改说明")),
                        ("code", models.CharField(max_length=10, verbose_name="编号")),
                        (
                            "body",
                            models.CharField(
                                choices=[
                                    ("team", "社区“两委”"),
                                    ("party", "社区党组织委员会"),
                                    ("residents", "社区居民委员会"),
                                    ("street", "全街道"),
                                ],
                                max_length=10,
                                verbose_name="考察对象",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("headcount", "人数"),
                                    ("average_age", "平均年龄"),
                                    ("oldest", "最大年龄"),
                                    ("under_35", "35岁及以下人数"),
                                    ("college_share", "大专及以上占比"),
                                    ("women", "女性人数"),
                                    ("women_share", "女性占比"),
                                    ("party_share", "党员占比"),
                                    ("minority", "少数民族人数"),
                                    ("combined_lead", "书记主任“一肩挑”"),
                                    ("combined_lead_share", "“一肩挑”社区占比"),
                                    ("cross_posts", "交叉任职人数"),
                                    ("cross_posts_share", "交叉任职占比"),
                                    ("newcomer_share", "新进成员占比"),
                                    ("newcomer_oldest", "新进成员最大年龄"),
                                    ("returning_oldest", "留任成员最大年龄"),
                                    ("secretary_age", "书记平均年龄"),
                                    ("secretary_party_years", "书记党龄"),
                                    ("surplus_share", "候选人差额比例"),
                                    ("kin_pairs", "近亲属同任对数"),
                                ],
                                max_length=30,
                                verbose_name="指标",
                            ),
                        ),
                        (
                            "comparison",
                            models.CharField(
                                choices=[("at_least", "不少于"), ("at_most", "不超过"), ("exactly", "等于")],
                                max_length=10,
                                verbose_name="要求",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=6,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(9999),
                                ],
                                verbose_name="指标值",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("required", "应达到"), ("advised", "争取达到")],
                                default="required",
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="口径")),
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
                                related_name="structure_targets",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="candidates.structuretarget",
                                verbose_name="原版本",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                help_text="依据文件由哪一级制定；全国通用或未注明的留空。",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="适用地区",
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
                            "written_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "结构指标",
                        "ordering": ["election_id", "code", "valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("election", "code", "valid_from"),
                                name="structure_target_version_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                                ),
                                name="structure_target_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("body__in", ["team", "party", "residents", "street"])),
                                name="structure_target_body",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("comparison__in", ["at_least", "at_most", "exactly"])),
                                name="structure_target_comparison",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["required", "advised"])), name="structure_target_kind"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "measure__in",
                                        [
                                            "headcount",
                                            "average_age",
                                            "oldest",
                                            "under_35",
                                            "college_share",
                                            "women",
                                            "women_share",
                                            "party_share",
                                            "minority",
                                            "combined_lead",
                                            "combined_lead_share",
                                            "cross_posts",
                                            "cross_posts_share",
                                            "newcomer_share",
                                            "newcomer_oldest",
                                            "returning_oldest",
                                            "secretary_age",
                                            "secretary_party_years",
                                            "surplus_share",
                                            "kin_pairs",
                                        ],
                                    )
                                ),
                                name="structure_target_measure",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VettingMeeting",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("prepared", "筹备"),
                                    ("underway", "进行中"),
                                    ("submitted", "待审定"),
                                    ("concluded", "已审定"),
                                    ("cancelled", "已取消"),
                                ],
                                db_index=True,
                                default="prepared",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("name", models.CharField(default="街道党工委会议", max_length=60, verbose_name="会议名称")),
                        ("held_on", models.DateField(verbose_name="召开日期")),
                        ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("place", models.CharField(max_length=100, verbose_name="地点")),
                        ("summary", models.TextField(blank=True, verbose_name="会议总体意见")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vetting_meetings",
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
                                related_name="vetting_meetings",
                                to="communities.region",
                                verbose_name="街道",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
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
                    ],
                    options={
                        "verbose_name": "党工委会",
                        "ordering": ["-held_on", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["region", "election", "held_on"], name="candidates__region__097ad6_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["prepared", "underway", "submitted", "concluded", "cancelled"])
                                ),
                                name="vetting_meeting_state",
                            )
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("post", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                        (
                            "role",
                            models.CharField(
                                choices=[("voter", "出席"), ("observer", "列席")],
                                default="voter",
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
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendees",
                                to="candidates.vettingmeeting",
                                verbose_name="会议",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "参会人员",
                        "ordering": ["-role", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("meeting", "person"),
                                name="vetting_attendee_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["voter", "observer"])), name="vetting_attendee_role"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attendance__in", ["expected", "present", "absent"])),
                                name="vetting_attendance",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_done", models.BooleanField(verbose_name="已办理")),
                        ("reason", models.TextField(blank=True, verbose_name="未办理原因")),
                        (
                            "bulk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="candidates.bulkdecision",
                                verbose_name="批量办理",
                            ),
                        ),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "批量办理结果",
                        "ordering": ["pk"],
                        "constraints": [models.UniqueConstraint(fields=("bulk", "candidate"), name="bulk_item_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("phrase", models.CharField(blank=True, max_length=60, verbose_name="条目")),
                        ("explanation", models.CharField(blank=True, max_length=300, verbose_name="释义")),
                        ("evidence_required", models.BooleanField(default=True, verbose_name="须写佐证")),
                        (
                            "standard_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="candidates.standardset",
                                verbose_name="标准集",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "标准条目",
                        "ordering": ["standard_set__order", "order"],
                        "constraints": [
                            models.UniqueConstraint(fields=("standard_set", "order"), name="criterion_order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("virtue", models.TextField(blank=True, verbose_name="德的表现")),
                        ("ability", models.TextField(blank=True, verbose_name="能、勤、绩的表现")),
                        ("integrity", models.TextField(blank=True, verbose_name="廉的表现")),
                        ("shortcomings", models.TextField(blank=True, verbose_name="主要不足")),
                        (
                            "meeting_present",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="会议推荐到会人数"),
                        ),
                        (
                            "meeting_votes",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="会议推荐得票"),
                        ),
                        (
                            "talks_present",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="座谈推荐参加人数"),
                        ),
                        (
                            "talks_votes",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="座谈推荐得票"),
                        ),
                        ("inspected_on", models.DateField(blank=True, null=True, verbose_name="考察日期")),
                        (
                            "candidate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="inspection",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "inspectors",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="communities.person", verbose_name="考察人"
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
                        "verbose_name": "考察材料",
                        "ordering": ["candidate__community_id", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("meeting_votes", None),
                                    ("meeting_votes__lte", models.F("meeting_present")),
                                    _connector="OR",
                                ),
                                name="inspection_meeting_votes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("talks_votes", None),
                                    ("talks_votes__lte", models.F("talks_present")),
                                    _connector="OR",
                                ),
                                name="inspection_talks_votes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointReviewEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("is_open", models.BooleanField(default=True, editable=False, verbose_name="联审中")),
                        ("left_reason", models.CharField(blank=True, max_length=200, verbose_name="移出原因")),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "通过"), ("reject", "不通过"), ("return", "退回补充")],
                                max_length=10,
                                verbose_name="结论",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="结论说明")),
                        ("proposed_at", models.DateTimeField(null=True, verbose_name="拟定时间")),
                        ("concluded_at", models.DateTimeField(null=True, verbose_name="审定时间")),
                        (
                            "closing_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未收齐复函即作结论的理由"),
                        ),
                        (
                            "facts",
                            core.secrets.EncryptedTextField(
                                blank=True, editable=False, verbose_name="结论所依据的情况"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="candidates.jointreview",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint_entries",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审定人",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟定人",
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
                        "verbose_name": "联审人选",
                        "ordering": ["batch_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "candidate"), name="joint_entry_once_a_batch"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_open", True)),
                                fields=("candidate",),
                                name="joint_entry_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["", "pass", "reject", "return"])),
                                name="joint_entry_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("concluded_by", None),
                                    models.Q(
                                        models.Q(("concluded_by", models.F("proposed_by")), _negated=True),
                                        models.Q(("verdict", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="joint_entry_concluded_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_open", False), ("concluded_at", None), _connector="OR"),
                                name="joint_entry_concluded_is_shut",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointReviewLetter",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                        ("department", models.CharField(max_length=60, verbose_name="部门")),
                        ("short_name", models.CharField(max_length=12, verbose_name="部门简称")),
                        ("addressee", models.CharField(max_length=80, verbose_name="主送")),
                        ("columns", models.JSONField(default=list, verbose_name="所列栏目")),
                        ("duty", models.CharField(blank=True, max_length=200, verbose_name="请其核查")),
                        (
                            "due_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="答复时限（工作日）"),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "拟函"),
                                    ("sent", "已发"),
                                    ("answered", "已回"),
                                    ("recalled", "已撤回"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(null=True, verbose_name="发文序号")),
                        ("number", models.CharField(blank=True, max_length=50, verbose_name="文号")),
                        ("due_on", models.DateField(null=True, verbose_name="答复期限")),
                        ("sent_on", models.DateField(null=True, verbose_name="发出日期")),
                        ("reply_number", models.CharField(blank=True, max_length=60, verbose_name="复函文号")),
                        ("replied_on", models.DateField(blank=True, null=True, verbose_name="复函日期")),
                        ("reply_signer", models.CharField(blank=True, max_length=50, verbose_name="签发人")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="candidates.jointreview",
                                verbose_name="批次",
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
                            "sent_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发出人",
                            ),
                        ),
                        (
                            "supplements",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supplementary",
                                to="candidates.jointreviewletter",
                                verbose_name="补充征求的原函",
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
                        "verbose_name": "联审函",
                        "ordering": ["batch_id", "order", "serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "serial"), name="joint_letter_serial_once"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("supplements", None), models.Q(("state", "recalled"), _negated=True)
                                ),
                                fields=("batch", "department"),
                                name="joint_letter_once_a_department",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "sent", "answered", "recalled"])),
                                name="joint_letter_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "recalled"]),
                                    models.Q(models.Q(("number", ""), _negated=True), ("due_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="joint_letter_sent_has_number",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="NameNotice",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("party", "社区党组织委员会委员候选人预备人选"),
                                    ("residents", "社区居民委员会成员候选人"),
                                    ("both", "社区“两委”换届拟推荐人选"),
                                ],
                                max_length=10,
                                verbose_name="公示内容",
                            ),
                        ),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("posted", "公示中"),
                                    ("closed", "公示结束"),
                                    ("revoked", "已撤销"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="公示开始")),
                        ("working_days", models.PositiveSmallIntegerField(default=5, verbose_name="工作日天数")),
                        ("ends_on", models.DateField(editable=False, verbose_name="公示截止")),
                        (
                            "basis",
                            models.CharField(
                                blank=True,
                                help_text="核定公示天数的文件名或文号。",
                                max_length=100,
                                verbose_name="天数依据",
                            ),
                        ),
                        ("place", models.CharField(max_length=100, verbose_name="张贴地点")),
                        ("contact_office", models.CharField(max_length=60, verbose_name="受理单位")),
                        ("contact_phone", models.CharField(max_length=40, verbose_name="受理电话")),
                        ("contact_address", models.CharField(max_length=100, verbose_name="受理地址")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="name_notices",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="name_notices",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟制人",
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
                            "slate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="candidates.slate",
                                verbose_name="依据方案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "名单公示",
                        "ordering": ["-starts_on", "community_id", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["community", "election", "state"], name="candidates__communi_416d9e_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "posted", "closed", "revoked"])),
                                name="name_notice_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["party", "residents", "both"])),
                                name="name_notice_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="name_notice_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("working_days__gte", 1)), name="name_notice_days"
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="NegativeCheck",
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
                            "confirmed_round",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="结论所属轮次"),
                        ),
                        ("confirmed_on", models.DateField(editable=False, null=True, verbose_name="确认日期")),
                        ("wording", models.CharField(max_length=120, verbose_name="当时条文")),
                        ("looks_back_to", models.DateField(blank=True, null=True, verbose_name="回溯至")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("bar", "不得"), ("caution", "不宜")], max_length=10, verbose_name="当时类别"
                            ),
                        ),
                        ("period", models.CharField(blank=True, max_length=60, verbose_name="当时期限口径")),
                        (
                            "result",
                            models.CharField(
                                choices=[("pending", "待核查"), ("clear", "无此情形"), ("hit", "有此情形")],
                                default="pending",
                                max_length=10,
                                verbose_name="结论",
                            ),
                        ),
                        ("body", models.CharField(blank=True, max_length=60, verbose_name="核查单位")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核查文书号")),
                        ("record_name", models.CharField(blank=True, max_length=100, verbose_name="佐证材料名称")),
                        ("occurred_on", models.DateField(blank=True, null=True, verbose_name="情形发生（认定）日期")),
                        ("checked_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                        ("evidence", models.TextField(blank=True, verbose_name="核查情况")),
                        ("needs_recheck", models.BooleanField(default=False, editable=False, verbose_name="需复核")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="negative_checks",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认人",
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="candidates.negativeitem",
                                verbose_name="条目",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "负面清单核查",
                        "ordering": ["item__code"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("needs_recheck", True)),
                                fields=["candidate"],
                                name="negative_recheck",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidate", "item"), name="negative_item_checked_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "hit"), _negated=True),
                                    models.Q(
                                        models.Q(("evidence", ""), _negated=True), models.Q(("body", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="negative_hit_needs_evidence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObserverSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="observer_seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="观察人",
                            ),
                        ),
                        (
                            "assignment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="candidates.assignment",
                                verbose_name="历练任务",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "历练观察人",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("assignment", "account"), name="observer_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("community", "社区初审"), ("street", "街道严审"), ("district", "区级联审")],
                                max_length=10,
                                verbose_name="层级",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("pass", "通过"),
                                    ("return", "退回补正"),
                                    ("reject", "不通过"),
                                    ("stand_aside", "社区回避，转街道审查"),
                                ],
                                max_length=15,
                                verbose_name="结论",
                            ),
                        ),
                        ("opinion", models.TextField(blank=True, verbose_name="意见")),
                        ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="candidates.candidate",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审查人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "审查意见",
                        "ordering": ["decided_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidate", "level", "round"), name="review_once_a_round")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("community", "社区初审"), ("street", "街道严审"), ("district", "区级联审")],
                                max_length=10,
                                verbose_name="层级",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        ("score", models.PositiveSmallIntegerField(null=True, verbose_name="评分")),
                        (
                            "advice",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "建议通过"), ("return", "建议退回补正"), ("reject", "建议不通过")],
                                max_length=10,
                                verbose_name="建议",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="评审意见")),
                        ("saved_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                        ("released", models.BooleanField(default=False, verbose_name="已汇总")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opinions",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="评审人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "评审意见",
                        "ordering": ["round", "submitted_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("candidate", "level", "round", "reviewer"), name="opinion_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("score", None), ("score__lte", 100), _connector="OR"),
                                name="opinion_score",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released", False), ("submitted_at", None)),
                                    models.Q(
                                        ("score__isnull", False),
                                        ("submitted_at__isnull", False),
                                        models.Q(("advice", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="opinion_submitted_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SlateSeat",
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
                                verbose_name="班子",
                            ),
                        ),
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
                                verbose_name="拟任职务",
                            ),
                        ),
                        ("is_alternate", models.BooleanField(default=False, verbose_name="差额人选")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slate_seats",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "slate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="candidates.slate",
                                verbose_name="方案",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "方案人选",
                        "ordering": ["slate_id", "kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("slate", "candidate", "kind"), name="slate_seat_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_alternate", False), ("post__in", ("secretary", "director"))),
                                fields=("slate", "post"),
                                name="slate_one_head",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "party"),
                                        ("post__in", ("secretary", "deputy_secretary", "party_member")),
                                    ),
                                    models.Q(
                                        ("kind", "residents"),
                                        ("post__in", ["director", "deputy_director", "residents_member"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="slate_seat_post_of_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_alternate", True),
                                    ("post__in", ("secretary", "deputy_secretary")),
                                    _negated=True,
                                ),
                                name="slate_seat_alternate",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CollectiveDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("check_version", models.PositiveIntegerField(editable=False, verbose_name="核查版本")),
                        ("meeting", models.CharField(max_length=100, verbose_name="会议名称或结论文书")),
                        ("decided_on", models.DateField(verbose_name="研究日期")),
                        ("present", models.PositiveSmallIntegerField(verbose_name="到会人数")),
                        ("votes_for", models.PositiveSmallIntegerField(verbose_name="同意")),
                        ("votes_against", models.PositiveSmallIntegerField(verbose_name="不同意")),
                        ("votes_abstained", models.PositiveSmallIntegerField(verbose_name="弃权")),
                        ("proceed", models.BooleanField(verbose_name="同意继续作为人选")),
                        ("reason", models.TextField(verbose_name="理由")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="书面结论文号")),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("concluded_at", models.DateTimeField(null=True, verbose_name="审定时间")),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审定人",
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
                            "check_row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="candidates.negativecheck",
                                verbose_name="核查事项",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "集体研究",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("concluded_by", None),
                                    models.Q(("concluded_by", models.F("recorded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="decision_concluded_by_another",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("request", models.CharField(max_length=200, verbose_name="需补正事项")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="补正情况")),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="补正时间")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="补正人",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="candidates.review",
                                verbose_name="审查意见",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "需补正事项",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionCheck",
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
                            "confirmed_round",
                            models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="结论所属轮次"),
                        ),
                        ("confirmed_on", models.DateField(editable=False, null=True, verbose_name="确认日期")),
                        ("wording", models.CharField(max_length=360, verbose_name="当时条文")),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("pending", "待核"),
                                    ("met", "符合"),
                                    ("mostly", "基本符合"),
                                    ("unmet", "不符合"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="结论",
                            ),
                        ),
                        ("evidence", models.TextField(blank=True, verbose_name="佐证")),
                        ("needs_recheck", models.BooleanField(default=False, editable=False, verbose_name="需复核")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criterion_checks",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认人",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="candidates.criterion",
                                verbose_name="条目",
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
                        "verbose_name": "对标",
                        "ordering": ["criterion__standard_set__order", "criterion__order"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("needs_recheck", True)),
                                fields=["candidate"],
                                name="criterion_recheck",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidate", "criterion"), name="criterion_checked_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DepartmentOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("department", models.CharField(max_length=60, verbose_name="部门")),
                        ("is_current", models.BooleanField(default=True, editable=False, verbose_name="现行")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="函内序号")),
                        (
                            "row_key",
                            models.CharField(editable=False, max_length=64, unique=True, verbose_name="行标识"),
                        ),
                        ("frozen", core.secrets.EncryptedTextField(editable=False, verbose_name="发函时所列")),
                        ("digest", models.CharField(editable=False, max_length=64, verbose_name="摘要")),
                        ("facts", core.secrets.EncryptedTextField(editable=False, verbose_name="发函时情况")),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("pending", "未答复"),
                                    ("clear", "无影响任职情形"),
                                    ("hit", "有（说明）"),
                                    ("verify", "需进一步核实"),
                                ],
                                default="pending",
                                max_length=10,
                                verbose_name="审查结果",
                            ),
                        ),
                        ("explanation", core.secrets.EncryptedTextField(blank=True, verbose_name="情况说明")),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                choices=[("workbook", "电子回函"), ("paper", "纸质回函")],
                                max_length=10,
                                verbose_name="登记方式",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(null=True, verbose_name="登记时间")),
                        ("confirmed_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                        ("confirmation", models.CharField(blank=True, max_length=200, verbose_name="复核情况")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
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
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opinions",
                                to="candidates.jointreviewentry",
                                verbose_name="联审人选",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opinions",
                                to="candidates.jointreviewletter",
                                verbose_name="联审函",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "部门意见",
                        "ordering": ["letter_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("letter", "entry"), name="department_opinion_once_a_letter"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("entry", "department"),
                                name="department_opinion_one_current",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("result__in", ["pending", "clear", "hit", "verify"])),
                                name="department_opinion_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("result", "pending"), ("recorded_by__isnull", False), _connector="OR"
                                ),
                                name="department_opinion_recorded",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NegativeFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        ("wording", models.CharField(max_length=360, verbose_name="当时条文")),
                        ("evidence", models.TextField(blank=True, verbose_name="佐证")),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        ("kept_at", models.DateTimeField(auto_now_add=True, verbose_name="留存时间")),
                        ("kind", models.CharField(max_length=10, verbose_name="当时类别")),
                        (
                            "result",
                            models.CharField(
                                choices=[("pending", "待核查"), ("clear", "无此情形"), ("hit", "有此情形")],
                                max_length=10,
                                verbose_name="结论",
                            ),
                        ),
                        ("body", models.CharField(blank=True, max_length=60, verbose_name="核查单位")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核查文书号")),
                        ("record_name", models.CharField(blank=True, max_length=100, verbose_name="佐证材料名称")),
                        ("checked_on", models.DateField(null=True, verbose_name="核查日期")),
                        (
                            "check_row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="candidates.negativecheck",
                                verbose_name="核查事项",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "往轮负面清单核查",
                        "ordering": ["round", "check_row"],
                        "constraints": [
                            models.UniqueConstraint(fields=("check_row", "round"), name="negative_finding_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("sex", models.CharField(max_length=2, verbose_name="性别")),
                        ("ethnicity", models.CharField(blank=True, max_length=20, verbose_name="民族")),
                        ("birth_month", models.CharField(blank=True, max_length=10, verbose_name="出生年月")),
                        ("education", models.CharField(blank=True, max_length=20, verbose_name="学历")),
                        ("affiliation", models.CharField(blank=True, max_length=20, verbose_name="政治面貌")),
                        ("current_post", models.CharField(blank=True, max_length=200, verbose_name="现任")),
                        ("intended_post", models.CharField(max_length=60, verbose_name="拟任")),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_names",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="names",
                                to="candidates.namenotice",
                                verbose_name="公示",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公示人选",
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "candidate"), name="notice_name_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "observed_on",
                            models.DateField(default=django.utils.timezone.localdate, verbose_name="观察日期"),
                        ),
                        (
                            "ability",
                            models.PositiveSmallIntegerField(
                                choices=[(4, "好"), (3, "较好"), (2, "一般"), (1, "差")], verbose_name="工作能力"
                            ),
                        ),
                        (
                            "courage",
                            models.PositiveSmallIntegerField(
                                choices=[(4, "好"), (3, "较好"), (2, "一般"), (1, "差")], verbose_name="担当作为"
                            ),
                        ),
                        (
                            "standing",
                            models.PositiveSmallIntegerField(
                                choices=[(4, "好"), (3, "较好"), (2, "一般"), (1, "差")], verbose_name="群众口碑"
                            ),
                        ),
                        ("remark", core.secrets.EncryptedTextField(blank=True, verbose_name="一句话")),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="observations",
                                to="candidates.observerseat",
                                verbose_name="观察人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "历练观察",
                        "ordering": ["-observed_on", "-recorded_at"],
                        "constraints": [
                            models.UniqueConstraint(fields=("seat", "observed_on"), name="observation_once_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("ability__in", [1, 2, 3, 4])), name="observation_ability"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("courage__in", [1, 2, 3, 4])), name="observation_courage"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("standing__in", [1, 2, 3, 4])), name="observation_standing"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("caution", "“不宜”事项"), ("candidate", "人选"), ("slate", "班子方案")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[("agree", "同意"), ("disagree", "不同意"), ("defer", "暂缓")],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        ("votes_for", models.PositiveSmallIntegerField(default=0, verbose_name="同意")),
                        ("votes_against", models.PositiveSmallIntegerField(default=0, verbose_name="不同意")),
                        ("votes_abstained", models.PositiveSmallIntegerField(default=0, verbose_name="弃权")),
                        ("opinion", models.TextField(blank=True, verbose_name="意见")),
                        ("applied_at", models.DateTimeField(editable=False, null=True, verbose_name="生效时间")),
                        (
                            "refusal",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="未生效原因"),
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
                            "candidate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="candidates.candidate",
                                verbose_name="人选",
                            ),
                        ),
                        (
                            "check_row",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="candidates.negativecheck",
                                verbose_name="核查事项",
                            ),
                        ),
                        (
                            "slate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="candidates.slate",
                                verbose_name="班子方案",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="candidates.vettingmeeting",
                                verbose_name="会议",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "议题",
                        "ordering": ["order", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("candidate__isnull", False),
                                        ("check_row", None),
                                        ("kind", "candidate"),
                                        ("slate", None),
                                    ),
                                    models.Q(
                                        ("candidate", None),
                                        ("check_row", None),
                                        ("kind", "slate"),
                                        ("slate__isnull", False),
                                    ),
                                    models.Q(
                                        ("candidate", None),
                                        ("check_row__isnull", False),
                                        ("kind", "caution"),
                                        ("slate", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="agenda_item_of_one_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("result__in", ["", "agree", "disagree", "defer"])),
                                name="agenda_result",
                            ),
                            models.UniqueConstraint(fields=("meeting", "candidate"), name="agenda_candidate_once"),
                            models.UniqueConstraint(fields=("meeting", "slate"), name="agenda_slate_once"),
                            models.UniqueConstraint(fields=("meeting", "check_row"), name="agenda_check_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                        ("wording", models.CharField(max_length=360, verbose_name="当时条文")),
                        ("evidence", models.TextField(blank=True, verbose_name="佐证")),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                        ("kept_at", models.DateTimeField(auto_now_add=True, verbose_name="留存时间")),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("pending", "待核"),
                                    ("met", "符合"),
                                    ("mostly", "基本符合"),
                                    ("unmet", "不符合"),
                                ],
                                max_length=10,
                                verbose_name="结论",
                            ),
                        ),
                        (
                            "check_row",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="candidates.criterioncheck",
                                verbose_name="对标",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "往轮对标",
                        "ordering": ["round", "check_row"],
                        "constraints": [
                            models.UniqueConstraint(fields=("check_row", "round"), name="criterion_finding_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        (
                            "channel",
                            models.CharField(
                                choices=[("visit", "来访"), ("phone", "来电"), ("letter", "来信"), ("online", "网络")],
                                max_length=10,
                                verbose_name="渠道",
                            ),
                        ),
                        ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名")),
                        ("who", core.secrets.EncryptedTextField(blank=True, verbose_name="反映人")),
                        ("content", core.secrets.EncryptedTextField(verbose_name="反映内容")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unfounded", "不影响任职"),
                                    ("founded", "影响任职"),
                                    ("notice", "公示内容有误，已更正"),
                                ],
                                max_length=10,
                                verbose_name="核查结论",
                            ),
                        ),
                        ("handling", core.secrets.EncryptedTextField(blank=True, verbose_name="核查处理情况")),
                        ("resolved_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                        (
                            "about",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="candidates.noticename",
                                verbose_name="反映对象",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="candidates.namenotice",
                                verbose_name="公示",
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
                            "resolved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办结人",
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
                        "verbose_name": "公示异议",
                        "ordering": ["received_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolved_on", None), ("result", "")),
                                    models.Q(models.Q(("result", ""), _negated=True), ("resolved_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="objection_resolved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("result__in", ["", "unfounded", "founded", "notice"])),
                                name="objection_result",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=100, verbose_name="理由")),
                        (
                            "attendee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recusals",
                                to="candidates.attendee",
                                verbose_name="回避人",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recusals",
                                to="candidates.agendaitem",
                                verbose_name="议题",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "回避",
                        "constraints": [models.UniqueConstraint(fields=("item", "attendee"), name="recusal_once")],
                    },
                ),
            ]
        ),
    ]
