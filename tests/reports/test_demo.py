"""The exercise street: what the issue of a demonstration promises, counted."""

import csv
import stat

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from lxml import html as markup

from accounts.models import User
from candidates.deskrun import awaiting
from candidates.models import Candidate
from communities.models import (
    Baseline,
    CommitteeMember,
    Election,
    FieldVisit,
    Issue,
    Person,
    Region,
    RiskGrade,
    RiskGrades,
)
from communities.roles import CLUE_SUBSTITUTE, ROLES, TALK_READER
from core import audit
from discipline.models import Clue
from interviews.audit_figures import problems
from interviews.models import AuditStates, DepartureAudit
from reports import handbook
from reports.handbook.follow import pages_of, view_at

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # the street is built once, by one process
ROLE_LABELS = {*ROLES.values(), "系统管理员", "安全管理员", "审计管理员"} - {
    ROLES[TALK_READER],
    ROLES[CLUE_SUBSTITUTE],
}  # a leader's besides


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Built once for the module in a transaction of its own, rolled back at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("build_demo", verbosity=0)
        yield list(csv.DictReader((settings.DATA_DIR / "demo-accounts.csv").read_text().splitlines()))
        transaction.set_rollback(True)
    (settings.DATA_DIR / "demo-accounts.csv").unlink()
    (settings.DATA_DIR / "DEMO").unlink()


def test_seven_real_communities_of_one_street(demo):
    names = Region.objects.filter(level=Region.Levels.COMMUNITY).values_list("name", flat=True)
    assert list(names) == ["花都社区", "延秀社区", "古楼社区", "延都社区", "彩园社区", "丽园社区", "花绣社区"]


def test_a_past_and_a_running_term(demo):
    assert list(Election.objects.values_list("number", "state")) == [(12, "running"), (11, "past")]


def test_about_sixty_sitting_and_ninety_candidates_in_every_state(demo):
    sitting = CommitteeMember.objects.filter(left_on=None).values("person").distinct().count()
    assert (sitting, Candidate.objects.count()) == (61, 90)
    of_the_district = {"district_review", "cleared"}  # made with the batches of 区级联审
    assert set(Candidate.objects.values_list("state", flat=True)) >= set(Candidate.States.values) - of_the_district


def test_each_of_two_clerks_finds_work_at_the_review_desk(demo):
    election = Election.objects.get(state="running")
    for username in ("dangjian1", "dangjian2"):
        clerk = User.objects.get(username=username)
        assert awaiting(clerk, election).exclude(put_forward_by=clerk).count() >= 5


def test_baselines_in_every_state(demo):
    assert set(Baseline.objects.values_list("state", flat=True)) == set(Baseline.States.values)


def test_visits_with_holes_and_issues_in_every_state(demo):
    assert set(Issue.objects.values_list("state", flat=True)) == set(Issue.States.values)
    assert set(FieldVisit.objects.counted().values_list("method", flat=True)) == set(FieldVisit.Methods.values)
    assert Issue.objects.overdue(timezone.localdate()).exists()
    assert set(RiskGrade.objects.current().values_list("grade", flat=True)) == set(RiskGrades.values)


def test_audits_in_every_state_with_money_that_adds_up(demo):
    audits = DepartureAudit.objects.all()
    assert {audit.state for audit in audits} == set(AuditStates.values)
    told = [audit for audit in audits if audit.amounts.exists()]
    assert len(told) >= 10
    assert [problem for audit in told for problem in problems(audit)] == []


def test_clues_in_various_states(demo):
    assert set(Clue.objects.values_list("state", flat=True)) == {
        "registered",
        "presented",
        "checking",
        "concluded",
        "closed",
    }
    assert Clue.objects.overdue(timezone.localdate()).count() == 1


def test_names_with_rare_characters_are_among_them(demo):
    assert {"李㛃", "王䶮", "赵𬱖"} <= set(Person.objects.values_list("name", flat=True))


def test_one_account_per_role_and_the_table_only_for_its_owner(demo):
    assert {line["role"] for line in demo} == ROLE_LABELS
    assert list(demo[0]) == ["role", "username", "password", "community"]
    assert {line["community"] for line in demo if line["role"] == "社区书记"} == {
        region.name for region in Region.objects.filter(level=Region.Levels.COMMUNITY)
    }
    assert stat.S_IMODE((settings.DATA_DIR / "demo-accounts.csv").stat().st_mode) == 0o600


def test_every_password_opens_its_account(demo):
    assert all(User.objects.get(username=line["username"]).check_password(line["password"]) for line in demo)


def test_the_chain_of_all_that_was_done_holds(demo):
    count, _, faults = audit.verify()
    assert (count > 1000, faults) == (True, [])


def test_nobody_is_built_over(demo):
    with pytest.raises(CommandError):
        call_command("build_demo")


@pytest.mark.parametrize("topic", handbook.TOPICS.values(), ids=lambda topic: topic.key)
def test_what_the_handbook_quotes_stands_on_its_pages(demo, topic):
    """Each page named answers to whom it is pictured for, and has the words in 「」: else the handbook has gone stale."""
    browser, shown = Client(), []
    browser.force_login(User.objects.get(username=topic.player), backend="accounts.backends.AccountBackend")

    def go(address):
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, address
        page = markup.document_fromstring(answer.content.decode())
        shown.append("".join(page.text_content().split()))
        return answer.request["PATH_INFO"], page.xpath("//a/@href")

    for path in topic.paths:
        assert view_at(list(pages_of(path, go))[-1]) == path[-1]
    assert [word for word in topic.words if "".join(word.split()) not in "".join(shown)] == []
