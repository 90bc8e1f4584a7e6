"""The snapshot of a community at a study meeting: its canonical form, its digest, and what changed since the last one.

A snapshot's content is a plain document::

    {"schema": 1, "community": code, "name": …, "meeting": uuid, "taken_at": iso time,
     "basis": where the community's own figures come from,
     "facts": [{"key", "group", "label", "value", "unit", "good"}, …],
     "issues": [{"id", "title", "kind", "seriousness", "state", "due_on", "is_overdue"}, …]}

It names its facts itself, so that one taken today reads the same in ten years, whatever has
become of the code that took it. ``good``: whether ``more`` or ``less`` of it is welcome, empty
where neither is.
"""

import json
from dataclasses import dataclass

from core import secrets
from core.errors import DomainError

SCHEMA = 1
HEADLINE = {
    "residents": "population.residents",
    "party": "party.total",
    "team": "team.count",
    "vacancies": "team.vacancies",
    "approval": "standing.approval",
    "issues": "issues.open",
    "overdue": "issues.overdue",
    "risk": "risk.grade",
}


def canonical(content):
    """The bytes a digest is taken of: keys sorted, no blanks, so that any database gives back the same."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(content):
    """Hex digest of a snapshot's content."""
    return secrets.digest(canonical(content))


def is_intact(snapshot):
    """Whether a stored snapshot is still what was frozen, and of the meeting and community it hangs on."""
    content = snapshot.content
    place = (content.get("meeting"), content.get("community"))
    return place == (str(snapshot.deliberation_id), snapshot.community_id) and secrets.is_digest(
        snapshot.digest, canonical(content)
    )


def read(snapshot):
    """The content of a stored snapshot; DomainError ``snapshot_damaged`` if anybody changed it since."""
    if not is_intact(snapshot):
        raise DomainError("snapshot_damaged", f"“{snapshot}”与冻结时登记的摘要不符，不能使用。请联系系统管理员核查。")
    return snapshot.content


@dataclass(frozen=True)
class FactLine:
    """One fact as it is shown, with what it was at the meeting before.

    ``was`` and ``change`` are empty where nothing changed or nothing was known before; ``tone``:
    ok or bad where the change is welcome or not, else changed.
    """

    group: str
    label: str
    value: object
    unit: str
    was: object = None
    change: str = ""
    tone: str = ""

    @property
    def is_changed(self):
        return bool(self.change)

    @property
    def arrow(self):
        """Which way a number went; two-headed for words that changed."""
        return {"增": "↑", "减": "↓"}.get(self.change[:1], "↔")


@dataclass(frozen=True)
class IssueLine:
    """An open issue as it stood then; ``is_new``: it was not open at the meeting before."""

    title: str
    kind: str
    seriousness: str
    state: str
    due_on: str
    is_overdue: bool
    is_new: bool


@dataclass(frozen=True)
class Comparison:
    """A snapshot beside the one before: ``groups`` is ``[(title, [FactLine])]``, ``settled`` titles now off the list."""

    content: dict
    groups: list
    issues: list
    settled: list
    has_previous: bool

    @property
    def basis(self):
        return self.content["basis"]

    @property
    def changed(self):
        """The lines that changed, over all groups."""
        return [line for _, lines in self.groups for line in lines if line.is_changed]

    @property
    def headline(self):
        """The few facts that a line of a table has room for."""
        return {name: self.value(key) for name, key in HEADLINE.items()}

    def value(self, key):
        """One fact's value by its key; None if it was not known."""
        return next((fact["value"] for fact in self.content["facts"] if fact["key"] == key), None)


def compare(content, previous=None):
    """Return the :class:`Comparison` of a content with that of the meeting before, if there was one."""
    before = {fact["key"]: fact for fact in previous["facts"]} if previous else {}
    gone = _gone(content, before)
    groups = {}
    for fact in [*content["facts"], *gone]:
        groups.setdefault(fact["group"], []).append(_line(fact, before.get(fact["key"])))
    open_before = {issue["id"]: issue["title"] for issue in previous["issues"]} if previous else {}
    open_now = {issue["id"] for issue in content["issues"]}
    return Comparison(
        content,
        list(groups.items()),
        [_issue_line(issue, previous is not None and issue["id"] not in open_before) for issue in content["issues"]],
        [title for key, title in open_before.items() if key not in open_now],
        previous is not None,
    )


def _gone(content, before):
    """Facts that the last meeting had and this one has not: an ethnic group nobody belongs to any more."""
    known = {fact["key"] for fact in content["facts"]}
    return [fact | {"value": 0} for key, fact in before.items() if key not in known and _is_number(fact["value"])]


def _line(fact, before):
    was = before["value"] if before else None
    value = fact["value"]
    shown = {"group": fact["group"], "label": fact["label"], "value": value, "unit": fact["unit"]}
    if was is None or was == value:
        return FactLine(**shown)
    if not (_is_number(was) and _is_number(value)):
        return FactLine(**shown, was=was, change="已变化", tone="changed")
    return FactLine(**shown, was=was, change=_in_words(value - was), tone=_tone(fact["good"], value - was))


def _in_words(difference):
    difference = round(difference, 1)
    return f"增加 {difference:g}" if difference > 0 else f"减少 {-difference:g}"


def _tone(good, difference):
    if not good:
        return "changed"
    return "ok" if (difference > 0) == (good == "more") else "bad"


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _issue_line(issue, is_new):
    shown = {name: issue[name] for name in ("title", "kind", "seriousness", "state", "due_on", "is_overdue")}
    return IssueLine(**shown, is_new=is_new)
