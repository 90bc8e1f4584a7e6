"""The running product under a hundred signed-in users: granian, PostgreSQL and Redis as in production, on loopback.

``bin/bench http [--size SIZE] [--divisions FILE] [--json FILE] [--seconds N]``: the exercise street, or a made-up street,
district or province as ``bin/bench scale`` builds it. The product runs in processes of its own; the clients are threads of
this one, each asking the pages of its role at its socket, every page by a connection of its own as the proxy
(deploy/nginx.conf) does.
"""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import cycle, islice
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from communities.models import Election, Region, RoleGrant
from config import processes
from reports.services import request_report
from tests.bench import scale_data

USERS, HUMAN_PACE, SETTLE, WARMERS, ROUNDS = 100, 1.0, 2, 4, 4
MOST = 20_000  # requests of one run
PAGES = {
    "首页": reverse("reports:home"), "分级统计": reverse("reports:figures"), "人选库": reverse("candidates:list"),
    "人员档案": reverse("communities:people"), "现任班子": reverse("communities:committees"),
    "社区基线": reverse("communities:baseline-list"), "台账·花名册": reverse("reports:ledger", args=["roster"]),
    "简报与报告": reverse("reports:report-list"),
}  # fmt: skip


def run(arguments):
    """Print the tables; ``--json FILE`` keeps the figures, ``--seconds N`` is how long each run takes (20)."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    seconds, size = float(options.get("--seconds", 20)), options.get("--size", "")
    if size:
        scale_data.build_once(size, options.get("--divisions"))
    product = start_product(processes.PORT, *([] if size else ["--demo"]))
    try:
        figures = _measure(seconds)
    finally:
        product.terminate()
        product.wait()
    if "--json" in options:
        Path(options["--json"]).write_text(json.dumps(figures, ensure_ascii=False, indent=1))
    print(json.dumps(figures, ensure_ascii=False))


def session_cookie(user):
    """``name=value``: a session of the user's."""
    browser = Client()
    browser.force_login(user, backend="accounts.backends.AccountBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_product(port, *options):
    """The product as ``bin/run`` starts it, with its ``options``, threads as behind its proxy. Returns its supervisor's process."""
    composed = {"WEB_THREADS": "2"}  # docker-compose.yml
    product = subprocess.Popen(
        [sys.executable, "-m", "config.supervisor", *options], env=composed | os.environ | {"PORT": str(port)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in product.stdout:
        if line.startswith("READY"):
            threading.Thread(target=product.stdout.read, daemon=True).start()
            return product
    raise SystemExit("the product did not start")


def _measure(seconds):
    visitors = _visitors()
    roles = sorted({each.role for each in visitors})
    print(f"{len(visitors)} users of {len(roles)} roles, {len(PAGES)} pages, {seconds:g} s a run")
    figures = {"users": len(visitors), "roles": roles}
    with ThreadPoolExecutor(WARMERS) as pool:  # as after the first minutes of a morning; the data stay as they are
        list(pool.map(_look_round, visitors))
    figures["one"] = _report("one of them at a time", _let_go([visitors], seconds, pace=0), seconds)
    each_alone, alone, beside = [[visitor] for visitor in visitors], [], []
    for turn in range(ROUNDS):  # what else the machine does meanwhile befalls both, and both are asked the same
        alone += _let_go(each_alone, seconds / ROUNDS, HUMAN_PACE, turn)
        with _Papers():
            beside += _let_go(each_alone, seconds / ROUNDS, HUMAN_PACE, turn)
    figures["human"] = _report("all, one request a second each", alone, seconds)
    figures["human_pdf"] = _report("the same beside two PDFs", beside, seconds)
    figures["full"] = _report("all, at full speed", _let_go(each_alone, seconds, pace=0), seconds)
    for name, other in (("human", "one"), ("human_pdf", "human")):
        figures[f"{name}_ratio"] = round(figures[name]["p95"] / figures[other]["p95"], 2)
    print(
        f"p95 of all at human pace {figures['human_ratio']} × that of one at a time; beside PDFs {figures['human_pdf_ratio']} × that"
    )
    return figures


class _Visitor:
    """A signed-in user: his cookie, the pages of his role."""

    def __init__(self, user, role):
        self.cookie = session_cookie(user)
        self.role, self.pages = role, []

    def ask(self, path):
        """Status of the answer, 0 if there was none."""
        connection = processes.web_connection(timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()


def _visitors():
    """As many as there are to be, by turns of the kinds of accounts: roles, and how high they stand."""
    visitors = []
    for user, kind in islice(_by_turns(), USERS):
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        visitors.append(_Visitor(user, kind))
    allowed = {}
    for visitor in visitors:
        if visitor.role not in allowed:
            allowed[visitor.role] = [name for name, path in PAGES.items() if visitor.ask(path) == 200]
        visitor.pages = allowed[visitor.role]
    return [visitor for visitor in visitors if visitor.pages]


def _by_turns():
    """``(account, kind)`` without end: one of each kind after another, from all over the tree."""
    granted = (
        RoleGrant.objects.filter(user__is_active=True).select_related("user", "region").order_by("user_id", "role")
    )
    kinds = defaultdict(list)
    for grant in {grant.user_id: grant for grant in granted}.values():
        kinds[f"{grant.role}, {grant.region.get_level_display()}"].append(grant.user)
    turns = [(name, cycle(random.Random(1).sample(users, len(users)))) for name, users in kinds.items()]
    for name, users in cycle(turns):
        yield next(users), name


def _look_round(visitor):
    """Ask each page so often that every process has written it for him, by all chance: one page of 2,000 is left to do."""
    for name in visitor.pages * (6 * int(os.environ.get("WEB_WORKERS", "2"))):
        visitor.ask(PAGES[name])


def _let_go(groups, seconds, pace, turn=0):
    """``[(page, seconds, status)]`` of all requests. Of each group of visitors one asks at a time, any of them.

    ``pace``: seconds from one request of a group to its next, more or less, 0 for none; each ``turn`` is another walk, and
    the same in every run of the bench."""
    found, end = [], time.monotonic() + seconds
    threads = [
        threading.Thread(target=_walk, args=(group, end, pace, found, random.Random(f"{turn} {place}")))
        for place, group in enumerate(groups)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(SETTLE)
    return found


def _walk(group, end, pace, found, chance):
    due = time.monotonic() + chance.random() * pace
    while due < end and time.monotonic() < end and len(found) < MOST:
        time.sleep(max(due - time.monotonic(), 0))
        visitor = chance.choice(group)
        name = chance.choice(visitor.pages)
        start = time.perf_counter()
        status = visitor.ask(PAGES[name])
        found.append((name, time.perf_counter() - start, status))
        due = max(due + pace * chance.uniform(0.5, 1.5), time.monotonic() - pace)  # nobody keeps step with another


def _report(title, found, seconds):
    errors = sum(status != 200 for *_, status in found)
    by_page = defaultdict(list)
    for name, took, _ in found:
        by_page[name].append(took * 1000)
    everything = [took for times in by_page.values() for took in times]
    figures = {
        "requests": len(found), "per_second": round(len(found) / seconds, 1), "errors": errors,
        "median": round(statistics.median(everything), 1), "p95": _p95(everything),
        "pages": {name: _p95(times) for name, times in sorted(by_page.items())},
    }  # fmt: skip
    print(f"{title}: {len(found)} requests, {figures['per_second']}/s, {errors} errors, "
          f"median {figures['median']} ms, p95 {figures['p95']} ms")  # fmt: skip
    print("  p95 per page: " + "，".join(f"{name} {value}" for name, value in figures["pages"].items()), flush=True)
    return figures


def _p95(times):
    return round(sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0], 1)


class _Papers:
    """Briefings asked for one after another, so that both children of the worker draw all the while."""

    def __enter__(self):
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _ask(self):
        staff = RoleGrant.objects.filter(role="street_staff").select_related("user").first()
        election = Election.objects.running().first()
        street, runs = Region.objects.get(pk=staff.region_id), []
        while not self.over.is_set():
            runs = [run for run in runs if not self._is_over(run)]
            while len(runs) < 2:
                runs.append(request_report(actor=staff.user, code="briefing", region=street, election=election))
            self.over.wait(0.2)
        while not all(map(self._is_over, runs)):  # nothing of it is left when the next run begins
            time.sleep(0.2)

    def _is_over(self, run):
        run.job.refresh_from_db()
        return run.job.state in ("done", "failed")
