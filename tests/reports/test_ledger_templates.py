"""The office's own workbook for a ledger: kept for one user, filled in, recorded like an export."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.audit import AuditEvent
from core.files import StoredFile
from reports.ledgers import LEDGERS
from reports.models import LedgerTemplate
from tests.factories import communities as people
from tests.factories import world
from tests.factories.candidates import synthetic_id


def template(*headings):
    workbook = openpyxl.Workbook()
    for place, heading in enumerate(headings, 1):
        workbook.active.cell(1, place, heading)
    target = io.BytesIO()
    workbook.save(target)
    return SimpleUploadedFile("区里的表.xlsx", target.getvalue())


@pytest.fixture
def roster(street):
    for place, community in enumerate((street.first, street.second)):
        number = synthetic_id(date(1985, 1, 1), 800 + place)
        person = people.make_person(community, f"委员{place}", id_number=number)
        people.make_member(person, street.running)
    return street


def upload(client, *headings, code="roster"):
    return client.post(reverse("reports:ledger-template", args=[code]), {"upload": template(*headings)})


def fill(client, code="roster", **filters):
    return client.get(reverse("reports:ledger-fill", args=[code]), filters)


def lines(answer):
    return [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()
    ]


def test_a_template_is_kept_named_and_filled(roster, signed_in):
    staff = signed_in("staff")
    assert upload(staff, "序号", "姓名", "星座", "所在社区").status_code == 302
    page = " ".join(staff.get(reverse("reports:ledger-template", args=["roster"])).content.decode().split())
    assert "星座、所在社区" in page
    assert lines(fill(staff)) == [
        ["序号", "姓名", "星座", "所在社区"],
        [1, "委员0", None, None],
        [2, "委员1", None, None],
    ]
    assert lines(fill(staff, community=world.FIRST))[1:] == [[1, "委员0", None, None]]


def test_both_acts_are_recorded(roster, signed_in):
    staff = signed_in("staff")
    upload(staff, "姓名")
    fill(staff)
    digest = LedgerTemplate.objects.get().file.digest
    events = AuditEvent.objects.filter(event__in=["ledger.template", "ledger.export"]).order_by("seq")
    assert [(event.event, event.read_detail()) for event in events] == [
        ("ledger.template", {"ledger": "roster", "digest": digest}),
        ("ledger.export", {"ledger": "roster", "election": roster.running.pk, "rows": 2, "template": digest}),
    ]  # fmt: skip


def test_another_template_takes_the_place_of_the_first(roster, signed_in):
    staff = signed_in("staff")
    upload(staff, "姓名")
    upload(staff, "社区")
    assert [kept.recognised for kept in LedgerTemplate.objects.all()] == [["社区"]]
    assert StoredFile.objects.count() == 1


def test_a_template_is_its_uploaders_alone(roster, signed_in):
    upload(signed_in("staff"), "姓名")
    leader = signed_in("leader")
    answer = fill(leader)
    assert answer.status_code != 200
    assert "还没有“现任“两委”花名册”的模板，请先上传。" in answer.content.decode()


def test_a_secretary_fills_in_his_own_community(roster, signed_in):
    secretary = signed_in("secretary")
    upload(secretary, "姓名")
    assert lines(fill(secretary)) == [["姓名"], ["委员0"]]


def test_nothing_is_kept_of_a_template_without_a_known_heading(roster, signed_in):
    answer = upload(signed_in("staff"), "属相")
    assert (answer.status_code, LedgerTemplate.objects.count(), StoredFile.objects.count()) == (422, 0, 0)
    assert "没有认出任何标题" in answer.content.decode()


def test_an_id_number_stays_empty_until_it_is_asked_for(roster, signed_in):
    staff = signed_in("staff")
    upload(staff, "姓名", "身份证号")
    assert [line[1] for line in lines(fill(staff))] == ["身份证号", None, None]
    staff.post(reverse("reports:ledger-format", args=["roster"]), {"id_number": "full", "dates": "month"})
    assert fill(staff).url == f"{reverse('reports:ledger-numbers', args=['roster'])}?output=template"
    answer = staff.post(
        reverse("reports:ledger-numbers", args=["roster"]),
        {"purpose": "送区级联审", "password": world.PASSWORD, "output": "template"},
    )
    assert [line[1][:6] for line in lines(answer)[1:]] == ["000000", "000000"]


@pytest.mark.parametrize("code", [ledger.code for ledger in LEDGERS if ledger.code != "clues"])
def test_every_ledgers_own_headings_are_recognised(roster, signed_in, code):
    """Its own export, emptied, serves as a template: one row of headings or two."""
    staff = signed_in("staff")
    content = staff.get(reverse("reports:ledger-export", args=[code])).content
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    workbook.active.delete_rows(int(workbook.active.freeze_panes[1:]), 500)
    target = io.BytesIO()
    workbook.save(target)
    staff.post(
        reverse("reports:ledger-template", args=[code]), {"upload": SimpleUploadedFile("表.xlsx", target.getvalue())}
    )
    kept = LedgerTemplate.objects.get()
    ledger = next(ledger for ledger in LEDGERS if ledger.code == code)
    assert (kept.recognised, kept.unknown) == ([column.full_heading for column in ledger.columns], [])
