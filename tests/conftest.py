"""Fixtures shared by all tests: a small province in which everything that could leak is present."""

import importlib

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.factories import world

append_only = importlib.import_module("core.migrations.0002_audit_append_only")
_flush = TransactionTestCase._fixture_teardown


def _flush_with_audit(self):
    """Emptying the tables between transactional tests is the one deletion of audit rows there is."""
    editor = connection.schema_editor
    with editor() as schema:
        append_only._run(schema, append_only.UNDO_SQLITE, append_only.UNDO_POSTGRESQL)
    _flush(self)
    with editor() as schema:
        append_only._run(schema, append_only.SQLITE, append_only.POSTGRESQL)


TransactionTestCase._fixture_teardown = _flush_with_audit


def pytest_collection_modifyitems(items):
    """Mark what never asks for the database: one database is enough to run it on."""
    asks = {"db", "transactional_db"}
    for item in items:
        marked = any(item.get_closest_marker(name) for name in ("django_db", "services"))
        if not marked and not asks & set(item.fixturenames):
            item.add_marker("pure")


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
