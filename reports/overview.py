"""What the home pages say of a region: everything counted from records, each part only when it is asked for.

The pages keep what they wrote of it (``{% cache %}``) as long as :attr:`Overview.key` is the same, until anybody changes
a record or the day ends; an hour at most, should something change that leaves no audit event.
"""

from functools import cached_property

from django.utils import timezone

from communities.models import Baseline, Election, Region
from core.access import asked_once, code_condition, follows_from, holds, visible_to
from interviews.models import DepartureAudit
from reports.attention import needing_attention
from reports.community_file import summaries
from reports.completeness import completeness
from reports.coverage import Matrix
from reports.models import ReportRun
from reports.progress import STAGES, community_rows, totals
from reports.schedule import LATE, SOON, Schedule
from reports.todo import by_urgency, schedule_todos, setup_steps, todos

LATEST_BRIEFINGS = 3
KEPT = 3600  # seconds


class Overview:
    """A region and a term as ``user`` sees them on ``today``."""

    kept = KEPT

    def __init__(self, user, region, election, today):
        self.user, self.region, self.election, self.today = user, region, election, today
        self.now = timezone.now()

    @property
    def in_community(self):
        return self.region.level == Region.Levels.COMMUNITY

    @cached_property
    def key(self):
        """What it is made of; equal keys, equal words."""
        return f"{self.user.pk}.{self.region.pk}.{self.election.pk}.{self.today}.{follows_from(self.user)[0]}"

    @cached_property
    def rows(self):
        return community_rows(self.user, self.region, self.election, self.today)

    @cached_property
    def row(self):
        """Of the community itself; None where it is out of use."""
        return self.rows[0] if self.rows else None

    @cached_property
    def total(self):
        return totals(self.rows)

    @property
    def stage_names(self):
        return [(state.value, state.label) for state in STAGES]

    @cached_property
    def summaries(self):
        return summaries(self.user, self.region, self.election)

    @cached_property
    def _completeness(self):
        if self.in_community:
            return completeness(self.user, self.region, self.election, [self.region.pk])
        return {each.community.code: each.completeness for each in self.summaries}

    @property
    def file(self):
        """How complete the community's file is."""
        return self._completeness[self.region.pk]

    @cached_property
    def schedule(self):
        return Schedule(self.user, self.election, self.region, self.today, self._completeness)

    @property
    def cells(self):
        """The steps of the schedule that are late or due soon."""
        return [cell for cell in self.schedule.cells() if cell.state in (LATE, SOON)]

    @property
    def matrix(self):
        return self.schedule.matrix(self.summaries)

    @cached_property
    def todos(self):
        """What waits for the user, what is late first."""
        waiting = todos(self.user, self.election, self.today, in_community=self.in_community)
        if not self.in_community:
            waiting += [*setup_steps(self.user, self.election), *schedule_todos(self.user, self.schedule)]
        return by_urgency(waiting)

    @cached_property
    def coverage(self):
        """Of how many each duty of discipline is done."""
        matrix = Matrix(self.user, self.election, self.region)
        return list(zip(matrix.duties, matrix.totals(), strict=True))

    @cached_property
    def attention(self):
        return needing_attention(self.summaries, self.schedule)

    @cached_property
    def baseline(self):
        """The community's own, None until it is handed down."""
        return visible_to(self.user, Baseline).filter(community=self.region, election=self.election).first()

    @cached_property
    def briefings_key(self):
        """As :attr:`key`, and how far the newest briefings are: that they are asked for and built changes no record."""
        here = code_condition("region_id", [self.region.pk])
        newest = ReportRun.objects.filter(here, code="briefing", election=self.election).values_list("pk", "job__state")
        return f"{self.key}.{list(newest[:LATEST_BRIEFINGS])}"

    @cached_property
    def briefings(self):
        """The newest briefings that the user may download; None for who does not deal with them."""
        if not holds(self.user, "build_reports"):
            return None
        runs = visible_to(self.user, ReportRun).filter(code="briefing", election=self.election)
        return runs.select_related("region", "job__result")[:LATEST_BRIEFINGS]

    @property
    def may_fill(self):
        return self.election.is_running and holds(self.user, "fill_records")


class AssignedAudits:
    """The audits of running terms on which ``user`` works, and what waits in them on ``today``; false where he has none."""

    kept = KEPT

    def __init__(self, user, today):
        self.user, self.today = user, today
        rows = visible_to(user, DepartureAudit).filter(election__state=Election.States.RUNNING)
        self._rows = rows.order_by("community_id", "created_at", "pk")

    def __bool__(self):
        return asked_once(self.user, "has audits", lambda user: self._rows.exists())

    @cached_property
    def key(self):
        """As :attr:`Overview.key`."""
        return f"{self.user.pk}.{self.today}.{follows_from(self.user)[0]}"

    @cached_property
    def audits(self):
        """What is done comes last."""
        found = self._rows.with_file().with_findings().select_related("election")
        return sorted(found, key=lambda each: each.is_closed)

    @property
    def todos(self):
        elections = {each.election_id: each.election for each in self.audits}.values()
        return by_urgency(
            todo for election in elections for todo in todos(self.user, election, self.today, in_community=False)
        )
