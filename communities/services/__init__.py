"""Commands of the communities app."""

from communities.services.committees import appoint_member, end_membership, set_seats, update_member
from communities.services.elections import close_election, create_election, update_election
from communities.services.figures import note_change, note_person, note_regions
from communities.services.grants import grant_role, revoke_role
from communities.services.kinship import declare_relative, withdraw_relative
from communities.services.people import (
    create_person,
    find_by_id_number,
    link_account,
    reveal_field,
    search_people,
    update_person,
)
from communities.services.roster import leave_roster, put_on_roster

__all__ = [
    "appoint_member", "close_election", "create_election", "create_person", "declare_relative", "end_membership",
    "find_by_id_number", "grant_role", "leave_roster", "link_account", "note_change", "note_person", "note_regions", "put_on_roster", "reveal_field",
    "revoke_role", "search_people", "set_seats", "update_election", "update_member", "update_person", "withdraw_relative",
]  # fmt: skip
