"""研判 as ledgers: meetings with what they concluded, tasks, the three lists, and each community's plan.

Meetings, tasks and lists are the street's (``view_vetting``); no community sees them. A task's owner
sees it on its own page, not here (domain facts §6.2, nos. 3, 5 and 9).
"""

from django.utils import timezone

from communities.models import CommunityConclusion, CommunityPlan, DeliberationTask, MemberDisposition
from reports.ledgers.base import Choice, Ledger, day, inside, number, text

STREET = "view_vetting"
GROUP = "研判施策"


def meeting_rows(user, region, election, filters):
    """A line for each community that was on the agenda of a meeting that took place."""
    conclusions = inside(user, CommunityConclusion, "community_id", region, STREET)
    frozen = conclusions.filter(deliberation__election=election, deliberation__state__in=["held", "concluded"])
    for conclusion in frozen.select_related("community", "deliberation").order_by("deliberation__number", "community"):
        meeting = conclusion.deliberation
        yield {
            "meeting": f"第{meeting.number}次",
            "held_on": meeting.held_on,
            "place": meeting.place,
            "agenda": "；".join(meeting.agenda_items),
            "community": conclusion.community.short_name,
            "conclusion": conclusion.text,
            "state": meeting.get_state_display(),
            "record": meeting.pk,
        }


MEETINGS = Ledger(
    "meetings", "研判会台账", GROUP,
    (
        text("meeting", "会次", 8), day("held_on", "召开日期"), text("place", "地点", 12), text("agenda", "议题", 24),
        text("community", "社区", 12), text("conclusion", "研判意见", 44), text("state", "状态", 8),
    ),
    meeting_rows,
    basis="本届已召开的研判会，每个社区一行。",
    made_at="communities:deliberation-list",
    record_view="communities:deliberation",
    permission=STREET,
    orders=(("community", "按社区"), ("-held_on", "会次从近到远")),
)  # fmt: skip


def task_rows(user, region, election, filters):
    """A line for each task that a meeting gave."""
    today = timezone.localdate()
    tasks = inside(user, DeliberationTask, "community_id", region, STREET).filter(deliberation__election=election)
    if state := filters.get("state"):
        narrowed = {"open": tasks.open, "overdue": lambda: tasks.overdue(today)}
        tasks = narrowed[state]() if state in narrowed else tasks.exclude(done_on=None)
    for task in tasks.for_list().order_by("community_id", "due_on", "pk"):
        yield {
            "community": task.community.short_name,
            "meeting": f"第{task.deliberation.number}次",
            "content": task.content,
            "owner": task.owner.name,
            "due_on": task.due_on,
            "done_on": task.done_on,
            "state": "已完成" if task.done_on else "逾期" if task.due_on < today else "办理中",
            "result": task.result,
            "record": task.deliberation_id,
        }


TASKS = Ledger(
    "tasks", "研判任务台账", GROUP,
    (
        text("community", "社区", 12), text("meeting", "会次", 8), text("content", "任务", 36), text("owner", "责任人", 10),
        day("due_on", "完成时限"), day("done_on", "完成日期"), text("state", "状态", 8), text("result", "完成情况", 30),
    ),
    task_rows,
    basis="本届各次研判会布置的任务；过了完成时限未完成的为逾期。",
    made_at="communities:deliberation-list",
    record_view="communities:deliberation",
    permission=STREET,
    choices=(Choice("state", "状态", (("open", "未完成"), ("overdue", "逾期"), ("done", "已完成"))),),
    orders=(("due_on", "时限从近到远"),),
)  # fmt: skip


def list_rows(user, region, election, filters):
    """三张清单: a line for each person and meeting."""
    found = inside(user, MemberDisposition, "community_id", region, STREET).filter(deliberation__election=election)
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    found = found.select_related("community", "person", "deliberation")
    for line in found.order_by("community_id", "-deliberation__number", "kind", "pk"):
        yield {
            "community": line.community.short_name,
            "meeting": f"第{line.deliberation.number}次",
            "kind": line.get_kind_display(),
            "name": line.person.name,
            "reason": line.reason,
            "record": line.deliberation_id,
        }


LISTS = Ledger(
    "lists", "三张清单台账", GROUP,
    (
        text("community", "社区", 12), text("meeting", "会次", 8), text("kind", "清单", 10), text("name", "姓名", 10),
        text("reason", "理由", 50),
    ),
    list_rows,
    basis="本届研判会提出的继续留任、建议使用、建议调整人员，按会次分列；限街道使用。",
    made_at="communities:deliberation-list",
    record_view="communities:deliberation",
    permission=STREET,
    choices=(Choice("kind", "清单", MemberDisposition.Kinds.choices),),
)  # fmt: skip


def plan_rows(user, region, election, filters):
    """一社区一策: the newest version of each community that the user may see."""
    plans = inside(user, CommunityPlan, "community_id", region).filter(election=election).current()
    if kind := filters.get("kind"):
        plans = plans.filter(kind=kind)
    confirmed = inside(user, CommunityPlan, "community_id", region).filter(election=election).confirmed().current()
    before = dict(confirmed.values_list("community_id", "number"))
    for plan in plans.with_people().order_by("community_id"):
        yield {
            "community": plan.community.short_name,
            "kind": plan.get_kind_display(),
            "main_problems": plan.main_problems,
            "risk_points": plan.risk_points,
            "measures": plan.measures,
            "leader": plan.leader and plan.leader.name,
            "owner": plan.owner and plan.owner.name,
            "due_on": plan.due_on,
            "progress": plan.progress,
            "version": plan.number,
            "confirmed": _confirmed(plan, before.get(plan.community_id)),
            "record": plan.community_id,
        }


def _confirmed(plan, before):
    """By which meeting; of a draft that follows a confirmed version both are said, as that version is in force."""
    if plan.is_confirmed:
        return f"{plan.deliberation}审定"
    return f"第{before}版已审定，第{plan.number}版修改中" if before else "未审定"


PLANS = Ledger(
    "plans", "一社区一策台账", GROUP,
    (
        text("community", "社区", 12), text("kind", "类型", 6), text("main_problems", "主要问题", 24),
        text("risk_points", "风险点", 20), text("measures", "化解措施", 26), text("leader", "责任领导", 9),
        text("owner", "责任人", 9), day("due_on", "完成时限"), text("progress", "进展", 20),
        number("version", "版次", 6, summed=False), text("confirmed", "审定", 10),
    ),
    plan_rows,
    basis="各社区最新一版的一社区一策；经研判会审定的注明会次。",
    made_at="communities:plan-list",
    record_view="communities:plan",
    choices=(Choice("kind", "类型", CommunityPlan.Kinds.choices),),
    orders=(("due_on", "时限从近到远"),),
)  # fmt: skip
