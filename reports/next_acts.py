"""What is to be done next about the holes of the coverage: the very page, for a reader who may work there.

Answered for a handful of lines at once (a page of the table, the people of a reminder), with as many
queries as there are kinds of duty, however many people they are. A reader without the right gets no act.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from communities.models import Region
from core import access
from discipline.models import Attendee, Pledge, PledgeCampaign, StudySession, WarningPair, WarningPartner
from discipline.models import warnings as warning_talks
from discipline.models.pledges import SIGN
from discipline.models.study import EARLY, FILL, LATE
from interviews.models import HeartTalk
from interviews.models.talks import HOLD, TalkKinds

PLAN = "conduct_talks"


@dataclass(frozen=True)
class Act:
    """One link. ``together``: the page on which the same is done for several people of a place."""

    label: str
    url: str
    together: str


def _to(name, *args, **query):
    return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")


def coverage_of(place, duty):
    """The table, narrowed to whom a duty is missing in a place: where no page is nearer."""
    return _to("reports:coverage", place=place.pk, duty=duty.code) + "#people"


class NextActs:
    """The acts open to ``user`` for the holes of ``lines`` (of a reports.coverage.Matrix of ``election``)."""

    def __init__(self, user, election, lines):
        self.user, self.election = user, election
        self.people = [line.person.pk for line in lines if line.open]
        self.place_codes = {line.place_id for line in lines}
        duties = {cell.duty.code: cell.duty for line in lines for cell in line.open}.values()
        self.studied = [duty.text.pk for duty in duties if duty.kind == "study"]
        self.families = {duty.text.family for duty in duties if duty.kind == "pledge"}

    def of(self, line, duty):
        """The :class:`Act` for one person's hole; None where the reader has none, or the term is over."""
        return getattr(self, f"_{duty.kind}")(line, duty) if self.election.is_running else None

    def reminder(self, line, duty):
        """Where one person's reminder is written; empty without the right."""
        if not self.election.is_running or line.place_id not in self._fill_places:
            return ""
        return _to("reports:remind", line.place_id, duty.code, person=line.person.pk)

    def arranged(self, duty, lines):
        """Of how many of ``lines`` the talk is planned and only waits to be held; 0 for a duty without talks."""
        return sum(line.person.pk in self._warnings_seen for line in lines) if duty.kind == "warning" else 0

    def rows(self, lines):
        """``[(line, [(cell, act, reminder)])]`` for the table."""
        return [(line, [self._drawn(line, cell) for cell in line.cells]) for line in lines]

    def _drawn(self, line, cell):
        return (cell, self.of(line, cell.duty), self.reminder(line, cell.duty)) if cell.is_open else (cell, None, "")

    def address(self, duty, place, lines):
        """Where these people of one place do a duty: the one's form, the page for most of them, else the table."""
        acts = [act for line in lines if (act := self.of(line, duty))]
        if acts and len(lines) == 1:
            return acts[0].url
        pages = Counter(act.together for act in acts).most_common(1)
        return pages[0][0] if pages else coverage_of(place, duty)

    # --- rights -------------------------------------------------------------------------

    def _places(self, permission):
        rows = access.visible_to(self.user, Region.objects.filter(pk__in=self.place_codes), permission)
        return set(rows.values_list("pk", flat=True))

    @cached_property
    def _fill_places(self):
        return self._places(FILL)

    @cached_property
    def _plan_places(self):
        return self._places(PLAN)

    @cached_property
    def _may_warn(self):
        return access.allowed(self.user, PLAN, self.election.region)

    @cached_property
    def _may_start(self):
        return access.allowed(self.user, FILL, self.election.region)

    # --- study --------------------------------------------------------------------------

    def _study(self, line, duty):
        """Sign in while it goes on, catch up with what is over, come to what is planned; else plan a session."""
        seats = self._seats.get((line.person.pk, duty.text.pk), {})
        for step in ("attempt", "now", "over", "coming"):
            if step in seats:
                return seats[step]
        if line.place_id not in self._fill_places:
            return None
        query = {"text": duty.text.pk, "region": line.place_id, "capacity": line.person.capacity}
        page = _to("discipline:study-create", **query)
        return Act("安排学习", page, page)

    @cached_property
    def _seats(self):
        """``{(person, text): {step: Act}}`` of those expected at a session who have not signed; the latest of a step."""
        rows = access.visible_to(self.user, Attendee).filter(
            person__in=self.people, session__election=self.election, session__texts__in=self.studied
        ).exclude(session__state=StudySession.States.CANCELLED)  # fmt: skip
        own = set(access.visible_to(self.user, rows, FILL).values_list("pk", flat=True))
        found = {}
        columns = (
            "person_id", "session__texts", "pk", "session_id", "session__state", "session__starts_at",
            "session__ends_at", "is_waiting",
        )  # fmt: skip
        for person, text, *seat in rows.with_sign_ins().order_by("session__starts_at").values_list(*columns):
            step, act = _seat(*seat, may_fill=seat[0] in own)
            if step:
                found.setdefault((person, text), {})[step] = act
        return found

    # --- warning talks ------------------------------------------------------------------

    def _warning(self, line, duty):
        planned = _to("discipline:warning-list", state="planned")
        if talk := self._warnings_held.get(line.person.pk):
            return Act("登记谈话", _to("discipline:warning-record", talk), planned)
        if talk := self._warnings_seen.get(line.person.pk):
            return Act("看谈话安排", _to("discipline:warning", talk), planned)
        if not self._may_warn:
            return None
        if pair := self._pairs.get(line.person.pk):
            page = "discipline:warning-plan"
            return Act("安排谈话", _to(page, pair=pair), _to(page, place=line.place_id))
        tree = _to("discipline:warning-tree")
        return Act("列入警示名单", tree, tree)

    def _warnings(self, permission=None):
        planned = WarningPartner.objects.filter(
            person__in=self.people, talk__election=self.election, talk__state=warning_talks.WarningTalk.States.PLANNED
        )
        return dict(access.visible_to(self.user, planned, permission).values_list("person_id", "talk_id"))

    @cached_property
    def _warnings_seen(self):
        return self._warnings()

    @cached_property
    def _warnings_held(self):
        return self._warnings(warning_talks.HOLD)

    @cached_property
    def _pairs(self):
        rows = WarningPair.objects.filter(election=self.election, person__in=self.people)
        return dict(access.visible_to(self.user, rows, PLAN).values_list("person_id", "pk"))

    # --- pledges ------------------------------------------------------------------------

    def _pledge(self, line, duty):
        """The person's own sheet; without one, the campaign he is to be taken into; without that, a new campaign."""
        family, place = duty.text.family, line.place_id
        if found := self._pledges.get((line.person.pk, family)):
            pledge, campaign = found
            many = _to("discipline:pledge-campaign", campaign, state="to_sign", community=place)
            return Act("签署", _to("discipline:pledge", pledge), many)
        fitting = (key for key, capacities in self._campaigns.get(family, ()) if line.person.capacity in capacities)
        if campaign := next(fitting, None):
            page = _to("discipline:pledge-campaign", campaign)
            return Act("补列名单", page, page) if place in self._fill_places else None
        page = _to("discipline:pledge-start", text=duty.text.pk)
        return Act("发起签署", page, page) if self._may_start else None

    @cached_property
    def _pledges(self):
        """``{(person, family): (pledge, campaign)}``, of the latest campaign."""
        rows = Pledge.objects.filter(
            election=self.election, person__in=self.people, campaign__family__in=self.families, waived_at=None
        )
        rows = access.visible_to(self.user, rows, SIGN).order_by("campaign__number")
        found = rows.values_list("person_id", "campaign__family", "pk", "campaign_id")
        return {(person, family): (pledge, campaign) for person, family, pledge, campaign in found}

    @cached_property
    def _campaigns(self):
        """``{family: [(campaign, capacities)]}``, the latest first."""
        rows = access.visible_to(self.user, PledgeCampaign).filter(election=self.election, family__in=self.families)
        found = {}
        for key, family, capacities in rows.order_by("-number").values_list("pk", "family", "capacities"):
            found.setdefault(family, []).append((key, capacities))
        return found

    # --- heart-to-heart talks -----------------------------------------------------------

    def _talk(self, line, duty):
        planned = _to("interviews:talk-list", state="planned", community=line.place_id)
        if talk := self._talks_held.get(line.person.pk):
            return Act("登记谈话", _to("interviews:talk-record", talk), planned)
        if talk := self._talks_seen.get(line.person.pk):
            return Act("看谈话安排", _to("interviews:talk-detail", talk), planned)
        if line.place_id not in self._plan_places:
            return None
        one = _to("interviews:talk-create", partner=line.person.pk, community=line.place_id)
        return Act("安排谈话", one, _to("interviews:talk-plan", community=line.place_id))

    def _talks(self, permission=None):
        planned = HeartTalk.objects.planned().filter(
            election=self.election, kind=TalkKinds.HEART, partner__in=self.people
        )
        return dict(access.visible_to(self.user, planned, permission).values_list("partner_id", "pk"))

    @cached_property
    def _talks_seen(self):
        return self._talks()

    @cached_property
    def _talks_held(self):
        return self._talks(HOLD)


def _seat(attendee, session, state, starts_at, ends_at, is_waiting, *, may_fill):
    """``(step, Act)`` of one seat at a session; ``("", None)`` where the reader can do nothing about it."""
    page, now = _to("discipline:study", session), timezone.now()
    if is_waiting and may_fill:
        return "attempt", Act("认定签到", f"{page}#people", f"{page}#people")
    is_open = state == StudySession.States.OPEN
    if is_open and starts_at - EARLY > now:
        return "coming", Act("看学习安排", page, page)
    if not may_fill:
        return "", None
    if is_open and ends_at + LATE >= now:
        return "now", Act("去签到", page, page)
    catch_up = "discipline:study-catch-up"
    return "over", Act("登记补学", _to(catch_up, session, person=attendee), _to(catch_up, session))
