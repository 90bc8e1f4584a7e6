"""The tables as the product wants them."""

import re

from django.apps import apps
from django.db import connection

from core.apps import PATTERN_INDEXES, drop_pattern_indexes, renew_statistics


def pattern_indexes():
    """Indexes for LIKE 'x%', which PostgreSQL alone has."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(PATTERN_INDEXES)
        return cursor.fetchall()


def test_no_index_is_there_that_nothing_reads(transactional_db):
    assert pattern_indexes() == []


def test_one_that_a_later_migration_brings_is_gone_after_it(transactional_db):
    name = {"postgresql": "(username varchar_pattern_ops)"}.get(connection.vendor, "(username)")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX brought ON accounts_user {name}")
    drop_pattern_indexes(using="default")
    drop_pattern_indexes(using="default")  # none left to drop
    left = connection.introspection.get_constraints(connection.cursor(), "accounts_user")
    assert ("brought" in left) == (connection.vendor != "postgresql")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS brought")


def test_what_is_known_of_tables_is_renewed_after_migrations_and_not_after_a_flush(street):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("DELETE FROM sqlite_stat1")
            renew_statistics()
            assert cursor.execute("SELECT COUNT(*) FROM sqlite_stat1").fetchone() == (0,)
            renew_statistics(plan=[("0009", False)])
            assert cursor.execute("SELECT COUNT(*) FROM sqlite_stat1").fetchone() > (0,)
    else:
        renew_statistics(plan=[("0009", False)])  # keeps its own


def names_in_database(cursor, table):
    """The names of a table's indexes and constraints."""
    if connection.vendor == "postgresql":
        return set(connection.introspection.get_constraints(cursor, table))
    # Django cannot read all of these checks.
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
    return {name for (sql,) in cursor.fetchall() for name in re.findall(r'(?:CONSTRAINT|INDEX) "(\w+)"', sql or "")}


def test_every_index_and_constraint_that_a_model_names_is_in_the_database(db):
    with connection.cursor() as cursor:
        for model in apps.get_models():
            named = {each.name for each in (*model._meta.indexes, *model._meta.constraints)}
            assert named - names_in_database(cursor, model._meta.db_table) == set()
