from django.apps import AppConfig
from django.db import connections
from django.db.models import Field, ForeignObject
from django.db.models.signals import post_migrate

from core.upkeep import refresh_statistics

PATTERN_INDEXES = """
    SELECT DISTINCT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_opclass o ON o.oid = ANY (i.indclass::oid[])
    WHERE n.nspname = current_schema() AND o.opcname IN ('varchar_pattern_ops', 'text_pattern_ops')
"""


def drop_pattern_indexes(using, **_):
    """In PostgreSQL Django gives each indexed column of text a second index, for ``LIKE 'x%'``. Codes are asked for by
    ranges (``core.access``) and names by their parts, so nothing reads it; every row written would have to write it."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(PATTERN_INDEXES)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


def renew_statistics(plan=(), **_):
    """After migrations: SQLite forgets what it knew of a table that it had to make anew, and would plan blindly until the night."""
    if plan:
        refresh_statistics()


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公用机制"

    def ready(self):
        from core import fonts, lookups, secrets

        for kind in (Field, ForeignObject):
            kind.register_lookup(lookups.Among)
        post_migrate.connect(drop_pattern_indexes, sender=self)
        post_migrate.connect(renew_statistics, sender=self)
        fonts.check_runtime()
        secrets.ensure_keys()
