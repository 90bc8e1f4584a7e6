"""The rule book as a workbook: out, edited, in again; what is wrong is told by sheet, row and column."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from candidates import services
from candidates.imports import export_rule_book
from candidates.models import NegativeItem, ReviewDepartment, StandardSet, StructureTarget
from communities.services.schedule import confirm_milestone, install_schedule, save_milestone
from core.errors import DomainError
from core.imports import ImportBatch, confirm_import, start_import, undo_import
from core.jobs import run_job
from tests.factories import candidates as make
from tests.factories import world

HEADING_ROW = 2


@pytest.fixture
def rules(street):
    make.install_rules(street)
    return street


def exported(street):
    _, content = export_rule_book(actor=street.users["staff"], election=street.running)
    return load_workbook(io.BytesIO(content))


def place(sheet, heading):
    return next(cell.column for cell in sheet[HEADING_ROW] if str(cell.value).lstrip("*").startswith(heading))


def row_of(sheet, key, column=1):
    return next(row[0].row for row in sheet.iter_rows(min_row=4) if row[column - 1].value == key)


def put(workbook, sheet, key, **values):
    """Set cells of the row whose first cell is ``key``, by heading; returns the row's number."""
    tab = workbook[sheet]
    number = row_of(tab, key)
    for heading, value in values.items():
        tab.cell(number, place(tab, heading)).value = value
    return number


def add(workbook, sheet, **values):
    tab = workbook[sheet]
    number = tab.max_row + 1
    for heading, value in values.items():
        tab.cell(number, place(tab, heading)).value = value
    return number


def checked(street, workbook):
    content = io.BytesIO()
    workbook.save(content)
    batch = start_import(
        actor=street.users["staff"], kind="rule_book", region=street.regions[world.STREET], election=street.running,
        upload_name="规则库.xlsx", content=content.getvalue(),
    )  # fmt: skip
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def written(street, batch, **options):
    batch = confirm_import(actor=street.users["staff"], batch=batch, **options)
    run_job(str(batch.job_id))
    return ImportBatch.objects.get(pk=batch.pk)


def mistakes(batch):
    return [(r.sheet, r.number, e["column"], e["message"]) for r in batch.rows.filter(status="wrong") for e in r.errors]


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.wrong_count


def test_an_export_taken_in_again_changes_nothing(rules):
    batch = checked(rules, exported(rules))
    assert (batch.state, mistakes(batch)) == ("checked", [])
    assert counts(batch) == (0, 0, 71, 0)  # 21 criteria, 20 items, 20 targets, 10 departments


def test_an_edited_export_is_previewed_written_and_undone(rules):
    item = NegativeItem.objects.get(election=rules.running, code="N05")
    services.confirm_rule(actor=rules.users["staff"], rule=item, version=1, document_number="1号")
    book = exported(rules)
    put(book, "负面清单", "N05", 回溯年限=10, 类别="不宜")
    put(book, "结构指标", "S13", 指标值=45)
    put(book, "联审部门", "D08", 答复条目="N02、N05", 函件所列="姓名、公民身份号码")
    book["人选标准"].cell(4, place(book["人选标准"], "条目")).value = "按文件填写"
    add(book, "负面清单", 编号="N21", 情形="新条目", 类别="不得", 生效日期="2026-03-01")
    batch = checked(rules, book)
    assert (counts(batch), mistakes(batch)) == ((1, 4, 67, 0), [])
    changes = {row.shown["name"]: row.shown["changes"] for row in batch.rows.filter(status="changed")}
    assert changes["N05 黄赌毒"] == [["类别", "不得", "不宜"], ["回溯年限", "5", "10"]]
    assert changes["四有四带第1条"] == [["条目", "", "按文件填写"]]

    batch = written(rules, batch)
    assert batch.state == "written", batch.message
    new = NegativeItem.objects.live().get(election=rules.running, code="N05")
    assert (new.kind, new.look_back_years, new.previous, new.is_confirmed) == ("caution", 10, item, False)
    assert str(StructureTarget.objects.live().get(code="S13")) == "社区“两委”平均年龄不超过45岁"
    assert ReviewDepartment.objects.live().get(code="D08").column_labels == ["姓名", "公民身份号码"]
    assert StandardSet.objects.live().get(name="四有四带").criteria.first().phrase == "按文件填写"

    undo_import(actor=rules.users["staff"], batch=batch)
    back = NegativeItem.objects.live().get(election=rules.running, code="N05")
    assert (back.pk, back.kind, back.document_number) == (item.pk, "bar", "1号")
    assert not NegativeItem.objects.filter(code="N21").exists()
    assert StructureTarget.objects.live().get(code="S13").value is None
    assert StandardSet.objects.live().get(name="四有四带").criteria.first().phrase == ""


def test_another_period_is_taken_in_with_the_end_of_the_one_before(rules):
    book = exported(rules)
    put(book, "负面清单", "N05", 失效日期="2026-11-30")
    add(book, "负面清单", 编号="N05", 情形="黄赌毒（修订）", 类别="不得", 回溯年限=10, 生效日期="2026-12-01")
    batch = checked(rules, book)
    assert (counts(batch), mistakes(batch)) == ((1, 1, 70, 0), [])
    written(rules, batch)
    assert NegativeItem.objects.applying(rules.running).get(code="N05").title == "黄赌毒（修订）"


def test_wrong_rows_are_told_by_sheet_row_and_column(rules):
    book = exported(rules)
    overlapping = add(book, "负面清单", 编号="N05", 情形="黄赌毒（修订）", 类别="不得", 生效日期="2026-12-01")
    kind = put(book, "负面清单", "N06", 类别="也许")
    reversed_ = put(book, "负面清单", "N07", 失效日期="2020-01-01")
    value = put(book, "结构指标", "S13", 指标值="很多")
    unknown = put(book, "联审部门", "D08", 答复条目="N02、N77")
    letter = put(book, "联审部门", "D09", 函件所列="姓名、血型")
    twice = add(
        book,
        "结构指标",
        编号="S01",
        考察对象="社区“两委”",
        指标="女性人数",
        要求="不少于",
        类别="应达到",
        生效日期="2026-02-12",
    )
    uneven = put(book, "人选标准", "德才条件", 依据="别的依据") + 1
    batch = checked(rules, book)
    found = {(sheet, number, column) for sheet, number, column, _ in mistakes(batch)}
    assert {
        ("负面清单", overlapping, "valid_from"), ("负面清单", kind, "kind"), ("负面清单", reversed_, "valid_to"),
        ("结构指标", value, "value"), ("联审部门", unknown, "item_codes"), ("联审部门", letter, "columns"),
        ("结构指标", twice, "code"), ("人选标准", uneven, "basis"),
    } <= found  # fmt: skip
    told = next(
        message for _, number, column, message in mistakes(batch) if (number, column) == (overlapping, "valid_from")
    )
    assert told == (
        "“N05 黄赌毒（修订）”的有效期 2026-12-01 起 与已有版本的有效期 2026-02-12 起 重叠。"
        "请把较早一版的失效日期改到 2026-11-30 以前，或调整本条的生效日期。"
    )
    errors = load_workbook(io.BytesIO(batch.error_file.read()))
    assert errors.sheetnames[:4] == ["人选标准", "负面清单", "结构指标", "联审部门"]
    with pytest.raises(DomainError) as refusal:
        confirm_import(actor=rules.users["staff"], batch=batch)
    assert refusal.value.code == "rows_wrong"


def test_a_workbook_without_our_sheets_is_refused(rules):
    book = exported(rules)
    for name in list(book.sheetnames):
        book[name].title = f"别的{name}"
    batch = checked(rules, book)
    assert (batch.state, batch.message) == (
        "refused", "文件中没有名为人选标准、负面清单、结构指标、联审部门、换届日程的工作表。请使用下载的表格填写。",
    )  # fmt: skip


def test_an_import_marks_results_and_undo_is_refused_once_used(rules):
    candidate = make.put_forward(rules)
    make.clear_negative_list(rules, candidate, leave=["N06"])
    book = exported(rules)
    put(book, "负面清单", "N05", 回溯年限=10)
    add(book, "负面清单", 编号="N21", 情形="新条目", 类别="不得", 生效日期="2026-03-01")
    batch = written(rules, checked(rules, book))
    assert [c.item.code for c in candidate.negative_checks.filter(needs_recheck=True)] == ["N05"]
    make.hit(rules, candidate, "N21")
    with pytest.raises(DomainError) as refusal:
        undo_import(actor=rules.users["staff"], batch=batch)
    assert refusal.value.code == "changed_since_import"
    assert NegativeItem.objects.live().get(code="N05").look_back_years == 10


def test_the_schedule_goes_out_and_in_and_back(rules):
    install_schedule(actor=rules.users["staff"], election=rules.running)
    review = rules.running.milestones.get(title="街道严审")
    confirm_milestone(actor=rules.users["staff"], milestone=review, version=1, document_number="3号")
    batch = checked(rules, exported(rules))
    assert (counts(batch), mistakes(batch)) == ((0, 0, 98, 0), [])
    book = exported(rules)
    put(book, "换届日程", "街道严审", 完成时限="2026-11-05")
    assert mistakes(checked(rules, book))[0][-1] == "按倒排天数应为2026-10-31；要固定日期，请清空倒排天数。"
    put(book, "换届日程", "街道严审", 倒排天数=None)
    add(book, "换届日程", 事项="张榜公布", 完成时限="2026-12-01", 责任单位="各社区")
    batch = checked(rules, book)
    assert (counts(batch), mistakes(batch)) == ((1, 1, 97, 0), [])
    batch = written(rules, batch)
    assert batch.state == "written", batch.message
    review.refresh_from_db()
    assert (review.due_on, review.is_confirmed) == (date(2026, 11, 5), False)
    assert rules.running.milestones.get(title="张榜公布").responsible == "各社区"
    undo_import(actor=rules.users["staff"], batch=batch)
    review.refresh_from_db()
    assert (review.due_on, review.document_number) == (date(2026, 10, 31), "3号")
    assert review.offset == -60
    assert not rules.running.milestones.filter(title="张榜公布").exists()


def test_a_milestone_twice_or_changed_since_is_refused(rules):
    book = exported(rules)
    for _ in range(2):
        add(book, "换届日程", 事项="张榜公布", 完成时限="2026-12-01")
    assert {message for *_, message in mistakes(checked(rules, book))} == {"同一事项出现了几行，请只留一行。"}
    book = exported(rules)
    add(book, "换届日程", 事项="张榜公布", 完成时限="2026-12-01")
    batch = written(rules, checked(rules, book))
    made = rules.running.milestones.get()
    save_milestone(actor=rules.users["staff"], milestone=made, version=made.version)
    with pytest.raises(DomainError, match="张榜公布"):
        undo_import(actor=rules.users["staff"], batch=batch)


def test_who_may_take_the_book_out_and_in(rules, signed_in):
    users = ("staff", "leader", "secretary", "outsider")
    assert [signed_in(user).get(reverse("candidates:rules-import")).status_code for user in users] == [
        200,
        403,
        403,
        404,
    ]
    assert [signed_in(user).get(reverse("candidates:rules-export")).status_code for user in users[:3]] == [
        200,
        200,
        403,
    ]


def test_a_past_terms_book_is_not_imported(rules):
    services.install_ruleset(actor=rules.users["staff"], election=rules.past, year=2021)
    with pytest.raises(DomainError) as refusal:
        start_import(
            actor=rules.users["staff"], kind="rule_book", region=rules.regions[world.STREET], election=rules.past,
            upload_name="规则库.xlsx", content=b"",
        )  # fmt: skip
    assert refusal.value.code == "term_closed"
    assert date(2021, 1, 1) == NegativeItem.objects.filter(election=rules.past).first().valid_from
