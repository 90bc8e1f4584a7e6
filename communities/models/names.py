"""The dictionary of names: by which parts of it, and of its pinyin, a name is found."""

from django.db import connections, models

from core import bulk, names

BATCH = 1000
# A name is a part of itself: where that is entered, all its parts are.
KNOWN = "SELECT name FROM communities_namepart WHERE (part, name) IN (VALUES {})"


class NamePartQuerySet(models.QuerySet):
    def beginning(self, query):
        """Parts that begin with ``query`` (as :func:`core.names.normalise_query` writes it); a range on the key."""
        start = query.encode()
        return self.filter(part__gte=start, part__lt=start + b"\xff")  # no UTF-8 text contains that byte

    def learn(self, people_names):
        """Enter each name that is not in the dictionary yet. Plain rows: a roster brings a quarter of a million."""
        wanted = [(names.normalise_query(name).encode(), name) for name in sorted(set(people_names))]
        known = {row for some in _batches(wanted) for row in self._known(some)}
        rows = [(part.encode(), name) for _, name in wanted if name not in known for part in names.search_parts(name)]
        bulk.insert_missing(self.model, [{"part": part, "name": name} for part, name in sorted(rows)])

    def _known(self, wanted):
        """The names of those pairs of part and name that are in the dictionary."""
        pairs = ", ".join(["(%s, %s)"] * len(wanted))
        self._for_write = True
        with connections[self.db].cursor() as cursor:
            cursor.execute(KNOWN.format(pairs), [value for row in wanted for value in row])
            return [row[0] for row in cursor.fetchall()]


def _batches(rows):
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


class NamePart(models.Model):
    """``part`` of a name, from some character of it to its end: of the name itself, its pinyin or its initials.

    What stands anywhere in a name is the beginning of one of these. A row says something of a name, not of a
    person, so it is never wrong: whoever is renamed, moved or deleted leaves it as true as it was. ``part`` is
    UTF-8 in bytes, which both databases order alike, whatever the collation.
    """

    pk = models.CompositePrimaryKey("part", "name")
    part = models.BinaryField()
    name = models.CharField(max_length=50)

    objects = NamePartQuerySet.as_manager()

    class Meta:
        verbose_name = "姓名索引"
        indexes = [models.Index(fields=["name", "part"], name="name_part_name")]

    def __str__(self):
        return self.name
