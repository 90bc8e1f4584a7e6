"""Papers of departure audits: what they say, that their sums are right, and who may build which."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core.errors import DomainError
from core.jobs import Job, run_job
from core.money import total
from interviews.audit_rows import COUNTS, MONEY, ledger_row, lines_of, totals_of
from interviews.models import AuditAmount, DepartureAudit
from reports.definitions.departure_audit_summaries import summary_context
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import audits, world
from tests.interviews.test_audits_pages import two_audits


@pytest.fixture
def issued(street):
    """Two issued reports in two communities, the second with a finding put right and one open."""
    first = audits.bring_to(street, audits.plan(street), "reported")
    second = audits.plan(street, audits.make_auditee(street, street.second, "孙连"))
    audits.settle(street, audits.add_finding(street, second, kind="vouchers", amount=Decimal("100.10")))
    audits.add_finding(street, second, amount=Decimal("0.20"))
    audits.add_contract(street, second)
    return first, audits.bring_to(street, second, "reported")


def ask(street, code, actor="staff", subject=None, region=None):
    about = {"parameters": {"subject": str(subject.pk)}} if subject else {}
    place = {} if subject else {"region": region or street.regions[world.STREET], "election": street.running}
    return request_report(actor=street.users[actor], code=code, **place, **about)


def built(run):
    run_job(str(run.job_id))
    return ReportRun.objects.select_related("job__result").get(pk=run.pk)


def pdf(street, code, **how):
    run = built(ask(street, code, **how))
    assert run.job.state == "done", run.job.message
    return PdfReader(io.BytesIO(run.job.result.read()))


def text_of(reader):
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


# --- one person ----------------------------------------------------------------------------


def test_the_report_of_one_tells_money_findings_and_advice(street, issued):
    text = text_of(pdf(street, "departure_audit", subject=issued[1]))
    for said in (
        "孙连同志离任审计报告", "街审报〔2026〕1号", "《离任审计通知书》（街审通〔2026〕1号）", "组长许审",
        "收入合计250,000.00元，支出合计180,000.00元，收支结余70,000.00元", "财政拨款200,000.0080.0%",
        "货币资金期初100,000.00元，期末170,000.00元", "活动室维修合同", "审计评价：较好。",
        "审计发现问题2个，涉及金额100.30元。", "原始凭证。", "孙连同志负直接责任。", "已补记入账。", "被审计人意见",
    ):  # fmt: skip
        assert said in text


def test_before_it_is_issued_the_paper_is_a_draft(street):
    audit = audits.bring_to(street, audits.plan(street), "opened")
    audits.fill_figures(audit)
    assert "（征求意见稿）" in text_of(pdf(street, "departure_audit", subject=audit))


def test_figures_that_do_not_add_up_are_not_printed(street, issued):
    AuditAmount.objects.filter(audit=issued[0], section="cash").update(closing=Decimal("169999.99"))
    for code, how in (
        ("departure_audit", {"subject": issued[0]}),
        ("departure_audit_batch", {}),
        ("departure_audit_summary", {}),
        ("departure_audit_community", {"region": street.first}),
    ):
        run = built(ask(street, code, **how))
        assert (run.job.state, run.job.result) == ("failed", None)
        assert "花一社区钱进：货币资金合计不平" in run.job.message
        assert "期末应为170,000.00元，填列169,999.99元，相差0.01元" in run.job.message


def test_years_are_told_where_income_and_expenditure_both_tell_them(street, issued):
    lines = AuditAmount.objects.filter(audit=issued[0])
    lines.filter(item="财政拨款").update(year=2023)
    assert "分年度" not in text_of(pdf(street, "departure_audit", subject=issued[0]))
    lines.filter(section="expenditure").update(year=2024)
    text = text_of(pdf(street, "departure_audit", subject=issued[0]))
    assert "2023年200,000.000.00200,000.002024年0.00180,000.00-180,000.00未分年度50,000.000.0050,000.00" in text


# --- places --------------------------------------------------------------------------------


def test_the_batch_is_one_file_with_a_bookmark_and_a_front_page_for_each(street, issued):
    reader = pdf(street, "departure_audit_batch")
    starts = [reader.get_destination_page_number(each) for each in reader.outline]
    assert [each.title for each in reader.outline] == ["花一社区 钱进", "花二社区 孙连"]
    assert [start % 2 for start in starts] == [0, 0]
    assert "钱进" not in str(reader.metadata)


def test_the_batch_tells_how_many_are_drawn(street, issued, monkeypatch):
    told = []
    monkeypatch.setattr("core.jobs.Running.report", lambda self, percent, step="": told.append((percent, step)))
    built(ask(street, "departure_audit_batch"))
    assert (10, "排版第 1 份，共 2 份") in told


def test_a_place_without_an_issued_report_is_told_so(street):
    audits.bring_to(street, audits.plan(street), "opened")
    run = built(ask(street, "departure_audit_batch"))
    assert run.job.message == "东街道本届还没有出具报告的离任审计，出具报告后再生成。"


def test_the_community_s_report_names_its_own_alone(street, issued):
    text = text_of(pdf(street, "departure_audit_community", region=street.second))
    assert "原始凭证1个（100.10元）、现金管理1个（0.20元）" in text
    assert "孙连" in text
    assert "钱进" not in text


def test_the_summary_sums_every_column(street, issued):
    reader = pdf(street, "departure_audit_summary")
    text, widths = text_of(reader), [page.mediabox.width > page.mediabox.height for page in reader.pages]
    for said in (
        "对2个社区的2名“两委”成员立项离任审计", "收入合计500,000.00元，其中财政拨款400,000.00元、党组织服务群众经费100,000.00元",
        "审计共发现问题2个，涉及金额100.30元", "花二社区1个（0.20元）", "合计2—100.3011",
        "合计200,000.00500,000.00400,000.00100,000.000.000.00360,000.00140,000.00340,000.000.000.000.00",
    ):  # fmt: skip
        assert said in text
    assert widths == [False, False, True, True]


def test_two_who_share_their_books_state_the_money_once(street, issued):
    third = audits.bring_to(street, audits.plan(street, audits.make_auditee(street, name="周副")), "reported")
    rows = {row["person"]: row for row in map(ledger_row, lines_of(DepartureAudit.objects.order_by("created_at")))}
    assert rows["周副"]["note"] == "财务数据与钱进同账，合计只计一次"
    assert [rows["周副"][key] for key in MONEY] == [None] * len(MONEY)
    assert totals_of(rows.values())["income"] == 500_000
    AuditAmount.objects.filter(audit=third, item="财政拨款").update(amount=1)
    assert totals_of([*map(ledger_row, lines_of(DepartureAudit.objects.all()))])["income"] == 550_001


def test_totals_that_contradict_their_parts_are_refused(street, issued):
    rows = [ledger_row(line) for line in lines_of(DepartureAudit.objects.all())]
    rows[0]["income_other"] += Decimal("0.01")
    with pytest.raises(DomainError) as refused:
        totals_of(rows)
    assert refused.value.message == "合计行的收入合计为500,000.00，分项相加为500,000.01，未生成报告。"


money = st.decimals(0, 10**7, places=2)
incomes = st.lists(st.tuples(st.sampled_from(["财政拨款", "上级补助", "经营性收入（门面）"]), money), max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(incomes, money, money), min_size=1, max_size=3))
def test_totals_are_the_sums_of_the_lines_whatever_the_money(street, books):
    DepartureAudit.objects.all().delete()
    for place, (came_in, spent, opening) in enumerate(books):
        audit = audits.plan(street, audits.make_auditee(street, name="钱" + "进出入收支"[place]))
        AuditAmount.objects.bulk_create(
            [AuditAmount(audit=audit, section="income", item=f"{item}{n}", amount=amount, position=n)
             for n, (item, amount) in enumerate(came_in)]
            + [AuditAmount(audit=audit, section="expenditure", item="办公费", amount=spent),
               AuditAmount(audit=audit, section="cash", item=f"银行{place}", opening=opening, closing=0)]
        )  # fmt: skip
    rows = [ledger_row(line) for line in lines_of(DepartureAudit.objects.all())]
    sums = totals_of(rows)
    assert sums["income"] == total(amount for came_in, _, _ in books for _, amount in came_in)
    assert sums["income_fiscal"] == total(
        amount for came_in, _, _ in books for item, amount in came_in if item == "财政拨款"
    )
    assert sums["surplus"] == sums["income"] - total(spent for _, spent, _ in books)


def test_the_summary_asks_as_often_for_many_as_for_few(street, issued):
    def count():
        with CaptureQueriesContext(connection) as queries:
            context = summary_context(street.users["staff"], street.regions[world.STREET], street.running, {}, 1)
        assert context["sums"].keys() >= set(COUNTS)
        return len(queries)

    count()
    few = count()
    for number in range(4):
        audits.bring_to(
            street, audits.plan(street, audits.make_auditee(street, name=f"吴{'甲乙丙丁'[number]}")), "reported"
        )
    assert count() == few


# --- the handover --------------------------------------------------------------------------


def test_the_handover_list_has_its_items_and_three_hands(street):
    audit = audits.bring_to(street, audits.plan(street), "rectifying")
    audits.fill_handover(street, audit)
    text = text_of(pdf(street, "audit_handover", subject=audit))
    for said in ("社区党组织公章1枚", "移交人：钱进", "接交人：孙接", "监交人：郑监", "（签名）"):
        assert said in text
    audits.sign_all(street, audit)
    signed = text_of(pdf(street, "audit_handover", subject=audit))
    assert "（签名）" not in signed
    assert "年月日" not in signed


# --- rights --------------------------------------------------------------------------------


def test_an_auditor_builds_and_sees_the_reports_of_his_own_audits(street, signed_in):
    mine, other = two_audits(street)
    for audit in (mine, other):
        audits.fill_figures(audit)
    run, theirs = (
        built(ask(street, "departure_audit", "auditor", mine)),
        built(ask(street, "departure_audit", "auditor_b", other)),
    )
    with pytest.raises(DomainError) as refused:
        ask(street, "departure_audit", "auditor", other)
    assert refused.value.code == "not_allowed"
    client = signed_in("auditor")
    assert client.get(reverse("reports:report-download", args=[run.pk])).status_code == 200
    assert client.get(reverse("reports:report-download", args=[theirs.pk])).status_code == 404
    page = client.get(reverse("reports:report-create", args=["departure_audit"])).content.decode()
    assert "钱进" in page
    assert "孙连" not in page
    assert client.get(reverse("reports:report-create", args=["departure_audit_summary"])).status_code == 404


def test_an_auditor_taken_off_the_team_finds_his_job_void(street):
    mine, _ = two_audits(street)
    audits.fill_figures(mine)
    run = ask(street, "departure_audit", "auditor", mine)
    mine.team.all().delete()
    assert built(run).job.state == Job.States.FAILED


@pytest.mark.parametrize("code", ["departure_audit_batch", "departure_audit_summary", "departure_audit_community"])
def test_a_secretary_builds_no_audit_report_and_sees_none(street, issued, signed_in, code):
    region = street.first if code == "departure_audit_community" else street.regions[world.STREET]
    with pytest.raises(DomainError) as refused:
        ask(street, code, "secretary", region=region)
    assert refused.value.code == "not_allowed"
    run = built(ask(street, code, region=region))
    assert signed_in("leader").get(reverse("reports:report-run", args=[run.pk])).status_code == 200
    assert signed_in("secretary").get(reverse("reports:report-run", args=[run.pk])).status_code == 404
    assert signed_in("outsider").get(reverse("reports:report-run", args=[run.pk])).status_code == 404


def test_a_secretary_prints_the_handover_of_her_own_community(street, issued):
    assert built(ask(street, "audit_handover", "secretary", issued[0])).job.state == "done"
    with pytest.raises(DomainError):
        ask(street, "audit_handover", "secretary", issued[1])


def test_files_are_not_named_after_people(street, issued):
    run = built(ask(street, "departure_audit", subject=issued[0]))
    assert run.job.result.name == "离任审计报告-花一社区-第1份.pdf"


def test_a_secretary_learns_nothing_of_an_audit_before_its_notice(street):
    planned = audits.plan(street, audits.make_auditee(street, name="钱未知"))
    with pytest.raises(DomainError):
        ask(street, "audit_handover", "secretary", planned)
