"""选举工作人员: the capacity that no other app keeps. People are picked from the files, never typed."""

from django.db import transaction

from communities.models import TermRole
from communities.services import leave_roster, put_on_roster
from communities.services.committees import require_running
from core import access, audit
from core.errors import DomainError

WORKER = TermRole.Capacities.ELECTION_WORKER


@transaction.atomic
def add_election_worker(*, actor, election, community, person):
    """Enter somebody on file as election worker of a community, or of the street. Returns the roster's entry.

    Raises DomainError ``already_worker``, ``election_elsewhere`` or ``election_past``; 404 and 403 as access.require.
    """
    access.require(actor, "fill_discipline", community)
    access.require(actor, "view_records", person)
    require_running(election)
    if not community.pk.startswith(election.region_id):
        raise DomainError("election_elsewhere", f"{community}不在{election.region}的本届换届范围内。", "community")
    known = TermRole.objects.filter(person=person, election=election, community=community, capacity=WORKER)
    if known.exists():
        raise DomainError("already_worker", f"“{person}”已是{community.short_name}的选举工作人员。", "person")
    entry = put_on_roster(person=person, election=election, community=community, capacity=WORKER)
    audit.record(actor, "election_worker.add", person, detail={"community": community.pk})
    return entry


@transaction.atomic
def remove_election_worker(*, actor, entry):
    """Take an election worker off the roster; what he did stays on record."""
    access.require(actor, "view_records", entry)
    access.require(actor, "fill_discipline", entry.community)
    require_running(entry.election)
    leave_roster(person=entry.person, election=entry.election, community=entry.community, capacity=WORKER)
    audit.record(actor, "election_worker.remove", entry.person, detail={"community": entry.community_id})
