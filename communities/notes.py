"""What a file's page shows of the notes on it."""

from dataclasses import dataclass

from communities.forms.notes import NoteForm
from communities.models import FileNote, Region
from core import access


@dataclass(frozen=True)
class Notes:
    """The notes on one file, newest first; ``form`` and ``place``, where to write one, or None for who may not."""

    rows: list
    form: NoteForm | None = None
    place: Region | None = None


def notes_on(user, election, *, community, person=None, back=""):
    """The :class:`Notes` on a community's file, or on ``person``'s for whoever works in ``community``.

    Of a person all that the reader may see, whichever community and term they were written in. ``back``: the page.
    """
    rows = access.visible_to(user, FileNote).select_related("author", "community")
    rows = rows.filter(person=person) if person else rows.filter(person=None, community=community, election=election)
    if not election or not election.is_running or not access.allowed(user, "fill_records", community):
        return Notes(list(rows))
    form = NoteForm(user=user, election=election, initial={"person": person and person.pk, "back": back})
    return Notes(list(rows), form, community)
