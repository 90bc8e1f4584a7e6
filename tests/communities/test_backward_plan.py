"""倒排工期: days counted back, working days, limits and what a change breaks; a community's own days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.backward_plan import BackwardPlan, effect_of, term_plan
from communities.models import CommunityElectionDay, CommunityMilestone, Holiday, Milestone, Region
from communities.models.schedule import Fulfilments
from communities.schedule_samples import SAMPLES
from communities.services.community_schedule import finish_step, move_step, schedule_of, set_election_day
from communities.services.elections import update_election
from communities.services.holidays import install_holidays, save_holiday
from communities.services.schedule import copy_schedule, install_schedule, save_milestone
from communities.working_days import WorkingDays
from core.errors import DomainError
from reports.completeness import CHECKS

POSTED, REVIEW = "公示正式候选人", "街道严审"


@pytest.fixture
def planned(street):
    install_schedule(actor=street.users["staff"], election=street.running)
    return street


def step(street, title):
    return street.running.milestones.select_related("after", "election").get(title=title)


def place(street):
    return Region.objects.get(pk=street.users["secretary"].role_grants.get().region_id)


def test_steps_count_from_the_election_day_and_from_one_another(planned):
    days = dict(planned.running.milestones.values_list("title", "due_on"))
    assert days["公布选民名单"] == date(2026, 12, 2)
    assert days["选民名单申诉截止"] == date(2026, 12, 7)
    assert days["申诉处理并公布结果"] == date(2026, 12, 9)
    assert days["新老班子工作移交"] == date(2027, 1, 9)
    assert [each.words for each in term_plan(planned.running).breaches] == []


def test_the_two_published_versions_disagree_and_it_shows(street):
    install_schedule(actor=street.users["staff"], election=street.running, sample="four")
    (breach,) = term_plan(street.running).breaches
    assert breach.words == f"“{POSTED}”12月26日：须在选举日5日前，相差1日"
    assert "浙江" in breach.basis
    with pytest.raises(DomainError) as refusal:
        install_schedule(actor=street.users["staff"], election=street.running, sample="seven")
    assert refusal.value.code == "no_sample"


def test_every_sample_stands_on_a_known_anchor_and_known_records():
    for _, rows in SAMPLES.values():
        titles = [row.title for row in rows]
        assert len(titles) == len(set(titles))
        assert {row.after for row in rows} - {""} <= set(titles)
        assert all(row.basis for row in rows)
    assert list(Fulfilments.values) == [check.key for check in CHECKS]


@pytest.mark.parametrize(
    ("kind", "limit", "day", "short"),
    [
        ("before_at_least", 5, date(2026, 12, 25), 0),
        ("before_at_least", 5, date(2026, 12, 26), 1),
        ("before_at_most", 5, date(2026, 12, 24), 1),
        ("before_at_most", 5, date(2026, 12, 31), 1),
        ("after_at_least", 3, date(2027, 1, 2), 0),
        ("after_at_least", 3, date(2027, 1, 1), 1),
        ("after_at_most", 10, date(2027, 1, 9), 0),
        ("after_at_most", 10, date(2027, 1, 12), 3),
        ("after_at_most", 10, date(2026, 12, 29), 1),
    ],
)
def test_a_limit_says_by_how_many_days_it_is_broken(street, kind, limit, day, short):
    rule = Milestone(pk=1, election=street.running, title="某步", due_on=day, limit_kind=kind, limit=limit)
    breach = BackwardPlan([rule], WorkingDays(street.running), street.running.election_day).breach_of(1)
    assert (breach.days if breach else 0) == short


def test_working_days_pass_over_holidays_and_follow_them(street):
    staff = street.users["staff"]
    update_election(
        actor=staff, election=street.running, version=street.running.version, election_day=date(2026, 10, 12)
    )
    made = Milestone(election=street.running, title="发函", due_on=date(2026, 10, 1), offset=-3, unit="working_day",
                     limit_kind="before_at_least", limit=3, limit_unit="working_day")  # fmt: skip
    save_milestone(actor=staff, milestone=made)
    assert Milestone.objects.get(pk=made.pk).due_on == date(2026, 10, 7)  # by plain weeks
    install_holidays(actor=staff, election=street.running)
    assert Milestone.objects.get(pk=made.pk).due_on == date(2026, 10, 8)  # the 10th is worked, the 1st to 7th are off
    extra = Holiday(election=street.running, day=date(2026, 10, 9), kind="off", name="示例", source="示例通知")
    save_holiday(actor=staff, holiday=extra)
    assert Milestone.objects.get(pk=made.pk).due_on == date(2026, 9, 30)


def test_a_new_election_day_moves_every_counted_step_and_no_fixed_one(planned):
    fixed = Milestone.objects.create(election=planned.running, title="成立领导小组", due_on=date(2026, 9, 1))
    election = planned.running
    update_election(
        actor=planned.users["staff"], election=election, version=election.version, election_day=date(2027, 1, 9)
    )
    assert step(planned, REVIEW).due_on == date(2026, 11, 10)
    fixed.refresh_from_db()
    assert fixed.due_on == date(2026, 9, 1)


def test_moving_a_step_tells_what_it_breaks_and_what_it_takes_along(planned):
    schedule = schedule_of(planned.users["staff"], planned.running, place(planned))
    posted = step(planned, "公布选民名单")
    effect = effect_of(schedule.plan, schedule.with_move(posted.pk, date(2026, 12, 12)))
    assert [rule.title for rule, _, _ in effect.shifted] == [
        "公布选民名单", "选民名单申诉截止", "申诉处理并公布结果",
    ]  # fmt: skip
    assert [breach.words for breach in effect.breaches] == ["“公布选民名单”12月12日：须在选举日20日前，相差2日"]
    assert "第十四条" in effect.breaches[0].basis
    overtaken = {str(other) for _, other in effect.overtaken}
    assert "推选居民代表、居民小组长" in overtaken


def test_a_move_that_breaks_a_limit_is_saved_only_when_accepted(planned):
    staff, posted, community = planned.users["staff"], step(planned, POSTED), place(planned)
    arguments = {"actor": staff, "milestone": posted, "community": community, "due_on": date(2026, 12, 27)}
    with pytest.raises(DomainError) as refusal:
        move_step(**arguments, reason="会议时间调整")
    assert (refusal.value.code, refusal.value.field) == ("breaks_limit", "accept")
    assert "相差2日" in refusal.value.message
    with pytest.raises(DomainError, match="原因"):
        move_step(**arguments, reason=" ", accept=True)
    move_step(**arguments, reason="会议时间调整", accept=True)
    moved = schedule_of(staff, planned.running, community)
    assert moved.plan.days[posted.pk] == date(2026, 12, 27)
    other = Region.objects.filter(level=5, parent=community.parent).exclude(pk=community.pk).first()
    assert schedule_of(staff, planned.running, other).plan.days[posted.pk] == date(2026, 12, 24)
    row = CommunityMilestone.objects.get()
    move_step(actor=staff, milestone=posted, community=community, due_on=None, version=row.version)
    assert schedule_of(staff, planned.running, community).plan.breaches == []


def test_two_people_who_move_the_same_step_notice_each_other(planned):
    staff, review, community = planned.users["staff"], step(planned, REVIEW), place(planned)
    arguments = {"actor": staff, "milestone": review, "community": community, "reason": "另有安排"}
    first = move_step(**arguments, due_on=date(2026, 11, 2))
    move_step(**arguments, due_on=date(2026, 11, 3), version=first.version)
    with pytest.raises(DomainError) as refusal:
        move_step(**arguments, due_on=date(2026, 11, 4), version=1)
    assert refusal.value.code == "edited_meanwhile"


def test_a_community_may_vote_on_a_day_of_its_own(planned):
    staff, community = planned.users["staff"], place(planned)
    arguments = {"actor": staff, "election": planned.running, "community": community}
    with pytest.raises(DomainError, match="不必另定"):
        set_election_day(**arguments, election_day=planned.running.election_day, reason="无")
    with pytest.raises(DomainError, match="原因"):
        set_election_day(**arguments, election_day=date(2027, 1, 6))
    set_election_day(**arguments, election_day=date(2027, 1, 6), reason="区换届办同意")
    schedule = schedule_of(staff, planned.running, community)
    assert schedule.plan.days[step(planned, REVIEW).pk] == date(2026, 11, 7)
    assert step(planned, REVIEW).due_on == date(2026, 10, 31)
    set_election_day(**arguments, election_day=None, version=schedule.own_day.version)
    assert not CommunityElectionDay.objects.exists()


def test_a_circle_of_steps_is_refused(planned):
    first, second = step(planned, "公布选民名单"), step(planned, "选民名单申诉截止")
    first.after = second
    with pytest.raises(DomainError) as refusal:
        save_milestone(actor=planned.users["staff"], milestone=first, version=first.version)
    assert refusal.value.code == "schedule_circle"


def test_a_rule_that_breaks_its_limit_is_saved_only_when_accepted(planned):
    posted = step(planned, POSTED)
    posted.offset = -3
    with pytest.raises(DomainError, match="相差2日"):
        save_milestone(actor=planned.users["staff"], milestone=posted, version=posted.version)
    save_milestone(actor=planned.users["staff"], milestone=posted, version=posted.version, accept=True)
    assert step(planned, POSTED).due_on == date(2026, 12, 27)


def test_the_anchors_go_over_to_the_next_term(street):
    staff = street.users["staff"]
    install_schedule(actor=staff, election=street.running)
    second = type(street.running).objects.create(
        region=street.running.region,
        number=99,
        election_day=date(2031, 12, 30),
        key_date=date(2031, 12, 30),
        state="past",
    )
    type(second).objects.filter(pk=street.running.pk).update(state="past")
    type(second).objects.filter(pk=second.pk).update(state="running")
    second.refresh_from_db()
    assert copy_schedule(actor=staff, from_election=street.running, to_election=second) == 27
    copied = second.milestones.select_related("after").get(title="申诉处理并公布结果")
    assert (copied.after.title, copied.after.election_id) == ("选民名单申诉截止", second.pk)
    assert copied.due_on == date(2031, 12, 9)


def test_a_step_counted_by_records_cannot_be_ticked_off(planned):
    today = timezone.localdate()
    arguments = {"actor": planned.users["secretary"], "community": place(planned)}
    with pytest.raises(DomainError, match="社区基线已接收"):
        finish_step(**arguments, milestone=step(planned, "动员部署，社区基线报送"), done_on=today)
    with pytest.raises(DomainError, match="不能晚于今天"):
        finish_step(**arguments, milestone=step(planned, "选民登记截止"), done_on=today + timedelta(days=1))
    row = finish_step(**arguments, milestone=step(planned, "选民登记截止"), done_on=today, note="名单已张贴")
    assert (row.done_on, row.done_note) == (today, "名单已张贴")
    finish_step(**arguments, milestone=step(planned, "选民登记截止"), done_on=None)
    row = CommunityMilestone.objects.get()
    assert (row.done_on, row.done_note) == (None, "")


# --- on screen ---


def test_the_effect_is_shown_before_anything_is_saved(planned, signed_in):
    client, posted, community = signed_in("staff"), step(planned, POSTED), place(planned)
    page_url = reverse("communities:step", args=[posted.pk, community.pk])
    url = f"{page_url}move/"
    data = {"day": "2026-12-27", "reason": "调整"}
    page = client.post(url, data | {"look": "1"}).content.decode()
    assert "相差2日" in page and "浙江" in page and not CommunityMilestone.objects.exists()
    refused = client.post(url, data)
    assert refused.status_code == 422 and "仍要保存" in refused.content.decode()
    assert client.post(url, data | {"accept": "on"}).status_code == 302
    assert CommunityMilestone.objects.get().due_on == date(2026, 12, 27)
    page = client.get(reverse("reports:schedule")).content.decode()
    assert "1 处不合法定期限" in page
    assert client.post(f"{page_url}restore/").status_code == 302
    assert CommunityMilestone.objects.get().due_on is None


def test_a_rule_row_is_looked_at_before_it_is_saved(planned, signed_in):
    posted = step(planned, POSTED)
    data = {"title": POSTED, "offset": "-3", "version": posted.version, "limit_kind": "before_at_least", "limit": "5"}
    url, client = reverse("communities:milestone-edit", args=[posted.pk]), signed_in("staff")
    page = client.post(url, data | {"look": "1"}).content.decode()
    assert "相差2日" in page and step(planned, POSTED).offset == -6
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"accept": "on"}).status_code == 302
    assert step(planned, POSTED).offset == -3


def test_a_community_day_on_screen(planned, signed_in):
    url, client = reverse("communities:community-day", args=[place(planned).pk]), signed_in("staff")
    data = {"day": "2027-01-06", "reason": "区换届办同意"}
    assert "日期变动 27 个节点" in client.post(url, data | {"look": "1"}).content.decode()
    assert client.post(url, data).status_code == 302
    assert CommunityElectionDay.objects.get().election_day == date(2027, 1, 6)
    assert client.post(f"{url}remove/").status_code == 302
    assert not CommunityElectionDay.objects.exists()


def test_a_secretary_reads_her_days_and_reports_a_step_done(planned, signed_in):
    client, community, listed = signed_in("secretary"), place(planned), step(planned, "选民登记截止")
    page = client.get(reverse("communities:step", args=[listed.pk, community.pk])).content.decode()
    assert "选举日前29日" in page and "改期至" not in page
    assert client.post(reverse("communities:step-move", args=[listed.pk, community.pk]), {}).status_code == 403
    finish = reverse("communities:step-finish", args=[listed.pk, community.pk])
    assert "才到期" in page and "办结日期" in page
    assert client.post(finish, {"done_on": "2099-01-01"}).status_code == 422
    assert not CommunityMilestone.objects.exists()
    assert client.post(finish, {"done_on": timezone.localdate()}).status_code == 302
    assert CommunityMilestone.objects.get().done_on
    assert client.post(finish, {"reopen": ""}).status_code == 302
    assert CommunityMilestone.objects.get().done_on is None
