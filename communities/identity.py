"""What an ID number says of its holder, against what was typed."""

from datetime import date
from typing import NamedTuple

from core import ids
from core.errors import DomainError


class Identity(NamedTuple):
    """Sex and birth date of a person, and the ID number they were checked against (empty if none)."""

    id_number: str
    sex: str
    birth_date: date | None


def agree(*, id_number="", sex="", birth_date=None):
    """Return the :class:`Identity`: what is missing is taken from the number, a text or an ``IdNumber`` read already.

    Raises DomainError ``id_contradiction`` naming both sides, or those of ``ids.parse_id_number``.
    """
    if not id_number:
        return Identity("", sex, birth_date)
    known = id_number if isinstance(id_number, ids.IdNumber) else ids.parse_id_number(id_number)
    sentences = ids.contradictions(known, sex=sex or None, birth_date=birth_date)
    if sentences:
        raise DomainError("id_contradiction", "".join(sentences) + "请对照证件，改正其中一项。", field="id_number")
    return Identity(known.number, known.sex.value, known.birth_date)
