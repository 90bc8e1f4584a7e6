"""What the reserve pool asks for: complete forms, and the numbers that a community should have.

The numbers ship as a sample: 丰润's “每村≥3 名书记后备＋1–2 名委员后备” (domain facts §4.7), to be confirmed by
the office with its own document.
"""

from dataclasses import dataclass

from candidates.models import Candidate, PoolRule, ReserveEntry
from communities.models import Region, are_related
from core import access
from core.access import code_condition
from core.errors import DomainError, refuse_if

BASIS = "示例：唐山丰润区村级后备力量导师制，每村不少于3名书记后备、1—2名委员后备"
DEFAULTS = {"secretaries": 3, "members": 1, "observers": 3}
FIELDS = ("基层治理", "疫情防控、应急处突", "中心工作", "矛盾调解", "文明创建", "服务群众", "党建工作")
DIRECTIONS = ReserveEntry.Directions


def rule_of(election):
    """The term's :class:`PoolRule`; unsaved and holding the sample where nobody has set one."""
    stored = PoolRule.objects.filter(election=election).first()
    return stored or PoolRule(election=election, fields="\n".join(FIELDS), basis=BASIS, version=0, **DEFAULTS)


def shortfalls(entry):
    """What the form still lacks, a phrase each."""
    person = entry.person
    needed = (
        ("出生日期", person.birth_date), ("学历", person.education), ("现实表现", entry.performance.strip()),
        ("推荐人或推荐组织", entry.recommender.strip() or entry.recommended_by_form == entry.Recommendations.SELF),
        ("社区党组织意见", entry.community_opinion.strip()),
    )  # fmt: skip
    return [label for label, value in needed if not value]


def require_form_complete(entry, actor):
    refuse_if([f"填写{label}" for label in shortfalls(entry)], "form_incomplete")


def require_not_concerned(entry, actor):
    """Nobody takes himself or a declared relative into the pool."""
    own = getattr(actor, "person", None)
    if own and (own == entry.person or are_related(own, entry.person)):
        raise DomainError("conflict", f"“{entry}”是您本人或您申报的亲属，请由其他工作人员办理。")


def _candidacies(entry):
    return Candidate.objects.filter(person=entry.person_id, election=entry.election_id).exclude(
        state__in=["withdrawn", "rejected"]
    )


def require_candidacy(entry, actor):
    if not _candidacies(entry).exists():
        raise DomainError("not_a_candidate", f"“{entry}”还没有列为人选，请在“物色人选”中办理。")


def require_no_candidacy(entry, actor):
    if _candidacies(entry).exists():
        raise DomainError("still_a_candidate", f"“{entry}”现为本届人选，退出或未通过后才能回到在库。")


@dataclass(frozen=True)
class Stock:
    """How many a community has in the pool, of how many it should have."""

    community: Region
    secretaries: int
    members: int
    rule: PoolRule

    @property
    def gaps(self):
        """``[(label, how many are missing)]``."""
        pairs = (("书记后备", self.rule.secretaries - self.secretaries), ("委员后备", self.rule.members - self.members))
        return [(label, missing) for label, missing in pairs if missing > 0]


def stocks(user, election, region):
    """A :class:`Stock` for each community in use below ``region`` that ``user`` sees, in three queries."""
    inside = code_condition("code", [region.pk])
    places = access.visible_to(user, Region).filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
    counts = access.visible_to(user, ReserveEntry).filter(election=election).counts()
    rule = rule_of(election)
    return [
        Stock(place, counts.get((place.pk, "secretary"), 0), counts.get((place.pk, "member"), 0), rule)
        for place in places.order_by("code")
    ]
