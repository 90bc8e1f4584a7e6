"""Audit reports of a whole street in one batch, beside the same papers drawn with nothing around them."""

import os
import random
import resource
import statistics
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from communities.models import Region
from core import fonts
from interviews.audit_figures import SECTIONS
from interviews.models import AuditAmount
from reports import services
from reports.definitions.departure_audits import DEPARTURE_AUDIT_BATCH
from tests.bench.pdf import standing_alone
from tests.factories import audits, world

COMMUNITIES, YEARS = 20, range(2021, 2027)
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "文武德成安平志学礼义"


@dataclass
class Measured:
    seconds: float
    processor: float
    document: object
    queries: int


def run(count=60):
    """Build ``count`` issued audits, then the batch; print seconds, pages, size, and the floor of the same run."""
    start = time.perf_counter()
    street = make_street(count)
    print(f"{count} audits built in {time.perf_counter() - start:.1f} s; their reports in one batch:")
    batch = _measure_batch(street)
    floor = _measure_floor(street, count)
    size, document = len(batch.document.content) / 1024**2, batch.document
    print(f"  batch              {batch.seconds:8.2f} s ({batch.processor:.2f} s of one processor), "
          f"{document.pages} pages, {size:.1f} MB, {batch.queries} queries")  # fmt: skip
    print(f"  floor: drawing     {floor:8.2f} s of one processor: the same {count} papers by WeasyPrint alone")
    print(f"  whole / floor      {batch.processor / floor:8.2f}; {1000 * batch.processor / count:.0f} ms a person")


def _measure_batch(street):
    place, told = street.regions[world.STREET], []
    start, busy = time.perf_counter(), _processor_seconds()
    with CaptureQueriesContext(connection) as queries:
        document = services.draw(
            DEPARTURE_AUDIT_BATCH, user=street.users["staff"], region=place, election=street.running, parameters={},
            number=1, printed_by="某干部", document_number="", report_progress=lambda *step: told.append(step),
        )  # fmt: skip
    return Measured(time.perf_counter() - start, _processor_seconds() - busy, document, len(queries))


def _processor_seconds():
    """What this process and its ended children took of the processor: tells a busy machine from slow work."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _measure_floor(street, count):
    """The median paper drawn bare (no child process, no check, no merging) times their number."""
    os.environ["FONTCONFIG_FILE"] = str(fonts.configuration_file())
    place = street.regions[world.STREET]
    papers = DEPARTURE_AUDIT_BATCH.context(street.users["staff"], place, street.running, {}, 1)["papers"]
    configuration, taken = FontConfiguration(), []
    for paper in papers[:12]:
        html = render_to_string(DEPARTURE_AUDIT_BATCH.template, {"paper": paper, "printed_at": timezone.now()})
        html = standing_alone(html, full_fonts=False)
        start = _processor_seconds()
        HTML(string=html).render(font_config=configuration).write_pdf()
        taken.append(_processor_seconds() - start)
    return statistics.median(taken) * count


@transaction.atomic
def make_street(count):
    """A street of :data:`COMMUNITIES` with ``count`` audits whose reports are issued."""
    street, rng = world.build(), random.Random(7)
    places = _make_places(street)
    for number in range(count):
        name = FAMILY[number % len(FAMILY)] + GIVEN[number // len(FAMILY) % len(GIVEN)] + rng.choice(GIVEN)
        audit = audits.plan(street, audits.make_auditee(street, places[number % len(places)], name))
        _work_on(street, audit, rng)
    return street


def _make_places(street):
    made = [street.first]
    for number in range(3, COMMUNITIES + 2):
        code = f"{world.STREET}{number:03d}"
        made.append(
            Region.objects.create(
                code=code,
                name=f"花{number}社区居民委员会",
                level=Region.Levels.COMMUNITY,
                parent=street.regions[world.STREET],
            )  # fmt: skip
        )
    return made


def _work_on(street, audit, rng):
    audit = audits.bring_to(street, audit, "opened")
    enter_figures(audit, rng)
    for kind in rng.sample(["income", "vouchers", "cash", "contracts", "fixed_assets"], 3):
        amount = Decimal(rng.randrange(0, 500_000)) / 100
        audits.add_finding(
            street, audit, kind=kind, amount=amount, description="抽查的部分凭证手续不齐，入账不及时。" * 2
        )
    audits.add_contract(street, audit)
    audits.edit(
        street, audit, commitment_on=date(2026, 10, 20), conclusion_grade="fairly_good",
        conclusion="任职期间能够执行财务管理制度，收支基本真实。\n个别事项核算不够规范。",
        report_number="街审报〔2026〕1号", reported_on=date(2026, 11, 10),
    )  # fmt: skip
    audits.move(street, audit, "report")


def enter_figures(audit, rng):
    """Five years of money in every section, which adds up."""
    lines, sums = [], {}
    for section in SECTIONS[:2]:
        for position, (item, year) in enumerate((item, year) for item in section.items for year in YEARS):
            scale = 60_000_00 if section.code == "income" else 30_000_00
            amount = Decimal(rng.randrange(scale // 10, scale)) / 100
            sums[section.code] = sums.get(section.code, 0) + amount
            lines.append({"section": section.code, "item": item, "year": year, "amount": amount, "position": position})
    grown = Decimal(0)
    for section, item in (
        ("claims", "备用金"),
        ("debts", "暂存款"),
        ("fixed_assets", "办公设备"),
        ("special_funds", "困难群众救助"),
    ):
        opening, increase = (Decimal(rng.randrange(0, 9_000_00)) / 100 for _ in range(2))
        grown += {"claims": -increase, "debts": increase}.get(section, 0)
        closing = opening + increase
        lines.append({"section": section, "item": item, "opening": opening, "increase": increase, "closing": closing})
    opening = Decimal(900_000)
    closing = opening + sums["income"] - sums["expenditure"] + grown
    lines.append({"section": "cash", "item": "银行存款", "opening": opening, "closing": closing})
    AuditAmount.objects.bulk_create(AuditAmount(audit=audit, **line) for line in lines)
