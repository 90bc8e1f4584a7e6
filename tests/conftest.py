"""Fixtures shared by all tests: a small province in which everything that could leak is present."""

import http.server
import importlib
import threading
import time
from contextlib import contextmanager

import pytest
import time_machine
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.test import TransactionTestCase

from tests.factories import world

append_only = importlib.import_module("core.migrations.0002_audit_append_only")
_flush = TransactionTestCase._fixture_teardown


@contextmanager
def _deletable_audit():
    editor = connection.schema_editor
    with editor() as schema:
        append_only._run(schema, append_only.UNDO_SQLITE, append_only.UNDO_POSTGRESQL)
    try:
        yield
    finally:
        with editor() as schema:
            append_only._run(schema, append_only.SQLITE, append_only.POSTGRESQL)


def _flush_with_audit(self):
    """Emptying the tables between transactional tests is the one deletion of audit rows there is.

    What a browser asked for last may still be at work in them, and a table that is not emptied fails all later tests:
    it is tried again.
    """
    for pause in (1, 5, 0):
        try:
            with _deletable_audit():
                _flush(self)
            break
        except (CommandError, DatabaseError):
            if not pause:
                raise
            time.sleep(pause)


TransactionTestCase._fixture_teardown = _flush_with_audit


# Terms, notices and deadlines count days, so the suite has a day of its own: it begins on this Monday morning and
# goes on from there. A run tomorrow, or across midnight, is the same run. Other processes keep the true time.
BEGINNING = time_machine.travel("2026-11-30T10:00:00+08:00")


def pytest_configure():
    BEGINNING.start()  # before any test module is read: some count their days on being read


def pytest_unconfigure():
    BEGINNING.stop()


def pytest_make_parametrize_id(val, argname):
    """Name a file by its argument, not by its bytes.

    A file made while the tests are collected may tell the second it was made: its tests would be called otherwise
    in each process, and pytest-xdist refuses to run them.
    """
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items):
    """Mark what never asks for the database: one database is enough to run it on."""
    asks = {"db", "transactional_db"}
    for item in items:
        marked = any(item.get_closest_marker(name) for name in ("django_db", "services"))
        if not marked and not asks & set(item.fixturenames):
            item.add_marker("pure")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As pytest-django's, but what still holds PostgreSQL's test database in the end, a process that a test killed, is sent
    away before the database is dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def street(db):
    """The world of most tests: see :class:`tests.factories.world.World`."""
    return world.build()


@pytest.fixture
def signed_in(client, street):
    """``signed_in("staff")`` → a client signed in as that user of the street."""
    from django.test import Client

    def sign_in(name):
        browser = Client()
        browser.force_login(street.users[name], backend="accounts.backends.AccountBackend")
        return browser

    return sign_in


@pytest.fixture
def listener():
    """A web server on this machine that keeps the paths it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments):
            """Quiet."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()
