"""The roster from Excel through the real job functions, beside openpyxl merely reading the same file."""

import io
import time
from datetime import date, timedelta
from random import Random

from openpyxl import load_workbook

from accounts.models import User
from communities.imports import RosterImport, export_roster
from communities.models import CommitteeMember, Person, Region
from core.ids import compose_id_number
from core.imports import confirm_import, start_import, undo_import
from core.jobs import run_job
from core.spreadsheets import write_table
from tests.factories import world

SURNAMES, GIVEN = "周陈李王张刘杨罗吴赵黄何龙韦田石潘莫蒙岑", "建国志强明辉文斌永康德昌家骏立新光远少华一鸣勇涛毅"


def timed(label, work):
    """Run ``work``, print how long it took, return what it returned."""
    start = time.perf_counter()
    result = work()
    print(f"  {label:<34}{time.perf_counter() - start:8.2f} s")
    return result


def run(rows):
    """Check, commit, check again and undo a sheet of ``rows`` rows over eight communities."""
    made = world.build()
    street = made.regions[world.STREET]
    for number in range(3, 9):
        Region.objects.create(
            code=f"{world.STREET}{number:03d}", name=f"花{number}社区居民委员会", level=5, parent=street
        )
    staff = User.objects.get(pk=made.users["staff"].pk)
    content = _sheet(staff, street, made.running, rows)
    print(f"roster of {rows} rows, {len(content) // 1024} KB:")
    timed("floor: openpyxl reads it", lambda: _read(content))
    batch = _start(staff, street, made.running, content)
    timed("check", lambda: run_job(str(batch.job_id)))
    batch.refresh_from_db()
    _expect(batch, "checked", new_count=rows)
    confirm_import(actor=staff, batch=batch)
    batch.refresh_from_db()
    timed("commit", lambda: run_job(str(batch.job_id)))
    batch.refresh_from_db()
    _expect(batch, "written", new_count=rows)
    print(f"  people {Person.objects.count()}, posts {CommitteeMember.objects.count()}")
    again = _start(staff, street, made.running, export_roster(actor=staff, region=street, election=made.running)[1])
    timed("check of the export, all unchanged", lambda: run_job(str(again.job_id)))
    again.refresh_from_db()
    _expect(again, "checked", same_count=rows)
    timed("undo", lambda: undo_import(actor=staff, batch=batch))


def _start(staff, street, election, content):
    return start_import(
        actor=staff, kind="roster", region=street, election=election, upload_name="roster.xlsx", content=content
    )


def _expect(batch, state, **counts):
    found = {name: getattr(batch, name) for name in counts}
    if batch.state != state or found != counts:
        raise SystemExit(f"the batch is {batch.state} with {found}, not {state} with {counts}: {batch.message}")


def _read(content):
    for row in load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True):
        tuple(row)


def _sheet(staff, street, election, rows):
    kind = RosterImport(user=staff, region_code=street.pk, election_id=election.pk)
    random, communities = Random(4), list(kind.communities)
    lines = [_line(random, communities, number) for number in range(rows)]
    return write_table(kind.template().columns, lines, title="现任“两委”花名册")


def _line(random, communities, number):
    born, serial = date(1960, 1, 1) + timedelta(days=number * 3), number % 1000
    return {
        "community": communities[number % len(communities)],
        "name": random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN),
        "sex": "男" if serial % 2 else "女",
        "ethnicity": "汉族",
        "birth_date": born,
        "id_number": compose_id_number("520102", born, serial),
        "phone": f"139{number:08d}",
        "education": "大专",
        "school": "省大学",
        "affiliation": "中共党员",
        "party_joined_on": date(2005, 7, 1),
        "party_post": "委员",
        "residents_post": "委员" if number % 3 == 0 else None,
        "since": date(2021, 10, 1),
        "terms_served": 2,
        "duties": "党建",
    }
