"""换届进度表 and 换届工作周报: how far each community is (domain facts §6.2, no. 17; documents facts (i)).

The steps are the checks of a community's file (reports.completeness); what is late is late in the schedule.
"""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from communities.models import FieldVisit, Region
from core.access import holds
from discipline.models import Pledge, PledgeSigning, PublicityEvent, StudySession, WarningTalk
from discipline.models.study import WHOLE
from discipline.pledge_states import PledgeStates
from interviews.models import DepartureAudit, HeartTalk, TermAssessment
from reports.completeness import CHECKS, completeness
from reports.ledgers.base import Choice, Ledger, inside, number, text, under
from reports.progress import community_rows
from reports.schedule import Schedule

GROUP = "综合进度"
KEYS = tuple(check.key for check in CHECKS)


# --- 进度表 ---------------------------------------------------------------------------


def progress_rows(user, region, election, filters):
    """A line for each community: how far every step is that the reader is told of; two or three queries a step."""
    today = timezone.localdate()
    lines = community_rows(user, region, election, today)
    counted = completeness(user, region, election, [line.code for line in lines])
    schedule = Schedule(user, election, region, today, counted)
    for line in lines:
        standings = [schedule.standing(item) for item in counted[line.code].items]
        late = sum(standing.is_late for standing in standings)
        if filters.get("state") == "late" and not late:
            continue
        yield {
            "community": line.name,
            **dict.fromkeys(KEYS),
            **{standing.item.check.key: str(standing) for standing in standings},
            "done": counted[line.code].done,
            "late": late,
            "record": line.code,
        }


PROGRESS = Ledger(
    "progress", "换届进度表", GROUP,
    (
        text("community", "社区", 12), *(text(check.key, check.short, 8) for check in CHECKS),
        number("done", "完成", 6), number("late", "逾期", 6),
    ),
    progress_rows,
    basis=(
        f"各社区按档案检查项逐步列出：{'、'.join(f'{check.short}（{check.label}）' for check in CHECKS)}；"
        "逾期按各社区换届日程的节点日期（基线按报送期限）计，没有应办事项的为无待办，无权查看的为空；均由工作记录计算。"
    ),
    made_at="reports:progress",
    record_view="reports:community",
    choices=(Choice("state", "情况", (("late", "有逾期的"),)),),
    orders=(("done", "完成从少到多"), ("-late", "逾期从多到少")),
)  # fmt: skip


# --- 周报 -----------------------------------------------------------------------------

# task → heading, whether it has a target
TASKS = {
    "visits": ("走访调研（次）", False),
    "talks": ("谈心谈话（人）", True),
    "assessments": ("任期考核（人）", True),
    "audits": ("离任审计报告（份）", True),
    "pledges": ("承诺书（份）", True),
    "study": ("纪律学习（场）", False),
    "warnings": ("警示谈话（次）", False),
    "publicity": ("宣传活动（场）", False),
}
FIGURES = tuple(f"{task}_{figure}" for task in TASKS for figure in ("target", "week", "total", "share"))
WEEKS = (("last", "上周"),)


def week_of(today, choice=""):
    """(Monday, Sunday) of this week, or of the last one."""
    monday = today - timedelta(days=today.weekday() + (7 if choice == "last" else 0))
    return monday, monday + timedelta(days=6)


def weekly_rows(user, region, election, filters):
    """A line for each community that has records or duties: target, this week's and all until its end, for each task."""
    first, last = week_of(timezone.localdate(), filters.get("week", ""))
    done = _done(user, region, election, first, last)
    targets = _targets(user, region, election)
    for community in _communities(user, region, election):
        line = {"community": community.short_name, "record": community.pk} | dict.fromkeys(FIGURES)
        for task, counted in done.items():
            week, total = counted.get(community.pk, (0, 0))
            line |= {f"{task}_week": week, f"{task}_total": total}
            if task in targets:
                line |= {f"{task}_target": targets[task].get(community.pk, 0)}
        yield line | _shares(line)


def _shares(line):
    """The percentages of a line, or of the sums."""
    return {
        f"{task}_share": _share(line[f"{task}_total"] or 0, line[f"{task}_target"])
        for task, (_, has_target) in TASKS.items()
        if has_target
    }


def add_up(lines):
    """The sums, and the percentages of the sums."""
    sums = WEEKLY.sums(lines)
    return sums | _shares(sums)


def _communities(user, region, election):
    codes = [line.code for line in community_rows(user, region, election, timezone.localdate())]
    return Region.objects.filter(pk__in=codes).order_by("pk")


def _share(done, target):
    """In percent, rounded down: 100 is said of all alone."""
    return f"{min(100 * done // target, 100)}%" if target else None


def _done(user, region, election, first, last):
    """``{task: {code: (in the week, until its end)}}`` of the tasks the reader is told of; a query a task."""

    def rows(model, path="community_id", permission=None):
        return inside(user, model, path, region, permission)

    term = {"election": election}
    signings = PledgeSigning.objects.standing().values("pledge")
    dated = {
        "visits": (rows(FieldVisit).counted().filter(**term), "community_id", "visited_on"),
        "talks": (rows(HeartTalk).held().filter(**term), "community_id", "held_from__date"),
        "assessments": (rows(TermAssessment).settled().filter(**term), "community_id", "meeting__held_on"),
        "pledges": (rows(Pledge).filter(pk__in=signings, **term), "community_id", "signings__signed_on"),
        "study": (rows(StudySession, "region_id", WHOLE).standing().filter(**term), "region_id", "starts_at__date"),
        "warnings": (rows(WarningTalk, "region_id").held().filter(**term), "region_id", "held_from__date"),
        "publicity": (rows(PublicityEvent).standing().filter(**term), "community_id", "held_on"),
    }  # fmt: skip
    if holds(user, "view_audits"):
        dated["audits"] = (rows(DepartureAudit).filter(**term), "community_id", "reported_on")
    return {task: _counted(*found, first, last) for task, found in dated.items()}


def _counted(rows, place, day, first, last):
    until = Q(**{f"{day}__lte": last})
    counted = rows.order_by().values_list(place).annotate(
        week=Count("pk", filter=until & Q(**{f"{day}__gte": first}), distinct=True),
        total=Count("pk", filter=until, distinct=True),
    )  # fmt: skip
    return {code: (week, total) for code, week, total in counted}


def _targets(user, region, election):
    """``{task: {code: number}}``: what the checks of the community's file count as due; pledges that are asked."""
    checks = [check for check in CHECKS if TASKS.get(check.key, ("", False))[1] and holds(user, check.permission)]
    due = {check.key: check.count(user, region, election) for check in checks}
    asked = inside(user, Pledge, "community_id", region).filter(election=election).with_state()
    asked = asked.exclude(state=PledgeStates.WAIVED).order_by().values_list("community_id").annotate(Count("pk"))
    return {task: {code: total for code, (_, total) in found.items()} for task, found in due.items()} | {
        "pledges": dict(asked)
    }


def _columns():
    for task, (heading, has_target) in TASKS.items():
        width = 5 if has_target else 8  # two columns alone must be as wide as their heading
        counted = (number(f"{task}_week", "本周", width), number(f"{task}_total", "累计", width))
        target = (number(f"{task}_target", "目标", 5),) if has_target else ()
        share = (text(f"{task}_share", "完成率", 8, whole=True),) if has_target else ()
        yield from under(heading, *target, *counted, *share)


WEEKLY = Ledger(
    "weekly", "换届工作周报", GROUP,
    (text("community", "社区", 10), *_columns()),
    weekly_rows,
    basis="本周为周一至周日（选上周的为上一周），累计为本届截至该周日；目标取应谈、应考核人数、立项审计数和应签份数，走访、学习、宣传没有目标数；均由工作记录计算。",
    made_at="reports:progress",
    record_view="reports:community",
    choices=(Choice("week", "周次", WEEKS, "本周"),),
    add_up=add_up,
    paper="A3",
)  # fmt: skip
