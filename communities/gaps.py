"""档案完整度: what a file still lacks, item by item, each with the way to where it is filled in."""

from dataclasses import dataclass

from django.urls import reverse


class Standing:
    """How far one thing is, in words and colour; of what has ``done`` and ``due``. Nothing due counts as done."""

    @property
    def is_done(self):
        return self.done >= self.due

    @property
    def words(self):
        """“3/4”; “已完成” or “未办” where only one is due; “无待办” where none is."""
        if not self.due:
            return "无待办"
        if self.due == 1:
            return "已完成" if self.done else "未办"
        return f"{self.done}/{self.due}"

    @property
    def tone(self):
        if self.is_done:
            return "ok"
        return "warn" if self.done else "wait"


@dataclass(frozen=True)
class Item(Standing):
    """One thing that a complete file has. ``url``: where it is filled in, empty for who may not."""

    label: str
    url: str
    done: int
    due: int = 1


@dataclass(frozen=True)
class Completeness:
    """The items of one file in order."""

    items: tuple

    @property
    def done(self):
        return sum(item.is_done for item in self.items)

    @property
    def total(self):
        return len(self.items)

    @property
    def gaps(self):
        return [item for item in self.items if not item.is_done]


OF_PERSON = (
    "id_number_hash",
    "birth_date",
    "ethnicity",
    "education",
    "affiliation",
    "party_joined_on",
    "occupation",
    "phone",
    "resume",
)


def of_person(person, kinships, *, editable):
    """The :class:`Completeness` of a person's file; ``kinships``: those declared; ``editable``: whether by the reader."""
    edit = reverse("communities:person-edit", args=[person.pk])
    page = reverse("communities:person", args=[person.pk])
    names = [name for name in OF_PERSON if name != "party_joined_on" or person.is_party_member]
    items = [
        _field(person, name.removesuffix("_hash"), bool(getattr(person, name)), edit if editable else "")
        for name in names
    ]
    items.append(Item("亲属关系", f"{page}#kinship", int(bool(kinships))))
    return Completeness(tuple(items))


def _field(person, name, is_filled, edit):
    return Item(str(person._meta.get_field(name).verbose_name), edit and f"{edit}#id_{name}", int(is_filled))
