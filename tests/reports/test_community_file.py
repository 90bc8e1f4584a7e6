"""一社一档: what stands in a community's file, what it still lacks, and who reads which part."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Region
from reports.community_file import SECTIONS, file_of, summaries
from reports.completeness import CHECKS, completeness
from reports.ledgers import PLANS
from tests.factories import progress as make
from tests.factories import records, world


@pytest.fixture
def busy(street):
    for community in (street.first, street.second):
        make.open_baseline(street, community, "accepted")
        records.fill(street, community)
    return street


def words(street, name, code=world.FIRST):
    """``{key: words}`` of one community's items as a user is told them."""
    region = street.regions[world.STREET]
    items = completeness(street.users[name], region, street.running, [code])[code].items
    return {item.check.key: item.words for item in items}


def test_every_section_finds_its_columns():
    assert {section.title: section.keys for section in SECTIONS} == {
        section.title: tuple(key for key in section.keys if key in {column.key for column in section.ledger.columns})
        for section in SECTIONS
    }


def test_an_empty_file_lacks_everything(street):
    assert words(street, "staff") == {
        "baseline": "未办", "team": "0/2", "visits": "0/4", "surveys": "未办", "issues": "无待办", "risk": "未办",
        "conclusion": "未办", "plan": "未办", "talks": "无待办", "assessments": "无待办", "audits": "未办",
        "candidates": "未办",
    }  # fmt: skip


def test_what_is_recorded_counts_by_itself(busy):
    assert words(busy, "staff") == {
        "baseline": "已完成", "team": "1/2", "visits": "1/4", "surveys": "已完成", "issues": "未办", "risk": "已完成",
        "conclusion": "已完成", "plan": "已完成", "talks": "已完成", "assessments": "已完成", "audits": "已完成",
        "candidates": "未办",
    }  # fmt: skip


def test_void_withdrawn_and_called_off_records_do_not_count(busy):
    for rows, change in (
        (busy.first.field_visits, {"voided_at": "2026-11-20T08:00+08:00", "void_reason": "重复"}),
        (busy.first.heart_talks, {"state": "planned"}),
        (busy.first.plans, {"confirmed_at": None, "deliberation": None}),
    ):
        rows.update(**change)
    found = words(busy, "staff")
    assert (found["visits"], found["talks"], found["plan"]) == ("0/4", "未办", "未办")


def test_an_issue_is_in_order_once_somebody_answers_for_it(busy):
    issue = busy.first.issues.get()
    busy.first.issues.update(leader=issue.owner, measures="逐户协商")
    assert words(busy, "staff")["issues"] == "已完成"


def test_a_secretary_is_not_told_of_what_is_the_streets(busy):
    assert set(words(busy, "staff")) - set(words(busy, "secretary")) == {"conclusion", "audits"}


def test_every_gap_leads_to_a_page_that_its_reader_may_open(busy, signed_in):
    for name in ("staff", "leader", "inspector", "secretary"):
        client = signed_in(name)
        region = busy.first if name == "secretary" else busy.regions[world.STREET]
        items = completeness(busy.users[name], region, busy.running, [world.FIRST])[world.FIRST].items
        answers = {item.url: client.get(item.url, follow=True).status_code for item in items}
        assert {url: status for url, status in answers.items() if status != 200} == {}, name


def test_summaries_name_risk_plan_and_approval(busy):
    first, second = summaries(busy.users["leader"], busy.regions[world.STREET], busy.running)
    assert (first.grade.grade, first.plan.kind, first.approval.percent) == ("yellow", "focus", 70.0)
    assert (first.community.pk, second.community.pk) == (world.FIRST, world.SECOND)


def test_the_file_has_every_section_its_reader_may_see(busy):
    titles = {
        name: [part.section.title for part in file_of(busy.users[name], busy.first, busy.running).parts]
        for name in ("staff", "secretary")
    }
    assert titles["staff"] == [section.title for section in SECTIONS]
    assert set(titles["staff"]) - set(titles["secretary"]) == {"研判结论", "研判任务", "离任审计"}


def test_the_next_thing_due_is_the_earliest_that_is_open(busy):
    due = {name: file_of(busy.users[name], busy.first, busy.running).next_due for name in ("staff", "secretary")}
    assert {name: (str(day), title) for name, (day, title) in due.items()} == {
        "staff": ("2026-11-20", "难点问题"), "secretary": ("2026-11-20", "难点问题"),
    }  # fmt: skip


def test_what_is_late_is_said_to_be_late_and_a_grade_says_why(busy, signed_in):
    file = file_of(busy.users["leader"], busy.first, busy.running)
    assert file.days_late == (timezone.localdate() - file.next_due[0]).days > 0
    page = signed_in("leader").get(reverse("reports:community", args=[world.FIRST])).content.decode()
    assert f"逾期{file.days_late}天" in page
    assert "最近到期" not in page
    assert file.summary.grade.reasons in page
    assert [row["title"] for row, _, _ in file.pressing_issues] == [busy.first.issues.get().title]
    busy.first.issues.update(state="resolved", resolved_on=timezone.localdate())
    assert file_of(busy.users["leader"], busy.first, busy.running).pressing_issues == []


def test_a_draft_after_a_confirmed_plan_does_not_deny_the_confirmation(busy):
    confirmed = busy.first.plans.get()
    draft = type(confirmed).objects.get(pk=confirmed.pk)
    draft.pk, draft.number, draft.confirmed_at, draft.deliberation = uuid.uuid4(), confirmed.number + 1, None, None
    draft.save(force_insert=True)
    (row,) = PLANS.take(busy.users["staff"], busy.first, busy.running, {})
    assert row["confirmed"] == f"第{confirmed.number}版已审定，第{draft.number}版修改中"


@pytest.mark.parametrize("name", ["staff", "leader", "inspector", "secretary"])
def test_no_file_gives_away_what_was_said(busy, signed_in, name):
    page = signed_in(name).get(reverse("reports:community", args=[world.FIRST])).content.decode()
    assert "花一社区" in page
    assert [word for word in (records.TALK_SECRET, records.VOTE_SECRET, "花二") if word in page] == []
    assert (records.LIST_SECRET in page) == (name != "secretary")


def test_a_neighbours_file_does_not_exist(busy, signed_in):
    secretary = signed_in("secretary")
    for code in (world.SECOND, world.OUTSIDE, world.STREET, "999999999999"):
        assert secretary.get(reverse("reports:community", args=[code])).status_code == 404


def test_a_community_merged_away_keeps_its_file(busy, signed_in):
    Region.objects.filter(pk=world.FIRST).update(is_active=False)
    assert signed_in("staff").get(reverse("reports:community", args=[world.FIRST])).status_code == 200
    assert world.FIRST not in signed_in("staff").get(reverse("reports:community-list")).content.decode()


def test_files_and_their_list_cost_the_same_queries_for_any_number(busy, signed_in):
    staff = signed_in("staff")
    urls = [reverse("reports:community-list"), reverse("reports:progress")]
    urls.append(reverse("reports:community", args=[world.FIRST]))

    def asked():
        counts = []
        for url in urls:
            staff.get(url)
            with CaptureQueriesContext(connection) as captured:
                staff.get(url)
            counts.append(len(captured))
        return counts

    one = asked()
    for _ in range(2):
        make.open_baseline(busy, records.new_community(busy), "accepted")
    records.issue(busy, busy.first, None)
    assert asked() == one


def test_each_check_is_named_once():
    assert len({check.key for check in CHECKS}) == len(CHECKS) == len({check.short for check in CHECKS})
