"""Look-ups beyond Django's own."""

from django.core.exceptions import EmptyResultSet
from django.db import models

from core import jsontext


class Among(models.Lookup):
    """``filter(name__among=names)``: ``in`` for thousands of texts, whole numbers, dates or keys, none of them None. All
    go as one parameter: ``in`` makes one of each, of which a statement can hold only so many, and which take longer to
    write into it than the database takes to look them up."""

    lookup_name = "among"
    prepare_rhs = False

    def get_prep_lookup(self):
        return list(self.rhs)

    def as_sql(self, compiler, connection):
        if not self.rhs:
            raise EmptyResultSet
        field = self.lhs.output_field
        values = [field.get_db_prep_value(value, connection) for value in self.rhs]
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*params, values]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, jsontext.dumps(values)]  # noqa: S608 (the compiler's own column)
