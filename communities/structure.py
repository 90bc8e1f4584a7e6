"""Structure of a team (结构分析): counted by the database in one query, for one team or a team per community.

Age bands follow the cadre forms; ages are full years (周岁) on a given day, usually the election's.
"""

from dataclasses import dataclass, field

from django.db.models import Avg, Case, Count, Exists, ExpressionWrapper, FloatField, Max, OuterRef, Q, Value, When
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear
from django.db.models.lookups import GreaterThan

from communities.models import Affiliations, CommitteeMember, Educations, Person, Posts

HAN = "汉族"
PARTY = (Affiliations.PARTY, Affiliations.PROBATIONARY)
# label → (youngest, oldest) age in full years, both included
AGE_BANDS = {
    "35岁及以下": (0, 35),
    "36—45岁": (36, 45),
    "46—55岁": (46, 55),
    "56—59岁": (56, 59),
    "60岁及以上": (60, 150),
}
YOUNGEST_BAND, *_, OLDEST_BAND = AGE_BANDS


@dataclass(frozen=True)
class Structure:
    """Numbers of people. ``age_bands`` and ``educations`` map labels to numbers; who is unknown is counted apart."""

    count: int = 0
    women: int = 0
    minority: int = 0
    party: int = 0
    college: int = 0  # 大专及以上
    average_age: float | None = None
    oldest: int | None = None
    age_bands: dict = field(default_factory=dict)
    age_unknown: int = 0
    educations: dict = field(default_factory=dict)
    education_unknown: int = 0

    @property
    def young(self):
        """35岁及以下."""
        return self.age_bands.get(YOUNGEST_BAND, 0)

    @property
    def old(self):
        """60岁及以上."""
        return self.age_bands.get(OLDEST_BAND, 0)


def _years_before(day, years):
    """The day ``years`` before ``day``; 29 February counts as 28 in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def born_for_ages(path, youngest, oldest, on):
    """Q: the birth date at ``path`` gives an age of ``youngest`` to ``oldest`` full years on ``on``."""
    return Q(**{f"{path}__lte": _years_before(on, youngest), f"{path}__gt": _years_before(on, oldest + 1)})


def age_expression(path, on):
    """Expression: full years on ``on`` of whoever was born at ``path``; NULL where that is unknown."""
    birthday = ExtractMonth(path) * 100 + ExtractDay(path)
    still_to_come = Case(When(GreaterThan(birthday, Value(on.month * 100 + on.day)), then=1), default=0)
    return ExpressionWrapper(Value(on.year) - ExtractYear(path) - still_to_come, output_field=FloatField())


def _counts(prefix, on):
    """Name → aggregate over rows whose person is at ``prefix`` (``""`` for people themselves)."""
    birth, education, affiliation = f"{prefix}birth_date", f"{prefix}education", f"{prefix}affiliation"

    def number(*conditions, **lookups):
        return Count("pk", filter=Q(*conditions, **lookups))

    counts = {
        "count": Count("pk"),
        "women": number(**{f"{prefix}sex": "female"}),
        "minority": number(~Q(**{f"{prefix}ethnicity__in": ["", HAN]})),
        "party": number(**{f"{affiliation}__in": PARTY}),
        "college": number(**{f"{education}__gte": Educations.COLLEGE}),
        "age_unknown": number(**{f"{birth}__isnull": True}),
        "education_unknown": number(**{f"{education}__isnull": True}),
        "average_age": Avg(age_expression(birth, on)),
        "oldest": Max(age_expression(birth, on)),
    }
    counts |= {f"age_{place}": number(born_for_ages(birth, *band, on)) for place, band in enumerate(AGE_BANDS.values())}
    counts |= {f"education_{level}": number(**{education: level}) for level in Educations.values}
    return counts


def _structure(row):
    average = row["average_age"]
    return Structure(
        **{name: row[name] for name in ("count", "women", "minority", "party", "college", "age_unknown")},
        education_unknown=row["education_unknown"],
        average_age=None if average is None else round(average, 1),
        oldest=None if row["oldest"] is None else int(row["oldest"]),
        age_bands={label: row[f"age_{place}"] for place, label in enumerate(AGE_BANDS)},
        educations={level.label: row[f"education_{level}"] for level in Educations},
    )


def team_structure(people, on):
    """Return the :class:`Structure` of a queryset of Person, each counted once, with ages on ``on``. One query."""
    once = Person.objects.filter(pk__in=people.order_by().values("pk"))
    return _structure(once.aggregate(**_counts("", on)))


def team_structures(rows, on, *, person="person", by="community_id"):
    """Return ``{value of by: Structure}`` of rows that point to people. One query.

    ``rows``: a queryset with at most one row per person and group, such as the TermRoles of
    one capacity in one election, or candidates; ``person``: the path from a row to its person.
    """
    grouped = rows.order_by().values(by).annotate(**_counts(f"{person}__", on))
    return {row[by]: _structure(row) for row in grouped}


def each_person_once(rows, *, person="person", by="community_id"):
    """``rows`` without a person's further rows in the same group: whoever sits in both committees is one head."""
    group, who = by.removesuffix("_id"), person.removesuffix("_id")
    earlier = rows.order_by().filter(**{group: OuterRef(group), who: OuterRef(who), "pk__lt": OuterRef("pk")})
    return rows.order_by().exclude(Exists(earlier))


def sitting_members(election, communities=None):
    """Sitting CommitteeMembers of a term; ``communities``: a queryset or list of regions to keep to."""
    members = CommitteeMember.objects.in_election(election).sitting(election)
    return members if communities is None else members.filter(committee__community__in=communities)


def double_posts(election, communities=None):
    """Who holds posts on both sides, as ``(一肩挑, 交叉任职)``. One query.

    ``{community code: person id}`` where the secretary is the director too, and ``{community code: set of person ids}``
    of those who sit in both committees.
    """
    at_the_head = Q(post__in=[Posts.SECRETARY, Posts.DIRECTOR])
    rows = (
        sitting_members(election, communities)
        .order_by()
        .values_list("committee__community_id", "person_id")
        .annotate(heads=Count("post", distinct=True, filter=at_the_head), kinds=Count("committee__kind", distinct=True))
        .filter(Q(heads=2) | Q(kinds=2))
    )
    shoulders, crossing = {}, {}
    for code, person, heads, kinds in rows:
        if heads == 2:
            shoulders[code] = person
        if kinds == 2:
            crossing.setdefault(code, set()).add(person)
    return shoulders, crossing
