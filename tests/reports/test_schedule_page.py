"""倒排工期 on screen: late and due soon by community, done by records or by hand, list, month and grid."""

import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html as markup
from pypdf import PdfReader

from communities.models import Baseline, Milestone
from communities.services.community_schedule import finish_step, move_step, set_election_day
from communities.services.schedule import install_schedule
from core.errors import DomainError
from core.jobs import Job, run_job
from reports.completeness import CHECKS
from reports.ledgers import find
from reports.schedule import Schedule
from reports.services import request_report
from tests.factories import progress as make

PAGE = reverse("reports:schedule")
TODAY = date(2026, 12, 5)


@pytest.fixture
def planned(street):
    install_schedule(actor=street.users["staff"], election=street.running)
    return street


def seen_by(street, name, today=TODAY):
    region = street.first if name == "secretary" else street.running.region
    return Schedule(street.users[name], street.running, region, today)


def line_of(schedule, title):
    return next(line for line in schedule.lines if line.step.title == title)


def test_late_and_due_soon_are_counted_by_community(planned):
    schedule = seen_by(planned, "staff")
    assert line_of(schedule, "选民登记截止").late == len(schedule.communities)
    assert line_of(schedule, "选民名单申诉截止").soon == len(schedule.communities)
    listed = line_of(schedule, "选民登记截止").step
    finish_step(actor=planned.users["staff"], milestone=listed, community=planned.first, done_on=timezone.localdate())
    again = line_of(seen_by(planned, "staff"), "选民登记截止")
    assert (again.done, again.late) == (1, len(schedule.communities) - 1)


def test_a_step_is_done_where_its_records_are(planned):
    make.fill(planned, planned.first)
    Baseline.objects.filter(community=planned.first).update(state=Baseline.States.ACCEPTED)
    line = line_of(seen_by(planned, "staff"), "动员部署，社区基线报送")
    states = {cell.community.pk: cell.state for cell in line.cells}
    assert states.pop(planned.first.pk) == "done"
    assert set(states.values()) == {"overdue"}
    cell = next(cell for cell in line.cells if cell.community != planned.first)
    assert (cell.words, cell.url) == (
        "逾期 125 天",
        f"{reverse('communities:baseline-list')}?community={cell.community.pk}",
    )


@pytest.fixture
def dated(planned):
    """A street whose baselines have days and states of their own, and whose other steps lie around today."""
    today = timezone.localdate()
    for number, step in enumerate(Milestone.objects.exclude(fulfilled_by="")):
        Milestone.objects.filter(pk=step.pk).update(offset=None, due_on=today + timedelta(days=number % 9 - 3))
    make.fill(planned, planned.first)
    make.open_baseline(planned, planned.second, "returned", today + timedelta(days=3))
    Baseline.objects.filter(community=planned.first).update(due_on=today - timedelta(days=2))
    return planned


def cells_of(page, caption):
    """``{community: {heading: text}}`` of the table with this caption."""
    table = markup.fromstring(page).xpath(f"//div[contains(@aria-label, '{caption}')]/table")[0]
    rows = [
        {cell.get("data-label"): " ".join(cell.xpath(".//text()[normalize-space()]")).strip() for cell in row}
        for row in table.xpath("./tbody/tr")
    ]
    return {row["社区"]: row for row in rows}


def test_home_ledger_schedule_and_baselines_say_the_same_of_every_cell(dated, signed_in):
    client, today = signed_in("staff"), timezone.localdate()
    home = client.get(reverse("reports:progress")).content.decode()
    matrix, progress = cells_of(home, "摸底进度"), cells_of(home, "社区进度")
    region = dated.running.region
    ledger = {row["community"]: row for row in find("progress").take(dated.users["staff"], region, dated.running, {})}
    baselines = cells_of(client.get(reverse("communities:baseline-list")).content.decode(), "社区基线")
    schedule, late = seen_by(dated, "staff", today), 0
    for place in schedule.communities:
        name = place.short_name
        for check in CHECKS:
            said = ledger[name][check.key]
            if check.key != "risk":
                assert re.sub(r"\s", "", matrix[name][check.short]) == re.sub(r"\s", "", said)
            cell = schedule.by_check.get((place.pk, check.key))
            pressing = cell.words.partition("（")[0] if cell and cell.state in ("overdue", "soon") else ""
            assert said.endswith(pressing) and (bool(pressing) or "逾期" not in said)
            late += "逾期" in said
        baseline = schedule.by_check[place.pk, "baseline"].schedule.baseline
        if baseline:
            assert schedule.by_check[place.pk, "baseline"].due_on == baseline.due_on
            assert ledger[name]["baseline"].startswith(baseline.get_state_display())
            row = baselines[name]["状态"]
            assert ("逾期 2 天" in row) == ("逾期 2 天" in progress[name]["基线"]) == baseline.is_overdue
    assert late == sum(row["late"] for row in ledger.values()) > 3


def test_the_home_page_names_the_day_that_is_late_and_not_the_terms(dated):
    line = next(
        line for line in seen_by(dated, "staff", timezone.localdate()).lines if line.step.fulfilled_by == "baseline"
    )
    Milestone.objects.filter(pk=line.step.pk).update(due_on=timezone.localdate() + timedelta(days=5))
    line = next(
        line for line in seen_by(dated, "staff", timezone.localdate()).lines if line.step.fulfilled_by == "baseline"
    )
    assert line.next_on == timezone.localdate() - timedelta(days=2)


def test_nothing_is_late_of_a_baseline_while_the_street_reads_it(dated):
    today = timezone.localdate()
    Baseline.objects.filter(community=dated.first).update(state="submitted")
    cell = seen_by(dated, "staff", today).by_check[dated.first.pk, "baseline"]
    assert (cell.state, cell.words) == ("open", "待街道接收")


def test_the_day_of_a_baseline_is_moved_there_alone(dated, signed_in):
    step = Milestone.objects.get(fulfilled_by="baseline")
    with pytest.raises(DomainError) as refused:
        move_step(
            actor=dated.users["staff"], milestone=step, community=dated.first, due_on=timezone.localdate(), reason="例"
        )
    assert refused.value.code == "has_own_date"
    page = signed_in("staff").get(reverse("communities:step", args=[step.pk, dated.first.pk])).content.decode()
    assert "以社区基线的报送期限为准" in page and "保存改期" not in page


def test_a_community_with_its_own_day_is_late_by_that(planned):
    arguments = {"actor": planned.users["staff"], "election": planned.running, "community": planned.first}
    set_election_day(**arguments, election_day=date(2027, 1, 10), reason="另定")
    line = line_of(seen_by(planned, "staff"), "公布选民名单")
    assert [cell.state for cell in line.cells if cell.community == planned.first] == ["open"]
    assert (line.step.due_on, line.apart) == (date(2026, 12, 2), 1)


def test_a_secretary_sees_her_own_community_alone(planned, signed_in):
    assert [place.pk for place in seen_by(planned, "secretary").communities] == [planned.first.pk]
    page = signed_in("secretary").get(PAGE).content.decode()
    assert "街道严审" in page and planned.second.short_name not in page and "新增节点" not in page


def test_of_records_out_of_sight_nothing_is_said(planned):
    for name, words in (("staff", "逾期 10 天"), ("secretary", "由街道掌握")):
        line = line_of(seen_by(planned, name), "离任审计结果公示")
        assert line.step.fulfilled_by == "audits"
        assert [cell.words for cell in line.cells if cell.community == planned.first] == [words]


def test_the_days_left_are_those_of_the_own_community(planned, signed_in):
    own = timezone.localdate() + timedelta(days=41)
    arguments = {"actor": planned.users["staff"], "election": planned.running, "community": planned.first}
    set_election_day(**arguments, election_day=own, reason="另定", accept=True)
    assert "距选举日 <b>41</b> 天" in signed_in("secretary").get("/").content.decode()


@pytest.mark.parametrize("query", ["", "?view=calendar", "?view=calendar&month=2026-12", "?view=communities",
                                   "?state=overdue", "?view=calendar&month=nonsense"])  # fmt: skip
def test_every_view_answers(planned, signed_in, query):
    answer = signed_in("staff").get(PAGE + query)
    assert answer.status_code == 200 and "街道严审" in answer.content.decode() or "month" in query


def test_the_month_shows_steps_on_their_days_and_names_holidays(planned, signed_in):
    planned.running.holidays.create(day=date(2027, 1, 1), kind="off", name="元旦", source="通知")
    page = signed_in("staff").get(f"{PAGE}?view=calendar&month=2026-12").content.decode()
    assert "居民委员会投票选举" in page and "元旦" in page and "?view=calendar&amp;month=2027-01" in page
    turned = signed_in("staff").get(f"{PAGE}?view=calendar&month=2027-01").content.decode()
    assert "新老班子工作移交" in turned


def test_narrowed_to_what_nobody_may_see_it_is_not_found(planned, signed_in):
    client = signed_in("staff")
    assert client.get(f"{PAGE}?community={planned.outside.pk}").status_code == 404
    assert client.get(f"{PAGE}?state=nonsense").status_code == 404


def test_the_list_of_late_ones_has_as_many_lines_as_its_number(planned, signed_in):
    Milestone.objects.update(offset=None, due_on=timezone.localdate() - timedelta(days=2))
    page = signed_in("staff").get(f"{PAGE}?state=overdue").content.decode()
    schedule = seen_by(planned, "staff", timezone.localdate())
    assert page.count('data-label="完成时限"') == schedule.late > 0


def test_without_a_schedule_both_samples_are_offered(street, signed_in):
    page = signed_in("staff").get(PAGE).content.decode()
    assert page.count(reverse("communities:schedule-install")) == 2
    signed_in("staff").post(reverse("communities:schedule-install"), {"sample": "four"})
    assert Milestone.objects.get(title="公示正式候选人").offset == -4


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_the_wall_sheet_has_every_community_and_what_breaks_a_limit(planned, paper):
    staff = planned.users["staff"]
    posted = planned.running.milestones.get(title="公示正式候选人")
    move_step(
        actor=staff, milestone=posted, community=planned.first, due_on=date(2026, 12, 28), reason="例", accept=True
    )
    run = request_report(
        actor=staff, code="wall_sheet", region=planned.running.region, election=planned.running,
        parameters={"paper": paper},
    )  # fmt: skip
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    content = job.result.read()
    pages = PdfReader(io.BytesIO(content)).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    assert all(place.short_name in text for place in seen_by(planned, "staff").communities)
    assert "相差3日" in text and "12月24日" in text and "12月28日" in text
    assert round(pages[0].mediabox.width / 72 * 25.4) == {"A3": 420, "A4": 297}[paper]
