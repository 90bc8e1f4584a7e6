"""Builds the exercise street through the product's own services, in one transaction."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from candidates.services.rules import install_ruleset
from communities.models import Election, Region
from communities.services.baselines import open_baselines
from communities.services.community_schedule import set_election_day
from communities.services.elections import close_election, create_election
from communities.services.holidays import install_holidays
from communities.services.schedule import finish_milestone, install_schedule, save_milestone
from reports.demo.accounts import Accounts
from reports.demo.assessments import Assessments
from reports.demo.audits import Audits
from reports.demo.baselines import PLAN, Baselines
from reports.demo.briefings import issue_briefing
from reports.demo.candidates import Candidates
from reports.demo.clues import Clues
from reports.demo.deliberations import Deliberations
from reports.demo.discipline import Discipline
from reports.demo.joint_reviews import JointReviews
from reports.demo.meetings import Meetings
from reports.demo.people import MadeUpPeople
from reports.demo.pledges import Pledges
from reports.demo.reserves import Reserves
from reports.demo.results import Results
from reports.demo.slates import Slates
from reports.demo.surveys import Surveys
from reports.demo.talks import Talks
from reports.demo.teams import Teams
from reports.demo.vetting import Vetting
from reports.demo.visits import Visits, make_street_staff
from reports.services import request_report

TEAM_SIZES = (9, 9, 8, 9, 9, 8, 9)  # sixty-one sitting members, two vacancies
FULL_TEAM = 9
SEED = 20261122
HALF_WAY = 5  # communities whose candidates the first issue of the briefing counts


@dataclass(frozen=True)
class Place:
    """Where the made-up people live: a table of regions, the street in it, what its secretaries sign in as.

    The first seven communities are in the middle of their work; those after them have their sitting team and no more.
    """

    street: str
    secretaries: tuple

    @property
    def divisions(self):
        return Path(__file__).with_name(f"divisions-{self.street}.csv")


DEMO = Place("520102032", ("huadu", "yanxiu", "gulou", "yandu", "caiyuan", "liyuan", "huaxiu"))
# No such province: neither these places nor the ID numbers of these people can be taken for real ones.
EXERCISE = Place(
    "990101001",
    (
        "taoyuan", "liuxi", "songtao", "meiling", "zhuyun", "lanting", "hetang",
        "fenglin", "qingquan", "chenguang", "hefeng", "changle",
    ),
)  # fmt: skip


def silent(percent, step):
    """Nobody is told how far the build is."""


@transaction.atomic
def build(place=DEMO, tell=silent):
    """Make the exercise street, and ask for a second briefing that the worker builds when it starts.

    ``tell(percent, step)`` is called on the way. Returns the :class:`Accounts`, whose passwords are known only now.
    """
    random = Random(SEED)  # noqa: S311 - makes people up, keeps no secret
    tell(10, "社区和账号")
    street, every = _regions(place)
    communities, beginners = every[: len(TEAM_SIZES)], every[len(TEAM_SIZES) :]
    accounts = Accounts()
    accounts.make_administrators()
    accounts.make_street(street)
    staff = accounts.users["dangjian1"]
    people = MadeUpPeople(random, place.street)
    tell(15, "往届班子")
    past, former = _past_term(staff, street, every, people)
    running = create_election(
        actor=staff,
        region=street,
        number=12,
        term_years=5,
        election_day=date(2026, 12, 30),
        key_date=date(2026, 12, 30),
    )
    install_ruleset(actor=staff, election=running, year=2026)
    _schedule(staff, running, communities)
    street_staff = make_street_staff(accounts, running)
    tell(25, "现任班子")
    teams = Teams(staff, people)
    sizes = (*TEAM_SIZES, *(FULL_TEAM for _ in beginners))
    sitting = {
        community: teams.sitting(community, running, former[community], size)
        for community, size in zip(every, sizes, strict=True)
    }
    Results(Random(SEED), staff, past).fill(communities, running)  # noqa: S311 - of its own, keeps no secret
    secretaries = {
        community: accounts.make_secretary(username, sitting[community][0], community)
        for community, username in zip(every, place.secretaries, strict=True)
    }
    tell(35, "社区基线和问卷")
    _fill_baselines(random, accounts, running, street, communities, secretaries)
    questionnaires = Surveys(Random(SEED), staff, running, street, communities)  # noqa: S311 - of its own, as above
    questionnaires.first_round()
    meetings = Deliberations(random, accounts, running, street, communities)
    meetings.hold_final(days_ago=35)
    tell(45, "人选")
    clerks = (staff, accounts.users["dangjian2"])
    candidates = Candidates(random, people, clerks, accounts.users["lingdao"])
    for number, place in enumerate(communities):
        if number == HALF_WAY:
            issue_briefing(accounts.users["lingdao"], street, running)
        candidates.fill(place, running, secretaries[place], sitting[place], extra=number != 2)
    Reserves(Random(SEED), people, accounts.users, running).fill(communities, secretaries, sitting)  # noqa: S311 - as above
    tell(60, "审查和联审")
    Vetting(accounts, running).fill(street, communities, secretaries)
    JointReviews(clerks, running).fill()
    Slates(staff, running).fill(communities)
    committee = Meetings(accounts, running, street, street_staff)
    committee.publish(communities[1])
    committee.prepare(communities)
    tell(70, "走访、考核、谈话")
    Visits(random, accounts, running, street_staff).fill(communities, secretaries)
    questionnaires.second_round()
    meetings.hold_final(days_ago=12, progress="已走访摸排，责任到人。")
    Assessments(random, clerks, running).fill(communities, secretaries)
    Talks(random, accounts, running).fill(street, communities)
    tell(80, "离任审计")
    Audits(random, accounts, running, street_staff).fill(communities)
    tell(88, "纪律和承诺")
    Discipline(random, accounts, running).fill(street, communities, sitting)
    Clues(accounts, running, communities).fill()
    Pledges(Random(SEED), accounts, running).fill()  # noqa: S311 - of its own, as above
    meetings.leave_open()
    questionnaires.leave_open()
    tell(95, "启动")
    request_report(actor=accounts.users["lingdao"], code="briefing", region=street, election=running)
    return accounts


def _regions(place):
    """The regions of ``place``, from province to community. Returns the street and its communities."""
    with place.divisions.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    made = {}
    for row in rows:
        code = row["code"]
        parent = made.get(max((c for c in made if code.startswith(c)), key=len, default=""))
        made[code] = Region.objects.create(
            code=code, name=row["name"], level=Region.LEVEL_OF_LENGTH[len(code)], parent=parent
        )
    communities = [region for region in made.values() if region.level == Region.Levels.COMMUNITY]
    return made[place.street], communities


def _past_term(staff, street, communities, people):
    """The term of 2021 with the teams that stood before it; closed, so that it can only be read."""
    past = create_election(
        actor=staff,
        region=street,
        number=11,
        term_years=5,
        election_day=date(2021, 10, 20),
        key_date=date(2021, 10, 20),
    )
    install_ruleset(actor=staff, election=past, year=2021)
    teams = Teams(staff, people)
    former = {place: teams.former(place, past) for place in communities}
    past = Election.objects.get(pk=past.pk)
    close_election(actor=staff, election=past, version=past.version)
    return past, former


# How many days from now the demo's records are due: a little late, soon, and still far off.
DUE_IN_DAYS = {
    "动员部署，社区基线报送": 3,
    "调研摸底、风险排查": -3,
    "任期考核": 6,
    "逐一谈心谈话": 2,
    "人选物色与社区初审": 9,
}


def _schedule(staff, election, communities):
    """A sample of the schedule fitted to how far the records are; what lies back and has no records of its own is done."""
    install_holidays(actor=staff, election=election)
    install_schedule(actor=staff, election=election)
    today = timezone.localdate()
    for title, days in DUE_IN_DAYS.items():
        step = election.milestones.get(title=title)
        step.offset = min((today - election.election_day).days + days, 0)
        save_milestone(actor=staff, milestone=step, version=step.version)
    past = Q(due_on__lt=today - timedelta(days=10)) | Q(due_on__lt=today, fulfilled_by="")
    for milestone in election.milestones.filter(past):
        finish_milestone(actor=staff, milestone=milestone)
        election.milestones.filter(pk=milestone.pk).update(done_on=milestone.due_on)  # not all of them today
    set_election_day(
        actor=staff, election=election, community=communities[4], election_day=election.election_day + timedelta(days=3),
        reason="示例：社区会场冲突，街道同意顺延三日",
    )  # fmt: skip


def _fill_baselines(random, accounts, election, street, communities, secretaries):
    staff, today = accounts.users["dangjian1"], timezone.localdate()
    due_on = min(today + timedelta(days=3), election.election_day)
    made = {b.community_id: b for b in open_baselines(actor=staff, election=election, region=street, due_on=due_on)}
    filler = Baselines(random, staff)
    for place, progress in zip(communities, PLAN, strict=True):
        baseline = made[place.pk]
        if progress == "empty":  # one is late
            type(baseline).objects.filter(pk=baseline.pk).update(due_on=today - timedelta(days=2))
        filler.fill(baseline, secretaries[place], progress)


def mark_as_demo():
    """From the next start on, every page and PDF of this data folder bears 演练."""
    (settings.DATA_DIR / "DEMO").touch(mode=0o600)
