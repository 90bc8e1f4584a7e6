"""The letter's workbook out and back: the file that the product makes, edited as departments edit it."""

import io
import threading

import openpyxl
import pytest
from django.db import connection
from openpyxl.utils import get_column_letter

from candidates.joint_review.workbook import FIRST_ROW, HEADING_ROW, SHEET_NAME
from candidates.models import DepartmentOpinion
from candidates.services import joint_review as services
from core.errors import DomainError
from core.imports import ImportBatch, confirm_import, undo_import
from core.jobs import run_job
from tests.factories import imports, world
from tests.factories import joint_review as make

CLEAR, HIT, VERIFY = "无影响任职情形", "有（说明）", "需进一步核实"
POLICE, COURT = make.POLICE, make.COURT


@pytest.fixture
def people(rules):
    return [make.passed(rules, name) for name in ("张三", "李四", "王㛃")]


@pytest.fixture
def letter(rules, people):
    return make.letter_to(make.sent(rules, people))


def results(letter):
    rows = letter.opinions.order_by("position")
    return [(opinion.result, opinion.explanation) for opinion in rows]


def wrong(batch):
    """``{row's name: [column: message]}`` of what was refused."""
    found = {}
    for row in batch.rows.filter(status="wrong"):
        found[row.shown["name"]] = [(error["heading"], error["message"]) for error in row.errors]
    return found


# --- the file that goes out


def test_everything_but_the_answers_is_locked_and_keys_are_out_of_sight(letter):
    file = make.returned(letter)
    sheet, headings = file.sheet, file.headings
    assert sheet.protection.sheet
    open_columns = {
        heading for heading, place in headings.items() if not sheet.cell(FIRST_ROW, place).protection.locked
    }
    assert open_columns == {"审查结果", "情况说明"}
    assert all(cell.protection.locked for cell in sheet[HEADING_ROW])
    assert sheet.column_dimensions[get_column_letter(headings["行标识（请勿改动）"])].hidden
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == f'"{CLEAR},{HIT},{VERIFY}"'
    assert (
        str(validation.sqref)
        == f"{get_column_letter(headings['审查结果'])}5:{get_column_letter(headings['审查结果'])}7"
    )


def test_numbers_are_text_and_the_page_is_set_up_for_print(letter, people):
    file = make.returned(letter)
    cell = file.sheet.cell(FIRST_ROW, file.headings["公民身份号码"])
    assert (cell.value, cell.data_type, cell.number_format) == (people[0].person.id_number, "s", "@")
    setup = file.sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), file.sheet.print_title_rows) == ("landscape", 9, "$4:$4")
    key_column = get_column_letter(file.headings["行标识（请勿改动）"])
    assert key_column not in file.sheet.print_area


def test_a_department_is_sent_its_own_columns_and_no_other(rules, people):
    batch = make.open_batch(rules, people, departments=())
    make.add_letter(rules, batch, COURT, columns=("birth_date", "id_masked"))
    make.send(rules, batch)
    content = make.workbook_of(make.letter_to(batch, COURT))
    headings = make.Returned(content).headings
    assert list(headings) == [
        "序号", "社区", "姓名", "出生年月", "公民身份号码（部分隐去）", "拟任职务", "审查结果", "情况说明", "行标识（请勿改动）",
    ]  # fmt: skip
    texts = {str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row}
    assert not texts & {candidate.person.id_number for candidate in people}


# --- the way back


def test_the_file_comes_back_is_checked_confirmed_and_written(rules, letter):
    file = make.returned(letter, CLEAR, (HIT, "有行政处罚，已满五年"), (VERIFY, "同名同姓，待核"))
    batch = make.upload(rules, letter, file.content())
    assert (batch.state, batch.new_count, batch.wrong_count) == ("checked", 3, 0)
    assert results(letter) == [("pending", "")] * 3
    imports.written(rules, batch)
    assert results(letter) == [("clear", ""), ("hit", "有行政处罚，已满五年"), ("verify", "同名同姓，待核")]
    assert make.fresh(letter).state == "answered"
    assert set(letter.opinions.values_list("source", flat=True)) == {"workbook"}


def test_the_same_file_again_changes_nothing_and_a_corrected_one_shows_old_and_new(rules, letter):
    imports.written(rules, make.upload(rules, letter, make.returned(letter, CLEAR, CLEAR, CLEAR).content()))
    same = make.upload(rules, letter, make.returned(letter, CLEAR, CLEAR, CLEAR).content())
    assert (same.same_count, same.writable_count) == (3, 0)
    changed = make.upload(rules, letter, make.returned(letter, CLEAR, (HIT, "查有记录"), CLEAR).content())
    assert (changed.changed_count, changed.same_count) == (1, 2)
    row = changed.rows.get(status="changed")
    assert row.shown["changes"] == [["审查结果", CLEAR, HIT], ["情况说明", "", "查有记录"]]


def test_an_import_is_undone_whole(rules, letter):
    make.answer(rules, letter, "verify", "电话答复，待核")
    batch = imports.written(rules, make.upload(rules, letter, make.returned(letter, CLEAR, CLEAR, CLEAR).content()))
    undo_import(actor=rules.users["staff"], batch=batch)
    assert results(letter) == [("verify", "电话答复，待核")] * 3
    assert set(letter.opinions.values_list("source", flat=True)) == {"paper"}


def test_an_import_is_not_undone_once_an_answer_was_changed_since(rules, letter, people):
    batch = imports.written(rules, make.upload(rules, letter, make.returned(letter, CLEAR, CLEAR, CLEAR).content()))
    make.answer(rules, letter, "hit", "补充来函", people=[people[0]])
    with pytest.raises(DomainError) as refusal:
        undo_import(actor=rules.users["staff"], batch=batch)
    assert refusal.value.code == "changed_since_import"
    assert "张三" in refusal.value.message
    assert results(letter)[0] == ("hit", "补充来函")


# --- files that are not what was sent


@pytest.mark.parametrize("heading", ["审查结果", "情况说明", "姓名", "公民身份号码", "行标识（请勿改动）", "序号"])
def test_a_changed_heading_is_named(rules, letter, heading):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    file.sheet.cell(HEADING_ROW, file.headings[heading]).value = "别的"
    batch = make.upload(rules, letter, file.content())
    assert batch.state == "refused"
    assert "没有找到必需的标题" in batch.message
    assert heading in batch.message


def test_a_removed_row_is_listed_as_missing(rules, letter):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    file.sheet.delete_rows(FIRST_ROW + 1)
    batch = make.upload(rules, letter, file.content())
    assert (batch.new_count, batch.wrong_count) == (2, 1)
    ((_, message),) = wrong(batch)["李四"]
    assert "函中第2号" in message
    assert "视为未答复" in message
    with pytest.raises(DomainError) as refusal:
        confirm_import(actor=rules.users["staff"], batch=batch)
    assert refusal.value.code == "rows_wrong"
    imports.written(rules, batch, only_right=True)
    assert [result for result, _ in results(letter)] == ["clear", "pending", "clear"]
    assert make.fresh(letter).state == "sent"


def test_an_added_row_is_refused(rules, letter):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    for heading in file.headings:
        file.set(4, heading, file.get(1, heading))
    file.set(4, "姓名", "赵外人")
    file.set(4, "行标识（请勿改动）", None)
    ((heading, message),) = wrong(make.upload(rules, letter, file.content()))["赵外人"]
    assert heading == "行标识（请勿改动）"
    assert "不能新增" in message


def test_a_row_twice_is_refused_both_times(rules, letter):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    for heading in file.headings:
        file.set(4, heading, file.get(1, heading))
    batch = make.upload(rules, letter, file.content())
    assert (batch.wrong_count, batch.new_count) == (2, 2)
    assert "一名人选只能有一行" in batch.rows.filter(status="wrong").first().errors[0]["message"]


def test_a_foreign_key_is_refused(rules, letter):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    file.set(2, "行标识（请勿改动）", "0" * 40)
    batch = make.upload(rules, letter, file.content())
    assert "不是本系统随此函发出的" in batch.rows.get(status="wrong", number=FIRST_ROW + 1).errors[0]["message"]
    assert "不在表中" in wrong(batch)["李四"][0][1]


def test_another_departments_file_is_refused_and_named(rules, letter):
    other = make.letter_to(letter.batch, COURT)
    batch = make.upload(rules, letter, make.returned(other, CLEAR, CLEAR, CLEAR).content())
    assert batch.new_count == 0
    message = batch.rows.filter(status="wrong").first().errors[0]["message"]
    assert COURT in message
    assert other.number in message


def test_another_batchs_file_is_refused_and_named(rules, letter):
    other = make.letter_to(make.sent(rules, [make.passed(rules, "张三")]))
    batch = make.upload(rules, letter, make.returned(other, CLEAR).content())
    assert "第二批区级联审" in batch.rows.first().errors[0]["message"]


def test_nothing_is_told_of_another_streets_batch(rules, letter):
    other = make.letter_to(make.sent(rules, [make.passed(rules)]))
    batch = other.batch
    foreign = rules.past.__class__.objects.create(
        region=rules.regions[world.OTHER_STREET], number=12, election_day=rules.running.election_day,
        key_date=rules.running.key_date,
    )  # fmt: skip
    batch.letters.update(election=foreign)
    checked = make.upload(rules, letter, make.returned(other, CLEAR).content())
    message = checked.rows.first().errors[0]["message"]
    assert "不是本系统随此函发出的" in message
    assert other.number not in message


@pytest.mark.parametrize(
    ("heading", "value"), [("姓名", "张四"), ("公民身份号码", "11010119900101001X"), ("拟任职务", "书记")]
)
def test_an_edited_cell_is_refused_and_no_number_is_told(rules, letter, people, heading, value):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    file.set(1, heading, value)
    batch = make.upload(rules, letter, file.content())
    ((where, message),) = wrong(batch)["张三"]
    assert where == heading
    assert "与发函时不一致" in message
    assert people[0].person.id_number not in message


def test_a_missing_answer_and_a_hit_without_words_are_refused(rules, letter):
    file = make.returned(letter, CLEAR, (HIT, None))
    found = wrong(make.upload(rules, letter, file.content()))
    assert found["李四"] == [("情况说明", "选“有（说明）”的，须在“情况说明”中写明情况。")]
    assert found["王㛃"] == [("审查结果", "“审查结果”必须填写。")]
    file.answer(1, "没问题")
    assert "只能填写" in wrong(make.upload(rules, letter, file.content()))["张三"][0][1]


def test_whoever_left_meanwhile_is_refused_by_name(rules, letter, people):
    file = make.returned(letter, CLEAR, CLEAR, CLEAR)
    entry = letter.batch.entries.get(candidate=people[0])
    services.take_out(actor=rules.users["staff"], entry=entry, reason="本人退出")
    assert "已移出本批" in wrong(make.upload(rules, letter, file.content()))["张三"][0][1]


def test_a_letter_called_back_takes_no_file(rules, letter):
    content = make.returned(letter, CLEAR, CLEAR, CLEAR).content()
    services.recall_letter(actor=rules.users["staff"], letter=letter, note="重发")
    with pytest.raises(DomainError) as refusal:
        make.upload(rules, make.fresh(letter), content)
    assert refusal.value.code == "letter_not_out"


def test_hostile_words_stay_words(rules, letter):
    words = '=HYPERLINK("http://evil","x")<script>'
    file = make.returned(letter, (HIT, words), CLEAR, CLEAR)
    file.sheet.cell(FIRST_ROW, file.headings["情况说明"]).data_type = "s"
    imports.written(rules, make.upload(rules, letter, file.content()))
    assert results(letter)[0] == ("hit", words)
    cell = make.returned(letter).sheet.cell(FIRST_ROW, make.returned(letter).headings["情况说明"])
    assert (cell.value, cell.data_type) == (words, "s")


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_the_same_reply_one_is_written_and_the_other_told(rules):
    letter = make.letter_to(make.sent(rules, [make.passed(rules, "张三")]))
    content = make.returned(letter, CLEAR).content()
    batches = [make.upload(rules, letter, content) for _ in range(2)]
    batches = [confirm_import(actor=rules.users["staff"], batch=batch) for batch in batches]

    def write(batch):
        try:
            run_job(str(batch.job_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(ImportBatch.objects.filter(pk__in=[b.pk for b in batches]).values_list("state", flat=True))
    assert states == ["stale", "written"]
    opinion = DepartmentOpinion.objects.get(letter=letter)
    assert (opinion.result, opinion.version) == ("clear", 2)


def test_the_sheet_is_found_by_its_name(letter):
    assert make.returned(letter).book.sheetnames == [SHEET_NAME]
