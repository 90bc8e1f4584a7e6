"""上手指引: three or four first steps for each kind of user, shown on his home until he puts them away.

A step is offered only if its page would open to him; what a role is for is said in its words, not in the product's.
"""

from dataclasses import dataclass

from django.urls import resolve, reverse

from accounts import marks
from communities.roles import AUDITOR, CLUE_LEAD, INSPECTOR, LEADER, SECRETARY, STREET_STAFF
from core.web import rule_of


@dataclass(frozen=True)
class Step:
    """What to do, why, and where."""

    label: str
    why: str
    view: str

    @property
    def url(self):
        return reverse(self.view)

    def opens_to(self, user):
        return rule_of(resolve(self.url).func).admits(user)


SCHEDULE = Step("看换届日程", "每个社区每一步哪天到期，都从选举日倒排。", "reports:schedule")
INSPECTING = (
    Step("看线索", "由您受理、核查的线索和时限都在这里。", "discipline:clue-list"),
    Step("看纪律覆盖", "谁还没签承诺书、没参加学习、没谈话，一格一格列着。", "reports:coverage"),
    Step("看警示谈话", "逐级提醒谈话，谁谈谁、谈了没有。", "discipline:warning-tree"),
)
GUIDES = {
    STREET_STAFF: (
        Step("核对规则库", "人选标准、负面清单和日程先按区里文件核定，后面的审查才有依据。", "candidates:rules"),
        SCHEDULE,
        Step("导入花名册", "把现任班子的Excel名册一次导入，错在哪一行会逐条标出。", "communities:import-list"),
        Step("下发社区基线", "各社区在手机上填报，您在这里接收、退回。", "communities:baseline-list"),
    ),
    SECRETARY: (
        Step("填社区基线", "分几段填，每填一处自动保存，填完核对报送。", "communities:baseline-list"),
        Step("核对现任班子", "名册由街道导入，人员变动在这里登记。", "communities:committees"),
        SCHEDULE,
    ),
    LEADER: (
        Step("看各社区档案", "一个社区一页：班子、风险、难点、进展。", "reports:community-list"),
        Step("审定结论", "等您审定的集体研究结论和联审结论。", "candidates:queue"),
        Step("下载简报", "每期简报可预览、下载、签发。", "reports:report-list"),
    ),
    INSPECTOR: INSPECTING,
    CLUE_LEAD: INSPECTING,
    AUDITOR: (Step("看我的审计", "指派给您的审计项目，进度和资料都在里面。", "interviews:audit-list"),),
    "system": (Step("建账号", "给每个人建一个账号，一人一号，不共用。", "accounts:user-list"),),
    "security": (Step("授予角色", "账号建好以后，在这里授予角色和管辖范围，才能办理业务。", "communities:grant-list"),),
    "audit": (Step("查审计记录", "谁在什么时候看了什么、改了什么，并可校验记录是否完整。", "accounts:audit-log"),),
}


def guide_for(user):
    """The :class:`Step` s for a user who has not put the guide away; none for others."""
    if marks.marked_at(user, marks.GUIDE):
        return []
    roles = [user.admin_kind] if user.admin_kind else user.role_grants.values_list("role", flat=True)
    chosen = next((GUIDES[role] for role in GUIDES if role in set(roles)), ())
    return [step for step in chosen if step.opens_to(user)]
