"""The statistics by which SQLite chooses an index."""

import pytest
from django.db import connection

from core.upkeep import refresh_statistics


def counted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'communities_region'")
        return cursor.fetchone()[0]


@pytest.mark.embedded
def test_statistics_are_kept_of_tables_that_hold_rows(street):
    refresh_statistics()
    once = counted()
    refresh_statistics()
    assert (once > 0, counted()) == (True, once)
