"""Putting people forward and changing what was put forward."""

from django.db import IntegrityError, transaction

from candidates.models import Candidate
from candidates.services.following import sync_checks
from candidates.services.pool import note_candidacy
from communities.models import CommitteeMember, Election, Posts, TermRole
from communities.services import note_change, put_on_roster
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

LEAD_POSTS = (Posts.SECRETARY, Posts.DIRECTOR)
EDITABLE = ("source", "intended_post", "is_lead_goose", "recommendation")


def require_running(election):
    """A past term is for reading only."""
    if election.state != Election.States.RUNNING:
        raise DomainError("term_closed", f"{election}已是往届，资料只供查阅。请切换到筹备中的届次。")


def _require_source_fits(person, election, community, source):
    """留 is for those who sit in this community's committees now (留任 of 现任班子, domain facts §4.1)."""
    sitting = CommitteeMember.objects.filter(
        person=person, left_on=None, committee__community=community, committee__election=election
    )
    if source == Candidate.Sources.STAY and not sitting.exists():
        raise DomainError(
            "not_sitting",
            f"来源“留”限{community.short_name}现任“两委”成员。请改选“提”或“挑”，或先核对现任班子。",
            "source",
        )


def _require_post_fits(intended_post, is_lead_goose):
    if is_lead_goose and intended_post not in LEAD_POSTS:
        raise DomainError(
            "lead_goose_post", "“头雁”限拟任书记、主任的人选。请改拟任职务，或取消“头雁”。", "is_lead_goose"
        )


def _require_new(actor, person, election):
    earlier = Candidate.objects.filter(person=person, election=election).select_related("community").first()
    if earlier is None:
        return
    if not access.allowed(actor, "view_records", earlier):
        raise DomainError("already_candidate", f"“{person}”已由其他社区提名。请联系街道党建办核对。", "person")
    raise DomainError(
        "already_candidate",
        f"“{person}”已是本届{earlier.community.short_name}人选，现为“{earlier.get_state_display()}”，不必重复提名。",
        "person",
    )


def _create(**fields):
    """Two who put the same person forward at once: the constraint lets one through, the other is told."""
    try:
        with transaction.atomic():
            return Candidate.objects.create(**fields)
    except IntegrityError:
        raise DomainError("already_candidate", f"“{fields['person']}”刚刚已被提名。请刷新人选库。", "person") from None


@transaction.atomic
def put_forward(*, actor, person, election, community, source, intended_post, is_lead_goose=False, recommendation=""):
    """Make ``person`` a candidate of ``community`` in a running term, with a check row per rule of the term.

    ``source``: Candidate.Sources; ``intended_post``: Posts. Enters the person in the term's roster as
    意向人选. Returns the :class:`Candidate` in state 拟提名. Raises DomainError ``term_closed``,
    ``election_elsewhere``, ``already_candidate``, ``not_sitting`` or ``lead_goose_post``; 404 or 403 as
    access.require does.
    """
    access.require(actor, "fill_records", community)
    access.require(actor, "view_records", person)
    require_running(election)
    if not Election.objects.over(community.code).filter(pk=election.pk).exists():
        raise DomainError(
            "election_elsewhere", f"{election}不覆盖{community.short_name}。请重新选择社区。", "community"
        )
    _require_new(actor, person, election)
    _require_source_fits(person, election, community, source)
    _require_post_fits(intended_post, is_lead_goose)
    candidate = _create(
        person=person, election=election, community=community, source=source, intended_post=intended_post,
        is_lead_goose=is_lead_goose, recommendation=recommendation, put_forward_by=actor, updated_by=actor,
    )  # fmt: skip
    sync_checks(actor=actor, election=election, candidates=[candidate])
    put_on_roster(person=person, election=election, community=community, capacity=TermRole.Capacities.PROSPECT)
    note_candidacy(actor=actor, candidate=candidate)
    note_change(election.pk, [community.pk])
    audit.record(actor, "candidate.put_forward", candidate, detail={"source": source, "post": intended_post})
    return candidate


@transaction.atomic
def update_candidate(*, actor, candidate, version, source, intended_post, is_lead_goose, recommendation):
    """Change what was put forward, while it is 拟提名 or 退回补正; ``version`` is the one the form was filled from.

    Raises DomainError ``not_editable``, ``edited_meanwhile``, ``not_sitting`` or ``lead_goose_post``.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("election").get(pk=candidate.pk)
    access.require(actor, "fill_records", candidate)
    require_running(candidate.election)
    if not candidate.is_editable:
        raise DomainError("not_editable", f"“{candidate}”现为“{candidate.get_state_display()}”，退回补正后才能修改。")
    _require_source_fits(candidate.person, candidate.election, candidate.community, source)
    _require_post_fits(intended_post, is_lead_goose)
    claim_version(actor=actor, obj=candidate, version=version)
    old = {name: getattr(candidate, name) for name in EDITABLE}
    new = {"source": source, "intended_post": intended_post, "is_lead_goose": is_lead_goose,
           "recommendation": recommendation}  # fmt: skip
    for name, value in new.items():
        setattr(candidate, name, value)
    candidate.save(update_fields=EDITABLE)
    audit.record(actor, "candidate.edit", candidate, detail=audit.changes(old, new))
    return candidate
