"""The side menu: one table of groups and entries. Who may open an entry's view sees the entry."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import resolve, reverse
from django.utils.html import format_html, format_html_join

from core import exercise
from core.access import asked_once
from core.web import rule_of


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words, the view it leads to, how the names of views under it begin, its use in a line.

    ``shown``: asked besides, for what is there only at times.
    """

    label: str
    view: str
    under: tuple = ()
    hint: str = ""
    shown: object = lambda: True


MENU = (
    (
        "",
        (
            Entry("首页", "reports:home", ("reports:progress",), hint="待办、进度和近期日程"),
            Entry(
                "换届日程",
                "reports:schedule",
                ("communities:milestone", "communities:holiday", "communities:step", "communities:community-day"),
                hint="从选举日倒排每一步，逾期和将到期，日历，上墙表",
            ),
            Entry("分级统计", "reports:figures", ("reports:region-figures",), hint="省、市、区、街道逐级的人数和结构"),
            Entry("公告通知", "communities:announcements", ("communities:announcement",), hint="写给各社区书记，谁看过一目了然"),
            Entry("演练", "accounts:exercise-enter", hint="到虚构的演练街道里练习，不影响真实数据", shown=exercise.is_ready),
        ),
    ),
    (
        "聚焦摸清底子",
        (
            Entry("一社一档", "reports:community-list", ("reports:community",), hint="一个社区一页：班子、风险、难点、谈话、审计和时间线"),
            Entry("社区基线", "communities:baseline-list", ("communities:baseline",), hint="社区填报人口、党员、班子、储备和难点，街道接收或退回"),
            Entry("现任班子", "communities:committees", ("communities:committee", "communities:member"), hint="两委职数和在任成员，登记任职、离任"),
            Entry("人员档案", "communities:people", ("communities:person", "communities:kinship", "communities:duplicate"), hint="每人一份档案，按姓名、拼音首字母、证件号查找"),
            Entry("街道干部", "communities:street-staff", ("communities:street-staff",), hint="街道干部职工和选举工作人员名册"),
            Entry("花名册导入", "communities:import-list", ("communities:import",), hint="Excel花名册一次导入，错误逐行标出，可整批撤销"),
        ),
    ),
    (
        "调研研判",
        (
            Entry("走访调研", "communities:visit-list", ("communities:visit", "communities:area"), hint="四种方式走访的记录、照片和包片分工"),
            Entry("问卷测评", "communities:survey-list", ("communities:survey", "communities:questionnaire"), hint="出问卷、发二维码、收纸质卷，匿名统计"),
            Entry("难点问题", "communities:issue-list", ("communities:issue", "communities:risk"), hint="登记、定责、化解，评定社区风险等级"),
            Entry("研判会", "communities:deliberation-list", ("communities:deliberation",), hint="逐个社区研判，形成结论和任务，出会议纪要"),
            Entry("一社区一策", "communities:plan-list", ("communities:plan",), hint="每个社区的主要问题、措施、责任人和时限"),
        ),
    ),
    (
        "谈话考核审计",
        (
            Entry("谈心谈话", "interviews:talk-list", ("interviews:talk",), hint="安排、记录、签字归档，原文只有有权的人能看"),
            Entry("任期考核", "interviews:assessment-list", ("interviews:assessment",), hint="述职、测评、考核组意见、会议定等次、反馈"),
            Entry("离任审计", "interviews:audit-list", ("interviews:audit",), hint="立项、通知、进点、报告、公示、整改"),
            Entry("离任交接", "interviews:handover-list", ("interviews:handover",), hint="印章、账目、资产、档案的交接清单和三方签字"),
        ),
    ),
    (
        "聚焦卡严尺子",
        (
            Entry("物色人选", "candidates:sources", ("candidates:sources",), hint="从现任、后备、推荐等来源逐一筛选"),
            Entry("后备库", "candidates:pool", ("candidates:pool", "candidates:reserve"), hint="后备干部登记、入库、出库"),
            Entry("历练任务", "candidates:practice-list", ("candidates:practice",), hint="安排后备参加实践，观察员评价"),
            Entry("我的观察", "candidates:observer-tasks", ("candidates:observe", "candidates:observation"), hint="由我观察的历练任务，在手机上填评价"),
            Entry("人选库", "candidates:list", ("candidates:detail", "candidates:create", "candidates:edit"), hint="拟提名人选，从社区初审到联审通过"),
            Entry(
                "审查台", "candidates:queue",
                ("candidates:desk", "candidates:bulk", "candidates:phrase", "candidates:panels", "candidates:kinship"), hint="逐条对照标准和负面清单审查，批量办理"),
            Entry("区级联审", "candidates:joint-list", ("candidates:joint",), hint="向各部门发函、登记回函、拟定和审定结论"),
            Entry("班子方案", "candidates:slates", ("candidates:slate",), hint="拟配班子，随时看结构指标是否达标"),
            Entry("党工委会", "candidates:meeting-list", ("candidates:meeting",), hint="议题、到会、回避、表决和会议纪要"),
            Entry("名单公示", "candidates:notice-list", ("candidates:notice", "candidates:objection"), hint="公示名单、登记和办结异议"),
            Entry("规则库", "candidates:rules", ("candidates:rule", "candidates:standard"), hint="人选标准、负面清单、结构指标、联审部门、日程规则的核定"),
        ),
    ),
    (
        "聚焦压实担子",
        (
            Entry("纪律文本", "discipline:text-list", ("discipline:text",), hint="换届纪律文本的版本和核定，哪些人须学、须签"),
            Entry("纪律学习", "discipline:study-list", ("discipline:study", "discipline:worker"), hint="学习会签到、补学和记录"),
            Entry("警示谈话", "discipline:warning-tree", ("discipline:warning",), hint="逐级警示谈话，谁谈谁、谈了没有"),
            Entry("承诺书", "discipline:pledge-list", ("discipline:pledge",), hint="发起、签署、扫描归档，扫码可核验"),
            Entry("换届宣传", "discipline:publicity-list", ("discipline:publicity",), hint="宣传活动的时间、形式、人数和照片"),
            Entry("线索办理", "discipline:clue-list", ("discipline:clue",), hint="受理、呈阅、批办、核查、办结，计时限"),
            Entry("线索总数", "discipline:street-clue-totals", hint="全街道线索的数量，不含内容"),
            Entry("纪律覆盖", "reports:coverage", ("reports:remind",), hint="每个人每项纪律要求做了没有，空格可催办"),
        ),
    ),
    (
        "出材料",
        (
            Entry("台账", "reports:ledger-list", ("reports:ledger",), hint="各类台账，查看、导出Excel、打印"),
            Entry("简报与报告", "reports:report-list", ("reports:report",), hint="简报、报告、各种表单的PDF和Word"),
            Entry("公文用语", "reports:wordings", ("reports:wording",), hint="公文抬头、落款和固定用语"),
        ),
    ),
    (
        "届次安排",
        (
            Entry("届次", "communities:election-list", ("communities:election",), hint="新建届次、改选举日、转为往届"),
            Entry("选举结果", "candidates:result-list", ("candidates:result",), hint="各社区选举结果报告单"),
        ),
    ),
    (
        "系统管理",
        (
            Entry("账号", "accounts:user-list", ("accounts:user",), "建立、停用账号，重置密码"),
            Entry(
                "演练街道", "accounts:exercise", hint="开设、重置、撤销练习用的虚构街道，与真实数据完全分开",
                shown=lambda: not settings.EXERCISE),
        ),
    ),
    ("安全管理", (Entry("授权与解锁", "communities:grant-list", ("communities:grant",),
                    "授予和收回角色，解锁账号，结束会话"),)),
    ("审计管理", (Entry("审计记录", "accounts:audit-log", ("accounts:audit",), "查阅和校验全部操作留痕"),)),
)  # fmt: skip


def groups_for(request):
    """``[{title, entries: [{label, hint, url, is_here}]}]`` that the signed-in user may open; groups left empty are gone."""
    if not request.user.is_authenticated:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {
            "title": title,
            "entries": [
                {"label": entry.label, "hint": entry.hint, "url": url, "is_here": is_of(entry, here)}
                for entry, url in lines
            ],
        }
        for title, entries in _open_to(request.user)
        if (lines := [(entry, url) for entry, url in entries if entry.shown()])
    ]


def lines_for(request):
    """The menu as HTML: headings and links, the one of the present page marked."""
    if not request.user.is_authenticated:
        return ""
    here = request.resolver_match.view_name if request.resolver_match else ""
    lines = []
    for heading, entries in asked_once(request.user, "menu lines", _written):
        shown = [marked if is_of(entry, here) else plain for entry, plain, marked in entries if entry.shown()]
        lines += [heading, *shown] if shown else []
    return format_html_join("\n", "{}", ((line,) for line in lines))


def _written(user):
    """``[(heading, [(entry, link, link to where one is)])]``."""
    return [
        (
            format_html("<h2>{}</h2>", title) if title else "",
            [
                (
                    entry,
                    format_html('<a href="{}">{}</a>', url, entry.label),
                    format_html('<a href="{}" class="here" aria-current="page">{}</a>', url, entry.label),
                )
                for entry, url in entries
            ],
        )
        for title, entries in _open_to(user)
    ]


def _open_to(user):
    """``[(title, [(entry, url)])]``: the menu without the entries whose views are shut to the user."""
    return asked_once(
        user,
        "menu",
        lambda user: [
            (title, [(entry, url) for entry in entries for url, rule in [_address_of(entry.view)] if rule.admits(user)])
            for title, entries in MENU
        ],
    )


@cache
def _address_of(view):
    """``(url, rule)`` of an entry: the same for everybody, and dear to find out for each line of each page."""
    url = reverse(view)
    return url, rule_of(resolve(url).func)


def is_of(entry, view):
    """Whether the page called ``view`` belongs to the entry."""
    return view == entry.view or view.startswith(entry.under)
