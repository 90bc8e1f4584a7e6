"""Pages of a list: by key, so that a page deep in it costs what the first does, with a count that ends at a cap.

A page is reached by a cursor: the values by which the last row before it was sorted. It is encrypted, for names
may be among them. Rows that are in memory already are taken by their position.
"""

import base64
import json
from dataclasses import dataclass

from django.db import connections
from django.db.models import F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.utils.functional import cached_property

from core import secrets

CAP, SEARCH_CAP = 10_000, 200  # of who is looked for by name nobody needs to know how many there are


@dataclass(frozen=True)
class Key:
    """One thing that rows are sorted by. ``path``: where a filter finds it; ``nulls_first``: None if there are none."""

    path: str
    descending: bool
    nulls_first: bool | None

    def backwards(self):
        """The same key in a list read from its end."""
        return Key(self.path, not self.descending, None if self.nulls_first is None else not self.nulls_first)

    def order(self):
        """For ``order_by``."""
        if self.nulls_first is None:
            return f"-{self.path}" if self.descending else self.path
        placed = {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        return OrderBy(F(self.path), self.descending, **placed)

    def equals(self, value):
        return Q(**{f"{self.path}__isnull": True} if value is None else {self.path: value})

    def follows(self, value):
        """Q: sorted after ``value``; None where nothing can be."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if self.nulls_first else None
        return self._compared("lt" if self.descending else "gt", value)

    def reaches(self, value):
        """Q: equal to ``value`` or sorted after it."""
        if value is None:
            return Q() if self.nulls_first else self.equals(None)
        return self._compared("lte" if self.descending else "gte", value)

    def _compared(self, lookup, value):
        beyond = Q(**{f"{self.path}__{lookup}": value})
        return beyond | self.equals(None) if self.nulls_first is False else beyond


def keys_of(queryset):
    """Return ``(queryset, keys)``: what it is sorted by, down to the primary key; expressions get a name."""
    model, nulls_first = queryset.model, connections[queryset.db].features.order_by_nulls_first
    ordering = queryset.query.order_by or (model._meta.ordering if queryset.query.default_ordering else ())
    keys = []
    for number, item in enumerate(ordering):
        path, descending, placed = _taken_apart(item, nulls_first)
        if not isinstance(path, str):
            queryset = queryset.annotate(**{f"sorted_by_{number}": path})
            path = f"sorted_by_{number}"
        keys.append(Key(path, descending, placed if _may_be_null(queryset, path) else None))
    if not {key.path for key in keys} & {"pk", model._meta.pk.name}:
        keys.append(Key("pk", False, None))
    return queryset.order_by(*(key.order() for key in keys)), keys


def _taken_apart(item, nulls_first):
    """``(path or expression, descending, whether nulls come first)`` of something given to ``order_by``."""
    if isinstance(item, str):
        descending = item.startswith("-")
        return item.lstrip("-"), descending, nulls_first != descending
    if not isinstance(item, OrderBy):
        return item, False, nulls_first
    placed = True if item.nulls_first else False if item.nulls_last else nulls_first != item.descending
    path = item.expression.name if isinstance(item.expression, F) else item.expression
    return path, item.descending, placed


def _may_be_null(queryset, path):
    """Whether a key may be missing; of what is computed or joined that is not known, so it may."""
    if path == "pk" or path in queryset.query.annotations or LOOKUP_SEP in path:
        return path != "pk"
    return queryset.model._meta.get_field(path.removesuffix("_id")).null


def after(keys, values):
    """Q: rows that are sorted after the one with ``values``. The first key's range stands alone, for its index."""
    condition = None
    for key, value in reversed(list(zip(keys, values, strict=True))):
        equal = key.equals(value) & condition if condition is not None else None
        condition = _either(key.follows(value), equal)
    return Q(pk__in=[]) if condition is None else keys[0].reaches(values[0]) & condition


def _either(one, other):
    return other if one is None else one if other is None else one | other


def _value(row, path):
    if isinstance(row, dict):
        return row[path]
    for name in path.split(LOOKUP_SEP):
        row = getattr(row, name, None)
    return getattr(row, "pk", row)


class Cursor:
    """Where a page begins: after (or, ``backwards``, before) the row with ``values`` of ``keys``; ``number`` for people."""

    def __init__(self, keys, number, values, backwards=False):
        self.keys, self.number, self.values, self.backwards = keys, number, values, backwards

    def __str__(self):
        text = json.dumps([_named(self.keys), self.number, self.values, self.backwards], default=str)
        return base64.urlsafe_b64encode(secrets.encrypt_bytes(text.encode())).decode()

    @classmethod
    def read(cls, text, keys):
        """The inverse of ``str``; None for what was not made here for a list sorted by ``keys``."""
        try:
            named, number, values, backwards = json.loads(secrets.decrypt_bytes(base64.urlsafe_b64decode(text)))
        except (ValueError, secrets.Unreadable):
            return None
        return cls(keys, number, values, backwards) if named == _named(keys) else None


def _named(keys):
    return ",".join(f"{'-' * key.descending}{key.path}" for key in keys)


class Page:
    """Rows of one page. ``previous`` and ``next``: cursors of its neighbours, empty where there is none."""

    def __init__(self, pages, rows, number, previous="", following=""):
        self.paginator, self.object_list, self.number = pages, rows, number
        self.previous, self.next = str(previous), str(following)

    def __iter__(self):
        return iter(self.object_list)

    def __len__(self):
        return len(self.object_list)

    def has_other_pages(self):
        return bool(self.previous or self.next)


class Pages:
    """A list in pages of ``size``. ``rows``: a queryset, sorted; or a sequence, which may end beyond ``cap`` and the page asked for.

    ``once``: ``function(count) -> number`` that knows whether the rows were counted before, and calls ``count`` if not.
    """

    def __init__(self, rows, size, cap=None, once=None):
        self.rows, self.size, self.cap = rows, size, cap or CAP
        self.once = once or (lambda count: count())

    @cached_property
    def count(self):
        """How many there are, at most one more than ``cap``: a province's rows need not be counted to show the first fifty.

        Of a sequence its length, which is that of all where no more than ``cap`` were taken into it. A first page
        after which nothing follows has counted them already.
        """
        return self.once(self._counted)

    def _counted(self):
        if not isinstance(self.rows, QuerySet):
            return len(self.rows)
        return self.rows.order_by().values("pk")[: self.cap + 1].count()

    @property
    def is_capped(self):
        return self.count > self.cap

    @property
    def num_pages(self):
        return max(1, -(-self.count // self.size))

    def page(self, cursor=""):
        """The :class:`Page` at a cursor; the first for an empty one, or one that was not made here."""
        return self._by_key(cursor) if isinstance(self.rows, QuerySet) else self._by_position(cursor)

    def _by_position(self, cursor):
        number = min(max(int(cursor), 1), self.num_pages) if str(cursor or "").isdecimal() else 1
        rows = self.rows[(number - 1) * self.size : number * self.size]
        following = number + 1 if number < self.num_pages else ""
        return Page(self, rows, number, number - 1 or "", following)

    def _by_key(self, cursor):
        queryset, keys = keys_of(self.rows)
        start = Cursor.read(cursor, keys) if cursor else None
        if start and start.backwards:
            page = self._before(queryset, keys, start)
            if page:
                return page
            start = None
        rows = list((queryset.filter(after(keys, start.values)) if start else queryset)[: self.size + 1])
        if start and not rows:  # what followed is gone meanwhile
            return self._by_key("")
        number, has_more = start.number if start else 1, len(rows) > self.size
        return self._of(rows[: self.size], keys, number, has_previous=bool(start), has_next=has_more)

    def _before(self, queryset, keys, start):
        """The page that ends before a row; None where that is the first."""
        turned = [key.backwards() for key in keys]
        rows = queryset.filter(after(turned, start.values)).order_by(*(key.order() for key in turned))
        rows = list(rows[: self.size + 1])
        if len(rows) <= self.size:
            return None
        return self._of(rows[: self.size][::-1], keys, max(start.number, 2), has_previous=True, has_next=True)

    def _of(self, rows, keys, number, *, has_previous, has_next):
        def beside(row, number, backwards):
            return Cursor(keys, number, [_value(row, key.path) for key in keys], backwards)

        if not has_previous and not has_next:
            self.count = len(rows)
        previous = beside(rows[0], number - 1, True) if has_previous and rows else ""
        return Page(self, rows, number, previous, beside(rows[-1], number + 1, False) if has_next else "")
