"""The sitting teams: seats, who joins, who leaves. The term's roster is kept in step."""

from django.db import transaction

from communities.models import Committee, CommitteeMember, Election, Posts, TermRole, committee_kind_of
from communities.services.figures import note_change
from communities.services.roster import leave_roster, put_on_roster
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

SINGLE_POSTS = (Posts.SECRETARY, Posts.DIRECTOR)
EDITABLE = ("post", "duties", "since", "terms_served")


@transaction.atomic
def set_seats(*, actor, community, election, kind, seats):
    """Register a committee, or change its number of seats (职数). Returns the :class:`Committee`."""
    access.require(actor, "fill_records", community)
    require_running(election)
    committee, _ = Committee.objects.update_or_create(
        community=community, election=election, kind=kind, defaults={"seats": seats}
    )
    note_change(election.pk, [community.pk])
    audit.record(actor, "committee.seats", committee, detail={"kind": kind, "seats": seats})
    return committee


@transaction.atomic
def appoint_member(*, actor, committee, person, post, duties="", since=None, terms_served=1):
    """Enter a sitting member and put him on the term's roster. Returns the :class:`CommitteeMember`.

    Raises DomainError ``wrong_committee``, ``already_member`` or ``post_taken``.
    """
    access.require(actor, "fill_records", committee)
    access.require(actor, "view_records", person)
    require_running(committee.election)
    Committee.objects.select_for_update().get(pk=committee.pk)  # two at once: the second waits, and is refused
    _require_post(committee, post)
    if committee.members.sitting().filter(person=person).exists():
        raise DomainError("already_member", f"“{person}”已在{committee}任职。", field="person")
    member = CommitteeMember.objects.create(
        committee=committee, person=person, post=post, duties=duties, since=since, terms_served=terms_served,
        updated_by=actor,
    )  # fmt: skip
    put_on_roster(
        person=person, election=committee.election, community=committee.community,
        capacity=TermRole.Capacities.MEMBER,
    )  # fmt: skip
    note_change(committee.election_id, [committee.community_id])
    audit.record(actor, "member.appoint", person, detail={"committee": str(committee), "post": post})
    return member


def require_running(election):
    """Raises DomainError ``election_past`` for a term that can only be read."""
    if election.state != Election.States.RUNNING:
        raise DomainError("election_past", f"{election}已转为往届，只能查看。")


def _require_post(committee, post, but=None):
    if committee_kind_of(post) != committee.kind:
        raise DomainError("wrong_committee", f"“{Posts(post).label}”不是{committee}的职务，请重新选择。", field="post")
    if post not in SINGLE_POSTS:
        return
    holder = committee.members.sitting().filter(post=post).exclude(pk=but).select_related("person").first()
    if holder:
        raise DomainError(
            "post_taken",
            f"{committee}现任{holder.get_post_display()}是“{holder.person}”。如已离任，请先登记离任。",
            field="post",
        )


@transaction.atomic
def update_member(*, actor, member, version, **fields):
    """Correct post, duties, date or terms of a sitting member last read at ``version``."""
    access.require(actor, "fill_records", member)
    require_running(member.committee.election)
    _require_sitting(member)
    claim_version(actor=actor, obj=member, version=version)
    _require_post(member.committee, fields.get("post", member.post), but=member.pk)
    stored = CommitteeMember.objects.get(pk=member.pk)
    old = {name: getattr(stored, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(member, name, fields.get(name, old[name]))
    member.save()
    audit.record(
        actor, "member.update", member.person,
        detail=audit.changes(old, {name: getattr(member, name) for name in EDITABLE}),
    )  # fmt: skip
    return member


def _require_sitting(member):
    if member.left_on:
        raise DomainError("member_left", f"“{member.person}”已于{member.left_on:%Y年%m月%d日}离任。")


@transaction.atomic
def end_membership(*, actor, member, version, left_on, reason):
    """Note that a member left; off the roster unless he still sits in the other committee.

    Raises DomainError ``member_left`` or ``left_before_start``.
    """
    access.require(actor, "fill_records", member)
    require_running(member.committee.election)
    _require_sitting(member)
    if member.since and left_on < member.since:
        raise DomainError("left_before_start", "离任时间早于任现职时间，请核对。", field="left_on")
    claim_version(actor=actor, obj=member, version=version)
    member.left_on, member.left_reason = left_on, reason
    member.save()
    _leave_roster_if_gone(member)
    note_change(member.committee.election_id, [member.committee.community_id])
    audit.record(
        actor, "member.leave", member.person, reason=reason,
        detail={"committee": str(member.committee), "post": member.post, "left_on": left_on},
    )  # fmt: skip
    return member


def _leave_roster_if_gone(member):
    committee = member.committee
    others = CommitteeMember.objects.sitting().filter(
        person=member.person, committee__election=committee.election, committee__community=committee.community
    )
    if not others.exists():
        leave_roster(
            person=member.person, election=committee.election, community=committee.community,
            capacity=TermRole.Capacities.MEMBER,
        )  # fmt: skip
