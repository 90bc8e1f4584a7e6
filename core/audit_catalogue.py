"""Every event the audit may record, with its Chinese name.

Each app lists its own in ``<app>/audit_events.py`` (named in the setting AUDIT_EVENTS):
``EVENTS`` is ``{"noun.verb": "名称"}``, and ``OPEN`` holds the codes of those whose content
the audit administrator may read; of the others he learns that they happened, and no more. ``READING``, where there
is one, holds those that change no record of the offices' work. The moves of a workflow need no line: ``<model>.<move>`` follows from the model.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True)
class Entry:
    label: str
    is_open: bool


@cache
def entries():
    """``{code: Entry}`` of everything that may be recorded."""
    return _listed() | _moves()


def tables():
    """The modules in which the apps list their events."""
    return [import_module(path) for path in settings.AUDIT_EVENTS]


def _listed():
    return {code: Entry(label, code in table.OPEN) for table in tables() for code, label in table.EVENTS.items()}


def _moves():
    from core.workflow import Workflow, moves_of  # workflow records, and so stands above the catalogue

    return {
        f"{model._meta.model_name}.{move.name}": Entry(f"{model._meta.verbose_name}：{move.label}", False)
        for model in apps.get_models()
        if issubclass(model, Workflow)
        for move in moves_of(model)
    }


def require_listed(code):
    """Raises ValueError for a code that nobody listed: an event without a name is a programming error."""
    if code not in entries():
        raise ValueError(f"audit event {code!r} is listed in no audit_events.py")


def labels():
    """``{code: Chinese name}``."""
    return {code: entry.label for code, entry in entries().items()}


def label_of(code):
    """The Chinese name; the code itself for an event of an earlier release."""
    return entries()[code].label if code in entries() else code


def is_open(code):
    """Whether the audit administrator may read the event's content."""
    return code in entries() and entries()[code].is_open


@cache
def reading():
    """Codes of the events that change no record: somebody came, looked, took a copy."""
    return frozenset().union(*(getattr(table, "READING", ()) for table in tables()))
