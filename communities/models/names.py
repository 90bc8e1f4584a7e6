"""The dictionary of names: by which parts of it, and of its pinyin, a name is found."""

from django.db import models

from core import names

BATCH = 2000


class NamePartQuerySet(models.QuerySet):
    def beginning(self, query):
        """Parts that begin with ``query`` (as :func:`core.names.normalise_query` writes it); a range on the key."""
        start = query.encode()
        return self.filter(part__gte=start, part__lt=start + b"\xff")  # no UTF-8 text contains that byte

    def learn(self, people_names):
        """Enter each name that is not in the dictionary yet."""
        wanted = {name: names.normalise_query(name).encode() for name in set(people_names)}
        unknown = set(wanted) - self._known(wanted)
        rows = [
            self.model(part=part.encode(), name=name) for name in sorted(unknown) for part in names.search_parts(name)
        ]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)

    def _known(self, wanted):
        """Those of ``wanted`` that are entered: each name is a part of itself."""
        parts, known = sorted(set(wanted.values())), set()
        for start in range(0, len(parts), 500):
            rows = self.filter(part__in=parts[start : start + 500])
            known |= {name for part, name in rows.values_list("part", "name") if wanted.get(name) == bytes(part)}
        return known


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
