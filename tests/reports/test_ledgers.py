"""Ledgers: the same lines on screen, in Excel and on paper, for whoever may see them and nobody else."""

import io
import re
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as markup
from pypdf import PdfReader

from communities.models import CommitteeMember, Issue, Region
from core.access import visible_to
from core.audit import AuditEvent
from core.errors import DomainError
from core.files import PDF
from core.jobs import Job, run_job
from reports.definitions import ledgers as printed
from reports.definitions.ledgers import LEDGER_REPORTS, code_of, context
from reports.ledgers import LEDGERS, base, find
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import communities, records, world
from tests.factories import progress as make

# tried where their records are made: tests/discipline/test_clue_pages.py, tests/reports/test_joint_review.py
ELSEWHERE = {"clues", "joint_review"}
CODES = [ledger.code for ledger in LEDGERS if ledger.code not in ELSEWHERE]
STREET_ONLY = {"meetings", "tasks", "lists", "nominations", "structure"}
HEARD = ("staff", "leader", "inspector", "secretary")
EVERYONE = (*HEARD, "neighbour", "outsider", "auditor", "system_admin", "security_admin", "audit_admin")


@pytest.fixture
def busy(street):
    """Two communities of the street and one of another, each with everything."""
    for community in (street.first, street.second, street.outside):
        make.open_baseline(street, community, "accepted")
        member = records.fill(street, community)
        records.vetting(street, community, member)
        records.result(street, community, member.person)
    return street


def screen(client, code, **filters):
    """The lines of the page, totals included, as lists of texts; dashes for none."""
    answer = client.get(reverse("reports:ledger", args=[code]), filters)
    page = markup.document_fromstring(answer.content.decode())
    rows = page.xpath("//table[contains(@class, 'ledger')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]


def sheet_of(client, code, **filters):
    answer = client.get(reverse("reports:ledger-export", args=[code]), filters)
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def workbook(client, code, **filters):
    """The lines of the exported sheet, sums included, without 序号, which is checked."""
    sheet = sheet_of(client, code, **filters)
    first = int(sheet.freeze_panes[1:])
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)][:-1]  # the last is signed
    numbers = [line[0] for line in lines]
    assert [number for number in numbers if number] == list(range(1, len(lines) + 1 - numbers.count(None)))
    return [line[1:] for line in lines]


def in_words(ledger, row):
    """A workbook's line as screen and paper show it, empty for none."""
    values = zip(ledger.columns, row, strict=True)
    return [_shown(column, value) for column, value in values]


def _shown(column, value):
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, datetime):
        return column.show(value.date())
    return column.show(value if column.number_format == "General" else Decimal(str(value)))


def paper(run):
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    return job.result.read()


def print_out(street, name, code, region=None):
    return request_report(
        actor=street.users[name], code=code_of(find(code)), region=region or street.regions[world.STREET],
        election=street.running,
    )  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_screen_workbook_and_paper_hold_the_same_lines(busy, signed_in, code):
    staff, ledger = signed_in("staff"), find(code)
    shown = screen(staff, code)
    assert len(shown) >= 2
    blank = [["" if text == "—" else text for text in row] for row in shown]
    assert [in_words(ledger, row) for row in workbook(staff, code)] == blank
    street = busy.regions[world.STREET]
    printed = context(ledger, busy.users["staff"], street, busy.running, {}, 1)
    lines = printed["lines"] + ([printed["totals"]] if printed["totals"] else [])
    assert [[" ".join(text.split()) for _, text in cells] for cells in lines] == blank


@pytest.mark.parametrize("code", CODES)
def test_each_ledger_prints(busy, code):
    content = paper(print_out(busy, "staff", code))
    pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
    assert all(find(code).columns[0].heading in page for page in pages)
    assert all(words in pages[0] for words in (find(code).title, "填报单位（盖章）", "东街道"))
    assert all(words in pages[-1] for words in ("审核人", "填表人", "口径"))


@pytest.mark.parametrize("name", EVERYONE)
def test_each_role_sees_its_own_communities(busy, signed_in, name):
    client, seen = signed_in(name), {}
    for code in CODES:
        answer = client.get(reverse("reports:ledger", args=[code]))
        places = {place for place in ("花一", "花二", "柳一") if place in answer.content.decode()}
        seen[code] = (answer.status_code, places if answer.status_code == 200 else set())
    assert seen == {code: expected(name, code) for code in CODES}


def expected(name, code):
    if name.endswith("_admin") or name == "auditor":
        return 403, set()
    if code in STREET_ONLY | {"audits"} and name in ("secretary", "neighbour"):
        return 404, set()
    places = {"secretary": {"花一"}, "neighbour": {"花二"}, "outsider": set()}  # the other street has no term
    return 200, places.get(name, {"花一", "花二"})


@pytest.mark.parametrize("secret", [records.TALK_SECRET, records.LIST_SECRET, records.VOTE_SECRET])
def test_no_ledger_gives_away_what_was_said(busy, signed_in, secret):
    """On screen and in Excel, to nobody: of talks the fact alone, of lists the street, of votes the numbers."""
    for name in HEARD:
        client = signed_in(name)
        for code in CODES:
            page = client.get(reverse("reports:ledger", args=[code])).content.decode()
            is_the_list = (code, secret) == ("lists", records.LIST_SECRET) and name != "secretary"
            assert (secret in page) == is_the_list, (name, code)


def test_votes_are_kept_from_the_community(busy, signed_in):
    heading = [column.heading for column in find("assessments").columns].index("有效票")
    votes = {name: screen(signed_in(name), "assessments")[0][heading] for name in HEARD}
    assert votes == {"staff": "17", "leader": "17", "inspector": "17", "secretary": "—"}


def test_a_choice_narrows_and_an_order_sorts(busy, signed_in):
    staff = signed_in("staff")
    records.visit(
        busy, busy.second, CommitteeMember.objects.first().person, method="household", visited_on=records.HELD_ON
    )
    assert [row[2] for row in screen(staff, "visits", method="household")[:-1]] == ["走访"]
    assert [row[0] for row in screen(staff, "visits", community=world.FIRST)] == ["花一社区", "合计"]
    first, second = [row[0] for row in screen(staff, "risks")]
    assert [row[0] for row in screen(staff, "meetings", order="-held_on")][0] == "第1次"
    assert (first, second) == ("花一社区", "花二社区")


def test_a_community_of_others_is_no_choice(busy, signed_in):
    assert screen(signed_in("staff"), "visits", community=world.OUTSIDE) == screen(signed_in("staff"), "visits")


def test_totals_are_sums(busy, signed_in):
    rows = screen(signed_in("staff"), "assessments")
    headings = [column.heading for column in find("assessments").columns]
    assert dict(zip(headings, rows[-1], strict=True))["有效票"] == "34"
    assert rows[-1][0] == "合计"


def test_taking_a_ledger_out_is_recorded(busy, signed_in):
    workbook(signed_in("leader"), "issues", kind="disputes")
    event = AuditEvent.objects.get(event="ledger.export")
    expected_detail = {"ledger": "issues", "election": busy.running.pk, "rows": 2, "kind": "disputes"}
    assert (event.actor_name, event.read_detail()) == ("leader", expected_detail)


def test_an_inspector_reads_and_takes_nothing_out(busy, signed_in):
    inspector = signed_in("inspector")
    assert "导出 Excel" not in inspector.get(reverse("reports:ledger", args=["issues"])).content.decode()
    assert inspector.get(reverse("reports:ledger-export", args=["issues"])).status_code == 403
    with pytest.raises(DomainError):
        print_out(busy, "inspector", "issues")


@pytest.mark.parametrize("code", sorted(STREET_ONLY))
def test_the_streets_ledgers_do_not_exist_for_a_community(busy, signed_in, code):
    secretary = signed_in("secretary")
    assert secretary.get(reverse("reports:ledger-export", args=[code])).status_code == 404
    assert secretary.post(reverse("reports:ledger-print", args=[code])).status_code == 404
    with pytest.raises(DomainError):
        print_out(busy, "secretary", code, region=busy.first)
    run = print_out(busy, "staff", code, region=busy.first)
    assert secretary.get(reverse("reports:report-run", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("code", CODES)
def test_a_printed_ledger_is_his_alone_who_asked(busy, code):
    """A community's issues, plans and votes read otherwise for the street than for its secretary."""
    run = print_out(busy, "staff", code, region=busy.first)
    seen = {name for name, user in busy.users.items() if visible_to(user, ReportRun).filter(pk=run.pk).exists()}
    assert seen == {"staff"}


def test_printing_is_asked_for_from_the_page(busy, signed_in):
    staff = signed_in("staff")
    answer = staff.post(
        reverse("reports:ledger-print", args=["issues"]), {"community": world.FIRST, "kind": "disputes"}
    )
    run = ReportRun.objects.get()
    assert answer.url == reverse("reports:report-run", args=[run.pk])
    assert (run.region_id, run.parameters) == (world.FIRST, {"kind": "disputes"})
    assert staff.get(reverse("reports:ledger-print", args=["issues"])).status_code == 405


def test_ledgers_are_not_offered_among_the_reports(busy, signed_in):
    page = signed_in("staff").get(reverse("reports:report-list")).content.decode()
    assert [
        report.code for report in LEDGER_REPORTS if reverse("reports:report-create", args=[report.code]) in page
    ] == []


# domain facts §6.2: number → the ledgers that hold its key columns
NINETEEN = {
    1: ["basics"], 2: ["roster"], 3: ["risks", "issues", "plans"], 4: ["reserves"], 5: ["lists"], 6: ["audits"],
    7: ["assessments", "team_assessments"], 8: ["talks"], 9: ["meetings", "tasks"], 10: ["nominations"],
    11: ["joint_review"], 12: ["pledges"], 13: ["warnings", "study", "coverage"], 14: ["publicity"], 15: ["clues"],
    16: ["notices"], 17: ["progress", "weekly"], 18: ["structure"], 19: ["results", "handovers"],
}  # fmt: skip
BESIDE_THEM = ["visits", "surveys"]


def test_the_nineteen_ledgers_are_all_there():
    codes = [code for codes in (*NINETEEN.values(), BESIDE_THEM) for code in codes]
    assert (list(NINETEEN), sorted(codes)) == (list(range(1, 20)), sorted(ledger.code for ledger in LEDGERS))


def room_of(sheet, cell):
    """The width of a cell and of those joined with it, in digits."""
    areas = [area for area in sheet.merged_cells.ranges if cell.coordinate in area]
    places = range(areas[0].min_col, areas[0].max_col + 1) if areas else [cell.column]
    return sum(sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width for place in places)


def breadth(text):
    """In digits, of which a Chinese character takes two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_is_laid_out_as_offices_expect(busy, signed_in, code):
    sheet, ledger = sheet_of(signed_in("staff"), code), find(code)
    last = openpyxl.utils.get_column_letter(len(ledger.columns) + 1)
    top, bottom = (5, 6) if ledger.is_grouped else (5, 5)
    assert (sheet["A1"].value, sheet["A3"].value) == (ledger.title, f"口径：{ledger.basis}")
    assert f"A1:{last}1" in {str(area) for area in sheet.merged_cells.ranges}
    band = [cell.value for cell in sheet[2] if cell.value]
    assert [band[0], band[1], band[2][:5]] == ["填报单位（盖章）：东街道", "第十二届（2026）", "填报日期："]
    assert [cell.value for cell in sheet[2] if cell.value and room_of(sheet, cell) < breadth(cell.value)] == []
    assert sheet["A4"].value.startswith("用户staff ")
    under_group = (
        {column.heading if column.group else None for column in ledger.columns} if ledger.is_grouped else set()
    )
    heads = [head.heading for head in ledger.heads]
    assert [cell.value for cell in sheet[top] if cell.value] == ["序号", *heads]
    assert bottom == top or {cell.value for cell in sheet[bottom]} == under_group
    assert (sheet.freeze_panes, sheet.print_title_rows) == (f"A{bottom + 1}", f"${top}:${bottom}")
    assert sheet.print_area == f"'台账'!$A$1:${last}${sheet.max_row}"
    page = sheet.page_setup
    assert (page.paperSize, page.orientation) == ({"A3": 8, "A4": 9}[ledger.paper], "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, page.fitToHeight) == (True, 0)
    assert sheet.cell(sheet.max_row, 1).value.startswith("审核人：")


def test_dates_are_dates_and_sums_are_marked(busy, signed_in):
    sheet = sheet_of(signed_in("staff"), "visits")
    heading = [cell.value for cell in sheet[5]].index(
        [c.heading for c in find("visits").columns if c.number_format == "yyyy-mm-dd"][0]
    )
    cell = sheet.cell(6, heading + 1)
    assert (cell.value, cell.is_date, cell.number_format) == (datetime(2026, 11, 10), True, "yyyy-mm-dd")
    assert sheet.cell(sheet.max_row - 1, 2).value == "合计"


def test_no_record_becomes_a_formula(busy, signed_in):
    Issue.objects.update(title='=HYPERLINK("x")', measures="@SUM(A1)")
    content = signed_in("staff").get(reverse("reports:ledger-export", args=["issues"])).content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert sum(cell.value == '=HYPERLINK("x")' for cell in cells) == 2


def test_an_unknown_ledger_is_not_found(signed_in, street):
    assert signed_in("staff").get(reverse("reports:ledger", args=["nothing"])).status_code == 404


def queries_of_each(client):
    """``{code: number of queries}``."""
    asked = {}
    for code in CODES:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("reports:ledger", args=[code]))
        asked[code] = len(captured)
    return asked


def test_three_lines_cost_as_many_queries_as_one(street, signed_in):
    staff = signed_in("staff")
    Region.objects.filter(pk=world.SECOND).update(is_active=False)
    make.open_baseline(street, street.first, "accepted")
    records.fill(street, street.first)
    queries_of_each(staff)  # the first of a session writes its times
    one = queries_of_each(staff)
    for _ in range(2):
        make.open_baseline(street, records.new_community(street), "accepted")
    assert queries_of_each(staff) == one


def test_a_long_ledger_is_printed_in_parts(street, monkeypatch):
    monkeypatch.setattr(printed, "PART", 2)
    people = [communities.make_person(street.first, name) for name in ("王一", "李二", "张三", "赵四", "孙五")]
    for person in people:
        communities.make_member(person, street.running, "party_member", since=date(2021, 11, 1))
    report = next(one for one in LEDGER_REPORTS if one.code == code_of(find("roster")))
    data = report.context(street.users["staff"], street.regions[world.STREET], street.running, {}, 1)
    document = report.render(report, data, lambda *_: None)
    text = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document.content)).pages]
    count = data["count"]
    parts = -(-count // 2)
    assert (document.content_type, document.pages, len(text)) == (PDF, parts, parts)
    assert [f"第{number}页共{parts}页" in page for number, page in enumerate(text, 1)] == [True] * parts
    assert ["现任“两委”花名册" in page for page in text] == [True] + [False] * (parts - 1)
    assert ["审核人" in page for page in text] == [False] * (parts - 1) + [True]
    assert f"共{count}条" in text[-1]


@pytest.mark.parametrize("first", [1, 20])
def test_above_a_street_the_roster_comes_part_by_part_in_the_same_order(busy, monkeypatch, first):
    monkeypatch.setattr(base, "FIRST_PART", first)
    province, user = busy.regions["52"], busy.users["staff"]
    rows = find("roster").rows
    assert list(rows(user, province, busy.running, {})) == list(
        rows(user, busy.regions[world.STREET], busy.running, {})
    )
