"""Exports, snapshots, reports and figures read from a streaming replica: a real one, of the tests' own PostgreSQL."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings as product
from django.db import InternalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Issue
from core import replica
from core.jobs import Job, run_job
from reports.ledgers import find
from reports.ledgers.export import export_ledger
from reports.ledgers.snapshots import queue_due_snapshots, request_snapshot
from reports.services import request_report
from tests.factories import communities as people
from tests.factories import records, world

pytestmark = pytest.mark.xdist_group("replica")  # one standby
ISSUES = "communities_issue"


def on_both(test):
    """A test that needs the services and may ask either database."""
    both = pytest.mark.django_db(transaction=True, databases=["default", "replica"])
    return pytest.mark.services(both(test))


class Standby:
    """A copy of the server under the tests, fed by it, on a socket in a folder of its own."""

    def __init__(self, home):
        self.home, self.data = home, home / "data"
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self.programs = Path(installed[-1] if installed else shutil.which("initdb")).parent

    def run(self, program, *arguments):
        """PostgreSQL refuses to run as root."""
        other = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []
        with (self.home / f"{program}.log").open("w+") as log:  # no pipe: the server would keep it open
            command = [*other, self.programs / program, "-D", self.data, *arguments]
            done = subprocess.run(command, cwd=self.home, stdout=log, stderr=log)
            log.seek(0)
            assert done.returncode == 0, log.read()

    def copy(self, primary):
        port = ["-p", str(primary["PORT"])] if primary["PORT"] else []
        self.run("pg_basebackup", "-R", "-c", "fast", "--no-sync", "-h", primary["HOST"], *port, "-U", primary["USER"])

    def start(self):
        """Returns when it answers: not before the tests beside, on the same primary, have ended such transactions as hold
        many savepoints."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.home}' -c fsync=off"
        self.run("pg_ctl", "-l", self.home / "server.log", "-w", "-t", "300", "-o", options, "start")

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def standby(django_db_setup):
    home = Path(tempfile.mkdtemp(prefix="replica-"))  # a short path: a socket's is limited
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    made = Standby(home)
    try:
        made.copy(connection.settings_dict)
        made.start()
        # As with DATABASE_REPLICA_URL. A mirror: not for Django to empty between tests.
        test = connection.settings_dict["TEST"] | {"MIRROR": "default"}
        connections.settings[replica.ALIAS] = connection.settings_dict | {"HOST": str(home), "PORT": "", "TEST": test}
        yield made
        del connections[replica.ALIAS], connections.settings[replica.ALIAS]
    finally:
        made.stop()
        shutil.rmtree(home)


@pytest.fixture
def copied(transactional_db, standby, settings, monkeypatch):
    """The connection to the replica."""
    settings.DATABASE_ROUTERS = ["core.replica.Router"]
    monkeypatch.setattr(replica, "_rests_until", 0.0)
    monkeypatch.setattr(replica, "WAIT_SECONDS", 10)  # a busy machine; where it counts it is shorter
    host = connections[replica.ALIAS].settings_dict["HOST"]
    yield connections[replica.ALIAS]
    connections[replica.ALIAS].close()
    connections[replica.ALIAS].settings_dict["HOST"] = host


@pytest.fixture
def issues(copied):
    """A street with one issue in each of two communities."""
    street = world.build()
    for community in (street.first, street.second):
        member = people.make_member(people.make_person(community, f"委员{community.pk[-3:]}"), street.running)
        records.issue(street, community, member.person)
    return street


def export(street):
    return export_ledger(
        actor=street.users["staff"], ledger=find("issues"), region=street.regions[world.STREET],
        election=street.running, filters={},
    )[1]  # fmt: skip


def cells(workbook):
    return {str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(workbook)).active for cell in row}


class Asked:
    """``with Asked() as asked:`` → ``asked.replica`` and ``asked.primary``: whether each was asked for a table's rows."""

    def __init__(self, table=ISSUES):
        self.table = table
        self.captured = {alias: CaptureQueriesContext(connections[alias]) for alias in ("default", "replica")}

    def __enter__(self):
        for each in self.captured.values():
            each.__enter__()
        return self

    def __exit__(self, *error):
        for each in self.captured.values():
            each.__exit__(*error)
        self.primary, self.replica = (
            any(query["sql"].startswith("SELECT") and f'FROM "{self.table}"' in query["sql"] for query in each)
            for each in self.captured.values()
        )


@on_both
def test_an_export_from_the_replica_has_what_was_written_just_before(issues, caplog):
    for number in range(10):
        Issue.objects.update(title=f"第{number}次改过的标题")
        with Asked() as asked:
            assert f"第{number}次改过的标题" in cells(export(issues))
        assert (asked.replica, asked.primary) == (True, False)
    assert caplog.messages == []


@on_both
def test_snapshots_reports_and_figures_read_from_the_replica(issues, client):
    staff, region = issues.users["staff"], issues.regions[world.STREET]
    ahead = {"taken_for": timezone.localdate(), "filters": {}}
    planned = request_snapshot(actor=staff, ledger=find("issues"), region=region, election=issues.running, **ahead)
    queue_due_snapshots(timezone.localdate())
    planned.refresh_from_db()
    with Asked() as asked:
        run_job(str(planned.job_id))
    planned.refresh_from_db()
    assert (planned.rows, asked.replica, asked.primary) == (2, True, False)

    run = request_report(actor=staff, code="ledger_issues", region=region, election=issues.running)
    with Asked() as asked:
        run_job(str(run.job_id))
    assert (Job.objects.get(pk=run.job_id).state, asked.replica, asked.primary) == (Job.States.DONE, True, False)

    client.force_login(staff, backend="accounts.backends.AccountBackend")
    with Asked("reports_regionfigures") as asked:
        answer = client.get(reverse("reports:region-figures", args=[world.STREET]))
    assert (answer.status_code, answer.context["numbers"]["sitting"], asked.replica) == (200, 2, True)


@on_both
def test_all_but_plain_reads_is_the_primarys(issues):
    def act():
        seen = [Issue.objects.all().db, Issue.objects.select_for_update().db]
        with transaction.atomic():
            Issue.objects.filter(community=issues.first).update(title="未提交")
            seen.append(Issue.objects.filter(title="未提交").count())
        found, made = Issue.objects.get_or_create(pk=Issue.objects.first().pk)
        found.save()
        return [*seen, made, found._state.db]

    assert replica.read(act) == ["replica", "default", 1, False, "default"]
    assert Issue.objects.all().db == "default"
    with transaction.atomic():
        Issue.objects.update(title="未提交")
        assert replica.read(Issue.objects.filter(title="未提交").count) == 2
    with pytest.raises(InternalError, match="read-only"):
        Issue.objects.using("replica").update(title="x")


@on_both
def test_a_replica_that_lags_is_not_asked(issues, copied, monkeypatch, caplog):
    monkeypatch.setattr(replica, "WAIT_SECONDS", 0.3)
    with copied.cursor() as cursor:
        cursor.execute("SELECT pg_wal_replay_pause()")
    try:
        Issue.objects.update(title="新的标题")
        assert "新的标题" in cells(export(issues))
    finally:
        with copied.cursor() as cursor:
            cursor.execute("SELECT pg_wal_replay_resume()")
    assert [message for message in caplog.messages if "was not up to date" in message] == caplog.messages != []


@on_both
def test_what_is_no_standby_of_this_database_is_not_asked(issues, copied, caplog):
    copied.settings_dict["HOST"] = connection.settings_dict["HOST"]
    copied.close()
    assert "花一社区居民委员会停车难" in cells(export(issues))
    assert "it is no standby" in caplog.text


@on_both
def test_a_replica_that_breaks_under_way_costs_nothing_but_time(issues, copied, caplog):
    asked = []

    def question():
        asked.append(Issue.objects.all().db)
        if asked == ["replica"]:
            with copied.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Issue.objects.count()

    assert (replica.read(question), asked) == (2, ["replica", "default"])
    assert len(caplog.messages) == 1


@on_both
def test_without_the_replica_the_primary_answers(issues, standby, caplog):  # the last: it is not started again
    before = cells(export(issues))
    standby.stop()
    with Asked() as asked:
        assert cells(export(issues)) == before
        assert cells(export(issues)) == before
    assert (asked.replica, asked.primary) == (False, True)
    assert len(caplog.messages) == 1  # and is left alone for a while


@pytest.mark.parametrize(
    ("primary", "copy"),
    [
        ("", "postgres://u@h/election"),
        ("postgres://u@h/election", "sqlite:////tmp/x"),
        ("postgres://u@h/a", "postgres://u@h/b"),
    ],
)
def test_only_a_copy_of_the_same_database_is_accepted(primary, copy):
    given = {"DATABASE_URL": primary, "DATABASE_REPLICA_URL": copy}
    environment = {k: v for k, v in os.environ.items() if k not in given} | {k: v for k, v in given.items() if v}
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings"], cwd=product.BASE_DIR, env=environment, capture_output=True,
        text=True,
    )  # fmt: skip
    assert started.returncode != 0
    assert "DATABASE_REPLICA_URL must name the same PostgreSQL database" in started.stderr
