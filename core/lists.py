"""How one sees a list: what it is filtered by, sorted by, and which columns are drawn; in words and in its address.

Everything of it stands in the address, so that a list can be come back to, sent on and saved, except what is looked
for in SENSITIVE fields: names and numbers of people are posted and stay out of addresses and logs.
"""

from dataclasses import dataclass

from django.http import QueryDict

from core import ids

SENSITIVE = ("q",)
SORT, COLUMNS, COLUMN = "sort", "columns", "column"


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the address of the list without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True)
class Choice:
    """A way to sort, or a column: what is sent for it, its word, whether it is chosen."""

    value: str
    label: str
    chosen: bool


class ListState:
    """The state of one list view as its request asks for it. ``form``: its bound filter form, or None."""

    def __init__(self, view, form):
        self.view, self.form = view, form
        self.data = view.request.POST if view.request.method == "POST" else view.request.GET
        self.path = view.request.path

    def _conditions(self):
        """Names of the fields that narrow the list."""
        chosen = getattr(self.form, "cleaned_data", {}) if self.form is not None else {}
        return [name for name, value in chosen.items() if value not in (None, "", [], False)]

    @property
    def chips(self):
        """A :class:`Chip` for each condition."""
        names = [name for name in self._conditions() if name not in self.view.unchipped]
        return [self._chip(name) for name in names if not self.form.fields[name].widget.is_hidden]

    def _chip(self, name):
        field, value = self.form.fields[name], self.form.cleaned_data[name]
        word = ids.mask_within(
            word_of(field, value)
        )  # a full number stands in the box it was typed into, and nowhere else
        return Chip(str(field.label or name), word, self.address(without=name))

    @property
    def sent(self):
        """``(name, value)`` of every condition, names of people included: for a form that is posted.

        None where an ID number was searched for: it finds one person, and is not written once more for that.
        """
        found = [(name, value) for name in self._conditions() for value in self.data.getlist(name)]
        return None if any(ids.mask_within(value) != value for _, value in found) else found

    def query(self, without=""):
        """What stands in the address: conditions but the sensitive ones, sorting, columns; urlencoded."""
        kept = QueryDict(mutable=True)
        for name in self._conditions():
            if name not in SENSITIVE and name != without:
                kept.setlist(name, self.data.getlist(name))
        if self.sort:
            kept[SORT] = self.sort
        if self.hidden:
            kept[COLUMNS] = "1"
            kept.setlist(COLUMN, [choice.value for choice in self.columns if choice.chosen])
        return kept.urlencode()

    def address(self, without=""):
        query = self.query(without)
        return f"{self.path}?{query}" if query else self.path

    @property
    def sort(self):
        """The chosen way to sort; empty for the list's own."""
        asked = self.data.get(SORT, "")
        return asked if asked in self.view.sorts else ""

    @property
    def sorts(self):
        """A :class:`Choice` for each way to sort, the list's own first; empty where there is but one."""
        ways = [("", "默认")] + [(name, label) for name, (label, *_) in self.view.sorts.items()]
        return [Choice(name, label, name == self.sort) for name, label in ways] if self.view.sorts else []

    @property
    def columns(self):
        """A :class:`Choice` for each column after the first, which always stands."""
        shown = set(self.data.getlist(COLUMN)) if COLUMNS in self.data else None
        return [
            Choice(str(place), label, shown is None or str(place) in shown)
            for place, label in enumerate(self.view.columns[1:], 2)
        ]

    @property
    def hidden(self):
        """The classes that keep columns away, for ``c-table``."""
        return " ".join(f"without-{choice.value}" for choice in self.columns if not choice.chosen)


def word_of(field, value):
    """A value as its form field shows it."""
    if value is True:
        return "是"
    if hasattr(field, "label_from_instance"):
        return str(field.label_from_instance(value))
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(labels.get(str(value), value))
