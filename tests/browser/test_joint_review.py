"""A batch sent up, answered by file and by paper, concluded by the leader: on the desk; and what fits a phone."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import candidates
from tests.factories import joint_review as make

DEPARTMENTS = ("纪委监委", "组织部", "社会工作部", "政法委", "信访局", "法院", "检察院", "公安局", "司法局")


def some_people(street):
    names = ("张三", "李四", "王㛃", "欧阳明月", "赵六")
    return [
        make.passed(street, name, community=street.first if place % 2 else street.second)
        for place, name in enumerate(names)
    ]


def answered_in_part(street):
    """Nine departments: most have answered, one sees something, one has changed facts, one is late."""
    people = some_people(street)
    batch = make.sent(street, people, departments=DEPARTMENTS, basis="区换届办关于资格联审的通知（示例）")
    letters = list(batch.letters.order_by("order"))
    for letter in letters[:-2]:
        make.answer(street, letter)
        make.attach_scan(street, letter)
    make.answer(street, letters[1], "hit", "有一起行政处罚记录，已履行完毕。", people=[people[2]])
    make.answer(street, letters[3], "verify", "有同名人员，需核对照片。", people=[people[4]])
    make.answer(street, letters[-2], people=people[:3])
    make.late(letters[-1], days=4)
    person = people[1].person
    person.education = 5
    person.affiliation = "none"
    person.save()
    return batch, people


def test_a_batch_is_drafted_checked_and_sent(visit, street, check_page, shoot):
    candidates.install_rules(street)
    some_people(street)
    page = visit("staff", reverse("candidates:joint-list"))
    check_page(page)
    page.get_by_role("link", name="新建批次").first.click()
    check_page(page)
    shoot(page, "joint-create")
    for name in ("张三", "李四"):
        page.get_by_label(re.compile(name)).check()
    page.get_by_label("联系电话").fill("0851-12345678")
    page.get_by_role("button", name="拟定批次").click()
    expect(page.get_by_text("人选和发函要素齐全")).to_be_visible()
    check_page(page)
    shoot(page, "joint-draft")
    page.get_by_role("link", name="核对并发函").click()
    expect(page.get_by_role("list").get_by_text("张三")).to_be_visible()
    check_page(page)
    shoot(page, "joint-send")
    page.get_by_role("button", name="确认发函").click()
    expect(page.get_by_text("已发函，数据已按发出时冻结")).to_be_visible()
    expect(page.get_by_role("table", name=re.compile("")).first).to_be_visible()


def test_the_matrix_leads_to_each_answer_and_the_leader_concludes(visit, street, check_page, shoot):
    batch, people = answered_in_part(street)
    make.propose(street, batch, "pass", "部门所述情况经核不影响任职", people=[people[0], people[2]])
    for size in ("desk", "phone"):
        page = visit("staff", reverse("candidates:joint-batch", args=[batch.pk]), size)
        check_page(page)
        shoot(page, f"joint-matrix-{size}")
    page = visit("staff", reverse("candidates:joint-batch", args=[batch.pk]))
    page.get_by_role("link", name="有", exact=True).click()
    expect(page.get_by_text("有一起行政处罚记录")).to_be_visible()
    check_page(page)
    shoot(page, "joint-opinion")
    letter = batch.letters.get(department="公安局")
    for view, *names in (
        ("joint-propose", batch.pk), ("joint-reminders", batch.pk), ("joint-letter", letter.pk),
        ("joint-reply", letter.pk), ("joint-reply-import", letter.pk), ("joint-ask-again", letter.pk),
    ):  # fmt: skip
        for size in ("desk", "phone"):
            page = visit("staff", reverse(f"candidates:{view}", args=names), size)
            check_page(page)
            shoot(page, f"{view}-{size}")
    page = visit("leader", reverse("candidates:joint-conclude", args=[batch.pk]))
    check_page(page)
    page.get_by_label(re.compile("王㛃")).check()
    page.get_by_label("未收齐复函即作结论的理由").fill("司法局书面说明本批不提意见")
    shoot(page, "joint-conclude")
    page.get_by_role("button", name="下一步：核对姓名").click()
    expect(page.get_by_role("heading", name="确认审定 1 人")).to_be_visible()
    shoot(page, "joint-conclude-confirm")
    page.get_by_role("button", name="确认审定").click()
    expect(page.get_by_text("已审定 1 人的联审结论：王㛃")).to_be_visible()
    assert make.state_of(people[2]) == "cleared"


def test_the_returned_file_is_imported_on_the_page(visit, street, check_page, shoot):
    people = some_people(street)[:2]
    letter = make.letter_to(make.sent(street, people))
    content = make.returned(letter, "无影响任职情形", ("有（说明）", None)).content()
    page = visit("staff", reverse("candidates:joint-reply-import", args=[letter.pk]))
    page.get_by_label("退回的表格").set_input_files(
        {"name": "反馈表.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_label("复函文号").fill("公函〔2026〕9号")
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url(re.compile("imports"))
    assert make.fresh(letter).reply_number == "公函〔2026〕9号"
    make.check(letter)
    page.reload()
    expect(page.get_by_text("须在“情况说明”中写明情况")).to_be_visible()
    check_page(page)
    shoot(page, "joint-import-preview")
