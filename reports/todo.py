"""What waits for a user: one table of kinds of work, each counted through the permission that lets him do it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from candidates.deskrun import own_work
from candidates.models import (
    Assignment,
    Candidate,
    CollectiveDecision,
    JointReview,
    JointReviewEntry,
    JointReviewLetter,
    NameNotice,
    NegativeItem,
    Objection,
    ObserverSeat,
    ReserveEntry,
    ReviewDepartment,
    StandardSet,
    StructureTarget,
    VettingMeeting,
)
from candidates.models.assignments import OBSERVE
from communities.models import (
    Baseline,
    Committee,
    CommunityPlan,
    DeliberationTask,
    DuplicateCase,
    Issue,
    Milestone,
    Region,
)
from communities.models.deliberations import OWN_TASKS
from core.access import code_condition, holds, visible_to
from discipline.clue_access import CHARGE, WORK
from discipline.models import Clue, ClueExtension, ClueLimit, Pledge, PledgeScanPage
from discipline.models.pledges import FILL, OWN
from interviews.audit_progress import with_unfinished_handover
from interviews.models import (
    AssessmentStates,
    AuditFinding,
    AuditHandover,
    AuditStates,
    DepartureAudit,
    FindingStates,
    GradeRule,
    HeartTalk,
    TalkFollowUp,
    TermAssessment,
)
from interviews.models.talks import FOLLOW_UP, HOLD
from reports.schedule import LATE, SOON

DECIDE = "conclude_vetting"  # a leader's alone; others wait for it


@dataclass(frozen=True)
class Kind:
    """One kind of work.

    ``rows(queryset, today)`` narrows what the user may treat with ``permission`` to what
    waits, or is the one state in which it waits; ``term`` is the path from the row to its election, empty where it belongs to none; ``view`` and ``query`` lead to
    the list (codes only, never names). ``community_only``: shown to those who work in one
    community, where it is done; at the street it would be others' work. ``others``: at the street it is
    others who are late, whom the user can but urge; in the community it is its own.
    ``own(user, election)``: of what waits, the rows on which the user himself may decide.
    """

    label: str
    permission: str
    model: type
    rows: Callable | str
    view: str
    query: dict
    unit: str = "个"
    tone: str = "wait"
    term: str = "election"
    community_only: bool = False
    others: bool = False
    own: Callable | None = None


KINDS = (
    Kind("社区基线逾期未报", "accept_records", Baseline, lambda rows, today: rows.overdue(today),
         "communities:baseline-list", {"state": "overdue"}, tone="bad", others=True),
    Kind("社区基线待接收", "accept_records", Baseline, Baseline.States.SUBMITTED,
         "communities:baseline-list", {"state": Baseline.States.SUBMITTED}, tone="warn"),
    Kind("社区基线待报送", "fill_records", Baseline, lambda rows, today: rows.filter(state__in=["draft", "returned"]),
         "communities:baseline-list", {}, tone="warn", community_only=True),
    Kind("难点问题逾期未化解", "fill_records", Issue, lambda rows, today: rows.overdue(today),
         "communities:issue-list", {"state": "overdue"}, unit="件", tone="bad", others=True),
    Kind("难点问题待处置", "accept_records", Issue, lambda rows, today: rows.filter(state__in=["open", "reopened"]),
         "communities:issue-list", {"state": "unsettled"}, unit="件", tone="warn"),
    Kind("研判任务由我负责", OWN_TASKS, DeliberationTask, lambda rows, today: rows.open(),
         "communities:deliberation-tasks", {"state": "mine"}, unit="项", tone="warn", term="deliberation__election"),
    Kind("研判任务逾期", "accept_records", DeliberationTask, lambda rows, today: rows.overdue(today),
         "communities:deliberation-tasks", {"state": "overdue"}, unit="项", tone="bad", others=True, term="deliberation__election"),
    Kind("一社区一策已过时限", "accept_records", CommunityPlan, lambda rows, today: rows.current().overdue(today),
         "communities:plan-list", {"state": "overdue"}, unit="个社区", tone="bad", others=True),
    Kind("谈话待我去谈", HOLD, HeartTalk, lambda rows, today: rows.planned(),
         "interviews:talk-list", {"state": HeartTalk.States.PLANNED, "mine": "on"}, unit="人", tone="warn"),
    Kind("谈话记录待签字归档", HOLD, HeartTalk, HeartTalk.States.RECORDED,
         "interviews:talk-list", {"state": HeartTalk.States.RECORDED, "mine": "on"}, unit="份"),
    Kind("谈话逾期未谈", "accept_records", HeartTalk, lambda rows, today: rows.overdue(today),
         "interviews:talk-list", {"state": "overdue"}, unit="人", tone="bad", others=True),
    Kind("谈话未派谈话人", "accept_records", HeartTalk, lambda rows, today: rows.unassigned(),
         "interviews:talk-list", {"state": "unassigned"}, unit="人", tone="warn"),
    Kind("谈话后续措施待办结", FOLLOW_UP, TalkFollowUp, lambda rows, today: rows.open(),
         "interviews:talk-follow-ups", {}, unit="项", term="talk__election"),
    Kind("疑似重复档案待核对", "accept_records", DuplicateCase, lambda rows, today: rows.open(),
         "communities:duplicate-list", {}, unit="组", tone="warn", term=""),
    Kind("历练观察待我填写", OBSERVE, ObserverSeat, lambda rows, today: rows.waiting(),
         "candidates:observer-tasks", {}, unit="项", tone="warn", term="assignment__election"),
    Kind("后备登记待接收入库", "accept_records", ReserveEntry, ReserveEntry.States.SUBMITTED,
         "candidates:pool", {"state": ReserveEntry.States.SUBMITTED}, unit="名"),
    Kind("后备登记退回补充", "fill_records", ReserveEntry, ReserveEntry.States.RETURNED,
         "candidates:pool", {"state": ReserveEntry.States.RETURNED}, unit="名", tone="warn", community_only=True),
    Kind("历练任务逾期未办结", "fill_records", Assignment, lambda rows, today: rows.overdue(today),
         "candidates:practice-list", {"state": "overdue"}, unit="项", tone="bad", others=True),
    Kind("人选待社区初审", "review_community", Candidate, Candidate.States.COMMUNITY_REVIEW,
         "candidates:queue", {}, unit="名", own=own_work, community_only=True),
    Kind("人选退回补正", "fill_records", Candidate, Candidate.States.RETURNED,
         "candidates:list", {"state": Candidate.States.RETURNED}, unit="名", tone="warn", community_only=True),
    Kind("人选拟提名，尚未提交初审", "fill_records", Candidate, Candidate.States.DRAFT,
         "candidates:list", {"state": Candidate.States.DRAFT}, unit="名", community_only=True),
    Kind("人选待街道严审", "review_street", Candidate, Candidate.States.STREET_REVIEW,
         "candidates:queue", {}, unit="名", own=own_work, tone="warn"),
    Kind("集体研究结论待审定", DECIDE, CollectiveDecision,
         lambda rows, today: rows.awaiting(), "candidates:queue", {}, unit="项", tone="warn",
         term="check_row__candidate__election"),
    Kind("联审批次拟好待发函", "review_street", JointReview, JointReview.States.DRAFT,
         "candidates:joint-list", {}, unit="批", tone="warn"),
    Kind("联审函逾期未回", "review_street", JointReviewLetter, lambda rows, today: rows.overdue(today),
         "candidates:joint-list", {}, unit="个部门", tone="bad", others=True),
    Kind("联审结论待拟定", "record_conclusions", JointReviewEntry, lambda rows, today: rows.all_answered(),
         "candidates:joint-list", {}, unit="名", term="batch__election"),
    Kind("联审结论待审定", DECIDE, JointReviewEntry, lambda rows, today: rows.awaiting_conclusion(),
         "candidates:joint-list", {}, unit="名", tone="warn", term="batch__election"),
    Kind("党工委会结果待审定", DECIDE, VettingMeeting, VettingMeeting.States.SUBMITTED,
         "candidates:meeting-list", {}, unit="次", tone="warn"),
    Kind("党工委会进行中，待登记表决", "record_conclusions", VettingMeeting, VettingMeeting.States.UNDERWAY,
         "candidates:meeting-list", {}, unit="次"),
    Kind("名单公示期满待结束", "record_conclusions", NameNotice,
         lambda rows, today: rows.filter(state=NameNotice.States.POSTED, ends_on__lt=today),
         "candidates:notice-list", {}, unit="份", tone="warn"),
    Kind("公示异议待办结", "record_conclusions", Objection, lambda rows, today: rows.filter(result=""),
         "candidates:notice-list", {}, unit="件", tone="bad", term="notice__election"),
    Kind("离任审计待发出通知", "manage_audits", DepartureAudit, AuditStates.PLANNED,
         "interviews:audit-list", {"state": AuditStates.PLANNED}, unit="名", tone="warn"),
    Kind("审计发现问题逾期未整改", "manage_audits", AuditFinding, lambda rows, today: rows.overdue(today),
         "interviews:audit-list", {"findings": "overdue"}, tone="bad", others=True, term="audit__election"),
    Kind("审计整改待核实销号", "manage_audits", AuditFinding, FindingStates.RECTIFIED,
         "interviews:audit-list", {"findings": "open"}, tone="warn", term="audit__election"),
    Kind("离任交接未完成", "manage_audits", DepartureAudit, lambda rows, today: with_unfinished_handover(rows),
         "interviews:handover-list", {}, unit="名", tone="warn"),
    Kind("离任交接清单待填写", "fill_records", AuditHandover, lambda rows, today: rows.waiting_for_list(),
         "interviews:handover-list", {}, unit="份", tone="warn", term="audit__election", community_only=True),
    Kind("任期考核待填述职报告", "fill_records", TermAssessment, lambda rows, today: rows.without_report(),
         "interviews:assessment-list", {}, unit="名", tone="warn", community_only=True),
    Kind("任期考核待开始", "accept_records", TermAssessment, AssessmentStates.PENDING,
         "interviews:assessment-list", {"state": AssessmentStates.PENDING}, unit="名"),
    Kind("任期考核待拟定等次", "accept_records", TermAssessment, AssessmentStates.UNDERWAY,
         "interviews:assessment-list", {"state": AssessmentStates.UNDERWAY}, unit="名"),
    Kind("考核等次待会议确定", "accept_records", TermAssessment, AssessmentStates.PROPOSED,
         "interviews:assessment-list", {"state": AssessmentStates.PROPOSED}, unit="名"),
    Kind("考核等次待反馈", "accept_records", TermAssessment, AssessmentStates.DECIDED,
         "interviews:assessment-list", {"state": AssessmentStates.DECIDED}, unit="名"),
    Kind("承诺书待我签署", OWN, Pledge, lambda rows, today: rows.to_sign(), "discipline:pledge-list", {}, unit="份",
         tone="warn"),
    Kind("承诺书逾期未签", FILL, Pledge, lambda rows, today: rows.overdue(today), "discipline:pledge-list", {}, unit="人",
         tone="bad", others=True),
    Kind("承诺书扫描页待归入", FILL, PledgeScanPage, lambda rows, today: rows, "discipline:pledge-list", {}, unit="页",
         tone="warn", term="campaign__election"),
    Kind("等次建议规则待核定", "manage_rules", GradeRule, lambda rows, today: rows.filter(confirmed_at=None),
         "interviews:assessment-rules", {}, unit="条"),
    Kind("规则变动后结论需复核", "view_vetting", Candidate, lambda rows, today: rows.needing_recheck(),
         "candidates:rule-impact", {}, unit="名", tone="bad"),
    Kind("人选标准待核定", "manage_rules", StandardSet, lambda rows, today: rows.unconfirmed(),
         "candidates:rules", {"kind": "standard"}, unit="套"),
    Kind("负面清单条目待核定", "manage_rules", NegativeItem, lambda rows, today: rows.unconfirmed(),
         "candidates:rules", {"kind": "negative"}, unit="条"),
    Kind("结构指标待核定", "manage_rules", StructureTarget, lambda rows, today: rows.unconfirmed(),
         "candidates:rules", {"kind": "target"}, unit="项"),
    Kind("联审部门待核定", "manage_rules", ReviewDepartment, lambda rows, today: rows.unconfirmed(),
         "candidates:rules", {"kind": "department"}, unit="个"),
    Kind("线索已逾期", WORK, Clue, lambda rows, today: rows.overdue(today),
         "discipline:clue-list", {"state": "overdue"}, unit="件", tone="bad"),
    Kind("线索临近时限", WORK, Clue, lambda rows, today: rows.due_soon(today),
         "discipline:clue-list", {"state": "soon"}, unit="件", tone="warn"),
    Kind("线索待受理", WORK, Clue, Clue.States.REGISTERED,
         "discipline:clue-list", {"state": Clue.States.REGISTERED}, unit="件", tone="warn"),
    Kind("线索待呈阅", WORK, Clue, Clue.States.ACCEPTED,
         "discipline:clue-list", {"state": Clue.States.ACCEPTED}, unit="件", tone="warn"),
    Kind("线索待批办", CHARGE, Clue, Clue.States.PRESENTED,
         "discipline:clue-list", {"state": Clue.States.PRESENTED}, unit="件", tone="warn"),
    Kind("线索未指派承办人", CHARGE, Clue, lambda rows, today: rows.unassigned(),
         "discipline:clue-list", {"state": "unassigned"}, unit="件", tone="warn"),
    Kind("线索核查中", WORK, Clue, Clue.States.CHECKING,
         "discipline:clue-list", {"state": Clue.States.CHECKING}, unit="件"),
    Kind("线索延期待批准", CHARGE, ClueExtension, lambda rows, today: rows.filter(decision="waiting"),
         "discipline:clue-list", {"state": "extension"}, unit="件", tone="warn", term="clue__election"),
    Kind("线索核查结论待审定", CHARGE, Clue, Clue.States.REPORTED,
         "discipline:clue-list", {"state": Clue.States.REPORTED}, unit="件", tone="warn"),
    Kind("实名举报待反馈", WORK, Clue, lambda rows, today: rows.without_feedback(),
         "discipline:clue-list", {"state": "feedback"}, unit="件", tone="warn"),
    Kind("线索待办结", CHARGE, Clue, Clue.States.CONCLUDED,
         "discipline:clue-list", {"state": Clue.States.CONCLUDED}, unit="件"),
    Kind("线索办理时限待核定", "manage_rules", ClueLimit, lambda rows, today: rows.filter(confirmed_at=None),
         "discipline:clue-limits", {}, unit="条"),
)  # fmt: skip


@dataclass(frozen=True)
class Todo:
    """A line of 我的待办: how many of what, and where to do it."""

    label: str
    number: int
    unit: str
    tone: str
    url: str
    others: bool = False
    own: int | None = None
    is_decision: bool = False

    @property
    def counted(self):
        """“18 名”; “18 名，其中您可办 11 名” where that is fewer."""
        said = f"{self.number} {self.unit}"
        return said if self.own in (None, self.number) else f"{said}，其中您可办 {self.own} {self.unit}"


def todos(user, election, today, *, in_community):
    """The :class:`Todo` lines of ``user`` in ``election``, none for what does not wait.

    ``in_community``: whether he works in a single community. Nothing waits in a past term.
    """
    if not election.is_running:
        return []
    kinds = [kind for kind in KINDS if in_community or not kind.community_only]
    numbers = _Numbers(user, election, today)
    counted = [(kind, number) for kind in kinds if (number := numbers.of(kind))]
    return [_line(kind, number, numbers.own(kind), in_community) for kind, number in counted]


class _Numbers:
    """How many rows wait: one query for all the states of a model, one for each kind that is more than a state."""

    def __init__(self, user, election, today):
        self.user, self.election, self.today = user, election, today
        self.in_state = {}

    def of(self, kind):
        if callable(kind.rows):
            mine = self._mine(kind)
            return 0 if mine.query.is_empty() else kind.rows(mine, self.today).count()
        key = (kind.model, kind.permission)
        if key not in self.in_state:
            counted = self._mine(kind).order_by().values_list("state").annotate(Count("pk"))
            self.in_state[key] = dict(counted)
        return self.in_state[key].get(kind.rows, 0)

    def own(self, kind):
        return kind.own(self.user, self.election).filter(state=kind.rows).count() if kind.own else None

    def _mine(self, kind):
        mine = visible_to(self.user, kind.model, kind.permission)
        return mine.filter(**{kind.term: self.election}) if kind.term else mine


def _line(kind, number, own, in_community):
    url = reverse(kind.view) + (f"?{urlencode(kind.query)}" if kind.query else "")
    others, is_decision = kind.others and not in_community, kind.permission == DECIDE
    return Todo(kind.label, number, kind.unit, kind.tone, url, others, own, is_decision)


def schedule_todos(user, schedule):
    """What of the term's schedule (reports.schedule.Schedule) is late or due soon, for those who fill in records."""
    if not schedule.election.is_running or not holds(user, "fill_records"):
        return []
    others = schedule.region.level != Region.Levels.COMMUNITY
    page = reverse("reports:schedule")
    lines = (
        Todo("日程节点已逾期（逐社区计）", schedule.late, "项", "bad", f"{page}?state={LATE}", others),
        Todo("日程节点七日内到期（逐社区计）", schedule.soon, "项", "warn", f"{page}?state={SOON}", others),
    )
    return [line for line in lines if line.number]


def by_urgency(lines):
    """The :class:`Todo` lines: what only a leader can decide, the user's own work, what others are late with; in each
    what is late first, then what presses."""
    order = ("bad", "warn", "wait")
    return sorted(lines, key=lambda line: (not line.is_decision, line.others, order.index(line.tone)))


def setup_steps(user, election):
    """What a new term still lacks before the others can work, as :class:`Todo` lines in the order of doing it."""
    steps = (_step_of_rules(*step, user, election) for step in RULE_STEPS)
    places = (_step_of_places(*step, user, election) for step in PLACE_STEPS)
    return [step for step in (*steps, *places) if step.number] if election.is_running else []


# label, what the term has none of, where it is done
RULE_STEPS = (
    ("换届日程待编排", Milestone, "reports:schedule"),
    ("规则库待装入", NegativeItem, "candidates:rules"),
)
# label, permission, what the community has none of, where it is done
PLACE_STEPS = (
    ("社区基线待下发", "accept_records", Baseline, "communities:baseline-list"),
    ("现任班子待录入", "fill_records", Committee, "communities:import-list"),
)


def _step_of_rules(label, model, view, user, election):
    is_open = holds(user, "manage_rules") and not visible_to(user, model).filter(election=election).exists()
    return Todo(label, int(is_open), "项", "warn", reverse(view))


def _step_of_places(label, permission, model, view, user, election):
    inside = code_condition("code", [election.region_id])
    places = visible_to(user, Region, permission).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
    have = model.objects.filter(election=election).values("community")
    return Todo(label, places.exclude(pk__in=have).count(), "个社区", "warn", reverse(view))
