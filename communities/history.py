"""字段变更和留痕: what was done to a file and its fields, old → new, read from the audit trail and put into words.

Which records are asked about is the caller's to say, and he asks only about those that the reader sees. A value that
the audit keeps secret stays secret; a person's name stands only where the reader may see the person.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Q

from accounts.models import User
from communities.baseline_sections import SECTIONS
from communities.models import CommitteeMember, Kinship, Person, Posts, RiskGrades
from core import ids
from core.access import visible_to
from core.audit import AuditEvent
from core.audit_catalogue import label_of
from core.secrets import EncryptedTextField

LINES = 50
LONGEST = 60  # of a value; the record itself has it whole
OF_KIN = ("kinship.declare", "kinship.withdraw")
OF_SEAT = ("member.appoint", "member.update", "member.leave")
OF_PERSON = ("person.create", "person.update", "person.reveal", "person.link_account", *OF_KIN, *OF_SEAT)
ALIKE = {"member": CommitteeMember, "kinship": Kinship}  # events on a person that tell of another record's fields
LABELS = {
    "committee": "班子", "kind": "类别", "name": "姓名", "field": "项目", "account": "账号", "source": "来源", "post": "职务",
    "seats": "职数", "grade": "等级", "election_day": "选举日",
}  # fmt: skip
BASELINE_LABELS = {field.key: field.label for section in SECTIONS for field in section.fields}
CHOICES = {"post": Posts.choices, "grade": RiskGrades.choices}


@dataclass(frozen=True)
class Line:
    """One line of a ``c-timeline``."""

    at: datetime
    who: str
    title: str
    note: str = ""
    tone: str = "wait"


def history_of(user, person):
    """The latest acts on a person's file, newest first, as :class:`Line`; for whoever may see the file."""
    return history(user, on(Person, [person.pk], OF_PERSON))


def on(model, keys, events):
    """Q: ``events`` on records of ``model`` with these primary keys; what :func:`history` asks for, joined by ``|``."""
    return Q(object_type=model._meta.label_lower, object_id__in=[str(key) for key in keys], event__in=events)


def history(user, condition):
    """The latest :class:`Line` of the audit events that meet ``condition``; as many queries for one as for fifty."""
    events = list(AuditEvent.objects.filter(condition, result="ok").order_by("-seq")[:LINES])
    details = [event.read_detail() for event in events]
    accounts = User.objects.filter(pk__in={event.actor_id for event in events if event.actor_id})
    names = {str(account.pk): account.full_name for account in accounts}
    words = _Words(user, list(zip(events, details, strict=True)))
    return [
        Line(event.at, names.get(event.actor_id, event.actor_name), label_of(event.event), words.note(event, detail))
        for event, detail in zip(events, details, strict=True)
    ]


def _fields(detail):
    """``{name: value or [old, new]}`` of an event's detail; a section of the baseline keeps its own one level down."""
    changed = detail.get("changes")
    return changed if isinstance(changed, dict) else detail


class _Words:
    """Details of events in words. What foreign keys point to is looked up for all events at once."""

    def __init__(self, user, events):
        asked = defaultdict(set)
        for event, detail in events:
            for name, value in _fields(detail).items():
                field = _field(event, name)
                if field is not None and field.related_model:
                    asked[field.related_model] |= {str(v) for v in _values(value) if v not in (None, "")}
        self._names = {model: _named(user, model, keys) for model, keys in asked.items()}

    def note(self, event, detail):
        """A line for each field: its old and its new value."""
        if event.event == "person.reveal":
            return _label(event, detail.get("field", ""))
        said = [self._phrase(event, name, value) for name, value in _fields(detail).items()]
        return "\n".join(filter(None, [*said, f"原因：{event.reason}" if event.reason else ""]))

    def _phrase(self, event, name, value):
        label = _label(event, name)
        if label == name:  # a figure of the machinery
            return ""
        if not isinstance(value, list) or len(value) != 2:
            return f"{label}：{self._shown(event, name, value)}"
        old, new = value
        field = _field(event, name)
        if old == new or isinstance(field, EncryptedTextField):  # both “（密）”: that it changed is all that is told
            return f"{label}已更改"
        return f"{label}：{self._shown(event, name, old)} → {self._shown(event, name, new)}"

    def _shown(self, event, name, value):
        if value in (None, "", [], {}):
            return "（空）"
        field = _field(event, name)
        if field is not None and field.related_model:
            return self._names[field.related_model].get(str(value), "（不对您公开）")
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (list, dict)):
            return "（明细）"
        choices = {str(key): label for key, label in getattr(field, "flatchoices", None) or CHOICES.get(name, ())}
        text = ids.mask_within(str(choices.get(str(value), value)))
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _values(value):
    return value if isinstance(value, list) else [value]


def _field(event, name):
    """The model field that a name in an event's detail speaks of; None if none."""
    if name == "committee":  # its name, not its key
        return None
    model = ALIKE.get(event.event.partition(".")[0])
    for each in filter(None, (model, _model(event.object_type))):
        try:
            field = each._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.concrete:
            return field
    return None


def _model(label):
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _label(event, name):
    field = _field(event, name)
    if event.event == "baseline.confirm":
        return BASELINE_LABELS.get(name, name)
    return str(field.verbose_name) if field is not None else LABELS.get(name, name)


def _named(user, model, keys):
    """``{key: name}`` of what the reader may see; short where a region has a short name."""
    try:
        rows = model._default_manager.filter(pk__in=keys)
        rows = list(visible_to(user, rows) if hasattr(model, "access") else rows)
    except (ValueError, ValidationError):
        return {}
    return {str(row.pk): str(getattr(row, "short_name", row)) for row in rows}
