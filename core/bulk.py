"""Many rows of one table at once: by COPY on PostgreSQL, by one prepared statement elsewhere.

``bulk_create`` makes an expression and a parameter of each value, which takes longer than all else that an import
of thousands of rows does. Encryption, defaults and dates set on saving are those of the fields here as there.
"""

import gc
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter
from types import MappingProxyType
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, models, router, transaction
from django.utils import timezone

from core.secrets import EncryptedTextField, encrypt_texts

# What the database takes as it stands in Python; every other field prepares its own values.
PLAIN = {
    models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField, models.BigIntegerField, models.BigAutoField, models.BinaryField,
}  # fmt: skip
MANY = 500  # rows that are worth a temporary table
SOME = 1000  # rows that are made ready at a time
ROOM_KB = 64 * 1024
BARE = {str, int, bool, bytes, type(None)}


def insert(model, rows, **alike):
    """Insert ``rows``: unsaved instances, or a dict per row by column (``person_id``), which is made in a tenth of an
    instance's time. All dicts have the same keys; ``alike`` are columns of one value in all rows; what neither names has
    the field's default. Returns the rows; a key that the database gives is not read back.

    Rows are taken and made ready some at a time, while PostgreSQL enters those before: a generator of them must not ask
    the database. Raises IntegrityError as saving does; then none is written.
    """
    rows, taken = iter(rows), []
    first = next(rows, None)
    if first is None:
        return taken
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.local_concrete_fields if not _is_given_by_database(field, first)]
    _write(connection, model, fields, _values(fields, _noted(chain([first], rows), taken), connection, alike))
    if isinstance(first, models.Model):
        for row in taken:
            row._state.adding, row._state.db = False, connection.alias
    return taken


def _noted(rows, taken):
    for row in rows:
        taken.append(row)
        yield row


def insert_missing(model, rows):
    """Insert those of ``rows`` (a list of dicts, as for :func:`insert`) of whose keys there is none yet, and leave the
    others alone. Sorted, so that two who enter the same ones never wait for each other. Quickest where all are missing."""
    if not rows:
        return
    connection, fields = connections[router.db_for_write(model)], model._meta.local_concrete_fields
    table, names = _quoted(connection, model, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= MANY:
            if _all_copied(connection, cursor, table, names, _values(fields, rows, connection)):
                return
            with _staged(connection, cursor, model, fields, _values(fields, rows, connection)) as stage:
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {stage} ON CONFLICT DO NOTHING")  # noqa: S608
        else:
            values = list(_values(fields, rows, connection))
            cursor.executemany(f"{_insertion(table, names, fields)} ON CONFLICT DO NOTHING", values)


def _all_copied(connection, cursor, table, names, values):
    """Whether all of them were missing and are there now: by COPY, in half the time that minding conflicts takes."""
    try:
        with transaction.atomic(using=connection.alias), connection.wrap_database_errors:
            _copy(cursor, table, names, values)
    except IntegrityError:
        return False
    return True


def _is_given_by_database(field, row):
    given = row.get(field.attname) if isinstance(row, dict) else getattr(row, field.attname)
    return field.primary_key and isinstance(field, models.AutoField) and given is None


def _values(fields, rows, connection, alike=MappingProxyType({})):
    """Yield the values of each row, ready for the database; so many rows at a time are made ready."""
    rows, alike = iter(rows), alike | _moments(fields)
    while some := list(islice(rows, SOME)):
        yield from zip(*_columns(fields, some, alike, connection), strict=True)


def _columns(fields, rows, alike, connection):
    """The values of each field, ready for the database: what all rows share is looked at once."""
    for field in fields:
        is_named = isinstance(rows[0], models.Model) or field.attname in rows[0]
        if field.attname not in alike and (is_named or callable(field.default)):
            values = _taken(field, rows) if is_named else [field.get_default() for _ in rows]
            yield _prepared(field, values, connection)
        else:
            value = alike[field.attname] if field.attname in alike else field.get_default()
            yield repeat(_prepared(field, [value], connection)[0], len(rows))


def _moments(fields):
    """What ``pre_save`` sets: moments of making and changing."""
    now = timezone.now()
    return {
        field.attname: now if isinstance(field, models.DateTimeField) else timezone.localdate(now)
        for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }  # fmt: skip


def _taken(field, rows):
    take = itemgetter if isinstance(rows[0], dict) else attrgetter
    return list(map(take(field.attname), rows))


def _prepared(field, values, connection):
    """The values of one column, ready for the database."""
    source = field.target_field if isinstance(field, models.ForeignKey) else field
    if type(source) in PLAIN:
        return values if BARE.issuperset(map(type, values)) else [_bare(value) for value in values]
    if type(source) is EncryptedTextField:
        return encrypt_texts(values)
    return list(map(_prepare(source, connection), values))


def _prepare(field, connection):
    """``function(value)`` for the database; dates are few or alike, and each is made text once: the driver would do so
    for every row."""

    def prepare(value):
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.UUIDField):
        native = connection.features.has_native_uuid_field
        return lambda value: (
            value if value is None or native else (value if isinstance(value, UUID) else UUID(value)).hex
        )
    if isinstance(field, models.DateField):
        return cache(lambda value: value and str(prepare(value)))
    return prepare


def _bare(value):
    """A code of a list of choices as the text or number that it is."""
    return getattr(value, "value", value)


def _write(connection, model, fields, values):
    table, names = _quoted(connection, model, fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            _copy(cursor, table, names, values)
        else:
            cursor.executemany(_insertion(table, names, fields), list(values))


def _quoted(connection, model, fields):
    """The names of the table and of its columns, as a statement has them."""
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)


def _insertion(table, names, fields):
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608


def _copy(cursor, table, names, values):
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


@contextmanager
def _staged(connection, cursor, model, fields, values):
    """The name of a temporary table of PostgreSQL that holds ``values``: thousands of rows come there by COPY, and one
    statement takes them on, in a third of the time that a statement each takes."""
    stage, (table, names) = "rows_on_their_way", _quoted(connection, model, fields)
    with transaction.atomic(using=connection.alias):
        cursor.execute(f"CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")  # noqa: S608
        _copy(cursor, stage, names, values)
        yield stage
        cursor.execute(f"DROP TABLE {stage}")


@contextmanager
def references_checked():
    """Around what asks nothing of the database: meanwhile PostgreSQL looks whether all that the rows written so far refer
    to is there, which else it does at the end of the transaction, while we wait. Raises IntegrityError at the end."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        with connection.wrap_database_errors, connection.connection.pipeline():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # sent; its answer is waited for at the end of the block
            yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def many_rows():
    """Around work on thousands of rows at once: they hold no cycles, and a search for some would take a third of the
    time; SQLite keeps the pages it writes until the end, or it would put them away and fetch them again all the while."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with _room(connections[DEFAULT_DB_ALIAS]):
            yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _room(connection):
    """After an error the connection keeps the room, for nothing can be asked of it then; it takes no more than it uses."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-ROOM_KB}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size = {usual}")
