"""The term's roster: who stands in which capacity; kept by whatever service makes it so."""

from communities.models import TermRole
from communities.services.duplicates import require_kept


def put_on_roster(*, person, election, community, capacity):
    """Enter ``person`` in a capacity (TermRole.Capacities); twice is once. Returns the :class:`TermRole`.

    Raises DomainError ``duplicate_record`` for a file found to be of somebody filed twice.
    """
    require_kept(person)
    entry, _ = TermRole.objects.get_or_create(person=person, election=election, community=community, capacity=capacity)
    return entry


def leave_roster(*, person, election, community, capacity):
    """Take the entry away; nothing happens if there is none."""
    TermRole.objects.filter(person=person, election=election, community=community, capacity=capacity).delete()
