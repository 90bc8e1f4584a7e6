import core.secrets
import django.db.models.deletion
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
                    name="Clue",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                        ("number", models.PositiveIntegerField(verbose_name="编号")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[
                                    ("registered", "待受理"),
                                    ("accepted", "待呈阅"),
                                    ("presented", "待批办"),
                                    ("checking", "核查中"),
                                    ("transferred", "已移送"),
                                    ("reported", "结论待审定"),
                                    ("concluded", "已查结"),
                                    ("closed", "已办结"),
                                    ("declined", "不予受理"),
                                ],
                                db_index=True,
                                default="registered",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("registered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("letter", "来信"),
                                    ("visit", "来访"),
                                    ("call", "来电"),
                                    ("platform", "12380 举报平台"),
                                    ("transfer", "上级转办"),
                                ],
                                max_length=10,
                                verbose_name="来源",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        (
                            "matter",
                            models.CharField(
                                choices=[
                                    ("bribery", "拉票贿选"),
                                    ("disruption", "干扰破坏选举"),
                                    ("procedure", "对程序、结果有异议"),
                                    ("forgery", "弄虚作假、隐瞒情况"),
                                    ("conduct", "作风纪律"),
                                    ("economy", "经济问题"),
                                    ("other", "其他"),
                                ],
                                max_length=12,
                                verbose_name="反映问题类别",
                            ),
                        ),
                        ("is_named", models.BooleanField(default=False, verbose_name="实名举报")),
                        ("content", core.secrets.EncryptedTextField(verbose_name="反映内容")),
                        ("reported", core.secrets.EncryptedTextField(blank=True, verbose_name="被反映人")),
                        ("source_number", core.secrets.EncryptedTextField(blank=True, verbose_name="来文或平台编号")),
                        ("reporter_name", core.secrets.EncryptedTextField(blank=True, verbose_name="举报人姓名")),
                        ("reporter_phone", core.secrets.EncryptedTextField(blank=True, verbose_name="举报人电话")),
                        (
                            "reporter_address",
                            core.secrets.EncryptedTextField(blank=True, verbose_name="举报人住址或单位"),
                        ),
                        ("due_on", models.DateField(editable=False, null=True, verbose_name="当前时限")),
                        ("warn_on", models.DateField(editable=False, null=True, verbose_name="预警日期")),
                        ("check_due_on", models.DateField(editable=False, null=True, verbose_name="查结时限")),
                        ("answer_due_on", models.DateField(editable=False, null=True, verbose_name="书面答复时限")),
                        ("accepted_on", models.DateField(editable=False, null=True, verbose_name="受理日期")),
                        ("late_reason", core.secrets.EncryptedTextField(blank=True, verbose_name="逾期受理原因")),
                        ("presented_on", models.DateField(editable=False, null=True, verbose_name="呈阅日期")),
                        ("decided_on", models.DateField(editable=False, null=True, verbose_name="批办日期")),
                        ("transfer_to", core.secrets.EncryptedTextField(blank=True, verbose_name="移送单位")),
                        ("transfer_number", core.secrets.EncryptedTextField(blank=True, verbose_name="移送文号")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("true", "查实"),
                                    ("partly", "部分查实"),
                                    ("false", "查否"),
                                    ("unverifiable", "无法查证"),
                                ],
                                max_length=15,
                                verbose_name="核查结果",
                            ),
                        ),
                        ("conclusion", core.secrets.EncryptedTextField(blank=True, verbose_name="核查结论")),
                        ("concluded_on", models.DateField(editable=False, null=True, verbose_name="查结日期")),
                        ("follow_up", core.secrets.EncryptedTextField(blank=True, verbose_name="查实后的处理")),
                        ("feedback_on", models.DateField(editable=False, null=True, verbose_name="反馈日期")),
                        (
                            "feedback_method",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "当面答复"),
                                    ("telephone", "电话答复"),
                                    ("written", "书面答复"),
                                    ("unreachable", "无法联系举报人"),
                                ],
                                max_length=12,
                                verbose_name="反馈方式",
                            ),
                        ),
                        ("feedback_note", core.secrets.EncryptedTextField(blank=True, verbose_name="反馈情况")),
                        ("closed_on", models.DateField(editable=False, null=True, verbose_name="办结日期")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="反映所涉范围",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clues",
                                to="communities.election",
                                verbose_name="届次",
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
                            "reported_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出结论人",
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
                        "verbose_name": "线索",
                        "ordering": ["-year", "-number"],
                        "indexes": [
                            models.Index(fields=["election", "state", "due_on"], name="discipline__electio_fd7d32_idx"),
                            models.Index(fields=["community", "state"], name="discipline__communi_d9c287_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "year", "number"), name="clue_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("channel__in", ["letter", "visit", "call", "platform", "transfer"])
                                ),
                                name="clue_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "matter__in",
                                        [
                                            "bribery",
                                            "disruption",
                                            "procedure",
                                            "forgery",
                                            "conduct",
                                            "economy",
                                            "other",
                                        ],
                                    )
                                ),
                                name="clue_matter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("result__in", ["", "true", "partly", "false", "unverifiable"])),
                                name="clue_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("feedback_method__in", ["", "in_person", "telephone", "written", "unreachable"])
                                ),
                                name="clue_feedback_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("feedback_on", None),
                                    models.Q(("feedback_method", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="clue_feedback_how",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_named", True), ("feedback_on", None), _connector="OR"),
                                name="clue_feedback_to_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "registered",
                                            "accepted",
                                            "presented",
                                            "checking",
                                            "transferred",
                                            "reported",
                                            "concluded",
                                            "closed",
                                            "declined",
                                        ],
                                    )
                                ),
                                name="clue_state",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="ClueLimit",
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
                            "step",
                            models.CharField(
                                choices=[
                                    ("accept", "受理"),
                                    ("present", "呈阅"),
                                    ("decide", "批办、移送"),
                                    ("check", "查结"),
                                    ("answer", "书面答复"),
                                ],
                                max_length=10,
                                verbose_name="环节",
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField(help_text="0 为当日。", verbose_name="天数")),
                        ("in_working_days", models.BooleanField(default=True, verbose_name="按工作日计算")),
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
                                related_name="clue_limits",
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
                        "verbose_name": "线索办理时限",
                        "ordering": ["election_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "step"), name="clue_limit_once"),
                            models.CheckConstraint(
                                condition=models.Q(("step__in", ["accept", "present", "decide", "check", "answer"])),
                                name="clue_limit_step",
                            ),
                            models.CheckConstraint(condition=models.Q(("days__lte", 365)), name="clue_limit_days"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisciplineText",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核定文号")),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="核定时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("family", models.SlugField(max_length=40, verbose_name="文本系列")),
                        ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("prohibitions", "十严禁"), ("rules", "十不准"), ("study", "学习文件")],
                                max_length=15,
                                verbose_name="类别",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="名称")),
                        ("issuer", models.CharField(blank=True, max_length=100, verbose_name="发布机关")),
                        ("issued_on", models.DateField(blank=True, null=True, verbose_name="发布日期")),
                        ("scope_note", models.CharField(blank=True, max_length=300, verbose_name="适用范围")),
                        ("in_force", models.BooleanField(default=True, editable=False, verbose_name="现行")),
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
                                related_name="discipline_texts",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successor",
                                to="discipline.disciplinetext",
                                verbose_name="替代",
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
                        "verbose_name": "纪律文本",
                        "ordering": ["kind", "family", "-edition"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "family", "edition"), name="discipline_text_edition_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("in_force", True)),
                                fields=("election", "family"),
                                name="discipline_text_one_in_force",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["prohibitions", "rules", "study"])),
                                name="discipline_text_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicityEvent",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("yard_meeting", "坝坝会"),
                                    ("home_visit", "入户走访"),
                                    ("notice_board", "公开栏"),
                                    ("screen", "电子屏"),
                                    ("letter", "一封信"),
                                    ("wechat", "微信"),
                                    ("banner", "横幅标语"),
                                    ("card", "纪律提醒卡"),
                                    ("broadcast", "广播"),
                                    ("desk", "咨询点"),
                                ],
                                max_length=15,
                                verbose_name="形式",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("place", models.CharField(max_length=100, verbose_name="地点或范围")),
                        ("topic", models.CharField(blank=True, max_length=100, verbose_name="内容")),
                        ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="覆盖户数")),
                        ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="覆盖人次")),
                        ("copies", models.PositiveIntegerField(blank=True, null=True, verbose_name="发放材料（份）")),
                        ("materials", models.CharField(blank=True, max_length=100, verbose_name="材料名称")),
                        ("responsible", models.CharField(blank=True, max_length=50, verbose_name="责任人")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                        ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publicity",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publicity",
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
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "换届宣传",
                        "ordering": ["-held_on", "-created_at", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "community", "held_on"], name="discipline__electio_b9d49f_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "yard_meeting",
                                            "home_visit",
                                            "notice_board",
                                            "screen",
                                            "letter",
                                            "wechat",
                                            "banner",
                                            "card",
                                            "broadcast",
                                            "desk",
                                        ],
                                    )
                                ),
                                name="publicity_kind",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningPair",
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
                        ("post", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                        ("is_edited", models.BooleanField(default=False, editable=False, verbose_name="人工指定")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warning_pairs",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warning_pairs",
                                to="communities.person",
                                verbose_name="谈话对象",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "warner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people_to_warn",
                                to="communities.person",
                                verbose_name="谈话人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "警示谈话关系",
                        "ordering": ["place_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "person"), name="warning_pair_once"),
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("warner")), _negated=True),
                                name="warning_pair_not_self",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClueAssignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("assigned_at", models.DateTimeField(auto_now_add=True, verbose_name="指派时间")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="承办人",
                            ),
                        ),
                        (
                            "assigned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="指派人",
                            ),
                        ),
                        (
                            "clue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignments",
                                to="discipline.clue",
                                verbose_name="线索",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "线索承办人",
                        "ordering": ["assigned_at", "pk"],
                        "indexes": [
                            models.Index(fields=["account", "ended_at"], name="discipline__account_b8d7de_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("clue", "account"),
                                name="clue_assigned_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClueExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("old_due_on", models.DateField(verbose_name="原时限")),
                        ("new_due_on", models.DateField(verbose_name="申请延至")),
                        ("reason", core.secrets.EncryptedTextField(verbose_name="延期理由")),
                        ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                        (
                            "decision",
                            models.CharField(
                                choices=[("waiting", "待批准"), ("approved", "已批准"), ("refused", "未批准")],
                                default="waiting",
                                max_length=10,
                                verbose_name="审批",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                        (
                            "clue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="extensions",
                                to="discipline.clue",
                                verbose_name="线索",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批人",
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
                        "verbose_name": "线索延期",
                        "ordering": ["requested_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decision", "waiting")),
                                fields=("clue",),
                                name="clue_extension_one_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                                name="clue_extension_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decision__in", ["waiting", "approved", "refused"])),
                                name="clue_extension_decision",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClueStep",
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
                                    ("register", "登记"),
                                    ("edit", "更正登记"),
                                    ("subject", "关联人员"),
                                    ("assign", "指派承办"),
                                    ("move", "办理"),
                                    ("talk", "谈话了解"),
                                    ("visit", "实地核查"),
                                    ("documents", "调取资料"),
                                    ("note", "其他情况"),
                                    ("extend", "延期"),
                                    ("feedback", "反馈"),
                                    ("reveal", "查看举报人"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("label", models.CharField(max_length=20, verbose_name="事项")),
                        ("text", core.secrets.EncryptedTextField(blank=True, verbose_name="情况")),
                        ("happened_on", models.DateField(verbose_name="日期")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "clue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="discipline.clue",
                                verbose_name="线索",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "线索办理记录",
                        "ordering": ["created_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ClueSubject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "clue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="subjects",
                                to="discipline.clue",
                                verbose_name="线索",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.person",
                                verbose_name="被反映人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "线索所涉人员",
                        "ordering": ["pk"],
                        "constraints": [models.UniqueConstraint(fields=("clue", "person"), name="clue_subject_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeCampaign",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveSmallIntegerField(verbose_name="批次")),
                        ("title", models.CharField(max_length=60, verbose_name="名称")),
                        ("family", models.SlugField(editable=False, max_length=40, verbose_name="文本系列")),
                        ("capacities", models.JSONField(default=list, verbose_name="签署范围")),
                        ("opening", models.CharField(max_length=300, verbose_name="启语")),
                        ("closing", models.CharField(max_length=300, verbose_name="结语")),
                        ("due_on", models.DateField(verbose_name="签署时限")),
                        (
                            "copies",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "一份"), (2, "一式二份")], default=2, verbose_name="份数"
                            ),
                        ),
                        ("keeping_place", models.CharField(max_length=60, verbose_name="存放处")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="发起时间")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发起人",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledge_campaigns",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledge_campaigns",
                                to="discipline.disciplinetext",
                                verbose_name="纪律文本",
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
                        "verbose_name": "承诺书签署",
                        "ordering": ["election_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "number"), name="pledge_campaign_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("copies__in", [1, 2])), name="pledge_campaign_copies"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudySession",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.PositiveIntegerField(verbose_name="编号")),
                        (
                            "state",
                            django_fsm.FSMField(
                                choices=[("open", "进行中"), ("closed", "已办结"), ("cancelled", "已取消")],
                                db_index=True,
                                default="open",
                                max_length=30,
                                protected=True,
                                verbose_name="状态",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="学习主题")),
                        (
                            "carrier",
                            models.CharField(
                                choices=[
                                    ("weekly", "每周例会"),
                                    ("branch", "三会一课"),
                                    ("wechat", "微信学习"),
                                    ("special", "专题会"),
                                ],
                                max_length=10,
                                verbose_name="学习载体",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                        ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                        ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                        (
                            "place_code",
                            models.CharField(blank=True, editable=False, max_length=4, verbose_name="现场码"),
                        ),
                        ("host", models.CharField(blank=True, max_length=50, verbose_name="主持人")),
                        ("speaker", models.CharField(blank=True, max_length=50, verbose_name="主讲人")),
                        ("recorder", models.CharField(blank=True, max_length=50, verbose_name="记录人")),
                        ("summary", models.TextField(blank=True, verbose_name="学习要点")),
                        ("decisions", models.TextField(blank=True, verbose_name="讨论和落实要求")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_sessions",
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
                                related_name="study_sessions",
                                to="communities.region",
                                verbose_name="组织单位",
                            ),
                        ),
                        (
                            "texts",
                            models.ManyToManyField(
                                related_name="study_sessions", to="discipline.disciplinetext", verbose_name="学习内容"
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
                        "verbose_name": "纪律学习",
                        "ordering": ["-starts_at", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["election", "region", "starts_at"], name="discipline__electio_1b0858_idx"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "number"), name="study_number_once_a_term"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="study_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "closed", "cancelled"])), name="study_state"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("carrier__in", ["weekly", "branch", "wechat", "special"])),
                                name="study_carrier",
                            ),
                        ],
                    },
                    bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
                ),
                migrations.CreateModel(
                    name="TextDuty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[("study", "学习"), ("pledge", "承诺"), ("warning", "警示谈话")],
                                max_length=10,
                                verbose_name="要求",
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
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="duties",
                                to="discipline.disciplinetext",
                                verbose_name="文本",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文本适用对象",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("text", "duty", "capacity"), name="text_duty_once"),
                            models.CheckConstraint(
                                condition=models.Q(("duty__in", ["study", "pledge", "warning"])), name="text_duty_known"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TextItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("wording", models.CharField(max_length=500, verbose_name="条文")),
                        ("is_verified", models.BooleanField(default=True, verbose_name="原文已核对")),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="discipline.disciplinetext",
                                verbose_name="文本",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文本条目",
                        "ordering": ["order"],
                        "constraints": [models.UniqueConstraint(fields=("text", "order"), name="text_item_order_once")],
                    },
                ),
                migrations.CreateModel(
                    name="WarningTalk",
                    fields=[
                        ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
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
                        ("is_collective", models.BooleanField(default=False, verbose_name="集体谈话")),
                        ("due_on", models.DateField(verbose_name="完成时限")),
                        ("reason", core.secrets.EncryptedTextField(default="routine", verbose_name="缘由")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="安排时间")),
                        ("held_from", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("held_until", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                        ("place", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话地点")),
                        ("content", core.secrets.EncryptedTextField(blank=True, verbose_name="谈话内容要点")),
                        ("answer", core.secrets.EncryptedTextField(blank=True, verbose_name="本人表态")),
                        ("measures", core.secrets.EncryptedTextField(blank=True, verbose_name="后续要求")),
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
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warning_talks",
                                to="communities.election",
                                verbose_name="届次",
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
                            "recorder_account",
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
                                related_name="warning_talks",
                                to="communities.region",
                                verbose_name="组织单位",
                            ),
                        ),
                        (
                            "talker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warnings_given",
                                to="communities.person",
                                verbose_name="谈话人",
                            ),
                        ),
                        (
                            "talker_account",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "texts",
                            models.ManyToManyField(
                                blank=True,
                                related_name="warning_talks",
                                to="discipline.disciplinetext",
                                verbose_name="学习内容",
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
                        "verbose_name": "警示谈话",
                        "ordering": ["election_id", "-number"],
                        "indexes": [
                            models.Index(fields=["election", "region", "state"], name="discipline__electio_8d6f16_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("election", "number"), name="warning_number_once_a_term"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["planned", "recorded", "signed", "cancelled"])),
                                name="warning_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("held_until__gt", models.F("held_from"))),
                                name="warning_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(("digest", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="warning_signed_is_frozen",
                            ),
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
                        ("absence_reason", models.CharField(blank=True, max_length=100, verbose_name="缺席原因")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_places",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendees",
                                to="discipline.studysession",
                                verbose_name="学习",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "应到人员",
                        "ordering": ["place_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("session", "person"), name="attendee_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Pledge",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
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
                        ("number", models.PositiveIntegerField(verbose_name="序号")),
                        ("due_on", models.DateField(verbose_name="签署时限")),
                        ("waived_at", models.DateTimeField(blank=True, null=True, verbose_name="免签时间")),
                        ("waive_reason", models.CharField(blank=True, max_length=200, verbose_name="不需签原因")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="列入时间")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="communities.person",
                                verbose_name="承诺人",
                            ),
                        ),
                        (
                            "waived_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="discipline.pledgecampaign",
                                verbose_name="承诺书签署",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "承诺书",
                        "ordering": ["campaign_id", "number"],
                        "indexes": [
                            models.Index(fields=["election", "community"], name="discipline__electio_f4b725_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "person"), name="pledge_once_a_person"),
                            models.UniqueConstraint(fields=("campaign", "number"), name="pledge_number_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CatchUp",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("done_on", models.DateField(verbose_name="补学日期")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("alone", "自学"),
                                    ("coached", "个别辅导"),
                                    ("online", "线上补学"),
                                    ("together", "集中补学"),
                                ],
                                max_length=10,
                                verbose_name="补学方式",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认人",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="catch_ups",
                                to="communities.election",
                                verbose_name="届次",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="catch_ups",
                                to="communities.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="catch_ups",
                                to="discipline.disciplinetext",
                                verbose_name="学习内容",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="catch_ups",
                                to="discipline.studysession",
                                verbose_name="缺席的学习",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "补学",
                        "ordering": ["-done_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "text"), name="catch_up_once"),
                            models.CheckConstraint(
                                condition=models.Q(("way__in", ["alone", "coached", "online", "together"])),
                                name="catch_up_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarningPartner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("post", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                        ("was_there", models.BooleanField(default=False, verbose_name="到场")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warnings",
                                to="communities.person",
                                verbose_name="谈话对象",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="communities.region",
                                verbose_name="社区",
                            ),
                        ),
                        (
                            "talk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partners",
                                to="discipline.warningtalk",
                                verbose_name="谈话",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "警示谈话对象",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("talk", "person"), name="warning_partner_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeSheet",
                    fields=[
                        ("key", models.CharField(max_length=20, primary_key=True, serialize=False)),
                        ("copy", models.PositiveSmallIntegerField(default=1, verbose_name="第几份")),
                        ("frozen", core.secrets.EncryptedTextField(verbose_name="内容")),
                        ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                        ("printed_at", models.DateTimeField(auto_now_add=True, verbose_name="打印时间")),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="discipline.pledge",
                                verbose_name="承诺书",
                            ),
                        ),
                        (
                            "printed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="打印人",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledge_sheets",
                                to="discipline.disciplinetext",
                                verbose_name="文本版本",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "承诺书纸页",
                        "ordering": ["printed_at", "copy"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("pledge", "text", "copy", "digest"), name="pledge_sheet_once"
                            ),
                            models.CheckConstraint(condition=models.Q(("copy__in", [1, 2])), name="pledge_sheet_copy"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("account", "本人账号扫码"),
                                    ("phone", "手机扫码"),
                                    ("kiosk", "现场平板"),
                                    ("paper", "纸质签到表"),
                                ],
                                max_length=10,
                                verbose_name="签到方式",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="签到时间")),
                        (
                            "standing",
                            models.CharField(
                                choices=[("valid", "有效"), ("waiting", "待认定"), ("refused", "不予认定")],
                                default="valid",
                                max_length=10,
                                verbose_name="认定",
                            ),
                        ),
                        (
                            "trouble",
                            models.CharField(
                                blank=True,
                                choices=[("early", "早于签到时间"), ("late", "晚于签到时间"), ("place", "现场码不符")],
                                max_length=10,
                                verbose_name="异常",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="认定意见")),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="认定时间")),
                        (
                            "attendee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_ins",
                                to="discipline.attendee",
                                verbose_name="应到人员",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="认定人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "签到",
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("standing", "valid")), fields=("attendee",), name="sign_in_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("standing", "waiting")),
                                fields=("attendee",),
                                name="sign_in_waits_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("standing__in", ["valid", "waiting", "refused"])),
                                name="sign_in_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("way__in", ["account", "phone", "kiosk", "paper"])),
                                name="sign_in_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeScanPage",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("page", models.PositiveSmallIntegerField(verbose_name="页码")),
                        ("reason", models.CharField(max_length=200, verbose_name="未归入原因")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="识别时间")),
                        ("code", models.CharField(max_length=30, verbose_name="原因代码")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scan_pages",
                                to="discipline.pledgecampaign",
                                verbose_name="承诺书签署",
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
                            "pledge",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="discipline.pledge",
                                verbose_name="二维码所指承诺书",
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
                        (
                            "sheet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="discipline.pledgesheet",
                                verbose_name="二维码所指纸页",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "待归入承诺书扫描页",
                        "ordering": ["created_at", "page"],
                        "abstract": False,
                        "constraints": [models.UniqueConstraint(fields=("job", "page"), name="pledge_scan_page_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeSigning",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "method",
                            models.CharField(
                                choices=[("paper", "纸质签署"), ("screen", "屏幕签署")],
                                max_length=10,
                                verbose_name="签署方式",
                            ),
                        ),
                        ("frozen", core.secrets.EncryptedTextField(verbose_name="签署原文")),
                        ("digest", models.CharField(max_length=64, verbose_name="原文摘要")),
                        ("signed_on", models.DateField(verbose_name="签署日期")),
                        ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="份数")),
                        ("keeping_place", models.CharField(blank=True, max_length=60, verbose_name="存放处")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("superseded_at", models.DateTimeField(blank=True, null=True, verbose_name="被取代时间")),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.storedfile",
                                verbose_name="扫描件",
                            ),
                        ),
                        (
                            "handled_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办人",
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signings",
                                to="discipline.pledge",
                                verbose_name="承诺书",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signings",
                                to="discipline.pledgesheet",
                                verbose_name="纸页",
                            ),
                        ),
                        (
                            "text",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledge_signings",
                                to="discipline.disciplinetext",
                                verbose_name="文本版本",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "承诺书签署件",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("pledge", "text"),
                                name="pledge_signed_once_an_edition",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("file__isnull", False), ("method", "paper")),
                                    models.Q(("file", None), ("method", "screen")),
                                    _connector="OR",
                                ),
                                name="pledge_signing_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("digest", ""), _negated=True), name="pledge_signing_is_frozen"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
