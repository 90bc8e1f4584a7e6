"""Regions and grants, elections, people, committees, baselines."""

from communities.models.baselines import Baseline, BaselineReturn, BaselineSection
from communities.models.people import (
    Affiliations,
    Committee,
    CommitteeMember,
    Educations,
    Kinship,
    Person,
    Posts,
    Sexes,
    TermRole,
    are_related,
    committee_kind_of,
)
from communities.models.regions import (
    Election,
    Region,
    RegionGroupObjectPermission,
    RegionUserObjectPermission,
    RoleGrant,
    chinese_number,
)

__all__ = [
    "Affiliations", "Baseline", "BaselineReturn", "BaselineSection", "Committee", "CommitteeMember", "Educations",
    "Election", "Kinship", "Person", "Posts", "Region", "RegionGroupObjectPermission", "RegionUserObjectPermission",
    "RoleGrant", "Sexes", "TermRole", "are_related", "chinese_number", "committee_kind_of",
]  # fmt: skip
