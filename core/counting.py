"""Counts that are asked together."""

from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models

_key = models.UUIDField()


def numbers_by(rows, column, most):
    """``{value: number of rows}`` of a column of text; None where there are more than ``most`` rows, of which no more are read.

    Grouping what a limit has cut off is one query, for which the ORM has no words.
    """
    try:
        counted = rows.order_by().values_list(column)[: most + 1]
        inner, parameters = counted.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return {}
    # ours but for the text that Django made of the rows
    sql = f"SELECT counted.*, COUNT(*) FROM ({inner}) AS counted GROUP BY 1"  # noqa: S608
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        numbers = dict(cursor.fetchall())
    return numbers if sum(numbers.values()) <= most else None


class RowsOf(models.Subquery):
    """How many rows a queryset has, as an expression."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class CountedTogether:
    """How many rows there are of each of several querysets about one account: one query, whose SQL is put together once.

    ``makers``: functions of the account's key, each of which returns a queryset that depends on nothing else. Putting
    the SQL together takes longer than counting, and the top bar wants it on every page.
    """

    def __init__(self, *makers):
        self.makers, self.prepared = makers, {}

    def __call__(self, key):
        """A tuple of numbers, one for each maker; the account must be there."""
        if connection.vendor not in self.prepared:
            self.prepared[connection.vendor] = self._prepare()
        sql, stand_in, parameters = self.prepared[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [self._stored(key) if value == stand_in else value for value in parameters])
            return cursor.fetchone()

    def _prepare(self):
        """``(sql, what stands in it for the account's key, parameters)``."""
        place = uuid4()
        counts = (RowsOf(make(place).order_by().values("pk")) for make in self.makers)
        account = get_user_model().objects.filter(pk=place).order_by().values_list(*counts)
        sql, parameters = account.query.sql_with_params()
        return sql, self._stored(place), parameters

    @staticmethod
    def _stored(key):
        return _key.get_db_prep_value(key, connection)
