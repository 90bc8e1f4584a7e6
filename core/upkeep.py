"""What a database wants done now and then, so that it goes on choosing the right index."""

from celery import shared_task
from django.db import connection

ROWS_LOOKED_AT = 1000  # of each index: enough to tell how rows are spread, and a matter of seconds at any size


@shared_task(name="core.refresh_statistics")
def refresh_statistics():
    """Count how rows are spread, daily: SQLite plans blindly without; PostgreSQL does it by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
