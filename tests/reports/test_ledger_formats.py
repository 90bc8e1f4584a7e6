"""In what form a ledger is taken out: ID numbers, dates, the day of the ages; remembered, and accounted for."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from communities.models import CommitteeMember, Person
from core.audit import AuditEvent
from core.ids import mask_id_number
from core.jobs import Job, run_job
from reports.ledgers import find
from reports.ledgers.formats import ID_NUMBER, Format
from reports.models import LedgerFormat, ReportRun
from tests.factories import communities as people
from tests.factories import world
from tests.factories.candidates import synthetic_id

BORN = date(1988, 3, 5)
REASON = {"purpose": "送区级联审", "remark": "第一批"}


@pytest.fixture
def roster(street):
    """A member in each community of the street, with a number on file."""
    for place, community in enumerate((street.first, street.second)):
        number = synthetic_id(BORN, 700 + place)
        person = people.make_person(
            community, f"委员{place}", id_number=number, birth_date=BORN, party_joined_on=date(2010, 7, 1)
        )
        people.make_member(person, street.running)
    return street


def choose(client, code="roster", **fields):
    return client.post(
        reverse("reports:ledger-format", args=[code]), {"id_number": "none", "dates": "month", "age_on": "", **fields}
    )


def columns(content):
    """``{heading: cells}`` of an exported roster."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    first = int(sheet.freeze_panes[1:])
    lines = range(first, sheet.max_row)
    return {
        sheet.cell(first - 1, place).value: [sheet.cell(row, place) for row in lines]
        for place in range(1, sheet.max_column + 1)
    }


def export(client, code="roster", **filters):
    return client.get(reverse("reports:ledger-export", args=[code]), filters)


def numbers():
    return [person.id_number for person in Person.objects.order_by("community_id")]


def test_usually_no_number_is_in_it(roster, signed_in):
    staff = signed_in("staff")
    content = export(staff).content
    assert "公民身份号码" not in columns(content)
    born = columns(content)["出生年月"][0]
    assert (born.value, born.number_format, born.is_date) == (datetime(1988, 3, 5), "yyyy.mm", True)


def test_a_choice_is_kept_for_one_user_and_one_ledger(roster, signed_in):
    staff = signed_in("staff")
    answer = choose(staff, id_number="masked", dates="day", age_on="2026-03-04", community=world.FIRST)
    assert answer.url == f"{reverse('reports:ledger', args=['roster'])}?community={world.FIRST}"
    kept = LedgerFormat.objects.get()
    assert (kept.user, kept.ledger, kept.id_number, kept.dates, kept.age_on) == (
        roster.users["staff"], "roster", "masked", "day", date(2026, 3, 4),
    )  # fmt: skip
    found = columns(export(staff).content)
    assert [cell.value for cell in found["公民身份号码"]] == [mask_id_number(number) for number in numbers()]
    assert [cell.value for cell in found["年龄"]] == [37, 37]
    assert found["出生年月"][0].number_format == "yyyy-mm-dd"
    page = staff.get(reverse("reports:ledger", args=["roster"])).content.decode()
    assert all(shown in page for shown in ("1988-03-05", "2026年3月4日周岁", mask_id_number(numbers()[0])))
    assert "公民身份号码" not in columns(export(signed_in("leader")).content)


def test_choosing_again_replaces_the_choice(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="masked")
    choose(staff, dates="day")
    assert [(kept.id_number, kept.dates) for kept in LedgerFormat.objects.all()] == [("none", "day")]


def test_a_wrong_choice_is_refused_in_words(roster, signed_in):
    answer = choose(signed_in("staff"), age_on="2026-13-01")
    assert (answer.status_code >= 400, LedgerFormat.objects.count()) == (True, 0)
    assert "年龄计算至" in answer.content.decode()


def test_complete_numbers_ask_for_a_reason_first(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="full")
    assert export(staff, community=world.FIRST).url == (
        f"{reverse('reports:ledger-numbers', args=['roster'])}?community={world.FIRST}"
    )
    page = staff.get(reverse("reports:ledger-numbers", args=["roster"]))
    assert page.status_code == 200
    without = staff.post(reverse("reports:ledger-numbers", args=["roster"]), {"purpose": ""})
    assert (without.status_code, AuditEvent.objects.filter(event="ledger.identity").count()) == (422, 0)


def give(client, **fields):
    return client.post(
        reverse("reports:ledger-numbers", args=["roster"]), {**REASON, "password": world.PASSWORD, **fields}
    )


def test_complete_numbers_come_as_text_and_are_recorded(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="full")
    cells = columns(give(staff).content)["公民身份号码"]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        (number, "s", "@") for number in numbers()
    ]
    event = AuditEvent.objects.get(event="ledger.identity")
    assert (event.actor_name, event.reason, event.read_detail()) == (
        "staff",
        "送区级联审：第一批",
        {"ledger": "roster"},
    )


def test_a_screen_shows_no_complete_number(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="full")
    page = staff.get(reverse("reports:ledger", args=["roster"])).content.decode()
    assert [number for number in numbers() if number in page] == []
    assert mask_id_number(numbers()[0]) in page


def test_who_may_see_no_number_cannot_choose_it(roster, signed_in):
    leader = signed_in("leader")
    choose(leader, id_number="full")
    assert LedgerFormat.objects.count() == 0
    assert leader.get(reverse("reports:ledger-numbers", args=["roster"])).status_code == 403


def test_a_right_that_is_gone_masks_what_was_chosen(roster, signed_in):
    LedgerFormat.objects.create(user=roster.users["leader"], ledger="roster", id_number="full")
    cells = columns(export(signed_in("leader")).content)["公民身份号码"]
    assert [cell.value for cell in cells] == [mask_id_number(number) for number in numbers()]


def test_the_eleventh_ledger_in_an_hour_is_refused(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="full")
    answers = [give(staff).status_code for _ in range(11)]
    assert answers == [200] * 10 + [422]
    assert AuditEvent.objects.filter(event="ledger.identity", result="refused").count() == 1


def printed(client, answer):
    run = ReportRun.objects.latest("created_at")
    assert answer.url == reverse("reports:report-run", args=[run.pk])
    run_job(str(run.job_id))
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.message) == ("done", "")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(job.result.read())).pages)
    return run, "".join(text.split())


def test_paper_holds_the_complete_numbers_only_under_a_recorded_reason(roster, signed_in):
    staff = signed_in("staff")
    choose(staff, id_number="full", dates="day")
    asked = staff.post(reverse("reports:ledger-print", args=["roster"]))
    assert asked.url == f"{reverse('reports:ledger-numbers', args=['roster'])}?output=paper"
    run, text = printed(staff, give(staff, output="paper"))
    seq = AuditEvent.objects.get(event="ledger.identity").seq
    assert run.parameters == {"dates": "day", "disclosure": str(seq)}
    assert [number in text for number in numbers()] == [True, True]
    assert "1988-03-05" in text


def test_no_parameter_of_the_report_gives_numbers_away(roster, signed_in):
    """The report can be asked for by its address too; a made-up or another's disclosure is none."""
    staff = signed_in("staff")
    address = reverse("reports:report-create", args=["ledger_roster"])
    for made_up in ({"id_number": "full"}, {"disclosure": "1"}):
        answer = staff.post(address, {"region": world.STREET, **made_up})
        assert (answer.status_code, ReportRun.objects.count()) == (422, 0)


@pytest.mark.parametrize("code", ["roster", "nominations", "joint_review"])
def test_numbers_stand_beside_the_names_of_the_ledgers_that_declare_them(code):
    headings = [column.heading for column in Format(id_number="masked").shape(find(code)).columns]
    assert headings[headings.index("姓名") + 1] == ID_NUMBER.heading


def test_a_ledger_without_people_has_nothing_to_choose(roster, signed_in):
    staff = signed_in("staff")
    assert Format(id_number="masked", dates="day").shape(find("basics")) is find("basics")
    assert staff.get(reverse("reports:ledger-numbers", args=["basics"])).status_code == 404


def test_a_number_costs_no_query_of_its_own(roster, signed_in, django_assert_max_num_queries):
    staff = signed_in("staff")
    choose(staff, id_number="masked")
    asked = []
    for size in (49, 50):  # more than a page shows, so that both are counted
        for _ in range(size):
            person = people.make_person(roster.first, birth_date=BORN)
            people.make_member(person, roster.running, "party_member")
        with django_assert_max_num_queries(1000) as queries:
            staff.get(reverse("reports:ledger", args=["roster"]))
        asked.append(len(queries))
    assert (CommitteeMember.objects.count(), asked[0]) == (101, asked[1])
