"""近亲属: declared relatives among candidates, sitting members and reviewers (domain facts §5.1 任职回避).

A declaration counts in both directions. One that names a relative who is not tied to a file is a
match by name alone: shown as 待核实, never enforced.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from candidates.models import Candidate
from communities.models import CommitteeMember, Kinship, Person, RoleGrant, committee_kind_of
from communities.roles import ROLE_PERMISSIONS
from core.access import code_condition, visible_to


def kin_conflicts(person_ids):
    """``[(Person, Person, kind)]`` of declared relatives among ``person_ids``, each pair once; two queries.

    ``kind``: what the second is to the first, in words (配偶, 父母 …). For a proposed team.
    """
    keys = set(person_ids)
    rows = Kinship.objects.filter(person__in=keys, relative__in=keys).select_related("person", "relative")
    found = {}
    for row in rows.order_by("pk"):
        pair = frozenset((row.person_id, row.relative_id))
        found.setdefault(pair, (row.person, row.relative, row.get_kind_display()))
    return list(found.values())


@dataclass
class Standing:
    """A person of the term and where he stands: lines such as “候选人 · 副主任（阳光社区）”."""

    person: Person
    lines: list = field(default_factory=list)
    committees: set = field(default_factory=set)  # (community code, kind of committee) he sits or would sit in
    is_reviewer: bool = False


@dataclass(frozen=True)
class Pair:
    """Two :class:`Standing` tied by a declaration; ``is_certain`` unless matched by name alone."""

    first: Standing
    second: Standing
    kind: str
    is_certain: bool

    @property
    def sit_together(self):
        """Whether both sit, or would sit, in one committee of one community."""
        return bool(self.first.committees & self.second.committees)

    @property
    def same_community(self):
        return bool({code for code, _ in self.first.committees} & {code for code, _ in self.second.committees})

    @property
    def concerns_reviewer(self):
        return self.first.is_reviewer or self.second.is_reviewer


def standings(user, region, election):
    """``{person id: Standing}`` of candidates, sitting members and reviewers that ``user`` may see in ``region``."""
    found = {}
    _add_candidates(found, user, region, election)
    _add_members(found, user, region, election)
    _add_reviewers(found, region)
    return found


def _add_candidates(found, user, region, election):
    rows = visible_to(user, Candidate, "view_vetting").filter(code_condition("community_id", [region.code]))
    rows = rows.filter(election=election).exclude(state__in=["withdrawn", "rejected"])
    for row in rows.select_related("person", "community"):
        standing = found.setdefault(row.person_id, Standing(row.person))
        post = row.get_intended_post_display()
        standing.lines.append(f"{row.get_phase_display()}，拟任{post}（{row.community.short_name}）")
        standing.committees.add((row.community_id, committee_kind_of(row.intended_post)))


def _add_members(found, user, region, election):
    rows = visible_to(user, CommitteeMember).filter(
        code_condition("committee__community_id", [region.code]), committee__election=election, left_on=None
    )
    for row in rows.select_related("person", "committee__community"):
        standing = found.setdefault(row.person_id, Standing(row.person))
        standing.lines.append(f"现任{row.get_post_display()}（{row.committee.community.short_name}）")
        standing.committees.add((row.committee.community_id, row.committee.kind))


def _add_reviewers(found, region):
    """Accounts that decide on candidates here, at the level of a community or of the street above, tied to a person."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if {"review_community", "review_street"} & set(held)]
    above = [region.code[:end] for end in (2, 4, 6, 9, 12) if end <= len(region.code)]
    here = Q(region_id__in=above) | code_condition("region_id", [region.code])
    grants = RoleGrant.objects.filter(here, role__in=roles, user__is_active=True).order_by("pk")
    names = {grant.user_id: grant.get_role_display() for grant in grants}
    for person in Person.objects.filter(user__in=names):
        standing = found.setdefault(person.pk, Standing(person))
        standing.lines.append(f"审查人（{names[person.user_id]}）")
        standing.is_reviewer = True


def radar(user, region, election):
    """All :class:`Pair` among :func:`standings`: those who would sit together first; a constant number of queries."""
    found = standings(user, region, election)
    by_name = {}
    for standing in found.values():
        by_name.setdefault(standing.person.name, []).append(standing)
    pairs = {}
    rows = Kinship.objects.filter(Q(person__in=found) | Q(relative__in=found)).order_by("pk")
    for row in rows:
        for first, second, certain in _matches(row, found, by_name):
            key = frozenset((first.person.pk, second.person.pk))
            if key not in pairs or (certain and not pairs[key].is_certain):
                pairs[key] = Pair(first, second, row.get_kind_display(), certain)
    return sorted(pairs.values(), key=_weight)


def _matches(row, found, by_name):
    first = found.get(row.person_id)
    if first is None:
        return
    if row.relative_id:
        if row.relative_id in found:
            yield first, found[row.relative_id], True
        return
    for second in by_name.get(row.relative_name, ()):
        if second is not first:
            yield first, second, False


def _weight(pair):
    return (not pair.is_certain, not pair.sit_together, not pair.concerns_reviewer, not pair.same_community,
            pair.first.person.name)  # fmt: skip
