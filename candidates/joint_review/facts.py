"""What a letter may tell of a person, and the facts on which an answer stands.

A column is what a department is sent; a fact is what is compared afterwards. Each column names the fact that
it shows, so that a change concerns the departments that were told of it, and no other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch

from candidates.models import Candidate, NegativeCheck
from communities.models import CommitteeMember
from core import ids, secrets
from core.dates import format_month

BLANK = "无"
MASKED_LENGTH = 18


@dataclass(frozen=True)
class SentColumn:
    """A column of a letter. ``show(candidate)`` returns its text; ``width`` in characters; ``fact``: see FACTS."""

    code: str
    heading: str
    width: int
    show: Callable
    fact: str = ""
    is_fixed: bool = False
    is_identity: bool = False


def _person(name):
    return lambda candidate: str(getattr(candidate.person, name) or BLANK)


def _born(candidate):
    return format_month(candidate.person.birth_date) if candidate.person.birth_date else BLANK


def _joined(candidate):
    return format_month(candidate.person.party_joined_on) if candidate.person.party_joined_on else BLANK


def _masked(candidate):
    return ids.mask_id_number(candidate.person.id_number) or BLANK


def _education(candidate):
    return candidate.person.get_education_display() or BLANK


def _current_post(candidate):
    """From the sitting committees of the term (prefetched by ``with_facts``), else what his file says."""
    seats = [m for m in candidate.person.memberships.all() if m.committee.election_id == candidate.election_id]
    posts = "、".join(f"{seat.committee}{seat.get_post_display()}" for seat in seats if seat.left_on is None)
    return posts or candidate.person.occupation or BLANK


COLUMNS = (
    SentColumn("community", "社区", 12, lambda c: c.community.short_name, "community", is_fixed=True),
    SentColumn("name", "姓名", 10, _person("name"), "name", is_fixed=True),
    SentColumn("sex", "性别", 6, lambda c: c.person.get_sex_display()),
    SentColumn("ethnicity", "民族", 8, _person("ethnicity")),
    SentColumn("birth_date", "出生年月", 10, _born, "birth_date"),
    SentColumn("id_number", "公民身份号码", 21, _person("id_number"), "id_number", is_identity=True),
    SentColumn("id_masked", "公民身份号码（部分隐去）", 21, _masked, "id_number"),
    SentColumn("affiliation", "政治面貌", 11, lambda c: c.person.get_affiliation_display(), "affiliation"),
    SentColumn("party_joined_on", "入党时间", 10, _joined, "party_joined_on"),
    SentColumn("education", "学历", 9, _education, "education"),
    SentColumn("school", "毕业院校及专业", 18, _person("school")),
    SentColumn("native_place", "籍贯", 12, _person("native_place")),
    SentColumn("occupation", "现任职务", 24, _current_post),
    SentColumn(
        "intended_post", "拟任职务", 13, lambda c: c.get_intended_post_display(), "intended_post", is_fixed=True
    ),
    SentColumn("source", "人选来源", 9, lambda c: c.get_source_display()),
)
BY_CODE = {column.code: column for column in COLUMNS}
FIXED = tuple(column.code for column in COLUMNS if column.is_fixed)
CHOOSABLE = tuple(column for column in COLUMNS if not column.is_fixed)

# What is watched, and what a reader calls it. The number itself is kept as its keyed hash.
FACTS = {
    "name": "姓名", "id_number": "公民身份号码", "birth_date": "出生年月", "intended_post": "拟任职务", "community": "社区",
    "affiliation": "政治面貌", "party_joined_on": "入党时间", "education": "学历", "hits": "负面清单",
}  # fmt: skip
OF_EVERYBODY = {"name", "id_number", "hits"}  # whoever answered answered about this person, with this record


def columns_of(codes):
    """The :class:`SentColumn` list of a letter, in the order of COLUMNS; the fixed ones are always among them."""
    return [column for column in COLUMNS if column.is_fixed or column.code in codes]


def with_facts(candidates):
    """A queryset of candidates with all that ``row_of`` and ``current_facts`` read: a fixed number of queries."""
    hits = NegativeCheck.objects.filter(result=NegativeCheck.Results.HIT).select_related("item")
    seats = CommitteeMember.objects.filter(left_on=None).select_related("committee__community")
    return candidates.select_related("person", "community", "election").prefetch_related(
        Prefetch("negative_checks", hits, to_attr="hits_found"), Prefetch("person__memberships", seats)
    )


def people_of(entries):
    """``{candidate id: Candidate}`` of entries, read anew with their facts."""
    keys = [entry.candidate_id for entry in entries]
    return {c.pk: c for c in with_facts(Candidate.objects.filter(pk__in=keys))}


def row_of(candidate, columns):
    """The row of a letter: list of ``[code, text]``. ``candidate`` from ``with_facts``."""
    return [[column.code, column.show(candidate)] for column in columns]


def current_facts(candidate):
    """What is known of the candidate now, by the keys of FACTS, as texts fit to be kept and compared."""
    if not hasattr(candidate, "hits_found"):
        candidate = with_facts(Candidate.objects.filter(pk=candidate.pk)).get()
    person = candidate.person
    return {
        "name": person.name,
        "id_number": secrets.keyed_hash(person.id_number),
        "birth_date": _born(candidate),
        "intended_post": candidate.get_intended_post_display(),
        "community": candidate.community.short_name,
        "affiliation": person.get_affiliation_display(),
        "party_joined_on": _joined(candidate),
        "education": _education(candidate),
        "hits": "、".join(sorted(f"{c.item.code} {c.wording}" for c in candidate.hits_found)) or BLANK,
    }


@dataclass(frozen=True)
class Change:
    """One fact that is no longer what it was, in words."""

    label: str
    old: str
    new: str

    def __str__(self):
        return f"{self.label}：{self.old} → {self.new}"


def changes(before, now, codes=None):
    """The :class:`Change` list between two states of facts; ``codes``: columns sent, None for all facts."""
    watched = FACTS if codes is None else concerned(codes)
    return [_change(key, before[key], now[key]) for key in FACTS if key in watched and before[key] != now[key]]


def concerned(codes):
    """The facts that concern a department which was sent these columns."""
    return OF_EVERYBODY | {column.fact for column in columns_of(codes) if column.fact}


def _change(key, old, new):
    return Change(FACTS[key], "原号码", "新号码") if key == "id_number" else Change(FACTS[key], old, new)
