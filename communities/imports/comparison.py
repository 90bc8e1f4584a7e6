"""Roster rows against each other and against what is on file: whom a row means, and what it would change."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from communities.identity import agree
from communities.imports.columns import BY_KEY, COLUMNS
from communities.imports.files import (
    PERSON_KEYS,
    POSTS_OF,
    OnFile,
    field_value,
    post_code,
    row_of,
    says_less,
)
from communities.models import Person, Posts, Region, Sexes
from communities.services.committees import SINGLE_POSTS
from communities.services.duplicates import require_kept
from core import access, ids
from core.errors import DomainError
from core.imports.models import ImportRow

Statuses = ImportRow.Statuses
KEYS = tuple(column.key for column in COLUMNS)
IDENTITY_KEYS = ("id_number", "sex", "birth_date")
FILED_ELSEWHERE = "该证件号可能与其他社区建档的一人重复，请联系街道党建办核对。"


@dataclass
class Plan:
    """What a row would do: ``changed`` maps column keys to new values; ``members`` are by kind of committee; ``key`` is
    the person's, which a new one has when he is written."""

    community: Region
    person: Person | None = None
    members: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)
    key: UUID | None = None


class Comparison:
    """One pass over the lines of a roster. ``place_of(values)`` gives the community a row belongs to.

    With ``lock`` the lines are about to be written, and nobody looks at their ``changes``.
    """

    def __init__(self, user, lines, place_of, communities, election, *, lock=False):
        self.lines, self.place_of, self.is_seen = lines, place_of, not lock
        self.seen_codes = access.granted_codes(user, "view_records")
        for line in lines:
            _check_alone(line)
        self.on_file = OnFile([line.values for line in lines], communities, election, lock=lock)

    @property
    def right(self):
        return [line for line in self.lines if not line.errors]

    def run(self):
        for line in self.lines:
            self._describe(line)
        for line in self.right:
            self._refusing(self._match, line)
        self._refuse_duplicates()
        for line in self.right:
            self._refusing(self._find_changes, line)
        while self._refuse_taken_posts():
            pass  # a row found wrong no longer makes room for another: look again
        for line in self.right:
            _settle(line)

    def _refusing(self, step, line):
        try:
            step(line)
        except DomainError as refusal:
            column = BY_KEY[refusal.field or "name"]
            line.refuse(column, refusal.message, value=shown(column, line.values.get(column.key)))

    def _describe(self, line):
        place = self.place_of(line.values)
        line.name = line.values.get("name") or str(line.raw.cells.get("name") or "")[:50]
        line.place = place.short_name if place else ""

    def _match(self, line):
        """Find whom the row means: by number, else by name and birth date within the community."""
        plan = line.plan = Plan(self.place_of(line.values))
        number = line.values["id_number"]
        plan.person = (self.on_file.numbered(number) if number else None) or self._namesake(plan.community, line)
        if plan.person:
            _require_kept(plan.person)
        plan.members = self.on_file.members(plan.community, plan.person)
        if plan.person and plan.person.community_id != plan.community.code and not plan.members:
            raise DomainError("filed_elsewhere", self._where_filed(plan.person), field="id_number")

    def _namesake(self, community, line):
        found = self.on_file.namesakes(community, line.values)
        if len(found) > 1:
            raise DomainError(
                "ambiguous",
                f"已有{len(found)}份同名、同出生年月的档案，请填写公民身份号码以便区分。",
                field="id_number",
            )
        if not found and not line.values["id_number"] and not line.values["birth_date"]:
            raise DomainError("identity_missing", "公民身份号码和出生年月至少填写一项。", field="birth_date")
        return found[0] if found else None

    def _where_filed(self, person):
        """Another community's file is named only to who may see that community's records."""
        if not any(person.community_id.startswith(code) for code in self.seen_codes):
            return FILED_ELSEWHERE
        return (
            f"该证件号已登记在{person.community.short_name}“{person.name}”名下。跨社区任职的，请在“现任班子”中增补；"
            "登记有误的，请先改正。"
        )

    def _refuse_duplicates(self):
        groups = defaultdict(list)
        for line in self.right:
            for key in _identity_keys(line):
                groups[key].append(line)
        for (sort, *_), lines in groups.items():
            # Two of one name and birth date are two people if both give their numbers.
            if len(lines) > 1 and not (sort == "name" and all(line.values["id_number"] for line in lines)):
                _refuse_same(lines)

    def _find_changes(self, line):
        plan, values = line.plan, line.values
        _agree_with_file(values, plan.person)
        if plan.person is None and not values["sex"]:
            raise DomainError("sex_missing", "请填写性别，或填写公民身份号码由系统带出。", field="sex")
        plan.changed = {key: values[key] for key in KEYS if values[key] is not None}  # a blank cell changes nothing
        on_file = row_of(plan.person, plan.members) if plan.person else {}
        if on_file:
            plan.changed = {key: new for key, new in plan.changed.items() if _differs(new, on_file.get(key))}
        _require_own_file(plan)
        if self.is_seen:
            old, new = on_file.get, plan.changed.get
            line.changes = [
                [heading, show(old(key)) if on_file else "", show(stated)]
                for key, heading, show in SHOWN if (stated := new(key)) is not None
            ]  # fmt: skip

    def _refuse_taken_posts(self):
        """One secretary, one director: refuse rows that would make two. Returns whether any was refused."""
        claims = defaultdict(list)
        for line in self.right:
            for kind, post in posts_in(line.values):
                if post in SINGLE_POSTS:
                    claims[line.plan.community.code, kind, post].append(line)
        holders = self._holders_who_stay()
        taken = [(key, lines) for key, lines in claims.items() if len(lines) > 1 or key in holders]
        for (code, kind, post), lines in taken:
            for line in lines:
                others = [other.where for other in lines if other is not line]
                line.refuse(BY_KEY[POSTS_OF[kind][0]], _taken(line, post, holders.get((code, kind, post)), others))
        return bool(taken)

    def _holders_who_stay(self):
        """``{(community, kind, post): name}`` of single posts whose holder no right row gives a post anew."""
        moved = {
            (line.plan.community.code, line.plan.person.pk, kind)
            for line in self.right if line.plan.person for kind, _ in posts_in(line.values)
        }  # fmt: skip
        return {
            (code, kind, member.post): member.person.name
            for (code, person), members in self.on_file.sitting.items() for kind, member in members.items()
            if member.post in SINGLE_POSTS and (code, person, kind) not in moved
        }  # fmt: skip


def _check_alone(line):
    """What can be told of a row by itself, beyond its single cells; sex and birth date follow from the number."""
    values = line.values
    posts = [values.get(key, "") for key, _ in POSTS_OF.values()]
    if posts == [None, None]:
        line.refuse(BY_KEY["party_post"], "党组织职务和居委会职务至少填写一项。")
    if all(key in values for key in IDENTITY_KEYS):
        try:
            _take_identity(values, values["id_number"] and ids.read_id_number(values["id_number"]))
        except DomainError as refusal:
            line.refuse(BY_KEY["id_number"], refusal.message, value=shown(BY_KEY["id_number"], values["id_number"]))


def _take_identity(values, number):
    sex = field_value("sex", values["sex"]) if values["sex"] else ""
    identity = agree(id_number=number or "", sex=sex, birth_date=values["birth_date"])
    values["sex"] = Sexes(identity.sex).label if identity.sex else None
    values["birth_date"] = identity.birth_date


def _agree_with_file(values, person):
    """A row without number is held against the number on file."""
    if person and person.id_number and not values["id_number"] and (values["sex"] or values["birth_date"]):
        _take_identity(values, person.id_number)


def _identity_keys(line):
    """Keys that two rows share if they mean the same person."""
    values, plan = line.values, line.plan
    if plan.person:
        return [("file", plan.person.pk)]
    by_name = ("name", plan.community.code, values["name"], values["birth_date"])
    return [("number", values["id_number"]), by_name] if values["id_number"] else [by_name]


def _refuse_same(lines):
    for line in lines:
        others = "、".join(other.where for other in lines if other is not line)
        line.refuse(BY_KEY["name"], f"与{others}是同一人，请只保留一行。", value=line.name)


def _differs(stated, known):
    """Whether a cell changes what is on file: a month does not where the day is known."""
    return stated != known and not (isinstance(stated, date) and known and says_less(stated, known))


def _require_own_file(plan):
    elsewhere = plan.person and plan.person.community_id != plan.community.code
    key = next((key for key in plan.changed if key in PERSON_KEYS), None)
    if elsewhere and key:
        raise DomainError(
            "filed_elsewhere", f"其档案建在{plan.person.community.short_name}，这一项请由建档社区修改。", field=key
        )  # fmt: skip


def posts_in(values):
    """``(kind, code)`` of the posts that a row gives."""
    return [(kind, post_code(kind, values[key])) for kind, (key, _) in POSTS_OF.items() if values.get(key)]


def _taken(line, post, holder, others):
    post = f"{line.plan.community.short_name}{Posts(post).label}"
    if holder:
        return f"{post}现由“{holder}”担任。如已离任，请先在“现任班子”中登记离任。"
    return f"{post}只能有一名，{'、'.join(others)}也填了这一职务。"


def _settle(line):
    plan = line.plan
    if not plan.members:
        line.status = Statuses.NEW
    else:
        line.status = Statuses.CHANGED if plan.changed else Statuses.SAME
    line.basis = ";".join(f"{each.pk}:{each.version}" for each in (plan.person, *plan.members.values()) if each)


def shown(column, value):
    """A value as the preview shows it: numbers masked, dates as cadre forms write them."""
    return _shower(column)(value)


def _shower(column):
    """:func:`shown` of one column."""
    mask = (ids.mask_phone if column.key == "phone" else ids.mask_id_number) if column.personal else None

    def show(value):
        if value is None:
            return ""
        if mask:
            return mask(value)
        return value if value.__class__ is str else str(column.render(value))

    return show


SHOWN = tuple((column.key, column.heading, _shower(column)) for column in COLUMNS)


def _require_kept(person):
    """A file found to be of somebody filed twice takes no row."""
    try:
        require_kept(person)
    except DomainError as refusal:
        raise DomainError(refusal.code, refusal.message, field="name") from None
