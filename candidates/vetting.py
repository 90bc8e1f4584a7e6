"""What must hold before a candidate goes on: the guards of candidates.models.Candidate.

A guard is ``(candidate, actor) -> None`` and raises DomainError. What several guards and
the page both need is a function that lists what is missing, in words for the person who
has to do it. Sources of the rules: docstrings; ages and 回避 in domain facts §5.
"""

from django.db.models import Q

from candidates.models.checks import CriterionCheck, NegativeCheck
from candidates.models.reviews import Correction, Review
from candidates.models.rules import Criterion, NegativeItem
from communities.models import Affiliations, Kinship, Person, RoleGrant, are_related
from communities.models.committees import PARTY_POSTS
from communities.roles import ROLE_PERMISSIONS
from core import ids
from core.errors import DomainError, refuse_if
from discipline.open_matters import matter_of

VOTING_AGE = 18  # 城市居民委员会组织法：年满十八周岁
BASIC_FIELDS = ("id_number", "birth_date", "ethnicity", "education", "affiliation")
DECISIONS = (Review.Decisions.PASS, Review.Decisions.REJECT)


# --- basic data -----------------------------------------------------------------------


def missing_basic_data(candidate):
    """What the person's file lacks for a review: list of short Chinese phrases."""
    person = candidate.person
    missing = [Person._meta.get_field(name).verbose_name for name in BASIC_FIELDS if not getattr(person, name)]
    if person.is_party_member and not person.party_joined_on:
        missing.append("入党时间")
    missing = [f"人员档案未填“{name}”" for name in missing]
    return missing + _unfit_for_post(candidate)


def _unfit_for_post(candidate):
    """Age (居委会组织法) and party membership (基层组织选举工作条例第五条：预备党员无被选举权)."""
    person, unfit = candidate.person, []
    if person.birth_date and ids.age_on(person.birth_date, candidate.election.election_day) < VOTING_AGE:
        unfit.append("选举日不满18周岁")
    if candidate.intended_post in PARTY_POSTS and person.affiliation != Affiliations.PARTY:
        unfit.append(f"拟任{candidate.get_intended_post_display()}须为中共正式党员")
    return unfit


def require_basic_data(candidate, actor):
    refuse_if(missing_basic_data(candidate), "basic_data_missing")


def open_corrections(candidate):
    """What earlier returns asked for and nobody has answered yet."""
    return Correction.objects.filter(review__candidate=candidate, answered_at=None)


def require_corrections_made(candidate, actor):
    refuse_if([f"补正“{correction.request}”" for correction in open_corrections(candidate)], "corrections_open")


# --- who may decide -------------------------------------------------------------------


def conflict_of(candidate, actor):
    """Why ``actor`` must stand aside (domain facts §5.1 近亲属回避), as a sentence; empty if he need not."""
    own = getattr(actor, "person", None)  # asked once for all that a page offers
    if own and own.pk == candidate.person_id:
        return "您就是该人选本人，须回避。请由其他经办人办理。"
    if own and are_related(own, candidate.person):
        return "您与该人选是已申报的亲属，须回避。请由其他经办人办理。"
    return ""


def require_no_conflict(candidate, actor):
    reason = conflict_of(candidate, actor)
    if reason:
        raise DomainError("conflict_of_interest", reason)


def require_not_proposer(candidate, actor):
    """Whoever put a person forward leaves every decision on him to others."""
    if candidate.put_forward_by_id == actor.pk:
        raise DomainError("own_proposal", "该人选由您提名经办，提名与审查须由不同的人办理。请由其他经办人决定。")


def require_prospect(candidate, actor):
    if candidate.is_nominee:
        raise DomainError("already_nominee", f"“{candidate}”已列为候选人，不必重复办理。")


def people_to_avoid(actor):
    """Ids of the persons whom ``actor`` may not decide on: for marking a list in a constant number of queries."""
    own = Person.objects.filter(user=actor).values_list("pk", flat=True).first()
    if own is None:
        return frozenset()
    pairs = Kinship.objects.filter(Q(person=own) | Q(relative=own), relative__isnull=False)
    return frozenset({own, *(pk for pair in pairs.values_list("person_id", "relative_id") for pk in pair)})


def community_reviewers(community):
    """The users who hold 社区初审 by a role granted on the community itself; a street's grants do not count."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if "review_community" in permissions]
    grants = RoleGrant.objects.filter(role__in=roles, region=community, user__is_active=True)
    return [grant.user for grant in grants.select_related("user").order_by("pk")]


def street_reviewers(community):
    """The users who hold 街道严审 by a role granted above the community."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if "review_street" in permissions]
    above = [community.code[:end] for end in range(2, len(community.code))]
    grants = RoleGrant.objects.filter(role__in=roles, region__in=above, user__is_active=True)
    return [grant.user for grant in grants.select_related("user").order_by("pk")]


def free_reviewers(candidate):
    """Who may decide on the candidate at the level that has his file: neither tied to him nor his proposer."""
    at_street = candidate.state == candidate.States.STREET_REVIEW
    reviewers = street_reviewers(candidate.community) if at_street else community_reviewers(candidate.community)
    return [u for u in reviewers if u.pk != candidate.put_forward_by_id and not conflict_of(candidate, u)]


def require_community_conflict(candidate, actor):
    """The street takes over only where nobody in the community may decide."""
    reviewers = community_reviewers(candidate.community)
    free = [u for u in reviewers if u.pk != candidate.put_forward_by_id and not conflict_of(candidate, u)]
    if free:
        raise DomainError(
            "community_can_review", f"社区审查人{free[0].full_name}无须回避，应先由社区初审。请联系社区办理。"
        )


def require_other_level(candidate, actor):
    """Nobody decides on one candidate at both levels of a round; to stand aside is no decision."""
    earlier = Review.objects.filter(
        candidate=candidate,
        round=candidate.round,
        level=Review.Levels.COMMUNITY,
        reviewer=actor,
        decision__in=DECISIONS,
    )
    if earlier.exists():
        raise DomainError("decided_at_community", "本轮社区初审由您作出，街道严审须由他人办理。")


# --- matters under check by the discipline commission -----------------------------------


def matter_shown_to(candidate, actor, rights):
    """The :class:`discipline.open_matters.OpenMatter` of the candidate, for those who decide on him alone; else None.

    They see the vetting and may decide at the street, and need not stand aside. The secretary never learns
    of it, nor an inspector who is not named. ``rights``: his :class:`core.access.Rights` on the candidate.
    """
    decides = rights["view_vetting"] and (rights["review_street"] or rights["conclude_vetting"])
    return matter_of(candidate.person) if decides and not conflict_of(candidate, actor) else None


def require_no_open_matter(candidate, actor):
    """Nobody goes on past the street while something about him is being checked; what it is, is not said.

    Who must stand aside is refused for that, and is not told this.
    """
    if conflict_of(candidate, actor):
        return
    matter = matter_of(candidate.person)
    if matter and matter.is_pending:
        raise DomainError("open_matter", f"{matter.words}，核查办结后才能通过")


# --- standards ------------------------------------------------------------------------


def _criterion_obstacle(check, candidate):
    results = CriterionCheck.Results
    if check.needs_recheck:
        return "需复核"
    found = {results.PENDING: "待核", results.UNMET: "不符合"}.get(check.result, "")
    return found or _staleness(check, candidate)


def _staleness(check, candidate):
    """同一把尺子再量一遍: as 候选人 no result of the time before counts until it is confirmed anew."""
    return "列为候选人后须重新确认" if check.is_stale_for(candidate) else ""


def criterion_checks(candidate, **like):
    """The candidate's checks with their items, those with the values ``like``: of what a page has fetched, else by one query."""
    return _checks(candidate, "criterion_checks", like, lambda rows: rows.select_related("criterion"))


def _checks(candidate, name, like, with_all):
    fetched = getattr(candidate, "_prefetched_objects_cache", {}).get(name)
    if fetched is None:
        return with_all(getattr(candidate, name).filter(**like))
    return [check for check in fetched if all(getattr(check, field) == value for field, value in like.items())]


def unmet_standards(candidate):
    """What keeps the candidate from meeting the standards: list of phrases, empty if he does.

    An item added to the term's rules since, and not yet in the candidate's checks, counts as pending.
    """
    applying = {criterion.pk: criterion for criterion in Criterion.objects.applying(candidate.election)}
    if not applying:
        return ["本届尚无可对照的标准条目，请街道在“规则库”中填写"]
    checks = {check.criterion_id: check for check in criterion_checks(candidate)}
    found = [(check, _criterion_obstacle(check, candidate)) for key, check in checks.items() if key in applying]
    return [f"标准“{check.criterion}”{obstacle}" for check, obstacle in found if obstacle] + [
        f"标准“{criterion}”待核" for key, criterion in applying.items() if key not in checks
    ]


def require_standards_met(candidate, actor):
    refuse_if(unmet_standards(candidate), "standards_not_met")


# --- negative list --------------------------------------------------------------------


def negative_checks(candidate, **like):
    """The same of the negative list, with items and decisions, in the list's order: of what is fetched, else two queries."""
    return _checks(
        candidate, "negative_checks", like, lambda rows: rows.select_related("item").prefetch_related("decisions")
    )


def negative_obstacles(candidate):
    """What keeps the candidate from being clear of the negative list: list of phrases with item codes."""
    applying = {item.pk: item for item in NegativeItem.objects.applying(candidate.election)}
    if not applying:
        return ["本届负面清单尚未设定"]
    checks = {check.item_id: check for check in negative_checks(candidate)}
    found = [
        (check, check.obstacle or _staleness(check, candidate)) for key, check in checks.items() if key in applying
    ]
    return [f"负面清单 {check.item.code} {obstacle}" for check, obstacle in found if obstacle] + [
        f"负面清单 {item.code} 待核查" for key, item in applying.items() if key not in checks
    ]


def require_negative_list_clear(candidate, actor):
    refuse_if(negative_obstacles(candidate), "negative_list_open")


def require_no_bar(candidate, actor):
    """不得 stops a candidate at every level. The community is not told which item: it may not see the list."""
    hits = negative_checks(candidate, kind=NegativeItem.Kinds.BAR, result=NegativeCheck.Results.HIT)
    if any(check.obstacle for check in hits if check.item.applies_to(candidate.election)):
        raise DomainError("barred", "街道核查中有事项尚待结论，暂不能通过。请联系街道党建办。")


# --- when checks may change -------------------------------------------------------------


def require_checks_open(candidate):
    """Results and their evidence stand as they were decided on; while the letter is out, as they were sent."""
    if candidate.state == candidate.States.DISTRICT_REVIEW:
        raise DomainError(
            "district_review_open",
            f"“{candidate}”正在区级联审，材料和核查结论已锁定。确须更改的，请先撤回联审。",
        )
    if not candidate.is_open:
        raise DomainError(
            "closed_candidate",
            f"“{candidate}”现为“{candidate.get_state_display()}”，核查结论已锁定。如须更改，请由领导重新启动审查。",
        )


# --- results that a changed rule put in question ----------------------------------------


def open_rechecks(candidate):
    """The results in 需复核, in words: list of phrases, empty if there are none."""
    return [f"标准“{check.criterion}”需复核" for check in criterion_checks(candidate, needs_recheck=True)] + [
        f"负面清单 {check.item.code} 需复核" for check in negative_checks(candidate, needs_recheck=True)
    ]


def require_rechecked(candidate, actor):
    """No way on while a result stands under a rule that has changed since."""
    refuse_if(open_rechecks(candidate), "recheck_open")
