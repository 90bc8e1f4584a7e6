"""留痕: what was done to a person's file, read from the audit trail and put into words."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from communities.models import Affiliations, Educations, Kinship, Person, Posts, Region, Sexes
from core.audit import AuditEvent
from core.audit_catalogue import label_of

LINES = 50
SHOWN = (
    "person.create", "person.update", "person.reveal", "person.link_account", "kinship.declare", "kinship.withdraw", "member.appoint",
    "member.update", "member.leave",
)  # fmt: skip
CHOICES = {
    "sex": dict(Sexes.choices),
    "education": {str(value): label for value, label in Educations.choices},
    "affiliation": dict(Affiliations.choices),
    "post": dict(Posts.choices),
    "kind": dict(Kinship.Kinds.choices),
}
LABELS = {
    "committee": "班子", "post": "职务", "left_on": "离任时间", "kind": "关系", "name": "姓名", "duties": "分工",
    "since": "任现职时间", "terms_served": "连任届数", "field": "项目", "account": "账号",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a ``c-timeline``."""

    at: datetime
    who: str
    title: str
    note: str = ""
    tone: str = "wait"


def history_of(person):
    """The latest acts on a person's file, newest first, as :class:`Line`; for whoever may see the file."""
    events = AuditEvent.objects.filter(
        object_type="communities.person", object_id=str(person.pk), event__in=SHOWN, result="ok"
    ).order_by("-seq")[:LINES]
    names = _full_names(events)
    return [Line(e.at, names.get(e.actor_id, e.actor_name), label_of(e.event), _note(e)) for e in events]


def _full_names(events):
    users = User.objects.filter(pk__in={e.actor_id for e in events if e.actor_id})
    return {str(user.pk): user.full_name for user in users}


def _note(event):
    if event.event == "person.reveal":
        return _field_label(event.read_detail().get("field", ""))
    return "；".join(_phrase(name, value) for name, value in event.read_detail().items())


def _phrase(name, value):
    label = _field_label(name)
    if not isinstance(value, list):
        return f"{label}：{_shown(name, value)}"
    old, new = value
    if old == new:  # both “（密）”: that it changed is all that is told
        return f"{label}已更改"
    return f"{label}：{_shown(name, old)} → {_shown(name, new)}"


def _field_label(name):
    if name in LABELS:
        return LABELS[name]
    return Person._meta.get_field(name).verbose_name if name in _person_fields() else name


def _person_fields():
    return {field.name for field in Person._meta.get_fields()}


def _shown(name, value):
    if value in (None, ""):
        return "（空）"
    if name == "community":
        region = Region.objects.filter(pk=value).first()
        return region.short_name if region else value
    return CHOICES.get(name, {}).get(str(value), str(value))
