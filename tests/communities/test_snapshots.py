"""What a meeting knew stays as it knew it: later changes do not reach a frozen snapshot, and tampering is noticed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from communities import snapshots
from communities.deliberation_sheets import sheets
from communities.models import Baseline, CommitteeMember, CommunitySnapshot, Issue, RiskGrade
from communities.services.baselines import move_baseline
from communities.snapshot_facts import gather
from core import audit
from core.errors import DomainError
from tests.factories import baselines, communities, deliberations

pytestmark = pytest.mark.django_db
CODE = "520102032001"


@pytest.fixture
def informed(street):
    """The first community with a baseline handed in, a team, an issue and a risk grade."""
    baselines.submitted(street)
    make_issue(street, "老旧小区停车纠纷", due_on=timezone.localdate() + timedelta(days=1))
    RiskGrade.objects.create(
        community=street.first, election=street.running, grade="yellow", reasons="有信访", set_by=street.users["staff"]
    )
    return street


def make_issue(street, title, **fields):
    return Issue.objects.create(
        community=street.first, election=street.running, title=title, kind="disputes", seriousness=2,
        raised_by=street.users["staff"], **fields,
    )  # fmt: skip


def content_of(meeting):
    return CommunitySnapshot.objects.get(deliberation=meeting, community=CODE).content


def values(content):
    return {fact["key"]: fact["value"] for fact in content["facts"]}


def test_it_holds_the_four_elements_and_what_hangs_on_the_community(informed):
    known = values(content_of(deliberations.held(informed)))
    assert {
        key: known[key]
        for key in (
            "population.residents", "ethnicity.minority", "ethnicity.布依族", "party.total", "party.age_35",
            "team.count", "team.women", "reserve.named", "issues.open", "issues.overdue", "risk.grade",
            "standing.approval",
        )
    } == {
        "population.residents": 5900, "ethnicity.minority": 820, "ethnicity.布依族": 820, "party.total": 120,
        "party.age_35": 20, "team.count": 3, "team.women": 3, "reserve.named": 1, "issues.open": 1,
        "issues.overdue": 0, "risk.grade": "黄 关注", "standing.approval": None,
    }  # fmt: skip


def test_it_says_where_the_figures_come_from(informed):
    content = content_of(deliberations.held(informed))
    today = timezone.localdate()
    assert content["basis"] == f"社区基线第 1 轮报送（{today:%Y-%m-%d}），待街道接收"


def test_a_community_that_handed_nothing_in_is_said_to_have_not(street):
    meeting = deliberations.held(street)
    content = content_of(meeting)
    assert (content["basis"], values(content)["population.residents"]) == ("社区基线尚未报送", None)


def test_later_changes_do_not_reach_a_frozen_one(informed):
    meeting = deliberations.held(informed)
    before = content_of(meeting)
    _change_everything(informed)
    assert content_of(meeting) == before
    live = gather(informed.users["staff"], meeting, [informed.first])[CODE]
    assert values(live) != values(before)
    sheet = sheets(informed.users["staff"], meeting, [CODE])[0]
    assert sheet.comparison.value("issues.open") == 1


def _change_everything(street):
    """Baseline, team, issues, risk: what a snapshot is made of."""
    staff = street.users["staff"]
    baseline = Baseline.objects.get(community=street.first)
    baseline.submissions.all().delete()
    baseline.sections.update(answers={})
    Baseline.objects.filter(pk=baseline.pk).update(state="draft")
    CommitteeMember.objects.update(left_on=date(2026, 11, 1))
    communities.make_member(communities.make_person(street.first, "新来的"), street.running, "director")
    Issue.objects.update(title="改了", due_on=timezone.localdate() - timedelta(days=9))
    make_issue(street, "又一件")
    RiskGrade.objects.create(community=street.first, election=street.running, grade="red", reasons="变了", set_by=staff)


def test_a_row_that_somebody_changed_is_noticed_on_reading(informed):
    snapshot = CommunitySnapshot.objects.get(deliberation=deliberations.held(informed), community=CODE)
    assert snapshots.read(snapshot) == snapshot.content
    snapshot.content["facts"][0]["value"] = 1
    snapshot.save()
    with pytest.raises(DomainError) as refused:
        snapshots.read(CommunitySnapshot.objects.get(pk=snapshot.pk))
    assert refused.value.code == "snapshot_damaged"


def test_a_snapshot_hung_on_another_meeting_is_noticed_too(informed):
    first = deliberations.held(informed)
    second = deliberations.next_held(informed, first)
    stolen = CommunitySnapshot.objects.get(deliberation=first, community=CODE)
    CommunitySnapshot.objects.filter(deliberation=second, community=CODE).update(
        content=stolen.content, digest=stolen.digest
    )
    assert not snapshots.is_intact(CommunitySnapshot.objects.get(deliberation=second, community=CODE))


def test_the_digests_stand_in_the_audit_trail(informed):
    meeting = deliberations.held(informed)
    event = audit.AuditEvent.objects.get(event="deliberation.freeze")
    stored = dict(CommunitySnapshot.objects.filter(deliberation=meeting).values_list("community_id", "digest"))
    assert event.read_detail()["digests"] == stored


def test_a_damaged_one_is_shown_as_such_and_not_as_figures(informed, signed_in):
    meeting = deliberations.held(informed)
    CommunitySnapshot.objects.filter(deliberation=meeting, community=CODE).update(digest="0" * 64)
    page = signed_in("leader").get(f"/communities/deliberations/{meeting.pk}/{CODE}/").content.decode()
    assert "快照与冻结时登记的摘要不符" in page
    assert "5900" not in page


def fact(key, value, good="", group="人口数", label="常住人口", unit="人"):
    return {"key": key, "group": group, "label": label, "value": value, "unit": unit, "good": good}


def content(facts, issues=()):
    return {"basis": "", "facts": facts, "issues": list(issues)}


def issue(key, title="停车"):
    return {
        "id": key, "title": title, "kind": "矛盾信访", "seriousness": "一般", "state": "待处置", "due_on": "",
        "is_overdue": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("good", "was", "value", "change", "tone"),
    [
        ("", 10, 12, "增加 2", "changed"), ("more", 10, 12, "增加 2", "ok"), ("more", 12, 10, "减少 2", "bad"),
        ("less", 3, 1, "减少 2", "ok"), ("less", 1, 3, "增加 2", "bad"), ("more", 80.1, 85.4, "增加 5.3", "ok"),
        ("", "黄 关注", "红 重点", "已变化", "changed"), ("", 10, 10, "", ""), ("", None, 10, "", ""),
        ("", 10, None, "已变化", "changed"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words_and_as_welcome_or_not(good, was, value, change, tone):
    found = snapshots.compare(content([fact("a", value, good)]), content([fact("a", was, good)]))
    line = found.groups[0][1][0]
    assert (line.change, line.tone) == (change, tone)
    assert found.changed == ([line] if change else [])


def test_without_a_meeting_before_nothing_is_marked():
    found = snapshots.compare(content([fact("a", 5)], [issue("1")]))
    assert (found.changed, found.issues[0].is_new, found.settled, found.has_previous) == ([], False, [], False)


def test_a_group_nobody_belongs_to_any_more_stays_as_none():
    before = content([fact("ethnicity.苗族", 12, group="民族结构", label="苗族")])
    line = snapshots.compare(content([]), before).groups[0][1][0]
    assert (line.label, line.value, line.was, line.change) == ("苗族", 0, 12, "减少 12")


def test_issues_are_new_or_settled_since_the_last_meeting():
    found = snapshots.compare(content([], [issue("2", "新")]), content([], [issue("1", "旧")]))
    assert ([line.is_new for line in found.issues], found.settled) == ([True], ["旧"])


def test_two_meetings_are_compared(informed):
    first = deliberations.held(informed)
    staff = informed.users["staff"]
    person = communities.make_person(informed.first, "新委员", education=4, sex="male")
    communities.make_member(person, informed.running, "party_member")
    second = deliberations.next_held(informed, first)
    sheet = sheets(staff, second, [CODE])[0]
    changed = {line.label: (line.was, line.value, line.change, line.tone) for line in sheet.comparison.changed}
    assert sheet.previous == first
    assert changed["在任成员"] == (3, 4, "增加 1", "changed")
    assert changed["空缺职数"] == (2, 1, "减少 1", "ok")
    assert [line.label for line in sheets(staff, first, [CODE])[0].comparison.changed] == []


def test_a_preview_follows_the_records_until_the_meeting_is_held(informed):
    meeting = deliberations.planned(informed)
    staff = informed.users["staff"]
    assert sheets(staff, meeting, [CODE])[0].comparison.value("team.count") == 3
    communities.make_member(communities.make_person(informed.first, "加一"), informed.running, "party_member")
    sheet = sheets(staff, meeting, [CODE])[0]
    assert (sheet.is_live, sheet.comparison.value("team.count")) == (True, 4)


def test_a_returned_baseline_gives_what_was_handed_in_last(informed):
    baseline = Baseline.objects.get(community=informed.first)
    move_baseline(actor=informed.users["staff"], baseline=baseline, name="accept")
    move_baseline(
        actor=informed.users["staff"], baseline=Baseline.objects.get(pk=baseline.pk), name="reopen", note="补"
    )
    content = content_of(deliberations.held(informed))
    assert content["basis"].endswith("退回补正")
    assert values(content)["population.residents"] == 5900
