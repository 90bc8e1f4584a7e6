"""一社区一策 on paper: the street's table, then a page for each community; or one community's page.

Seen with ``view_vetting``, for it prints the drafts too: the street's own working paper.
"""

from django.utils import timezone

from communities.models import CommunityPlan, Region
from communities.plan_history import history
from core import access
from core.access import code_condition
from reports.definitions.base import Report, render_word
from reports.definitions.briefing import NoParameters


def context(user, region, election, parameters, number):
    """The data of templates/pdf/community_plan.html: ``rows`` of the table, ``pages`` of the communities."""
    inside = code_condition("code", [region.pk])
    communities = access.visible_to(user, Region).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
    versions = _versions(user, election, communities)
    rows = [(community, versions.get(community.pk, [None])[0]) for community in communities.order_by("code")]
    return {
        "street": region.short_name,
        "term": str(election),
        "printed_on": timezone.localdate(),
        "is_street": region.level == Region.Levels.STREET,
        "rows": [(community, version and version.plan) for community, version in rows],
        "pages": [version for _, version in rows if version],
        "missing": [community.short_name for community, version in rows if version is None],
    }


def _versions(user, election, communities):
    """``{code: [PlanVersion, newest first]}``."""
    plans = access.visible_to(user, CommunityPlan).filter(election=election, community__in=communities)
    by_community = {}
    for plan in plans.with_people().order_by("community_id", "-number"):
        by_community.setdefault(plan.community_id, []).append(plan)
    return {code: history(versions) for code, versions in by_community.items()}


SHARED = {
    "template": "pdf/community_plan.html",
    "permission": "view_vetting",
    "context": context,
    "parameter_form": NoParameters,
    "levels": (Region.Levels.STREET, Region.Levels.COMMUNITY),
    "counter": "份",
}
COMMUNITY_PLAN = Report(
    code="community_plan",
    title="一社区一策",
    description="全街道方案一览表和各社区方案；选一个社区时只出该社区一页。",
    **SHARED,
)
COMMUNITY_PLAN_WORD = Report(
    code="community_plan_word",
    title="一社区一策（Word）",
    description="内容同一社区一策，可在 Word 中继续修改。",
    render=render_word,
    **SHARED,
)
