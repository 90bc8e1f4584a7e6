"""Many rows of one table at once: by COPY on PostgreSQL, by one prepared statement elsewhere.

``bulk_create`` makes an expression and a parameter of each value, which takes longer than all else that an import
of thousands of rows does. Encryption, defaults and dates set on saving are those of the fields here as there.
"""

import gc
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from django.db import connections, models, router
from django.utils import timezone

from core.secrets import one_key

# What the database takes as it stands in Python; every other field prepares its own values.
PLAIN = {
    models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField, models.BigIntegerField, models.BigAutoField,
}  # fmt: skip


def insert(model, rows):
    """Insert ``rows``, a list of unsaved instances or of anything with all of a row's attributes, for an instance
    takes longer to make than its row to write; returns them. A key that the database gives is not read back.

    Raises IntegrityError as saving does; then none is written.
    """
    rows = list(rows)
    if not rows:
        return rows
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.local_concrete_fields if not _is_given_by_database(field, rows[0])]
    _stamp(fields, rows)
    with one_key():
        columns = [_prepared(field, rows, connection) for field in fields]
    _write(connection, model, fields, zip(*columns, strict=True))
    if isinstance(rows[0], models.Model):
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
    return rows


def update(model, rows, names):
    """Write the fields ``names`` of ``rows`` (as for :func:`insert`) that are saved, and nothing else of them."""
    rows = list(rows)
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    quote, key = connection.ops.quote_name, model._meta.pk
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with one_key():
        columns = [_prepared(field, rows, connection) for field in (*fields, key)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {quote(key.column)} = %s",  # noqa: S608
            list(zip(*columns, strict=True)),
        )


def _is_given_by_database(field, row):
    return field.primary_key and isinstance(field, models.AutoField) and getattr(row, field.attname) is None


def _stamp(fields, rows):
    """What ``pre_save`` does: moments of making and changing."""
    now = timezone.now()
    for field in fields:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            value = now if isinstance(field, models.DateTimeField) else timezone.localdate(now)
            for row in rows:
                setattr(row, field.attname, value)


def _prepared(field, rows, connection):
    """The values of one column, ready for the database."""
    name = field.attname
    source = field.target_field if isinstance(field, models.ForeignKey) else field
    if type(source) in PLAIN:
        return [_bare(getattr(row, name)) for row in rows]
    prepare = _prepare(source, connection)
    return [prepare(getattr(row, name)) for row in rows]


def _prepare(field, connection):
    """``function(value)`` for the database; dates and keys are few or alike, and each is turned once."""

    def prepare(value):
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.UUIDField):
        native = connection.features.has_native_uuid_field
        return lambda value: (
            value if value is None or native else (value if isinstance(value, UUID) else UUID(value)).hex
        )
    return cache(prepare) if type(field) is models.DateField else prepare


def _bare(value):
    """A code of a list of choices as the text or number that it is."""
    return getattr(value, "value", value)


def _write(connection, model, fields, values):
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values))  # noqa: S608


@contextmanager
def without_collecting():
    """Thousands of rows in memory at once hold no cycles worth a search: it would take a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
