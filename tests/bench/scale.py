"""Pages at the size of a street, a district, a province or the country, as those who work there see them.

``cpu`` is what this process used for a page: on a busy machine it tells more than the time. Each page goes through its URL with Django's test client. Beside it, in turn with it and on the same connection: its
own queries again (``db``), those of them that fetch and count the rows of a list (``rows``), the smallest SQL that returns the same rows (``floor``), the same found by a plain scan
(``scan``), and guardian's ``get_objects_for_user`` on the rows themselves.
"""

import argparse
import importlib
import json
import re
import statistics
import time
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client

from core.audit import AuditEvent
from tests.bench import scale_cases, scale_data

ROUNDS, SECONDS = 15, 3.0
HEAD = (
    "who",
    "page",
    "median",
    "p95",
    "cpu",
    "queries",
    "db",
    "rows",
    "floor",
    "rows/floor",
    "scan/rows",
    "guardian/rows",
    "kB",
)


def run(arguments):
    """Build what is missing, measure, print a table and write it as JSON."""
    chosen = _parse(arguments)
    _prepare(chosen)
    measured, rows = list(scale_cases.viewers()), []
    scale_cases.grant_by_rows([viewer for viewer in measured if viewer.label != scale_cases.COUNTRY])
    print(f"{chosen.size} on {connection.vendor}; medians in milliseconds of up to {chosen.rounds} rounds")
    print(_line(HEAD))
    for viewer in measured:
        if chosen.who and viewer.label not in chosen.who:
            continue
        for case in scale_cases.cases(viewer):
            if not case.name.startswith(tuple(chosen.only)):
                continue
            rows.append(_measure(viewer, case, chosen.rounds))
            print(_line(_cells(rows[-1])), flush=True)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps({"size": chosen.size, "db": connection.vendor, "rows": rows}, indent=1))


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="bin/bench scale")
    parser.add_argument(
        "--size",
        choices=list(scale_data.SHAPE),
        default="street",
        help="for the country use PostgreSQL: minutes, not hours",
    )
    parser.add_argument("--divisions", help="file of region codes; made-up ones without it")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", help="where the figures are written")
    parser.add_argument("--who", nargs="*", help="secretary, clerk, district, province, country; all without it")
    parser.add_argument("--only", nargs="*", default=[""], help="pages whose name begins so")
    return parser.parse_args(arguments)


def _prepare(chosen):
    call_command("collectstatic", interactive=False, verbosity=0)
    scale_data.build_once(chosen.size, chosen.divisions)
    importlib.import_module("config.wsgi")  # the rest of what a web process does first: its collector is held back


# --- measuring --------------------------------------------------------------------------------------


def _measure(viewer, case, rounds):
    """One row of the table: times in milliseconds."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(viewer.user, backend="accounts.backends.AccountBackend")
    warm, warm_cpu, (statements, response, size) = _clocked(client, case)
    of_rows = [(sql, values) for sql, values in statements if _is_of_rows(sql, case.table)]
    times, started = (
        {"page": [], "cpu": [], "db": [], "rows": [], "floor": [], "scan": [], "guardian": []},
        time.perf_counter(),
    )
    for _ in range(1 if case.left else rounds):
        if times["page"] and time.perf_counter() - started > SECONDS:
            break
        if case.left and warm > SECONDS * 1000:  # once is enough
            took, cpu = warm, warm_cpu
        else:
            took, cpu, _ = _clocked(client, case)
        times["page"].append(took)
        times["cpu"].append(cpu)
        times["db"].append(_timed(lambda: _again(statements)))
        if case.table:
            times["rows"].append(_timed(lambda: _again(of_rows)))
        for name in ("floor", "scan"):
            if getattr(case, name):
                times[name].append(_timed(lambda name=name: _again(getattr(case, name))))
        if case.guardian:
            times["guardian"].append(_timed(lambda: [list(part) for part in case.guardian()[:1]]))
    median = {name: statistics.median(taken) for name, taken in times.items() if taken}
    return {
        "who": viewer.label, "page": case.name, "status": response.status_code, "queries": len(statements),
        "median": median, "p95": sorted(times["page"])[int(len(times["page"]) * 0.95)], "bytes": size,
    }  # fmt: skip


def _clocked(client, case):
    """``(milliseconds, of them on the CPU, what _page returns)``."""
    used, pages = time.process_time(), []
    took = _timed(lambda: pages.append(_page(client, case)))
    return took, (time.process_time() - used) * 1000, pages[0]


def _page(client, case):
    """The page once, and what it leaves to a job: ``(its SELECTs, the response, bytes)``."""
    if case.once:  # searches by number are limited by the hour, and each is on record
        AuditEvent.objects.filter(event="person.search_id").exists()
    with _collected() as statements:
        if case.post is None:
            response = client.get(case.url, case.data)
        else:
            response = client.post(case.url, case.post)
        made = case.left() if case.left and response.status_code == 302 else None
    return statements, response, made or _size(response)


@contextmanager
def _collected():
    statements = []

    def collect(execute, sql, parameters, many, context):
        if sql.startswith("SELECT"):
            statements.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(collect):
        yield statements


def _is_of_rows(sql, table):
    """Whether a statement fetches or counts rows of a list: not one about the reader, or about what hangs on the rows."""
    return f'FROM "{table}"' in sql and re.search("LIMIT|COUNT", sql)


def _again(statements):
    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
            cursor.fetchall()


def _timed(call):
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _size(response):
    return len(b"".join(response.streaming_content)) if response.streaming else len(response.content)


# --- the table --------------------------------------------------------------------------------------


def _cells(row):
    median = row["median"]

    def ratio(over, under):
        return f"{median[over] / median[under]:.1f}" if over in median and median.get(under) else "—"

    rows = f"{median['rows']:.2f}" if "rows" in median else "—"
    floor = f"{median['floor']:.2f}" if "floor" in median else "—"
    page = row["page"] if row["status"] in (200, 302) else f"{row['page']} ({row['status']})"
    return (row["who"], page, f"{median['page']:.1f}", f"{row['p95']:.1f}", f"{median['cpu']:.1f}", row["queries"], f"{median['db']:.2f}", rows, floor,
            ratio("rows", "floor"), ratio("scan", "rows"), ratio("guardian", "rows"), row["bytes"] // 1024)  # fmt: skip


def _line(cells):
    widths = (9, 26, 8, 8, 8, 7, 8, 8, 8, 10, 10, 13, 6)
    return " ".join(
        str(cell).ljust(width) if place < 2 else str(cell).rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
