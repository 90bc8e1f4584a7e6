"""Two people on one record: what is on file now against what was typed, field by field, for a form sent too late."""

from dataclasses import dataclass

from django.db.models import Model

from core.lists import word_of
from core.secrets import EncryptedTextField


@dataclass(frozen=True)
class Difference:
    """One field in which the two differ, in words; ``anchor``: the id of its input."""

    label: str
    stored: str
    typed: str
    anchor: str = ""


def differences(form, stored):
    """A :class:`Difference` for each field of a cleaned form that the record ``stored`` has too, with another value.

    Numbers kept encrypted are left out: they are not sent to the browser.
    """
    columns = {field.name: field for field in stored._meta.get_fields() if hasattr(field, "value_from_object")}
    found = []
    for name in form.fields:
        column = columns.get(name)
        if column and not isinstance(column, EncryptedTextField) and not form.fields[name].widget.is_hidden:
            typed, kept = form.cleaned_data.get(name), _kept(stored, column)
            if _plain(typed) != _plain(kept):
                found.append(_difference(form[name], kept, typed))
    return found


def _kept(stored, column):
    return list(getattr(stored, column.name).all()) if column.many_to_many else getattr(stored, column.name)


def _plain(value):
    """Fit to be compared: records by their keys, in no order; nothing typed is nothing."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, str):
        return value.strip().replace("\r\n", "\n")
    if hasattr(value, "__iter__"):
        return sorted(_plain(each) for each in value)
    return "" if value in (None, False) else str(value)


def _difference(bound, kept, typed):
    return Difference(str(bound.label), _word(bound.field, kept), _word(bound.field, typed), bound.id_for_label)


def _word(field, value):
    if value in (None, "", []):
        return ""
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return "、".join(word_of(field, each) for each in value)
    return word_of(field, value)


def show_both(form, stored):
    """Set ``form.theirs``, and let the form be sent again: after both were read that is deliberate."""
    form.theirs = differences(form, stored)
    if "version" in form.fields:
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = stored.version
