"""What a home says: urgent first, what changed since a look, who needs attention, first steps until put away."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import marks
from accounts.models import Mark, User
from candidates.models import Candidate
from communities.models import Baseline, RiskGrade
from communities.roles import CLUE_SUBSTITUTE, ROLES, TALK_READER
from communities.services.schedule import install_schedule
from reports.administration import figures
from reports.attention import needing_attention
from reports.changes import changes, since_of
from reports.community_file import summaries
from reports.guide import guide_for
from reports.handbook.chapters import CHAPTERS
from reports.menu import MENU
from reports.schedule import Schedule
from reports.todo import DECIDE, KINDS, Todo, by_urgency, schedule_todos
from tests.factories import candidates as people
from tests.factories import discipline
from tests.factories import progress as make

SEEN = reverse("reports:seen", args=["changes"])


def test_what_is_late_comes_first():
    lines = [Todo(tone, 1, "项", tone, "/") for tone in ("wait", "bad", "warn", "bad")]
    assert [line.tone for line in by_urgency(lines)] == ["bad", "bad", "warn", "wait"]


def test_what_waits_for_a_leaders_decision_comes_before_what_is_late(street):
    lines = [Todo("逾期", 1, "项", "bad", "/"), Todo("审定", 1, "项", "warn", "/", is_decision=True)]
    assert [line.label for line in by_urgency(lines)] == ["审定", "逾期"]


def test_a_leaders_decisions_are_marked_as_such(street):
    decisions = {kind.label for kind in KINDS if kind.permission == DECIDE}
    assert decisions == {"集体研究结论待审定", "联审结论待审定", "党工委会结果待审定"}


def test_late_steps_wait_for_those_who_fill_in_records(street):
    install_schedule(actor=street.users["staff"], election=street.running)
    for name, expected in (("staff", True), ("secretary", True), ("leader", False), ("inspector", False)):
        region = street.first if name == "secretary" else street.running.region
        schedule = Schedule(street.users[name], street.running, region, date(2026, 12, 5))
        lines = schedule_todos(street.users[name], schedule)
        assert bool(lines) is expected
        for line in lines:
            assert line.number == {"bad": schedule.late, "warn": schedule.soon}[line.tone] > 0


def test_changes_are_counted_from_the_last_look_on(street, signed_in):
    people.install_rules(street)
    people.put_forward(street)
    leader, region = street.users["leader"], street.running.region
    (line,) = [one for one in changes(leader, region, street.running, since_of(leader)) if one.label == "人选"]
    assert dict(line.parts)["新登记"] == Candidate.objects.count() == 1
    assert line.url == reverse("candidates:list")
    client = signed_in("leader")
    assert "最近七天" in client.get("/").content.decode(), "who never said that he looked is told of a week"
    assert client.post(SEEN).status_code == 302
    assert changes(leader, region, street.running, since_of(leader)) == []
    shown = client.get("/").content.decode()
    assert "没有新的变化" in shown
    assert "自您上次查看以来" in shown


def test_changes_elsewhere_are_nobodys_news(street):
    people.install_rules(street)
    people.put_forward(street)
    since = timezone.now() - timedelta(days=1)
    told = changes(street.users["outsider"], street.running.region, street.running, since)
    assert told == []


def test_a_mark_is_ones_own(street):
    marks.set_mark(actor=street.users["leader"], key=marks.CHANGES)
    assert marks.marked_at(street.users["leader"], marks.CHANGES)
    assert marks.marked_at(street.users["staff"], marks.CHANGES) is None


def test_a_community_needs_attention_for_a_reason(street):
    staff, leader = street.users["staff"], street.users["leader"]
    make.fill(street, street.second)
    install_schedule(actor=staff, election=street.running)
    RiskGrade.objects.create(
        community=street.second, election=street.running, grade="red", reasons="两派争持", set_by=staff
    )
    region, today = street.running.region, street.running.election_day - timedelta(days=140)
    Baseline.objects.filter(community=street.second).update(due_on=today - timedelta(days=10))
    found = needing_attention(
        summaries(leader, region, street.running), Schedule(leader, street.running, region, today)
    )
    assert found[0].community == street.second
    assert found[0].reasons == ["两派争持", "日程逾期 1 项：动员部署，社区基线报送（逾期 10 天）"]
    assert {one.community for one in found} >= {street.first}


@pytest.mark.parametrize(
    "name", ["staff", "secretary", "leader", "inspector", "system_admin", "security_admin", "audit_admin"]
)
def test_first_steps_open_and_are_put_away_for_good(street, signed_in, name):
    user, client = street.users[name], signed_in(name)
    steps = guide_for(user)
    assert steps and all(client.get(step.url).status_code == 200 for step in steps)
    assert "初次使用，从这里开始" in client.get("/").content.decode()
    client.post(reverse("reports:seen", args=["guide"]))
    assert guide_for(user) == [] and "初次使用" not in client.get("/").content.decode()
    client.post(reverse("reports:seen", args=["guide"]), {"again": "1"})
    assert guide_for(user) == steps


def test_every_role_with_a_home_has_first_steps():
    without = {TALK_READER, CLUE_SUBSTITUTE}  # held besides another
    assert {role for chapter in CHAPTERS for role in chapter.roles} == {*ROLES, *User.AdminKinds.values} - without
    assert set(Mark.Keys.values) == {"changes", "guide"}


@pytest.mark.parametrize("name", ["staff", "secretary", "leader", "inspector", "auditor", "system_admin"])
def test_every_entry_of_the_menu_says_what_it_is_for(street, signed_in, name):
    answer = signed_in(name).get(reverse("reports:functions"))
    assert answer.status_code == 200
    assert [entry.label for _, entries in MENU for entry in entries if not entry.hint] == []
    assert answer.content.decode().count("<small>") >= 1


def test_an_unknown_mark_is_not_found(signed_in):
    assert signed_in("staff").post(reverse("reports:seen", args=["other"])).status_code == 404


def test_a_secretary_starts_a_record_from_her_home(street, signed_in):
    page = signed_in("secretary").get("/").content.decode()
    assert reverse("communities:visit-create") in page and "本周要办" in page


@pytest.mark.parametrize("name", ["system_admin", "security_admin", "audit_admin"])
def test_an_administrators_figure_is_the_length_of_its_list(street, signed_in, name):
    User.objects.filter(pk=street.users["inactive"].pk).update(admin_kind="")
    found, client = figures(street.users[name]), signed_in(name)
    assert found and figures(street.users["staff"]) == []
    for figure in found:
        answer = client.get(figure.url)
        assert answer.status_code == 200
        if name != "audit_admin":  # opening the trail is itself an event
            assert answer.context["paginator"].count == figure.number
    assert found[0].label in client.get("/").content.decode()


def test_an_inspector_sees_how_far_discipline_reaches(street, signed_in):
    discipline.own_text(street, duties=[("study", "member")])
    discipline.somebody(street)
    page = signed_in("inspector").get("/").content.decode()
    assert "还差 1 人" in page and reverse("reports:coverage") + "?duty=" in page
    assert "点一项看还差哪些人" not in signed_in("leader").get("/").content.decode()
