"""The dictionary of names: by which parts of it, and of its pinyin, a name is found."""

from operator import itemgetter

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
        """Enter each name that is not in the dictionary yet."""
        self.enter(entries_of(self.unknown(people_names)))

    def unknown(self, people_names):
        """Those of some names that are not in the dictionary yet, each once and in order."""
        wanted = [(names.normalise_query(name).encode(), name) for name in sorted(set(people_names))]
        known = {row for some in _batches(wanted) for row in self._known(some)}
        return [name for _, name in wanted if name not in known]

    def enter(self, entries):
        """Enter what :func:`entries_of` made of names."""
        bulk.insert_missing(self.model, entries)

    def _known(self, wanted):
        """The names of those pairs of part and name that are in the dictionary."""
        pairs = ", ".join(["(%s, %s)"] * len(wanted))
        self._for_write = True
        with connections[self.db].cursor() as cursor:
            cursor.execute(KNOWN.format(pairs), [value for row in wanted for value in row])
            return [row[0] for row in cursor.fetchall()]


def entries_of(unknown):
    """The entries of names that are not in the dictionary, in order as ``unknown`` are. Plain rows: a roster brings a
    quarter of a million."""
    rows = [{"part": part.encode(), "name": name} for name in unknown for part in names.search_parts(name)]
    rows.sort(key=itemgetter("part"))
    return rows


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
