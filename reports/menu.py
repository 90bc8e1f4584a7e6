"""The side menu: one table of groups and entries. Who may open an entry's view sees the entry."""

from dataclasses import dataclass

from django.urls import resolve, reverse

from core.web import rule_of


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words, the view it leads to, how the names of views under it begin, its use in a line."""

    label: str
    view: str
    under: tuple = ()
    hint: str = ""


MENU = (
    (
        "",
        (
            Entry("首页", "reports:home", ("reports:progress",)),
            Entry("公告通知", "communities:announcements", ("communities:announcement",)),
        ),
    ),
    (
        "聚焦摸清底子",
        (
            Entry("一社一档", "reports:community-list", ("reports:community",)),
            Entry("社区基线", "communities:baseline-list", ("communities:baseline",)),
            Entry("现任班子", "communities:committees", ("communities:committee", "communities:member")),
            Entry("人员档案", "communities:people", ("communities:person", "communities:kinship", "communities:duplicate")),
            Entry("街道干部", "communities:street-staff", ("communities:street-staff",)),
            Entry("花名册导入", "communities:import-list", ("communities:import",)),
        ),
    ),
    (
        "调研研判",
        (
            Entry("走访调研", "communities:visit-list", ("communities:visit", "communities:area")),
            Entry("问卷测评", "communities:survey-list", ("communities:survey", "communities:questionnaire")),
            Entry("难点问题", "communities:issue-list", ("communities:issue", "communities:risk")),
            Entry("研判会", "communities:deliberation-list", ("communities:deliberation",)),
            Entry("一社区一策", "communities:plan-list", ("communities:plan",)),
        ),
    ),
    (
        "谈话考核审计",
        (
            Entry("谈心谈话", "interviews:talk-list", ("interviews:talk",)),
            Entry("任期考核", "interviews:assessment-list", ("interviews:assessment",)),
            Entry("离任审计", "interviews:audit-list", ("interviews:audit",)),
            Entry("离任交接", "interviews:handover-list", ("interviews:handover",)),
        ),
    ),
    (
        "聚焦卡严尺子",
        (
            Entry("物色人选", "candidates:sources", ("candidates:sources",)),
            Entry("后备库", "candidates:pool", ("candidates:pool", "candidates:reserve")),
            Entry("历练任务", "candidates:practice-list", ("candidates:practice",)),
            Entry("我的观察", "candidates:observer-tasks", ("candidates:observe", "candidates:observation")),
            Entry("人选库", "candidates:list", ("candidates:detail", "candidates:create", "candidates:edit")),
            Entry(
                "审查台", "candidates:queue",
                ("candidates:desk", "candidates:bulk", "candidates:phrase", "candidates:panels", "candidates:kinship"),
            ),
            Entry("区级联审", "candidates:joint-list", ("candidates:joint",)),
            Entry("班子方案", "candidates:slates", ("candidates:slate",)),
            Entry("党工委会", "candidates:meeting-list", ("candidates:meeting",)),
            Entry("名单公示", "candidates:notice-list", ("candidates:notice", "candidates:objection")),
            Entry("规则库", "candidates:rules", ("candidates:rule", "candidates:standard")),
        ),
    ),
    (
        "聚焦压实担子",
        (
            Entry("纪律文本", "discipline:text-list", ("discipline:text",)),
            Entry("纪律学习", "discipline:study-list", ("discipline:study", "discipline:worker")),
            Entry("警示谈话", "discipline:warning-tree", ("discipline:warning",)),
            Entry("承诺书", "discipline:pledge-list", ("discipline:pledge",)),
            Entry("换届宣传", "discipline:publicity-list", ("discipline:publicity",)),
            Entry("线索办理", "discipline:clue-list", ("discipline:clue",)),
            Entry("线索总数", "discipline:street-clue-totals"),
            Entry("纪律覆盖", "reports:coverage", ("reports:remind",)),
        ),
    ),
    (
        "出材料",
        (
            Entry("台账", "reports:ledger-list", ("reports:ledger",)),
            Entry("简报与报告", "reports:report-list", ("reports:report",)),
            Entry("公文用语", "reports:wordings", ("reports:wording",)),
        ),
    ),
    (
        "届次安排",
        (
            Entry("日程", "reports:schedule", ("communities:milestone", "communities:holiday", "communities:step", "communities:community-day")),
            Entry("届次", "communities:election-list", ("communities:election",)),
            Entry("选举结果", "candidates:result-list", ("candidates:result",)),
        ),
    ),
    ("系统管理", (Entry("账号", "accounts:user-list", ("accounts:user",), "建立、停用账号，重置密码"),)),
    ("安全管理", (Entry("授权与解锁", "communities:grant-list", ("communities:grant",),
                    "授予和收回角色，解锁账号，结束会话"),)),
    ("审计管理", (Entry("审计记录", "accounts:audit-log", ("accounts:audit",), "查阅和校验全部操作留痕"),)),
)  # fmt: skip


def groups_for(request):
    """``[{title, entries: [{label, hint, url, is_here}]}]`` that the signed-in user may open; groups left empty are gone."""
    if not request.user.is_authenticated:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    groups = (
        {"title": title, "entries": [line for entry in entries if (line := _line(entry, request.user, here))]}
        for title, entries in MENU
    )
    return [group for group in groups if group["entries"]]


def _line(entry, user, here):
    url = reverse(entry.view)
    if not rule_of(resolve(url).func).admits(user):
        return None
    return {
        "label": entry.label,
        "hint": entry.hint,
        "url": url,
        "is_here": here == entry.view or here.startswith(entry.under),
    }
