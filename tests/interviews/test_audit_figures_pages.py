"""Entering the figures of an audit: by hand, by two people at once, and who may."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import DomainError
from interviews.audit_figures import problems
from interviews.models import AuditAmount
from interviews.services.audit_figures import FIELDS, TypedLine, save_section
from tests.factories import audits


@pytest.fixture
def audit(street):
    return audits.bring_to(street, audits.plan(street), "opened")


def values(item, **amounts):
    typed = dict.fromkeys(FIELDS) | {"item": item, "note": ""}
    return typed | {name: amount if name == "year" else Decimal(amount) for name, amount in amounts.items()}


def save(street, audit, section, lines, actor="auditor"):
    save_section(actor=street.users[actor], audit_file=audit, section=section, lines=lines)


def refusal(*arguments, **options):
    with pytest.raises(DomainError) as refused:
        save(*arguments, **options)
    return refused.value.code


def url(audit, section):
    return reverse("interviews:audit-figures-section", args=[audit.pk, section])


def posted(*lines, **more):
    """A form of these lines, in the page's flat names."""
    data = {f"{name}-{place}": value for place, line in enumerate(lines) for name, value in line.items()}
    return {"rows": len(lines), "act": "save", **data, **more}


def stored(audit, section):
    return [
        (line.item, line.year, line.amount, line.opening, line.closing)
        for line in audit.amounts.filter(section=section)
    ]


# --- the service ---------------------------------------------------------------------------


def test_lines_are_added_changed_and_removed_in_their_order(street, audit):
    save(
        street,
        audit,
        "income",
        [TypedLine(None, None, values("拨款", amount="5")), TypedLine(None, None, values("捐赠", amount="7"))],
    )
    first, second = audit.amounts.filter(section="income")
    save(street, audit, "income", [
        TypedLine(second.pk, second.version, values("捐赠", year=2023, amount="8")), TypedLine(first.pk, first.version, None),
        TypedLine(None, None, values("其他", amount="1")),
    ])  # fmt: skip
    assert stored(audit, "income") == [("捐赠", 2023, 8, None, None), ("其他", None, 1, None, None)]
    detail = AuditEvent.objects.filter(event="departureaudit.figures").last().read_detail()
    assert (detail["added"], detail["removed"], list(detail["changed"])) == (["其他"], ["拨款"], ["捐赠"])


def test_a_line_that_does_not_balance_is_refused_and_nothing_is_written(street, audit):
    lines = [TypedLine(None, None, values("电脑", opening="5", increase="2", closing="7")),
             TypedLine(None, None, values("桌椅", opening="5", increase="2", closing="8"))]  # fmt: skip
    assert refusal(street, audit, "fixed_assets", lines) == "does_not_add_up"
    assert stored(audit, "fixed_assets") == []


def test_one_item_and_year_is_one_line(street, audit):
    lines = [TypedLine(None, None, values("拨款", year=2023, amount="5"))] * 2
    assert refusal(street, audit, "income", lines) == "line_twice"
    save(street, audit, "income", lines[:1])
    assert refusal(street, audit, "income", lines[:1]) == "line_twice"  # somebody else added it meanwhile


def test_what_another_changed_or_removed_meanwhile_is_not_overwritten(street, audit):
    save(street, audit, "debts", [TypedLine(None, None, values("暂存", opening="5", closing="5"))])
    line = audit.amounts.get(section="debts")
    save(street, audit, "debts", [TypedLine(line.pk, line.version, values("暂存", opening="6", closing="6"))])
    late = [TypedLine(line.pk, line.version, values("暂存", opening="7", closing="7"))]
    assert refusal(street, audit, "debts", late) == "edited_meanwhile"
    save(street, audit, "debts", [TypedLine(line.pk, line.version + 1, None)])
    assert refusal(street, audit, "debts", late) == "line_gone"


def test_an_unchanged_line_is_left_alone(street, audit):
    save(street, audit, "debts", [TypedLine(None, None, values("暂存", opening="5", closing="5"))])
    line = audit.amounts.get(section="debts")
    before = AuditEvent.objects.count()
    save(street, audit, "debts", [TypedLine(line.pk, line.version, values("暂存", opening="5", closing="5"))])
    assert (audit.amounts.get(section="debts").version, AuditEvent.objects.count()) == (line.version, before)


def test_figures_stand_still_once_the_report_is_out(street):
    audit = audits.bring_to(street, audits.plan(street), "reported")
    assert refusal(street, audit, "income", []) == "report_issued"


def test_the_auditee_may_not_write_his_own_figures(street, audit):
    audit.person.user = street.users["staff"]
    audit.person.save()
    assert refusal(street, audit, "income", [], actor="staff") == "conflict_of_interest"


# --- the pages -----------------------------------------------------------------------------


def test_a_section_typed_as_offices_write_it_is_saved_and_summed(street, signed_in, audit):
    client = signed_in("auditor")
    response = client.post(url(audit, "fixed_assets"), posted(
        {"item": "电脑", "opening": "1.2万", "increase": "3,000.50", "decrease": "", "closing": ""},
        {"item": "桌椅", "opening": "", "increase": "￥500元", "closing": "500"}, {"item": ""},
    ))  # fmt: skip
    assert response.status_code == 302
    assert stored(audit, "fixed_assets") == [
        ("电脑", None, None, 12000, Decimal("15000.50")),
        ("桌椅", None, None, 0, 500),
    ]
    page = client.get(reverse("interviews:audit-figures", args=[audit.pk])).content.decode()
    assert "15,500.50" in page  # the sum of the closing balances


def test_mistakes_name_their_line_and_keep_what_was_typed(street, signed_in, audit):
    response = signed_in("auditor").post(url(audit, "claims"), posted(
        {"item": "备用金", "opening": "100", "increase": "50", "closing": "140"}, {"item": "", "opening": "5"},
        {"item": "押金", "opening": "-3"},
    ))  # fmt: skip
    page = response.content.decode()
    assert response.status_code == 422
    assert (
        "债权（应收款项）“备用金”不平：期初100.00＋增加50.00－减少0.00，期末应为150.00元，填列140.00元，相差10.00元。"
        in page
    )
    assert "第 2 行请填写项目名称，或把这一行清空。" in page
    assert "金额不能为负数，填写了“-3”" in page
    assert 'value="140"' in page
    assert stored(audit, "claims") == []


def test_more_lines_are_offered_without_losing_what_was_typed(street, signed_in, audit):
    response = signed_in("auditor").post(url(audit, "income"), posted({"item": "捐赠", "amount": "12"}, act="more"))
    page = response.content.decode()
    assert (response.status_code, page.count('aria-label="第 ')) == (200, 4)
    assert 'value="捐赠"' in page
    assert stored(audit, "income") == []


def test_who_saved_first_is_shown_and_the_second_decides(street, signed_in, audit):
    save(street, audit, "cash", [TypedLine(None, None, values("现金", opening="5", closing="5"))])
    line = audit.amounts.get(section="cash")
    form = {"item": "现金", "opening": "5", "closing": "9", "line": str(line.pk), "version": line.version}
    save(
        street,
        audit,
        "cash",
        [TypedLine(line.pk, line.version, values("现金", opening="5", closing="6"))],
        actor="staff",
    )
    client = signed_in("auditor")
    response = client.post(url(audit, "cash"), posted(form))
    page = response.content.decode()
    assert response.status_code == 422
    assert "用户staff" in page
    assert "他人保存的最新内容" in page
    assert "6.00" in page
    assert client.post(url(audit, "cash"), posted(form | {"version": line.version + 1})).status_code == 302
    assert stored(audit, "cash") == [("现金", None, None, 5, 9)]


def test_usual_items_left_without_amounts_are_no_lines(street, signed_in, audit):
    page = signed_in("auditor").get(url(audit, "income")).content.decode()
    assert 'value="党组织服务群众经费"' in page
    response = signed_in("auditor").post(
        url(audit, "income"), posted({"item": "财政拨款", "amount": "8"}, {"item": "上级补助"})
    )
    assert response.status_code == 302
    assert stored(audit, "income") == [("财政拨款", None, 8, None, None)]


def test_every_problem_is_listed_where_the_figures_are(street, signed_in, audit):
    audits.fill_figures(audit)
    AuditAmount.objects.filter(section="cash").update(closing=Decimal("170000.01"))
    page = signed_in("leader").get(reverse("interviews:audit-figures", args=[audit.pk])).content.decode()
    (text,) = problems(audit)
    assert "相差0.01元" in text
    assert text in page
    assert url(audit, "income") not in page  # a leader reads


def test_each_sees_what_is_his(street, signed_in, audit):
    other = audits.plan(street, audits.make_auditee(street, street.second, "孙连"),
                        team=audits.services.Team(leader=audits.make_staff(street, "裴审")))  # fmt: skip
    page = reverse("interviews:audit-figures", args=[other.pk])
    assert signed_in("auditor").get(page).status_code == 404
    assert signed_in("auditor").get(url(other, "income")).status_code == 404
    assert signed_in("secretary").get(reverse("interviews:audit-figures", args=[audit.pk])).status_code in (403, 404)
    assert signed_in("leader").get(url(audit, "income")).status_code == 403
    assert signed_in("auditor").get(url(audit, "nonsense")).status_code == 404


def test_the_page_asks_as_often_for_many_lines_as_for_few(street, signed_in, audit):
    client, page = signed_in("auditor"), reverse("interviews:audit-figures", args=[audit.pk])

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    save(street, audit, "income", [TypedLine(None, None, values("来源", amount="5"))])
    count()
    few = count()
    save(street, audit, "expenditure", [TypedLine(None, None, values(f"用途{n}", amount="5")) for n in range(30)])
    assert count() == few
