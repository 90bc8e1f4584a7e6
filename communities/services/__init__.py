"""Commands of the communities app."""

from communities.services.grants import grant_role, revoke_role
from communities.services.roster import leave_roster, put_on_roster

__all__ = ["grant_role", "leave_roster", "put_on_roster", "revoke_role"]
