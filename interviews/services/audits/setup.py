"""立项: audits for many at once, their teams, and taking back what was set up by mistake."""

from dataclasses import dataclass, field

from django.db import transaction

from communities.models import CommitteeMember, Person, Posts
from communities.services.committees import require_running
from core import access, audit
from core.attachments import attachments_of, remove_attachment
from core.editing import claim_version
from core.errors import DomainError
from interviews import audit_rules
from interviews.models import AuditHandover, AuditPublication, AuditStates, AuditTeamMember, DepartureAudit, TeamRoles
from interviews.services.audits.locking import locked

LEAD_POSTS = (Posts.SECRETARY, Posts.DIRECTOR)


@dataclass(frozen=True)
class Team:
    """Who audits: one ``leader``, ``members`` and ``reviewers`` (Persons); without a leader the team is incomplete."""

    leader: Person | None = None
    members: tuple = ()
    reviewers: tuple = field(default=())

    @property
    def seats(self):
        """``[(person, role)]``, each person once, in his highest role."""
        by_role = [
            *((person, TeamRoles.REVIEWER) for person in self.reviewers),
            *((person, TeamRoles.MEMBER) for person in self.members),
            *([(self.leader, TeamRoles.LEADER)] if self.leader else []),
        ]
        return list({person.pk: (person, role) for person, role in by_role}.values())


@dataclass(frozen=True)
class Auditee:
    """A sitting member whose audit can be set up: his posts in words, and since when he holds the first of them."""

    person: Person
    community: object
    post_held: str
    since: object
    is_lead: bool


def auditees(election, communities):
    """Everyone who sits in the committees of ``communities``, as :class:`Auditee`, leads first in each community."""
    rows = CommitteeMember.objects.in_election(election).sitting().filter(committee__community__in=communities)
    by_person = {}
    for member in rows.in_order().select_related("person", "committee__community"):
        by_person.setdefault((member.committee.community_id, member.person_id), []).append(member)
    found = [_auditee(posts) for posts in by_person.values()]
    return sorted(found, key=lambda each: (each.community.pk, not each.is_lead))


def _auditee(posts):
    first = posts[0]
    return Auditee(
        person=first.person,
        community=first.committee.community,
        post_held="、".join(dict.fromkeys(_post_in_words(member) for member in posts)),
        since=min((member.since for member in posts if member.since), default=None),
        is_lead=any(member.post in LEAD_POSTS for member in posts),
    )


def _post_in_words(member):
    """党组织书记, 居委会主任: as a report names the post."""
    if member.post in (Posts.SECRETARY, Posts.DEPUTY_SECRETARY):
        return f"党组织{member.get_post_display()}"
    if member.post in (Posts.DIRECTOR, Posts.DEPUTY_DIRECTOR):
        return f"居委会{member.get_post_display()}"
    return member.get_post_display()


@transaction.atomic
def plan_audits(*, actor, election, chosen, period_from, period_to, lead_agency, team, plan=""):
    """Set up an audit for each of ``chosen`` (Auditee), all with the same period, agency and :class:`Team`.

    Returns the list of :class:`DepartureAudit`. Nothing is written if one of them is refused: DomainError
    ``nobody_chosen``, ``already_planned``, ``auditor_is_auditee``, ``period_reversed`` or ``election_past``;
    404 or 403 as access.require.
    """
    require_running(election)
    if not chosen:
        raise DomainError("nobody_chosen", "请至少勾选一名被审计人。", "people")
    require_period(period_from, period_to)
    _require_new(election, chosen)
    shared = {"period_from": period_from, "period_to": period_to, "lead_agency": lead_agency.strip(), "plan": plan}
    return [_plan(actor, election, each, team, shared) for each in chosen]


def require_period(period_from, period_to):
    if period_from > period_to:
        raise DomainError("period_reversed", "审计期间的止日早于起日，请核对。", "period_to")


def _require_new(election, chosen):
    people = [each.person.pk for each in chosen]
    earlier = DepartureAudit.objects.filter(election=election, person__in=people).select_related("person").first()
    if earlier:
        raise DomainError("already_planned", f"“{earlier.person}”本届已经立项，不必重复。请取消勾选。", "people")


def _plan(actor, election, auditee, team, shared):
    access.require(actor, "manage_audits", auditee.community)
    made = DepartureAudit.objects.create(
        election=election, community=auditee.community, person=auditee.person, post_held=auditee.post_held,
        term_from=auditee.since, created_by=actor, updated_by=actor, **shared,
    )  # fmt: skip
    audit_rules.require_no_conflict(made, actor)
    AuditPublication.objects.create(audit=made)
    AuditHandover.objects.create(audit=made, handed_over_by=auditee.person)
    _seat(made, team)
    audit.record(actor, "departureaudit.plan", made, detail={"agency": made.lead_agency, "team": _names(team)})
    return made


def _seat(opened, team):
    for person, _ in team.seats:
        reason = audit_rules.conflict_in_team(opened.person, person)
        if reason:
            raise DomainError("auditor_is_auditee", reason, "leader" if person == team.leader else "members")
    AuditTeamMember.objects.bulk_create(
        AuditTeamMember(audit=opened, person=person, role=role) for person, role in team.seats
    )


def _names(team):
    return [f"{person}（{TeamRoles(role).label}）" for person, role in team.seats]


@transaction.atomic
def assign_team(*, actor, audit_file, version, team):
    """Give an audit, last read at ``version``, another :class:`Team`; whoever leaves it no longer sees it.

    Returns the :class:`DepartureAudit`. Only the office assigns. Raises DomainError ``office_only``,
    ``auditor_is_auditee``, ``report_issued``, ``audit_closed``, ``election_past``, ``conflict_of_interest``
    or ``edited_meanwhile``.
    """
    opened = locked(audit_file.pk)
    access.require(actor, "manage_audits", opened)
    audit_rules.require_office(opened, actor)
    audit_rules.require_no_conflict(opened, actor)
    audit_rules.require_fieldwork(opened, actor)
    claim_version(actor=actor, obj=opened, version=version)
    opened.team.all().delete()
    _seat(opened, team)
    audit.record(actor, "departureaudit.assign", opened, detail={"team": _names(team)})
    return opened


@transaction.atomic
def withdraw_audit(*, actor, audit_file):
    """Take back an audit set up by mistake, while nobody was notified; its files go with it.

    Raises DomainError ``already_notified``, ``office_only``, ``conflict_of_interest`` or ``election_past``.
    """
    opened = locked(audit_file.pk)
    access.require(actor, "manage_audits", opened)
    audit_rules.require_office(opened, actor)
    audit_rules.require_no_conflict(opened, actor)
    require_running(opened.election)
    if opened.state != AuditStates.PLANNED:
        raise DomainError("already_notified", f"“{opened}”已发出审计通知，不能撤销立项。")
    _remove_evidence(actor, opened)
    audit.record(actor, "departureaudit.withdraw", opened, detail={"person": str(opened.person)})
    opened.delete()


def _remove_evidence(actor, opened):
    """The files of an audit and its parts, which would outlive their rows."""
    for record in (opened, opened.publication, opened.handover, *opened.findings.all()):
        for attachment in attachments_of(record):
            remove_attachment(actor=actor, attachment=attachment, with_subject=True)
