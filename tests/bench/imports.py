"""Excel in and out through the product's own path, beside openpyxl merely reading and writing the same cells.

Seconds are told twice, by the clock and of the processor: the first ratio holds on a quiet machine, the second (which
leaves out a database server's own) on any.

In: a roster of a district's sitting teams, 25 columns as such lists come from offices, checked, previewed and written by
the real jobs. Out: the same ledger that a province takes out.
"""

import gc
import io
import json
import os
import time
from datetime import date, timedelta
from functools import partial
from random import Random

from django.db import connection
from openpyxl import Workbook, load_workbook

from accounts.models import User
from communities.imports.columns import COLUMNS, COMMUNITY
from communities.models import Committee, CommitteeMember, Election, Person, Region
from communities.services import grant_role
from config.celery import load_addresses
from core.ids import compose_id_number
from core.imports import confirm_import, start_import
from core.jobs import run_job
from reports.ledgers import find
from reports.ledgers.export import export_ledger
from tests.factories import world

SURNAMES, GIVEN = "周陈李王张刘杨罗吴赵黄何龙韦田石潘莫蒙岑", "建国志强明辉文斌永康德昌家骏立新光远少华一鸣勇涛毅"
DISTRICT, PER_STREET, TEAM = "520102", 20, 7
# What offices' own lists hold besides: the preview says that it was not read.
OTHERS = ("籍贯", "参加工作时间", "健康状况", "熟悉专业", "家庭住址", "兼任", "是否本地户籍", "奖惩情况", "备注")
EDUCATIONS = ("高中（中专）", "大专", "大专", "本科")


def run(rows, exported):
    """Print and return the figures: seconds, and the ratio to openpyxl's own."""
    load_addresses()  # as a worker does before its first job
    staff, district, election = _build()
    communities = _communities(district, -(-max(rows, exported) // TEAM))
    figures = {"database": connection.vendor, "rows": rows, "exported_rows": exported}
    print(f"{connection.vendor}, {len(communities)} communities")
    figures |= _measure_import(staff, district, election, communities, rows)
    figures |= _measure_export(staff, district, election, exported)
    print(json.dumps(figures))


def _measure_import(staff, district, election, communities, rows):
    content = _workbook(communities, rows)
    print(f"roster of {rows} rows and {len(COLUMNS) + 1 + len(OTHERS)} columns, {len(content) // 1024} KB:")
    floor = _timed("floor: openpyxl read_only reads it", lambda: _read(content))
    batch = start_import(
        actor=staff, kind="roster", region=district, election=election, upload_name="花名册.xlsx", content=content
    )
    check = _timed("check and preview", lambda: run_job(str(batch.job_id)), floor)
    _expect(batch, "checked", new_count=rows)
    confirm_import(actor=staff, batch=batch)
    batch.refresh_from_db()
    commit = _timed("commit", lambda: run_job(str(batch.job_id)), floor)
    _expect(batch, "written", new_count=rows)
    both = [one + other for one, other in zip(check, commit, strict=True)]
    ratios = [round(mine / least, 2) for mine, least in zip(both, floor, strict=True)]
    print(f"  {'check and commit':<36}{both[0]:8.2f} s {both[1]:8.2f} s, {ratios[0]} and {ratios[1]} × the floor")
    print(f"  people {Person.objects.count()}, posts {CommitteeMember.objects.count()}")
    return {"read_floor": floor, "check": check, "commit": commit, "import_ratio": ratios}


def _measure_export(staff, district, election, rows):
    ledger = find("roster")
    _fill_up(district, election, rows)
    print(f"ledger of {rows} rows and {len(ledger.columns) + 1} columns:")
    floor = _timed("floor: openpyxl write_only writes it", partial(_write, _lines(ledger, staff, district, election)))
    out = _timed(
        "export: read, written, recorded",
        lambda: export_ledger(actor=staff, ledger=ledger, region=district, election=election, filters={}),
        floor,
    )
    ratios = [round(mine / least, 2) for mine, least in zip(out, floor, strict=True)]
    return {"write_floor": floor, "export": out, "export_ratio": ratios}


def _lines(ledger, *about):
    return [[text for _, text in ledger.cells(row)] for row in ledger.take(*about, {})]


def _timed(label, work, floor=None):
    """Run ``work`` and print its seconds, by the clock and of the processor. Returns ``(clock, processor)``."""
    gc.collect()
    start, used = time.perf_counter(), _processor()
    work()
    took = time.perf_counter() - start, _processor() - used
    ratios = "".join(f"{mine / other:8.2f} ×" for mine, other in zip(took, floor, strict=True)) if floor else ""
    print(f"  {label:<36}{took[0]:8.2f} s {took[1]:8.2f} s of the processor{ratios}", flush=True)
    return took


def _processor():
    """Seconds that this process and the ended ones of its own have used: other work on the machine does not count."""
    return sum(os.times()[:4])


def _expect(batch, state, **counts):
    batch.refresh_from_db()
    found = {name: getattr(batch, name) for name in counts}
    if batch.state != state or found != counts:
        raise SystemExit(f"the batch is {batch.state} with {found}, not {state} with {counts}: {batch.message}")


def _read(content):
    for row in load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True):
        tuple(row)


def _write(lines):
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for line in lines:
        sheet.append(line)
    workbook.save(io.BytesIO())


def _build():
    made = world.build()
    staff = User.objects.get(pk=made.users["staff"].pk)
    district = made.regions[DISTRICT]
    grant_role(actor=made.users["security_admin"], user=staff, role="street_staff", region=district)
    election = Election.objects.create(
        region=district, number=9, election_day=date(2026, 12, 20), key_date=date(2026, 12, 1)
    )
    return User.objects.get(pk=staff.pk), district, election


def _communities(district, count):
    streets = [
        Region(code=f"{DISTRICT}{number:03d}", name=f"大{number}街道", level=4, parent=district)
        for number in range(100, 100 + -(-count // PER_STREET))
    ]
    Region.objects.bulk_create(streets)
    return Region.objects.bulk_create(
        Region(
            code=f"{streets[number // PER_STREET].code}{number % PER_STREET + 1:03d}",
            name=f"花{number}社区居民委员会", level=5, parent=streets[number // PER_STREET],
        )
        for number in range(count)
    )  # fmt: skip


def _workbook(communities, rows):
    workbook, random = Workbook(write_only=True), Random(4)
    sheet = workbook.create_sheet("花名册")
    sheet.append([COMMUNITY.heading, *(column.heading for column in COLUMNS), *OTHERS])
    for number in range(rows):
        sheet.append(_line(random, communities, number))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _line(random, communities, number):
    place, born = number % TEAM, date(1960, 1, 1) + timedelta(days=random.randrange(15000))
    serial = number % 1000
    return [
        communities[number // TEAM].short_name,
        random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN),
        "男" if serial % 2 else "女",
        "布依族" if random.random() < 0.2 else "汉族",
        f"{born:%Y.%m}",
        _id_number(born, serial, number),
        f"139{number:08d}",
        random.choice(EDUCATIONS),
        "省广播电视大学行政管理",
        "中共党员" if place < 5 else "群众",
        "2005.07" if place < 5 else None,
        ("书记", "副书记", "委员", "委员", "委员", None, None)[place],
        ("主任", None, "副主任", None, None, "委员", "委员")[place],
        "2021.10",
        random.randrange(1, 4),
        random.choice(("主持全面工作", "党建", "综治", "民政", "计生")),
        "贵州贵阳", "1998.07", "健康", "社会工作", f"花溪大道{number}号", None, "是", "无", "",
    ]  # fmt: skip


def _id_number(born, serial, number):
    """No two alike: the six digits of the place count the thousands."""
    return compose_id_number(f"5201{number // 1000 % 100:02d}", born, serial)


def _fill_up(district, election, rows):
    """More sitting members, written without the path that was measured before."""
    missing = max(rows - Person.objects.count(), 0)
    filled = set(Committee.objects.filter(election=election).values_list("community_id", flat=True))
    free = Region.objects.filter(code__startswith=DISTRICT, level=5, name__startswith="花").exclude(pk__in=filled)
    codes = list(free.order_by("pk").values_list("pk", flat=True)[: -(-missing // TEAM)])
    committees = Committee.objects.bulk_create(
        Committee(community_id=code, election=election, kind="party") for code in codes
    )
    random = Random(5)
    for start in range(0, missing, 5000):
        people = [_person(random, codes[number // TEAM], number) for number in range(start, min(start + 5000, missing))]
        Person.objects.bulk_create(people)
        CommitteeMember.objects.bulk_create(
            CommitteeMember(
                committee=committees[(start + place) // TEAM], person=person, post="party_member",
                since=date(2021, 10, 1), duties="党建",
            )
            for place, person in enumerate(people)
        )  # fmt: skip


def _person(random, code, number):
    born = date(1960, 1, 1) + timedelta(days=random.randrange(15000))
    name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
    return Person(
        name=name, sex="male", birth_date=born, education=3, affiliation="party", community_id=code,
        party_joined_on=date(2005, 7, 1),
    )  # fmt: skip
