"""The figures of every region node of a term: counted once when something changed, read as one row.

A scan of a province's teams and candidates takes a second, and every visitor of an overview would ask for it again.
So each region below the term's own has a row (:class:`RegionFigures`). Services note in their own transaction where
they changed something (``communities.services.note_change``); :func:`figures` first counts those places anew and adds
up the regions above them. What is read is therefore never older than the last change that was committed.
"""

import logging
from collections import Counter, defaultdict
from os.path import commonprefix

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from candidates.models import Candidate
from communities.models import Committee, CommitteeMember, Election, FigureChange, Region
from communities.models.regions import lineage
from communities.structure import AGE_BANDS, PARTY
from core import bulk, replica
from core.access import NOBODY, code_condition
from core.ids import age_on
from reports.models import RegionFigures

logger = logging.getLogger(__name__)
COMMUNITY, COMMUNITY_CODE = Region.Levels.COMMUNITY, 12
GONE = (Candidate.States.REJECTED, Candidate.States.WITHDRAWN)
MANY = 300  # places changed, beyond which what holds them all is counted
WHO = ("birth_date", "sex", "education", "affiliation")


def figures(election, code):
    """``(figures of the region, [(child Region, its figures)])``: numbers by key, see :func:`scan`.

    Three queries and no scan where nothing was changed since the last call. The region must lie in the term's own.
    """
    fold(election)
    return replica.read(_read, election, code)


def figures_together(terms):
    """``(sum, [(Region, its figures)])`` of regions in different places, each in its own term: a country's provinces.

    ``terms``: ``{region code: Election}``. Two queries, however many regions, where nothing was changed.
    """
    fold(*terms.values())
    return replica.read(_read_together, terms)


def _read_together(terms):
    elections = {election.pk for election in terms.values()}
    rows = RegionFigures.objects.filter(election__in=elections, region__in=list(terms)).select_related("region")
    found = [
        (row.region, Counter(row.numbers))
        for row in rows.order_by("region_id")
        if row.election_id == terms[row.region_id].pk
    ]
    total = Counter()
    for _, numbers in found:
        total.update(numbers)
    return total, found


def _read(election, code):
    rows = RegionFigures.objects.filter(election=election).select_related("region")
    own = rows.filter(region_id=code).first()
    # asked by their codes: SQLite would go through the rows of all regions for those that have this parent
    children = rows.filter(region__in=Region.objects.filter(parent=code).values("code")).order_by("region_id")
    return Counter(own.numbers) if own else Counter(), [(row.region, Counter(row.numbers)) for row in children]


def fold(*elections):
    """Count anew where something was changed; returns how many regions were written, mostly none."""
    of_it = {"election": OuterRef("pk")}
    changed = Exists(FigureChange.objects.filter(**of_it))
    counted = Exists(RegionFigures.objects.filter(region=OuterRef("region"), **of_it))
    terms = Election.objects.filter(changed | ~counted, pk__in={election.pk for election in elections})
    return sum(_count(election) for election in terms.order_by("pk"))


def is_counted(election):
    """Whether there are figures at all."""
    return RegionFigures.objects.filter(election=election, region_id=election.region_id).exists()


def rebuild(election):
    """Count the whole term anew, whatever was noted. Returns how many regions were written."""
    return _count(election, everything=True)


def find_differences(election):
    """Codes of the regions whose row is not what a scan finds now; changes not yet counted are counted first."""
    fold(election)
    expected = _below(election, [election.region_id])
    stored = dict(RegionFigures.objects.filter(election=election).values_list("region_id", "numbers"))
    return sorted(code for code in {*expected, *stored} if dict(expected.get(code, {})) != stored.get(code))


@transaction.atomic
def _count(election, *, everything=False):
    # One at a time; what is noted meanwhile stays noted.
    Election.objects.select_for_update(of=("self",), no_key=True).get(pk=election.pk)
    changes = list(FigureChange.objects.filter(election=election).values_list("pk", "region_id"))
    everything = everything or not is_counted(election)
    places = [election.region_id] if everything else _places(election, {code for _, code in changes})
    counted = _below(election, places)
    _store(election, places, counted)
    above = _above(election, places)
    for start in range(0, len(changes), MANY):
        FigureChange.objects.filter(pk__in=[pk for pk, _ in changes[start : start + MANY]]).delete()
    return len(counted) + len(above)


def _places(election, codes):
    """The topmost of the changed places inside the term's region; one that holds them all if they are many."""
    top = []
    for code in sorted(code for code in codes if code.startswith(election.region_id)):
        if not top or not code.startswith(top[-1]):
            top.append(code)
    return [lineage(commonprefix(top))[-1]] if len(top) > MANY else top


def _below(election, places):
    """``{code: Counter}`` of every region at and below ``places``."""
    inside = code_condition("code", places) if places else NOBODY
    regions = list(Region.objects.filter(inside).values_list("code", "level", "is_active"))
    communities = scan(election, places)
    for code, level, is_active in regions:
        if level == COMMUNITY and (is_active or communities.get(code)):
            communities[code]["communities"] = 1
    found = {code: Counter() for code, level, _ in regions if level != COMMUNITY or code in communities}
    for code, numbers in communities.items():
        for above in lineage(code):
            if above in found:
                found[above].update(numbers)
    return found


def scan(election, places):
    """``{community code: Counter}`` from the records themselves.

    ``seats`` and ``filled`` are posts, ``sitting`` people (one in both committees once), ``candidates`` those put
    forward who neither withdrew nor were rejected; ``state.…`` counts all candidates by state. ``sitting.women``,
    ``candidates.age.0`` etc. are parts of them; unknown ages and educations are counted as ``none``.
    """
    found = defaultdict(Counter)
    rows = Committee.objects.filter(_inside("community_id", places), election=election).order_by()
    for code, seats in rows.values_list("community_id").annotate(Sum("seats")):
        found[code]["seats"] += seats
    _scan_members(found, election, places)
    _scan_candidates(found, election, places)
    return found


def _inside(path, places):
    return code_condition(path, places) if places else NOBODY


def _scan_members(found, election, places):
    members = CommitteeMember.objects.in_election(election).sitting().order_by()
    members = members.filter(_inside("committee__community_id", places))
    seen = set()
    for code, person, *who in members.values_list(
        "committee__community_id", "person_id", *(f"person__{name}" for name in WHO)
    ).iterator():
        found[code]["filled"] += 1
        if (code, person) not in seen:
            seen.add((code, person))
            _add(found[code], "sitting", who, election)


def _scan_candidates(found, election, places):
    candidates = Candidate.objects.filter(_inside("community_id", places), election=election).order_by()
    for code, state, *who in candidates.values_list(
        "community_id", "state", *(f"person__{name}" for name in WHO)
    ).iterator():
        found[code][f"state.{state}"] += 1
        if state not in GONE:
            _add(found[code], "candidates", who, election)


def _add(numbers, group, who, election):
    born, sex, education, affiliation = who
    numbers[group] += 1
    numbers[f"{group}.age.{age_band(born, election.election_day)}"] += 1
    numbers[f"{group}.education.{education or 'none'}"] += 1
    if sex == "female":
        numbers[f"{group}.women"] += 1
    if affiliation in PARTY:
        numbers[f"{group}.party"] += 1


def age_band(born, on):
    """The place of the age in AGE_BANDS; ``none`` where it is unknown."""
    if born is None:
        return "none"
    age = age_on(born, on)
    return next((place for place, (low, high) in enumerate(AGE_BANDS.values()) if low <= age <= high), "none")


def _store(election, places, counted):
    for start in range(0, len(places), MANY):
        some = places[start : start + MANY]
        RegionFigures.objects.filter(_inside("region_id", some), election=election).delete()
    bulk.insert(
        RegionFigures,
        [RegionFigures(election_id=election.pk, region_id=code, numbers=dict(each)) for code, each in counted.items()],
    )


def _above(election, places):
    """Add up the regions between the places and the term's own, the lowest first. Returns their codes."""
    above = {code for place in places for code in lineage(place)[:-1] if code.startswith(election.region_id)}
    for code in sorted(above, key=len, reverse=True):
        total = Counter()
        children = RegionFigures.objects.filter(election=election, region__parent_id=code)
        for numbers in children.values_list("numbers", flat=True):
            total.update(numbers)
        RegionFigures.objects.update_or_create(election=election, region_id=code, defaults={"numbers": dict(total)})
    return above
