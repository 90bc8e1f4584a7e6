"""The figures of an audit as a workbook: template, check, preview, confirmation, undo; by the auditor alone."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from openpyxl import load_workbook

from core import access
from core.errors import DomainError
from core.imports import ImportBatch, confirm_import, start_import, undo_import
from core.jobs import run_job
from core.spreadsheets import write_table
from interviews.audit_figures import problems
from interviews.imports import COLUMNS, FiguresImport
from interviews.models import AuditAmount
from tests.factories import audits


@pytest.fixture
def audit(street):
    return audits.bring_to(street, audits.plan(street), "opened")


def row(section="收入", item="财政拨款", **cells):
    return {"section": section, "item": item, **cells}


SOUND = [
    row(year="2022年", amount=120000),
    row(year=2023, amount="8.5万"),
    row(item="合 计", amount="205,000.00"),
    row("支出", "服务群众支出", amount="60,000.00元"),
    row("货币资金", "银行存款", opening="1000", closing=146500),  # 1,000 + 205,000 − 60,000 + 500 owed
    row("应付款", "暂存款", increase=500, closing=""),
    row("固定资产", "电脑"),
]


def workbook(rows):
    columns = [type(column)(column.key, column.heading) for column in COLUMNS]
    return write_table(columns, rows, title="审计数据")


def upload(street, audit, rows, actor="auditor"):
    return start_import(
        actor=street.users[actor], kind="audit_figures", region=audit.community, election=audit.election,
        subject=audit, upload_name="数据.xlsx", content=workbook(rows),
    )  # fmt: skip


def checked(street, audit, rows, actor="auditor"):
    batch = upload(street, audit, rows, actor)
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def written(street, batch, actor="auditor", **options):
    batch = confirm_import(actor=street.users[actor], batch=batch, **options)
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def mistakes(batch):
    return [(each.number, error["column"], error["message"]) for each in batch.rows.all() for error in each.errors]


def stored(audit):
    return {
        (line.section, line.item, line.year): (line.amount, line.opening, line.increase, line.closing)
        for line in audit.amounts.all()
    }


def test_an_auditor_brings_in_sound_figures(street, audit):
    batch = written(street, checked(street, audit, SOUND))
    assert (batch.state, batch.new_count, batch.same_count, batch.wrong_count) == ("written", 5, 2, 0)
    assert stored(audit) == {
        ("income", "财政拨款", 2022): (120000, None, None, None),
        ("income", "财政拨款", 2023): (85000, None, None, None),
        ("expenditure", "服务群众支出", None): (60000, None, None, None),
        ("cash", "银行存款", None): (None, 1000, None, 146500),
        ("debts", "暂存款", None): (None, 0, 500, 500),
    }
    assert problems(audit) == []


WRONG = [
    (row(item="合计", amount=5), "amount", "各行相加为7.00元，合计填列5.00元，相差2.00元。"),
    (row("固定资产", "电脑", opening=10, increase=5, closing=14), "closing",
     "固定资产“电脑”不平：期初10.00＋增加5.00－减少0.00，期末应为15.00元，填列14.00元，相差1.00元。"),
    (row(item="捐赠", amount=3, opening=4), "opening", "“收入”的行不填“期初余额”。"),
    (row("货币资金", "现金", opening=4), "closing", "货币资金“现金”没有填期末余额。"),
    (row(item="捐赠", amount="约3千"), "amount", "“约3千”不是金额。请以元为单位填写数字，如 1234.50、1,234.50 或 1.2万。"),
    (row(item="捐赠", amount=-3), "amount", "金额不能为负数，填写了“-3”。冲减的请按净额填写，并在备注中说明。"),
    (row(item="捐赠", amount=3, year=2019), "year", "收入“捐赠”的年度2019年不在审计期间（2021年至2026年）内。"),
    (row("收支", "捐赠", amount=3), "section", "“分类”只能填写：收入、支出、货币资金、债权（应收款项）、债务（应付款项）、固定资产、专项资金。"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "column", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_a_wrong_row_is_named_with_its_amounts(street, audit, wrong, column, message):
    batch = checked(street, audit, [row(amount=7), wrong])
    assert [(each[1], each[2]) for each in mistakes(batch)] == [(column, message)]
    assert batch.error_file is not None


def test_an_item_twice_is_refused_in_both_rows(street, audit):
    batch = checked(street, audit, [row(amount=7), row(amount=8), row(amount=9, year=2023)])
    assert [(number, column) for number, column, _ in mistakes(batch)] == [(3, "item"), (4, "item")]


def test_changes_are_shown_with_old_and_new_and_undone_together(street, audit):
    audits.fill_figures(audit)
    before = stored(audit)
    batch = checked(
        street, audit, [row(amount=250000), row(item="捐赠", amount=5), row(item="党组织服务群众经费", amount=50000)]
    )
    counts = (batch.new_count, batch.changed_count, batch.same_count)
    assert counts == (1, 1, 1)
    assert batch.rows.get(status="changed").shown["changes"] == [["金额", "200,000.00", "250,000.00"]]
    batch = written(street, batch)
    assert audit.amounts.get(item="财政拨款").amount == Decimal(250000)
    undo_import(actor=street.users["auditor"], batch=batch)
    assert stored(audit) == before


def test_an_undo_that_would_lose_later_work_is_refused_whole(street, audit):
    batch = written(street, checked(street, audit, SOUND))
    AuditAmount.objects.filter(section="cash").update(version=7)
    with pytest.raises(DomainError) as refused:
        undo_import(actor=street.users["auditor"], batch=batch)
    assert refused.value.code == "changed_since_import"
    assert "“银行存款”" in refused.value.message
    assert len(stored(audit)) == 5


def test_what_changed_since_the_preview_is_not_overwritten(street, audit):
    audits.fill_figures(audit)
    batch = checked(street, audit, [row(amount=250000)])
    AuditAmount.objects.filter(item="财政拨款").update(version=7)
    batch = written(street, batch)
    assert (batch.state, audit.amounts.get(item="财政拨款").amount) == ("stale", 200000)


def test_the_report_once_out_no_import_begins_or_ends(street, audit):
    batch = checked(street, audit, SOUND)
    type(audit).objects.filter(pk=audit.pk).update(state="reported")
    for act in (
        lambda: upload(street, audit, SOUND),
        lambda: confirm_import(actor=street.users["auditor"], batch=batch),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "report_issued"


def test_the_batch_exists_for_who_works_on_the_audit_alone(street, audit):
    batch = checked(street, audit, SOUND)
    admitted = {name for name, user in street.users.items() if access.visible_to(user, ImportBatch).filter(pk=batch.pk)}
    assert admitted == {"auditor", "staff", "second_staff"}  # no secretary, though she fills in her community
    for name, user in street.users.items():
        assert access.allowed(user, "manage_audits", batch) == (name in admitted)
    with pytest.raises(Http404):
        upload(street, audit, SOUND, actor="secretary")


def test_the_template_holds_what_is_known_and_comes_back_unchanged(street, signed_in, audit):
    audits.fill_figures(audit)
    response = signed_in("auditor").get(reverse("interviews:audit-figures-template", args=[audit.pk]))
    content = b"".join(response)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    known = [[cell.value for cell in line[:4]] for line in sheet.iter_rows(min_row=4)]
    assert ["收入", "财政拨款", None, 200000] in known
    assert ["固定资产", "办公设备", None, None] in known
    assert "钱进" not in response["Content-Disposition"]
    batch = start_import(
        actor=street.users["auditor"], kind="audit_figures", region=audit.community, election=audit.election,
        subject=audit, upload_name="模板.xlsx", content=content,
    )  # fmt: skip
    run_job(str(batch.job_id))
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.new_count, batch.changed_count, batch.wrong_count, batch.writable_count) == (0, 0, 0, 0)


def test_the_pages_lead_the_auditor_from_upload_to_undo(street, signed_in, audit):
    client = signed_in("auditor")
    upload = SimpleUploadedFile("数据.xlsx", workbook(SOUND))
    response = client.post(reverse("interviews:audit-figures-import", args=[audit.pk]), {"upload": upload})
    batch = ImportBatch.objects.get()
    assert response.url == reverse("communities:import-detail", args=[batch.pk])
    run_job(str(batch.job_id))
    page = client.get(response.url).content.decode()
    assert "确认导入 5 行" in page
    assert "离任审计数据导入" in page
    client.post(reverse("communities:import-confirm", args=[batch.pk]))
    batch.refresh_from_db()
    run_job(str(batch.job_id))
    page = client.get(response.url).content.decode()
    assert "新增 5 行" in page
    assert reverse("interviews:audit-figures", args=[audit.pk]) in page
    client.post(reverse("communities:import-undo", args=[batch.pk]))
    assert stored(audit) == {}
    assert str(batch.pk) in client.get(reverse("interviews:audit-figures", args=[audit.pk])).content.decode()


def test_batches_about_a_record_are_not_among_the_roster_s(street, signed_in, audit):
    batch = checked(street, audit, SOUND)
    assert str(batch.pk) not in signed_in("staff").get(reverse("communities:import-list")).content.decode()
    assert signed_in("staff").get(reverse("communities:import-start", args=[FiguresImport.code])).status_code == 404
