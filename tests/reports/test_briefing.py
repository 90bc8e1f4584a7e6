"""The briefing: each figure held against an independent count, against the last issue, and within its bounds."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import Candidate
from communities.models import CommitteeMember, CommunityMilestone, Issue, Milestone, Region, RiskGrade
from core.jobs import Job, run_job
from reports.briefing_figures import SOURCES
from reports.definitions import briefing
from reports.models import ReportRun
from reports.schedule import Schedule
from reports.services import request_report
from tests.factories import progress as make
from tests.factories import records, world


def issue(street, user="staff", region=world.STREET):
    """Build the next issue; returns its run."""
    run = request_report(
        actor=street.users[user], code="briefing", region=Region.objects.get(pk=region), election=street.running
    )
    run_job(str(run.job_id))
    assert Job.objects.get(pk=run.job_id).message == ""
    return ReportRun.objects.select_related("job__result").get(pk=run.pk)


def text_of(run):
    return "".join("".join(page.extract_text() for page in reader_of(run).pages).split())


def reader_of(run):
    return PdfReader(io.BytesIO(run.job.result.read()))


def context_of(street, user="staff", number=1):
    return briefing.context(street.users[user], street.regions[world.STREET], street.running, {}, number)


def test_what_is_kept_are_counts_of_the_records(street):
    for community in (street.first, street.second):
        make.fill(street, community)
        records.issue(street, community, None)
    Issue.objects.filter(community=street.second).update(state="resolved")
    Milestone.objects.create(election=street.running, title="动员", due_on="2026-06-01", done_on="2026-06-01")
    Milestone.objects.create(election=street.running, title="公示", due_on="2026-06-02")

    kept = issue(street).figures

    states = list(Candidate.objects.exclude(state="withdrawn").values_list("state", flat=True))
    assert kept == {
        "baselines_accepted": 0,
        "filled": CommitteeMember.objects.filter(left_on=None).count(), "vacancies": 14,
        "candidates": len(states),
        "submitted": len([state for state in states if state not in ("draft", "returned")]),
        "community_passed": kept["community_passed"],  # told from the reviews, tests/candidates/test_figures.py
        "passed": len([state for state in states if state in ("passed", "district_review", "cleared")]),
        "cleared": states.count("cleared"), "returned": states.count("returned"), "rejected": states.count("rejected"),
        "undecided": 0, "issues": 2, "issues_settled": 1, "milestones_done": 1, "milestones_late": 1,
    }  # fmt: skip
    assert set(kept) == {figure.key for source in SOURCES for figure in source.figures}


def test_a_second_issue_tells_what_changed_since_the_first(street):
    make.propose(street, street.first, "passed", "draft")
    records.issue(street, street.first, None)
    first = issue(street)
    make.propose(street, street.first, "passed", "cleared")
    Candidate.objects.filter(state="draft").update(state="rejected")
    Issue.objects.update(state="resolved")
    records.issue(street, street.second, None)

    text = text_of(issue(street, user="leader"))

    assert "本期数据（括号内为较上期）" not in text_of(first)
    for told in (
        "较第1期变化见表1", "提出人选4名（+2）", "提交初审4名（+3）", "街道严审通过3名（+2）", "区级联审通过1名（+1）", "不通过1名（+1）",
        "登记2件（+1）", "化解1件（+1）",
    ):  # fmt: skip
        assert told in text, told


def test_an_issue_is_held_against_the_last_one_that_was_built_of_the_same_place_and_term(street):
    issue(street)
    issue(street, user="secretary", region=world.FIRST)
    failed = request_report(
        actor=street.users["staff"], code="briefing", region=street.regions[world.STREET], election=street.running
    )
    assert failed.number == 2
    found = {number: context_of(street, number=number)["comparison"].previous for number in (1, 2, 3)}
    assert {number: run and run.number for number, run in found.items()} == {1: None, 2: 1, 3: 1}


def test_a_community_is_not_told_how_many_issues_are_the_streets_alone(street):
    records.issue(street, street.first, None)
    Issue.objects.update(street_only=True)
    assert issue(street, region=world.FIRST).figures["issues"] == 0
    assert issue(street).figures["issues"] == 1


def test_three_risks_and_a_sentence_on_the_rest(street):
    make.fill(street, street.first)
    make.open_baseline(street, street.second, "draft", "2026-06-01")
    records.issue(street, street.first, None)
    Issue.objects.update(due_on="2026-06-01", seriousness=3)
    RiskGrade.objects.create(
        community=street.first,
        election=street.running,
        grade="red",
        reasons="书记与物业不和",
        set_by=street.users["staff"],
    )
    context = context_of(street)
    assert [risk["title"] for risk in context["risks"]] == ["风险等级为红色", "难点问题逾期未化解", "基线逾期未报"]
    assert [risk["title"] for risk in context["other_risks"]] == ["班子职数空缺"]
    text = text_of(issue(street))
    assert "另有1类风险：班子职数空缺（花一社区），详见一社一档。" in text
    assert "重大问题1件（" in text
    assert "书记与物业不和" not in text, "what somebody wrote may name people"


def test_risks_of_a_community_do_not_tell_what_is_the_streets_alone(street):
    records.issue(street, street.first, None)
    Issue.objects.update(due_on="2026-06-01", street_only=True)
    told = {
        region: {risk["title"] for risk in briefing.context(
            street.users["staff"], street.regions[region], street.running, {}, 1)["risks"]}
        for region in (world.STREET, world.FIRST)
    }  # fmt: skip
    assert "难点问题逾期未化解" in told[world.STREET]
    assert "难点问题逾期未化解" not in told[world.FIRST]


def test_lateness_is_counted_the_same_on_every_page_and_as_on_the_home_page(street):
    make.open_baseline(street, street.first, "draft", "2026-06-01")
    Milestone.objects.create(election=street.running, title="动员", due_on="2026-06-01", done_on="2026-06-01")
    step = Milestone.objects.create(election=street.running, title="公示", due_on="2026-06-02")
    CommunityMilestone.objects.create(milestone=step, community=street.second, done_on="2026-06-01")

    context = context_of(street)

    late = Schedule(street.users["staff"], street.running, street.regions[world.STREET], timezone.localdate()).late
    assert late > 0
    assert context["overview"]["overdue"] == context["total"]["overdue"] == late
    by_name = {row["name"]: row["overdue"] for row in context["communities"]}
    assert by_name[street.first.short_name] == 1
    assert by_name[street.second.short_name] == 0


def test_a_step_done_in_every_community_is_no_late_step(street):
    step = Milestone.objects.create(election=street.running, title="公示", due_on="2026-06-02")
    for community in (street.first, street.second):
        CommunityMilestone.objects.create(milestone=step, community=community, done_on="2026-06-01")
    context = context_of(street)
    assert context["milestones"] == []
    assert context["comparison"].kept["milestones_late"] == 0
    assert context["comparison"].kept["milestones_done"] == 1


def test_every_baseline_is_accounted_for(street):
    make.open_baseline(street, street.first, "draft", "2026-06-01")
    overview = context_of(street)["overview"]
    assert dict(overview["baselines_open"]) == {"逾期未报": 1, "未下发": overview["communities"] - 1}
    assert overview["baselines_accepted"] + sum(dict(overview["baselines_open"]).values()) == overview["communities"]


def test_no_address_is_printed_and_unfinished_slates_are_not_compared(street, settings):
    settings.PUBLIC_URL = "https://example.org/"
    make.fill(street, street.first)
    text = text_of(issue(street))
    assert "example.org" not in text
    assert "/communities/" not in text
    assert "人数变化" not in text
    assert "送：" not in text, "grades of risk go to no community by default"


def test_key_figures_lead_to_their_lists_and_the_lists_are_named(street, settings):
    settings.PUBLIC_URL = "https://example.org/"
    make.fill(street, street.first)
    reader = reader_of(issue(street))
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages for note in page.get("/Annots", ()) if "/A" in note.get_object()
    }  # fmt: skip
    assert {f"https://example.org{reverse(source.view)}" for source in SOURCES} <= links
    assert f"https://example.org{reverse('candidates:list')}?state=returned" in links
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert [source.name for source in SOURCES if source.name not in text] == []


def test_every_list_that_is_named_opens_for_a_leader(street, signed_in):
    leader = signed_in("leader")
    for source in SOURCES:
        for figure in source.figures:
            assert leader.get(source.path, figure.query).status_code == 200, source.name


def test_an_empty_street_has_a_briefing_too(street):
    run = issue(street)
    assert run.pages <= 4
    assert set(run.figures.values()) == {0}
    assert "首期，无上期" in text_of(run)


@pytest.mark.parametrize("name", ["李㛃", "田蕾"])
def test_nobody_is_named(street, name):
    make.fill(street, street.first)
    from communities.models import Person

    Person.objects.update(name=name)
    assert name not in text_of(issue(street))
