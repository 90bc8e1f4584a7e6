"""The key figures of a briefing: where each can be checked, and what became of it since the last issue.

Counts alone are kept with a run (:attr:`reports.models.ReportRun.figures`), no names; the next issue of the same
place and term is held against them.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from candidates.models import CollectiveDecision
from communities.models import Issue, Region
from core.access import code_condition, visible_to
from reports.models import ReportRun

CODE = "briefing"


def address_of(path):
    """Where a reader of the paper finds a page of this site."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


@dataclass(frozen=True)
class Source:
    """A list of the product: its name in the menu, its view, and the figures that can be counted in it."""

    name: str
    view: str
    figures: tuple

    @property
    def path(self):
        return reverse(self.view)

    @property
    def url(self):
        return address_of(self.path)


@dataclass(frozen=True)
class Figure:
    """One number with its ``label`` and ``unit``; ``query`` narrows its list to the records that it counts."""

    key: str
    label: str
    unit: str
    query: dict = field(default_factory=dict)


SOURCES = (
    Source("社区基线", "communities:baseline-list", (Figure("baselines_accepted", "已接收", "个", {"state": "accepted"}),)),
    Source("现任班子", "communities:committees", (Figure("filled", "任职", "个"), Figure("vacancies", "空缺", "个"))),
    Source("人选库", "candidates:list", (
        Figure("candidates", "提出人选", "名"),
        Figure("submitted", "提交初审", "名"),
        Figure("community_passed", "社区初审通过", "名"),
        Figure("passed", "街道严审通过", "名"),
        Figure("cleared", "区级联审通过", "名"),
        Figure("returned", "退回补正", "名", {"state": "returned"}),
        Figure("rejected", "不通过", "名", {"state": "rejected"}),
    )),
    Source("审查台", "candidates:queue", (Figure("undecided", "集体研究结论待审定", "项"),)),
    Source("难点问题", "communities:issue-list", (
        Figure("issues", "登记", "件"),
        Figure("issues_settled", "化解", "件", {"state": "resolved"}),
    )),
    Source("换届日程", "reports:schedule", (
        Figure("milestones_done", "节点办结", "项"), Figure("milestones_late", "节点逾期", "项"),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A figure now and in the last issue; ``before`` is None where there is none."""

    source: Source
    figure: Figure
    now: int
    before: int | None

    @property
    def url(self):
        query = f"?{urlencode(self.figure.query)}" if self.figure.query else ""
        return self.source.url + query


@dataclass(frozen=True)
class Comparison:
    """All :class:`Line` of an issue, and the run that they are held against (None for the first issue)."""

    previous: ReportRun | None
    lines: tuple

    @property
    def by_key(self):
        return {line.figure.key: line for line in self.lines}

    @property
    def by_source(self):
        """``[(source, its lines)]``; what is nothing now as it was before goes unsaid."""
        said = [line for line in self.lines if line.now or line.before]
        return [(source, [line for line in said if line.source is source]) for source in SOURCES]

    @property
    def kept(self):
        """What the next issue is held against: ``{key: count}``."""
        return {line.figure.key: line.now for line in self.lines}


def compare(user, region, election, number, counted):
    """The :class:`Comparison` of issue ``number``; ``counted``: the figures that the briefing has counted itself."""
    now = counted | _register(user, region, election)
    previous = _issues_built(user, region, election).filter(number__lt=number).first()
    before = previous.figures if previous else {}
    return Comparison(previous, tuple(
        Line(source, figure, now[figure.key], before.get(figure.key)) for source in SOURCES for figure in source.figures
    ))  # fmt: skip


def last_number(user, region, election):
    """The number of the last issue that was built; 1 before the first."""
    last = _issues_built(user, region, election).first()
    return last.number if last else 1


def _issues_built(user, region, election):
    """Issues of a place and term with figures to be held against, newest first, as far as the user may see them."""
    runs = visible_to(user, ReportRun).filter(code=CODE, region=region, election=election, job__state="done")
    return runs.exclude(figures={}).select_related("job").order_by("-number")


def issues_told(user, region, election):
    """The issues a briefing of ``region`` may tell of: a community's own leaves out what is the street's alone."""
    inside = visible_to(user, Issue).in_election(election).filter(code_condition("community_id", [region.pk]))
    return inside.filter(street_only=False) if region.level == Region.Levels.COMMUNITY else inside


def _register(user, region, election):
    """Figures of the registers: issues and decisions."""
    issues = issues_told(user, region, election).standing()
    decisions = visible_to(user, CollectiveDecision).filter(
        code_condition("check_row__candidate__community_id", [region.pk]), check_row__candidate__election=election
    )
    counted = issues.order_by().aggregate(
        issues=Count("pk"), issues_settled=Count("pk", filter=Q(state=Issue.States.RESOLVED))
    )
    return counted | {
        "undecided": decisions.awaiting().count(),
    }
