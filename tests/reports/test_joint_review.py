"""区级联审 on paper: the letter, the sheet that goes with it, the vetting form's boxes, the ledger."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from candidates.joint_review.wording import reminder
from candidates.services import joint_review as services
from core import fonts
from core.audit import AuditEvent
from core.errors import DomainError
from core.jobs import run_job
from reports.definitions.vetting_form import context as form_context
from reports.ledgers import find
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import candidates
from tests.factories import joint_review as make

PEOPLE = ("张三", "李四", "王㛃")


@pytest.fixture
def rules(street):
    fonts.build()
    candidates.install_rules(street)
    return street


@pytest.fixture
def batch(rules):
    return make.sent(rules, [make.passed(rules, name) for name in PEOPLE], basis="区换届办通知")


def built(street, code, subject, actor="staff"):
    """The bytes of a report about one letter, by its job."""
    run = request_report(actor=street.users[actor], code=code, parameters={"subject": str(subject.pk)})
    run_job(str(run.job_id))
    run = ReportRun.objects.get(pk=run.pk)
    assert run.job.state == "done", run.job.message
    return run.job.result.read()


def text_of(content):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_letter_names_its_number_addressee_people_and_date(rules, batch):
    letter = make.letter_to(batch)
    text = text_of(built(rules, "joint_letter", letter))
    for said in (letter.number, "区公安局：", "3名人选", "区换届办通知", "周经办", *PEOPLE, "□无影响任职情形"):
        assert said in text
    assert letter.opinions.first().row["id_number"] in text
    assert AuditEvent.objects.filter(event="jointletter.output").count() == 1


def test_the_list_stands_below_its_title(rules, batch):
    pages = PdfReader(io.BytesIO(built(rules, "joint_letter", make.letter_to(batch)))).pages
    last = "".join(pages[-1].extract_text().split())
    assert all(said in last for said in ("联审人选名单及审查意见表", "主送：区公安局", *PEOPLE))


def test_a_drafted_letter_is_marked_and_has_no_sheet(rules):
    letter = make.open_batch(rules).letters.first()
    assert "拟稿，未发出" in text_of(built(rules, "joint_letter", letter))
    run = request_report(actor=rules.users["staff"], code="joint_reply_sheet", parameters={"subject": str(letter.pk)})
    run_job(str(run.job_id))
    assert "发出后才能生成" in ReportRun.objects.get(pk=run.pk).job.message


def test_the_sheet_of_the_report_comes_back_as_it_went_out(rules, batch):
    letter = make.letter_to(batch)
    file = make.Returned(built(rules, "joint_reply_sheet", letter))
    for number in (1, 2, 3):
        file.answer(number)
    checked = make.upload(rules, letter, file.content())
    assert (checked.new_count, checked.wrong_count) == (3, 0)


@pytest.mark.parametrize("name", ["leader", "inspector", "secretary", "outsider"])
def test_nobody_else_gets_a_file_with_whole_numbers(rules, batch, name):
    for code in ("joint_letter", "joint_reply_sheet"):
        with pytest.raises(DomainError) as refusal:
            built(rules, code, make.letter_to(batch), actor=name)
        assert refusal.value.code == "not_allowed"


def test_the_vetting_form_has_a_box_for_each_department_and_the_conclusion(rules, batch):
    make.answer_all(rules, batch)
    make.answer(rules, make.letter_to(batch), "hit", "有记录")
    make.propose(rules, batch, "reject", "不符合条件")
    make.conclude(rules, batch)
    candidate = batch.entries.first().candidate
    data = form_context(rules.users["staff"], None, None, {"subject": candidate.pk}, 1)
    assert [(box["name"], [label for label, ticked in box["choices"] if ticked]) for box in data["departments"]] == [
        ("公安局", ["有（说明）"]), ("法院", ["无影响任职情形"]),
    ]  # fmt: skip
    assert data["district"]["choices"] == [("通过", False), ("不通过", True), ("退回补充", False)]


def test_whoever_was_never_sent_up_has_no_such_box(rules):
    candidate = make.passed(rules)
    data = form_context(rules.users["staff"], None, None, {"subject": candidate.pk}, 1)
    assert (data["departments"], data["district"]) == ([], None)


def test_the_ledger_has_a_line_for_each_person_and_department(rules, batch):
    make.answer(rules, make.letter_to(batch), "hit", "有记录", people=[batch.entries.first().candidate])
    make.late(make.letter_to(batch, make.COURT), days=2)
    ledger = find("joint_review")
    rows = ledger.take(rules.users["staff"], None, rules.running, {})
    assert len(rows) == 6
    assert [(r["name"], r["department"], r["result"], r["late"]) for r in rows[:2]] == [
        ("张三", "公安局", "有（说明）", None), ("张三", "法院", "未答复", 2),
    ]  # fmt: skip
    assert len(ledger.take(rules.users["staff"], None, rules.running, {"result": "hit"})) == 1
    assert ledger.take(rules.users["secretary"], None, rules.running, {}) == []
    services.recall_batch(actor=rules.users["staff"], batch=batch, note="撤回")
    assert ledger.take(rules.users["staff"], None, rules.running, {}) == []


def test_a_reminder_names_the_department_and_no_person(rules, batch):
    letter = make.letter_to(batch)
    text = reminder(letter, 3, 4)
    assert "现已逾期4天" in text
    assert letter.number in text
    assert not any(name in text for name in PEOPLE)


def test_the_sheet_is_a_workbook_without_formulas(rules, batch):
    content = built(rules, "joint_reply_sheet", make.letter_to(batch))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
